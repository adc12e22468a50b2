"""What may be typed into the columns of a sheet: lists to choose from, and columns that nobody types into."""

from __future__ import annotations

from typing import Literal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cm_tui.services.workbooks.tables import Column

_LONGEST_LIST, _LONGEST_HELP = 255, 255
"""Characters that Excel takes."""
_FIXED = "This column says which row it is, and stays as it is."
_LISTED = "Choose one of the values of the list."


def add_rules(sheet: Worksheet, columns: tuple[Column, ...], last_row: int) -> None:
    """Add what the columns of a sheet ask for to its rows, the header left out."""
    if last_row < 2:
        return
    for number, column in enumerate(columns, start=1):
        rule = _rule(column)
        if rule is not None:
            letter = get_column_letter(number)
            rule.add(f"{letter}2:{letter}{last_row}")
            sheet.data_validations.append(rule)


def _rule(column: Column) -> DataValidation | None:
    if column.fixed:
        return _refusing("custom", "FALSE", column.help or _FIXED, blank=False)
    if column.allowed_range is not None:
        return _refusing("list", column.allowed_range, column.help or _LISTED)
    if column.allowed:
        values = ",".join(column.allowed)
        if len(values) > _LONGEST_LIST or any("," in one for one in column.allowed):
            raise ValueError(f"Excel takes no list of these values: {values}")
        return _refusing("list", f'"{values}"', column.help or _LISTED)
    return None


def _refusing(kind: Literal["custom", "list"], formula: str, sentence: str, *, blank: bool = True) -> DataValidation:
    rule = DataValidation(type=kind, formula1=formula, allow_blank=blank, showErrorMessage=True, errorStyle="stop")
    rule.errorTitle, rule.error = "cm-tui", sentence[:_LONGEST_HELP]
    return rule
