"""A small organisation with documents, its backup, and backups that somebody tampered with."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from support import DONE, StillClock, TomlFiles, save, small_catalogue

from cm_tui.bootstrap import restore_workspace
from cm_tui.model.views.exports import Restored
from cm_tui.services.services import Services

MANIFEST, DATABASE = "manifest.json", "workspace.db"
Parts: TypeAlias = dict[str, bytes]
"""The members of a backup by their names, in their order."""


def own_organisation(organisation_of: Callable[[TomlFiles], Services], folder: Path) -> Services:
    """An organisation with work done, two documents, and one of them twice."""
    services = organisation_of(small_catalogue())
    folder.mkdir()
    for name, action, text in (
        ("one.txt", "CA-001", "one"),
        ("same.txt", "CA-001", "one"),
        ("two.txt", "CA-002@group-1", "two" * 500_000),
    ):
        (folder / name).write_text(text)
        services.evidence.add(action, [folder / name])
    save(services, "CA-001", DONE)
    return services


def restored(file: Path, target: Path, email: str | None = None) -> Restored:
    """Restore a backup with the clock standing still."""
    return restore_workspace(file, target, email, StillClock())


def documents(workspace: Path) -> list[Path]:
    """The documents of a workspace."""
    return [path for path in sorted((workspace / "evidence" / "objects").rglob("*")) if path.is_file()]


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by its path in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def parts_of(backup: Path) -> Parts:
    """The members of a backup."""
    with zipfile.ZipFile(backup) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(target: Path, parts: Parts) -> Path:
    """Write members as a backup is written."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return target


def manifest_of(parts: Parts) -> dict[str, object]:
    """The manifest of a backup."""
    found = json.loads(parts[MANIFEST])
    assert isinstance(found, dict)
    return found


def with_manifest(parts: Parts, **changes: object) -> Parts:
    """The members with a manifest that says something else."""
    return {**parts, MANIFEST: json.dumps({**manifest_of(parts), **changes}).encode()}


def consistent(parts: Parts) -> Parts:
    """The members with a manifest that fits them, as somebody writes it who knows how."""
    members = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in parts.items()
        if name != MANIFEST
    ]
    return with_manifest(parts, members=members)
