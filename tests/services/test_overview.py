"""The overview: its sums are the score's, and those of what a filter selects (spec 13)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import DONE, TODAY, TomlFiles, raw, save, small_catalogue, toml_action, unguarded

from cm_tui.model.errors import InvalidInput, StorageProblem
from cm_tui.model.filters import EVERYTHING, ActionFilter, parse
from cm_tui.model.listing import ListQuery
from cm_tui.model.rules.points import MILLION
from cm_tui.model.views.actions import Points
from cm_tui.model.vocabulary import Field, ImplementationStatus, ManagedBy
from cm_tui.services.services import Services

MakeOrganisation = Callable[[TomlFiles], Services]
NOTHING = Points(0, 0)


def wanted(text: str) -> ActionFilter:
    """A filter written as people write it."""
    return parse(text, TODAY)


@dataclass(frozen=True)
class State:
    """What the database holds of one instance of an action."""

    managed_by: str
    category: str
    kind: str
    solutions: tuple[str, ...]
    group: str | None
    points: Points
    worth: int
    assessments: tuple[tuple[str, str, str], ...]
    """Name, group, regulation."""

    @property
    def is_ours(self) -> bool:
        return self.managed_by == ManagedBy.ORGANISATION

    @property
    def gains(self) -> bool:
        return self.points.achieved < self.points.possible


def states(workspace: Path) -> Iterator[State]:
    """Every instance that counts, read around the program."""
    with raw(workspace) as connection:
        found = connection.execute(
            "SELECT s.id, a.managed_by, a.category, a.action_type, v.solutions, g.name, s.points_achieved,"
            " s.points_possible, s.in_scope FROM action_state s JOIN action a ON a.id = s.action_id"
            " JOIN action_version v ON v.id = s.accepted_version_id"
            " LEFT JOIN assessment_group g ON g.id = s.group_id WHERE NOT s.retired"
        ).fetchall()
        places: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
        for state, *place in connection.execute(
            "SELECT l.state_id, a.name, g.name, a.regulation_key FROM assessment_action l"
            " JOIN assessment a ON a.id = l.assessment_id JOIN assessment_group g ON g.id = a.group_id"
        ):
            places[state].append((place[0], place[1], place[2]))
    for key, managed, category, kind, solutions, group, won, worth, in_scope in found:
        points = Points(won, worth) if in_scope else NOTHING
        listed = tuple(json.loads(solutions))
        yield State(managed, category, kind, listed, group, points, worth, tuple(places[key]))


FILTERS: dict[str, Callable[[State], bool]] = {
    "": lambda one: True,
    "regulation:gdpr": lambda one: any(place[2] == "gdpr" for place in one.assessments),
    'category:"Control Access","Manage Devices"': lambda one: one.category in ("Control Access", "Manage Devices"),
    "type:Operational": lambda one: one.kind == "Operational",
    'solution:"Microsoft Entra ID"': lambda one: "Microsoft Entra ID" in one.solutions,
    "group:Europe type:Documentation": lambda one: (
        one.kind == "Documentation"
        and (one.group == "Europe" or any(place[1] == "Europe" for place in one.assessments))
    ),
}


PLACES: dict[str, Callable[[tuple[str, str, str]], bool]] = {
    "regulation:gdpr": lambda place: place[2] == "gdpr",
    "group:Europe type:Documentation": lambda place: place[1] == "Europe",
}
"""Which assessments are listed, by name, group and regulation; without an entry all that count something."""


def anywhere(place: tuple[str, str, str]) -> bool:
    """Every assessment is listed."""
    return True


def total(selected: list[State]) -> Points:
    """Their points together."""
    return sum((one.points for one in selected), NOTHING)


@pytest.mark.parametrize("text", FILTERS)
def test_every_number_is_that_of_the_actions_selected(
    contoso_read: Services, contoso_template: Path, text: str
) -> None:
    selected = [one for one in states(contoso_template) if FILTERS[text](one)]
    ours = [one for one in selected if one.is_ours]
    overview = contoso_read.overview.overview(wanted(text))
    assert (overview.yours, overview.your_actions) == (total(ours), len(ours))
    assert overview.remaining == sum(one.gains for one in ours)
    assert overview.total == total(selected)
    assert overview.microsoft_actions == len(selected) - len(ours)
    for solution in overview.solutions:
        behind = [one for one in ours if solution.solution in one.solutions]
        assert (solution.points, solution.actions) == (total(behind), len(behind))
        assert solution.remaining == sum(one.gains for one in behind)
    assert {one.solution for one in overview.solutions} == {name for one in ours for name in one.solutions}
    for share in overview.categories:
        behind = [one for one in selected if one.category == share.name]
        assert share.points == total(behind)
        assert share.yours == total([one for one in behind if one.is_ours])
        assert (share.actions, share.remaining) == (
            sum(one.is_ours for one in behind),
            sum(one.is_ours and one.gains for one in behind),
        )
    assert {one.name for one in overview.categories} == {one.category for one in selected}
    for share in overview.assessments:
        behind = [one for one in selected if share.name in {place[0] for place in one.assessments}]
        assert (share.points, share.actions) == (total(behind), sum(one.is_ours for one in behind))
        assert share.yours == total([one for one in behind if one.is_ours])
    is_there = PLACES.get(text, anywhere)
    assert {one.name for one in overview.assessments} == {
        place[0] for one in selected for place in one.assessments if is_there(place)
    }


def test_without_a_filter_it_is_the_score(contoso_read: Services) -> None:
    score, overview = contoso_read.score.score(), contoso_read.overview.overview()
    assert (overview.yours, overview.microsoft) == (score.yours, score.microsoft)
    shares = {one.name: one.points for one in overview.assessments}
    assert shares == {one.name: one.points for one in score.assessments}


@pytest.mark.parametrize(
    ("text", "group", "regulation"),
    [
        ("group:Europe", "Europe", None),
        ("regulation:hipaa-hitech", None, "hipaa-hitech"),
        ("group:Europe regulation:lgpd", "Europe", "lgpd"),
    ],
)
def test_groups_and_regulations_choose_assessments_which_are_counted_whole(
    contoso_read: Services, text: str, group: str | None, regulation: str | None
) -> None:
    listed = [
        one
        for one in contoso_read.assessments.assessments()
        if group in (None, one.group) and regulation in (None, one.regulation)
    ]
    shares = {one.name: one.points for one in contoso_read.overview.overview(wanted(text)).assessments}
    assert listed
    assert shares == {one.name: one.points for one in listed}


@pytest.mark.parametrize("text", ["", "regulation:hipaa-hitech", "category:privacy"])
def test_key_actions_are_the_best_of_the_list(contoso_read: Services, text: str) -> None:
    overview = contoso_read.overview.overview(wanted(text), key_actions=12)
    listed = contoso_read.listing.select(ListQuery(wanted(f"{text} gain>0")))
    assert overview.key_actions == listed[:12]
    assert overview.remaining == len(listed)


def test_a_filter_that_selects_nothing_counts_nothing(contoso_read: Services) -> None:
    overview = contoso_read.overview.overview(wanted("category:privacy points>900"))
    assert (overview.total, overview.your_actions, overview.microsoft_actions, overview.remaining) == (NOTHING, 0, 0, 0)
    assert (overview.key_actions, overview.solutions, overview.categories, overview.assessments) == ((), (), (), ())


def test_what_names_nothing_is_refused(contoso_read: Services) -> None:
    with pytest.raises(InvalidInput, match="names nothing here"):
        contoso_read.overview.overview(wanted("group:Mars"))


def test_a_pass_and_what_is_out_of_scope_move_it(organisation_of: MakeOrganisation) -> None:
    files = small_catalogue()
    files["actions/control-access.toml"]["action"] = [
        toml_action("CA-001"),
        toml_action("CA-002", function="detective", solutions=["Entra", "Purview"]),
        toml_action("CA-003", function="corrective", solutions=["Purview"]),
    ]
    services = organisation_of(files)
    save(services, "CA-001", DONE)
    save(services, "CA-003", {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE})
    overview = services.overview.overview(EVERYTHING)
    assert overview.yours == Points(27 * MILLION, 30 * MILLION)
    assert (overview.your_actions, overview.remaining) == (3, 1)
    assert [row.id for row in overview.key_actions] == ["CA-002"]
    assert {
        one.solution: (one.points.possible // MILLION, one.remaining, one.actions) for one in overview.solutions
    } == {
        "Entra": (30, 1, 2),
        "Purview": (3, 1, 2),
    }


def test_a_damaged_list_is_said(organisation_of: MakeOrganisation) -> None:
    services = organisation_of(small_catalogue())
    with unguarded(Path(services.workspace.path)) as connection:
        connection.execute("UPDATE action_version SET solutions = '[' WHERE action_id = 'CA-001'")
    with pytest.raises(StorageProblem, match="damaged"):
        services.overview.overview(EVERYTHING)
