"""Who is suggested as an owner, and why (spec 1.7; issue 4, item 3)."""

from __future__ import annotations

from itertools import groupby

from support import query

from cm_tui.model.rules.permissions import Permission, allows
from cm_tui.model.views.bulk import Suggestion
from cm_tui.services.services import Services


def _kind(one: Suggestion) -> str:
    if one.reason:
        return "owner"
    return "editor" if allows(one.person.role, Permission.EDIT_ACTIONS) else "reader"


def test_everybody_is_there_owners_of_similar_actions_first_readers_last(contoso_read: Services) -> None:
    found = contoso_read.bulk.suggestions(["CA-003"])
    assert {one.person.email for one in found} == {person.email for person in contoso_read.people.people()}
    assert [kind for kind, _ in groupby(map(_kind, found))] == ["owner", "editor", "reader"]


def test_the_category_comes_before_the_solution_and_says_how_many(contoso_read: Services) -> None:
    (row,) = contoso_read.listing.rows(["CA-003"])
    found = contoso_read.bulk.suggestions([row.id])
    first = found[0]
    owned = contoso_read.listing.select(query(f'owner:{first.person.email} category:"{row.category}"'))
    assert first.reason == f"owns {len(owned)} in {row.category}"
    by_solution = [one for one in found if one.reason and not one.reason.endswith(row.category)]
    assert by_solution
    for one in by_solution:
        assert any(one.reason.endswith(f" in {solution}") for solution in row.solutions)


def test_who_owns_more_comes_first(contoso_read: Services) -> None:
    for action in ("PM-001@europe", "IC-001"):
        reasons = [one.reason for one in contoso_read.bulk.suggestions([action]) if one.reason]
        category = contoso_read.listing.rows([action])[0].category
        counts = [int(reason.split()[1]) for reason in reasons if reason.endswith(f" in {category}")]
        assert counts == sorted(counts, reverse=True)


def test_of_several_actions_all_categories_count(contoso_read: Services) -> None:
    several = contoso_read.bulk.suggestions(["CA-003", "PM-001@europe", "PT-001"])
    alone = [contoso_read.bulk.suggestions([one]) for one in ("CA-003", "PM-001@europe", "PT-001")]
    owners = {one.person.email for found in alone for one in found if one.reason}
    assert {one.person.email for one in several if one.reason} == owners


def test_actions_that_do_not_exist_suggest_nobody_in_particular(contoso_read: Services) -> None:
    assert {one.reason for one in contoso_read.bulk.suggestions(["XX-999"])} == {""}
