"""The stage of the demo: states in memory that are changed by the product's rules, each change with its event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session, select

from cm_tui.model.rules.automation import changes_of_signal, note_of_signal
from cm_tui.model.rules.status import Facts, settle
from cm_tui.model.rules.subscriptions import rolled_up
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.organisation import Person
from cm_tui.model.tables.subscriptions import Subscription, SubscriptionState
from cm_tui.model.vocabulary import NOTES_FIELDS, PERSON_FIELDS, Field, FieldValue, TestStatus
from cm_tui.services.actions.foreign import CHANGED
from cm_tui.services.actions.measured import NOTHING, Covered, Measured, recorded_result, reset_results
from cm_tui.services.actions.planning import plan_definition
from cm_tui.services.actions.record import Record, derived_points, standings_of, stored_form
from cm_tui.services.actions.signals import SIGNAL, automation_on
from cm_tui.services.clock import Actor
from cm_tui.services.demo.cloud import spread
from cm_tui.services.history.chain import DEFINITION, Json, Ledger
from cm_tui.services.history.notes import keep_notes
from cm_tui.services.updates.service import ACCEPTED


@dataclass
class Stage:
    """Holds every state; `finish` writes them. Changes must come in the order of time."""

    session: Session
    ledger: Ledger
    actors: Mapping[str, Actor]
    people: Mapping[str, Person]
    actions: Mapping[str, Action]
    versions: dict[int, ActionVersion]
    states: dict[str, ActionState]
    results: dict[str, list[SubscriptionState]]
    texts: set[str] = field(default_factory=set)
    """What notes said; the history itself knows their digests only."""

    @classmethod
    def read(cls, session: Session, ledger: Ledger, actors: Mapping[str, Actor]) -> Stage:
        """The stage as the session's workspace stands now."""
        return cls(
            session,
            ledger,
            actors,
            {person.email: person for person in session.exec(select(Person))},
            {action.id: action for action in session.exec(select(Action))},
            {version.id or 0: version for version in session.exec(select(ActionVersion))},
            {},
            {},
        )

    def enter(self) -> None:
        """Take in the states that the workspace has by now."""
        for state in self.session.exec(select(ActionState).order_by(ActionState.public_id)):
            self.states.setdefault(state.public_id, state)
        ids = {state.id: public_id for public_id, state in self.states.items()}
        self.results.clear()
        for one in self.session.exec(select(SubscriptionState)):
            self.results.setdefault(ids[one.state_id], []).append(one)

    def definition(self, public_id: str) -> ActionVersion:
        """The definition that an instance accepted."""
        return self.versions[self.states[public_id].accepted_version_id]

    def act(self, at: datetime, email: str, public_id: str, changes: Mapping[Field, FieldValue]) -> None:
        """A person changes an action, within the rules; a change that they refuse is a fault of the script.

        A result of an action with subscriptions is recorded in them.
        """
        if self.results.get(public_id) and Field.TEST_STATUS in changes:
            for later, one, result in spread(public_id, self.results[public_id], changes):
                self.record(at + later, email, public_id, one, result)
            return
        record = self._record(public_id)
        settled = settle(record.facts, changes)
        if isinstance(settled, str):
            raise ValueError(f"The demo's script breaks a rule at {public_id}: {settled}")
        before = {name: self._value(record.state, name) for name in settled.changes}
        kept = {name: value for name, value in settled.changes.items() if before[name] != value}
        self._apply(at, self.actors[email], CHANGED, record, kept, reset_results(self.session, record, kept))

    def record(
        self, at: datetime, email: str, public_id: str, stored: SubscriptionState, result: Mapping[Field, FieldValue]
    ) -> None:
        """A person records a result in one subscription of an action; the action's status is the roll-up."""
        record, subscription = self._record(public_id), self.session.get_one(Subscription, stored.subscription_id)
        measured = recorded_result(self.session, stored, subscription.name, result)
        status = rolled_up(standings_of(measured.results_after(record)))
        changes: dict[Field, FieldValue] = {}
        if status is not record.state.test_status:
            changes[Field.TEST_STATUS] = status
        self._apply(at, self.actors[email], CHANGED, record, changes, measured)

    def signal(
        self,
        at: datetime,
        public_id: str,
        status: TestStatus,
        covered: tuple[int, int] | None = None,
        results: Sequence[SubscriptionState] = (),
    ) -> None:
        """Automation reports a result: the dates stay; a pass implements the action (spec, decisions)."""
        record = self._record(public_id)
        measured = Measured(Covered(*covered) if covered else None, tuple(results))
        facts = replace(record.facts, standings=standings_of(measured.results_after(record)))
        changes = changes_of_signal(facts, status)
        if changes or measured != NOTHING:
            changes[Field.TEST_NOTES] = note_of_signal(facts, status, at, covered)
            host = next(iter(self.actors.values())).host
            self._apply(at, automation_on(host), SIGNAL, record, changes, measured)

    def resources(self, at: datetime, public_id: str, results: list[SubscriptionState]) -> None:
        """Defender for Cloud reports the resources of each subscription; the action's status is the roll-up."""
        self.signal(at, public_id, rolled_up(standings_of(results)), results=results)

    def accept(self, at: datetime, email: str, public_id: str, version: ActionVersion) -> None:
        """A person accepts an update of an action's definition; `settle_places` counts it where that serves."""
        record = self._record(public_id)
        changes = plan_definition(record, version, counted=True).changes
        self._apply(at, self.actors[email], ACCEPTED, record, changes, accepts=version)

    def finish(self) -> None:
        """Derive the points and write states, results and events."""
        for public_id, state in self.states.items():
            results = self.results.get(public_id, [])
            derived = derived_points(state, self.definition(public_id), tuple(results))
            state.points_achieved, state.points_possible, state.in_scope = derived
            self.session.add(state)
            for one in results:
                self.session.merge(one)
        self.session.flush()
        keep_notes(self.session, self.texts)
        self.ledger.flush()

    def facts(self, public_id: str) -> Facts:
        """What the rules of statuses ask about an action."""
        return self._record(public_id).facts

    def _record(self, public_id: str) -> Record:
        state = self.states[public_id]
        definition, results = self.definition(public_id), tuple(self.results.get(public_id, ()))
        return Record(state, self.actions[state.action_id], definition, None, None, results)

    def _value(self, state: ActionState, field: Field) -> FieldValue:
        if field in PERSON_FIELDS:
            key = state.owner_key if field is Field.OWNER else state.sent_by_key
            return next((email for email, one in self.people.items() if one.key == key), None)
        value: FieldValue = getattr(state, field.value)
        return value

    def _apply(
        self,
        at: datetime,
        actor: Actor,
        event: str,
        record: Record,
        changes: Mapping[Field, FieldValue],
        measured: Measured = NOTHING,
        accepts: ActionVersion | None = None,
    ) -> None:
        state = record.state
        keys = {email: person.key for email, person in self.people.items()}
        pairs: dict[str, Json] = {
            name.value: [stored_form(name, self._value(state, name), keys), stored_form(name, value, keys)]
            for name, value in changes.items()
        }
        pairs |= measured.pairs(record)
        if accepts is not None:
            pairs[DEFINITION] = [record.definition.number, accepts.number]
            state.accepted_version_id = accepts.id or 0
        self.texts |= {str(value or "") for name, value in changes.items() if name in NOTES_FIELDS}
        for name, value in changes.items():
            if name in PERSON_FIELDS:
                setattr(state, f"{name.value}_key", keys[str(value)] if value is not None else None)
            else:
                setattr(state, name.value, value)
        if measured.covered is not None:
            state.covered_part, state.covered_whole = measured.covered
        if measured.results:
            self.texts |= {one.test_notes for one in measured.results}
            self.results[state.public_id] = list(measured.results_after(record))
        state.version += 1
        state.changed_at = at
        payload: dict[str, Json] = {**measured.told, "version": state.version, "changes": pairs}
        self.ledger.append(actor, at, event, state.public_id, payload)
