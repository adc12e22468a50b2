"""Catalogues that follow one another: a small one as files, and what a newer release makes of it."""

from __future__ import annotations

import copy
import shutil
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import cast

from support import TomlFile, TomlFiles, small_catalogue, toml_action, toml_control, toml_regulation, write_toml

from cm_tui.services.catalogue.loader import data_folder

INDEX, R1, R2 = "catalogue.toml", "regulations/r1.toml", "regulations/r2.toml"
ACCESS, CLOUD, MICROSOFT = (
    "actions/control-access.toml",
    "actions/infrastructure-cloud.toml",
    "actions/microsoft-managed.toml",
)


def first_catalogue() -> TomlFiles:
    """Two regulations; of the first a technical action, two operational ones and one of Microsoft's, of the second one action."""
    files = small_catalogue()
    files[INDEX]["regulations"] = ["r1", "r2"]
    files[INDEX]["solutions"] = ["Entra", "Purview", "Microsoft Defender for Cloud"]
    files[R2] = toml_regulation("r2", toml_control("R2 Art. 1"), toml_control("R2 Art. 2"))
    files[ACCESS]["action"] = [
        toml_action("CA-001"),
        toml_action("CA-002", type="Operational", satisfies={"direct": ["R1 Art. 2"]}),
        toml_action("CA-003", type="Operational", satisfies={"direct": ["R1 Art. 3"]}),
        toml_action("CA-004", type="Operational", satisfies={"direct": ["R2 Art. 1"]}),
    ]
    entry = toml_action("MS-001", category="Protect Information", solutions=None)
    files[MICROSOFT] = {"action": [entry]}
    return files


def newer(files: TomlFiles, name: str = "2026.3", month: int = 9) -> TomlFiles:
    """A copy with one more release."""
    found = copy.deepcopy(files)
    releases = cast("list[TomlFile]", found[INDEX]["release"])
    found[INDEX]["release"] = [*releases, {"id": name, "date": date(2026, month, 1)}]
    return found


def entries(files: TomlFiles, file: str, what: str = "action") -> list[TomlFile]:
    """The entries of a file, to be changed."""
    return cast("list[TomlFile]", files[file][what])


def entry(files: TomlFiles, identity: str) -> TomlFile:
    """An action or a control, to be changed."""
    return next(
        one
        for content in files.values()
        for what in ("action", "control")
        for one in cast("list[TomlFile]", content.get(what, []))
        if one["id"] == identity
    )


def grow(files: TomlFiles, identity: str, release: str = "2026.3", **changes: object) -> None:
    """Give an action a newer version: the old values go into a version before it."""
    action = entry(files, identity)
    before = {name: action.get(name, "none") for name in changes}
    earlier = cast("list[TomlFile]", action.get("earlier", []))
    action["earlier"] = [*earlier, {"release": action.get("release", "2026.1"), **before}]
    action.update({"release": release, **changes})


def take_out(files: TomlFiles, identity: str) -> None:
    """Take an action or a control out of its file."""
    gone = entry(files, identity)
    for content in files.values():
        for what in ("action", "control"):
            if gone in cast("list[object]", content.get(what, [])):
                content[what] = [one for one in cast("list[object]", content[what]) if one is not gone]


def shipped_copy(folder: Path, release: str | None = "2099.1") -> Path:
    """The catalogue that comes with the program, in a folder of one's own, with one more release where one is named."""
    shutil.copytree(data_folder(), folder)
    if release is not None:
        with (folder / INDEX).open("a") as index:
            index.write(f'\n\n[[release]]\nid = "{release}"\ndate = 2099-01-01\n')
    return folder


def edited(folder: Path, name: str, change: Callable[[TomlFiles], object]) -> Path:
    """Change what one file of a catalogue says; its folder."""
    files = {name: tomllib.loads((folder / name).read_text(encoding="utf-8"))}
    change(files)
    return write_toml(folder, files)
