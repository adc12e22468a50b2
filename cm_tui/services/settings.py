"""The settings of the organisation: four eyes, and what evidence may be (spec 2.8; issue 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, select

from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.evidence import DEFAULT_LIMIT, DEFAULT_TYPES
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.rules.settings import tidy_types, why_limit_is_refused, why_types_are_refused
from cm_tui.model.tables.organisation import Organisation
from cm_tui.model.views.workspace import SettingsView
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.history.chain import Json, Ledger
from cm_tui.services.history.organisation import SETTINGS_CHANGED, stored_settings
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store


@dataclass(frozen=True)
class SettingsService:
    """Reads and changes what holds for everybody in the workspace."""

    store: Store
    clock: Clock
    actor: Actor

    def settings(self) -> SettingsView:
        """The settings as they hold now, defaults included."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return settings_view(_organisation(session))

    def change(
        self,
        *,
        four_eyes: bool | None = None,
        evidence_types: Sequence[str] | None = None,
        evidence_limit: int | None = None,
    ) -> SettingsView:
        """Change settings; None leaves one as it is, and a default value is kept as "whatever the default is".

        Args:
            four_eyes: Whether a pass by whoever recorded the implementation is refused.
            evidence_types: The file types that documents may have, such as `.pdf`.
            evidence_limit: The most bytes that a document may have.

        Raises NotAllowed, and InvalidInput for types or a limit that cannot be.
        """
        with self.store.writing() as session:
            permit(session, self.actor, Permission.MANAGE_SETTINGS)
            organisation = _organisation(session)
            before = stored_settings(organisation)
            if four_eyes is not None:
                organisation.four_eyes = four_eyes
            if evidence_types is not None:
                organisation.evidence_types = _chosen_types(evidence_types)
            if evidence_limit is not None:
                organisation.evidence_limit = _chosen_limit(evidence_limit)
            self._record(session, before, stored_settings(organisation))
            return settings_view(organisation)

    def _record(self, session: Session, before: Mapping[str, Json], after: Mapping[str, Json]) -> None:
        """Write what was changed into the history; nothing where nothing was."""
        if changes := {name: [before[name], after[name]] for name in after if before[name] != after[name]}:
            session.flush()
            ledger = Ledger(session)
            ledger.append(self.actor, self.clock(), SETTINGS_CHANGED, None, {"changes": changes})
            ledger.flush()


def settings_view(organisation: Organisation) -> SettingsView:
    """The settings that hold: what was chosen, else the defaults."""
    return SettingsView(
        organisation=organisation.name,
        cloud=organisation.cloud,
        four_eyes=organisation.four_eyes,
        evidence_types=DEFAULT_TYPES if organisation.evidence_types is None else tuple(organisation.evidence_types),
        evidence_limit=DEFAULT_LIMIT if organisation.evidence_limit is None else organisation.evidence_limit,
    )


def _organisation(session: Session) -> Organisation:
    return session.exec(select(Organisation)).one()


def _chosen_types(types: Sequence[str]) -> list[str] | None:
    """File types as they are stored; None for the default ones. Raises InvalidInput."""
    chosen = tidy_types(types)
    _refuse(why_types_are_refused(chosen))
    return None if set(chosen) == set(DEFAULT_TYPES) else list(chosen)


def _chosen_limit(limit: int) -> int | None:
    """A size as it is stored; None for the default one. Raises InvalidInput."""
    _refuse(why_limit_is_refused(limit))
    return None if limit == DEFAULT_LIMIT else limit


def _refuse(reason: str | None) -> None:
    if reason:
        raise InvalidInput(reason)
