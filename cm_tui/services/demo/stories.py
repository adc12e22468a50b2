"""What happened to each action: a story drawn from the seed, told as dated steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TypeVar

from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.subscriptions import Subscription, SubscriptionState
from cm_tui.model.vocabulary import (
    Field,
    FieldValue,
    ImplementationStatus,
    Role,
    TestingSource,
    TestingType,
    TestStatus,
)
from cm_tui.services.demo.script import Script
from cm_tui.services.demo.stage import Stage

Choice = TypeVar("Choice")
_MANUAL_ENDINGS = (
    ("idle", 16),
    ("owned", 10),
    ("planned", 15),
    ("implemented", 9),
    ("testing", 8),
    ("passed", 28),
    ("failed", 9),
    ("out", 3),
    ("alternative", 4),
)
_SIGNALS = (
    (TestStatus.PASSED, 5),
    (TestStatus.PARTIALLY_TESTED, 4),
    (TestStatus.FAILED_HIGH, 2),
    (TestStatus.TO_BE_DETECTED, 2),
    (TestStatus.COULD_NOT_BE_DETECTED, 1),
)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens at a moment; steps are played in the order of time."""

    at: datetime
    action: str
    play: Callable[[], None]


@dataclass
class Storyteller:
    """Draws the steps of every action's story."""

    stage: Stage
    script: Script
    today: date
    random: Random
    _told: dict[str, datetime] = field(default_factory=dict)

    def steps(self, entered: Mapping[str, int], subscriptions: list[Subscription]) -> Iterator[Step]:
        """The steps of all stories; `entered` says how many days ago each instance came in."""
        for public_id in sorted(entered):
            state = self.stage.states[public_id]
            definition = self.stage.definition(public_id)
            action = self.stage.actions[state.action_id]
            if (
                definition.eligible_source is TestingSource.DEFENDER_FOR_CLOUD
                and state.testing_type is TestingType.AUTOMATIC
            ):
                yield from self._cloud_story(public_id, action, definition, subscriptions)
            elif state.testing_type is TestingType.AUTOMATIC:
                yield from self._automatic_story(public_id, action, entered[public_id])
            elif action.id not in self.script.untouched:
                yield from self._manual_story(public_id, action, state, entered[public_id])

    def moment(self, days_ago: int) -> datetime:
        """A moment in working hours of a day, in UTC."""
        hour = time(self.random.randint(7, 16), self.random.randint(0, 59), self.random.randint(0, 59))
        day = self.today - timedelta(days=days_ago)
        return datetime.combine(day, hour, tzinfo=UTC)

    def _manual_story(self, public_id: str, action: Action, state: ActionState, entered: int) -> Iterator[Step]:
        ending = self._draw(_MANUAL_ENDINGS)
        if ending == "idle":
            return
        owner, day = self._owner(action), self._after(entered, 2, 30)
        yield self._step(day, self._manager(), public_id, {Field.OWNER: owner})
        if ending == "out":
            note = self._note("out_of_scope")
            changes: dict[Field, FieldValue] = {
                Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE,
                Field.IMPLEMENTATION_NOTES: note,
            }
            yield self._step(self._after(day, 3, 20), owner, public_id, changes)
        elif ending != "owned":
            yield from self._work(public_id, action, owner, day, ending)

    def _work(self, public_id: str, action: Action, owner: str, day: int, ending: str) -> Iterator[Step]:
        day = self._after(day, 2, 25)
        planned: dict[Field, FieldValue] = {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED}
        yield self._step(day, owner, public_id, {**planned, Field.IMPLEMENTATION_NOTES: self._note("planned")})
        if ending == "planned":
            return
        day = self._after(day, 3, 35)
        done = ImplementationStatus.ALTERNATIVE if ending == "alternative" else ImplementationStatus.IMPLEMENTED
        changes: dict[Field, FieldValue] = {
            Field.IMPLEMENTATION_STATUS: done,
            Field.IMPLEMENTATION_DATE: self._date(day),
            Field.IMPLEMENTATION_NOTES: self._note(action.action_type.value.lower()),
        }
        yield self._step(day, owner, public_id, changes)
        verdicts = {"testing": (TestStatus.IN_PROGRESS, "testing"), "failed": (self._failure(), "failed")}
        if ending in ("passed", "alternative", *verdicts):
            status, kind = verdicts.get(ending, (TestStatus.PASSED, "passed"))
            yield from self._test(public_id, day, status, kind)
        elif self.random.random() < 0.6:
            yield self._step(self._after(day, 0, 4), owner, public_id, {Field.TEST_STATUS: TestStatus.NOT_ASSESSED})

    def _test(self, public_id: str, day: int, status: TestStatus, kind: str) -> Iterator[Step]:
        day = self._after(day, 2, 20)
        assessor = self.random.choice(self._with_role(Role.ASSESSOR))
        changes: dict[Field, FieldValue] = {
            Field.TEST_STATUS: status,
            Field.TEST_DATE: self._date(day),
            Field.TEST_NOTES: self._note(kind),
        }
        yield self._step(day, assessor, public_id, changes)

    def _automatic_story(self, public_id: str, action: Action, entered: int) -> Iterator[Step]:
        if self.random.random() < 0.7:
            yield self._step(
                self._after(entered, 2, 40), self._manager(), public_id, {Field.OWNER: self._owner(action)}
            )
        final = self._draw(_SIGNALS)
        if final is TestStatus.TO_BE_DETECTED:
            return
        covered = (self.random.randint(40, 190), 200) if final is TestStatus.PARTIALLY_TESTED else None
        if final is TestStatus.PASSED and self.random.random() < 0.6:
            yield self._signal(self._after(entered, 3, 60), public_id, TestStatus.FAILED_MEDIUM, None)
        yield self._signal(self.random.randint(1, max(2, entered // 3)), public_id, final, covered)

    def _cloud_story(
        self, public_id: str, action: Action, definition: ActionVersion, subscriptions: list[Subscription]
    ) -> Iterator[Step]:
        state = self.stage.states[public_id]
        services = set(definition.services)
        sizes = {one.name: one.resources for one in self.script.subscriptions}
        chosen = [one for one in subscriptions if one.service in services]
        results = [self._result(state, one, sizes[one.name]) for one in chosen]
        yield self._step(self.random.randint(60, 120), self._manager(), public_id, {Field.OWNER: self._owner(action)})
        at = self.moment(self.random.randint(1, 40))
        yield Step(at, public_id, lambda: self.stage.resources(at, public_id, results))

    def _result(self, state: ActionState, subscription: Subscription, size: int) -> SubscriptionState:
        applicable = max(1, size // self.random.randint(2, 4))
        completed = self.random.choice((0, applicable // 2, applicable * 3 // 4, applicable, applicable))
        status = (
            TestStatus.PASSED
            if completed == applicable
            else TestStatus.PARTIALLY_TESTED
            if completed
            else TestStatus.FAILED_HIGH
        )
        return SubscriptionState(
            state_id=state.id or 0,
            subscription_id=subscription.id or 0,
            test_status=status,
            completed=completed,
            applicable=applicable,
        )

    def _step(self, day: int, email: str, public_id: str, changes: Mapping[Field, FieldValue]) -> Step:
        at = self._later(public_id, self.moment(day))
        return Step(at, public_id, lambda: self.stage.act(at, email, public_id, changes))

    def _signal(self, day: int, public_id: str, status: TestStatus, covered: tuple[int, int] | None) -> Step:
        at = self._later(public_id, self.moment(day))
        return Step(at, public_id, lambda: self.stage.signal(at, public_id, status, covered))

    def _later(self, public_id: str, at: datetime) -> datetime:
        """The moment, or a while after the action's step before it where that lies later."""
        last = self._told.get(public_id)
        self._told[public_id] = at if last is None else max(at, last + timedelta(minutes=25))
        return self._told[public_id]

    def _after(self, days_ago: int, least: int, most: int) -> int:
        """A day some days after another one, never past yesterday."""
        return max(1, days_ago - self.random.randint(least, most))

    def _date(self, days_ago: int) -> date:
        return self.today - timedelta(days=days_ago)

    def _owner(self, action: Action) -> str:
        able = [one.email for one in self.script.people if action.category.value in one.categories]
        return able[0] if able else self._manager()

    def _manager(self) -> str:
        return self.random.choice(self._with_role(Role.ADMINISTRATION))

    def _with_role(self, role: Role) -> list[str]:
        return [one.email for one in self.script.people if one.role is role]

    def _failure(self) -> TestStatus:
        return self.random.choice((TestStatus.FAILED_LOW, TestStatus.FAILED_MEDIUM, TestStatus.FAILED_HIGH))

    def _note(self, kind: str) -> str:
        return self.random.choice(self.script.notes[kind])

    def _draw(self, options: Sequence[tuple[Choice, int]]) -> Choice:
        return self.random.choices([one for one, _ in options], [weight for _, weight in options])[0]
