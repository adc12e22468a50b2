"""Changing many improvement actions at once: looked at before, stored in one transaction, undone in one step (issue 4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.errors import NotAllowed, StaleEdit
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.tables.organisation import Person
from cm_tui.model.views.actions import Points
from cm_tui.model.views.bulk import BulkLine, BulkOutcome, BulkPreview, Suggestion, UndoStep
from cm_tui.model.vocabulary import Field, FieldValue
from cm_tui.services.actions.planning import Plan, Planner
from cm_tui.services.actions.record import Record, counted
from cm_tui.services.actions.saving_many import save_many
from cm_tui.services.actions.undoing import plans_back
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.effort import nothing_collected
from cm_tui.services.evidence.recording import Recording
from cm_tui.services.evidence.taking_back import take_away
from cm_tui.services.history.chain import UNDONE, Ledger
from cm_tui.services.people.suggesting import suggestions_for
from cm_tui.services.permit import permit
from cm_tui.services.score.sums import totals
from cm_tui.services.storage.store import Store


@dataclass(frozen=True)
class BulkService:
    """Previews, applies and undoes changes of many actions."""

    store: Store
    clock: Clock
    actor: Actor

    def preview(self, ids: Sequence[str], changes: Mapping[Field, FieldValue]) -> BulkPreview:
        """What the same changes would do to many actions, exactly as saving them would: to each, and to the score.

        Raises NotAllowed for a role that may not change actions, NotFound, and InvalidInput for a value that nothing can hold.
        """
        with self.store.reading() as session:
            permit(session, self.actor, Permission.EDIT_ACTIONS)
            planner = Planner(session, self.actor)
            records = planner.records(tuple(dict.fromkeys(ids)))
            plans = {one: _plan_or_refusal(planner, record, changes) for one, record in records.items()}
            lines = tuple(_line(records[one], plan) for one, plan in plans.items())
            before = sum(totals(session), Points(0, 0))
            gained = (_gain(plan) for plan in plans.values() if isinstance(plan, Plan))
            names = dict(session.exec(select(Person.email, Person.name)).all())
            return BulkPreview(dict(changes), lines, before, sum(gained, before), names)

    def apply(self, preview: BulkPreview) -> BulkOutcome:
        """Store what a preview shows, all of it or nothing; actions that refuse or stay as they are are left alone.

        Raises StaleEdit where somebody changed meanwhile what the preview rests on, NotAllowed, NotFound and InvalidInput.
        """
        with self.store.writing() as session:
            permit(session, self.actor, Permission.EDIT_ACTIONS)
            ledger = Ledger(session)
            outcomes = save_many(session, ledger, self.actor, self.clock(), self._plans(session, preview))
            ledger.flush()
            return BulkOutcome(outcomes, UndoStep.of(*outcomes))

    def undo(self, step: UndoStep) -> BulkOutcome:
        """Give the actions of a step the values that they had before it, all of them or none; links that it added go again.

        Nobody is told of it.

        Raises NotFound, StaleEdit where an action was changed since, NotAllowed for what was not this person's own change, and
        InvalidInput where an earlier value is no longer there.
        """
        with nothing_collected(), self.store.writing() as session:
            permit(session, self.actor, Permission.EDIT_ACTIONS)
            ledger, at = Ledger(session), self.clock()
            back = plans_back(session, self.actor, step.events)
            outcomes = save_many(session, ledger, self.actor, at, back.plans, UNDONE, back.undoes)
            if back.links:
                permit(session, self.actor, Permission.HANDLE_EVIDENCE)
                take_away(Recording(session, ledger, self.actor, at), back.links)
            ledger.flush()
            return BulkOutcome(outcomes, unlinked=tuple(one.state.public_id for one in back.links))

    def suggestions(self, ids: Collection[str]) -> tuple[Suggestion, ...]:
        """Every user as a possible owner of some actions, those who own similar ones first."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return suggestions_for(session, ids)

    def _plans(self, session: Session, preview: BulkPreview) -> list[Plan]:
        planner = Planner(session, self.actor)
        records = planner.records([line.id for line in preview.changing])
        return [_as_shown(planner, records[line.id], line, preview) for line in preview.changing]


def _plan_or_refusal(planner: Planner, record: Record, changes: Mapping[Field, FieldValue]) -> Plan | str:
    public_id = record.state.public_id
    try:
        return planner.plan(ActionDraft(public_id, record.state.version, changes), record=record)
    except NotAllowed as refused:
        return str(refused).removeprefix(f"{public_id}: ")


def _line(record: Record, plan: Plan | str) -> BulkLine:
    state, name = record.state, record.definition.title
    if isinstance(plan, str):
        return BulkLine(state.public_id, name, state.version, refusal=plan)
    return BulkLine(state.public_id, name, state.version, plan.field_changes, plan.notices)


def _as_shown(planner: Planner, record: Record, line: BulkLine, preview: BulkPreview) -> Plan:
    """The plan of a line, which is still what the line shows. Raises StaleEdit."""
    plan = planner.plan(ActionDraft(line.id, line.version, preview.requested), record=record)
    if plan.field_changes != line.changes:
        raise StaleEdit(
            f"{line.id} was changed meanwhile{_by_whom(plan)}, so the preview is no longer true. Nothing was saved."
        )
    return plan


def _by_whom(plan: Plan) -> str:
    changed = (f"{one.field.label} by {one.who} at {one.at.astimezone():%Y-%m-%d %H:%M}" for one in plan.merged)
    named = "; ".join(changed)
    return f" ({named})" if named else ""


def _gain(plan: Plan) -> Points:
    """What a plan adds to the sums of the score: earned, and possible."""
    return counted(plan.state_after) - counted(plan.record.state)
