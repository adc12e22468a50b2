"""The list of actions: every order, pages, counts, facets and finding (interface 4)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import (
    DONE,
    NOW,
    OpenAs,
    query,
    save,
    unguarded,
)

from cm_tui.model.errors import InvalidInput, StorageProblem
from cm_tui.model.listing import SORT_COLUMNS, ListQuery, SortOrder
from cm_tui.model.views.actions import ActionDetails, ActionRow
from cm_tui.model.vocabulary import ManagedBy, TestStatus
from cm_tui.services.actions.listing import sort_order
from cm_tui.services.services import Services

MARIA = "maria.ruiz@contoso.example"


def shown_value(row: ActionRow, column: str) -> object:
    """What a column sorts by, as the table shows it; None where there is nothing."""
    values: dict[str, object] = {
        "name": row.name.lower(),
        "group": row.group.lower() if row.group else None,
        "regulations": len(row.regulations),
        "solutions": ", ".join(row.solutions).lower(),
        "services": ", ".join(row.services).lower(),
        "assessments": len(row.assessments),
        "points_achieved": row.points.achieved,
        "points_possible": row.points.possible,
        "gain": row.gain,
    }
    return values[column] if column in values else getattr(row, column)


class TestsOfOrders:
    @pytest.mark.parametrize("column", SORT_COLUMNS)
    @pytest.mark.parametrize("descending", [False, True])
    def test_hold_in_both_directions_with_ties_by_id_and_nothing_last(
        self, contoso_read: Services, column: str, descending: bool
    ) -> None:
        order = SortOrder(column, descending)
        rows = contoso_read.listing.select(ListQuery(sort=order))
        filled = [row for row in rows if shown_value(row, column) is not None]
        empty = [row for row in rows if shown_value(row, column) is None]
        by_id = sorted(filled, key=lambda row: row.id)
        assert filled == sorted(by_id, key=lambda row: shown_value(row, column), reverse=descending)  # type: ignore[arg-type,return-value]
        assert empty == sorted(empty, key=lambda row: row.id)
        assert rows == tuple(filled + empty)
        assert contoso_read.listing.listing(ListQuery(sort=order)).ids == tuple(row.id for row in rows)

    def test_without_one_the_largest_gain_comes_first(self, contoso_read: Services) -> None:
        rows = contoso_read.listing.select(ListQuery())
        assert [(-row.gain, row.id) for row in rows] == sorted((-row.gain, row.id) for row in rows)

    @pytest.mark.parametrize("column", SORT_COLUMNS)
    def test_are_written_with_a_dash_for_descending(self, column: str) -> None:
        assert sort_order(column) == SortOrder(column, descending=False)
        assert sort_order(f"-{column}") == SortOrder(column, descending=True)

    @pytest.mark.parametrize("text", ["", "-", "title", "--gain", "public_id", "owner;drop", "Gain "])
    def test_of_unknown_columns_are_refused_with_the_columns(self, text: str) -> None:
        with pytest.raises(InvalidInput, match="pending_update"):
            sort_order(text)


class TestsOfPages:
    @pytest.mark.parametrize("text", ["", "label", "regulation:hipaa -owner:none"])
    @pytest.mark.parametrize("hide", [False, True])
    def test_the_first_page_begins_the_whole(self, contoso_read: Services, text: str, hide: bool) -> None:
        asked = query(text, hide_passed=hide)
        whole = contoso_read.listing.select(asked)
        assert contoso_read.listing.first_page(asked, 7) == whole[:7]
        assert contoso_read.listing.first_page(asked) == whole[:60]
        assert contoso_read.listing.select(asked, 0) == ()
        assert contoso_read.listing.select(asked, 2**31) == whole

    def test_rows_come_in_the_order_asked_for_and_unknown_ids_are_left_out(self, contoso_read: Services) -> None:
        ids = ["PI-003", "nowhere", "CA-001", "", "MS-001", "CA-003"]
        assert [row.id for row in contoso_read.listing.rows(ids)] == ["PI-003", "CA-001", "CA-003"]
        assert contoso_read.listing.rows([]) == ()

    def test_rows_of_very_many_ids_are_no_problem(self, contoso_read: Services) -> None:
        ids = [*(f"CA-{number}" for number in range(40_000)), "CA-001", "CA-003"]
        assert [row.id for row in contoso_read.listing.rows(ids)][-2:] == ["CA-001", "CA-003"]

    def test_microsofts_actions_are_never_listed(self, contoso_read: Services) -> None:
        managed = {one.id for one in contoso_read.score.explain() if one.managed_by is ManagedBy.MICROSOFT}
        listed = {row.id for row in contoso_read.listing.select(ListQuery())}
        assert managed
        assert not managed & listed
        assert listed | managed == {one.id for one in contoso_read.score.explain()}


class TestsOfCounts:
    @pytest.mark.parametrize("text", ["", "label", "regulation:lgpd", "category:manage", "owner:none"])
    def test_passed_rows_are_hidden_and_counted(self, contoso_read: Services, text: str) -> None:
        shown = contoso_read.listing.select(query(text))
        passed = [row for row in shown if row.test_status is TestStatus.PASSED]
        everything = contoso_read.listing.select(ListQuery())
        counts = contoso_read.listing.listing(query(text, hide_passed=True)).counts
        assert (counts.shown, counts.passed_hidden) == (len(shown) - len(passed), len(passed))
        assert counts.total == len(everything)
        assert counts.pending == sum(row.pending_update for row in everything)
        open_ = contoso_read.listing.listing(query(text)).counts
        assert (open_.shown, open_.passed_hidden) == (len(shown), 0)

    def test_nothing_found_is_counted_as_nothing(self, contoso_read: Services) -> None:
        listing = contoso_read.listing.listing(query("qqqqqq"))
        assert (listing.ids, listing.counts.shown) == ((), 0)
        assert listing.counts.total > 100

    def test_a_listing_that_is_interrupted_ends_and_the_next_one_works(self, contoso_read: Services) -> None:
        asked: list[bool] = []

        def interrupted() -> bool:
            asked.append(True)
            return True

        with pytest.raises(StorageProblem, match="interrupted"):
            contoso_read.listing.listing(query("label -backup"), interrupted)
        assert asked
        assert contoso_read.listing.listing(query("label"), lambda: False).ids


class TestsOfFacetsAndFinding:
    def test_facets_offer_what_the_rows_hold(
        self, contoso_read: Services, everything: tuple[ActionDetails, ...]
    ) -> None:
        facets = contoso_read.listing.facets()
        assert facets.groups == ("Europe", "Health Services", "North America")
        assert [key for key, _ in facets.regulations] == ["gdpr", "ccpa", "hipaa-hitech", "lgpd"]
        assert set(facets.assessments) == {name for one in everything for name in one.row.assessments}
        assert facets.solutions == tuple(sorted({name for one in everything for name in one.row.solutions}))
        assert facets.services == tuple(sorted({name for one in everything for name in one.row.services}))
        assert {email for email, _ in facets.owners} == {one.email for one in contoso_read.people.people()}

    def test_every_facet_can_be_asked_for(self, contoso_read: Services) -> None:
        facets = contoso_read.listing.facets()
        values = [
            *(f'solution:"{one}"' for one in facets.solutions),
            *(f'service:"{one}"' for one in facets.services),
            *(f'group:"{one}"' for one in facets.groups),
            *(f'assessment:"{one}"' for one in facets.assessments),
            *(f"regulation:{key}" for key, _ in facets.regulations),
        ]
        assert all(contoso_read.listing.listing(query(text)).ids for text in values)

    @pytest.mark.parametrize("text", ["CA-001", "ca-001", "  ca-001 "])
    def test_an_action_is_found_by_its_id(self, contoso_read: Services, text: str) -> None:
        assert [row.id for row in contoso_read.listing.find(text)] == ["CA-001"]

    def test_and_by_words_of_its_name_in_any_order_and_case(self, contoso_read: Services) -> None:
        found = contoso_read.listing.find("administrators MULTIFACTOR")
        assert [row.id for row in found] == ["CA-001"]
        assert contoso_read.listing.find("multifactor zzz") == ()

    def test_finding_stops_at_its_limit_and_begins_with_the_best_gain(self, contoso_read: Services) -> None:
        rows = contoso_read.listing.find("e", limit=5)
        assert len(rows) == 5
        assert [row.gain for row in rows] == sorted((row.gain for row in rows), reverse=True)

    @pytest.mark.parametrize("text", ["%", "_", "100%", "''", "\\", "[x]", "\x1b[2J", "\x00"])
    def test_what_is_sought_is_taken_literally(self, contoso_read: Services, text: str) -> None:
        assert contoso_read.listing.find(text) == ()

    @settings(max_examples=40, deadline=None)
    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
    def test_no_text_breaks_finding(self, contoso_read: Services, text: str) -> None:
        assert len(contoso_read.listing.find(text)) <= 12


def test_a_title_with_accents_is_found_in_any_case(acme: Path, open_as: OpenAs) -> None:
    with unguarded(acme) as connection:
        connection.execute(
            "UPDATE action_version SET title = 'Prüfung der Éducation', search_text = 'prüfung der éducation' "
            "WHERE action_id = 'CA-001'"
        )
    assert [row.id for row in open_as(acme).listing.find("PRÜFUNG éDUCATION")] == ["CA-001"]


def test_dates_are_days_and_moments_are_aware(services: Services) -> None:
    save(services, "CA-001", DONE)
    row = services.actions.details("CA-001").row
    assert type(row.implementation_date) is date
    assert services.history.rows("CA-001")[0].at == NOW
