"""Helpers of the tests of evidence: files as people hand them in, and what lies in a workspace's folder."""

from __future__ import annotations

from pathlib import Path

from cm_tui.services.services import Services

ACTION, OTHER = "CA-001", "PM-001@default-group"
URL = "https://intranet.example/policy"
PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
ZIP = b"PK\x03\x04" + bytes(26)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(8)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
MKV = b"\x1aE\xdf\xa3\x01\x00"
RAR = b"Rar!\x1a\x07\x01\x00"
PROGRAM = b"\x7fELF\x02\x01\x01"
WINDOWS = b"MZ\x90\x00\x03\x00"
PAGE = b"<!DOCTYPE html><html><body>"


def written(folder: Path, name: str, content: bytes | str) -> Path:
    """A file with a content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def large(folder: Path, name: str, size: int) -> Path:
    """A document of many bytes that takes no time to write: most of it is a hole."""
    path = written(folder, name, ZIP)
    with path.open("r+b") as file:
        file.truncate(size)
    return path


def at_rest(workspace: Path) -> dict[str, int]:
    """Every file below `evidence/`, by its path there, with its size."""
    folder = workspace / "evidence"
    return {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def assert_whole(services: Services) -> set[str]:
    """Documents and rows belong together, and nothing is on its way. Returns the digests."""
    workspace = Path(services.workspace.path)
    assert services.check.run().problems == ()
    found = {Path(path).name for path in at_rest(workspace)}
    assert {f"objects/{name[:2]}/{name}" for name in found} == set(at_rest(workspace))
    assert list((workspace / "evidence").glob("incoming/*")) == []
    return found


def mode(path: Path) -> int:
    """The permissions of a file or a folder."""
    return path.stat().st_mode & 0o7777


def add(services: Services, folder: Path, name: str = "a.pdf", content: bytes | str = PDF, action: str = ACTION) -> str:
    """Add one document and return its id."""
    return services.evidence.add(action, [written(folder, name, content)]).evidence[0].id
