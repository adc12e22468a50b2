"""The regulations of the catalogue with their controls."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import Session, col, select

from cm_tui.model.errors import NotFound
from cm_tui.model.rules.control_tree import depths
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.rules.points import worth
from cm_tui.model.tables.catalogue import Action, ActionVersion, Regulation
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.tables.organisation import Assessment
from cm_tui.model.views.assessments import RegulationControl, RegulationDetails, RegulationView, ServingAction
from cm_tui.model.vocabulary import Strength
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
        """One regulation, by its key or short title, with all its controls and the actions that serve them. Raises NotFound."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            for view in _views(session):
                if key.strip().lower() in (view.key, view.short_title.lower()):
                    return RegulationDetails(view, _controls(session, view.key))
            known = ", ".join(view.key for view in _views(session))
            raise NotFound(f"There is no regulation {key!r}; allowed: {known}.")


def _views(session: Session) -> tuple[RegulationView, ...]:
    used = set(session.exec(select(Assessment.regulation_key)))
    controls: dict[str, int] = defaultdict(int)
    for key in session.exec(select(Control.regulation_key).where(col(Control.withdrawn_in).is_(None))):
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
        .join(Action, col(Action.id) == col(ActionVersion.action_id))
        .where(col(ActionVersion.is_newest), col(Action.withdrawn_in).is_(None), col(Control.withdrawn_in).is_(None))
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for key, version in session.exec(statement):
        found[key][version.action_id] = worth(version.requirement, version.function)
    return found


def _controls(session: Session, key: str) -> tuple[RegulationControl, ...]:
    serving = _serving(session, key)
    known = select(Control).where(Control.regulation_key == key, col(Control.withdrawn_in).is_(None))
    statement = known.order_by(col(Control.position))
    controls = session.exec(statement).all()
    levels = depths([control.control_id for control in controls])
    return tuple(_in_tree(one, levels[one.control_id], serving[one.id or 0]) for one in controls)


def _in_tree(control: Control, depth: int, serving: list[ServingAction]) -> RegulationControl:
    view = control_view(control, None, tuple(sorted(action.id for action in serving)))
    return RegulationControl(view, depth, tuple(sorted(serving, key=_strongest_first)))


def _strongest_first(action: ServingAction) -> tuple[int, str]:
    return list(Strength).index(action.strength), action.id


def _serving(session: Session, key: str) -> dict[int, list[ServingAction]]:
    """By control, the actions whose newest definition serves it."""
    statement = (
        select(ActionControl, Action, ActionVersion.title)
        .join(ActionVersion, col(ActionVersion.id) == col(ActionControl.version_id))
        .join(Action, col(Action.id) == col(ActionVersion.action_id))
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .where(col(ActionVersion.is_newest), col(Action.withdrawn_in).is_(None), Control.regulation_key == key)
    )
    found: dict[int, list[ServingAction]] = defaultdict(list)
    for link, action, title in session.exec(statement):
        found[link.control_id].append(ServingAction(action.id, title, action.managed_by, link.strength))
    return found
