"""A catalogue that cannot follow the workspace's is refused and changes nothing; a kill leaves all of one or nothing (issue 5)."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from killing import killed_in_workspace
from newer_catalogue import (
    ACCESS,
    CLOUD,
    INDEX,
    R1,
    R2,
    entries,
    entry,
    first_catalogue,
    grow,
    newer,
    shipped_copy,
    take_out,
)
from support import OpenAs, StillClock, TomlFiles, dump, raw, stored, toml_action, write_toml

from cm_tui.bootstrap import open_services
from cm_tui.model.errors import InvalidInput, NotAllowed
from cm_tui.services.catalogue.files import LARGEST
from cm_tui.services.catalogue.loader import load_catalogue
from cm_tui.services.creation import NewWorkspace, create_organisation
from cm_tui.services.people.identity import system_account
from cm_tui.services.services import Services

Change = Callable[[TomlFiles], object]
DEFENDER = "Microsoft Defender for Cloud"
STEP = 8
"""Statements between two places where an import is killed."""


def second_catalogue() -> TomlFiles:
    """What the workspace holds: two releases behind the first one, and an action with two versions."""
    files = newer(first_catalogue())
    grow(files, "CA-001", guidance="1. Second.")
    files[CLOUD] = {"category": "Infrastructure Cloud", "action": [toml_action("IC-001")]}
    return files


@pytest.fixture(scope="module")
def holding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """An organisation with the second catalogue; every test here leaves it as it is."""
    place = tmp_path_factory.mktemp("holding")
    catalogue = load_catalogue(write_toml(place / "data", second_catalogue()))
    request = NewWorkspace("Own", group="Group 1", regulations=("r1",))
    create_organisation(place / "own", request, catalogue, system_account(), StillClock())
    services = open_services(place / "own", clock=StillClock())
    yield services
    services.close()


def refusal(services: Services, folder: Path) -> str:
    """The sentence that refuses a folder, whether it is imported or only looked at; nothing changes by it."""
    before = stored(Path(services.workspace.path))
    with pytest.raises(InvalidInput) as looked:
        services.catalogue.compare(folder)
    with pytest.raises(InvalidInput) as told:
        services.catalogue.take_over(folder)
    assert str(told.value) == str(looked.value)
    assert stored(Path(services.workspace.path)) == before
    return str(told.value)


def in_another_regulation(files: TomlFiles) -> None:
    """Move a control that nothing serves from one regulation to another."""
    moved = entry(files, "R2 Art. 2")
    take_out(files, "R2 Art. 2")
    entries(files, R1, "control").append(moved)


def to_defender(files: TomlFiles) -> None:
    """Let Defender for Cloud test an action that nothing tested before."""
    grow(files, "IC-001", "2026.4", solutions=[DEFENDER], automation="Defender for Cloud")


def to_documentation(files: TomlFiles) -> None:
    """Another type beside a new version."""
    grow(files, "CA-002", "2026.4", title="A new name")
    entry(files, "CA-002")["type"] = "Documentation"


def without_r2(files: TomlFiles) -> None:
    """Take a regulation out with everything that serves it."""
    del files[R2]
    take_out(files, "CA-004")
    files[INDEX]["regulations"] = ["r1"]


def release_between(files: TomlFiles) -> None:
    """A release that the workspace would have to have already."""
    entries(files, INDEX, "release").insert(2, {"id": "2026.2b", "date": date(2026, 7, 1)})


def changed(identity: str, **changes: object) -> Change:
    """An entry that says something else than before, in place."""
    return lambda files: entry(files, identity).update(changes)


EDITED = "never edited in place"
UNFIT: list[tuple[str, Change, str]] = [
    ("guidance", changed("CA-001", guidance="1. x"), f"CA-001, version 2: .*How to implement.* {EDITED}"),
    ("an earlier version", changed("CA-001", earlier=[{"guidance": "x"}]), f"CA-001, version 1: .* {EDITED}"),
    ("a mapping", changed("CA-002", satisfies={"supporting": ["R1 Art. 2"]}), r"CA-002, version 1: .* \(Related controls\)"),
    ("a service", changed("CA-003", services=["Microsoft Azure"]), r"CA-003, version 1: its content \(Services\) is"),
    ("the release of a version", changed("CA-002", release="2026.2"), "CA-002, version 1: its release is not"),
    ("a lost version", lambda files: entry(files, "CA-001").pop("earlier"), "older .* CA-001 has 1 of the 2 versions"),
    ("type", changed("CA-002", type="Documentation"), "CA-002: an update never changes category, type"),
    ("type with a new version", to_documentation, "CA-002: an update never changes category, type"),
    ("category", changed("MS-001", category="Control Access"), "MS-001: an update never changes category"),
    ("Defender for Cloud", to_defender, "IC-001: an update never moves an action to Defender for Cloud"),
    ("a regulation", without_r2, "lacks the regulation r2"),
    ("a control's regulation", in_another_regulation, r"R2 Art\. 2 belongs to r2 in the workspace and to r1 in the catalogue"),
    ("a lost release", lambda files: entries(files, INDEX, "release").pop(1), r"lacks the release 2026\.2"),
    ("a release between", release_between, "do not go on from those of the workspace"),
]  # fmt: skip
"""What changes in a catalogue that is one release ahead, and what refuses it."""


@pytest.mark.parametrize(("change", "sentence"), [one[1:] for one in UNFIT], ids=[one[0] for one in UNFIT])
def test_what_cannot_change_is_refused(holding: Services, tmp_path: Path, change: Change, sentence: str) -> None:
    files = newer(second_catalogue(), "2026.4", 10)
    change(files)
    said = refusal(holding, write_toml(tmp_path / "data", files))
    assert re.search(sentence, said), said
    assert said.endswith("Nothing was imported.")
    assert "\n" not in said


def test_an_older_catalogue_is_refused(holding: Services, tmp_path: Path) -> None:
    said = refusal(holding, write_toml(tmp_path / "data", first_catalogue()))
    assert "older than the workspace's" in said
    assert "2026.3" in said


def test_a_faulty_one_is_named_by_file_entry_and_field(holding: Services, tmp_path: Path) -> None:
    files = newer(second_catalogue(), "2026.4", 10)
    entry(files, "CA-002")["stage"] = "later"
    assert "actions/control-access.toml, entry CA-002, field stage" in refusal(
        holding, write_toml(tmp_path / "data", files)
    )


def binary(folder: Path) -> None:
    """No text at all."""
    (folder / ACCESS).write_bytes(bytes(range(256)))


def giant(folder: Path) -> None:
    """A file with a hole, so large that nobody should read it."""
    with (folder / ACCESS).open("ab") as file:
        file.truncate(LARGEST * 1000)


def pipe(folder: Path) -> None:
    """A pipe that nobody writes to."""
    os.mkfifo(folder / "actions" / "a.toml")


def loop(folder: Path) -> None:
    """A folder that leads to itself."""
    shutil.rmtree(folder / "actions")
    (folder / "actions").symlink_to("actions")


def empty(folder: Path) -> None:
    """A folder with nothing in it."""
    shutil.rmtree(folder)
    folder.mkdir()


def file(folder: Path) -> None:
    """No folder at all."""
    shutil.rmtree(folder)
    folder.write_text("x")


def crowd(folder: Path) -> None:
    """More files than a catalogue can have."""
    for number in range(501):
        (folder / "actions" / f"{number}.toml").touch()


HOSTILE: list[tuple[str, Callable[[Path], object], str]] = [
    ("nothing", shutil.rmtree, "cannot be read: No such file"),
    ("an empty folder", empty, "cannot be read: No such file"),
    ("a file", file, "cannot be read: Not a directory"),
    ("bytes", binary, "is not a TOML file"),
    ("a giant", giant, "more than 8 MB"),
    ("a pipe", pipe, "not a regular file"),
    ("a device", lambda folder: (folder / "actions" / "a.toml").symlink_to("/dev/zero"), "not a regular file"),
    ("a folder with the name of a file", lambda folder: (folder / "actions" / "a.toml").mkdir(), "Is a directory"),
    ("a link to itself", loop, "holds no .toml file"),
    ("too many files", crowd, "500 in a folder at most"),
    ("depth", lambda folder: (folder / INDEX).write_text(f"a = {'[' * 9999}"), "nested too deeply"),
    ("a number without end", lambda folder: (folder / INDEX).write_text(f"a = {'9' * 9999}"), "is not a TOML file"),
]


@pytest.mark.parametrize(("make", "sentence"), [one[1:] for one in HOSTILE], ids=[one[0] for one in HOSTILE])
def test_whatever_a_path_leads_to_is_answered_in_a_sentence(
    holding: Services, tmp_path: Path, make: Callable[[Path], object], sentence: str
) -> None:
    folder = write_toml(tmp_path / "data", newer(second_catalogue(), "2026.4", 10))
    make(folder)
    said = refusal(holding, folder)
    assert sentence in said
    assert len(said) < 400


def test_an_id_without_end_is_no_id(holding: Services, tmp_path: Path) -> None:
    files = newer(second_catalogue(), "2026.4", 10)
    entries(files, ACCESS).append(toml_action(f"CA-{'9' * 5000}"))
    assert len(refusal(holding, write_toml(tmp_path / "data", files))) < 6000


@pytest.mark.parametrize("statement", [
    "UPDATE action_version SET guidance = 'x' WHERE action_id = 'CA-001'",
    "UPDATE action_version SET digest = 'x'",
    "DELETE FROM action_version WHERE number = 1",
    "UPDATE action SET action_type = 'Operational'",
    "DELETE FROM action WHERE id = 'CA-001'",
    "UPDATE action_control SET strength = 'best practice'",
    "DELETE FROM action_control",
])  # fmt: skip
def test_the_database_itself_lets_nobody_edit_a_definition(holding: Services, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="never edited"), raw(Path(holding.workspace.path)) as connection:
        connection.execute(statement)


@pytest.mark.parametrize("role", ["priya.nair", "maria.ruiz", "helen.fischer"])
def test_only_administrators_import_or_look(contoso_template: Path, open_as: OpenAs, tmp_path: Path, role: str) -> None:
    services = open_as(contoso_template, f"{role}@contoso.example")
    for ask in (services.catalogue.compare, services.catalogue.take_over):
        with pytest.raises(NotAllowed, match="may not import a catalogue"):
            ask(tmp_path)
    assert services.catalogue.newer_release() is None


def test_a_release_of_the_program_that_is_missing_here_is_told(
    holding: Services, services: Services, acme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert holding.catalogue.newer_release() is None
    assert services.catalogue.newer_release() is None
    folder = shipped_copy(tmp_path / "data")
    monkeypatch.setattr("cm_tui.services.catalogue.service.data_folder", lambda: folder)
    assert services.catalogue.newer_release() == "2099.1"
    services.catalogue.take_over(folder)
    assert services.catalogue.newer_release() is None


def test_a_killed_import_leaves_all_of_it_or_nothing(holding: Services, tmp_path: Path) -> None:
    files = newer(second_catalogue(), "2026.4", 10)
    for action in ("CA-001", "CA-002", "MS-001"):
        grow(files, action, "2026.4", title=f"A new name for {action}")
    entries(files, ACCESS).append(toml_action("CA-005"))
    take_out(files, "CA-003")
    take_out(files, "R1 Art. 3")
    folder = write_toml(tmp_path / "data", files)
    workspace = Path(shutil.copytree(holding.workspace.path, tmp_path / "own"))
    before = dump(workspace)
    killed = 0
    while killed_in_workspace(workspace, STEP * (killed + 1), lambda services: services.catalogue.take_over(folder)):
        killed += 1
        services = open_services(workspace)
        assert services.check.run().problems == ()
        services.close()
        assert dump(workspace) == before
    assert killed >= 8, "the import asked so little that this says nothing"
    after = dump(workspace)
    assert {row[0] for row in after["release"]} == {"2026.1", "2026.2", "2026.3", "2026.4"}
    assert len(after["action_version"]) == len(before["action_version"]) + 4
    assert len(after["action_state"]) == len(before["action_state"]) + 1
    assert [row[5] for row in sorted(after["event"])[-3:]] == ["update.applied", "action.retired", "catalogue.updated"]
