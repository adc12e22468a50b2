"""What checking a workbook of 10,000 actions costs, reading included, against openpyxl's read-only mode iterating its sheet."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import load_workbook

from benchmarks.large import OF_GROUPS, cloned, founded
from benchmarks.measuring import Line, middle
from cm_tui.bootstrap import open_services
from cm_tui.model.listing import ListQuery, SortOrder
from cm_tui.services.action_workbook.layout import UPDATE
from cm_tui.services.services import Services

ROWS = 10_000
MOST = 0.5


def checking_lines(folder: Path, runs: int) -> Iterator[Line]:
    """An unchanged workbook checked and iterated, the runs alternating; and one in which every row is changed."""
    workspace, file = cloned(founded(folder / "checked"), ROWS // OF_GROUPS), folder / "checked.xlsx"
    with closing(open_services(workspace)) as services:
        ids = [row.id for row in services.listing.select(ListQuery(sort=SortOrder("id", False)), ROWS)]
        services.exports.actions(file, ids)
        _checked(services, file, changed=0)
        ours, bare = [], []
        for _ in range(runs):
            ours.append(_seconds(lambda: _checked(services, file, changed=0)))
            bare.append(_seconds(lambda: _iterated(file)))
        mine, theirs = middle(ours), middle(bare)
        note = f"{mine:.2f} : {theirs:.2f} s"
        yield Line(f"checking {ROWS:,} unchanged rows : bare openpyxl", mine / theirs, MOST, "×", note)
        _change_every_row(file)
        changed = _seconds(lambda: _checked(services, file, changed=ROWS))
        yield Line(f"checking {ROWS:,} changed rows", changed, None, "s")


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _checked(services: Services, file: Path, changed: int) -> None:
    workbooks = services.action_workbooks
    review = workbooks.check(workbooks.read(file)).review
    if (review.read, len(review.rows), len(review.faults)) != (ROWS, changed, 0):
        raise RuntimeError(f"{review.read} rows, {len(review.rows)} changed: {review.faults[:3]}")


def _iterated(file: Path) -> None:
    book = load_workbook(file, read_only=True)
    for _ in book[UPDATE].iter_rows(values_only=True):
        pass
    book.close()


def _change_every_row(file: Path) -> None:
    book = load_workbook(file)
    sheet = book[UPDATE]
    place = next(cell.column for cell in sheet[1] if cell.value == "Other Notes")
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, place).value = f"Looked at again, {row}."
    book.save(file)


if __name__ == "__main__":
    with TemporaryDirectory() as place:
        for line in checking_lines(Path(place), int(sys.argv[1]) if len(sys.argv) > 1 else 3):
            print(line)
