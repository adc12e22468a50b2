"""A checked workbook is stored as a whole or not at all, and taken back as one step (spec 3.7; issue 7)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support import OpenAs, StillClock, automation, query, save, stored

from cm_tui.model.errors import Cancelled, InvalidInput, NotAllowed, StaleEdit
from cm_tui.model.views.bulk import UndoStep
from cm_tui.model.vocabulary import Field, ImplementationStatus, Role, TestingType, TestStatus
from cm_tui.services.action_workbook.checked import Checked
from cm_tui.services.action_workbook.layout import UPDATE
from cm_tui.services.services import Services

MARIA, HELEN = "maria.ruiz@contoso.example", "helen.fischer@contoso.example"
AMELIA = "amelia.stone@contoso.example"
ONE, TWO, THREE = "CA-003", "CA-004", "PM-001@europe"
NOTES, STATUS, DOCUMENTS = "Other Notes", "Implementation Status", "Documents"
REPORT = "Report::https://example.com/report"


@pytest.fixture
def maria(contoso: Path, open_as: OpenAs) -> Services:
    """The demo organisation as somebody who may change actions."""
    return open_as(contoso, MARIA)


def checked(services: Services, folder: Path, edits: Mapping[str, Mapping[str, str]]) -> Checked:
    """Export some actions, edit cells of theirs by heading, and check the workbook."""
    target = folder / "actions.xlsx"
    services.exports.actions(target, list(edits), overwrite=True)
    book = load_workbook(target)
    sheet = book[UPDATE]
    headings = {cell.value: cell.column or 0 for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        for heading, value in edits[str(sheet.cell(row, 1).value)].items():
            cell = sheet.cell(row, headings[heading])
            cell.value = f"{cell.value};;{value}" if heading == DOCUMENTS and cell.value else value
    book.save(target)
    return services.action_workbooks.check(services.action_workbooks.read(target))


def record(services: Services, action: str) -> tuple[object, ...]:
    """What a workbook changes of an action, and its points."""
    details = services.actions.details(action)
    row = details.row
    links = [one.name for one in services.evidence.evidence(action)]
    return (
        row.implementation_status,
        row.test_status,
        row.testing_type,
        details.other_notes,
        row.owner,
        row.points,
        links,
    )


def assert_sound(services: Services) -> None:
    """Nothing is wrong with the workspace, and its history leads to it."""
    assert services.check.run().problems == ()
    assert services.history.verify().valid


def test_it_stores_what_was_shown_and_goes_back_as_one_step(maria: Services, tmp_path: Path) -> None:
    automatic = maria.listing.select(query("testing:automatic -source:defender"))[0].id
    ids = (ONE, TWO, automatic)
    before = {action: record(maria, action) for action in ids}
    edits = {
        ONE: {NOTES: "from the workbook", STATUS: "Planned"},
        TWO: {NOTES: "漢字", "Assigned To": HELEN, DOCUMENTS: f"{REPORT};;Minutes::https://example.com/minutes"},
        automatic: {DOCUMENTS: REPORT},
    }
    found = checked(maria, tmp_path, edits)
    steps: list[tuple[int, int]] = []
    applied = maria.action_workbooks.apply(found, progress=lambda done, total: steps.append((done, total)))
    assert (set(applied.actions), applied.links) == (set(ids), 3)
    assert (applied.before, applied.after) == (found.review.before, found.review.after)
    assert applied.after == maria.score.score().total
    assert steps[-1] == (6, 6)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert record(maria, ONE)[:4:3] == (ImplementationStatus.PLANNED, "from the workbook")
    assert record(maria, TWO)[-1][-2:] == ["Report", "Minutes"]  # type: ignore[index]
    assert record(maria, automatic)[2] is TestingType.MANUAL
    assert [one.recipient for one in maria.notices.waiting() if one.action == TWO] == [HELEN]
    assert_sound(maria)
    outcome = maria.bulk.undo(applied.step)
    assert outcome.ids == set(ids)
    assert {action: record(maria, action) for action in ids} == before
    assert_sound(maria)
    with pytest.raises(StaleEdit, match="was changed since"):
        maria.bulk.undo(applied.step)


def test_the_history_tells_which_link_was_taken_back(maria: Services, tmp_path: Path) -> None:
    step = maria.action_workbooks.apply(checked(maria, tmp_path, {ONE: {DOCUMENTS: REPORT}})).step
    assert step.actions == (ONE,)
    maria.bulk.undo(step)
    with maria.store.reading() as session:
        [payload] = (
            session.connection()
            .exec_driver_sql("SELECT payload FROM event WHERE event = 'evidence.deleted' ORDER BY seq DESC LIMIT 1")
            .scalars()
        )
    assert f'"undoes":{step.events[0]}' in payload


def test_a_verdict_of_the_same_workbook_does_not_lock_its_links(maria: Services, tmp_path: Path) -> None:
    before = record(maria, ONE)
    edits = {ONE: {STATUS: "Implemented", "Test Status": "Passed", DOCUMENTS: REPORT}}
    step = maria.action_workbooks.apply(checked(maria, tmp_path, edits)).step
    assert record(maria, ONE)[1] is TestStatus.PASSED
    maria.bulk.undo(step)
    assert record(maria, ONE) == before
    assert_sound(maria)


class TestsOfTheUndo:
    @pytest.fixture
    def step(self, maria: Services, tmp_path: Path) -> UndoStep:
        """An applied workbook: a note of one action, a link of another."""
        return maria.action_workbooks.apply(
            checked(maria, tmp_path, {ONE: {NOTES: "mine"}, TWO: {DOCUMENTS: REPORT}})
        ).step

    def test_a_link_that_is_gone_keeps_the_whole(self, maria: Services, contoso: Path, step: UndoStep) -> None:
        save(maria, TWO, {Field.TEST_STATUS: TestStatus.IN_PROGRESS})
        maria.evidence.delete(maria.evidence.evidence(TWO)[-1].id)
        before = stored(contoso)
        with pytest.raises(StaleEdit, match=r"CA-004 .*since, by María Ruiz"):
            maria.bulk.undo(step)
        assert stored(contoso) == before

    def test_a_status_that_may_rest_on_the_link_keeps_the_whole(
        self, maria: Services, contoso: Path, open_as: OpenAs, step: UndoStep
    ) -> None:
        save(open_as(contoso, HELEN), TWO, {Field.OTHER_NOTES: "seen the report"})
        with pytest.raises(StaleEdit, match="CA-004 was changed since, by Helen Fischer"):
            maria.bulk.undo(step)
        assert record(maria, ONE)[3] == "mine"

    def test_nobody_else_takes_it_back(self, contoso: Path, open_as: OpenAs, step: UndoStep) -> None:
        with pytest.raises(NotAllowed, match="your own changes only"):
            open_as(contoso, HELEN).bulk.undo(step)

    def test_a_document_is_no_part_of_a_step(self, maria: Services, tmp_path: Path) -> None:
        (tmp_path / "plan.txt").write_text("a plan")
        maria.evidence.add(ONE, [tmp_path / "plan.txt"])
        seq = maria.history.rows(ONE, limit=1)[0].seq
        with pytest.raises(NotAllowed, match="own fields can be undone"):
            maria.bulk.undo(UndoStep((seq,), (ONE,)))


class TestsOfWhatChangedMeanwhile:
    def test_another_action_s_change_does_not_matter(self, maria: Services, contoso: Path, tmp_path: Path) -> None:
        found = checked(maria, tmp_path, {ONE: {NOTES: "mine"}})
        save(maria, THREE, {Field.OTHER_NOTES: "elsewhere"})
        assert maria.action_workbooks.apply(found).actions == (ONE,)
        assert_sound(maria)

    def test_the_first_row_that_would_do_something_else_is_named(
        self, maria: Services, contoso: Path, open_as: OpenAs, clock: StillClock, tmp_path: Path
    ) -> None:
        found = checked(maria, tmp_path, {ONE: {NOTES: "mine"}, TWO: {NOTES: "mine too"}})
        clock.forward(minutes=7)
        save(open_as(contoso, HELEN), TWO, {Field.OTHER_NOTES: "hers"})
        before = stored(contoso)
        moment = f"{clock.at.astimezone():%Y-%m-%d %H:%M}"
        sentence = (
            f"CA-004 was changed meanwhile by Helen Fischer at {moment}; check the file again. Nothing was stored."
        )
        with pytest.raises(StaleEdit) as refused:
            maria.action_workbooks.apply(found)
        assert str(refused.value) == sentence
        assert stored(contoso) == before

    def test_a_rule_that_came_meanwhile_counts(
        self, maria: Services, contoso: Path, open_as: OpenAs, tmp_path: Path
    ) -> None:
        found = checked(maria, tmp_path, {ONE: {STATUS: "Implemented", "Test Status": "Passed"}})
        open_as(contoso, AMELIA).settings.change(four_eyes=True)
        before = stored(contoso)
        with pytest.raises(
            StaleEdit, match=r"rests on was changed meanwhile by Amelia Stone at .* and CA-003 would become"
        ):
            maria.action_workbooks.apply(found)
        assert stored(contoso) == before

    def test_automation_that_judged_meanwhile(self, maria: Services, contoso: Path, tmp_path: Path) -> None:
        automatic = maria.listing.select(query("testing:automatic -source:defender -test:passed"))[0].id
        found = checked(maria, tmp_path, {automatic: {DOCUMENTS: REPORT}})
        with automation(maria) as stage:
            stage.signal(maria.clock(), automatic, TestStatus.PASSED)
        before = stored(contoso)
        with pytest.raises(StaleEdit, match=f"{automatic} was changed meanwhile by Automatic testing"):
            maria.action_workbooks.apply(found)
        assert stored(contoso) == before

    def test_a_role_that_is_gone(self, maria: Services, contoso: Path, open_as: OpenAs, tmp_path: Path) -> None:
        found = checked(maria, tmp_path, {ONE: {NOTES: "mine"}})
        open_as(contoso, AMELIA).people.change_role(MARIA, Role.READER)
        with pytest.raises(NotAllowed, match="Reader may not"):
            maria.action_workbooks.apply(found)


def test_cancelled_at_the_last_moment_it_leaves_nothing_and_can_be_applied_again(
    maria: Services, contoso: Path, tmp_path: Path
) -> None:
    found = checked(maria, tmp_path, {ONE: {NOTES: "mine"}, TWO: {DOCUMENTS: REPORT}})
    before = stored(contoso)
    done = [0, 0]

    def progress(count: int, total: int) -> None:
        done[:] = count, total

    with pytest.raises(Cancelled):
        maria.action_workbooks.apply(found, progress=progress, cancelled=lambda: done == [3, 3])
    assert stored(contoso) == before
    assert maria.action_workbooks.apply(found).links == 1
    assert record(maria, ONE)[3] == "mine"
    assert_sound(maria)


def test_a_faulty_workbook_is_not_applied(maria: Services, contoso: Path, tmp_path: Path) -> None:
    found = checked(maria, tmp_path, {ONE: {NOTES: "mine"}, TWO: {STATUS: "Nearly"}})
    before = stored(contoso)
    with pytest.raises(InvalidInput, match="at fault"):
        maria.action_workbooks.apply(found)
    assert stored(contoso) == before
