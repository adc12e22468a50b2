"""Reading the history: rows for people, and proof that nobody changed it (safety 4, interface 5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from sqlmodel import Session, col, select

from cm_tui.model.errors import NotFound
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.history import Event
from cm_tui.model.tables.organisation import Account, Person
from cm_tui.model.views.history import ChainReport, HistoryRow
from cm_tui.model.vocabulary import NOTES_FIELDS, PERSON_FIELDS, Field
from cm_tui.services.actions.foreign import AUTOMATION_NAME, UNKNOWN_PERSON, name_of, person_names
from cm_tui.services.clock import Actor
from cm_tui.services.history.chain import AUTOMATION_KEY, PERSON_REMOVED, changes_of, moment_of, payload_of
from cm_tui.services.history.verifying import verify_chain
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store

_NOTES = {field.value for field in NOTES_FIELDS}
_PEOPLE = {field.value for field in PERSON_FIELDS}


@dataclass(frozen=True)
class HistoryService:
    """The history of the workspace. Texts of notes are never in it."""

    store: Store
    actor: Actor

    def rows(
        self, action: str | None = None, since: datetime | None = None, limit: int | None = None
    ) -> tuple[HistoryRow, ...]:
        """The newest `limit` rows, newest event first; of one action, since a moment. Raises NotFound."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            statement = select(Event).order_by(col(Event.seq).desc())
            if action is not None:
                _refuse_unknown(session, action)
                statement = statement.where(Event.entity == action)
            if since is not None:
                statement = statement.where(Event.at >= since.astimezone(UTC).isoformat(timespec="microseconds"))
            names = _Names.read(session)
            events = session.exec(statement.limit(limit) if limit is not None else statement)
            return tuple(islice((row for event in events for row in names.rows(event)), limit))

    def verify(self, against: str | None = None) -> ChainReport:
        """Check every event's hash and place, and that the present values follow from them.

        `against` is a digest line kept elsewhere; it finds a cut tail. Raises InvalidInput for one that is malformed.
        """
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return verify_chain(session, against)


@dataclass(frozen=True, slots=True)
class _Names:
    people: Mapping[str, str]
    emails: Mapping[str, str]
    accounts: Mapping[str, str]

    @classmethod
    def read(cls, session: Session) -> _Names:
        return cls(
            person_names(session),
            dict(session.exec(select(Person.key, Person.email)).all()),
            dict(session.exec(select(Account.key, Account.name)).all()),
        )

    def rows(self, event: Event) -> Iterator[HistoryRow]:
        """The rows of one event: one for each changed field, or one for the event itself."""
        payload = payload_of(event)
        about = event.entity if event.event.startswith(("action.", "update.")) else None
        for name, old, new in self._changes(event, payload):
            yield HistoryRow(
                seq=event.seq,
                at=moment_of(event),
                user=name_of(event.user_key, self.people),
                account=self._account(event),
                event=event.event,
                action=about,
                field=name,
                old=old,
                new=new,
                person=self._person(event),
            )

    def _person(self, event: Event) -> str | None:
        return self.emails.get(event.entity or "", UNKNOWN_PERSON) if event.event.startswith("person.") else None

    def _account(self, event: Event) -> str:
        if event.account_key == AUTOMATION_KEY:
            return AUTOMATION_NAME
        return f"{self.accounts.get(event.account_key, UNKNOWN_PERSON)}@{event.host}"

    def _changes(
        self, event: Event, payload: Mapping[str, object]
    ) -> Iterator[tuple[str | None, str | None, str | None]]:
        changes = changes_of(event, payload)
        if changes:
            for name, (old, new) in sorted(changes.items(), key=_field_order):
                yield name, self._shown(name, old), self._shown(name, new)
        elif event.event.startswith("person."):
            role = payload.get("role")
            old, new = role if isinstance(role, list) and len(role) == 2 else (None, role)
            yield "role", old and str(old), str(new) if event.event != PERSON_REMOVED else None
        elif "name" in payload:
            yield "name", None, str(payload["name"])
        else:
            yield None, None, None

    def _shown(self, name: str, value: object) -> str | None:
        if value is None or name in _NOTES:
            return None
        if name in _PEOPLE:
            return self.emails.get(str(value), UNKNOWN_PERSON)
        return str(value)


def _field_order(change: tuple[str, object]) -> tuple[int, str]:
    """The fields as they follow each other on the screen, measures of automation last."""
    known = [field.value for field in Field]
    name = change[0]
    return (known.index(name) if name in known else len(known), name)


def _refuse_unknown(session: Session, action: str) -> None:
    if session.exec(select(ActionState.id).where(ActionState.public_id == action)).first() is None:
        raise NotFound(f"There is no action {action!r}; `cm-tui actions list` shows the ids.")
