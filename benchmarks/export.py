"""What an export of 10,000 actions costs, against openpyxl's write-only mode writing the same cells with the same looks.

Each run is a process of its own: `python -m benchmarks.export export|bare|record WORKSPACE FILE CELLS`. The cells are recorded once
on their way into the workbook; the bare writer has one prepared cell for each look and column, and does nothing else; reading its
cells back is left out. Time is that of the processor, so that a busy machine does not decide. Memory is how
much the process grows from the first cell on, to its peak, with everything imported and the workspace open in both.
"""

from __future__ import annotations

import json
import pickle
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from benchmarks.large import cloned, founded
from benchmarks.measuring import Line, middle
from cm_tui.bootstrap import open_services
from cm_tui.model.listing import ListQuery, SortOrder
from cm_tui.services.services import Services

ACTIONS = 10_000
MOST, MOST_MEMORY = 1.15, 1.3
Value: TypeAlias = "str | float | None"


class Look(NamedTuple):
    """How a cell looks."""

    bold: bool
    fill: str | None
    folded: bool
    form: str
    quoted: bool


class Taken(NamedTuple):
    """What a run took: seconds of the processor, and KiB that the process grew."""

    seconds: float
    grown: int


def export_lines(folder: Path, runs: int) -> Iterator[Line]:
    """The workbook with its five tabs, ours and bare; the runs alternate."""
    workspace, cells = folder / "large", folder / "cells"
    if not workspace.exists():
        cloned(founded(workspace))
    _run("record", workspace, folder / "recorded.xlsx", cells)
    ours, bare = [], []
    for _ in range(runs):
        ours.append(_run("export", workspace, folder / "ours.xlsx", cells))
        bare.append(_run("bare", workspace, folder / "bare.xlsx", cells))
    mine, theirs = middle([one.seconds for one in ours]), middle([one.seconds for one in bare])
    note = f"{mine:.1f} : {theirs:.1f} s, all five tabs"
    yield Line(f"export of {ACTIONS:,} actions : bare openpyxl", mine / theirs, MOST, "×", note)
    grown, least = middle([one.grown for one in ours]), middle([one.grown for one in bare])
    note = f"grows by {grown / 1024:.1f} : {least / 1024:.1f} MiB"
    yield Line("… its memory", grown / least, MOST_MEMORY, "×", note)


def _run(what: str, workspace: Path, target: Path, cells: Path) -> Taken:
    command = [sys.executable, "-m", "benchmarks.export", what, str(workspace), str(target), str(cells)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Taken(*json.loads(said.splitlines()[-1]))


def _measured(work: Callable[[], object]) -> Taken:
    before = _resident()
    started = time.process_time()
    work()
    return Taken(time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)


def _resident() -> int:
    """KiB of memory that this process has now."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def _warm_up(services: Services) -> list[str]:
    """Everything imported and asked for once, the same in every run."""
    import_module("cm_tui.services.workbooks.looks")
    return [row.id for row in services.listing.select(ListQuery(sort=SortOrder("id", False)), ACTIONS)]


def _export(services: Services, target: Path) -> None:
    ids = _warm_up(services)
    taken = _measured(lambda: services.exports.actions(target, ids, overwrite=True))
    print(json.dumps(taken))


def _record(services: Services, target: Path, cells: Path) -> None:
    seen: dict[int, Look] = {}
    with cells.open("wb") as file:
        append = WriteOnlyWorksheet.append

        def recording(sheet: WriteOnlyWorksheet, row: list[Cell | None]) -> None:
            for one in row:
                if one is not None and one.style_id not in seen:
                    seen[one.style_id] = _look(one)
            kept = [one and (one.value, one.data_type, one.style_id) for one in row]
            pickle.dump((sheet.title, kept), file)
            append(sheet, row)

        WriteOnlyWorksheet.append = recording  # type: ignore[method-assign, assignment]
        _export(services, target)
    _looks_of(cells).write_bytes(pickle.dumps(seen))


def _looks_of(cells: Path) -> Path:
    return cells.with_suffix(".looks")


def _look(cell: Cell) -> Look:
    # a prepared cell knows no more of its look than the number
    book = cell.parent.parent
    assert book is not None
    style = Cell(cell.parent, row=1, column=1, style_array=book._cell_styles[cell.style_id])  # type: ignore[attr-defined]
    fill = style.fill.fgColor.rgb if style.fill.fill_type else None
    return Look(bool(style.font.b), fill, bool(style.alignment.wrap_text), style.number_format, bool(style.quotePrefix))


def _bare(target: Path, cells: Path) -> None:
    looks: dict[int, Look] = pickle.loads(_looks_of(cells).read_bytes())
    with cells.open("rb") as file:
        rows = Rows(file)
        taken = _measured(lambda: _write(target, rows, looks))
    print(json.dumps(taken._replace(seconds=taken.seconds - rows.seconds)))


class Rows:
    """The recorded rows; `seconds` is what reading them took, which is no part of writing them."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.seconds = 0.0

    def __iter__(self) -> Iterator[tuple[str, list[tuple[Value, str, int] | None]]]:
        while True:
            started = time.process_time()
            try:
                row = pickle.load(self.file)
            except EOFError:
                return
            self.seconds += time.process_time() - started
            yield row


def _write(target: Path, rows: Rows, looks: dict[int, Look]) -> None:
    book = Workbook(write_only=True)
    sheets: dict[str, Worksheet] = {}
    prepared: dict[tuple[str, int, int], Cell] = {}
    for title, row in rows:
        if title not in sheets:
            sheets[title] = book.create_sheet(title)
        written: list[Cell | None] = []
        for column, one in enumerate(row):
            if one is None:
                written.append(None)
                continue
            value, kind, look = one
            cell = prepared.get((title, column, look))
            if cell is None:
                cell = prepared[title, column, look] = _cell(sheets[title], looks[look])
            cell.value = value
            cell.data_type = kind
            written.append(cell)
        sheets[title].append(written)
    book.save(target)


def _cell(sheet: Worksheet, look: Look) -> Cell:
    cell = Cell(sheet, row=1, column=1)
    cell.alignment = Alignment(vertical="top", wrap_text=look.folded or None)
    cell.number_format = look.form
    if look.bold:
        cell.font = Font(bold=True)
    if look.fill is not None:
        cell.fill = PatternFill("solid", fgColor=look.fill)
    cell.quotePrefix = look.quoted
    return cell


def main(what: str, workspace: str, target: str, cells: str) -> None:
    """Do one run and print what it took."""
    services = open_services(Path(workspace))
    if what == "bare":
        _warm_up(services)
        _bare(Path(target), Path(cells))
    elif what == "record":
        _record(services, Path(target), Path(cells))
    else:
        _export(services, Path(target))
    services.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
