"""What each role may do (spec 7.1, 7.2 and the decisions)."""

from __future__ import annotations

import pytest

from cm_tui.model.rules.permissions import (
    Permission,
    allows,
    what_role_may,
    why_account_change_is_refused,
    why_not_allowed,
    why_role_change_is_refused,
)
from cm_tui.model.vocabulary import Role

READER, CONTRIBUTION, ASSESSOR, ADMINISTRATION, TOP = Role
MAY: dict[Permission, set[Role]] = {
    Permission.READ: set(Role),
    Permission.EDIT_ACTIONS: {CONTRIBUTION, ASSESSOR, ADMINISTRATION, TOP},
    Permission.HANDLE_EVIDENCE: {CONTRIBUTION, ASSESSOR, ADMINISTRATION, TOP},
    Permission.MANAGE_PEOPLE: {ADMINISTRATION, TOP},
    Permission.MANAGE_SETTINGS: {ADMINISTRATION, TOP},
    Permission.BACK_UP: {ADMINISTRATION, TOP},
    Permission.IMPORT_CATALOGUE: {ADMINISTRATION, TOP},
    Permission.CREATE_ASSESSMENTS: {CONTRIBUTION, ADMINISTRATION, TOP},
    Permission.DELETE_ASSESSMENTS: {ADMINISTRATION, TOP},
    Permission.IMPORT_REGULATIONS: {ADMINISTRATION, TOP},
}


def test_the_table_names_every_permission() -> None:
    assert set(MAY) == set(Permission)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_each_role_has_its_permissions(role: Role, permission: Permission) -> None:
    allowed = role in MAY[permission]
    reason = why_not_allowed(role, permission)
    assert allows(role, permission) is allowed
    assert (reason is None) is allowed
    if reason:
        assert role.label in reason
        assert all(able.label in reason for able in MAY[permission])


@pytest.mark.parametrize("actor", [one for one in Role if one is not TOP])
def test_only_a_global_administrator_gives_or_takes_that_role(actor: Role) -> None:
    assert why_role_change_is_refused(actor, None, TOP, 2)
    assert why_role_change_is_refused(actor, READER, TOP, 2)
    assert why_role_change_is_refused(actor, TOP, READER, 2)
    assert why_role_change_is_refused(actor, TOP, None, 2)
    assert why_role_change_is_refused(actor, READER, ADMINISTRATION, 2) is None


def test_a_global_administrator_does_while_another_one_stays() -> None:
    assert why_role_change_is_refused(TOP, None, TOP, 1) is None
    assert why_role_change_is_refused(TOP, TOP, READER, 2) is None
    assert why_role_change_is_refused(TOP, TOP, None, 2) is None


def test_the_last_global_administrator_keeps_the_role() -> None:
    assert "last Global administrator" in (why_role_change_is_refused(TOP, TOP, READER, 1) or "")
    assert "last Global administrator" in (why_role_change_is_refused(TOP, TOP, None, 1) or "")
    assert why_role_change_is_refused(TOP, READER, None, 1) is None


def test_no_change_is_never_refused() -> None:
    assert why_role_change_is_refused(ADMINISTRATION, TOP, TOP, 1) is None


def test_roles_are_written_as_commands_write_them() -> None:
    keys = ["reader", "contribution", "assessor", "administration", "global-administrator"]
    assert [role.value for role in Role] == keys
    assert [role.label for role in Role][-1] == "Global administrator"


def test_an_account_is_no_way_around_the_role() -> None:
    assert "Only a Global administrator" in (why_account_change_is_refused(ADMINISTRATION, TOP, True, 2) or "")
    assert "last Global administrator" in (why_account_change_is_refused(TOP, TOP, False, 1) or "")
    assert why_account_change_is_refused(TOP, TOP, True, 1) is None
    assert why_account_change_is_refused(TOP, TOP, False, 2) is None
    assert why_account_change_is_refused(ADMINISTRATION, READER, False, 1) is None


def test_each_role_says_what_it_may() -> None:
    assert len({what_role_may(role) for role in Role}) == len(Role)
