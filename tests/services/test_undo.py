"""Taking back what was saved: as one step, only one's own, and only while nothing else changed since (issue 4)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support import DONE, LATER_DAY, Changes, OpenAs, StillClock, automation, query, raw, save, stored

from cm_tui.model.errors import InvalidInput, NotAllowed, NotFound, StaleEdit
from cm_tui.model.views.bulk import UndoStep
from cm_tui.model.vocabulary import Field, ImplementationStatus, TestingType, TestStatus
from cm_tui.services.services import Services

MARIA, HELEN = "maria.ruiz@contoso.example", "helen.fischer@contoso.example"
AMELIA, OLIVER = "amelia.stone@contoso.example", "oliver.grant@contoso.example"
MANUAL, FAILED = "CA-003", "CA-004"


@pytest.fixture
def maria(contoso: Path, open_as: OpenAs) -> Services:
    """The demo organisation as somebody who may change actions."""
    return open_as(contoso, MARIA)


def change(services: Services, changes: Changes, *ids: str) -> UndoStep:
    """Change actions, and give back the step that undoes it."""
    return services.bulk.apply(services.bulk.preview(ids, changes)).step


def record(services: Services, action: str) -> tuple[object, ...]:
    """Everything of an action that people change, and its points."""
    details = services.actions.details(action)
    row = details.row
    statuses = (row.implementation_status, row.implementation_date, row.test_status, row.test_date, row.testing_type)
    notes = (details.implementation_notes, details.test_notes, details.other_notes)
    return (*statuses, *notes, row.owner, row.points, row.in_scope, details.sent_by)


CHANGES: list[Changes] = [
    {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED},
    {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE},
    {Field.TEST_STATUS: TestStatus.PASSED, Field.TEST_DATE: LATER_DAY, Field.TEST_NOTES: "done"},
    {Field.OWNER: HELEN, Field.OTHER_NOTES: "", Field.IMPLEMENTATION_NOTES: "x\n" * 10_000},
    {Field.OWNER: None},
]


def test_every_value_is_what_it_was(maria: Services) -> None:
    before, score = record(maria, FAILED), maria.score.score()
    for changes in CHANGES:
        version = maria.actions.details(FAILED).row.version
        outcome = maria.bulk.undo(change(maria, changes, FAILED))
        assert record(maria, FAILED) == before, changes
        assert outcome.ids == {FAILED}
        assert outcome.outcomes[0].version == maria.actions.details(FAILED).row.version == version + 2
        assert not outcome.step
        assert maria.score.score() == score, changes
    assert maria.check.run().problems == ()


def test_the_testing_type_goes_back_with_all_that_it_brought_about(maria: Services) -> None:
    automatic = maria.listing.select(query("testing:automatic -source:defender"))[0].id
    before = record(maria, automatic)
    maria.bulk.undo(change(maria, {Field.TESTING_TYPE: TestingType.MANUAL}, automatic))
    assert record(maria, automatic) == before


def test_forty_actions_go_back_as_one_step(maria: Services) -> None:
    ids = [row.id for row in maria.listing.select(query(""), limit=40)]
    before = maria.listing.rows(ids)
    step = change(maria, {Field.OWNER: HELEN, Field.OTHER_NOTES: "new"}, *ids)
    assert len(step.events) == 40
    maria.bulk.undo(step)
    assert maria.listing.rows(ids) == tuple(replace(row, version=row.version + 2) for row in before)
    assert maria.history.verify().valid


def test_a_single_save_is_a_step_too(maria: Services) -> None:
    before = record(maria, MANUAL)
    maria.bulk.undo(UndoStep.of(save(maria, MANUAL, DONE)))
    assert record(maria, MANUAL) == before


def test_the_history_tells_of_both(maria: Services) -> None:
    maria.bulk.undo(change(maria, {Field.OWNER: HELEN}, MANUAL))
    back, forth = maria.history.rows(MANUAL, limit=2)
    assert (forth.event, forth.new) == ("action.changed", HELEN)
    assert (back.event, back.old, back.new) == ("action.undone", HELEN, forth.old)
    assert back.user == forth.user == "María Ruiz"


def test_the_notice_of_an_undone_assignment_is_withdrawn_and_nobody_is_told(maria: Services) -> None:
    change(maria, {Field.OWNER: AMELIA}, MANUAL)
    step = change(maria, {Field.OWNER: HELEN}, MANUAL)
    assert [one.recipient for one in maria.notices.waiting() if one.action == MANUAL] == [HELEN]
    maria.bulk.undo(step)
    assert [one for one in maria.notices.waiting() if one.action == MANUAL] == []
    assert maria.actions.details(MANUAL).row.owner == AMELIA


def test_a_notice_stays_where_something_else_is_undone(maria: Services) -> None:
    change(maria, {Field.OWNER: HELEN}, MANUAL)
    maria.bulk.undo(change(maria, {Field.OTHER_NOTES: "x"}, MANUAL))
    assert [one.recipient for one in maria.notices.waiting() if one.action == MANUAL] == [HELEN]


def test_who_sent_it_waits_again(maria: Services, contoso: Path, open_as: OpenAs) -> None:
    helen = open_as(contoso, HELEN)
    save(maria, FAILED, {Field.OWNER: HELEN, Field.SENT_BY: MARIA})
    step = change(helen, {Field.TEST_STATUS: TestStatus.PASSED}, FAILED)
    assert helen.actions.details(FAILED).sent_by is None
    helen.bulk.undo(step)
    assert helen.actions.details(FAILED).sent_by == MARIA


class TestsOfRefusals:
    def test_what_somebody_else_changed_since_keeps_the_whole(
        self, maria: Services, contoso: Path, open_as: OpenAs, clock: StillClock
    ) -> None:
        step = change(maria, {Field.OTHER_NOTES: "mine"}, MANUAL, FAILED)
        clock.forward(minutes=7)
        save(open_as(contoso, HELEN), FAILED, {Field.OWNER: HELEN})
        before = stored(contoso)
        moment = f"{clock.at.astimezone():%Y-%m-%d %H:%M}"
        with pytest.raises(StaleEdit, match=f"CA-004 was changed since, by Helen Fischer at {moment}"):
            maria.bulk.undo(step)
        assert stored(contoso) == before

    def test_what_automation_changed_since(self, maria: Services) -> None:
        automatic = maria.listing.select(query("testing:automatic -source:defender -test:passed"))[0].id
        step = change(maria, {Field.OTHER_NOTES: "mine"}, automatic)
        with automation(maria) as stage:
            stage.signal(maria.clock(), automatic, TestStatus.PASSED)
        with pytest.raises(StaleEdit, match="by Automatic testing"):
            maria.bulk.undo(step)

    def test_what_was_undone_already(self, maria: Services) -> None:
        step = change(maria, {Field.OTHER_NOTES: "mine"}, MANUAL)
        maria.bulk.undo(step)
        with pytest.raises(StaleEdit, match="changed since, by María Ruiz"):
            maria.bulk.undo(step)

    def test_what_somebody_else_did(self, maria: Services, contoso: Path, open_as: OpenAs) -> None:
        step = change(maria, {Field.OTHER_NOTES: "mine"}, MANUAL)
        with pytest.raises(NotAllowed, match="CA-003 was changed by María Ruiz; you can undo your own changes only"):
            open_as(contoso, HELEN).bulk.undo(step)

    def test_an_event_of_another_kind(self, maria: Services) -> None:
        automatic = maria.listing.select(query("testing:automatic -source:defender -test:passed"))[0].id
        with automation(maria) as stage:
            stage.signal(maria.clock(), automatic, TestStatus.PASSED)
        last = maria.history.rows(automatic, limit=1)[0].seq
        for seq in (1, last):
            with pytest.raises(NotAllowed, match="own fields can be undone"):
                maria.bulk.undo(UndoStep((seq,), (automatic,)))

    def test_an_event_that_does_not_exist(self, maria: Services) -> None:
        with pytest.raises(NotFound, match="no event 999999"):
            maria.bulk.undo(UndoStep((999_999,), (MANUAL,)))

    def test_a_note_whose_text_was_erased(self, maria: Services, contoso: Path) -> None:
        change(maria, {Field.OTHER_NOTES: "to be erased"}, MANUAL)
        step = change(maria, {Field.OTHER_NOTES: "newer"}, MANUAL)
        with raw(contoso) as connection:
            connection.execute("DELETE FROM note WHERE text = 'to be erased'")
        before = stored(contoso)
        with pytest.raises(InvalidInput, match="CA-003: the text of the earlier other notes is no longer kept"):
            maria.bulk.undo(step)
        assert stored(contoso) == before

    def test_an_owner_who_was_removed(self, maria: Services, contoso: Path, open_as: OpenAs) -> None:
        change(maria, {Field.OWNER: OLIVER}, MANUAL)
        step = change(maria, {Field.OWNER: HELEN}, MANUAL)
        open_as(contoso, AMELIA).people.remove(OLIVER)
        with pytest.raises(InvalidInput, match="CA-003: the earlier owner is no longer a user"):
            maria.bulk.undo(step)


def test_a_status_is_not_taken_back_once_the_evidence_changed(maria: Services, tmp_path: Path) -> None:
    step = change(maria, {Field.TEST_STATUS: TestStatus.IN_PROGRESS}, FAILED)
    maria.evidence.link(FAILED, "Report", "https://example.com/report")
    with pytest.raises(StaleEdit, match="was changed since, by María Ruiz"):
        maria.bulk.undo(step)
    assert maria.bulk.undo(change(maria, {Field.OTHER_NOTES: "x"}, FAILED)).ids == {FAILED}
