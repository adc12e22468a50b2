"""The subscriptions of Defender for Cloud actions: reading one, and recording a result in one by hand (spec 2.9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from cm_tui.model.errors import NotAllowed, NotFound, StaleEdit
from cm_tui.model.rules.handover import ends_the_wait
from cm_tui.model.rules.permissions import Permission, why_not_allowed
from cm_tui.model.rules.status import Facts, Settled, settle, why_retired_is_locked
from cm_tui.model.rules.subscriptions import rolled_up, why_result_is_automatic
from cm_tui.model.tables.history import Event
from cm_tui.model.tables.subscriptions import Subscription, SubscriptionState, VirtualResource
from cm_tui.model.views.actions import FieldChange, FieldConflict
from cm_tui.model.views.subscriptions import ResourceView, SubscriptionDetails, SubscriptionOutcome
from cm_tui.model.vocabulary import Field, FieldValue, ResourceStatus, Role, TestingType, TestStatus
from cm_tui.services.actions.foreign import Touch, name_of, person_names
from cm_tui.services.actions.measured import SUBSCRIPTION, recorded_result
from cm_tui.services.actions.planning import Plan, Planner, clean_note
from cm_tui.services.actions.record import Record, find_record, standings_of
from cm_tui.services.actions.results import result_view, stored_results
from cm_tui.services.actions.rows import assessment_links
from cm_tui.services.actions.saving import Saving
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.history.chain import Ledger, changes_of, moment_of, payload_of
from cm_tui.services.history.measures import RESOURCES
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store

_INCOMPLETE_FIRST = (ResourceStatus.UNHEALTHY, ResourceStatus.HEALTHY, ResourceStatus.NOT_APPLICABLE)


@dataclass(frozen=True)
class SubscriptionService:
    """Reads the subscriptions of an action, and records results in those that are tested by hand."""

    store: Store
    clock: Clock
    actor: Actor

    def details(self, action: str, subscription: str) -> SubscriptionDetails:
        """Everything about an action in the subscription of a name. Raises NotFound."""
        with self.store.reading() as session:
            role = permit(session, self.actor, Permission.READ)
            record = find_record(session, action)
            return _details(session, record, *_find(session, record, subscription), role)

    def record(
        self,
        action: str,
        subscription: str,
        *,
        test_status: TestStatus,
        test_date: date | None,
        test_notes: str,
        seen: int,
    ) -> SubscriptionOutcome:
        """Store what was found in one subscription; the action's test status and points follow from all of them.

        `seen` is the version of the action that the result was made against. What others did meanwhile to other subscriptions
        or fields stands beside it. The status None has no date. Raises NotFound, InvalidInput, NotAllowed (a rule, four eyes)
        and StaleEdit.
        """
        with self.store.writing() as session:
            permit(session, self.actor, Permission.EDIT_ACTIONS)
            recording = _Recording(session, self.actor, find_record(session, action), subscription, seen)
            day = test_date if test_status is not TestStatus.NONE else None
            wanted = {Field.TEST_STATUS: test_status, Field.TEST_DATE: day, Field.TEST_NOTES: test_notes}
            plan, changes = recording.plan(wanted)
            ledger = Ledger(session)
            saved = Saving(session, ledger, self.actor, self.clock()).store(plan)
            ledger.flush()
            state = plan.record.state
            return SubscriptionOutcome(
                action=action,
                subscription=subscription,
                changes=changes,
                notices=saved.notices,
                test_status=state.test_status,
                version=saved.version,
                points=saved.points,
                in_scope=state.in_scope,
                event=saved.event,
            )


class _Recording:
    """One result in one subscription, judged as the rules judge an action that is tested by hand."""

    def __init__(self, session: Session, actor: Actor, record: Record, subscription: str, seen: int) -> None:
        self._session, self._actor, self._record, self._seen = session, actor, record, seen
        self._stored, self._subscription = _find(session, record, subscription)

    def plan(self, wanted: Mapping[Field, FieldValue]) -> tuple[Plan, tuple[FieldChange, ...]]:
        """What storing a result amounts to for the action, and for the subscription."""
        if reason := _why_locked(self._record):
            raise self._refusal(reason)
        settled = self._settled(wanted)
        if not settled.changes:
            return Plan(self._record, {}), ()
        if touch := self._touched():
            raise self._stale(touch, settled.changes)
        plan = self._plan(settled)
        passes = TestStatus.PASSED in (settled.changes.get(Field.TEST_STATUS), plan.changes.get(Field.TEST_STATUS))
        planner = Planner(self._session, self._actor)
        if passes and (reason := planner.why_not_pass(self._record.state.public_id)):
            raise self._refusal(reason)
        done = tuple(FieldChange(field, self._value(field), value) for field, value in settled.changes.items())
        return plan, done

    def _settled(self, wanted: Mapping[Field, FieldValue]) -> Settled:
        state, definition = self._record.state, self._record.definition
        facts = Facts(
            state.implementation_status,
            state.implementation_date,
            self._stored.test_status,
            self._stored.test_date,
            TestingType.MANUAL,
            definition.eligible_source,
        )
        requested = {**wanted, Field.TEST_NOTES: clean_note(Field.TEST_NOTES, str(wanted[Field.TEST_NOTES]))}
        if requested[Field.TEST_NOTES] == self._stored.test_notes:
            del requested[Field.TEST_NOTES]
        settled = settle(facts, requested)
        if isinstance(settled, str):
            raise self._refusal(settled)
        return settled

    def _plan(self, settled: Settled) -> Plan:
        record = self._record
        measured = recorded_result(self._session, self._stored, self._subscription.name, settled.changes)
        changes: dict[Field, FieldValue] = {}
        status = rolled_up(standings_of(measured.results_after(record)))
        if status is not record.state.test_status:
            changes[Field.TEST_STATUS] = status
        if record.sender is not None and ends_the_wait({Field.TEST_STATUS: status}):
            changes[Field.SENT_BY] = None
        return Plan(record, changes, notices=settled.notices, measured=measured)

    def _value(self, field: Field) -> FieldValue:
        value: FieldValue = getattr(self._stored, field.value)
        return value

    def _touched(self) -> Touch | None:
        """Who changed this subscription's result last, and when, since the version that was seen."""
        state, found = self._record.state, None
        if state.version == self._seen:
            return None
        names = person_names(self._session)
        for event in self._session.exec(select(Event).where(Event.entity == state.public_id).order_by(col(Event.seq))):
            payload = payload_of(event)
            reached, told = payload.get("version"), payload.get(SUBSCRIPTION)
            elsewhere = isinstance(told, dict) and told.get("name") != self._subscription.name
            later = isinstance(reached, int) and reached > self._seen
            if later and not elsewhere and RESOURCES in changes_of(event, payload):
                found = Touch(name_of(event.user_key, names), moment_of(event))
        return found

    def _stale(self, touch: Touch, changes: Mapping[Field, FieldValue]) -> StaleEdit:
        conflicts = tuple(
            FieldConflict(field, self._value(field), value, touch.who, touch.at) for field, value in changes.items()
        )
        return StaleEdit(
            f"{touch.who} changed the result in {self._subscription.name} at {touch.at.astimezone():%Y-%m-%d %H:%M} "
            f"(now {self._stored.test_status}). Nothing was saved.",
            conflicts,
            self._record.state.version,
        )

    def _refusal(self, reason: str) -> NotAllowed:
        return NotAllowed(f"{self._record.state.public_id}, {self._subscription.name}: {reason}")


def _why_locked(record: Record) -> str | None:
    """The reason why no result can be recorded by hand in any subscription of an action, or None."""
    return why_retired_is_locked(record.state.retired) or why_result_is_automatic(record.state.testing_type)


def _find(session: Session, record: Record, name: str) -> tuple[SubscriptionState, Subscription]:
    found = list(stored_results(session, record))
    for one, subscription in found:
        if subscription.name == name:
            return one, subscription
    known = ", ".join(subscription.name for _, subscription in found)
    public_id = record.state.public_id
    if not known:
        raise NotFound(f"{public_id} has no subscriptions; its result is recorded on the action itself.")
    raise NotFound(f"{public_id} has no subscription {name!r}; it has: {known}.")


def _details(
    session: Session, record: Record, one: SubscriptionState, subscription: Subscription, role: Role
) -> SubscriptionDetails:
    state = record.state
    return SubscriptionDetails(
        action=state.public_id,
        action_name=record.definition.title,
        version=state.version,
        result=result_view(record, one, subscription),
        testing_type=state.testing_type,
        implementation_status=state.implementation_status,
        implementation_date=state.implementation_date,
        implementation_notes=state.implementation_notes,
        resources=_resources(session, one),
        assessments=assessment_links(session, [state.id or 0]).get(state.id or 0, ()),
        launch_url=record.definition.launch_url,
        locked=why_not_allowed(role, Permission.EDIT_ACTIONS) or _why_locked(record),
    )


def _resources(session: Session, one: SubscriptionState) -> tuple[ResourceView, ...]:
    statement = select(VirtualResource).where(
        VirtualResource.state_id == one.state_id, VirtualResource.subscription_id == one.subscription_id
    )
    found = [ResourceView(resource.name, resource.kind, resource.status) for resource in session.exec(statement)]
    return tuple(sorted(found, key=lambda each: (_INCOMPLETE_FIRST.index(each.status), each.name)))
