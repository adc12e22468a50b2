"""The regulations of the catalogue with their controls."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import Session, col, select

from cm_tui.model.errors import NotFound
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.rules.points import worth
from cm_tui.model.tables import Action, ActionControl, ActionVersion, Assessment, Control, Regulation
from cm_tui.model.views import ControlView, RegulationDetails, RegulationView
from cm_tui.services.assessments.service import control_view
from cm_tui.services.clock import Actor
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store


@dataclass(frozen=True)
class RegulationService:
    """What the catalogue knows, whether it is used or not. Counts are of the newest definitions, Microsoft's included."""

    store: Store
    actor: Actor

    def regulations(self) -> tuple[RegulationView, ...]:
        """Every regulation, in the catalogue's order."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return _views(session)

    def details(self, key: str) -> RegulationDetails:
        """One regulation with all its controls and the actions that serve them. Raises NotFound."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            for view in _views(session):
                if view.key == key.strip().lower():
                    return RegulationDetails(view, _control_views(session, view.key))
            known = ", ".join(view.key for view in _views(session))
            raise NotFound(f"There is no regulation {key!r}; allowed: {known}.")


def _views(session: Session) -> tuple[RegulationView, ...]:
    used = set(session.exec(select(Assessment.regulation_key)))
    controls: dict[str, int] = defaultdict(int)
    for key in session.exec(select(Control.regulation_key)):
        controls[key] += 1
    worths = _worths(session)
    return tuple(
        RegulationView(
            key=one.key,
            title=one.title,
            short_title=one.short_title,
            version=one.version,
            jurisdiction=one.jurisdiction,
            source_url=one.source_url,
            controls=controls[one.key],
            actions=len(worths[one.key]),
            maximum_points=sum(worths[one.key].values()),
            active=one.key in used,
        )
        for one in session.exec(select(Regulation).order_by(col(Regulation.position)))
    )


def _worths(session: Session) -> dict[str, dict[str, int]]:
    """By regulation, the worth of each action whose newest definition serves it."""
    statement = (
        select(Control.regulation_key, ActionVersion)
        .join(ActionControl, col(ActionControl.control_id) == col(Control.id))
        .join(ActionVersion, col(ActionVersion.id) == col(ActionControl.version_id))
        .where(col(ActionVersion.is_newest))
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for key, version in session.exec(statement):
        found[key][version.action_id] = worth(version.requirement, version.function)
    return found


def _control_views(session: Session, key: str) -> tuple[ControlView, ...]:
    statement = (
        select(ActionControl.control_id, Action.id)
        .join(ActionVersion, col(ActionVersion.id) == col(ActionControl.version_id))
        .join(Action, col(Action.id) == col(ActionVersion.action_id))
        .where(col(ActionVersion.is_newest))
        .order_by(Action.id)
    )
    actions: dict[int, list[str]] = defaultdict(list)
    for control, action in session.exec(statement):
        actions[control].append(action)
    controls = session.exec(select(Control).where(Control.regulation_key == key).order_by(col(Control.position)))
    return tuple(control_view(control, None, tuple(actions[control.id or 0])) for control in controls)
