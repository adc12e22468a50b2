"""The points of actions as the history leads to them: one walk over the events, from nothing to now (spec 5)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from sqlalchemy import select
from sqlmodel import Session, col

from cm_tui.model.errors import StorageProblem
from cm_tui.model.rules import points
from cm_tui.model.rules.subscriptions import completed_share
from cm_tui.model.tables.catalogue import ActionVersion
from cm_tui.model.tables.history import Event
from cm_tui.model.views.actions import Points
from cm_tui.model.vocabulary import (
    Field,
    Function,
    ImplementationStatus,
    Requirement,
    TestingSource,
    TestingType,
    TestStatus,
)
from cm_tui.services.history.chain import DEFINITION, RETIRED, changes_of, damaged, payload_of
from cm_tui.services.history.measures import COVERED, RESOURCES, covered_in, standings_in

NOTHING = Points(0, 0)
MOVING = (
    Field.IMPLEMENTATION_STATUS.value,
    Field.TEST_STATUS.value,
    Field.TESTING_TYPE.value,
    DEFINITION,
    COVERED,
    RESOURCES,
    RETIRED,
)
"""What of an action decides over its points, in the order in which it is told."""
Values: TypeAlias = "tuple[object, ...]"
"""The values of `MOVING`, as the history writes them."""
_AT_FIRST: Values = (None, None, None, None, None, None, False)
_BEGINNING = tuple(zip(MOVING, _AT_FIRST, strict=True))
_MOVES = frozenset(MOVING)
_NUMBER = MOVING.index(DEFINITION)


class Happening(NamedTuple):
    """The columns of an event that the score follows from."""

    seq: int
    at: str
    user_key: str
    event: str
    entity: str | None
    payload: str


@dataclass(frozen=True, slots=True)
class Definition:
    """What a version of an action is worth and how it can be tested, and its title."""

    title: str
    requirement: Requirement
    function: Function
    eligible: TestingSource | None
    score: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """An event that moved the sum: the actions whose points it changed, what it tells and changes, and the sum around it."""

    happening: Happening
    actions: tuple[str, ...]
    payload: Mapping[str, object]
    changes: Mapping[str, tuple[object, object]]
    before: Points
    after: Points


def happenings(session: Session) -> Iterator[Happening]:
    """Every event, the first one first."""
    columns = (Event.seq, Event.at, Event.user_key, Event.event, Event.entity, Event.payload)
    statement = select(*map(col, columns)).order_by(col(Event.seq)).execution_options(yield_per=1000)
    return (Happening(*row) for row in session.execute(statement))


def read_definitions(session: Session) -> dict[tuple[str, int], Definition]:
    """Every version of every action, by the action's id and the version's number."""
    columns = (
        ActionVersion.action_id,
        ActionVersion.number,
        ActionVersion.title,
        ActionVersion.requirement,
        ActionVersion.function,
        ActionVersion.eligible_source,
        ActionVersion.score,
    )
    rows = session.execute(select(*map(col, columns)))
    return {(action, number): Definition(*rest) for action, number, *rest in rows}


@dataclass
class Replay:
    """Follows the events; `sum` is what the wanted actions count together after the last of them.

    `among` are the ids of the actions that are wanted, None for all that there ever were.
    """

    definitions: Mapping[tuple[str, int], Definition]
    among: Collection[str] | None = None
    sum: Points = NOTHING
    _values: dict[str, Values] = field(default_factory=dict)
    _points: dict[str, Points] = field(default_factory=dict)
    _known: dict[tuple[Definition, Values], Points] = field(default_factory=dict)

    def follow(self, happening: Happening) -> Step | None:
        """Follow one event; what it moved, or None. Raises StorageProblem where it cannot be read."""
        if happening.entity not in self._values and '"added":' not in happening.payload:
            return None
        payload = payload_of(happening)
        changes = changes_of(happening, payload)
        before = self.sum
        moved = (*self._begin(happening, payload), *self._change(happening, changes))
        return Step(happening, moved, payload, changes, before, self.sum) if self.sum != before else None

    def definition(self, public_id: str) -> Definition | None:
        """The version that an action accepted by now; None for one that never came in."""
        number = self._values.get(public_id, _AT_FIRST)[_NUMBER]
        return self.definitions.get((public_id.split("@")[0], number)) if isinstance(number, int) else None

    def _begin(self, happening: Happening, payload: Mapping[str, object]) -> Iterator[str]:
        added = payload.get("added", {})
        if not isinstance(added, dict) or not all(isinstance(initial, dict) for initial in added.values()):
            raise damaged(happening)
        for public_id, initial in added.items():
            if self.among is None or public_id in self.among:
                values = tuple(initial.get(name, at_first) for name, at_first in _BEGINNING)
                if self._count(happening, public_id, values):
                    yield public_id

    def _change(self, happening: Happening, changes: Mapping[str, tuple[object, object]]) -> Iterator[str]:
        public_id = happening.entity or ""
        known = self._values.get(public_id)
        if known is not None and not _MOVES.isdisjoint(changes):
            named = zip(MOVING, known, strict=True)
            values = tuple(changes[name][1] if name in changes else value for name, value in named)
            if values != known and self._count(happening, public_id, values):
                yield public_id

    def _count(self, happening: Happening, public_id: str, values: Values) -> bool:
        """Keep the values of an action; whether it counts otherwise with them than before."""
        self._values[public_id] = values
        definition = self.definition(public_id)
        if definition is None:
            raise damaged(happening)
        before, after = self._points.get(public_id, NOTHING), self._worked_out(happening, definition, values)
        self._points[public_id] = after
        self.sum = self.sum - before + after
        return before != after

    def _worked_out(self, happening: Happening, definition: Definition, values: Values) -> Points:
        try:
            key = definition, values
            if key not in self._known:
                self._known[key] = points_of(definition, *values)
            return self._known[key]
        except (ValueError, TypeError) as error:
            raise damaged(happening) from error


def points_of(
    definition: Definition,
    implementation: object,
    test: object,
    testing_type: object,
    _number: object,
    covered: object,
    resources: object,
    retired: object,
) -> Points:
    """What an action counts for with the values of `MOVING`. Raises ValueError for what nobody could have written."""
    achieved, possible, counts = points.derived(
        definition.requirement,
        definition.function,
        definition.eligible,
        ImplementationStatus(str(implementation)),
        TestStatus(str(test)),
        TestingType(str(testing_type)),
        points.measured_share(completed_share(standings_in(resources)), covered_in(covered)),
        retired=retired is not False,
        score=definition.score,
    )
    return Points(achieved, possible) if counts else NOTHING


def unfollowed() -> StorageProblem:
    """The error for a history that leads elsewhere than to the present score."""
    return StorageProblem("The score does not follow from the history; `cm-tui history verify` and `check` say more.")
