"""The corrected copy: what was read, in a workbook of the program's own, each fault a comment in its cell (issue 7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cm_tui.model.rules.workbook import shown_as_text
from cm_tui.model.views.action_workbook import ActionsReview
from cm_tui.model.views.exports import Exported
from cm_tui.model.views.workbooks import CellFault
from cm_tui.services.action_workbook.checked import Upload
from cm_tui.services.action_workbook.columns import PLACES
from cm_tui.services.action_workbook.layout import update_sheet
from cm_tui.services.effort import IsCancelled, Progress
from cm_tui.services.exports.how_to import how_to_sheet
from cm_tui.services.exports.valid_values import people_range, valid_values_sheet
from cm_tui.services.workbooks.reading import CellValue
from cm_tui.services.workbooks.tables import Value
from cm_tui.services.workbooks.writing import write_workbook


def write_corrected(
    upload: Upload,
    review: ActionsReview,
    target: Path,
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> Exported:
    """Write it; the values stand as they were read, formulas as what they said. Raises what `write_workbook` raises."""
    people = tuple(sorted(review.names.items()))
    places = {number: place for place, (number, _) in enumerate(upload.rows, start=2)}
    rows = [[_written(cell) for cell in cells] for _, cells in upload.rows]
    facts: list[tuple[str, Value]] = [
        ("This copy", "The comments in coloured cells say what to mend there; then read this workbook in."),
        ("Of the workbook", upload.file.name),
        ("Cells to mend", len(review.faults)),
    ]
    update = update_sheet(rows, len(rows), people=people_range(len(people)), comments=_comments(review, places))
    sheets = (
        how_to_sheet([*facts, *_elsewhere(review, places)]),
        replace(update, opened=True),
        valid_values_sheet(people),
    )
    write_workbook(target, sheets, (), overwrite=overwrite, progress=progress, cancelled=cancelled)
    return Exported(target, len(rows))


def _comments(review: ActionsReview, places: dict[int, int]) -> dict[tuple[int, int], str]:
    """What is said of cells, by their row and column in the copy; blank rows are not in it."""
    said: dict[tuple[int, int], list[str]] = defaultdict(list)
    for one in review.faults:
        if one.row in places and one.column in PLACES:
            said[places[one.row], PLACES[one.column] + 1].append(_sentence(one))
    return {cell: "\n".join(sentences) for cell, sentences in said.items()}


def _elsewhere(review: ActionsReview, places: dict[int, int]) -> Iterator[tuple[str, Value]]:
    """The faults whose cells are not in the copy: merged headings, formulas in columns that mean nothing here."""
    for one in review.faults:
        if one.row not in places or one.column not in PLACES:
            yield (f"Row {one.row}, {one.column}", f"{one.message} (In this copy it is gone.)")


def _sentence(one: CellFault) -> str:
    return f"{one.message} Allowed: {', '.join(one.allowed)}." if one.allowed else one.message


def _written(cell: CellValue) -> Value:
    """A value as it was read: a day stays one; a moment and a truth become the text that Excel shows."""
    if isinstance(cell, datetime):
        timed = cell.hour or cell.minute or cell.second
        return shown_as_text(cell) if timed else cell.date()
    return shown_as_text(cell) if isinstance(cell, bool) else cell
