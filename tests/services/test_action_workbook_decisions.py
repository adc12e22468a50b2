"""What the wizard may store is what it shows, and what is settled does not look as if it waited (issue 7, spec 3.6)."""

from __future__ import annotations

from pathlib import Path

from action_books import Book
from support import save

from cm_tui.model.vocabulary import Field, ImplementationStatus
from cm_tui.screens.update_actions.decisions import NO_ROWS, UNCHECKED, Decisions, Kind
from cm_tui.screens.update_actions.field_lines import field_lines
from cm_tui.screens.update_actions.review_lines import COLUMNS, line_of
from cm_tui.screens.update_actions.review_text import head_lines
from cm_tui.services.services import Services
from cm_tui.services.workbooks.reading import ReadSheet


def decisions_on(book: Book, sheet: ReadSheet | None = None) -> Decisions:
    checked = book.check(sheet=sheet)
    return Decisions(Path("actions.xlsx"), checked.upload, checked)


def again(found: Decisions, services: Services) -> None:
    """Check with the choices as they are."""
    found.take(services.action_workbooks.recheck(found.checked, dict(found.choices)))


def head(found: Decisions) -> str:
    return " ".join(line.plain for line in head_lines(found, 200))


def test_what_no_check_has_seen_is_not_applied(working: Services) -> None:
    book = Book.of(working)
    save(working, "CA-001", {Field.OTHER_NOTES: "theirs"})
    found = decisions_on(book.put("CA-001", other_notes="mine").put("CA-004", other_notes="mine"))
    found.choose(found.rows["CA-001"], (Field.OTHER_NOTES,), workbook=False)
    again(found, working)
    assert found.why_not_applicable is None
    found.choose(found.rows["CA-001"], (Field.OTHER_NOTES,), workbook=True)
    assert found.why_not_applicable == UNCHECKED
    assert UNCHECKED in head(found)
    found.is_checking = True
    assert not found.is_unchecked
    found.is_checking = False
    again(found, working)
    assert UNCHECKED not in (found.why_not_applicable or "") + head(found)


def test_what_is_settled_counts_as_what_it_does(working: Services) -> None:
    """One row whose author edited nothing, one in which both sides say the same, one that waits."""
    save(working, "CA-001", {Field.OTHER_NOTES: "first"})
    book = Book.of(working)
    planned = {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED}
    save(working, "CA-001", {Field.OTHER_NOTES: "theirs"})
    save(working, "CA-004", planned)
    save(working, "CA-006", {Field.OTHER_NOTES: "theirs"})
    book.put("CA-004", implementation_status="Planned", other_notes="mine").put("CA-006", other_notes="mine")
    found = decisions_on(book)
    assert "6 rows read · 4 unchanged · 1 changed · 1 conflicting · 0 faulty" in head(found)
    choice = COLUMNS[Kind.CONFLICTS][1].render
    said = [choice(line_of(found, Kind.CONFLICTS, one)).text for one in ("CA-001", "CA-004", "CA-006")]
    assert said == ["none needed", "none needed", "1 to choose"]
    lines = [line.plain for one in field_lines(found, found.rows["CA-001"], "") for line in one.draw(100)]
    assert "Other notes  · not edited in the workbook, stays" in lines
    found.choose_all(workbook=True)
    again(found, working)
    assert "6 rows read · 4 unchanged · 2 changed · no conflict waits · 0 faulty" in head(found)
    assert len(found.checked.plans) == 2


def test_a_workbook_without_rows_says_so(working: Services) -> None:
    book = Book.of(working)
    book.rows.clear()
    found = decisions_on(book)
    assert found.why_not_applicable == NO_ROWS
    assert "holds no rows below its headings" in head(found)
