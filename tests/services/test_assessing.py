"""Sending to an assessor, the queue, verdicts, and the way back (issue 4, item 8; spec 6, 14)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from support import DONE_DAY, TODAY, Changes, OpenAs, StillClock, automation, draft, raw, save, stored, subscribe

from cm_tui.model.errors import InvalidInput, NotAllowed, NotFound, StaleEdit
from cm_tui.model.rules.testing import FAILED
from cm_tui.model.views.assessing import ReadyAction
from cm_tui.model.vocabulary import Field, ImplementationStatus, Role, TestingType, TestStatus
from cm_tui.services.people.identity import SystemAccount
from cm_tui.services.services import Services

MARIA, HELEN, TOMAS = "maria@example.org", "helen@example.org", "tomas@example.org"
READER = "reader@example.org"
ACTION, OTHER, THIRD = "CA-001", "CA-002", "CA-003"
IMPLEMENTED: Changes = {
    Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED,
    Field.IMPLEMENTATION_DATE: DONE_DAY,
}
DEFENDER = "IC-002"
"""A technical action of Defender for Cloud."""


@pytest.fixture
def people(services: Services) -> Services:
    """The services of the administrator of an organisation with an owner, two assessors and a reader."""
    services.people.add(MARIA, "Maria", Role.CONTRIBUTION, None)
    services.people.add(HELEN, "Helen", Role.ASSESSOR, None)
    services.people.add(TOMAS, "Tomas", Role.ASSESSOR, None)
    services.people.add(READER, "Reader", Role.READER, None)
    return services


@pytest.fixture
def as_(people: Services, acme: Path, open_as: OpenAs, monkeypatch: pytest.MonkeyPatch) -> OpenAs:
    """Opens the organisation as one of its people, who comes in by an account of their own."""

    def open_by_account(email: str) -> Services:
        name = email.partition("@")[0]
        people.people.map(email, name)
        monkeypatch.setattr("cm_tui.bootstrap.system_account", lambda: SystemAccount(name, (), "host"))
        return open_as(acme)

    return open_by_account


def ready(services: Services) -> dict[str, ReadyAction]:
    """The queue, by id, in its order."""
    return {action.id: action for action in services.assessing.ready()}


def version(services: Services, action: str = ACTION) -> int:
    """The version that somebody who looks now sees."""
    return services.actions.details(action).row.version


def notices(workspace: Path) -> list[tuple[str, str]]:
    """Who is to be told, and why."""
    with raw(workspace) as connection:
        question = "SELECT person.email, reason FROM notice JOIN person ON person.key = recipient_key ORDER BY id"
        return [(email, reason) for email, reason in connection.execute(question)]


class TestsOfSending:
    def test_it_names_owner_and_sender_and_tells_the_assessor(self, as_: OpenAs, acme: Path) -> None:
        maria = as_(MARIA)
        save(maria, ACTION, {**IMPLEMENTED, Field.OWNER: MARIA})
        (outcome,) = maria.assessing.send([ACTION], HELEN)
        assert {change.field: change.new for change in outcome.changes} == {Field.OWNER: HELEN, Field.SENT_BY: MARIA}
        assert outcome.notices == ("There is no evidence yet.",)
        details = maria.actions.details(ACTION)
        assert (details.row.owner, details.sent_by, details.sent_by_name) == (HELEN, MARIA, "Maria")
        assert notices(acme) == [(HELEN, "sent for assessment")]
        assert maria.assessing.send([ACTION], HELEN)[0].changes == ()
        assert maria.history.verify().valid
        assert maria.check.run().problems == ()

    def test_what_is_sent_on_goes_to_somebody_who_may_judge_and_in_ones_own_name(self, as_: OpenAs) -> None:
        maria, tomas = as_(MARIA), as_(TOMAS)
        maria.assessing.send([ACTION], HELEN)
        with pytest.raises(NotAllowed, match="may only read and cannot record a verdict"):
            maria.assessing.send([ACTION], READER)
        with pytest.raises(NotAllowed, match="in your own name only"):
            save(tomas, ACTION, {Field.OWNER: TOMAS, Field.SENT_BY: MARIA})
        assert maria.actions.details(ACTION).row.owner == HELEN
        assert maria.assessing.send([ACTION], TOMAS)[0].changes

    def test_whoever_owns_it_already_is_told_too(self, as_: OpenAs, acme: Path) -> None:
        maria = as_(MARIA)
        save(maria, ACTION, {Field.OWNER: HELEN})
        maria.assessing.send([ACTION], HELEN)
        assert notices(acme) == [(HELEN, "sent for assessment")]

    def test_several_are_sent_together_or_not_at_all(self, as_: OpenAs, acme: Path) -> None:
        maria = as_(MARIA)
        assert [one.action for one in maria.assessing.send([ACTION, OTHER, ACTION], HELEN)] == [ACTION, OTHER]
        before = stored(acme)
        with pytest.raises(NotFound, match="XX-1"):
            maria.assessing.send([THIRD, "XX-1"], HELEN)
        assert stored(acme) == before

    @pytest.mark.parametrize(
        ("email", "error", "words"),
        [(READER, NotAllowed, "Reader may only read"), ("x@y.z", InvalidInput, "no user"), ("", InvalidInput, "user")],
    )
    def test_to_whom_nothing_can_be_sent(
        self, as_: OpenAs, acme: Path, email: str, error: type[Exception], words: str
    ) -> None:
        maria = as_(MARIA)
        before = stored(acme)
        with pytest.raises(error, match=words):
            maria.assessing.send([ACTION], email)
        assert stored(acme) == before

    @pytest.mark.parametrize(
        ("action", "words"), [("MS-001", "managed by Microsoft"), (DEFENDER, "Defender for Cloud")]
    )
    def test_what_nobody_judges_by_hand_is_refused(self, as_: OpenAs, action: str, words: str) -> None:
        with pytest.raises(NotAllowed, match=words):
            as_(MARIA).assessing.send([action], HELEN)

    def test_nobody_sends_in_the_name_of_somebody_else(self, as_: OpenAs) -> None:
        with pytest.raises(NotAllowed, match="in your own name only"):
            save(as_(MARIA), ACTION, {Field.OWNER: HELEN, Field.SENT_BY: TOMAS})

    def test_two_who_send_the_same_meanwhile_are_told_of_each_other(self, as_: OpenAs) -> None:
        maria, tomas = as_(MARIA), as_(TOMAS)
        mine = draft(maria, ACTION, {Field.OWNER: HELEN, Field.SENT_BY: MARIA})
        tomas.assessing.send([ACTION], TOMAS)
        with pytest.raises(StaleEdit, match=r"owner by Tomas.*sender by Tomas") as stale:
            maria.actions.save(mine)
        assert [(one.field, one.theirs, one.yours) for one in stale.value.conflicts] == [
            (Field.OWNER, TOMAS, HELEN),
            (Field.SENT_BY, TOMAS, MARIA),
        ]

    def test_sending_on_to_another_assessor_tells_that_one(self, as_: OpenAs, acme: Path) -> None:
        maria = as_(MARIA)
        maria.assessing.send([ACTION], HELEN)
        maria.assessing.send([ACTION], TOMAS)
        details = maria.actions.details(ACTION)
        assert (details.row.owner, details.sent_by) == (TOMAS, MARIA)
        assert notices(acme) == [(TOMAS, "sent for assessment")]

    @pytest.mark.parametrize("changes", [{Field.OWNER: TOMAS}, {Field.OWNER: None}])
    def test_another_owner_ends_the_wait(self, as_: OpenAs, changes: Changes) -> None:
        maria = as_(MARIA)
        maria.assessing.send([ACTION], HELEN)
        save(maria, ACTION, changes)
        assert maria.actions.details(ACTION).sent_by is None


class TestsOfTheQueue:
    def test_what_was_sent_comes_first_mine_before_others_then_the_largest_gain(
        self, as_: OpenAs, clock: StillClock
    ) -> None:
        maria, helen = as_(MARIA), as_(HELEN)
        points = {row.id: row.gain for row in maria.listing.rows([ACTION, OTHER, THIRD, "CA-004", "CA-005", "CA-006"])}
        for action in points:
            save(maria, action, IMPLEMENTED)
        for action, to in ((THIRD, TOMAS), ("CA-004", HELEN), (OTHER, HELEN)):
            clock.forward(hours=1)
            maria.assessing.send([action], to)
        rest = sorted(points.keys() - {OTHER, THIRD, "CA-004"}, key=lambda one: (-points[one], one))
        assert list(ready(helen)) == ["CA-004", OTHER, THIRD, *rest]
        first = ready(helen)["CA-004"]
        assert (first.is_mine, first.owner, first.sender, first.sender_name) == (True, HELEN, MARIA, "Maria")
        assert first.sent_at == clock() - timedelta(hours=1)
        assert (first.implementation_date, first.test_status, first.evidence) == (DONE_DAY, TestStatus.NONE, 0)
        assert not ready(helen)[THIRD].is_mine
        assert not any(action.is_mine for action in maria.assessing.ready())

    def test_what_is_not_implemented_is_judged_or_microsofts_is_not_in_it(self, as_: OpenAs) -> None:
        maria = as_(MARIA)
        assert maria.assessing.ready() == ()
        save(maria, ACTION, {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED})
        save(maria, OTHER, {**IMPLEMENTED, Field.TEST_STATUS: TestStatus.PASSED})
        assert maria.assessing.ready() == ()
        save(maria, OTHER, {Field.TEST_STATUS: TestStatus.IN_PROGRESS})
        assert list(ready(maria)) == [OTHER]

    def test_automatic_ones_are_in_it_only_where_sent_and_say_why_they_cannot_be_judged(self, as_: OpenAs) -> None:
        maria, eligible = as_(MARIA), "CA-001"
        save(maria, eligible, {Field.TESTING_TYPE: TestingType.AUTOMATIC})
        save(maria, eligible, IMPLEMENTED)
        assert eligible not in ready(maria)
        maria.assessing.send([eligible], HELEN)
        assert "automatically tested" in (ready(maria)[eligible].why_locked or "")
        with automation(maria) as stage:
            stage.signal(maria.clock(), DEFENDER, TestStatus.PASSED)
        assert DEFENDER not in ready(maria)

    def test_who_was_removed_is_no_sender_any_more(self, people: Services, as_: OpenAs) -> None:
        as_(MARIA).assessing.send([ACTION], HELEN)
        people.people.remove(MARIA)
        assert ACTION not in ready(people)
        assert people.history.verify().valid


class TestsOfVerdicts:
    @pytest.fixture
    def sent(self, as_: OpenAs) -> Services:
        """Helen's services, after Maria implemented an action and sent it to her."""
        maria = as_(MARIA)
        save(maria, ACTION, {**IMPLEMENTED, Field.TEST_NOTES: "before"})
        maria.assessing.send([ACTION], HELEN)
        return as_(HELEN)

    @pytest.mark.parametrize("status", [TestStatus.PASSED, *FAILED])
    def test_it_is_stored_with_its_date_and_ends_the_wait_in_one_event(
        self, sent: Services, status: TestStatus
    ) -> None:
        verdict = sent.assessing.judge(ACTION, status, TODAY, "seen", version(sent))
        told = {change.field for change in verdict.outcome.changes}
        assert told == {Field.TEST_STATUS, Field.TEST_DATE, Field.TEST_NOTES, Field.SENT_BY}
        assert verdict.ended_the_wait
        assert verdict.sender is not None
        assert verdict.sender.email == MARIA
        details = sent.actions.details(ACTION)
        assert (details.row.test_status, details.row.test_date, details.sent_by) == (status, TODAY, None)
        assert (details.test_notes, details.row.owner) == ("seen", HELEN)
        assert len({row.seq for row in sent.history.rows(ACTION, limit=4)}) == 1
        assert ACTION not in ready(sent)
        assert sent.history.verify().valid

    def test_without_a_note_the_notes_stay(self, sent: Services) -> None:
        sent.assessing.judge(ACTION, TestStatus.FAILED_LOW, TODAY, None, version(sent))
        assert sent.actions.details(ACTION).test_notes == "before"

    def test_the_same_status_again_ends_the_wait_too(self, sent: Services, as_: OpenAs) -> None:
        sent.assessing.judge(ACTION, TestStatus.FAILED_LOW, TODAY, None, version(sent))
        as_(MARIA).assessing.send([ACTION], HELEN)
        verdict = sent.assessing.judge(ACTION, TestStatus.FAILED_LOW, TODAY, None, version(sent))
        assert [change.field for change in verdict.outcome.changes] == [Field.SENT_BY]

    @pytest.mark.parametrize("status", [TestStatus.NONE, TestStatus.IN_PROGRESS, TestStatus.TO_BE_DETECTED])
    def test_what_is_no_verdict_is_refused(self, sent: Services, status: TestStatus) -> None:
        with pytest.raises(InvalidInput, match="is no verdict"):
            sent.assessing.judge(ACTION, status, TODAY, None, version(sent))

    def test_the_rules_of_statuses_and_dates_hold(self, sent: Services, acme: Path) -> None:
        before = stored(acme)
        with pytest.raises(NotAllowed, match="lies before the implementation date"):
            sent.assessing.judge(ACTION, TestStatus.PASSED, DONE_DAY - timedelta(days=1), None, version(sent))
        with pytest.raises(NotAllowed, match="once the action is implemented"):
            sent.assessing.judge(OTHER, TestStatus.PASSED, TODAY, None, 1)
        with pytest.raises(NotFound):
            sent.assessing.judge("XX-1", TestStatus.PASSED, TODAY, None, 1)
        assert stored(acme) == before

    def test_what_follows_from_subscriptions_is_refused(self, as_: OpenAs) -> None:
        maria = as_(MARIA)
        subscribe(maria, DEFENDER, (1, 2))
        with pytest.raises(NotAllowed, match="automatically tested"):
            maria.assessing.judge(DEFENDER, TestStatus.PASSED, TODAY, None, version(maria, DEFENDER))

    def test_of_two_verdicts_the_second_is_told_of_the_first(self, sent: Services, as_: OpenAs) -> None:
        seen = version(sent)
        as_(TOMAS).assessing.judge(ACTION, TestStatus.PASSED, TODAY, None, seen)
        with pytest.raises(StaleEdit, match="test status by Tomas"):
            sent.assessing.judge(ACTION, TestStatus.FAILED_HIGH, TODAY, None, seen)

    def test_a_verdict_stands_beside_somebody_who_sent_it_meanwhile_and_ends_that_wait(
        self, sent: Services, as_: OpenAs
    ) -> None:
        tomas = as_(TOMAS)
        mine = draft(tomas, ACTION, {Field.TEST_STATUS: TestStatus.FAILED_LOW, Field.TEST_DATE: TODAY})
        seen = version(sent)
        as_(MARIA).assessing.send([ACTION], TOMAS)
        assert sent.actions.details(ACTION).sent_by == MARIA
        outcome = tomas.actions.save(mine)
        assert [change.field for change in outcome.merged] == [Field.OWNER]
        assert sent.actions.details(ACTION).sent_by is None
        assert seen < outcome.version

    def test_assigning_back_tells_the_sender(self, sent: Services, acme: Path) -> None:
        verdict = sent.assessing.judge(ACTION, TestStatus.FAILED_HIGH, TODAY, None, version(sent))
        outcome = sent.assessing.assign_back(ACTION, MARIA, verdict.outcome.version)
        assert [(change.field, change.new) for change in outcome.changes] == [(Field.OWNER, MARIA)]
        assert notices(acme) == [(MARIA, "assigned back")]

    def test_a_sender_who_was_removed_is_nobody(self, sent: Services, people: Services) -> None:
        people.people.remove(MARIA)
        verdict = sent.assessing.judge(ACTION, TestStatus.FAILED_HIGH, TODAY, None, version(sent))
        assert verdict.sender is None


def test_assessors_are_offered_first_and_readers_last(people: Services) -> None:
    offered = people.assessing.assessors()
    assert [person.name for person in offered[:2]] == ["Helen", "Tomas"]
    assert offered[-1].email == READER
    assert len(offered) == len(people.people.people())
