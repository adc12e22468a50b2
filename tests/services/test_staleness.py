"""Two programs on one workspace: nobody's change is overwritten unseen (safety 1, promise 2; architecture 4)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support import DONE, Changes, OpenAs, StillClock, draft, save, stored

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.errors import NotAllowed, StaleEdit
from cm_tui.model.views.actions import FieldConflict, ForeignChange
from cm_tui.model.vocabulary import Field, ImplementationStatus, TestingType, TestStatus
from cm_tui.services.services import Services

ACTION = "CA-003"
MARIA, HELEN = "maria.ruiz@contoso.example", "helen.fischer@contoso.example"


@pytest.fixture
def maria(contoso: Path, open_as: OpenAs) -> Services:
    return open_as(contoso, MARIA)


@pytest.fixture
def helen(contoso: Path, open_as: OpenAs) -> Services:
    return open_as(contoso, HELEN)


class TestsOfOtherFields:
    def test_merge_and_are_named_with_who_and_when(self, maria: Services, helen: Services, clock: StillClock) -> None:
        mine = draft(maria, ACTION, {Field.OWNER: MARIA})
        at = clock.forward(minutes=3)
        save(helen, ACTION, {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED})
        clock.forward(minutes=3)
        outcome = maria.actions.save(mine)
        assert outcome.merged == (
            ForeignChange(Field.IMPLEMENTATION_STATUS, ImplementationStatus.PLANNED, "Helen Fischer", at),
        )
        row = helen.actions.details(ACTION).row
        assert (row.owner, row.implementation_status) == (MARIA, ImplementationStatus.PLANNED)
        assert outcome.version == row.version == mine.seen + 2

    def test_merge_over_several_saves_naming_the_last_one_of_each_field(
        self, maria: Services, helen: Services, clock: StillClock
    ) -> None:
        mine = draft(maria, ACTION, {Field.OTHER_NOTES: "mine"})
        save(helen, ACTION, {Field.OWNER: HELEN})
        save(helen, ACTION, DONE)
        at = clock.forward(hours=1)
        save(helen, ACTION, {Field.OWNER: None})
        outcome = maria.actions.save(mine)
        touched = {one.field: one for one in outcome.merged}
        assert set(touched) == {Field.OWNER, *DONE}
        assert (touched[Field.OWNER].value, touched[Field.OWNER].at) == (None, at)
        assert touched[Field.TEST_STATUS].value is TestStatus.PASSED

    def test_merge_even_where_nothing_of_ones_own_is_new(self, maria: Services, helen: Services) -> None:
        mine = draft(maria, ACTION, {Field.OWNER: MARIA})
        save(helen, ACTION, {Field.OWNER: MARIA})
        outcome = maria.actions.save(mine)
        assert outcome.changes == ()
        assert outcome.version == mine.seen + 1
        assert [one.field for one in outcome.merged] == [Field.OWNER]

    def test_a_change_of_another_action_is_nobodys_business(self, maria: Services, helen: Services) -> None:
        mine = draft(maria, ACTION, {Field.OWNER: MARIA})
        save(helen, "CA-005@europe", {Field.OWNER: HELEN})
        assert maria.actions.save(mine).merged == ()


class TestsOfTheSameField:
    def test_is_refused_with_who_when_and_both_values(
        self, contoso: Path, maria: Services, helen: Services, clock: StillClock
    ) -> None:
        mine = draft(maria, ACTION, {Field.OWNER: MARIA, Field.OTHER_NOTES: "mine"})
        at = clock.forward(minutes=3)
        save(helen, ACTION, {Field.OWNER: HELEN})
        before = stored(contoso)
        with pytest.raises(StaleEdit, match="owner by Helen Fischer at 2026-11-20") as refused:
            maria.actions.save(mine)
        assert refused.value.conflicts == (FieldConflict(Field.OWNER, HELEN, MARIA, "Helen Fischer", at),)
        assert refused.value.version == mine.seen + 1
        assert stored(contoso) == before

    def test_of_several_only_those_in_conflict_are_named(self, maria: Services, helen: Services) -> None:
        mine = draft(maria, ACTION, {**DONE, Field.OWNER: MARIA})
        save(helen, ACTION, {**DONE, Field.TEST_STATUS: TestStatus.FAILED_LOW, Field.OTHER_NOTES: "hers"})
        with pytest.raises(StaleEdit) as refused:
            maria.actions.save(mine)
        [conflict] = refused.value.conflicts
        assert (conflict.field, conflict.theirs, conflict.yours) == (
            Field.TEST_STATUS,
            TestStatus.FAILED_LOW,
            TestStatus.PASSED,
        )

    def test_changed_and_changed_back_counts_as_changed(self, maria: Services, helen: Services) -> None:
        mine = draft(maria, ACTION, {Field.OWNER: MARIA})
        save(helen, ACTION, {Field.OWNER: HELEN})
        save(helen, ACTION, {Field.OWNER: None})
        with pytest.raises(StaleEdit):
            maria.actions.save(mine)

    def test_of_notes_too_with_both_texts(self, maria: Services, helen: Services) -> None:
        mine = draft(maria, ACTION, {Field.OTHER_NOTES: "mine"})
        save(helen, ACTION, {Field.OTHER_NOTES: "hers"})
        with pytest.raises(StaleEdit) as refused:
            maria.actions.save(mine)
        [conflict] = refused.value.conflicts
        assert (conflict.theirs, conflict.yours) == ("hers", "mine")
        assert "hers" not in str(refused.value)

    def test_a_cascade_into_somebody_elses_field_is_refused(self, maria: Services, helen: Services) -> None:
        save(helen, ACTION, {Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED})
        mine = draft(maria, ACTION, {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED})
        save(helen, ACTION, {Field.TEST_STATUS: TestStatus.PASSED, Field.TEST_DATE: date(2026, 11, 9)})
        with pytest.raises(StaleEdit) as refused:
            maria.actions.save(mine)
        assert {one.field for one in refused.value.conflicts} == {Field.TEST_STATUS, Field.TEST_DATE}
        assert helen.actions.details(ACTION).row.test_status is TestStatus.PASSED

    def test_after_looking_again_the_save_goes_through(self, maria: Services, helen: Services) -> None:
        mine = draft(maria, ACTION, {Field.OWNER: MARIA})
        save(helen, ACTION, {Field.OWNER: HELEN})
        with pytest.raises(StaleEdit) as refused:
            maria.actions.save(mine)
        assert refused.value.version is not None
        maria.actions.save(ActionDraft(ACTION, refused.value.version, mine.changes))
        assert helen.actions.details(ACTION).row.owner == MARIA


class TestsOfMergesThatWouldBeIllegal:
    @pytest.mark.parametrize(
        ("before", "theirs", "mine"),
        [
            (
                {Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED},
                {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED},
                {Field.TEST_STATUS: TestStatus.PASSED},
            ),
            (DONE, {Field.IMPLEMENTATION_DATE: date(2026, 11, 4)}, {Field.TEST_DATE: date(2026, 11, 3)}),
            (
                DONE,
                {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE},
                {Field.TEST_DATE: date(2026, 12, 1)},
            ),
        ],
        ids=["status", "dates", "scope"],
    )
    def test_are_refused_as_a_conflict_and_nothing_is_stored(
        self, contoso: Path, maria: Services, helen: Services, before: Changes, theirs: Changes, mine: Changes
    ) -> None:
        save(maria, ACTION, before)
        waiting = draft(maria, ACTION, mine)
        save(helen, ACTION, theirs)
        untouched = stored(contoso)
        with pytest.raises(StaleEdit, match=r"changed meanwhile.*Helen Fischer") as refused:
            maria.actions.save(waiting)
        assert next(iter(theirs)) in {one.field for one in refused.value.conflicts}
        assert refused.value.version == waiting.seen + 1
        assert stored(contoso) == untouched

    def test_testing_turned_automatic_meanwhile_keeps_its_signal(self, services: Services, open_as: OpenAs) -> None:
        other = open_as(Path(services.workspace.path))
        save(services, "CA-001", DONE)
        mine = draft(services, "CA-001", {Field.TEST_NOTES: "mine"})
        save(other, "CA-001", {Field.TESTING_TYPE: TestingType.AUTOMATIC})
        with pytest.raises(StaleEdit, match="Microsoft Secure Score"):
            services.actions.save(mine)

    def test_what_was_illegal_all_along_is_a_refusal_and_no_conflict(self, maria: Services, helen: Services) -> None:
        with pytest.raises(NotAllowed):
            maria.actions.save(draft(maria, ACTION, {Field.TEST_STATUS: TestStatus.PASSED}))


class TestsOfStrictSaves:
    def test_any_other_version_is_refused_even_of_other_fields(
        self, contoso: Path, maria: Services, helen: Services
    ) -> None:
        mine = draft(maria, ACTION, {Field.OWNER: MARIA})
        save(helen, ACTION, {Field.OTHER_NOTES: "hers"})
        before = stored(contoso)
        with pytest.raises(StaleEdit, match=f"version {mine.seen + 1}, not {mine.seen}") as refused:
            maria.actions.save(mine, strict=True)
        assert refused.value.version == mine.seen + 1
        assert stored(contoso) == before

    @pytest.mark.parametrize("seen", [0, -1, 99, 10**30])
    def test_a_version_that_never_was_is_refused(self, maria: Services, seen: int) -> None:
        with pytest.raises(StaleEdit):
            maria.actions.save(ActionDraft(ACTION, seen, {Field.OWNER: MARIA}), strict=True)

    def test_the_version_seen_is_stored(self, maria: Services) -> None:
        mine = draft(maria, ACTION, {Field.OWNER: MARIA})
        assert maria.actions.save(mine, strict=True).version == mine.seen + 1

    def test_one_stale_draft_of_several_stops_all(self, contoso: Path, maria: Services, helen: Services) -> None:
        drafts = [draft(maria, one, {Field.OWNER: MARIA}) for one in (ACTION, "MD-004", "PI-003")]
        save(helen, "MD-004", {Field.OWNER: HELEN})
        before = stored(contoso)
        with pytest.raises(StaleEdit, match="MD-004"):
            maria.actions.save_all(drafts)
        assert stored(contoso) == before


class TestsOfTwoDraftsOfOneAction:
    def test_in_one_request_do_not_overwrite_each_other(self, contoso: Path, maria: Services) -> None:
        first = draft(maria, ACTION, {Field.OWNER: MARIA})
        before = stored(contoso)
        with pytest.raises(StaleEdit):
            maria.actions.save_all([first, ActionDraft(ACTION, first.seen, {Field.OWNER: HELEN})])
        assert stored(contoso) == before

    def test_of_different_fields_are_both_stored(self, maria: Services) -> None:
        first = draft(maria, ACTION, {Field.OWNER: MARIA})
        second = ActionDraft(ACTION, first.seen, {Field.OTHER_NOTES: "n"})
        outcomes = maria.actions.save_all([first, second])
        assert [one.version for one in outcomes] == [first.seen + 1, first.seen + 2]
        assert [one.field for one in outcomes[1].merged] == [Field.OWNER]
        assert maria.check.run().problems == ()


def test_names_of_those_who_left_are_not_shown_in_a_conflict(
    contoso: Path, maria: Services, helen: Services, open_as: OpenAs
) -> None:
    mine = draft(maria, ACTION, {Field.OTHER_NOTES: "mine"})
    save(helen, ACTION, {Field.OTHER_NOTES: "hers"})
    open_as(contoso).people.remove(HELEN)
    with pytest.raises(StaleEdit, match="User removed") as refused:
        maria.actions.save(mine)
    assert refused.value.conflicts[0].who == "User removed"
