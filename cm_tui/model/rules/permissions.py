"""What each role may do (spec 7.1, 7.2 and the decisions)."""

from __future__ import annotations

from enum import StrEnum

from cm_tui.model.vocabulary import Role


class Permission(StrEnum):
    """What a service method needs; the value completes the sentence «… may not …»."""

    READ = "read the workspace"
    EDIT_ACTIONS = "change improvement actions"
    HANDLE_EVIDENCE = "upload, download or delete evidence"
    MANAGE_PEOPLE = "manage users"
    MANAGE_SETTINGS = "change the settings of the organisation"
    BACK_UP = "back the workspace up"


_EDITORS = frozenset({Role.CONTRIBUTION, Role.ASSESSOR, Role.ADMINISTRATION, Role.GLOBAL_ADMINISTRATOR})
_ADMINISTRATORS = frozenset({Role.ADMINISTRATION, Role.GLOBAL_ADMINISTRATOR})
_ALLOWED: dict[Permission, frozenset[Role]] = {
    Permission.READ: frozenset(Role),
    Permission.EDIT_ACTIONS: _EDITORS,
    Permission.HANDLE_EVIDENCE: _EDITORS,
    Permission.MANAGE_PEOPLE: _ADMINISTRATORS,
    Permission.MANAGE_SETTINGS: _ADMINISTRATORS,
    Permission.BACK_UP: _ADMINISTRATORS,
}


def allows(role: Role, permission: Permission) -> bool:
    """Whether a role has a permission."""
    return role in _ALLOWED[permission]


def why_not_allowed(role: Role, permission: Permission) -> str | None:
    """The sentence that refuses, naming the roles that may; None where the role may."""
    if allows(role, permission):
        return None
    able = ", ".join(other.label for other in Role if other in _ALLOWED[permission])
    return f"The role {role.label} may not {permission.value}; that takes one of: {able}."


def why_role_change_is_refused(actor: Role, before: Role | None, after: Role | None, administrators: int) -> str | None:
    """Why a change of somebody's role is refused, or None (spec 7.1, decisions; safety 7).

    `before` is None for a new user, `after` None for a removal, `administrators` how many Global administrators there are.
    """
    top = Role.GLOBAL_ADMINISTRATOR
    if before == after:
        return None
    if top in (before, after) and actor is not top:
        return "Only a Global administrator gives or takes the role Global administrator."
    if before is top and administrators <= 1:
        return "The last Global administrator keeps the role; make somebody else one first."
    return None
