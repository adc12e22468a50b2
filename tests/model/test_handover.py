"""Who may be given an action, when it waits for an assessor, what is said before it is sent (issue 4, item 8)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cm_tui.model.rules.handover import (
    NO_EVIDENCE,
    ends_the_wait,
    is_ready_for_assessment,
    offers_to_assign_back,
    place_among_assessors,
    warnings_about_sending,
    why_assessor_cannot_be,
    why_four_eyes_refuse,
    why_not_sent,
)
from cm_tui.model.rules.status import Facts
from cm_tui.model.rules.testing import FAILED, VERDICTS
from cm_tui.model.vocabulary import (
    Field,
    FieldValue,
    ImplementationStatus,
    ManagedBy,
    Role,
    TestingSource,
    TestingType,
    TestStatus,
)

READY = Facts(ImplementationStatus.IMPLEMENTED, None, TestStatus.NOT_ASSESSED, None, TestingType.MANUAL)
PLANNED = replace(READY, implementation_status=ImplementationStatus.PLANNED, test_status=TestStatus.NONE)
AUTOMATIC = replace(READY, testing_type=TestingType.AUTOMATIC, eligible=TestingSource.SECURE_SCORE)
DEFENDER = replace(AUTOMATIC, eligible=TestingSource.DEFENDER_FOR_CLOUD, rolled_up=True)
BY_SUBSCRIPTION = replace(READY, eligible=TestingSource.DEFENDER_FOR_CLOUD, rolled_up=True)
MICROSOFT = replace(READY, managed_by=ManagedBy.MICROSOFT)


@pytest.mark.parametrize(
    ("changes", "ends"),
    [
        ({Field.OWNER: None}, True),
        ({Field.OWNER: "a@b.c"}, True),
        *(({Field.TEST_STATUS: status}, status in VERDICTS) for status in TestStatus),
        ({Field.OTHER_NOTES: "x"}, False),
        ({Field.OWNER: "a@b.c", Field.SENT_BY: "d@e.f"}, False),
    ],
)
def test_a_verdict_and_another_owner_end_the_wait(changes: dict[Field, FieldValue], ends: bool) -> None:
    assert ends_the_wait(changes) is ends


@pytest.mark.parametrize(
    ("facts", "sent", "ready"),
    [
        (READY, False, True),
        (BY_SUBSCRIPTION, False, True),
        (replace(READY, implementation_status=ImplementationStatus.ALTERNATIVE), False, True),
        (PLANNED, False, False),
        (PLANNED, True, True),
        *((replace(READY, test_status=verdict), False, False) for verdict in sorted(VERDICTS)),
        (replace(READY, test_status=TestStatus.PASSED), True, True),
        (AUTOMATIC, False, False),
        (AUTOMATIC, True, True),
        (MICROSOFT, True, False),
    ],
)
def test_ready_is_what_was_sent_or_can_be_judged_by_hand_and_is_not(facts: Facts, sent: bool, ready: bool) -> None:
    assert is_ready_for_assessment(facts, sent) is ready


@pytest.mark.parametrize(
    ("facts", "evidence", "warnings"),
    [
        (READY, 1, []),
        (READY, 0, [NO_EVIDENCE]),
        (PLANNED, 0, ["A verdict needs the action implemented; its status is Planned.", NO_EVIDENCE]),
        (
            AUTOMATIC,
            2,
            ["Microsoft Secure Score judges it; a verdict can be recorded once its testing type is Manual."],
        ),
        (BY_SUBSCRIPTION, 1, ["Its verdict is recorded in each of its subscriptions."]),
        (replace(READY, test_status=TestStatus.PASSED), 1, ["It is judged already: Passed."]),
    ],
)
def test_what_is_said_before_sending(facts: Facts, evidence: int, warnings: list[str]) -> None:
    assert list(warnings_about_sending(facts, evidence)) == warnings
    assert why_not_sent(facts) is None


@pytest.mark.parametrize(("facts", "reason"), [(DEFENDER, "Defender for Cloud judges"), (MICROSOFT, "by Microsoft")])
def test_what_nobody_can_judge_is_not_sent(facts: Facts, reason: str) -> None:
    assert reason in (why_not_sent(facts) or "")


def test_readers_judge_nothing_and_assessors_come_first() -> None:
    assert sorted(Role, key=place_among_assessors)[0] is Role.ASSESSOR
    assert sorted(Role, key=place_among_assessors)[-1] is Role.READER
    assert "Oliver may only read" in (why_assessor_cannot_be(Role.READER, "Oliver") or "")
    assert [role for role in Role if why_assessor_cannot_be(role, "x")] == [Role.READER]


@pytest.mark.parametrize("verdict", sorted(VERDICTS))
@pytest.mark.parametrize(("waited", "elsewhere"), [(True, True), (True, False), (False, True), (False, False)])
def test_only_a_failure_goes_back_and_only_from_who_has_it(verdict: TestStatus, waited: bool, elsewhere: bool) -> None:
    offered = offers_to_assign_back(verdict, waited, elsewhere)
    assert offered is (verdict in FAILED and (waited or not elsewhere))


def test_four_eyes_refuse_only_where_they_are_asked_for() -> None:
    assert why_four_eyes_refuse(True, True)
    assert why_four_eyes_refuse(True, False) is why_four_eyes_refuse(False, True) is None
