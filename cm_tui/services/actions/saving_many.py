"""Storing plans, one or many thousands: rows, events, the texts of notes and notices, by few statements (architecture 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from cm_tui.model.errors import StaleEdit
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.organisation import Person
from cm_tui.model.views.actions import FieldChange, Points, SaveOutcome
from cm_tui.model.vocabulary import NOTES_FIELDS, PERSON_FIELDS, Field, FieldValue
from cm_tui.services.actions.foreign import CHANGED
from cm_tui.services.actions.measured import store_measured
from cm_tui.services.actions.planning import Plan
from cm_tui.services.actions.record import StateAfter, stored_form
from cm_tui.services.actions.rows import chunks
from cm_tui.services.assessments.tallying import COUNTED_COLUMNS, states_change
from cm_tui.services.clock import Actor
from cm_tui.services.effort import nothing_collected
from cm_tui.services.history.chain import DEFINITION, RETIRED, UNDOES, Json, Ledger, canonical, canonical_object
from cm_tui.services.history.notes import keep_digested
from cm_tui.services.people.queueing import Assigning, tell_new_owners, withdraw_notices
from cm_tui.services.storage.many import execute_many

_STATES = ActionState.metadata.tables[str(ActionState.__tablename__)]
_COUNTED = frozenset(COUNTED_COLUMNS)
_PORTION = 1000
"""Plans between two questions whether to go on."""
_KEY, _SEEN = "key_of_row", "seen_version"
"""The parameters of the condition; no column is called so."""


def save_many(
    session: Session,
    ledger: Ledger,
    actor: Actor,
    at: datetime,
    plans: Sequence[Plan],
    event: str = CHANGED,
    undoes: Mapping[str, int] | None = None,
    step: Callable[[int], None] | None = None,
) -> tuple[SaveOutcome, ...]:
    """Store what was planned for different actions, in the order of the plans.

    Args:
        session: The writing unit.
        ledger: Where its events go; what waits in it is not written here.
        actor: Who changes.
        at: The present moment.
        plans: At most one for each action. A record that the unit itself read shows afterwards what is stored; others stay.
        event: The name of the events.
        undoes: By action, the event that is taken back; nobody is told of such changes.
        step: Told, again and again, how many plans more are done.

    Raises StaleEdit where a record has another version than the plan's.
    """
    changes = [plan.field_changes for plan in plans]
    stored = store_many(session, ledger, actor, at, plans, event, undoes, step)
    done = (stored.get(plan.record.state.public_id) for plan in plans)
    return tuple(_outcome(*each) for each in zip(plans, changes, done, strict=True))


def store_many(
    session: Session,
    ledger: Ledger,
    actor: Actor,
    at: datetime,
    plans: Sequence[Plan],
    event: str = CHANGED,
    undoes: Mapping[str, int] | None = None,
    step: Callable[[int], None] | None = None,
) -> dict[str, Saved]:
    """Store as `save_many` does. Returns what was done by action, in the order of the plans; plans that are nothing left out."""
    storing = _Storing(session, ledger, actor, at, event, undoes)
    stored: dict[str, Saved] = {}
    with nothing_collected():
        for start in range(0, len(plans), _PORTION):
            portion = plans[start : start + _PORTION]
            if step is not None:
                step(0)
            stored |= {one.action: one for one in storing.store(portion)}
            if step is not None:
                step(len(portion))
    return stored


@dataclass(slots=True)
class Saved:
    """A plan that changes something, the columns that it changes, and the number of its event."""

    plan: Plan
    action: str
    key: int
    version: int
    """The version that was seen."""
    after: StateAfter
    columns: Mapping[str, object]
    seq: int = 0

    @property
    def counts_else(self) -> bool:
        """Whether a tally counts the state otherwise then."""
        return not _COUNTED.isdisjoint(self.columns)


def _outcome(plan: Plan, changes: tuple[FieldChange, ...], saved: Saved | None) -> SaveOutcome:
    """What a save did to one action; `changes` is what its plan changed before it was stored."""
    state = plan.record.state
    after, version, seq = (state, state.version, None) if saved is None else (saved.after, saved.version + 1, saved.seq)
    points = Points(after.points_achieved, after.points_possible)
    return SaveOutcome(state.public_id, changes, plan.merged, plan.notices, version, points, seq)


class _Forms(dict[tuple[Field, FieldValue, FieldValue], str]):
    """How the history writes that a field changes from one value to another; many rows say the same."""

    def __init__(self, person_keys: Mapping[str, str]) -> None:
        self._person_keys = person_keys
        self.notes: dict[str, str] = {}
        """The texts of notes by their digests."""

    def __missing__(self, key: tuple[Field, FieldValue, FieldValue]) -> str:
        field, old, new = key
        self[key] = form = f"[{self._form(field, old)},{self._form(field, new)}]"
        return form

    def _form(self, field: Field, value: FieldValue) -> str:
        form = stored_form(field, value, self._person_keys)
        if field in NOTES_FIELDS:
            self.notes[str(form)] = str(value or "")
        return canonical(form)


@dataclass(frozen=True, slots=True)
class _Storing:
    """Stores a portion of the plans at a time."""

    session: Session
    ledger: Ledger
    actor: Actor
    at: datetime
    event: str
    undoes: Mapping[str, int] | None

    def store(self, plans: Sequence[Plan]) -> list[Saved]:
        session, at = self.session, self.at
        keys = _person_keys(session, plans)
        work = [_prepared(plan, keys) for plan in plans if not plan.is_nothing]
        forms = _Forms(keys)
        told = [(one.action, self._payload(one, forms)) for one in work]
        for one, seq in zip(work, self.ledger.append_many(self.actor, at, self.event, told), strict=True):
            one.seq = seq
        keep_digested(session, forms.notes)
        states_change(session, [one.key for one in work if one.counts_else])
        _update(session, at, work)
        store_measured(session, [one.plan.measured for one in work])
        _tell(session, self.actor, at, work, told=self.undoes is None)
        if any(isinstance(one, ActionState) for one in session.identity_map.values()):
            for one in work:
                _show(session, one, at)
        return work

    def _payload(self, one: Saved, forms: _Forms) -> str:
        plan, stored = one.plan, one.plan.record.value
        changes: dict[str, str] = {field: forms[field, stored(field), new] for field, new in plan.changes.items()}
        changes |= {name: canonical(pair) for name, pair in _beside_fields(plan).items()}
        told = {name: canonical(value) for name, value in plan.measured.told.items()}
        told |= {"version": str(one.version + 1), "changes": canonical_object(changes)}
        if self.undoes is not None:
            told[UNDOES] = str(self.undoes[one.action])
        return canonical_object(told)


def _beside_fields(plan: Plan) -> dict[str, Json]:
    """The changes that are none of a field's, each with the old and the new form."""
    record = plan.record
    pairs = plan.measured.pairs(record)
    if plan.definition is not None and plan.definition.number != record.definition.number:
        pairs[DEFINITION] = [record.definition.number, plan.definition.number]
    if plan.retires_or_returns:
        pairs[RETIRED] = [record.state.retired, plan.retired]
    return pairs


def _prepared(plan: Plan, keys: Mapping[str, str]) -> Saved:
    stands, after = vars(plan.record.state), plan.state_after
    columns = plan.columns_after(keys, after)
    return Saved(plan, stands["public_id"], stands["id"], stands["version"], after, columns)


def _person_keys(session: Session, plans: Sequence[Plan]) -> dict[str, str]:
    """The keys of the people whom changes concern, by e-mail."""
    emails = {
        str(email)
        for plan in plans
        for field in PERSON_FIELDS & plan.changes.keys()
        for email in (plan.changes[field], plan.record.value(field))
        if email
    }
    found: dict[str, str] = {}
    for chunk in chunks(sorted(emails)):
        found |= dict(session.exec(select(Person.email, Person.key).where(col(Person.email).in_(chunk))).all())
    return found


def _update(session: Session, at: datetime, work: Sequence[Saved]) -> None:
    """Write the rows, each while its version is still the one seen; one statement for all of them."""
    names = sorted({str(name) for one in work for name in one.columns})
    statement = (
        update(_STATES)
        .where(_STATES.c.id == bindparam(_KEY), _STATES.c.version == bindparam(_SEEN))
        .values({name: bindparam(name) for name in (*names, "version", "changed_at")})
    )
    both = [(one.columns, vars(one.plan.record.state)) for one in work]
    values: dict[str, Iterable[object]] = {
        name: [columns[name] if name in columns else stands[name] for columns, stands in both] for name in names
    }
    values |= {_KEY: [one.key for one in work], _SEEN: [one.version for one in work]}
    values |= {"version": [one.version + 1 for one in work], "changed_at": repeat(at)}
    if execute_many(session.connection(), statement, values, rows=len(work)) != len(work):
        raise StaleEdit(f"{_stale(session, work)} was changed in this moment; look at it again.")


def _stale(session: Session, work: Sequence[Saved]) -> str:
    """The first action whose row is not the one that was seen; the unit ends with it."""
    seen, ids = {one.key: one.version for one in work}, {one.key: one.action for one in work}
    session.rollback()  # what was written just now cannot be told from what others wrote
    stored: dict[int | None, int] = {}
    for chunk in chunks(sorted(seen)):
        versions = select(ActionState.id, ActionState.version).where(col(ActionState.id).in_(chunk))
        stored |= dict(session.exec(versions).all())
    return next(public_id for key, public_id in ids.items() if stored.get(key) != seen[key])


def _tell(session: Session, actor: Actor, at: datetime, work: Sequence[Saved], *, told: bool) -> None:
    """Tell new owners; of an assignment that is undone nobody needs to hear any more."""
    withdrawn: list[int] = []
    assigned: list[Assigning] = []
    for one in work:
        changes, state = one.plan.changes, one.plan.record.state
        if PERSON_FIELDS.isdisjoint(changes):
            continue
        sent = changes.get(Field.SENT_BY) is not None
        if not told:
            if Field.OWNER in changes or not sent:
                withdrawn.append(one.key)
        elif sent or Field.OWNER in changes:
            withdrawn.append(one.key)
            owner = one.columns.get("owner_key", state.owner_key)
            waits = one.columns.get("sent_by_key", state.sent_by_key) is not None
            if owner is not None and not one.after.retired:
                assigned.append(Assigning(one.key, one.action, str(owner), waits))
    withdraw_notices(session, withdrawn)
    tell_new_owners(session, assigned, actor.person_key, at)


def _show(session: Session, one: Saved, at: datetime) -> None:
    """Let a record that this unit read say what is stored now; it is not written again."""
    state = one.plan.record.state
    if state not in session:
        return
    session.expunge(state)
    vars(state).update(one.columns, version=one.version + 1, changed_at=at)
