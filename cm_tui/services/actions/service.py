"""One improvement action: everything about it, and saving what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import ActionVersion, Regulation
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.tables.organisation import Organisation
from cm_tui.model.views.actions import ActionDetails, ControlLink, SaveOutcome
from cm_tui.services.actions.planning import Planner
from cm_tui.services.actions.record import Record, find_record, measured_share
from cm_tui.services.actions.results import subscription_results
from cm_tui.services.actions.rows import any_managed, assessment_links, read_rows
from cm_tui.services.actions.saving import Saving
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.evidence.rows import evidence_of
from cm_tui.services.history.chain import Ledger
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store


@dataclass(frozen=True)
class ActionService:
    """Reads and saves single actions; their list is `ListingService`."""

    store: Store
    clock: Clock
    actor: Actor

    def details(self, action: str) -> ActionDetails:
        """Everything about an action, Microsoft's included. Raises NotFound."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return _details(session, find_record(session, action), self.actor)

    def save(self, draft: ActionDraft, strict: bool = False) -> SaveOutcome:
        """Store a draft: on top of others' changes of other fields, or not at all.

        `strict` refuses any version but the one seen. Raises NotAllowed, NotFound, InvalidInput and StaleEdit.
        """
        return self.save_all([draft], strict)[0]

    def save_all(self, drafts: Sequence[ActionDraft], strict: bool = False) -> tuple[SaveOutcome, ...]:
        """Store several drafts in one transaction, all or none. Raises as `save` does, for the first that is refused."""
        with self.store.writing() as session:
            permit(session, self.actor, Permission.EDIT_ACTIONS)
            ledger = Ledger(session)
            saving = Saving(session, ledger, self.actor, self.clock())
            outcomes = tuple(saving.save(draft, strict) for draft in drafts)
            ledger.flush()
            return outcomes


def _details(session: Session, record: Record, actor: Actor) -> ActionDetails:
    state, definition = record.state, record.definition
    organisation = session.exec(select(Organisation)).one()
    row = read_rows(session, any_managed().where(col(ActionState.id) == state.id))[0]
    newest = select(ActionVersion.number).where(
        ActionVersion.action_id == state.action_id, col(ActionVersion.is_newest)
    )
    return ActionDetails(
        row=row,
        description=definition.description,
        guidance=definition.guidance,
        shown_by=definition.shown_by,
        launch_url=definition.launch_url,
        implementation_notes=state.implementation_notes,
        test_notes=state.test_notes,
        other_notes=state.other_notes,
        controls=_controls(session, definition),
        assessment_links=assessment_links(session, [state.id or 0]).get(state.id or 0, ()),
        subscriptions=subscription_results(session, record),
        managed_by=record.action.managed_by,
        requirement=definition.requirement,
        function=definition.function,
        stage=definition.stage,
        eligible_source=definition.eligible_source,
        privacy_framework=tuple(definition.privacy_framework),
        sp800_53=tuple(definition.sp800_53),
        measured=measured_share(state, record.subscriptions),
        definition_version=definition.number,
        newest_version=session.exec(newest).one(),
        sent_by=record.sender.email if record.sender else None,
        sent_by_name=record.sender.name if record.sender else None,
        evidence=evidence_of(session, state),
        signals_connected=organisation.signals_connected,
        four_eyes=organisation.four_eyes,
        why_not_pass=Planner(session, actor).why_not_pass(state.public_id),
    )


def _controls(session: Session, definition: ActionVersion) -> tuple[ControlLink, ...]:
    statement = (
        select(ActionControl, Control, Regulation)
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .join(Regulation, col(Regulation.key) == col(Control.regulation_key))
        .where(ActionControl.version_id == definition.id)
        .order_by(col(Regulation.position), col(Control.position))
    )
    return tuple(_link(*found) for found in session.exec(statement))


def _link(mapping: ActionControl, control: Control, regulation: Regulation) -> ControlLink:
    return ControlLink(
        regulation=regulation.key,
        regulation_title=regulation.short_title,
        control_id=control.control_id,
        title=control.title,
        family=control.family,
        summary=control.summary,
        strength=mapping.strength,
        legal_status=control.legal_status,
        obligation=control.obligation,
        unverified=control.unverified,
        source_url=control.source_url,
    )
