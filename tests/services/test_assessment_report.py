"""The report of an assessment: its tabs say what its page shows, and with which history it was so (spec 4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from support import (
    DONE,
    DONE_DAY,
    LATER_DAY,
    NOW,
    TomlFiles,
    save,
    small_catalogue,
    toml_action,
    toml_control,
    toml_regulation,
)

from cm_tui.model.errors import AlreadyThere, Cancelled, InvalidInput, NotFound
from cm_tui.model.views.assessments import AssessmentDetails
from cm_tui.model.vocabulary import Field, ImplementationStatus
from cm_tui.services.services import Services

GDPR = "GDPR Europe"
HOSTILE = '=HYPERLINK("http://x") \x1b[31m[b]x 漢字\u202e'
Line = dict[str, object]


def table(book: Workbook, title: str) -> list[Line]:
    """The rows of a tab by its headings."""
    headings, *rows = book[title].iter_rows(values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def summary(book: Workbook) -> Line:
    """What the summary says."""
    return {str(row[0]): row[1] for row in book["Summary"].iter_rows(values_only=True)}


def split(value: object, by: str = ", ") -> list[str]:
    """The names of a cell that holds several."""
    return str(value).split(by) if value else []


@pytest.fixture(scope="module")
def report(contoso_read: Services, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """The report of the demo's largest assessment."""
    target = tmp_path_factory.mktemp("report") / "r.xlsx"
    assert contoso_read.exports.assessment(GDPR.lower(), target).path == target
    return load_workbook(target)


@pytest.fixture(scope="module")
def details(contoso_read: Services) -> AssessmentDetails:
    """What its page shows."""
    return contoso_read.assessments.details(GDPR)


def points(lines: Sequence[Line], column: str) -> int:
    """The sum of a column, in millionths."""
    return round(sum(float(str(line[column])) * 1_000_000 for line in lines))


def test_the_summary_says_what_it_is_and_how_to_prove_it(
    report: Workbook, details: AssessmentDetails, contoso_read: Services
) -> None:
    said, one = summary(report), details.assessment
    assert (said["Assessment"], said["Group"], said["Status"]) == (one.name, one.group, one.status.value)
    assert said["Regulation"] == "GDPR · General Data Protection Regulation"
    assert (said["Services"], said["Controls passed"]) == ("all", f"{one.controls_passed} of {one.controls}")
    stated = {name: points([said], name) for name in said if "points" in name.lower()}
    assert stated == {
        "Points achieved": one.points.achieved,
        "Points possible": one.points.possible,
        "Your points achieved": details.yours.achieved,
        "Your points possible": details.yours.possible,
        "Microsoft's points achieved": details.microsoft_points.achieved,
        "Microsoft's points possible": details.microsoft_points.possible,
    }
    assert said["Exported at"] == NOW.replace(tzinfo=None)
    assert contoso_read.person.email in str(said["Exported by"])
    proven = contoso_read.history.verify(str(said["History digest"]))
    assert proven.valid
    assert said["To prove the history"] == f"cm-tui history verify --against {said['History digest']}"


def test_the_controls_are_those_of_the_page(report: Workbook, details: AssessmentDetails) -> None:
    lines = table(report, "Controls")
    assert [line["Control ID"] for line in lines] == [one.control_id for one in details.controls]
    for line, one in zip(lines, details.controls, strict=True):
        assert one.points is not None
        assert one.status is not None
        assert line["Status"] == one.status.value
        assert line["Legal status"] == "in force"
        numbers = (line["Your actions passed"], line["Your actions"], line["Microsoft actions"])
        assert numbers == (one.your_actions_passed, one.your_actions, one.microsoft_actions)
        assert points([line], "Points achieved") == one.points.achieved
        assert points([line], "Points possible") == one.points.possible
    shared = [one for one in details.controls if one.your_actions and one.microsoft_actions]
    assert [line["Control ID"] for line in lines if line["Managed by"] == "shared"] == [
        one.control_id for one in shared
    ]


def test_the_actions_are_yours_and_microsofts_with_what_was_found(
    report: Workbook, details: AssessmentDetails, contoso_read: Services
) -> None:
    lines = {str(line["Action ID"]): line for line in table(report, "Improvement actions")}
    served = {action for control in details.controls for action in control.actions}
    microsoft = {one.id: one for one in details.microsoft}
    assert {name for name, line in lines.items() if line["Managed by"] == "Microsoft"} == set(microsoft)
    assert set(lines) == served | set(microsoft)
    assert list(lines) == sorted(lines)
    assert points(list(lines.values()), "Points possible") == details.assessment.points.possible
    assert points(list(lines.values()), "Points achieved") == details.assessment.points.achieved
    for name, one in microsoft.items():
        assert lines[name]["Test status"] == one.test_status.value
        assert split(lines[name]["Controls"]) == list(one.controls)
    proven = [name for name, line in lines.items() if line["Evidence"]]
    assert proven
    for name in proven[:10]:
        found = contoso_read.evidence.evidence(name)
        assert split(lines[name]["Evidence"], "\n") == [f"{e.name} ({e.url})" if e.url else e.name for e in found]
    for row in contoso_read.listing.rows(sorted(set(lines) - set(microsoft))):
        line = lines[row.id]
        assert (line["Improvement action"], line["Owner"]) == (row.name, row.owner)
        assert (line["Testing type"], line["Testing source"]) == (row.testing_type.value, row.testing_source.value)
        days = [
            day.date() if isinstance(day, datetime) else day for day in (line["Implementation date"], line["Test date"])
        ]
        assert days == [row.implementation_date, row.test_date]


def test_the_mapping_has_a_row_for_each_control_and_action(report: Workbook, details: AssessmentDetails) -> None:
    found = [(line["Control ID"], line["Action ID"]) for line in table(report, "Control mapping")]
    assert found == [(one.control_id, action) for one in details.controls for action in sorted(one.actions)]


def test_subscriptions_and_what_is_not_assessed(
    report: Workbook, details: AssessmentDetails, contoso_read: Services
) -> None:
    first = table(report, "Subscriptions")[0]
    found = {one.name: one for one in contoso_read.actions.details(str(first["Action ID"])).subscriptions}
    one = found[str(first["Subscription"])]
    assert (first["Resources complete"], first["Resources"]) == (one.resources_completed, one.resources_applicable)
    rest = {line["Control ID"]: line["Why it is not assessed"] for line in table(report, "Controls not assessed")}
    everything = contoso_read.regulations.details("gdpr").controls
    assert set(rest) | {one.control_id for one in details.controls} == {one.control.control_id for one in everything}
    assert rest["GDPR Art. 5"] == "Its parts are assessed, each as a control of its own."
    assert {rest[one.control.control_id] for one in everything if one.control.no_action} == {
        one.control.no_action for one in everything if one.control.no_action
    }


def test_it_is_pleasant_to_work_in(report: Workbook) -> None:
    for title in report.sheetnames[1:]:
        sheet = report[title]
        assert str(sheet.freeze_panes).endswith("2")
        assert sheet.auto_filter.ref == sheet.dimensions
        widths = [sheet.column_dimensions[get_column_letter(at + 1)].width for at in range(sheet.max_column)]
        assert min(widths) >= 10
    actions = report["Improvement actions"]
    dates = [cell for cell in actions["H"][1:] if cell.value is not None]
    assert dates
    assert all(isinstance(cell.value, datetime) and cell.number_format == "yyyy-mm-dd" for cell in dates)


@pytest.fixture
def small(organisation_of: Callable[[TomlFiles], Services]) -> Services:
    """An organisation with one assessment of few controls, some of which nobody is assessed against."""
    files = small_catalogue()
    files["regulations/r1.toml"] = toml_regulation(
        "r1",
        toml_control("R1 Art. 1"),
        toml_control("R1 Art. 2", no_action="It binds the authority alone."),
        toml_control("R1 Art. 3"),
        toml_control("R1 Art. 9", status="vacated"),
    )
    files["actions/control-access.toml"]["action"] = [
        toml_action("CA-001"),
        toml_action("CA-002", type="Operational", satisfies={"direct": ["R1 Art. 1"]}),
    ]
    return organisation_of(files)


def test_hostile_text_notes_and_what_is_out_of_scope(small: Services, tmp_path: Path) -> None:
    save(small, "CA-001", {**DONE, Field.TEST_NOTES: HOSTILE, Field.IMPLEMENTATION_NOTES: "first\nsecond"})
    save(small, "CA-002@group-1", {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE})
    small.evidence.link("CA-001", "=Policy", "https://contoso.example/policy")
    written = small.exports.assessment("r1 group 1", tmp_path / "r.xlsx")
    assert written.rows == 1
    book = load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == ["Summary", "Controls", "Improvement actions", "Control mapping", "Controls not assessed"]
    first, second = table(book, "Improvement actions")
    assert first["Test notes"] == HOSTILE.replace("\x1b", "\\x1b")
    assert first["Implementation notes"] == "first\nsecond"
    assert first["Evidence"] == "=Policy (https://contoso.example/policy)"
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    days = (first["Implementation date"], first["Test date"])
    assert days == tuple(datetime(day.year, day.month, day.day) for day in (DONE_DAY, LATER_DAY))
    assert (second["Group"], second["Points achieved"], second["Points possible"]) == ("Group 1", 0, 0)
    assert summary(book)["Score in percent"] == 100
    reasons = {line["Control ID"]: line["Why it is not assessed"] for line in table(book, "Controls not assessed")}
    assert reasons == {
        "R1 Art. 2": "It binds the authority alone.",
        "R1 Art. 3": "No improvement action of this assessment serves it.",
        "R1 Art. 9": "It is vacated, and binds nobody.",
    }


def test_what_cannot_be_written_leaves_nothing(small: Services, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    (place / "mine.xlsx").write_text("mine")
    with pytest.raises(NotFound, match="R1 Group 1"):
        small.exports.assessment("R1", place / "a.xlsx")
    with pytest.raises(InvalidInput, match="has to end in"):
        small.exports.assessment("R1 Group 1", place / "a.xls")
    with pytest.raises(AlreadyThere):
        small.exports.assessment("R1 Group 1", place / "mine.xlsx")
    with pytest.raises(Cancelled):
        small.exports.assessment("R1 Group 1", place / "a.xlsx", cancelled=lambda: True)
    assert [(file.name, file.read_text()) for file in place.iterdir()] == [("mine.xlsx", "mine")]
    told: list[tuple[int, int]] = []
    small.exports.assessment(
        "R1 Group 1", place / "mine.xlsx", overwrite=True, progress=lambda *all_: told.append(all_)
    )
    assert told[-1][0] == told[-1][1] > 0
