"""Many actions at once: what a preview promises, that it is kept, and that it is all or nothing (issue 4, items 3 and 4)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from support import (
    DONE,
    DONE_DAY,
    LATER_DAY,
    OpenAs,
    StillClock,
    query,
    save,
    small_catalogue,
    stored,
    write_toml,
)

from cm_tui.model.errors import InvalidInput, NotAllowed, NotFound, StaleEdit
from cm_tui.model.views.actions import FieldChange
from cm_tui.model.views.bulk import BulkLine, BulkPreview, Effect
from cm_tui.model.vocabulary import (
    Cloud,
    Field,
    FieldValue,
    ImplementationStatus,
    NoticeReason,
    Role,
    TestingType,
    TestStatus,
)
from cm_tui.services.catalogue.loader import load_catalogue
from cm_tui.services.creation import NewWorkspace, create_organisation
from cm_tui.services.people.identity import system_account
from cm_tui.services.services import Services

MARIA, HELEN = "maria.ruiz@contoso.example", "helen.fischer@contoso.example"
PRIYA, AMELIA = "priya.nair@contoso.example", "amelia.stone@contoso.example"
OTHER = "CA-005@europe"
PLANNED: Mapping[Field, FieldValue] = {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED}


@pytest.fixture
def maria(contoso: Path, open_as: OpenAs) -> Services:
    """The demo organisation as somebody who may change actions."""
    return open_as(contoso, MARIA)


def ids_of(services: Services, text: str) -> tuple[str, ...]:
    """The ids that a filter selects."""
    return tuple(row.id for row in services.listing.select(query(text)))


def lines_of(preview: BulkPreview) -> dict[str, BulkLine]:
    """The lines by id."""
    return {line.id: line for line in preview.lines}


class TestsOfThePreview:
    def test_it_says_of_each_action_what_saving_would_do(self, maria: Services, contoso: Path) -> None:
        before = stored(contoso)
        ids = ids_of(maria, "category:infrastructure")
        preview = maria.bulk.preview(ids, DONE)
        assert [line.id for line in preview.lines] == list(ids)
        assert stored(contoso) == before
        for line in preview.lines:
            row = maria.actions.details(line.id).row
            assert (line.name, line.version) == (row.name, row.version)
            if line.effect is Effect.REFUSES:
                with pytest.raises(NotAllowed) as refused:
                    save(maria, line.id, DONE)
                assert str(refused.value) == f"{line.id}: {line.refusal}"
            else:
                outcome = save(maria, line.id, DONE)
                assert (line.changes, line.notices) == (outcome.changes, outcome.notices)

    def test_actions_that_refuse_say_why_beside_those_that_change(self, maria: Services) -> None:
        by_defender, automatic, by_hand = "source:defender", "testing:automatic -source:defender", "testing:manual"
        ids = [ids_of(maria, text)[0] for text in (by_defender, automatic, by_hand)]
        tested = lines_of(maria.bulk.preview(ids, {Field.TEST_STATUS: TestStatus.PASSED}))
        assert "is set by Defender for Cloud" in str(tested[ids[0]].refusal)
        assert "automatically tested" in str(tested[ids[1]].refusal)
        typed = lines_of(maria.bulk.preview(ids, {Field.TESTING_TYPE: TestingType.MANUAL}))
        assert "in Defender for Cloud" in str(typed[ids[0]].refusal)
        assert typed[ids[1]].effect is Effect.CHANGES
        assert typed[ids[2]].effect is Effect.STAYS

    def test_microsofts_actions_refuse(self, maria: Services) -> None:
        microsofts = next(one.id for one in maria.score.explain() if one.id.startswith("MS-"))
        preview = maria.bulk.preview([microsofts, "CA-003"], {Field.OWNER: HELEN})
        assert "managed by Microsoft" in str(lines_of(preview)[microsofts].refusal)
        assert preview.counts[Effect.CHANGES] == 1

    def test_the_score_that_it_promises_is_the_score_afterwards(self, maria: Services) -> None:
        ids = ids_of(maria, "-test:passed testing:manual")[:60]
        preview = maria.bulk.preview(ids, DONE)
        assert preview.before == maria.score.score().total
        assert preview.after.achieved > preview.before.achieved
        maria.bulk.apply(preview)
        assert maria.score.score().total == preview.after
        out = maria.bulk.preview(ids, {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE})
        assert out.after.possible < out.before.possible
        maria.bulk.apply(out)
        assert maria.score.score().total == out.after

    def test_an_action_that_is_named_twice_counts_once(self, maria: Services) -> None:
        assert len(maria.bulk.preview(["CA-003", "CA-003"], PLANNED).lines) == 1

    def test_a_new_owner_who_may_only_read_is_warned_of(self, maria: Services) -> None:
        (line,) = maria.bulk.preview(["CA-003"], {Field.OWNER: PRIYA}).lines
        assert line.notices == (
            "Priya Nair may only read: they can own the action, but not work on it until their role is changed.",
        )
        assert maria.bulk.preview(["CA-003"], {Field.OWNER: HELEN}).lines[0].notices == ()

    @pytest.mark.parametrize(
        ("ids", "changes", "error"),
        [
            (["CA-003", "XX-999"], PLANNED, NotFound),
            (["CA-003"], {Field.OWNER: "nobody@contoso.example"}, InvalidInput),
            (["CA-003"], {Field.OTHER_NOTES: "a\x00b"}, InvalidInput),
            (["CA-003"], {Field.OTHER_NOTES: "\udcff"}, InvalidInput),
        ],
    )
    def test_what_nothing_can_hold_is_refused_as_a_whole(
        self, maria: Services, ids: list[str], changes: Mapping[Field, FieldValue], error: type[Exception]
    ) -> None:
        with pytest.raises(error):
            maria.bulk.preview(ids, changes)


class TestsOfApplying:
    def test_two_hundred_actions_get_an_owner_in_one_go(self, maria: Services, open_as: OpenAs, contoso: Path) -> None:
        ids = ids_of(maria, "")[:200]
        preview = maria.bulk.preview(ids, {Field.OWNER: HELEN})
        outcome = maria.bulk.apply(preview)
        changed = {line.id for line in preview.changing}
        assert outcome.ids == changed
        assert len(changed) + preview.counts[Effect.STAYS] == 200
        assert {row.owner for row in maria.listing.rows(ids)} == {HELEN}
        assert {row.version for row in maria.listing.rows(tuple(changed))} == {
            lines_of(preview)[one.action].version + 1 for one in outcome.outcomes
        }
        assert {one.action for one in maria.notices.waiting() if one.recipient == HELEN} >= changed
        assert maria.check.run().problems == ()

    def test_those_that_refuse_are_left_alone(self, maria: Services) -> None:
        ids = ids_of(maria, "category:infrastructure")
        preview = maria.bulk.preview(ids, DONE)
        assert preview.counts[Effect.REFUSES]
        before = {row.id: row for row in maria.listing.rows(ids)}
        maria.bulk.apply(preview)
        for row in maria.listing.rows(ids):
            if lines_of(preview)[row.id].effect is Effect.CHANGES:
                assert (row.test_status, row.test_date) == (TestStatus.PASSED, LATER_DAY)
            else:
                assert row == before[row.id]

    def test_one_change_by_somebody_else_meanwhile_refuses_the_whole(
        self, maria: Services, open_as: OpenAs, contoso: Path
    ) -> None:
        helen = open_as(contoso, HELEN)
        preview = maria.bulk.preview(["CA-003", OTHER, "PM-001@europe"], {Field.OWNER: AMELIA})
        save(helen, OTHER, {Field.OWNER: HELEN})
        before = stored(contoso)
        with pytest.raises(StaleEdit, match=r"CA-005@europe .*owner by Helen Fischer at 2026-"):
            maria.bulk.apply(preview)
        assert stored(contoso) == before

    def test_a_change_of_another_field_meanwhile_stands_beside_it(
        self, maria: Services, open_as: OpenAs, contoso: Path
    ) -> None:
        preview = maria.bulk.preview(["CA-003"], {Field.OWNER: AMELIA})
        save(open_as(contoso, HELEN), "CA-003", {Field.OTHER_NOTES: "hers"})
        (outcome,) = maria.bulk.apply(preview).outcomes
        assert [one.who for one in outcome.merged] == ["Helen Fischer"]

    def test_what_would_now_do_something_else_is_refused(self, maria: Services, open_as: OpenAs, contoso: Path) -> None:
        """The preview showed that the dates go; meanwhile somebody set one, and somebody did the same already."""
        preview = maria.bulk.preview(["CA-003", "CA-004"], PLANNED)
        helen = open_as(contoso, HELEN)
        save(helen, "CA-003", PLANNED)
        with pytest.raises(StaleEdit, match=r"CA-003 was changed meanwhile \(implementation status by Helen Fischer"):
            maria.bulk.apply(preview)
        assert maria.actions.details("CA-004").row.implementation_status is ImplementationStatus.IMPLEMENTED

    def test_a_preview_without_changes_writes_nothing(self, maria: Services, contoso: Path) -> None:
        before = stored(contoso)
        outcome = maria.bulk.apply(maria.bulk.preview(["CA-003"], {Field.OTHER_NOTES: ""}))
        assert (outcome.outcomes, bool(outcome.step)) == ((), False)
        assert stored(contoso) == before

    def test_who_lost_their_role_meanwhile_changes_nothing(
        self, maria: Services, open_as: OpenAs, contoso: Path
    ) -> None:
        preview = maria.bulk.preview(["CA-003"], PLANNED)
        open_as(contoso, AMELIA).people.change_role(MARIA, Role.READER)
        with pytest.raises(NotAllowed, match="Reader may not"):
            maria.bulk.apply(preview)


class TestsOfFourEyes:
    """Whoever recorded the implementation cannot pass it, in bulk as little as elsewhere."""

    def test_their_own_actions_refuse_the_pass_and_others_take_it(
        self, maria: Services, open_as: OpenAs, contoso: Path
    ) -> None:
        open_as(contoso, AMELIA).settings.change(four_eyes=True)
        implemented = {Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED}
        save(maria, "CA-003", implemented)
        save(open_as(contoso, HELEN), OTHER, implemented)
        lines = lines_of(maria.bulk.preview(["CA-003", OTHER], {Field.TEST_STATUS: TestStatus.PASSED}))
        assert "four eyes" in str(lines["CA-003"].refusal)
        assert lines[OTHER].changes == (FieldChange(Field.TEST_STATUS, TestStatus.NONE, TestStatus.PASSED),)

    def test_implementing_and_passing_at_once_is_no_way_around(
        self, maria: Services, open_as: OpenAs, contoso: Path
    ) -> None:
        open_as(contoso, AMELIA).settings.change(four_eyes=True)
        (line,) = maria.bulk.preview(["CA-003"], DONE).lines
        assert "four eyes" in str(line.refusal)

    def test_a_setting_that_comes_between_preview_and_saving_counts(
        self, maria: Services, open_as: OpenAs, contoso: Path
    ) -> None:
        preview = maria.bulk.preview(["CA-003"], DONE)
        open_as(contoso, AMELIA).settings.change(four_eyes=True)
        before = stored(contoso)
        with pytest.raises(NotAllowed, match=r"CA-003: .*four eyes"):
            maria.bulk.apply(preview)
        assert stored(contoso) == before

    def test_undoing_does_not_wash_the_first_implementer_away(
        self, maria: Services, open_as: OpenAs, contoso: Path
    ) -> None:
        helen = open_as(contoso, HELEN)
        save(maria, "CA-003", {Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED})
        helen.bulk.undo(helen.bulk.apply(helen.bulk.preview(["CA-003"], PLANNED)).step)
        open_as(contoso, AMELIA).settings.change(four_eyes=True)
        passed: Mapping[Field, FieldValue] = {Field.TEST_STATUS: TestStatus.PASSED, Field.TEST_DATE: DONE_DAY}
        (mine,) = maria.bulk.preview(["CA-003"], passed).lines
        (hers,) = helen.bulk.preview(["CA-003"], passed).lines
        assert "four eyes" in str(mine.refusal)
        assert hers.effect is Effect.CHANGES


@pytest.mark.parametrize("cloud", Cloud)
def test_government_clouds_queue_no_notice_however_an_action_is_assigned(
    tmp_path: Path, open_as: OpenAs, cloud: Cloud
) -> None:
    catalogue = load_catalogue(write_toml(tmp_path / "data", small_catalogue()))
    request = NewWorkspace("Agency", regulations=("r1",), cloud=cloud)
    create_organisation(tmp_path / "w", request, catalogue, system_account(), StillClock())
    services = open_as(tmp_path / "w")
    services.people.add("ana@example.org", "Ana", Role.CONTRIBUTION, None)
    one, two, *_ = ids_of(services, "")
    save(services, one, {Field.OWNER: "ana@example.org"})
    services.bulk.apply(services.bulk.preview([one, two], {Field.OWNER: "ana@example.org"}))
    told = {(notice.action, notice.recipient, notice.reason) for notice in services.notices.waiting()}
    silent = cloud in (Cloud.GCC_HIGH, Cloud.DOD)
    assert told == (set() if silent else {(action, "ana@example.org", NoticeReason.ASSIGNED) for action in (one, two)})
