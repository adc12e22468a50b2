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
    IMPORT_CATALOGUE = "import a catalogue"
    CREATE_ASSESSMENTS = "create or change assessments"
    DELETE_ASSESSMENTS = "delete assessments"
    IMPORT_REGULATIONS = "import regulations"


_EDITORS = frozenset({Role.CONTRIBUTION, Role.ASSESSOR, Role.ADMINISTRATION, Role.GLOBAL_ADMINISTRATOR})
_ADMINISTRATORS = frozenset({Role.ADMINISTRATION, Role.GLOBAL_ADMINISTRATOR})
_ALLOWED: dict[Permission, frozenset[Role]] = {
    Permission.READ: frozenset(Role),
    Permission.EDIT_ACTIONS: _EDITORS,
    Permission.HANDLE_EVIDENCE: _EDITORS,
    Permission.MANAGE_PEOPLE: _ADMINISTRATORS,
    Permission.MANAGE_SETTINGS: _ADMINISTRATORS,
    Permission.BACK_UP: _ADMINISTRATORS,
    Permission.IMPORT_CATALOGUE: _ADMINISTRATORS,
    Permission.CREATE_ASSESSMENTS: _ADMINISTRATORS | {Role.CONTRIBUTION},
    Permission.DELETE_ASSESSMENTS: _ADMINISTRATORS,
    Permission.IMPORT_REGULATIONS: _ADMINISTRATORS,
}


_MEANINGS = {
    Role.READER: "Sees everything, evidence and history included, and runs exports; changes nothing.",
    Role.CONTRIBUTION: "Changes actions: statuses, dates, notes, owners, evidence; creates assessments.",
    Role.ASSESSOR: "Changes actions as well; for those who judge the work of others.",
    Role.ADMINISTRATION: "As Contribution; deletes assessments and manages users, settings and backups besides.",
    Role.GLOBAL_ADMINISTRATOR: "As Administration; gives and takes this role, which nobody else does.",
}


def what_role_may(role: Role) -> str:
    """What a role is for, in a line (spec 7.2)."""
    return _MEANINGS[role]


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


def why_account_change_is_refused(actor: Role, role: Role, can_come_in: bool, administrators: int) -> str | None:
    """Why somebody with a role cannot be given another account, or none; None where they can.

    `can_come_in` says whether the account lets them in on this host, `administrators` how many Global administrators there are.
    Whoever gives a Global administrator an account gives it that role.
    """
    top = Role.GLOBAL_ADMINISTRATOR
    if role is not top:
        return None
    if actor is not top:
        return "Only a Global administrator changes the account of a Global administrator."
    if not can_come_in and administrators <= 1:
        return "The last Global administrator keeps an account of this host; make somebody else one first."
    return None
