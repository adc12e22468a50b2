"""What a backup says of itself: whose it is, and the size and the digest of each of its members."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from cm_tui.model.views.exports import BackupView
from cm_tui.services.storage.paths import DATABASE, EVIDENCE

FORMAT = 1
MANIFEST = "manifest.json"
_DOCUMENT = re.compile(rf"{EVIDENCE}/objects/([0-9a-f]{{2}})/(\1[0-9a-f]{{62}})")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LONGEST = 2000
"""Characters that a text of a manifest may have."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a backup: its name there, its bytes, and their SHA-256."""

    name: str
    size: int
    sha256: str

    @classmethod
    def document(cls, sha256: str, size: int) -> Member:
        """A document of the evidence; its name follows from its digest."""
        return cls(f"{EVIDENCE}/objects/{sha256[:2]}/{sha256}", size, sha256)

    @property
    def is_document(self) -> bool:
        """Whether it is a document of the evidence, under the name that follows from its digest."""
        found = _DOCUMENT.fullmatch(self.name)
        return found is not None and found[2] == self.sha256


@dataclass(frozen=True, slots=True)
class Manifest:
    """The first member of a backup; the others are exactly those it names, the database first."""

    schema: int
    program: str
    organisation: str
    made_at: str
    events: int
    digest: str
    members: tuple[Member, ...]

    @property
    def database(self) -> Member:
        """The database."""
        return self.members[0]

    @property
    def documents(self) -> tuple[Member, ...]:
        """The documents of the evidence."""
        return self.members[1:]

    @property
    def total(self) -> int:
        """The bytes of all members."""
        return sum(member.size for member in self.members)

    def view(self, size: int) -> BackupView:
        """What people are told of a backup of so many bytes."""
        made_at = datetime.fromisoformat(self.made_at).astimezone(UTC)
        return BackupView(self.organisation, made_at, len(self.documents), self.events, self.digest, size)

    def as_json(self) -> bytes:
        """The manifest as it stands in the backup."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, ensure_ascii=True).encode()


def read_manifest(content: bytes) -> Manifest:
    """The manifest that bytes hold. Raises ValueError for what cannot be one."""
    try:
        found = json.loads(content)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ValueError(f"it is not of format {FORMAT}")
    members = found.get("members")
    if not isinstance(members, list):
        raise ValueError("it names no members")
    manifest = Manifest(
        schema=_number(found, "schema"),
        program=_text(found, "program"),
        organisation=_text(found, "organisation"),
        made_at=_text(found, "made_at"),
        events=_number(found, "events"),
        digest=_text(found, "digest"),
        members=tuple(_member(one) for one in members),
    )
    _refuse_impossible(manifest)
    return manifest


def _refuse_impossible(manifest: Manifest) -> None:
    datetime.fromisoformat(manifest.made_at).astimezone(UTC)
    if not manifest.members or manifest.database.name != DATABASE:
        raise ValueError("it names no database")
    if not all(member.is_document for member in manifest.documents):
        raise ValueError("it names a member that belongs to no workspace")
    if len({member.name for member in manifest.members}) < len(manifest.members):
        raise ValueError("it names a member twice")


def _member(found: object) -> Member:
    if not isinstance(found, dict):
        raise ValueError("a member is not described")
    member = Member(_text(found, "name"), _number(found, "size"), _text(found, "sha256"))
    if not _DIGEST.fullmatch(member.sha256) or member.size < 1:
        raise ValueError(f"{member.name} has no digest or no bytes")
    return member


def _number(found: Mapping[str, object], name: str) -> int:
    value = found.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**62:
        raise ValueError(f"{name} is no number")
    return value


def _text(found: Mapping[str, object], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise ValueError(f"{name} is no text")
    return value
