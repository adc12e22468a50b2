"""Why a workbook is refused, and what one may hold at most."""

from __future__ import annotations

AGAIN = "open it in Excel and save it again as .xlsx"
MEBI = 1024 * 1024
MOST_BYTES = 10 * MEBI
MOST_MEMBERS = 256
MOST_UNPACKED = 100 * MEBI
MOST_RATIO = 200
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 1_000_000
"""Of a sheet, empty ones that only have a look included."""
MOST_STYLES = 16 * MEBI
"""Bytes of the part that says how cells look."""
MOST_TEXT = 64 * MEBI
"""Bytes of the answer, all wanted sheets together."""
MOST_REMARKS = 100_000
"""Formulas, merged ranges and errors of a sheet, each."""
_SHOWN = 80


class Refused(Exception):
    """A workbook is not read; `str(error)` follows the name of the file, says what to do, and has no full stop."""


def damaged(reason: str) -> Refused:
    """What does not hold together, or is made so that programs would read it differently."""
    return Refused(f"is damaged, or no Excel workbook: {reason}; {AGAIN}")


def short(text: str) -> str:
    """A name out of a workbook, as it can stand in a sentence."""
    return f"“{text if len(text) <= _SHOWN else text[:_SHOWN] + '…'}”"
