"""From events to rows for people: keys become names, of notes only that they changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session, select

from cm_tui.model.tables.history import Event
from cm_tui.model.tables.organisation import Account, Person
from cm_tui.model.tables.subscriptions import Subscription
from cm_tui.model.views.history import HistoryRow
from cm_tui.model.vocabulary import NOTES_FIELDS, PERSON_FIELDS, Field
from cm_tui.services.actions.foreign import AUTOMATION_NAME, UNKNOWN_PERSON, name_of, person_names
from cm_tui.services.history.assessments import ASSESSMENT_CHANGED, ASSESSMENT_DELETED, SERVICES, assessment_in
from cm_tui.services.history.chain import (
    AUTOMATION_KEY,
    COPIED,
    PERSON_REMOVED,
    RETIRED,
    SOURCE,
    changes_of,
    moment_of,
    payload_of,
)
from cm_tui.services.history.evidence import EVIDENCE_ADDED, evidence_in
from cm_tui.services.history.measures import RESOURCES, changed_results
from cm_tui.services.history.organisation import DEFAULTED_SETTINGS

_NOTES = {field.value for field in NOTES_FIELDS}
_PEOPLE = {field.value for field in PERSON_FIELDS}


@dataclass(frozen=True, slots=True)
class Naming:
    """The names that keys of the history stand for at present."""

    people: Mapping[str, str]
    emails: Mapping[str, str]
    accounts: Mapping[str, str]
    subscriptions: Mapping[str, str]

    @classmethod
    def read(cls, session: Session) -> Naming:
        """The names of everybody who still has one."""
        return cls(
            person_names(session),
            dict(session.exec(select(Person.key, Person.email)).all()),
            dict(session.exec(select(Account.key, Account.name)).all()),
            {str(key): name for key, name in session.exec(select(Subscription.id, Subscription.name))},
        )

    def rows(self, event: Event) -> Iterator[HistoryRow]:
        """The rows of one event: one for each changed field, or one for the event itself."""
        payload = payload_of(event)
        about = event.entity if event.event.startswith(("action.", "update.", "evidence.")) else None
        for name, old, new in self._changes(event, payload):
            yield HistoryRow(
                seq=event.seq,
                at=moment_of(event),
                user=name_of(event.user_key, self.people),
                account=self.account(event),
                event=event.event,
                action=about,
                field=name,
                old=old,
                new=new,
                person=self._person(event),
                assessment=assessment_in(event, payload),
            )

    def _person(self, event: Event) -> str | None:
        return self.emails.get(event.entity or "", UNKNOWN_PERSON) if event.event.startswith("person.") else None

    def account(self, event: Event) -> str:
        """The operating-system account that an event was written by, with its host."""
        if event.account_key == AUTOMATION_KEY:
            return AUTOMATION_NAME
        return f"{self.accounts.get(event.account_key, UNKNOWN_PERSON)}@{event.host}"

    def _changes(
        self, event: Event, payload: Mapping[str, object]
    ) -> Iterator[tuple[str | None, str | None, str | None]]:
        changes = changes_of(event, payload)
        if event.event == COPIED:
            yield "copied_from", None, str(payload.get(SOURCE))
        if changes:
            for name, (old, new) in sorted(changes.items(), key=_field_order):
                if name == RESOURCES:
                    yield name, *changed_results(old, new, self.subscriptions)
                else:
                    yield name, self._shown(name, old), self._shown(name, new)
        elif event.event.startswith("person.") and "role" in payload:
            role = payload.get("role")
            old, new = role if isinstance(role, list) and len(role) == 2 else (None, role)
            yield "role", old and str(old), str(new) if event.event != PERSON_REMOVED else None
        elif (piece := evidence_in(event, payload)) is not None:
            name = str(piece["name"])
            yield "evidence", *((None, name) if event.event == EVIDENCE_ADDED else (name, None))
        elif (assessment := assessment_in(event, payload)) is not None and event.event != ASSESSMENT_CHANGED:
            yield "assessment", *((assessment, None) if event.event == ASSESSMENT_DELETED else (None, assessment))
        elif "name" in payload:
            yield "name", None, str(payload["name"])
        else:
            yield None, None, None

    def _shown(self, name: str, value: object) -> str | None:
        if value is None or name in _NOTES:
            return "default" if name in DEFAULTED_SETTINGS else None
        if name == SERVICES and isinstance(value, list):
            return ", ".join(map(str, value)) or "all"
        if name in _PEOPLE:
            return self.emails.get(str(value), UNKNOWN_PERSON)
        if isinstance(value, bool):
            yes, no = ("yes", "no") if name == RETIRED else ("on", "off")
            return yes if value else no
        return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _field_order(change: tuple[str, object]) -> tuple[int, str]:
    """The fields as they follow each other on the screen, measures of automation last."""
    known = [field.value for field in Field]
    name = change[0]
    return (known.index(name) if name in known else len(known), name)
