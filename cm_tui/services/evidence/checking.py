"""Whether every document is there and still what was added, and nothing else lies among them (safety 1, promise 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import file_digest
from os import fdopen

from sqlmodel import col, select

from cm_tui.model.tables.evidence import Evidence
from cm_tui.services.evidence.faults import reason_of
from cm_tui.services.evidence.folder import EvidenceFolder
from cm_tui.services.storage.paths import EVIDENCE
from cm_tui.services.storage.store import Store

_Expected = Mapping[str, tuple[int, tuple[str, ...]]]
"""By digest, how many bytes a document has and which pieces of evidence it is."""


def evidence_problems(store: Store, folder: EvidenceFolder) -> Iterator[str]:
    """Every problem of the documents, as sentences; every byte is read, in chunks, and nobody has to wait for it meanwhile."""
    try:
        yield from _problems(store, folder)
    except OSError as error:
        yield f"Evidence: {folder.workspace / EVIDENCE} cannot be looked through ({reason_of(error)})."


def _problems(store: Store, folder: EvidenceFolder) -> Iterator[str]:
    """What is wrong, looked at once more where documents may have come or gone since the rows were read."""
    expected = _expected(store)
    reasons = {digest: _why_damaged(folder, digest, size) for digest, (size, _) in expected.items()}
    foreign = {path: digest for path, digest in folder.contents() if digest not in expected}
    if not any(reasons.values()) and not foreign:
        return
    present, on_the_way = _expected(store), set(folder.marked().values())
    for digest, reason in reasons.items():
        if reason is not None and digest in present:
            yield f"Evidence: {', '.join(present[digest][1])}: the document {reason}."
    for path, name in foreign.items():
        if name is None or (name not in present and name not in on_the_way and path.exists()):
            place = path.relative_to(folder.workspace / EVIDENCE)
            yield f"Evidence: {EVIDENCE}/{place} belongs to no evidence."


def _expected(store: Store) -> _Expected:
    found: dict[str, tuple[int, tuple[str, ...]]] = {}
    with store.reading() as session:
        statement = select(Evidence.id, Evidence.sha256, Evidence.size).where(col(Evidence.sha256).is_not(None))
        for one, digest, size in session.exec(statement.order_by(col(Evidence.added_at), col(Evidence.id))):
            _, ids = found.get(str(digest), (0, ()))
            found[str(digest)] = (size or 0, (*ids, one))
    return found


def _why_damaged(folder: EvidenceFolder, digest: str, size: int) -> str | None:
    try:
        with fdopen(folder.open_object(digest), "rb", buffering=0) as file:
            found, length = file_digest(file, "sha256").hexdigest(), file.tell()
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({reason_of(error)})"
    if length != size:
        return f"has {length} bytes instead of {size}"
    return None if found == digest else "is damaged: its bytes are not those that were added"
