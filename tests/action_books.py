"""Bulk workbooks for tests: the sheet Action Update as a reader finds it, edited by id and heading; files where files matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook, load_workbook
from support import TomlFiles, query, small_catalogue, toml_action

from cm_tui.model.views.action_workbook import Choices, RowReview
from cm_tui.model.views.workbooks import CellFault
from cm_tui.services.action_workbook.checked import Checked, Upload
from cm_tui.services.action_workbook.columns import located
from cm_tui.services.action_workbook.layout import ACTION_ID, COLUMNS, UPDATE, VERSION, standing_row
from cm_tui.services.action_workbook.stored import read_stored
from cm_tui.services.services import Services
from cm_tui.services.workbooks.reading import CellValue, ReadSheet


def working_catalogue() -> TomlFiles:
    """A catalogue of a few actions: technical and nontechnical ones, one for Defender for Cloud, one with a source of its own."""
    files = small_catalogue()
    files["actions/control-access.toml"] = {
        "category": "Control Access",
        "action": [
            toml_action("CA-001"),
            toml_action("CA-002", type="Operational"),
            toml_action("CA-003", type="Documentation"),
            toml_action("CA-004"),
            toml_action("CA-005", type="Operational", services=["Microsoft 365", "Microsoft Azure"]),
            toml_action("CA-006", automation="Built-in"),
        ],
    }
    return files


@dataclass
class Book:
    """The rows of one workbook, as they were exported."""

    services: Services
    headings: list[str] = field(default_factory=lambda: [*COLUMNS, VERSION])
    rows: list[dict[str, CellValue]] = field(default_factory=list)

    @classmethod
    def of(cls, services: Services, ids: Sequence[str] | None = None) -> Book:
        """What exporting every action of the organisation gives, or some of them."""
        wanted = sorted(ids or (row.id for row in services.listing.select(query(""))))
        with services.store.reading() as session:
            found = read_stored(session, wanted)
        return cls(services, rows=[dict(standing_row(found[one].row)) for one in wanted])

    def __getitem__(self, action: str) -> dict[str, CellValue]:
        return next(row for row in self.rows if row[ACTION_ID] == action)

    def put(self, action: str, **cells: CellValue) -> Book:
        """Edit the cells of an action's row; `test_status` is the heading Test Status."""
        row = self[action]
        row.update({name.replace("_", " ").title(): value for name, value in cells.items()})
        return self

    def without(self, heading: str) -> Book:
        """The same workbook without a column."""
        self.headings.remove(heading)
        return self

    @property
    def sheet(self) -> ReadSheet:
        """The sheet as a reader finds it."""
        rows = tuple(tuple(row[heading] for heading in self.headings) for row in self.rows)
        return ReadSheet(UPDATE, (tuple(self.headings), *rows))

    def upload(self, sheet: ReadSheet | None = None) -> Upload:
        """What reading it gives."""
        sheet = sheet or self.sheet
        columns = located(sheet)
        return Upload(Path("actions.xlsx"), sheet, columns, columns.rows(sheet), "")

    def check(self, choices: Choices | None = None, sheet: ReadSheet | None = None) -> Checked:
        """What it would do."""
        return self.services.action_workbooks.check(self.upload(sheet), choices or {}, names_confirmed=True)

    def write(self, path: Path) -> Path:
        """Write it as a file of somebody else's program would be: plain cells, and no other tab."""
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = UPDATE
        for row in self.sheet.rows:
            sheet.append(list(row))
        book.save(path)
        return path


def edit_file(path: Path, *edits: tuple[str, str, CellValue]) -> Path:
    """Edit cells of a workbook's Action Update as Excel would: by action, heading and new value."""
    book = load_workbook(path)
    sheet = book[UPDATE]
    headings = [str(cell.value) for cell in sheet[1]]
    ids = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    for action, heading, value in edits:
        sheet.cell(ids[action], headings.index(heading) + 1).value = value
    book.save(path)
    return path


def only(rows: Sequence[RowReview]) -> RowReview:
    """The one row there is."""
    [row] = rows
    return row


def faults(checked: Checked) -> Iterator[tuple[int, str]]:
    """Where the faults are: row and heading."""
    yield from ((one.row, one.column) for one in checked.review.faults)


def fault(checked: Checked) -> CellFault:
    """The one fault there is."""
    [one] = checked.review.faults
    return one
