"""Reading a workbook that comes from outside: it is data, and nothing in it acts (safety 5)."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

from cm_tui.model.errors import InvalidInput
from cm_tui.services.effort import IsCancelled
from cm_tui.services.workbooks.asking import TooMuch, Unanswered, ask

CellValue: TypeAlias = "str | int | float | bool | date | datetime | None"
"""What a cell holds: None where it holds nothing or blanks only, whole numbers as int, a day without a time as date."""
MOST_BYTES = 10 * 1024 * 1024
_KINDS = frozenset({str, int, float, bool, date, datetime, type(None)})
_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_AGAIN = "open it in Excel and save it again as .xlsx"


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet as it stands in the file; rows and columns are counted from 1, as Excel does."""

    title: str
    """As the file spells it."""
    rows: tuple[tuple[CellValue, ...], ...]
    """Row 1 first, all equally long; empty ones at the end are left out. A formula is its last result, an error None."""
    formulas: frozenset[tuple[int, int]] = frozenset()
    """(row, column) of cells that hold a formula, those that an array formula fills included."""
    merged: tuple[str, ...] = ()
    """Merged ranges such as `A1:B2`."""
    wrong: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """The errors that stand in cells, such as `#REF!`, by (row, column)."""


@dataclass(frozen=True, slots=True)
class ReadWorkbook:
    """What stands in a workbook; the file itself is not needed again."""

    name: str
    """The file's name, without its folder."""
    sha256: str
    titles: tuple[str, ...]
    """Of all sheets, in their order."""
    sheets: Mapping[str, ReadSheet]
    """Those asked for that are there, by the title they were asked for; case and outer blanks do not count."""


def read_workbook(path: Path, wanted: Sequence[str], *, cancelled: IsCancelled | None = None) -> ReadWorkbook:
    """Read the sheets that are wanted, as far as they are there; the file is read once, and parsed in a process of its own.

    Raises InvalidInput, with a sentence that names the file, for whatever is no sound workbook, and Cancelled.
    """
    data = _content(path)
    try:
        titles, sheets = _understood(ask(data, wanted, cancelled))
    except TooMuch as error:
        raise InvalidInput(
            f"{path.name} takes more memory or time to read than a sound workbook does: "
            f"remove what is not needed in it; {_AGAIN}."
        ) from error
    except Unanswered as error:
        raise InvalidInput(f"{path.name} holds something that cannot be read: {_AGAIN}.") from error
    except OSError as error:
        raise InvalidInput(
            f"{path.name} cannot be read now, because no process can be started: {error.strerror}."
        ) from error
    except _Refused as refused:
        raise InvalidInput(f"{path.name} {refused}.") from refused
    return ReadWorkbook(path.name, hashlib.sha256(data).hexdigest(), titles, sheets)


class _Refused(Exception):
    """The process refused the workbook; the text follows the file's name."""


def _content(path: Path) -> bytes:
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        raise InvalidInput(f"The workbook {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise InvalidInput(f"{str(path)!r} cannot be the name of a file.") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise InvalidInput(f"{path} is no regular file: choose an Excel workbook (.xlsx).")
    with os.fdopen(descriptor, "rb") as file:
        try:
            data = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise InvalidInput(f"The workbook {path} cannot be read: {error.strerror}.") from error
    if len(data) > MOST_BYTES:
        raise InvalidInput(
            f"{path.name} is larger than {MOST_BYTES // 1024 // 1024} MB: remove what is not needed, and save it again as .xlsx."
        )
    return data


def _understood(said: bytes) -> tuple[tuple[str, ...], dict[str, ReadSheet]]:
    """The answer of the process, taken apart; what it says is checked too, because it read what a stranger wrote."""
    rows: list[tuple[CellValue, ...]] = []
    heads: list[tuple[dict[str, Any], list[tuple[CellValue, ...]]]] = []
    try:
        lines = [json.loads(line, object_hook=_dated) for line in said.splitlines()]
        if "refused" in lines[-1]:
            raise _Refused(_text(lines[-1]["refused"]))
        if lines[-1] != {"end": True}:
            raise Unanswered
        for line in lines[1:-1]:
            if "rows" in line:
                rows += map(_row, line["rows"])
            else:
                rows = []
                heads.append((line, rows))
        return tuple(map(_text, lines[0]["titles"])), {_text(head["asked"]): _sheet(head, rows) for head, rows in heads}
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise Unanswered from error


def _sheet(head: dict[str, Any], rows: list[tuple[CellValue, ...]]) -> ReadSheet:
    return ReadSheet(
        title=_text(head["title"]),
        rows=tuple(rows),
        formulas=frozenset(_place(*place) for place in head["formulas"]),
        merged=tuple(map(_text, head["merged"])),
        wrong={_place(row, column): _text(text) for row, column, text in head["wrong"]},
    )


def _row(cells: list[CellValue]) -> tuple[CellValue, ...]:
    row = tuple(cells)
    if not _KINDS.issuperset(map(type, row)):
        raise Unanswered
    return row


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unanswered
    return value


def _place(row: object, column: object) -> tuple[int, int]:
    if not (isinstance(row, int) and isinstance(column, int)):
        raise Unanswered
    return row, column


def _dated(told: dict[str, str]) -> object:
    """A day or a moment, which JSON does not know; everything else as it is."""
    if told.keys() == {"day"}:
        return date.fromisoformat(told["day"])
    if told.keys() == {"moment"}:
        return datetime.fromisoformat(told["moment"])
    return told
