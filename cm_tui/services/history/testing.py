"""The testing history: every change of the test status of one action, read from its events (spec 2.2, 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlmodel import Session, col, select

from cm_tui.model.errors import StorageProblem
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.rules.testing import testing_source
from cm_tui.model.tables.catalogue import ActionVersion
from cm_tui.model.tables.history import Event
from cm_tui.model.tables.subscriptions import Subscription
from cm_tui.model.views.history import TestingRecord
from cm_tui.model.vocabulary import Field, TestingSource, TestingType, TestStatus
from cm_tui.services.actions.foreign import name_of
from cm_tui.services.actions.measured import SUBSCRIPTION
from cm_tui.services.actions.record import Record, find_record
from cm_tui.services.clock import Actor
from cm_tui.services.history.chain import COPIED, SOURCE, changes_of, damaged, moment_of, note_digest, payload_of
from cm_tui.services.history.measures import RESOURCES, RESULT_FORM
from cm_tui.services.history.naming import Naming
from cm_tui.services.history.notes import note_texts
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store

_STATUS, _DATE, _NOTES = Field.TEST_STATUS.value, Field.TEST_DATE.value, Field.TEST_NOTES.value
_Pairs = Mapping[str, tuple[object, object]]


@dataclass(frozen=True)
class TestingHistoryService:
    """Reads how the test of an action went."""

    __test__ = False

    store: Store
    actor: Actor

    def of(self, action: str) -> tuple[TestingRecord, ...]:
        """Every change of the test status of an action and of its subscriptions, newest first. Raises NotFound."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return testing_history(session, find_record(session, action))


def testing_history(session: Session, record: Record) -> tuple[TestingRecord, ...]:
    """Every change of the test status of an action and of its subscriptions, newest first."""
    action, present = record.state.public_id, record.state.test_notes
    replay = _Replay(*_beginning(session, record), Naming.read(session), _subscriptions(session))
    events = session.exec(select(Event).where(Event.entity == action).order_by(col(Event.seq)))
    told = [one for event in events for one in replay.follow(event)]
    texts = {note_digest(present): present, **note_texts(session, (digest for _, digest in told))}
    return tuple(replace(one, note=texts.get(digest)) for one, digest in reversed(told))


@dataclass
class _Replay:
    """The test of an action as it stood after each of its events; notes are digests here."""

    values: dict[str, object]
    sources: Mapping[object, TestingSource | None]
    naming: Naming
    subscriptions: Mapping[str, str]
    measured: dict[str, TestStatus] = field(default_factory=dict)
    recorded: dict[str, dict[str, object]] = field(default_factory=dict)

    def follow(self, event: Event) -> Iterator[tuple[TestingRecord, str]]:
        """The changes that an event brought, each with its note's digest. Raises StorageProblem where it cannot be read."""
        payload = payload_of(event)
        changes = changes_of(event, payload)
        self.values.update({name: new for name, (_, new) in changes.items()})
        reported = list(self._reported(event, changes))
        if SUBSCRIPTION in payload:
            yield from self._by_hand(event, payload[SUBSCRIPTION])
        else:
            yield from reported
        if _STATUS in changes:
            old, new = changes[_STATUS]
            yield self._record(event, (_status(event, old), _status(event, new)), self.values)

    def _reported(self, event: Event, changes: _Pairs) -> Iterator[tuple[TestingRecord, str]]:
        """What changed in subscriptions by the measure that stands in the event: a report, or a reset, which leaves notes alone."""
        _, measure = changes.get(RESOURCES, (None, None))
        for part in str(measure).split("; ") if measure else ():
            found = RESULT_FORM.fullmatch(part)
            if found is None:
                raise damaged(event)
            key, new = found["subscription"], _status(event, found["status"])
            name = self.subscriptions.get(key, f"subscription {key}")
            old = self.measured.get(name)
            self.measured[name] = new
            if old is not new:
                note = self.recorded.get(name, {}).get(_NOTES)
                yield self._record(event, (old, new), {_NOTES: note}, name)

    def _by_hand(self, event: Event, told: object) -> Iterator[tuple[TestingRecord, str]]:
        """What a person recorded in one subscription."""
        if not isinstance(told, dict):
            raise damaged(event)
        name = str(told.get("name"))
        pairs = changes_of(event, {"changes": {key: value for key, value in told.items() if key != "name"}})
        stands = self.recorded.setdefault(name, {})
        stands.update({key: new for key, (_, new) in pairs.items()})
        if _STATUS in pairs and pairs[_STATUS][0] != pairs[_STATUS][1]:
            old, new = pairs[_STATUS]
            yield self._record(event, (_status(event, old), _status(event, new)), stands, name)

    def _record(
        self,
        event: Event,
        change: tuple[TestStatus | None, TestStatus],
        stands: Mapping[str, object],
        subscription: str | None = None,
    ) -> tuple[TestingRecord, str]:
        testing_type = TestingType.lookup(str(self.values.get(Field.TESTING_TYPE.value)))
        if testing_type is None:
            raise damaged(event)
        told = TestingRecord(
            seq=event.seq,
            at=moment_of(event),
            old=change[0],
            new=change[1],
            testing_type=testing_type,
            testing_source=testing_source(self.sources.get(self.values.get("definition")), testing_type),
            changed_by=_who(event, self.naming),
            account=self.naming.account(event),
            subscription=subscription,
            test_date=_day(event, stands.get(_DATE)),
            note=None,
        )
        return told, str(stands.get(_NOTES) or "")


def _who(event: Event, naming: Naming) -> str:
    """Who brought a change, and from which action where it was copied."""
    name = name_of(event.user_key, naming.people)
    return f"{name} (copied from {payload_of(event).get(SOURCE)})" if event.event == COPIED else name


def _beginning(session: Session, record: Record) -> tuple[dict[str, object], Mapping[object, TestingSource | None]]:
    """How an action came in, and the source that could test it by the number of its definition."""
    action = record.state.public_id
    telling = col(Event.payload).contains(f'"{action}":{{', autoescape=True)
    for event in session.exec(select(Event).where(col(Event.entity).is_(None), telling).order_by(col(Event.seq))):
        added = payload_of(event).get("added")
        initial = added.get(action) if isinstance(added, dict) else None
        if isinstance(initial, dict):
            versions = session.exec(select(ActionVersion).where(ActionVersion.action_id == record.state.action_id))
            return dict(initial), {version.number: version.eligible_source for version in versions}
    raise StorageProblem(f"The history does not tell how {action} came in; `cm-tui history verify` says more.")


def _subscriptions(session: Session) -> dict[str, str]:
    """The names of subscriptions, by their number as the history writes it."""
    return {str(number): name for number, name in session.exec(select(Subscription.id, Subscription.name))}


def _status(event: Event, value: object) -> TestStatus:
    found = TestStatus.lookup(value) if isinstance(value, str) else None
    if found is None:
        raise damaged(event)
    return found


def _day(event: Event, value: object) -> date | None:
    try:
        return None if value is None else date.fromisoformat(str(value))
    except ValueError as error:
        raise damaged(event) from error
