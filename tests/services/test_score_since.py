"""What moved the score: amounts that add up exactly, whatever happened, and the score at the end of each day (issue 6)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import (
    DONE,
    TODAY,
    OpenAs,
    StillClock,
    TomlFiles,
    assess_again,
    assess_group,
    query,
    raw,
    save,
    small_catalogue,
    subscribe,
    toml_action,
    toml_control,
    toml_regulation,
    unguarded,
)

from cm_tui.model.errors import InvalidInput, NotAllowed, NotFound, StaleEdit, StorageProblem
from cm_tui.model.rules.points import MILLION
from cm_tui.model.signals import Signal
from cm_tui.model.views.actions import Points
from cm_tui.model.views.bulk import UndoStep
from cm_tui.model.views.score import ScoreHistory
from cm_tui.model.vocabulary import Field, FieldValue, ImplementationStatus, TestingType, TestStatus
from cm_tui.services.services import Services

MakeOrganisation = Callable[[TomlFiles], Services]
LONG_AGO = date(2000, 1, 1)
IMPLEMENTED: dict[Field, FieldValue] = {Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED}


def points(achieved: float, possible: float) -> Points:
    """Points written as people write them."""
    return Points(round(achieved * MILLION), round(possible * MILLION))


def adds_up(history: ScoreHistory) -> None:
    """Every move begins where the one before ended, and moves something."""
    standing = history.start
    for move in history.moves:
        assert move.before == standing
        assert move.amount != Points(0, 0)
        standing += move.amount
    assert standing == history.end


def moves(services: Services, day: date = TODAY) -> list[tuple[str, str, Points]]:
    """The moves since a day: the action, why, and how much."""
    return [(one.action or one.name, one.reason, one.amount) for one in services.score.since(day).moves]


@pytest.fixture
def small(organisation_of: MakeOrganisation) -> Services:
    """Two regulations and one group; a technical and an operational action of both, one of Defender, one of Secure Score."""
    files = small_catalogue()
    files["catalogue.toml"]["regulations"] = ["r1", "r2"]
    files["catalogue.toml"]["solutions"] = ["Entra", "Purview", "Microsoft Defender for Cloud"]
    files["regulations/r2.toml"] = toml_regulation("r2", toml_control("R2 Art. 1"))
    both = {"direct": ["R1 Art. 1", "R2 Art. 1"]}
    files["actions/control-access.toml"]["action"] = [
        toml_action("CA-001"),
        toml_action("CA-002", type="Operational", satisfies=both),
        toml_action("CA-003", automation="Microsoft Secure Score", satisfies=both, function="detective"),
    ]
    return organisation_of(files)


class TestsOfWhatIsTold:
    def test_a_pass_and_whatever_else_happened(self, services: Services, clock: StillClock) -> None:
        before = services.score.score().total
        clock.forward(days=1)
        save(services, "CA-003", {Field.OTHER_NOTES: "moves nothing"})
        save(services, "CA-003", DONE)
        [move] = services.score.since(TODAY + timedelta(days=1)).moves
        assert (move.action, move.amount, move.before) == ("CA-003", points(27, 0), before)
        assert move.reason == "Implementation status: Not implemented → Implemented; Test status: None → Passed"
        assert move.name == services.actions.details("CA-003").row.name
        assert (move.user, move.event, move.at) == (services.person.name, "action.changed", clock.at)
        last = services.history.rows("CA-003")[0]
        assert (move.seq, move.user, move.at) == (last.seq, last.user, last.at)

    def test_only_what_decides_over_points_is_told(self, services: Services) -> None:
        save(services, "CA-003", {**IMPLEMENTED, Field.TEST_STATUS: TestStatus.IN_PROGRESS})
        save(services, "CA-003", {Field.TEST_STATUS: TestStatus.PASSED, Field.OTHER_NOTES: "x", Field.OWNER: None})
        assert moves(services)[-1] == ("CA-003", "Test status: In progress → Passed", points(27, 0))

    def test_out_of_scope_takes_from_both_sides(self, services: Services) -> None:
        save(services, "CA-003", DONE)
        save(services, "CA-003", {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE})
        assert moves(services)[-1][2] == points(-27, -27)

    def test_an_undo_says_so(self, services: Services) -> None:
        step = UndoStep.of(save(services, "CA-003", DONE))
        services.bulk.undo(step)
        action, reason, amount = moves(services)[-1]
        assert (action, amount) == ("CA-003", points(-27, 0))
        assert reason.startswith("Undone: Implementation status: Implemented → Not implemented; ")

    def test_automation_is_named_and_what_it_measured(self, services: Services) -> None:
        save(services, "CA-002", {Field.TESTING_TYPE: TestingType.AUTOMATIC})
        services.automation.report([Signal("CA-002", TestStatus.PARTIALLY_TESTED, covered=(120, 200))])
        subscribe(services, "IC-001", (0, 100), (1, 2))
        *_, covered, resources = services.score.since(TODAY).moves
        assert covered.user == resources.user == "Automatic testing"
        assert covered.reason.endswith("Covered: none → 60 %")
        assert resources.reason.endswith("Resources complete: none → 25 %")
        assert resources.amount == points(27 / 4, 0)

    def test_many_new_actions_are_one_move(self, small: Services) -> None:
        before = small.score.score().total
        assess_group(small, "Group 2", "r1")
        assess_again(small, "Group 2", "r2")
        assert moves(small)[1:] == [("CA-002@group-2", "Assessment created: r1 Group 2", points(0, 27))]
        [first, _] = small.score.since(TODAY).moves
        assert (first.action, first.name, first.reason) == ("", "3 actions", "Assessment created: R1 Group 1")
        assert first.after == before

    def test_an_assessment_that_goes_takes_its_actions_along(self, small: Services) -> None:
        assess_again(small, "Group 1", "r2")
        before = small.score.score().total
        small.assessments.delete("R1 Group 1")
        reason = "No assessment counts it any more: R1 Group 1 was deleted"
        assert moves(small)[-1] == ("CA-001", reason, points(0, -27))
        assert before + points(0, -27) == small.score.score().total
        assess_again(small, "Group 1", "r1")
        reason = "An assessment counts it again: r1 Group 1 was created"
        assert moves(small)[-1] == ("CA-001", reason, points(0, 27))

    def test_many_actions_that_go_are_one_move(self, services: Services) -> None:
        start = services.score.score().total
        names = [one.name for one in services.score.score().assessments]
        services.assessments.delete(names[0])
        history = services.score.since(TODAY)
        adds_up(history)
        last = history.moves[-1]
        assert (last.action, last.reason) == ("", f"No assessment counts them any more: {names[0]} was deleted")
        assert (
            last.name == f"{sum(one.condition.startswith('No assessment') for one in services.score.explain())} actions"
        )
        assert (last.before, last.after) == (start, services.score.score().total)

    def test_one_assessment_alone(self, small: Services) -> None:
        assess_group(small, "Group 2", "r1")
        save(small, "CA-002@group-2", DONE)
        save(small, "CA-001", DONE)
        history = small.score.since(LONG_AGO, " r1 GROUP 2 ")
        adds_up(history)
        assert history.of == "r1 Group 2"
        assert [one.action or one.name for one in history.moves] == [
            *("2 actions", "CA-002@group-2", "CA-002@group-2", "CA-001"),
        ]
        assert history.end == points(54, 57)
        with pytest.raises(NotFound, match=r"'R9'.*R1 Group 1"):
            small.score.since(TODAY, "R9")


class TestsOfDays:
    def test_before_the_beginning_and_after_today(self, services: Services) -> None:
        total = services.score.score().total
        for day in (date.min, LONG_AGO, TODAY):
            history = services.score.since(day)
            assert (history.start, history.end, history.since) == (Points(0, 0), total, day)
            adds_up(history)
        for day in (TODAY + timedelta(days=1), date.max):
            assert services.score.since(day) == ScoreHistory(day, None, total, (), total)

    def test_a_day_begins_where_the_user_is(
        self, services: Services, clock: StillClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clock.at = datetime.combine(TODAY + timedelta(days=2), datetime.min.time()).astimezone(UTC)
        save(services, "CA-003", DONE)
        assert len(services.score.since(TODAY + timedelta(days=2)).moves) == 1
        assert services.score.since(TODAY + timedelta(days=3)).moves == ()

    def test_amounts_add_up_though_the_clock_went_back(self, services: Services, clock: StillClock) -> None:
        clock.forward(days=3)
        save(services, "CA-003", DONE)
        clock.forward(days=-10)
        save(services, "CA-005@default-group", DONE)
        for back in range(-4, 12):
            adds_up(services.score.since(TODAY - timedelta(days=back)))
        assert len(services.score.since(TODAY + timedelta(days=3)).moves) == 2

    def test_every_day_of_the_demo_adds_up(self, contoso_read: Services) -> None:
        score = contoso_read.score.score()
        counts = []
        for back in range(0, 200, 18):
            history = contoso_read.score.since(TODAY - timedelta(days=back))
            adds_up(history)
            assert history.end == score.total
            counts.append(len(history.moves))
        assert counts == sorted(counts)
        for one in score.assessments:
            history = contoso_read.score.since(TODAY - timedelta(days=60), one.name)
            adds_up(history)
            assert history.end == one.points

    def test_the_demos_trend_is_what_the_moves_say(self, contoso_read: Services) -> None:
        trend = contoso_read.score.trend(90)
        assert [one.day for one in trend] == [TODAY - timedelta(days=back) for back in range(90, -1, -1)]
        assert trend[-1].points == contoso_read.score.score().total
        for one in trend[:-1:10]:
            assert one.points == contoso_read.score.since(one.day + timedelta(days=1)).start

    def test_a_trend_of_what_a_filter_selects(self, contoso_read: Services) -> None:
        wanted = query("category:control -owner:none")
        own = contoso_read.score.trend(10, wanted.filter)
        rows = contoso_read.listing.select(wanted)
        assert own[-1].points == sum((one.points for one in rows if one.in_scope), Points(0, 0))
        everything = contoso_read.score.trend(0, query("category:control").filter)[0].points
        own_ones = sum((one.points for one in contoso_read.listing.select(query("category:control"))), Points(0, 0))
        assert everything.achieved > own_ones.achieved
        assert len(own) == 11
        assert contoso_read.score.trend(0) == contoso_read.score.trend(3)[-1:]
        with pytest.raises(InvalidInput, match="owner"):
            contoso_read.score.trend(3, query("owner:nobody.such").filter)


def test_a_score_that_does_not_follow_from_the_history_is_no_answer(contoso: Path, open_as: OpenAs) -> None:
    with raw(contoso) as database:
        database.execute("UPDATE action_state SET points_achieved = points_possible WHERE public_id = 'CA-003'")
    with pytest.raises(StorageProblem, match="history verify"):
        open_as(contoso).score.since(TODAY)


@pytest.mark.parametrize(
    "payload",
    [
        "nothing",
        '{"changes":{"test_status":["None","Whatever"]},"version":9}',
        '{"changes":{"definition":[1,99]},"version":9}',
        '{"changes":{"resources":[null,"1:2"]},"version":9}',
        '{"changes":{"covered":[null,"a/b"]},"version":9}',
        '{"changes":{"covered":[null,"1"]},"version":9}',
        '{"changes":7}',
        '{"added":[],"changes":{}}',
        '{"added":{"CA-003":1},"changes":{}}',
        '{"added":{"CA-999":{}},"changes":{}}',
    ],
)
def test_a_history_that_nobody_wrote_is_a_sentence(contoso: Path, open_as: OpenAs, payload: str) -> None:
    with unguarded(contoso) as database:
        found = database.execute("SELECT max(seq) FROM event WHERE entity LIKE 'CA-%' AND event = 'action.changed'")
        database.execute("UPDATE event SET payload = ? WHERE seq = ?", (payload, found.fetchone()[0]))
    with pytest.raises(StorageProblem, match=r"cannot be read|does not follow"):
        open_as(contoso).score.since(TODAY)


STATES = st.fixed_dictionaries(
    {},
    optional={
        Field.IMPLEMENTATION_STATUS: st.sampled_from(ImplementationStatus),
        Field.TEST_STATUS: st.sampled_from(TestStatus),
        Field.TESTING_TYPE: st.sampled_from(TestingType),
    },
)
ACTIONS = st.sampled_from(["CA-001", "CA-002@group-1", "CA-003"])


@dataclass
class Life:
    """What happened to an organisation, and its score at the end of each day."""

    services: Services
    clock: StillClock
    ends: dict[date, Points] = field(default_factory=dict)
    last: UndoStep = field(default_factory=UndoStep)
    groups: int = 0

    def live(self, step: tuple[object, ...]) -> None:
        """One deed, at the beginning of a day of its own."""
        self.ends[self.clock.at.astimezone().date()] = self.services.score.score().total
        self.clock.forward(days=1)
        with suppress(NotAllowed, InvalidInput, StaleEdit, NotFound):
            getattr(self, str(step[0]))(*step[1:])

    def change(self, action: str, changes: dict[Field, FieldValue]) -> None:
        """Somebody saves."""
        self.last = UndoStep.of(save(self.services, action, changes))

    def undo(self) -> None:
        """Somebody takes the last save back."""
        self.services.bulk.undo(self.last)

    def signal(self, status: TestStatus, covered: int) -> None:
        """Automation reports."""
        self.services.automation.report([Signal("CA-003", status, covered=(covered, 7))])

    def begin(self, regulation: str) -> None:
        """Another group is assessed."""
        self.groups += 1
        assess_group(self.services, f"New {self.groups}", regulation)

    def end(self, at: int) -> None:
        """An assessment is deleted."""
        names = [one.name for one in self.services.assessments.assessments()]
        self.services.assessments.delete(names[at % len(names)])


STEPS = st.one_of(
    st.tuples(st.just("change"), ACTIONS, STATES),
    st.tuples(st.just("undo")),
    st.tuples(
        st.just("signal"),
        st.sampled_from([TestStatus.PASSED, TestStatus.FAILED_HIGH, TestStatus.PARTIALLY_TESTED]),
        st.integers(0, 7),
    ),
    st.tuples(st.just("begin"), st.sampled_from(["r1", "r2"])),
    st.tuples(st.just("end"), st.integers(0, 20)),
)


@pytest.fixture
def life(small: Services, clock: StillClock) -> Life:
    """A small organisation that something happens to."""
    return Life(small, clock)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=1, max_size=6))
def test_whatever_happens_every_span_adds_up_to_the_score(life: Life, steps: list[tuple[object, ...]]) -> None:
    for step in steps:
        life.live(step)
    score = life.services.score.score()
    today = life.clock.at.astimezone().date()
    for day in [today, *list(life.ends)[-4:]]:
        history = life.services.score.since(day)
        adds_up(history)
        assert history.end == score.total
        assert history.start == life.ends.get(day - timedelta(days=1), Points(0, 0))
    trend = life.services.score.trend(len(life.ends))
    assert {one.day: one.points for one in trend} == {**life.ends, today: score.total}
    for one in score.assessments:
        of_one = life.services.score.since(LONG_AGO, one.name)
        adds_up(of_one)
        assert of_one.end == one.points
    assert life.services.history.verify().valid
