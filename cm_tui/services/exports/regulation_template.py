"""A regulation as a workbook in the four-tab form, to be changed and brought back in (spec 11.9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from cm_tui.model.errors import InvalidInput
from cm_tui.services.assessments.finding import find_regulation
from cm_tui.services.templates import layout
from cm_tui.services.templates.stored import StoredTemplate, stored_template
from cm_tui.services.workbooks.cells import fits
from cm_tui.services.workbooks.writing import Column, Kind, Sheet, Value

_WIDTHS = {
    layout.TITLE: 40,
    layout.PRODUCT: 20,
    layout.CERTIFICATION: 24,
    layout.SERVICES: 50,
    layout.CONTROL_NAME: 24,
    layout.CONTROL_FAMILY: 28,
    layout.CONTROL_TITLE: 40,
    layout.CONTROL_DESCRIPTION: 60,
    layout.CONTROL_ACTIONS: 80,
    layout.ACTION_TITLE: 50,
    layout.DESCRIPTION_TITLE: 50,
    layout.DESCRIPTION: 90,
    layout.DIMENSION_VALUE: 40,
}
_USUAL = 24
_KINDS: dict[str, Kind] = {layout.ACTION_SCORE: "number", layout.CONTROL_NAME: "line", layout.CONTROL_ACTIONS: "line"}
"""What is not folded to its width: as many titles as a control has would make a row higher than a screen."""


def template_sheets(session: Session, key: str) -> tuple[list[Sheet], int]:
    """The four tabs of a regulation, by its key or short title, and how many controls stand in them.

    Raises NotFound, and InvalidInput where a text is too long for a cell: a template has no other place for it.
    """
    stored = stored_template(session, find_regulation(session, key))
    sheets = _sheets(stored)
    for sheet in sheets:
        _refuse_long(sheet)
    return sheets, len(stored.controls)


def _sheets(stored: StoredTemplate) -> list[Sheet]:
    template, actions = stored.template, stored.actions
    keys = layout.dimension_keys(actions)
    action_headings = (*layout.ACTION_COLUMNS, *(f"{layout.PREFIX}{key}" for key in keys))
    return [
        _sheet(layout.TEMPLATE, (*layout.TEMPLATE_COLUMNS, *template.more), [template.cells]),
        _sheet(layout.FAMILIES, layout.FAMILY_COLUMNS, [control.cells for control in stored.controls]),
        _sheet(layout.ACTIONS, action_headings, [action.cells(keys) for action in actions]),
        _sheet(layout.DIMENSIONS, layout.DIMENSION_COLUMNS, layout.dimension_rows(template, actions)),
    ]


def _sheet(title: str, headings: Iterable[str], rows: Sequence[Sequence[Value]]) -> Sheet:
    columns = [Column(one, _WIDTHS.get(one, _USUAL), _KINDS.get(one, "text")) for one in headings]
    return Sheet(title, columns, rows, steady=1)


def _refuse_long(sheet: Sheet) -> None:
    for number, row in enumerate(sheet.rows, start=2):
        for column, value in zip(sheet.columns, row, strict=True):
            if isinstance(value, str) and not fits(value):
                raise InvalidInput(
                    f"{sheet.title}, row {number}: {column.title} is longer than a cell of a workbook can be, and a template "
                    "has no other place for it. Nothing was written."
                )
