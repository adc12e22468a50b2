"""The workbook of actions: its tabs in their order, each read while it is written (interface 6)."""

from __future__ import annotations

from collections.abc import Sequence

from cm_tui.services.action_workbook.layout import action_row, update_sheet
from cm_tui.services.exports.action_reading import ActionReading
from cm_tui.services.exports.how_to import how_to_sheet
from cm_tui.services.exports.report_table import mapping_sheet, report_sheet
from cm_tui.services.exports.valid_values import people_range, valid_values_sheet
from cm_tui.services.workbooks.tables import Sheet, Value


def actions_book(
    reading: ActionReading,
    ids: Sequence[str],
    people: Sequence[tuple[str, str]],
    facts: Sequence[tuple[str, Value]],
) -> tuple[Sheet, ...]:
    """The five tabs of these actions; `people` are e-mails and names."""
    updates = (action_row(one) for one in reading.stored(ids))
    return (
        how_to_sheet(facts),
        update_sheet(updates, len(ids), people=people_range(len(people))),
        report_sheet(reading.reported(ids), len(ids)),
        mapping_sheet(reading.mapped(ids), reading.count_mapped(ids)),
        valid_values_sheet(people),
    )
