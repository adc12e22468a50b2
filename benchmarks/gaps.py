"""How long the event loop of the app waits at most while a thread beside it works on a workbook of 10,000 actions.

The loop wakes every few milliseconds. A gap is counted in the processor time that the whole process used up meanwhile: what the
thread did while it let nobody in, and not what other programs on the machine took. A thread that counts numbers only shows what is
the interpreter's own; what the clock said stands beside it.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import load_workbook

from benchmarks.large import OF_GROUPS, cloned, founded
from benchmarks.measuring import Line
from cm_tui.__main__ import START_THRESHOLD
from cm_tui.bootstrap import open_services
from cm_tui.model.listing import ListQuery, SortOrder
from cm_tui.model.vocabulary import Field
from cm_tui.services.action_workbook.layout import UPDATE
from cm_tui.services.services import Services

ROWS = 10_000
MOST = 50.0
EVERY = 0.002


@dataclass
class Gaps:
    """The longest gap of each work, in milliseconds of the processor and of the clock."""

    found: dict[str, tuple[float, float]] = field(default_factory=dict)

    async def beside(self, what: str, work: Callable[[], object]) -> None:
        """Tick while a thread works."""
        working = asyncio.create_task(asyncio.to_thread(work))
        longest, waited = 0.0, 0.0
        used, clock = time.process_time(), time.perf_counter()
        while not working.done():
            await asyncio.sleep(EVERY)
            before, past = used, clock
            used, clock = time.process_time(), time.perf_counter()
            longest, waited = max(longest, used - before), max(waited, clock - past)
        await working
        self.found[what] = longest * 1e3, waited * 1e3


def gap_lines(folder: Path) -> Iterator[Line]:
    """The longest gap of each step that the app makes in a thread."""
    workspace, file = cloned(founded(folder / "gaps"), ROWS // OF_GROUPS), folder / "gaps.xlsx"
    gaps, threshold = Gaps(), gc.get_threshold()
    with closing(open_services(workspace)) as services:
        gc.set_threshold(START_THRESHOLD)
        gc.freeze()  # as the program does when it has started
        asyncio.run(_steps(services, gaps, file))
    gc.unfreeze()
    gc.set_threshold(*threshold)
    for what, (used, waited) in gaps.found.items():
        yield Line(f"longest gap of the loop: {what}", used, MOST, "ms", f"{waited:.0f} ms by the clock")


async def _steps(services: Services, gaps: Gaps, file: Path) -> None:
    workbooks, ids = services.action_workbooks, _ids(services)
    await gaps.beside("a thread that counts only", _count)
    await gaps.beside("export", lambda: services.exports.actions(file, ids))
    _change(file, "Other Notes", "Looked at again, {}.")
    upload = workbooks.read(file)
    await gaps.beside("reading", lambda: workbooks.read(file))
    checked = workbooks.check(upload)
    await gaps.beside("checking", lambda: workbooks.check(upload))
    choices = {(one, Field.OTHER_NOTES): False for one in ids[:1]}
    await gaps.beside("a choice", lambda: workbooks.recheck(checked, choices))
    applied = workbooks.apply
    steps = []
    await gaps.beside("applying", lambda: steps.append(applied(checked).step))
    await gaps.beside("undoing", lambda: services.bulk.undo(steps[0]))
    _change(file, "Test Status", "Nearly {}")
    faulty = workbooks.read(file)
    review = workbooks.check(faulty).review
    await gaps.beside(
        "a corrected copy", lambda: workbooks.write_corrected(faulty, review, file.with_name("copy.xlsx"))
    )


def _count() -> None:
    number = 0
    while number < 20_000_000:
        number += 1


def _ids(services: Services) -> list[str]:
    return [row.id for row in services.listing.select(ListQuery(sort=SortOrder("id", False)), ROWS)]


def _change(file: Path, heading: str, text: str) -> None:
    book = load_workbook(file)
    sheet = book[UPDATE]
    place = next(cell.column for cell in sheet[1] if cell.value == heading)
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, place).value = text.format(row)
    book.save(file)


if __name__ == "__main__":
    with TemporaryDirectory() as place:
        for line in gap_lines(Path(place)):
            print(line, flush=True)
    sys.exit(0)
