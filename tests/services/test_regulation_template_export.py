"""A regulation as a template: four tabs in the form that Purview gives them, with all that an assessment counts (spec 11.9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import select
from support import OpenAs, TomlFiles, small_catalogue, toml_action, toml_control, toml_regulation
from template_files import own_template, write_template

from cm_tui.model.errors import AlreadyThere, InvalidInput, NotFound
from cm_tui.model.rules.points import MILLION
from cm_tui.model.tables.catalogue import Regulation
from cm_tui.model.views.assessments import RegulationDetails
from cm_tui.model.vocabulary import ActionType, Category, Function, LegalStatus, ManagedBy, Requirement
from cm_tui.services.services import Services
from cm_tui.services.templates.layout import ActionForm, TemplateForm, described, dimension_keys, dimension_rows

ACTIONS = ["actionTitle", "implementationType", "actionScore", "actionDescriptionTitle", "actionDescription"]
DIMENSIONS = ["dimension-Category", "dimension-Requirement", "dimension-Function"]
Line = dict[str, object]


def table(book: Workbook, title: str) -> list[Line]:
    """The rows of a tab by its headings."""
    headings, *rows = book[title].iter_rows(values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def served(details: RegulationDetails) -> dict[str, list[str]]:
    """By control in force that an action serves, the titles of those actions in the order of their ids."""
    in_force = (one for one in details.controls if one.control.legal_status is LegalStatus.IN_FORCE and one.serving)
    return {one.control.control_id: [a.title for a in sorted(one.serving, key=lambda a: a.id)] for one in in_force}


@pytest.mark.parametrize("key", ["gdpr", "ccpa", "hipaa-hitech", "lgpd"])
def test_every_regulation_of_the_catalogue_has_its_four_tabs(contoso_read: Services, tmp_path: Path, key: str) -> None:
    target = tmp_path / "t.xlsx"
    written = contoso_read.exports.regulation(key, target)
    book, details = load_workbook(target), contoso_read.regulations.details(key)
    one = details.regulation
    assert book.sheetnames == ["Template", "ControlFamily", "Actions", "Dimensions"]
    [head] = table(book, "Template")
    assert list(head) == ["title", "product", "certification", "inScopeServices"]
    assert (head["title"], head["product"], head["certification"]) == (one.title, "Microsoft 365", one.short_title)
    services = contoso_read.assessments.services()[key]
    assert head["inScopeServices"] == ";;".join(services)
    controls = {str(line["controlName"]): str(line["controlActionTitle"]) for line in table(book, "ControlFamily")}
    assert {name: titles.split(";;") for name, titles in controls.items()} == served(details)
    assert list(controls) == list(served(details))
    assert written.rows == len(controls)
    titles = {title for control in served(details).values() for title in control}
    assert len(titles) == one.actions
    yours = {a.title for c in details.controls for a in c.serving if a.managed_by is ManagedBy.ORGANISATION} & titles
    actions = table(book, "Actions")
    assert list(actions[0]) == [*ACTIONS, *DIMENSIONS]
    assert {line["actionTitle"] for line in actions} == yours
    assert len(actions) == len(yours)
    assert len({str(line["actionTitle"]).casefold() for line in actions}) == len(actions)
    if titles == yours:
        assert sum(int(str(line["actionScore"])) for line in actions) * MILLION == one.maximum_points
    assert {line["actionScore"] for line in actions} <= {1, 3, 9, 27}
    assert all(len(str(cell.value)) <= 32_767 for sheet in book for row in sheet.iter_rows() for cell in row)


def test_every_word_of_a_dimension_is_declared_and_understood(contoso_read: Services, tmp_path: Path) -> None:
    contoso_read.exports.regulation("GDPR", tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    declared = {(line["dimensionKey"], line["dimensionValue"]) for line in table(book, "Dimensions")}
    actions = table(book, "Actions")
    used = {(name.removeprefix("dimension-"), line[name]) for line in actions for name in DIMENSIONS}
    assert declared == {*used, ("product", "Microsoft 365"), ("certification", "GDPR")}
    first = actions[0]
    row = contoso_read.listing.rows(["CA-001"])[0]
    assert ActionType.lookup(str(first["implementationType"])) is row.action_type
    assert Category.lookup(str(first["dimension-Category"])) is row.category
    assert Requirement.lookup(str(first["dimension-Requirement"])) is Requirement.MANDATORY
    assert Function.lookup(str(first["dimension-Function"])) is Function.PREVENTATIVE
    newest = contoso_read.updates.review("CA-001").update
    assert newest.promise.to_version == 3
    description = next(change.after for change in newest.changes if change.field.value == "guidance")
    assert str(first["actionDescription"]).endswith(str(description))


def catalogue(*actions: dict[str, object]) -> TomlFiles:
    """A regulation with a control that nothing serves, one that binds nobody, and one that binds the authority."""
    files = small_catalogue()
    files["regulations/r1.toml"] = toml_regulation(
        "r1",
        toml_control("R1 Art. 1", summary='=1+1 \x07"quoted"'),
        toml_control("R1 Art. 2"),
        toml_control("R1 Art. 3", no_action="It binds the authority alone."),
        toml_control("R1 Art. 8", status="proposed"),
        toml_control("R1 Art. 9", status="vacated"),
    )
    files["actions/control-access.toml"]["action"] = list(actions)
    return files


@pytest.fixture
def small(organisation_of: Callable[[TomlFiles], Services]) -> Services:
    """An organisation with that regulation and two actions."""
    both = {"direct": ["R1 Art. 1", "R1 Art. 8"]}
    return organisation_of(
        catalogue(
            toml_action("CA-001", satisfies=both),
            toml_action("CA-002", type="Operational", requirement="discretionary", function="corrective"),
        )
    )


def test_what_binds_nobody_or_what_nothing_serves_stays_out(small: Services, tmp_path: Path) -> None:
    assert small.exports.regulation("r1", tmp_path / "t.xlsx").rows == 1
    book = load_workbook(tmp_path / "t.xlsx")
    [control] = table(book, "ControlFamily")
    assert control == {
        "controlName": "R1 Art. 1",
        "controlFamily": "Family",
        "controlTitle": "Title of R1 Art. 1",
        "controlDescription": '=1+1 \\x07"quoted"',
        "controlActionTitle": "Do what CA-001 asks;;Do what CA-002 asks",
    }
    assert [tuple(line.values())[:3] for line in table(book, "Actions")] == [
        ("Do what CA-001 asks", "Technical", 27),
        ("Do what CA-002 asks", "Operational", 1),
    ]
    assert [line["actionDescription"] for line in table(book, "Actions")] == ["Why it matters.\n\n1. What to do."] * 2
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert all(sheet.auto_filter.ref == sheet.dimensions for sheet in book)


def test_what_a_template_said_besides_stands_in_it_again(small: Services, tmp_path: Path) -> None:
    with small.store.writing() as session:
        regulation = session.exec(select(Regulation)).one()
        regulation.product, regulation.certification = "Salesforce", "ISO 1"
        regulation.in_scope_services, regulation.dimensions = ["Sales", "Service"], {"Region": "EU"}
    small.exports.regulation("r1", tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    [head] = table(book, "Template")
    assert list(head)[4:] == ["Region"]
    assert list(head.values())[1:] == ["Salesforce", "ISO 1", "Sales;;Service", "EU"]
    declared = [tuple(line.values()) for line in table(book, "Dimensions")]
    assert declared[:3] == [("product", "Salesforce"), ("certification", "ISO 1"), ("Region", "EU")]


def test_what_was_exported_comes_back_without_a_change(
    small: Services, contoso_template: Path, tmp_path: Path, open_as: OpenAs
) -> None:
    tabs = own_template()
    tabs["Template"][0].append("Region")
    tabs["Template"][1].append("EU")
    tabs["Dimensions"].append(["Region", "EU"])
    tabs["ControlFamily"].append(["R1 Art. 1", "Houses", "+Roofs", "Like\none of the law's.", "Shut the doors"])
    key = small.templates.take_over(write_template(tmp_path / "own.xlsx", tabs)).key
    contoso = open_as(contoso_template)
    for services, known in ((small, "r1"), (small, key), (contoso, "hipaa-hitech")):
        services.exports.regulation(known, tmp_path / f"{known}.xlsx")
        review = services.templates.review(tmp_path / f"{known}.xlsx")
        assert review.is_nothing, review
        assert (review.key, review.notices) == (known, ())
    [head] = table(load_workbook(tmp_path / f"{key}.xlsx"), "Template")
    assert list(head.values()) == [*tabs["Template"][1][:4], "EU"]
    actions = table(load_workbook(tmp_path / f"{key}.xlsx"), "Actions")
    assert [line["actionScore"] for line in actions] == [27, 12, 5]
    assert [line["dimension-Action Purpose"] for line in actions] == [None, "Co-management", None]


def test_what_no_cell_can_hold_is_refused(organisation_of: Callable[[TomlFiles], Services], tmp_path: Path) -> None:
    services = organisation_of(catalogue(toml_action("CA-001", description="x" * 33_000)))
    with pytest.raises(InvalidInput, match=r"^Actions, row 2: actionDescription is longer than a cell"):
        services.exports.regulation("r1", tmp_path / "t.xlsx")
    assert not (tmp_path / "t.xlsx").exists()


def test_what_cannot_be_written_leaves_nothing(small: Services, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    (place / "mine.xlsx").write_text("mine")
    for key, name, error in (
        ("r2", "a.xlsx", NotFound),
        ("r1", "a.xls", InvalidInput),
        ("r1", "mine.xlsx", AlreadyThere),
    ):
        with pytest.raises(error):
            small.exports.regulation(key, place / name)
    assert [(file.name, file.read_text()) for file in place.iterdir()] == [("mine.xlsx", "mine")]


def test_own_dimensions_come_after_those_of_all() -> None:
    def action(title: str, **dimensions: str) -> ActionForm:
        return ActionForm(title, ActionType.TECHNICAL, 5, title, "Text", dimensions)

    actions: Sequence[ActionForm] = (
        action("A", Category="Manage Compliance", Purpose="Prove"),
        action("B", Category="Control Access", Area="Law"),
    )
    keys = dimension_keys(actions)
    assert keys == ("Category", "Requirement", "Function", "Area", "Purpose")
    assert actions[1].cells(keys) == ("B", "Technical", 5, "B", "Text", "Control Access", None, None, "Law", None)
    rows = dimension_rows(TemplateForm("T", "P", "", ()), actions)
    assert ("Category", "Control Access") in rows
    assert len(rows) == len(set(rows)) == 5
    assert rows[0] == ("product", "P")


def test_a_description_says_nothing_twice() -> None:
    assert described("Why", "How") == "Why\n\nHow"
    assert described("Same", "Same") == described("Same", "") == described("", "Same") == "Same"
