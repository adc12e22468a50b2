"""The catalogue's files: every fault is named by file, entry and field, and nothing of a faulty one is used (docs/catalogue.md)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import cast

import pytest
from support import TomlFile, TomlFiles, small_catalogue, toml_action, toml_control, toml_regulation, write_toml

from cm_tui.model.errors import InvalidInput
from cm_tui.model.vocabulary import (
    Category,
    Function,
    LegalStatus,
    ManagedBy,
    Requirement,
    Strength,
    TestingSource,
)
from cm_tui.services.catalogue.definitions import Catalogue
from cm_tui.services.catalogue.loader import load_catalogue

ACTIONS, REGULATION, INDEX = "actions/control-access.toml", "regulations/r1.toml", "catalogue.toml"
MAPPING = "CA-001, table satisfies"
EARLY: TomlFile = {"release": "2026.1", "title": "B"}
LATE: TomlFile = {"release": "2026.2", "title": "B"}
FIRST = ["R1 Art. 1"]
ROOT = Path(__file__).parents[2]


def load(tmp_path: Path, files: TomlFiles) -> Catalogue:
    """The catalogue that these files make."""
    return load_catalogue(write_toml(tmp_path / "data", files))


def with_actions(*actions: TomlFile | str, **file: object) -> TomlFiles:
    """The small catalogue with other actions."""
    files = small_catalogue()
    files[ACTIONS] = {"category": "Control Access", **file, "action": list(actions)}
    return files


def with_controls(*controls: TomlFile) -> TomlFiles:
    """The small catalogue with other controls after its own."""
    files = small_catalogue()
    own = cast("list[TomlFile]", files[REGULATION]["control"])
    files[REGULATION]["control"] = [*own, *controls]
    return files


def with_index(**changes: object) -> TomlFiles:
    """The small catalogue with another index; None leaves a field out."""
    files = small_catalogue()
    merged = {**files[INDEX], **changes}
    files[INDEX] = {name: value for name, value in merged.items() if value is not None}
    return files


def with_regulation(**changes: object) -> TomlFiles:
    """The small catalogue with other facts of its regulation; None leaves a field out."""
    files = small_catalogue()
    merged = {**files[REGULATION], **changes}
    files[REGULATION] = {name: value for name, value in merged.items() if value is not None}
    return files


def one(**changes: object) -> TomlFiles:
    """The small catalogue with one action that has a fault."""
    return with_actions(toml_action("CA-001", **changes))


def fourth(**changes: object) -> TomlFiles:
    """The small catalogue with one more control that has a fault."""
    return with_controls(toml_control("R1 Art. 4", **changes))


def mapped(**satisfies: object) -> TomlFiles:
    """The small catalogue with one action whose mapping has a fault."""
    return one(satisfies=satisfies)


def newest(**changes: object) -> TomlFiles:
    """The small catalogue with one action that has an earlier version and a fault in the newest."""
    return one(**{"release": "2026.2", "earlier": [EARLY], **changes})


def unnamed_file() -> TomlFiles:
    """The small catalogue with a regulation that the index does not name."""
    return {**small_catalogue(), "regulations/r2.toml": toml_regulation("r2", toml_control("R2"))}


def release(name: str, month: int, **more: object) -> TomlFile:
    """An entry of the index's releases."""
    return {"id": name, "date": date(2026, month, 1), **more}


def older(**changes: object) -> TomlFiles:
    """The small catalogue with one action whose earlier version has a fault."""
    return one(release="2026.2", earlier=[{"release": "2026.1", **changes}])


def part_before_whole() -> TomlFiles:
    """The small catalogue with a control that stands before the one that it is a part of."""
    return with_controls(toml_control("R1 Art. 5(1)"), toml_control("R1 Art. 5"))


def fourth_served(**changes: object) -> TomlFiles:
    """The small catalogue with one more control that an action serves."""
    files = fourth(**changes)
    files[ACTIONS] = {
        "category": "Control Access",
        "action": [toml_action("CA-001", satisfies={"direct": ["R1 Art. 4"]})],
    }
    return files


FAULTS: list[tuple[str, TomlFiles, str, str, str]] = [
    # what, files, file, entry, field
    ("no id", one(id=None), ACTIONS, "action number 1", "id"),
    ("an id that is a number", one(id=5), ACTIONS, "5", "id"),
    ("an id of another category", with_actions(toml_action("DR-001")), ACTIONS, "DR-001", "id"),
    ("an id that is too short", with_actions(toml_action("CA-01")), ACTIONS, "CA-01", "id"),
    ("an id with a group", with_actions(toml_action("CA-001@x")), ACTIONS, "CA-001@x", "id"),
    ("an id twice", with_actions(toml_action("CA-001"), toml_action("CA-001", title="B")), ACTIONS, "CA-001", "id"),
    ("a title twice", with_actions(toml_action("CA-001", title="A"), toml_action("CA-002", title="A")), ACTIONS, "CA-002", "title"),
    ("no title", one(title=None), ACTIONS, "CA-001", "title"),
    ("an empty title", one(title="  "), ACTIONS, "CA-001", "title"),
    ("a title that is a list", one(title=["A"]), ACTIONS, "CA-001", "title"),
    ("no guidance", one(guidance=None), ACTIONS, "CA-001", "guidance"),
    ("no description", one(description=""), ACTIONS, "CA-001", "description"),
    ("no proof", one(shown_by=None), ACTIONS, "CA-001", "shown_by"),
    ("an unknown type", one(type="technical"), ACTIONS, "CA-001", "type"),
    ("no type", one(type=None), ACTIONS, "CA-001", "type"),
    ("an unknown requirement", one(requirement="Mandatory"), ACTIONS, "CA-001", "requirement"),
    ("an unknown function", one(function="preventive"), ACTIONS, "CA-001", "function"),
    ("an unknown stage", one(stage="think"), ACTIONS, "CA-001", "stage"),
    ("an unknown solution", one(solutions=["Entra", "Lotus"]), ACTIONS, "CA-001", "solutions"),
    ("no solution", one(solutions=[]), ACTIONS, "CA-001", "solutions"),
    ("a solution twice", one(solutions=["Entra", "Entra"]), ACTIONS, "CA-001", "solutions"),
    ("solutions that are a text", one(solutions="Entra"), ACTIONS, "CA-001", "solutions"),
    ("an unknown service", one(services=["Mainframe"]), ACTIONS, "CA-001", "services"),
    ("no service", one(services=None), ACTIONS, "CA-001", "services"),
    ("an unknown automation", one(automation="Magic"), ACTIONS, "CA-001", "automation"),
    ("automation by hand", one(automation="Manual"), ACTIONS, "CA-001", "automation"),
    ("an automatic test of people", one(type="Operational", automation="Built-in"), ACTIONS, "CA-001", "automation"),
    ("Defender outside its category", one(automation="Defender for Cloud"), ACTIONS, "CA-001", "automation"),
    ("a connector without its service", one(automation="Connector (Zoom)"), ACTIONS, "CA-001", "automation"),
    ("a subcategory that does not exist", one(privacy_framework=["PR.AC-P9"]), ACTIONS, "CA-001", "privacy_framework"),
    ("a control of NIST that was withdrawn", one(sp800_53=["IA-2", "PL-3"]), ACTIONS, "CA-001", "sp800_53"),
    ("a link that is not safe", one(launch_url="http://x.example"), ACTIONS, "CA-001", "launch_url"),
    ("a link that is a script", one(launch_url="javascript:alert(1)"), ACTIONS, "CA-001", "launch_url"),
    ("an unknown field", one(guidence="x"), ACTIONS, "CA-001", "guidence"),
    ("an unknown strength", mapped(direct=FIRST, strong=[]), ACTIONS, MAPPING, "strong"),
    ("an unknown control", mapped(direct=["R1 Art. 99"]), ACTIONS, MAPPING, "direct"),
    ("a vacated control", mapped(supporting=["R1 Art. 9"]), ACTIONS, MAPPING, "supporting"),
    ("a control under two strengths", mapped(direct=FIRST, supporting=FIRST), ACTIONS, MAPPING, "supporting"),
    ("no control", mapped(), ACTIONS, MAPPING, "direct"),
    ("no mapping", one(satisfies=None), ACTIONS, MAPPING, "direct"),
    ("a mapping that is a list", one(satisfies=["R1 Art. 1"]), ACTIONS, "CA-001", "satisfies"),
    ("a reason beside an action", fourth_served(no_action="Nothing to do."), REGULATION, "R1 Art. 4", "no_action"),
    ("a part before the whole", part_before_whole(), REGULATION, "R1 Art. 5(1)", "id"),
    ("an address without its ids", with_regulation(source=[{"url": "https://law.example"}]), REGULATION, "source number 1", "ids"),
    ("an unknown release", one(release="2031.1"), ACTIONS, "CA-001", "release"),
    ("a category beside the file's", one(category="Manage Devices"), ACTIONS, "CA-001", "category"),
    ("an unknown category", with_actions(toml_action("CA-001"), category="Control"), ACTIONS, "", "category"),
    ("an unknown field of the file", with_actions(toml_action("CA-001"), categories=[]), ACTIONS, "", "categories"),
    ("actions that are no tables", with_actions("CA-001"), ACTIONS, "", "action"),
    ("a type that changes", older(type="Operational"), ACTIONS, "CA-001, 2026.1", "type"),
    ("an id that changes", older(id="CA-002"), ACTIONS, "CA-001, 2026.1", "id"),
    ("an earlier version without a difference", older(), ACTIONS, "CA-001, 2026.1", "release"),
    ("an earlier version with the same values", older(requirement="mandatory"), ACTIONS, "CA-001, 2026.1", "release"),
    ("an earlier version with a fault", older(stage="x"), ACTIONS, "CA-001, 2026.1", "stage"),
    ("an earlier version with an unknown field", older(tittle="x"), ACTIONS, "CA-001, 2026.1", "tittle"),
    ("a fault of the newest version", newest(stage="x"), ACTIONS, "CA-001", "stage"),
    ("an unknown field of the newest", newest(foo=1), ACTIONS, "CA-001", "foo"),
    ("versions of one release", newest(release="2026.1"), ACTIONS, "CA-001", "release"),
    ("versions in the wrong order", newest(release="2026.1", earlier=[LATE]), ACTIONS, "CA-001", "release"),
    ("earlier versions that are no tables", one(earlier=["2026.1"]), ACTIONS, "CA-001", "earlier"),
    ("no id of a control", with_controls(toml_control("x", id=None)), REGULATION, "control number 5", "id"),
    ("a control twice", with_controls(toml_control("R1 Art. 1")), REGULATION, "R1 Art. 1", "id"),
    ("no family", fourth(family=None), REGULATION, "R1 Art. 4", "family"),
    ("an empty summary", fourth(summary="\n"), REGULATION, "R1 Art. 4", "summary"),
    ("no day", fourth(valid_from=None), REGULATION, "R1 Art. 4", "valid_from"),
    ("a day that is a text", fourth(valid_from="2020-01-01"), REGULATION, "R1 Art. 4", "valid_from"),
    ("a day that is a moment", fourth(valid_from=datetime(2020, 1, 1)), REGULATION, "R1 Art. 4", "valid_from"),
    ("an unknown legal status", fourth(status="dead"), REGULATION, "R1 Art. 4", "status"),
    ("an unknown obligation", fourth(requirement="must"), REGULATION, "R1 Art. 4", "requirement"),
    ("a flag that is a text", fourth(unverified="yes"), REGULATION, "R1 Art. 4", "unverified"),
    ("an unknown field of a control", fourth(note="x"), REGULATION, "R1 Art. 4", "note"),
    ("no title of a regulation", with_regulation(title=None), REGULATION, "", "title"),
    ("a key that is not the file's", with_regulation(key="r2"), REGULATION, "", "key"),
    ("no control at all", with_regulation(control=[]), REGULATION, "", "control"),
    ("an unknown field of a regulation", with_regulation(country="x"), REGULATION, "", "country"),
    ("a regulation without a file", with_index(regulations=["r1", "r2"]), INDEX, "", "regulations"),
    ("a file that the index does not name", unnamed_file(), INDEX, "", "regulations"),
    ("no order of regulations", with_index(regulations=None), INDEX, "", "regulations"),
    ("no solutions", with_index(solutions=[]), INDEX, "", "solutions"),
    ("no release", with_index(release=[]), INDEX, "", "release"),
    ("a release without a day", with_index(release=[{"id": "2026.1"}]), INDEX, "2026.1", "date"),
    ("a release twice", with_index(release=[release("1", 1)] * 2), INDEX, "1", "id"),
    ("releases in the wrong order", with_index(release=[release("2", 2), release("1", 1)]), INDEX, "1", "date"),
    ("an unknown field of a release", with_index(release=[release("1", 1, x=1)]), INDEX, "1", "x"),
    ("an unknown field of the index", with_index(languages=[]), INDEX, "", "languages"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "file", "entry", "field"), [one[1:] for one in FAULTS], ids=[one[0] for one in FAULTS]
)
def test_a_fault_is_named_by_file_entry_and_field(
    tmp_path: Path, files: TomlFiles, file: str, entry: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        load(tmp_path, files)
    sentence = str(refused.value)
    place = f"{file}, entry {entry}, field {field}: " if entry else f"{file}, field {field}: "
    assert place in sentence, sentence
    assert "\n" not in sentence


def spoil_text(folder: Path) -> None:
    (folder / ACTIONS).write_text("[[action]\n")


def spoil_bytes(folder: Path) -> None:
    (folder / ACTIONS).write_bytes(b'title = "\xff"\n')


def spoil_twice(folder: Path) -> None:
    (folder / ACTIONS).write_text("category = 'A'\ncategory = 'B'\n")


def spoil_folder(folder: Path) -> None:
    (folder / ACTIONS).unlink()
    (folder / ACTIONS).mkdir()


def spoil_index(folder: Path) -> None:
    (folder / INDEX).unlink()


def spoil_actions(folder: Path) -> None:
    shutil.rmtree(folder / "actions")


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (spoil_text, "control-access.toml"),
        (spoil_bytes, "control-access.toml"),
        (spoil_twice, "control-access.toml"),
        (spoil_folder, "control-access.toml"),
        (spoil_index, "catalogue.toml"),
        (spoil_actions, "actions"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, spoil: Callable[[Path], None], named: str) -> None:
    folder = write_toml(tmp_path, small_catalogue())
    spoil(folder)
    with pytest.raises(InvalidInput, match=named):
        load_catalogue(folder)


class TestsOfVersions:
    def test_overlay_backwards_each_stating_its_difference(self, tmp_path: Path) -> None:
        files = with_index(
            release=[{"id": str(number), "date": date(2026, number, 1)} for number in (1, 2, 3)],
        )
        files[ACTIONS]["action"] = [
            toml_action(
                "CA-001",
                release="3",
                title="Newest",
                automation="Built-in",
                sp800_53=["AC-1"],
                earlier=[
                    {"release": "1", "requirement": "discretionary", "guidance": "1. First.", "automation": "none"},
                    {
                        "release": "2",
                        "title": "Second",
                        "function": "detective",
                        "automation": "Microsoft Secure Score",
                        "satisfies": {"supporting": ["R1 Art. 2"]},
                    },
                ],
            )
        ]
        [action] = load(tmp_path, files).actions
        first, second, newest = action.versions
        assert [one.number for one in action.versions] == [1, 2, 3]
        assert [one.release for one in action.versions] == ["1", "2", "3"]
        assert [one.title for one in action.versions] == ["Second", "Second", "Newest"]
        assert [one.guidance for one in action.versions] == ["1. First.", "1. What to do.", "1. What to do."]
        assert (first.requirement, second.requirement) == (Requirement.DISCRETIONARY, Requirement.MANDATORY)
        assert [one.function for one in action.versions] == [
            Function.DETECTIVE,
            Function.DETECTIVE,
            Function.PREVENTATIVE,
        ]
        assert [one.eligible_source for one in action.versions] == [
            None,
            TestingSource.SECURE_SCORE,
            TestingSource.BUILT_IN,
        ]
        assert first.controls == second.controls == (("R1 Art. 2", Strength.SUPPORTING),)
        assert newest.controls == (("R1 Art. 1", Strength.DIRECT),)
        assert first.sp800_53 == newest.sp800_53 == ("AC-1",)
        assert len({one.digest for one in action.versions}) == 3

    def test_an_earlier_one_keeps_what_is_vacated_by_now(self, tmp_path: Path) -> None:
        [action] = load(tmp_path, older(satisfies={"direct": ["R1 Art. 9"]})).actions
        assert action.versions[0].controls == (("R1 Art. 9", Strength.DIRECT),)

    def test_without_earlier_ones_there_is_one_of_the_first_release(self, tmp_path: Path) -> None:
        for action in load(tmp_path, small_catalogue()).actions:
            [version] = action.versions
            assert (version.number, version.release) == (1, "2026.1")


class TestsOfWhatIsRead:
    def test_actions_come_by_prefix_and_number(self, tmp_path: Path) -> None:
        files = with_actions(*(toml_action(name) for name in ("CA-1000", "CA-010", "CA-999")))
        assert [action.id for action in load(tmp_path, files).actions] == ["CA-010", "CA-999", "CA-1000"]

    def test_controls_keep_the_order_of_the_file(self, tmp_path: Path) -> None:
        files = with_controls(toml_control("R1 Art. 10"), toml_control("R1 Art. 2(b)"))
        [regulation] = load(tmp_path, files).regulations
        assert [one.id for one in regulation.controls][-3:] == ["R1 Art. 9", "R1 Art. 10", "R1 Art. 2(b)"]
        assert regulation.controls[3].legal_status is LegalStatus.VACATED
        assert regulation.controls[0].source_url == "https://law.example/r1"

    def test_microsofts_actions_name_their_category_and_need_no_solution(self, tmp_path: Path) -> None:
        files = small_catalogue()
        entry = toml_action("MS-001", category="Protect Information", solutions=None)
        files["actions/microsoft-managed.toml"] = {"action": [entry]}
        action = next(one for one in load(tmp_path, files).actions if one.id == "MS-001")
        assert (action.managed_by, action.category) == (ManagedBy.MICROSOFT, Category.PROTECT_INFORMATION)

    def test_lines_wrapped_in_the_file_come_out_whole(self, tmp_path: Path) -> None:
        files = one(
            guidance="\n1. Open the\n   portal [x].\n2. Choose:\n   - one\n   - two\n     of them\n\nThen wait  5 days. \n",
            description="Why it\nmatters.",
            shown_by=" A report. ",
        )
        [action] = load(tmp_path, files).actions
        [version] = action.versions
        assert version.guidance == "1. Open the portal [x].\n2. Choose:\n- one\n- two of them\n\nThen wait  5 days."
        assert (version.description, version.shown_by) == ("Why it matters.", "A report.")


def test_the_address_of_a_control_follows_from_its_id(tmp_path: Path) -> None:
    files = with_regulation(source=[{"ids": "R1 Art. ", "url": "https://law.example/art{number}"}])
    cast("list[TomlFile]", files[REGULATION]["control"])[1]["source_url"] = "https://elsewhere.example"
    cast("list[TomlFile]", files[REGULATION]["control"])[2]["id"] = "R1 Par. 3"
    found = [control.source_url for control in load(tmp_path, files).regulations[0].controls]
    assert found[:3] == ["https://law.example/art1", "https://elsewhere.example", "https://law.example/r1"]
