"""The stage of the demo: states in memory that are changed by the product's rules, each change with its event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlmodel import Session, select

from cm_tui.model.rules.status import Facts, settle
from cm_tui.model.rules.testing import roll_up
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.organisation import Person
from cm_tui.model.tables.subscriptions import SubscriptionState
from cm_tui.model.vocabulary import Field, FieldValue, ImplementationStatus, TestStatus
from cm_tui.services.actions.foreign import CHANGED
from cm_tui.services.actions.record import derived_points, stored_form
from cm_tui.services.clock import Actor
from cm_tui.services.history.chain import AUTOMATION_KEY, Json, Ledger
from cm_tui.services.history.measures import COVERED, RESOURCES, covered_form, resources_form

ACCEPTED = "update.accepted"
SIGNAL = "action.signal"


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

    def definition(self, public_id: str) -> ActionVersion:
        """The definition that an instance accepted."""
        return self.versions[self.states[public_id].accepted_version_id]

    def act(self, at: datetime, email: str, public_id: str, changes: Mapping[Field, FieldValue]) -> None:
        """A person changes an action, within the rules; a change that they refuse is a fault of the script."""
        state = self.states[public_id]
        settled = settle(self._facts(public_id), changes)
        if isinstance(settled, str):
            raise ValueError(f"The demo's script breaks a rule at {public_id}: {settled}")
        before = {name: self._value(state, name) for name in settled.changes}
        kept = {name: value for name, value in settled.changes.items() if before[name] != value}
        self._apply(at, self.actors[email], CHANGED, public_id, kept)

    def signal(self, at: datetime, public_id: str, status: TestStatus, covered: tuple[int, int] | None = None) -> None:
        """Automation reports a result: the test date stays; a pass implements the action (spec, decisions)."""
        state = self.states[public_id]
        changes: dict[Field, FieldValue] = {Field.TEST_STATUS: status}
        if status is TestStatus.PASSED and state.implementation_status is not ImplementationStatus.ALTERNATIVE:
            changes[Field.IMPLEMENTATION_STATUS] = ImplementationStatus.IMPLEMENTED
        changed = {name: value for name, value in changes.items() if self._value(state, name) != value}
        measured: dict[str, Json] = {}
        if covered:
            state.covered_part, state.covered_whole = covered
            measured[COVERED] = [None, covered_form(*covered)]
        if public_id in self.results:
            measured[RESOURCES] = [None, resources_form(self.results[public_id])]
        if changed or measured:
            self._apply(at, self._automation(), SIGNAL, public_id, changed, measured)

    def resources(self, at: datetime, public_id: str, results: list[SubscriptionState]) -> None:
        """Defender for Cloud reports the resources of each subscription; the action's status is the roll-up."""
        self.results[public_id] = results
        done = sum(one.completed for one in results)
        whole = sum(one.applicable for one in results)
        self.signal(
            at, public_id, roll_up([one.test_status for one in results], Fraction(done, whole) if whole else None)
        )

    def accept(self, at: datetime, email: str, public_id: str, version: ActionVersion) -> None:
        """A person accepts an update of an action's definition."""
        state = self.states[public_id]
        before = self.definition(public_id).number
        state.accepted_version_id = version.id or 0
        state.version += 1
        state.changed_at = at
        pairs: dict[str, Json] = {"definition": [before, version.number]}
        payload: dict[str, Json] = {"version": state.version, "changes": pairs}
        self.ledger.append(self.actors[email], at, ACCEPTED, public_id, payload)

    def finish(self) -> None:
        """Derive the points and write states, results and events."""
        for public_id, state in self.states.items():
            results = self.results.get(public_id, [])
            derived = derived_points(state, self.definition(public_id), tuple(results))
            state.points_achieved, state.points_possible, state.in_scope = derived
            self.session.add(state)
            self.session.add_all(results)
        self.session.flush()
        self.ledger.flush()

    def _facts(self, public_id: str) -> Facts:
        state = self.states[public_id]
        return Facts(
            state.implementation_status,
            state.implementation_date,
            state.test_status,
            state.test_date,
            state.testing_type,
            self.definition(public_id).eligible_source,
            public_id in self.results,
            self.actions[state.action_id].managed_by,
        )

    def _value(self, state: ActionState, field: Field) -> FieldValue:
        if field is Field.OWNER:
            return next((email for email, one in self.people.items() if one.key == state.owner_key), None)
        value: FieldValue = getattr(state, field.value)
        return value

    def _apply(
        self,
        at: datetime,
        actor: Actor,
        event: str,
        public_id: str,
        changes: Mapping[Field, FieldValue],
        measured: Mapping[str, Json] | None = None,
    ) -> None:
        state = self.states[public_id]
        keys = {email: person.key for email, person in self.people.items()}
        pairs: dict[str, Json] = {
            name.value: [stored_form(name, self._value(state, name), keys), stored_form(name, value, keys)]
            for name, value in changes.items()
        }
        for name, value in changes.items():
            if name is Field.OWNER:
                state.owner_key = keys[str(value)] if value is not None else None
            else:
                setattr(state, name.value, value)
        state.version += 1
        state.changed_at = at
        self.ledger.append(
            actor, at, event, public_id, {"version": state.version, "changes": {**pairs, **(measured or {})}}
        )

    def _automation(self) -> Actor:
        host = next(iter(self.actors.values())).host
        return Actor(AUTOMATION_KEY, "", AUTOMATION_KEY, host)
