"""One action's stored record with everything the rules ask about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter

from sqlmodel import Session, col, select

from cm_tui.model.errors import NotFound
from cm_tui.model.rules import points
from cm_tui.model.rules.status import Facts
from cm_tui.model.rules.subscriptions import Standing, completed_share
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.organisation import Person
from cm_tui.model.tables.subscriptions import SubscriptionState
from cm_tui.model.views.actions import Points
from cm_tui.model.vocabulary import (
    NOTES_FIELDS,
    PERSON_FIELDS,
    Field,
    FieldValue,
    ImplementationStatus,
    TestingType,
    TestStatus,
)
from cm_tui.services.actions.rows import chunks
from cm_tui.services.history.chain import Json, note_digest


@dataclass(frozen=True, slots=True)
class Record:
    """A state, its action and the definition it accepted, and the results in its subscriptions."""

    state: ActionState
    action: Action
    definition: ActionVersion
    owner: Person | None
    sender: Person | None
    subscriptions: tuple[SubscriptionState, ...]

    @property
    def facts(self) -> Facts:
        """What the rules of statuses need."""
        return Facts(
            self.state.implementation_status,
            self.state.implementation_date,
            self.state.test_status,
            self.state.test_date,
            self.state.testing_type,
            self.definition.eligible_source,
            bool(self.subscriptions),
            self.action.managed_by,
            standings_of(self.subscriptions),
            self.state.retired,
        )

    def value(self, field: Field) -> FieldValue:
        """The stored value of a field; people are e-mails."""
        if field in PERSON_FIELDS:
            person = self.owner if field is Field.OWNER else self.sender
            return person.email if person else None
        value: FieldValue = vars(self.state)[field]
        return value


@dataclass(slots=True)
class StateAfter:
    """What of a state its points follow from, and these; the names are those of its columns."""

    implementation_status: ImplementationStatus
    test_status: TestStatus
    testing_type: TestingType
    covered_part: int | None
    covered_whole: int | None
    accepted_version_id: int
    retired: bool
    points_achieved: int
    points_possible: int
    in_scope: bool


POINTED = tuple(one.name for one in fields(StateAfter))
"""The columns of a state that its points follow from, and these."""
_POINTED = itemgetter(*POINTED)


def pointed(state: ActionState) -> tuple[object, ...]:
    """The values of these columns; a state has all of them since it was read, and its attributes are a long way to them."""
    values: tuple[object, ...] = _POINTED(vars(state))
    return values


def find_record(session: Session, public_id: str) -> Record:
    """The record of an action's instance. Raises NotFound."""
    return find_records(session, [public_id])[public_id]


def find_records(session: Session, public_ids: Sequence[str]) -> dict[str, Record]:
    """The records of actions' instances, in their order, by a few questions for a few hundred of them. Raises NotFound."""
    found: dict[str, Record] = {}
    for chunk in chunks(public_ids):
        found |= _records(session, chunk)
    for public_id in public_ids:
        if public_id not in found:
            raise NotFound(_no_such_action(session, public_id))
    return {public_id: found[public_id] for public_id in public_ids}


def _records(session: Session, public_ids: Sequence[str]) -> dict[str, Record]:
    statement = (
        select(ActionState, Action, ActionVersion, Person)
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
        .outerjoin(Person, col(Person.key) == col(ActionState.owner_key))
        .where(col(ActionState.public_id).in_(public_ids))
    )
    rows = session.exec(statement).all()
    senders = _people(session, {state.sent_by_key for state, *_ in rows if state.sent_by_key is not None})
    results: dict[int | None, list[SubscriptionState]] = defaultdict(list)
    states = [state.id for state, *_ in rows]
    for one in session.exec(select(SubscriptionState).where(col(SubscriptionState.state_id).in_(states))):
        results[one.state_id].append(one)
    return {
        state.public_id: Record(
            state, action, definition, owner, senders.get(state.sent_by_key or ""), tuple(results[state.id])
        )
        for state, action, definition, owner in rows
    }


def _people(session: Session, keys: set[str]) -> dict[str, Person]:
    if not keys:
        return {}
    return {person.key: person for person in session.exec(select(Person).where(col(Person.key).in_(keys)))}


def standings_of(subscriptions: Iterable[SubscriptionState]) -> tuple[Standing, ...]:
    """How an action stands in each of its subscriptions, as the rules ask."""
    return tuple(Standing(one.test_status, one.completed, one.applicable) for one in subscriptions)


def measured_share(state: ActionState | StateAfter, subscriptions: tuple[SubscriptionState, ...]) -> Fraction | None:
    """What automation measured of an action, as the rules ask."""
    if not subscriptions and not state.covered_whole:
        return None
    average = completed_share(standings_of(subscriptions))
    return points.measured_share(average, covered_share(state.covered_part, state.covered_whole))


def covered_share(part: int | None, whole: int | None) -> Fraction | None:
    """The share that automation says is covered; None where it said nothing."""
    return Fraction(part, whole) if whole and part is not None else None


_derived = lru_cache(maxsize=4096)(points.derived)
"""Few different ones are asked for many thousand times."""


def derived_points(
    state: ActionState | StateAfter, definition: ActionVersion, subscriptions: tuple[SubscriptionState, ...]
) -> tuple[int, int, bool]:
    """The points that follow from a record: achieved and possible in millionths, and whether it counts."""
    return _derived(
        definition.requirement,
        definition.function,
        definition.eligible_source,
        state.implementation_status,
        state.test_status,
        state.testing_type,
        measured_share(state, subscriptions),
        retired=state.retired,
        score=definition.score,
    )


def counted(state: ActionState | StateAfter) -> Points:
    """What a state counts for in the score: nothing where it is out of scope."""
    return Points(state.points_achieved, state.points_possible) if state.in_scope else Points(0, 0)


def stored_form(field: Field, value: FieldValue, person_keys: Mapping[str, str]) -> Json:
    """A value as the history keeps it: dates as text, a person as a key, of a note only a digest."""
    if field in NOTES_FIELDS:
        return note_digest(str(value or ""))
    if field in PERSON_FIELDS:
        return person_keys[str(value)] if value is not None else None
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value)


def _no_such_action(session: Session, public_id: str) -> str:
    base = public_id.split("@")[0]
    near = session.exec(
        select(ActionState.public_id).where(ActionState.action_id == base).order_by(ActionState.public_id)
    ).all()
    if near:
        return f"There is no action {public_id!r} here; {base} exists as: {', '.join(near)}."
    return f"There is no action {public_id!r}; `cm-tui actions list` shows the ids."
