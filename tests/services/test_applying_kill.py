"""kill -9 in the middle of applying a workbook leaves nothing of it, or all of it (issue 7)."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from killing import killed_in_workspace
from openpyxl import load_workbook
from support import OpenAs, dump, query

from cm_tui.bootstrap import open_services
from cm_tui.services.action_workbook.checked import Checked
from cm_tui.services.action_workbook.layout import UPDATE
from cm_tui.services.services import Services

ROWS = 12
FEWEST = 12
"""Statements that applying makes at least; with fewer the kills would say little."""


def checked(services: Services, folder: Path) -> Checked:
    """A workbook in which a dozen actions get a note and another status, and the first one a link."""
    target = folder / "actions.xlsx"
    services.exports.actions(target, _manual(services))
    book = load_workbook(target)
    sheet = book[UPDATE]
    headings = {cell.value: cell.column or 0 for cell in sheet[1]}
    for row in range(2, 2 + ROWS):
        sheet.cell(row, headings["Implementation Status"]).value = "Planned"
        sheet.cell(row, headings["Other Notes"]).value = f"note {row}"
    sheet.cell(2, headings["Documents"]).value = "Report::https://example.com/report"
    book.save(target)
    return services.action_workbooks.check(services.action_workbooks.read(target))


def _manual(services: Services) -> tuple[str, ...]:
    return tuple(row.id for row in services.listing.select(query("testing:manual"), limit=ROWS))


def test_before_every_statement_of_it(acme: Path, tmp_path: Path, open_as: OpenAs) -> None:
    services = open_as(acme)
    found = checked(services, tmp_path)
    assert len(found.plans) == ROWS
    before = dump(acme)
    fatal = 1
    while killed_in_workspace(acme, fatal, lambda one: one.action_workbooks.apply(found)):
        assert dump(acme) == before, f"killed before statement {fatal}"
        fatal += 1
    assert fatal > FEWEST
    with closing(open_services(acme)) as whole:
        rows = whole.listing.rows(_manual(whole))
        assert {row.implementation_status.value for row in rows} == {"Planned"}
        assert {whole.actions.details(row.id).other_notes for row in rows} == {f"note {2 + n}" for n in range(ROWS)}
        assert len(whole.evidence.evidence(rows[0].id)) == 1
        assert whole.check.run().problems == ()
        assert whole.history.verify().valid
