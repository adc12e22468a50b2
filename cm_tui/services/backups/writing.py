"""Writing a backup: the manifest, the copied database, and every document that the copy names, each verified while it is read."""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlmodel import Session, col, select

from cm_tui import __version__
from cm_tui.model.errors import StorageProblem
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.evidence import Evidence
from cm_tui.model.tables.history import Event
from cm_tui.model.tables.organisation import Organisation
from cm_tui.model.vocabulary import EvidenceKind
from cm_tui.services.backups.manifest import MANIFEST, Manifest, Member
from cm_tui.services.checking.service import damage_of
from cm_tui.services.effort import CHUNK, Effort
from cm_tui.services.evidence.folder import EvidenceFolder
from cm_tui.services.history.verifying import present_digest
from cm_tui.services.storage.dialect import copy_database, sqlite_engine
from cm_tui.services.storage.examine import SCHEMA
from cm_tui.services.storage.new_file import unfinished_name
from cm_tui.services.storage.paths import DATABASE, PRIVATE
from cm_tui.services.storage.store import Store

_REGULAR = (stat.S_IFREG | PRIVATE.file) << 16


class Vanished(StorageProblem):
    """A document that the copied database names is not there: it may have been deleted since the copy was made."""


@dataclass(frozen=True)
class Contents:
    """What goes into a backup: the copy of the database, the manifest, and what people call each document."""

    database: Path
    manifest: Manifest
    names: dict[str, str]


@contextmanager
def copied_contents(workspace: Path, target: Path, at: datetime) -> Iterator[Contents]:
    """Copy the database beside a target and read what it names; the copy is gone at the end.

    Raises StorageProblem for a damaged database, and OSError.
    """
    copy = unfinished_name(target)
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE.file))
    try:
        copy_database(workspace / DATABASE, copy)
        store = Store(sqlite_engine(copy), str(workspace / DATABASE))
        try:
            with store.reading() as session:
                _refuse_damage(session)
                names, documents = _documents(session)
                database = Member(DATABASE, copy.stat().st_size, _digest(copy))
                yield Contents(copy, _manifest(session, at, (database, *documents)), names)
        finally:
            store.close()
    finally:
        for leftover in (copy, copy.with_name(f"{copy.name}-journal")):
            leftover.unlink(missing_ok=True)


def write_backup(file: BinaryIO, contents: Contents, evidence: EvidenceFolder, effort: Effort) -> None:
    """Write a backup into an empty file. Raises Vanished, StorageProblem for a damaged document, Cancelled, and OSError."""
    for member in contents.manifest.documents:
        if not evidence.object(member.sha256).exists():
            raise Vanished(f"{contents.names[member.sha256]} is missing from the evidence; `cm-tui check` says more.")
    with zipfile.ZipFile(file, "w") as archive:
        manifest = _entry(MANIFEST, contents.manifest, zipfile.ZIP_DEFLATED)
        archive.writestr(manifest, contents.manifest.as_json())
        with contents.database.open("rb") as source:
            entry = _entry(DATABASE, contents.manifest, zipfile.ZIP_DEFLATED)
            _copy(source, archive, entry, contents.manifest.database, "The copied database", effort)
        for member in contents.manifest.documents:
            name = contents.names[member.sha256]
            with _document(evidence, member, name) as source:
                _copy(source, archive, _entry(member.name, contents.manifest), member, name, effort)


def _copy(
    source: BinaryIO, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, member: Member, name: str, effort: Effort
) -> None:
    digest, size = hashlib.sha256(), 0
    with archive.open(entry, "w", force_zip64=member.size > zipfile.ZIP64_LIMIT // 2) as target:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
            size += len(chunk)
            effort.step(len(chunk))
    if (size, digest.hexdigest()) != (member.size, member.sha256):
        raise StorageProblem(f"{name} is damaged: its bytes are not those that were added; nothing was backed up.")


@contextmanager
def _document(evidence: EvidenceFolder, member: Member, name: str) -> Iterator[BinaryIO]:
    try:
        descriptor = os.open(evidence.object(member.sha256), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise Vanished(f"{name} is missing from the evidence; `cm-tui check` says more.") from error
    except OSError as error:
        raise StorageProblem(f"{name} cannot be read: {error.strerror}; nothing was backed up.") from error
    with os.fdopen(descriptor, "rb", buffering=0) as source:
        yield source


def _entry(name: str, manifest: Manifest, compression: int = zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    made = datetime.fromisoformat(manifest.made_at)
    entry = zipfile.ZipInfo(name, date_time=(max(1980, made.year), made.month, made.day, made.hour, made.minute, 0))
    entry.compress_type, entry.external_attr, entry.create_system = compression, _REGULAR, 3
    return entry


def _documents(session: Session) -> tuple[dict[str, str], list[Member]]:
    """Every document once: what people call it, by its digest, and its place in a backup."""
    statement = (
        select(Evidence, ActionState.public_id)
        .join(ActionState, col(ActionState.id) == col(Evidence.state_id))
        .where(Evidence.kind == EvidenceKind.DOCUMENT)
        .order_by(col(Evidence.sha256), col(Evidence.id))
    )
    names: dict[str, str] = {}
    members: list[Member] = []
    for one, action in session.exec(statement):
        if one.sha256 is not None and one.sha256 not in names:
            names[one.sha256] = f"The document {one.name!r} ({one.id}) of {action}"
            members.append(Member.document(one.sha256, one.size or 0))
    return names, members


def _manifest(session: Session, at: datetime, members: tuple[Member, ...]) -> Manifest:
    digest = present_digest(session)
    return Manifest(
        schema=SCHEMA,
        program=__version__,
        organisation=session.exec(select(Organisation.name)).one(),
        made_at=at.isoformat(timespec="seconds"),
        events=len(session.exec(select(Event.seq)).all()),
        digest=digest,
        members=members,
    )


def _refuse_damage(session: Session) -> None:
    if problems := damage_of(session):
        raise StorageProblem(
            f"The workspace is damaged, so nothing was backed up; copy its directory to keep it as it is. {problems[0]}"
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
