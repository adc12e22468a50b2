"""Who may do what, asked at the start of every unit; the role is read again each time (safety 7)."""

from __future__ import annotations

from sqlmodel import Session, select

from cm_tui.model.errors import NotAllowed
from cm_tui.model.rules.permissions import Permission, why_not_allowed
from cm_tui.model.tables.organisation import Person
from cm_tui.model.vocabulary import Role
from cm_tui.services.clock import Actor


def permit(session: Session, actor: Actor, permission: Permission) -> Role:
    """The actor's present role, if it has the permission. Raises NotAllowed."""
    person = session.exec(select(Person).where(Person.key == actor.person_key)).first()
    if person is None:
        raise NotAllowed(f"{actor.email} is no longer a user of this workspace.")
    if reason := why_not_allowed(person.role, permission):
        raise NotAllowed(reason)
    return person.role
