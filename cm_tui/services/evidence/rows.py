"""From stored evidence to what people see."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import Session, col, select

from cm_tui.model.errors import NotFound
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.evidence import Evidence
from cm_tui.model.tables.organisation import Person
from cm_tui.model.views.evidence import EvidenceView


def evidence_of(session: Session, state: ActionState) -> tuple[EvidenceView, ...]:
    """The evidence of an action's instance, the oldest first."""
    statement = (
        select(Evidence, Person)
        .outerjoin(Person, col(Person.key) == col(Evidence.added_by_key))
        .where(Evidence.state_id == state.id)
        .order_by(col(Evidence.added_at), func.length(col(Evidence.id)), col(Evidence.id))
    )
    return tuple(evidence_view(one, state.public_id, person) for one, person in session.exec(statement))


def find_evidence(session: Session, evidence_id: str) -> tuple[Evidence, ActionState, Person | None]:
    """A piece of evidence, the action's instance that it proves, and the user who added it. Raises NotFound."""
    statement = (
        select(Evidence, ActionState, Person)
        .join(ActionState, col(ActionState.id) == col(Evidence.state_id))
        .outerjoin(Person, col(Person.key) == col(Evidence.added_by_key))
        .where(Evidence.id == evidence_id.strip().upper())
    )
    found = session.exec(statement).first()
    if found is None:
        raise NotFound(f"There is no evidence {evidence_id!r}; `cm-tui evidence list ID` shows that of an action.")
    return found


def evidence_view(one: Evidence, action: str, person: Person | None) -> EvidenceView:
    """A piece of evidence of an action, with the user who added it."""
    return EvidenceView(
        id=one.id,
        action=action,
        name=one.name,
        kind=one.kind,
        url=one.url,
        sha256=one.sha256,
        size=one.size,
        added_by=person.email if person else None,
        added_by_name=person.name if person else None,
        added_at=one.added_at,
        effective_date=one.effective_date,
        expires_on=one.expires_on,
    )
