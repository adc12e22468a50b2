"""Taking over results of automatic testing inside one unit: the only way in which automation changes an action (spec 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.automation import changes_of_signal, note_of_signal, why_not_reported, why_signal_is_ignored
from cm_tui.model.rules.handover import ends_the_wait
from cm_tui.model.rules.subscriptions import rolled_up, standing_of_resources
from cm_tui.model.signals import Signal, SubscriptionReading
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.subscriptions import Subscription, SubscriptionState, VirtualResource
from cm_tui.model.vocabulary import Field, ResourceStatus, TestStatus
from cm_tui.services.actions.measured import Covered, Measured
from cm_tui.services.actions.planning import Plan
from cm_tui.services.actions.record import Record, find_record, standings_of
from cm_tui.services.actions.rows import chunks
from cm_tui.services.actions.saving import Saving
from cm_tui.services.clock import Actor
from cm_tui.services.history.chain import AUTOMATION_KEY, Ledger

SIGNAL = "action.signal"


def automation_on(host: str) -> Actor:
    """Automatic testing as the history knows it."""
    return Actor(AUTOMATION_KEY, "", AUTOMATION_KEY, host)


@dataclass
class Reporting:
    """Takes over signals in one writing unit; what changes nothing writes nothing."""

    session: Session
    ledger: Ledger
    host: str
    at: datetime

    def report(self, signals: Sequence[Signal]) -> tuple[str, ...]:
        """The ids of the actions that signals changed; actions that this organisation does not have are passed over.

        Raises InvalidInput for a result that no source can report.
        """
        known: set[str] = set()
        for chunk in chunks([signal.action for signal in signals]):
            stored = select(ActionState.public_id).where(col(ActionState.public_id).in_(chunk))
            known |= set(self.session.exec(stored))
        return tuple(signal.action for signal in signals if signal.action in known and self._take(signal))

    def _take(self, signal: Signal) -> bool:
        record = find_record(self.session, signal.action)
        facts = record.facts
        if why_signal_is_ignored(facts) is not None:
            return False
        results, resources = self._results(record, signal.subscriptions)
        after = Measured(results=results).results_after(record)
        status = self._status(signal, after)
        changes = changes_of_signal(facts, status)
        covered = Covered(*(signal.covered or (None, None)))
        moved = covered != (record.state.covered_part, record.state.covered_whole)
        if not (changes or results or moved):
            return False
        facts = replace(facts, standings=standings_of(after))
        changes[Field.TEST_NOTES] = note_of_signal(facts, status, self.at, signal.covered, signal.finding)
        if record.sender is not None and ends_the_wait(changes):
            changes[Field.SENT_BY] = None
        measured = Measured(covered if moved else None, results, resources)
        saving = Saving(self.session, self.ledger, automation_on(self.host), self.at)
        saving.store(Plan(record, changes, measured=measured), SIGNAL)
        return True

    def _status(self, signal: Signal, results: Sequence[SubscriptionState]) -> TestStatus:
        if results and signal.test_status is not None:
            raise InvalidInput(
                f"{signal.action}: its test status follows from its subscriptions; report their resources."
            )
        status = rolled_up(standings_of(results)) if results else signal.test_status
        if status is None:
            raise InvalidInput(f"{signal.action}: a signal says a test status, or what it follows from.")
        if reason := why_not_reported(status, signal.covered):
            raise InvalidInput(f"{signal.action}: {reason}")
        return status

    def _results(
        self, record: Record, readings: Sequence[SubscriptionReading]
    ) -> tuple[tuple[SubscriptionState, ...], tuple[VirtualResource, ...]]:
        """The results that differ from the stored ones, and all their resources."""
        known = {one.subscription_id for one in record.subscriptions}
        results: list[SubscriptionState] = []
        resources: list[VirtualResource] = []
        for reading in readings:
            result = self._result(record, reading)
            anew = {one.name: (one.kind, one.status) for one in reading.resources}
            if len(anew) < len(reading.resources):
                raise InvalidInput(f"{record.state.public_id}: {reading.subscription} names a resource twice.")
            if result.subscription_id not in known or anew != self._stored(result):
                results.append(result)
                place = {"state_id": result.state_id, "subscription_id": result.subscription_id}
                resources += [VirtualResource(**place, name=name, kind=k, status=s) for name, (k, s) in anew.items()]
        return tuple(results), tuple(resources)

    def _result(self, record: Record, reading: SubscriptionReading) -> SubscriptionState:
        named = select(Subscription.id).where(Subscription.name == reading.subscription)
        subscription = self.session.exec(named).first()
        if subscription is None:
            raise InvalidInput(f"{record.state.public_id}: there is no subscription {reading.subscription!r}.")
        standing = standing_of_resources(one.status for one in reading.resources)
        return SubscriptionState(
            state_id=record.state.id or 0,
            subscription_id=subscription,
            test_status=standing.test_status,
            completed=standing.completed,
            applicable=standing.applicable,
        )

    def _stored(self, result: SubscriptionState) -> dict[str, tuple[str, ResourceStatus]]:
        statement = select(VirtualResource).where(
            VirtualResource.state_id == result.state_id, VirtualResource.subscription_id == result.subscription_id
        )
        return {one.name: (one.kind, one.status) for one in self.session.exec(statement)}
