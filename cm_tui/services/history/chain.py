"""The chain itself: how an event is written down, hashed and appended (safety 4)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from typing import NamedTuple, Protocol, TypeAlias

from sqlmodel import Session, col, select

from cm_tui.model.errors import StorageProblem
from cm_tui.model.tables.history import Event
from cm_tui.services.clock import Actor
from cm_tui.services.storage.many import execute_many

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"
GENESIS = "0" * 64
"""What the first event names as its predecessor."""
AUTOMATION_KEY = "automation"
"""The actor of automatic testing."""
PERSON_REMOVED = "person.removed"
"""The event after which a person has no role, and no name in the history."""
PERSON_REASSIGNED = "person.reassigned"
"""The event after which a person's actions are another one's, and the evidence that it names is nobody's."""
DEFINITION = "definition"
"""The change of the version that an action accepted, by its number."""
RETIRED = "retired"
"""The change of an action that no assessment counts any more, or counts again."""
COPIED = "action.copied"
"""The event of an action that takes over what another group did about the same one, which it names."""
SOURCE = "source"
REGULATION_IMPORTED, REGULATION_MODIFIED = "regulation.imported", "regulation.modified"
"""The events of a template; they tell of the rows that begin with it."""
UNDONE = "action.undone"
"""The event that takes an earlier one back; it names that one."""
UNDOES = "undoes"
"""What names it."""


_HASHED = {
    "account": "account_key",
    "at": "at",
    "entity": "entity",
    "event": "event",
    "host": "host",
    "payload": "payload",
    "seq": "seq",
    "user": "user_key",
}
"""What an event's hash is made of besides the one before: the names in its canonical form, and the columns."""


class Told(Protocol):
    """What is read of an event to follow it: the event itself, or only these columns of it."""

    @property
    def seq(self) -> int:
        """Its number."""

    @property
    def at(self) -> str:
        """When it happened, as it is stored."""

    @property
    def payload(self) -> str:
        """What it tells, as it is stored."""


_EVENTS = Event.metadata.tables[str(Event.__tablename__)]
_WRITER = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(value: Json) -> str:
    """The one way to write a value down: ASCII JSON with sorted keys and no blanks."""
    return _WRITER.encode(value) if not isinstance(value, str) else encode_basestring_ascii(value)


def canonical_object(members: Mapping[str, str]) -> str:
    """The canonical form of an object from the canonical forms of its values."""
    return "{" + ",".join([_name(name) + members[name] for name in sorted(members)]) + "}"


@lru_cache(maxsize=256)
def _name(name: str) -> str:
    return f"{canonical(name)}:"


def event_hash(event: Event) -> str:
    """SHA-256 over the predecessor's hash and the event's canonical form, as hexadecimal digits."""
    body = canonical({name: getattr(event, column) for name, column in _HASHED.items()})
    return hashlib.sha256((event.prev + body).encode()).hexdigest()


def payload_of(event: Told) -> dict[str, object]:
    """What an event tells. Raises StorageProblem where that cannot be read."""
    try:
        found = json.loads(event.payload)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise damaged(event)
    return found


def changes_of(event: Told, payload: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """The changes an event tells of, from an old to a new value each. Raises StorageProblem."""
    changes = payload.get("changes", {})
    pairs = list(changes.values()) if isinstance(changes, dict) else [None]
    if not isinstance(changes, dict) or not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        raise damaged(event)
    return {str(name): (old, new) for name, (old, new) in changes.items()}


def moment_of(event: Told) -> datetime:
    """When an event happened. Raises StorageProblem."""
    try:
        return datetime.fromisoformat(event.at).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise damaged(event) from error


def damaged(event: Told) -> StorageProblem:
    """The error for an event that nobody could have written through the program."""
    return StorageProblem(
        f"The history is damaged: event {event.seq} cannot be read; `cm-tui history verify` says more."
    )


def note_digest(text: str) -> str:
    """What the history keeps of a note: nothing for no note, else a digest, never the text."""
    return hashlib.sha256(text.encode()).hexdigest()[:32] if text else ""


@dataclass
class Ledger:
    """Appends events in a writing unit; the unit's commit makes them stand beside the change they tell of."""

    session: Session
    _head: tuple[int, str] | None = None
    _waiting: list[tuple[object, ...]] = field(default_factory=list)
    """Rows, in the order of `_COLUMNS`."""

    def append(self, actor: Actor, at: datetime, event: str, entity: str | None, payload: Mapping[str, Json]) -> int:
        """Add one event and return its seq; `flush` writes it."""
        return self.append_many(actor, at, event, [(entity, canonical(payload))])[0]

    def append_many(self, actor: Actor, at: datetime, event: str, told: Iterable[tuple[str | None, str]]) -> range:
        """Add events that differ in their entities and canonical payloads only, and return their seqs; `flush` writes them."""
        last, prev = self._head or self._last()
        form = _Form.of(actor, at, event)
        seq = last
        for seq, (entity, payload) in enumerate(told, start=last + 1):
            digest = hashlib.sha256((prev + form.canonical(seq, entity, payload)).encode()).hexdigest()
            self._waiting.append((seq, *form.columns, entity, payload, prev, digest))
            prev = digest
        self._head = (seq, prev)
        return range(last + 1, seq + 1)

    def flush(self) -> None:
        """Write the events appended since the last flush."""
        columns = dict(zip(_COLUMNS, zip(*self._waiting, strict=True), strict=False))
        execute_many(self.session.connection(), _EVENTS.insert(), columns, rows=len(self._waiting))
        self._waiting.clear()

    def last_seq(self) -> int:
        """The number of the last event, 0 where there is none."""
        return (self._head or self._last())[0]

    def _last(self) -> tuple[int, str]:
        statement = select(Event.seq, Event.hash).order_by(col(Event.seq).desc()).limit(1)
        last = self.session.exec(statement).first()
        return (0, GENESIS) if last is None else (last[0], last[1])


_COLUMNS = ("seq", "at", "user_key", "account_key", "host", "event", "entity", "payload", "prev", "hash")


class _Form(NamedTuple):
    """What is the same in many events: their columns from `at` to `event`, and their canonical form but for three values."""

    columns: tuple[str, ...]
    before: str
    between: str
    after: str

    @classmethod
    def of(cls, actor: Actor, at: datetime, event: str) -> _Form:
        moment = at.astimezone(UTC).isoformat(timespec="microseconds")
        before = canonical({"account": actor.account_key, "at": moment})[:-1]
        between = canonical({"event": event, "host": actor.host})[1:-1]
        columns = (moment, actor.person_key, actor.account_key, actor.host, event)
        return cls(columns, f'{before},"entity":', f',{between},"payload":', f',"user":{canonical(actor.person_key)}}}')

    def canonical(self, seq: int, entity: str | None, payload: str) -> str:
        """The canonical form of an event, as `event_hash` makes it of its row."""
        return f'{self.before}{canonical(entity)}{self.between}{canonical(payload)},"seq":{seq}{self.after}'
