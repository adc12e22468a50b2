"""Handing an action from one person to another: who may be given it, when it waits for an assessor (spec 1.7, 14; issue 4)."""

from __future__ import annotations

from collections.abc import Mapping

from cm_tui.model.rules.permissions import Permission, allows
from cm_tui.model.rules.status import IMPLEMENTED, Facts, why_field_is_locked, why_retired_is_locked
from cm_tui.model.rules.testing import FAILED, VERDICTS
from cm_tui.model.vocabulary import (
    Cloud,
    Field,
    FieldValue,
    ManagedBy,
    NoticeReason,
    Role,
    TestingSource,
    TestingType,
    TestStatus,
)

NO_EVIDENCE = "There is no evidence yet."


def ends_the_wait(changes: Mapping[Field, FieldValue]) -> bool:
    """Whether changes take an action out of its assessor's hands: a verdict does, and another owner."""
    if Field.SENT_BY in changes:
        return False
    return Field.OWNER in changes or changes.get(Field.TEST_STATUS) in VERDICTS


def is_ready_for_assessment(facts: Facts, sent: bool) -> bool:
    """Whether an assessor has something to judge: what was sent, or what is implemented and not yet judged.

    What is tested automatically has its place only where somebody sent it: automation judges it.
    """
    if facts.managed_by is ManagedBy.MICROSOFT:
        return False
    by_hand = facts.testing_type is TestingType.MANUAL
    return sent or (by_hand and facts.implementation_status in IMPLEMENTED and facts.test_status not in VERDICTS)


def why_not_sent(facts: Facts) -> str | None:
    """The reason why an action cannot be sent for assessment, or None: nobody could ever judge it by hand."""
    if facts.managed_by is ManagedBy.MICROSOFT:
        return why_field_is_locked(Field.OWNER, facts)
    if reason := why_retired_is_locked(facts.retired):
        return reason
    if facts.testing_type is TestingType.AUTOMATIC and facts.eligible is TestingSource.DEFENDER_FOR_CLOUD:
        return "Defender for Cloud judges this action by itself; there is no verdict to be recorded by hand."
    return None


def warnings_about_sending(facts: Facts, evidence: int) -> tuple[str, ...]:
    """What is said before an action is sent for assessment; none of it forbids that.

    Args:
        facts: The action as it would be saved.
        evidence: How many documents and links prove it.
    """
    warnings: list[str] = []
    if facts.testing_type is TestingType.AUTOMATIC:
        source = facts.eligible.value if facts.eligible else "automation"
        warnings.append(f"{source} judges it; a verdict can be recorded once its testing type is Manual.")
    elif facts.implementation_status not in IMPLEMENTED:
        warnings.append(f"A verdict needs the action implemented; its status is {facts.implementation_status}.")
    elif facts.rolled_up:
        warnings.append("Its verdict is recorded in each of its subscriptions.")
    if facts.test_status in VERDICTS:
        warnings.append(f"It is judged already: {facts.test_status}.")
    if not evidence:
        warnings.append(NO_EVIDENCE)
    return tuple(warnings)


def offers_to_assign_back(verdict: TestStatus, waited: bool, owned_by_somebody_else: bool) -> bool:
    """Whether an action that was judged may have to go back: it failed, and was sent here or is nobody else's anyway."""
    return verdict in FAILED and (waited or not owned_by_somebody_else)


def why_assessor_cannot_be(role: Role, name: str) -> str | None:
    """The reason why nothing can be sent to somebody for assessment, or None."""
    if allows(role, Permission.EDIT_ACTIONS):
        return None
    return f"{name} may only read and cannot record a verdict; choose somebody else, or have the role changed first."


def place_among_assessors(role: Role) -> int:
    """The place of a role among those who are asked to assess: assessors, others who may judge, those who may not."""
    if role is Role.ASSESSOR:
        return 0
    return 1 if allows(role, Permission.EDIT_ACTIONS) else 2


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
