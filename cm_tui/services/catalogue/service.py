"""Bringing a newer catalogue into a workspace (issue 5): looking at what it would do, and doing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session, col, select

from cm_tui.model.errors import InvalidInput, StaleEdit
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.tables.catalogue import Release
from cm_tui.model.views.catalogue import CatalogueComparison, CatalogueStanding
from cm_tui.model.views.updates import ReleaseView
from cm_tui.services.catalogue.comparing import difference
from cm_tui.services.catalogue.definitions import Catalogue
from cm_tui.services.catalogue.held import Held, known_releases
from cm_tui.services.catalogue.importing import bring_in
from cm_tui.services.catalogue.loader import data_folder, load_catalogue, read_releases
from cm_tui.services.catalogue.refusing import refuse_unfit
from cm_tui.services.catalogue.reporting import Standing, comparison
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.effort import IsCancelled, ask
from cm_tui.services.history.chain import Ledger
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store
from cm_tui.services.updates.pending import pending_ids


@dataclass(frozen=True)
class CatalogueService:
    """Compares the catalogue in a folder with the one of the workspace, and imports it: all of it, or nothing.

    Definitions that people accepted stay as they are; newer ones wait to be accepted.
    """

    store: Store
    clock: Clock
    actor: Actor

    def standing(self) -> CatalogueStanding:
        """The newest release here and the one of this program, and how many updates wait."""
        brought, fault = None, None
        try:
            brought = read_releases(data_folder())
        except InvalidInput as unreadable:
            fault = str(unreadable)
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            newest = session.exec(select(Release).order_by(col(Release.position).desc())).first()
            return CatalogueStanding(
                release=ReleaseView(newest.id, newest.day) if newest is not None else None,
                brought=brought[-1][0] if brought else None,
                newer=_newer(session, brought) if brought else None,
                waiting=len(pending_ids(session)),
                fault=fault,
            )

    def compare(self, folder: Path | None = None) -> CatalogueComparison:
        """What importing a folder's catalogue, else this program's, would do, found out by doing it and taking it all back.

        Raises what `take_over` raises.
        """
        catalogue = self._loaded(folder)
        with self.store.rehearsing() as session:
            return self._imported(session, catalogue)

    def take_over(
        self,
        folder: Path | None = None,
        expected: CatalogueComparison | None = None,
        *,
        cancelled: IsCancelled | None = None,
    ) -> CatalogueComparison:
        """Import a folder's catalogue, else this program's, in one transaction; one that is here already changes nothing.

        `expected` is what somebody saw who looked before. Raises NotAllowed; InvalidInput for a folder that holds no sound
        catalogue, for one that is older than the workspace's, and for one that edits a definition in place or makes it another
        action; StaleEdit where importing would do something else than what is expected; Cancelled.
        """
        catalogue = self._loaded(folder)
        ask(cancelled)
        with self.store.writing() as session:
            done = self._imported(session, catalogue)
            ask(cancelled)
            if expected is not None and not done.does_what(expected):
                raise _stale(folder, is_other=done.fingerprint != expected.fingerprint)
            return done

    def newer_release(self) -> str | None:
        """The newest release of the catalogue that came with this program, where the workspace does not have it yet.

        None too where the workspace has a release that this program does not know. Raises InvalidInput where the program's own
        catalogue cannot be read.
        """
        brought = read_releases(data_folder())
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return _newer(session, brought)

    def _loaded(self, folder: Path | None) -> Catalogue:
        with self.store.reading() as session:
            permit(session, self.actor, Permission.IMPORT_CATALOGUE)
        return load_catalogue(folder if folder is not None else data_folder())

    def _imported(self, session: Session, catalogue: Catalogue) -> CatalogueComparison:
        """Import inside a unit, and tell what that did."""
        permit(session, self.actor, Permission.IMPORT_CATALOGUE)
        held = Held.read(session)
        refuse_unfit(held, catalogue)
        found = difference(held, catalogue)
        before = Standing.read(session)
        if found.is_nothing:
            return comparison(found, before, before)
        bring_in(session, Ledger(session), self.actor, self.clock(), found)
        return comparison(found, before, Standing.read(session))


def _stale(folder: Path | None, *, is_other: bool) -> StaleEdit:
    """That a catalogue says something else than when somebody looked, or that others changed the workspace."""
    catalogue = f"The catalogue in {folder}" if folder is not None else "The catalogue that came with this program"
    what = catalogue if is_other else "The workspace"
    return StaleEdit(f"{what} changed since you looked; look again. Nothing was imported.")


def _newer(session: Session, brought: Sequence[tuple[str, date]]) -> str | None:
    """The newest of these releases, where the workspace does not have it and has none that is not among them."""
    names, known = [name for name, _ in brought], set(known_releases(session))
    return names[-1] if names[-1] not in known and known <= set(names) else None
