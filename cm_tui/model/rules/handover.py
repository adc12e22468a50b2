"""Handing an action from one person to another: who may be given it, when it waits for an assessor (spec 1.7, 14; issue 4)."""

from __future__ import annotations

from collections.abc import Mapping

from cm_tui.model.rules.permissions import Permission, allows
from cm_tui.model.rules.status import IMPLEMENTED
from cm_tui.model.rules.testing import VERDICTS
from cm_tui.model.vocabulary import Cloud, Field, FieldValue, ImplementationStatus, NoticeReason, Role, TestStatus


def ends_the_wait(changes: Mapping[Field, FieldValue]) -> bool:
    """Whether changes take an action out of its assessor's hands: a verdict does, and another owner."""
    if Field.SENT_BY in changes:
        return False
    return Field.OWNER in changes or changes.get(Field.TEST_STATUS) in VERDICTS


def is_ready_for_assessment(implementation: ImplementationStatus, test: TestStatus, sent: bool) -> bool:
    """Whether an assessor has something to judge: what was sent, or what is implemented and not yet judged."""
    return sent or (implementation in IMPLEMENTED and test not in VERDICTS)


def why_assessor_cannot_be(role: Role, name: str) -> str | None:
    """The reason why nothing can be sent to somebody for assessment, or None."""
    if allows(role, Permission.EDIT_ACTIONS):
        return None
    return f"{name} may only read and cannot record a verdict; choose somebody else, or have the role changed first."


def warning_about_owner(role: Role, name: str) -> str | None:
    """What is said where the chosen owner cannot work on the action; assigning gives nobody a role (spec 14)."""
    if allows(role, Permission.EDIT_ACTIONS):
        return None
    return f"{name} may only read: they can own the action, but not work on it until their role is changed."


def why_four_eyes_refuse(four_eyes: bool, recorded_it_themself: bool) -> str | None:
    """The reason why somebody cannot pass an action where the organisation asks for four eyes, or None."""
    if four_eyes and recorded_it_themself:
        return "You recorded its implementation; the organisation asks for four eyes, so somebody else has to pass it."
    return None


def queues_notices(cloud: Cloud) -> bool:
    """Whether people are told of assignments at all: GCC High and DoD never send owner mail (spec 14)."""
    return cloud not in (Cloud.GCC_HIGH, Cloud.DOD)


def notice_reason(sent: bool, returned: bool) -> NoticeReason:
    """Why the new owner of an action is told about it."""
    if sent:
        return NoticeReason.SENT
    return NoticeReason.RETURNED if returned else NoticeReason.ASSIGNED
