"""Evidence: the documents and links that prove an action (spec 2.8, 3.8; safety 6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session, select

from cm_tui.model.errors import InvalidInput, NotAllowed
from cm_tui.model.rules.evidence import (
    DEFAULT_LIMIT,
    DEFAULT_TYPES,
    why_action_takes_no_evidence,
    why_dates_are_refused,
    why_evidence_is_locked,
)
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.tables.organisation import Organisation
from cm_tui.model.views.evidence import EvidenceAdded, EvidenceText, EvidenceView
from cm_tui.services.actions.record import find_record
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.effort import Effort, IsCancelled, Progress
from cm_tui.services.evidence.adding import Adding, link_piece, receiving_record
from cm_tui.services.evidence.documents import Document
from cm_tui.services.evidence.faults import storing
from cm_tui.services.evidence.folder import EvidenceFolder, Received
from cm_tui.services.evidence.recording import Piece, Recording
from cm_tui.services.evidence.rows import evidence_of, evidence_view, find_evidence
from cm_tui.services.evidence.sources import Acceptance, opened
from cm_tui.services.evidence.sweeping import sweep
from cm_tui.services.history.chain import Ledger
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store

TEXT_LIMIT = 256 * 1024
"""Bytes of a text that are read for looking at it, where nobody asks for more."""


@dataclass(frozen=True)
class EvidenceService:
    """Adds, reads and deletes evidence; `workspace` is the directory whose `evidence/` keeps the documents."""

    store: Store
    clock: Clock
    actor: Actor
    workspace: Path

    def add(
        self,
        action: str,
        files: Sequence[Path],
        *,
        effective_date: date | None = None,
        expires_on: date | None = None,
        progress: Progress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> EvidenceAdded:
        """Add files to an action as documents, all of them or none.

        The bytes are copied before the write lock is taken; documents, rows and events then come in one unit.

        Args:
            action: The action's id.
            files: Regular files; their names are kept, their paths are not.
            effective_date: From when on they prove it.
            expires_on: Until when they prove it.
            progress: Told the bytes that are copied and those there are in all, after every mebibyte.
            cancelled: Asked as often; True ends the work.

        Raises NotFound, NotAllowed, InvalidInput for a file that cannot be evidence, Cancelled, and StorageProblem; nothing is
        stored then.
        """
        acceptance = self._acceptance(action, effective_date, expires_on)
        if not files:
            raise InvalidInput("Name at least one file.")
        effort = Effort(sum(_size(path, acceptance) for path in files), progress, cancelled)
        effort.step(0)
        with storing(), self._settled(), self._folder.upload() as upload:
            received: list[Received] = []
            for path in files:
                with opened(path, acceptance) as source:
                    received.append(upload.receive(source, effort))
            with self.store.writing() as session:
                permit(session, self.actor, Permission.HANDLE_EVIDENCE)
                upload.place(received)
                pieces = [Piece(one.name, one.sha256, one.size, None, effective_date, expires_on) for one in received]
                return self._add(session, action, pieces)

    def link(
        self,
        action: str,
        name: str,
        url: str,
        *,
        effective_date: date | None = None,
        expires_on: date | None = None,
    ) -> EvidenceAdded:
        """Add an address of the web to an action; it is never fetched. Raises NotFound, NotAllowed and InvalidInput."""
        with self.store.writing() as session:
            permit(session, self.actor, Permission.HANDLE_EVIDENCE)
            return self._add(session, action, [link_piece(name, url, effective_date, expires_on)])

    def evidence(self, action: str) -> tuple[EvidenceView, ...]:
        """The evidence of an action, the oldest first. Raises NotFound."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return evidence_of(session, find_record(session, action).state)

    def one(self, evidence_id: str) -> EvidenceView:
        """A piece of evidence. Raises NotFound."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return _view(session, evidence_id)

    def text(self, evidence_id: str, limit: int = TEXT_LIMIT) -> EvidenceText | None:
        """The text of a document, of its first `limit` bytes at most; None for links and for what is no text.

        Raises NotFound, and StorageProblem where the document is damaged.
        """
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            document = self._document(_view(session, evidence_id))
        return None if document is None else document.text(limit)

    def get(
        self,
        evidence_id: str,
        target: Path,
        *,
        overwrite: bool = False,
        progress: Progress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Path:
        """Write a document to a file, or into a folder under its own name. Returns the file's path.

        Raises NotFound, NotAllowed, AlreadyThere without consent to `overwrite`, InvalidInput for a link and for a place that
        cannot be, Cancelled, and StorageProblem; nothing is written then.
        """
        with self.store.reading() as session:
            permit(session, self.actor, Permission.HANDLE_EVIDENCE)
            view = _view(session, evidence_id)
        document = self._document(view)
        if document is None:
            raise InvalidInput(f"{view.id} is a link, which cannot be downloaded; its address is {view.url}")
        effort = Effort(document.size, progress, cancelled)
        effort.step(0)
        return document.save_as(target, effort, overwrite=overwrite)

    def delete(self, evidence_id: str) -> EvidenceView:
        """Delete a piece of evidence; a document's bytes go with the last piece that names them. Returns what it was.

        Raises NotFound, NotAllowed where the action's status locks it, and StorageProblem.
        """
        with storing(), self._settled(), self.store.writing() as session:
            permit(session, self.actor, Permission.HANDLE_EVIDENCE)
            one, state, person = find_evidence(session, evidence_id)
            managed_by = find_record(session, state.public_id).action.managed_by
            reason = why_action_takes_no_evidence(managed_by, retired=state.retired) or why_evidence_is_locked(
                state.test_status
            )
            if reason:
                raise NotAllowed(f"{state.public_id}: {reason}")
            view = evidence_view(one, state.public_id, person)
            if one.sha256 is not None:
                self._folder.mark([one.sha256])
            ledger = Ledger(session)
            Recording(session, ledger, self.actor, self.clock()).delete(state, one)
            ledger.flush()
            return view

    @property
    def _folder(self) -> EvidenceFolder:
        return EvidenceFolder(self.workspace)

    def _acceptance(self, action: str, effective: date | None, expires: date | None) -> Acceptance:
        """What documents may be added; whatever can be refused before a byte is read is refused here."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.HANDLE_EVIDENCE)
            receiving_record(session, action)
            if reason := why_dates_are_refused(effective, expires):
                raise InvalidInput(reason)
            organisation = session.exec(select(Organisation)).one()
            return Acceptance(
                organisation.evidence_types or DEFAULT_TYPES, organisation.evidence_limit or DEFAULT_LIMIT
            )

    def _add(self, session: Session, action: str, pieces: Sequence[Piece]) -> EvidenceAdded:
        ledger = Ledger(session)
        added = Adding(session, ledger, self.actor, self.clock()).add(action, pieces)
        ledger.flush()
        return added

    @contextmanager
    def _settled(self) -> Iterator[None]:
        """Whatever happens inside, no document stays without a row afterwards."""
        try:
            yield
        finally:
            sweep(self.store, self._folder)

    def _document(self, view: EvidenceView) -> Document | None:
        if view.sha256 is None or view.size is None:
            return None
        return Document(self._folder, view.id, view.name, view.sha256, view.size)


def _view(session: Session, evidence_id: str) -> EvidenceView:
    one, state, person = find_evidence(session, evidence_id)
    return evidence_view(one, state.public_id, person)


def _size(path: Path, acceptance: Acceptance) -> int:
    """The size of a file that can be evidence. Raises InvalidInput for any other."""
    with opened(path, acceptance) as source:
        return source.status.st_size
