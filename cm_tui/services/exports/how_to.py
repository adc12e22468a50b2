"""The tab How to update actions: what may be changed and how, how the workbook comes back, and what it was taken from."""

from __future__ import annotations

from collections.abc import Sequence

from cm_tui.model.rules.workbook import permitted_in_workbook
from cm_tui.model.vocabulary import ImplementationStatus, TestingType
from cm_tui.services.action_workbook.layout import HOW_TO, IDENTITY, MAPPING, REPORT, UPDATE, VALID
from cm_tui.services.workbooks.tables import Column, Sheet, Value

_COLUMNS = (Column("How to update actions", 28), Column("", 100))


def how_to_sheet(facts: Sequence[tuple[str, Value]]) -> Sheet:
    """The rules, then the facts about this export."""
    rows: list[tuple[Value, Value]] = [*_WAY, (None, None), *_RULES, (None, None), *facts]
    return Sheet(HOW_TO, _COLUMNS, rows, filtered=False, tab="70AD47")


def _beside(status: ImplementationStatus) -> tuple[str, str]:
    tests = ", ".join(one.workbook for one in permitted_in_workbook(status))
    return (f"Test Status beside {status.workbook}", tests)


_WAY = (
    (
        "What to do",
        f"Edit the white columns of the tab {UPDATE}, save the workbook as .xlsx, and bring it back: key i on the page "
        "Improvement actions, or the command `cm-tui import actions FILE.xlsx`.",
    ),
    (
        "What happens then",
        "Every change is shown before anything is stored. One fault refuses the whole workbook and is named by its cell; "
        "without one all changes are stored together, and one key takes them back.",
    ),
    (
        "What others changed",
        f"Each row of {UPDATE} keeps in a hidden column the version that it was exported at. Where somebody changed an action "
        "since, both values are shown and you decide; nothing of theirs is overwritten unseen.",
    ),
    (
        "The other tabs",
        f"{REPORT}, {MAPPING} and {VALID} are for reading; what is changed there is ignored.",
    ),
)
_RULES = (
    (
        "Grey columns",
        f"{', '.join(IDENTITY)}: they say which action a row is and stay as they are. Rows may be sorted, "
        "filtered, moved and left out; rows for new actions cannot be added.",
    ),
    (
        "Blank cells",
        "A blank cell leaves what is stored as it is: a note, a date or an owner is emptied in the program, not here. "
        "The word None is a test status like any other.",
    ),
    ("Implementation Status", ", ".join(one.workbook for one in ImplementationStatus)),
    *map(_beside, ImplementationStatus),
    (
        "Other test statuses",
        "Statuses that are not listed here come from automation or were chosen in the program; leave them, or choose a listed one.",
    ),
    (
        "Dates",
        "A date of Excel, or a text as month/day/year: 6/19/2026 or 6/19/2026 15:12:29. "
        "Test Date is never before Implementation Date.",
    ),
    (
        "Testing Type",
        f"{' or '.join(one.workbook for one in TestingType)}. While a row stays {TestingType.AUTOMATIC.workbook}, "
        "its Test Status, Test Date and Test Notes are set by automation and cannot be changed.",
    ),
    (
        "Documents",
        "New links as title::https://address, several entries separated by ;; – files are added in the program. "
        "Removing an entry here removes no evidence.",
    ),
    ("Assigned To", f"The e-mail of a user; the tab {VALID} lists them all."),
    ("Formulas", "No cell may hold a formula; paste values instead."),
)
