"""What creating, copying and changing assessments did to the score, and a trend that the stored score does not follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from assessing import AZURE, IN_AZURE, M365, OF_BOTH, OWN, SHARED, assessed_catalogue, in_group
from support import DONE, TODAY, StillClock, TomlFiles, query, raw, save

from cm_tui.model.drafts import AssessmentEdit
from cm_tui.model.errors import InvalidInput, StorageProblem
from cm_tui.model.rules.points import MILLION
from cm_tui.model.views.actions import Points
from cm_tui.model.views.score import ScoreMove
from cm_tui.model.vocabulary import Field, TestStatus
from cm_tui.services.services import Services

COPY = replace(in_group("Group 2"), copy_from="Group 1", copy_details=True)
OF_GROUP = (OWN, IN_AZURE, OF_BOTH)


@pytest.fixture
def own(organisation_of: Callable[[TomlFiles], Services]) -> Services:
    """An organisation with one group, assessed against r1."""
    return organisation_of(assessed_catalogue())


def moves(services: Services, assessment: str | None = None) -> list[ScoreMove]:
    """The moves of today, which add up."""
    history = services.score.since(TODAY, assessment)
    assert sum((one.amount for one in history.moves), history.start) == history.end
    return list(history.moves)


def told(move: ScoreMove) -> tuple[str, int, str, int, int]:
    """A move: the action or what stands for many, how many there are, why, and whole points achieved and possible."""
    amount = move.amount
    return move.action or move.name, move.actions, move.reason, amount.achieved // MILLION, amount.possible // MILLION


def test_one_action_that_is_copied_names_where_from(own: Services) -> None:
    save(own, f"{OWN}@group-1", DONE)
    own.assessments.create(COPY)
    *_, began, copied = moves(own)
    assert told(began) == ("3 actions", 3, "Assessment created: R1 Group 2", 0, 9)
    assert told(copied) == (f"{OWN}@group-2", 1, f"Copied from {OWN}@group-1", 3, 0)


def test_a_copied_group_is_one_move_and_each_source_another(own: Services, clock: StillClock) -> None:
    for action in OF_GROUP:
        save(own, f"{action}@group-1", DONE)
    own.assessments.create(COPY)
    own.assessments.create(replace(COPY, name="R1 Group 3", group="Group 3", copy_from="group 2"))
    *_, first, began, second = moves(own)
    assert told(first) == ("3 actions", 3, "Copied from Group 1", 9, 0)
    assert told(began)[2] == "Assessment created: R1 Group 3"
    assert told(second) == ("3 actions", 3, "Copied from Group 2", 9, 0)
    assert [told(one)[:3] for one in moves(own, "R1 Group 2")][-1] == ("3 actions", 3, "Copied from Group 1")
    # work that follows is told by itself, and whose it was is not asked for where the group has another name
    clock.forward(hours=1)
    save(own, f"{OWN}@group-2", {Field.OTHER_NOTES: "moves nothing", Field.TEST_STATUS: TestStatus.FAILED_LOW})
    assert told(moves(own)[-1])[:2] == (f"{OWN}@group-2", 1)
    with raw(Path(own.workspace.path)) as database:
        database.execute("UPDATE assessment_group SET name = 'Europe' WHERE slug = 'group-1'")
    assert "Copied from Europe" in [one.reason for one in moves(own)]


def test_an_assessment_that_is_changed_says_so(own: Services) -> None:
    own.assessments.create(in_group("Group 2", services=(M365,)))
    own.assessments.edit(AssessmentEdit("R1 Group 2", services=(M365, AZURE)))
    *_, began, grown = moves(own)
    assert told(began) == ("2 actions", 2, "Assessment created: R1 Group 2", 0, 6)
    assert told(grown) == (f"{IN_AZURE}@group-2", 1, "Assessment changed: R1 Group 2", 0, 3)


def test_actions_that_leave_and_come_back_together_are_one_move_each(own: Services) -> None:
    own.assessments.create(in_group("Group 2"))
    own.assessments.edit(AssessmentEdit("R1 Group 2", services=(AZURE,)))
    own.assessments.edit(AssessmentEdit("R1 Group 2", services=()))
    *_, left, back = moves(own)
    assert (left.actions, left.amount) == (2, Points(0, -6 * MILLION))
    assert (back.actions, back.amount) == (2, Points(0, 6 * MILLION))
    assert left.reason.startswith("No assessment counts them any more")
    assert back.reason.startswith("An assessment counts them again")


@pytest.mark.parametrize(
    "text", ["group:group-2", "type:technical", "regulation:r1 type:operational", "group:group-1 gain>0"]
)
def test_the_moves_of_a_filter_lead_to_the_filtered_score(own: Services, clock: StillClock, text: str) -> None:
    own.assessments.create(COPY)
    for action in (f"{OWN}@group-2", f"{IN_AZURE}@group-1", SHARED):
        clock.forward(days=1)
        save(own, action, DONE)
    own.assessments.edit(AssessmentEdit("R1 Group 2", services=(M365,)))
    wanted = query(text).filter
    score = own.overview.overview(wanted).total
    for day in range(5):
        history = own.score.since(TODAY + timedelta(days=day), None, wanted)
        assert sum((one.amount for one in history.moves), history.start) == history.end == score
    assert {one.action for one in history.moves} <= {*own.score.points(None, wanted).ids, ""}
    assert own.score.points(None, wanted).together == score
    with pytest.raises(InvalidInput, match="nowhere"):
        own.score.since(TODAY, None, query("group:nowhere").filter)


def test_a_filter_narrows_an_assessment_too(own: Services) -> None:
    own.assessments.create(in_group("Group 2"))
    save(own, f"{OWN}@group-2", DONE)
    wanted = query("type:technical").filter
    history = own.score.since(TODAY, "R1 Group 2", wanted)
    assert (history.of, history.end) == ("R1 Group 2", own.score.points("R1 Group 2", wanted).together)
    assert f"{OWN}@group-2" not in {one.action for one in history.moves}


@pytest.mark.parametrize("text", ["", SHARED, "type:technical"])
def test_a_trend_that_does_not_lead_to_the_stored_score_is_refused(own: Services, text: str) -> None:
    wanted, others = query(text).filter, query(OWN).filter
    own.score.trend(3, wanted)
    with raw(Path(own.workspace.path)) as database:
        database.execute("UPDATE action_state SET points_achieved = points_possible WHERE public_id = ?", (SHARED,))
    with pytest.raises(StorageProblem, match="history verify"):
        own.score.trend(3, wanted)
    assert own.score.trend(3, others)[-1].points == Points(0, 3 * MILLION)
