"""Assessing: what is ready for it, sending actions to an assessor, verdicts, and giving an action back (issue 4; spec 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, select

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.errors import InvalidInput, NotAllowed
from cm_tui.model.rules.handover import place_among_assessors, warnings_about_sending
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.rules.testing import VERDICTS
from cm_tui.model.tables.organisation import Person
from cm_tui.model.views.actions import SaveOutcome
from cm_tui.model.views.assessing import ReadyAction, Verdict
from cm_tui.model.views.workspace import PersonView
from cm_tui.model.vocabulary import Field, FieldValue, TestStatus
from cm_tui.services.actions.planning import Planner
from cm_tui.services.actions.ready import read_ready
from cm_tui.services.actions.record import find_record
from cm_tui.services.actions.saving import Saving
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.evidence.rows import evidence_of
from cm_tui.services.history.chain import Ledger
from cm_tui.services.history.people import last_sender
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store


@dataclass(frozen=True)
class AssessingService:
    """The way of an action to its assessor and back."""

    store: Store
    clock: Clock
    actor: Actor

    def ready(self) -> tuple[ReadyAction, ...]:
        """Every action that an assessor has something to judge of.

        First what was sent to the actor, then what was sent to others, each the longest wait first; then what is implemented
        and not yet judged, the largest gain first. Automatic actions are among them only where somebody sent them.
        """
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return read_ready(session, self.actor)

    def assessors(self) -> tuple[PersonView, ...]:
        """Everybody, in the order in which they are offered: assessors, others who may judge, then those who may only read."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            people = session.exec(select(Person).order_by(Person.name, Person.email))
            return tuple(sorted(map(_view, people), key=lambda person: place_among_assessors(person.role)))

    def send(self, actions: Sequence[str], assessor: str) -> tuple[SaveOutcome, ...]:
        """Send actions to a person for assessment, in the actor's name; all of them or none.

        Raises NotFound, NotAllowed (a rule, or a person who may not judge) and InvalidInput (an unknown person).
        """
        with self.store.writing() as session:
            permit(session, self.actor, Permission.EDIT_ACTIONS)
            handover: dict[Field, FieldValue] = {Field.OWNER: assessor, Field.SENT_BY: self.actor.email}
            saving, outcomes = self._saving(session), []
            for action in dict.fromkeys(actions):
                record = find_record(session, action)
                warnings = warnings_about_sending(record.facts, len(evidence_of(session, record.state)))
                outcome = saving.save(ActionDraft(action, record.state.version, handover), strict=False)
                outcomes.append(replace(outcome, notices=(*outcome.notices, *(warnings if outcome.changes else ()))))
            saving.ledger.flush()
            return tuple(outcomes)

    def judge(self, action: str, verdict: TestStatus, day: date, note: str | None, seen: int) -> Verdict:
        """Record a verdict: status, date, the test notes where some are given; the action no longer waits for an assessor.

        Args:
            action: The action's id.
            verdict: Passed, a failure, or out of scope.
            day: When it was tested.
            note: The test notes as they are to be; None leaves them as they are.
            seen: The version of the record that was looked at.

        Raises NotFound, NotAllowed (a rule, or four eyes), InvalidInput and StaleEdit.
        """
        changes: dict[Field, FieldValue] = {Field.TEST_STATUS: verdict, Field.TEST_DATE: day, Field.SENT_BY: None}
        if note is not None:
            changes[Field.TEST_NOTES] = note
        with self.store.writing() as session:
            permit(session, self.actor, Permission.EDIT_ACTIONS)
            self._refuse_verdict(session, action, verdict)
            outcome = self._save(session, ActionDraft(action, seen, changes))
            sender = session.get(Person, last_sender(session, action) or "")
            return Verdict(outcome, _view(sender) if sender is not None else None)

    def assign_back(self, action: str, email: str, seen: int) -> SaveOutcome:
        """Give an action to whoever works on it next. Raises NotFound, NotAllowed, InvalidInput and StaleEdit."""
        with self.store.writing() as session:
            permit(session, self.actor, Permission.EDIT_ACTIONS)
            return self._save(session, ActionDraft(action, seen, {Field.OWNER: email}))

    def _refuse_verdict(self, session: Session, action: str, verdict: TestStatus) -> None:
        """Four eyes are asked for also where the action stands at Passed already, which a save takes for unchanged."""
        if verdict not in VERDICTS:
            raise InvalidInput(f"{verdict} is no verdict; choose one of: {', '.join(sorted(VERDICTS))}.")
        if verdict is TestStatus.PASSED and (reason := Planner(session, self.actor).why_not_pass(action)):
            raise NotAllowed(f"{action}: {reason}")

    def _save(self, session: Session, draft: ActionDraft) -> SaveOutcome:
        saving = self._saving(session)
        outcome = saving.save(draft, strict=False)
        saving.ledger.flush()
        return outcome

    def _saving(self, session: Session) -> Saving:
        return Saving(session, Ledger(session), self.actor, self.clock())


def _view(person: Person) -> PersonView:
    return PersonView(person.email, person.name, person.role, person.login)
