"""The tab Valid values: what may stand in the columns that people edit (spec 3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from cm_tui.model.rules.workbook import permitted_in_workbook
from cm_tui.model.vocabulary import ImplementationStatus, TestingType
from cm_tui.services.action_workbook.layout import VALID
from cm_tui.services.workbooks.tables import Column, Sheet

_PEOPLE = "A"
"""The column of the e-mails."""


def valid_values_sheet(people: Sequence[tuple[str, str]]) -> Sheet:
    """The lists side by side: users by e-mail and name, statuses, the test statuses beside each of them, testing types."""
    beside = [
        (f"Test Status beside {status.workbook}", permitted_in_workbook(status)) for status in ImplementationStatus
    ]
    lists: list[tuple[Column, Sequence[str]]] = [
        (Column("Assigned To", 34, "line"), [email for email, _ in people]),
        (Column("Name", 26, "line"), [name for _, name in people]),
        (Column("Implementation Status", 26, "line"), [one.workbook for one in ImplementationStatus]),
        (Column("Meaning", 26, "line"), [one.value for one in ImplementationStatus]),
        *((Column(title, 26), [one.workbook for one in statuses]) for title, statuses in beside),
        (Column("Testing Type", 14, "line"), [one.workbook for one in TestingType]),
    ]
    rows = list(zip_longest(*(values for _, values in lists)))
    return Sheet(VALID, tuple(column for column, _ in lists), rows, filtered=False)


def people_range(count: int) -> str | None:
    """Where the e-mails of so many users stand; None where there are none."""
    return f"'{VALID}'!${_PEOPLE}$2:${_PEOPLE}${count + 1}" if count else None
