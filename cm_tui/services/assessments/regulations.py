"""The regulations of the catalogue with their controls, and the actions that serve them (spec 11.8)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from cm_tui.model.rules.control_tree import depths
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.rules.points import worth
from cm_tui.model.rules.templates import SHIPPED_PRODUCT
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion, Regulation
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.tables.organisation import Assessment, Group
from cm_tui.model.views.assessments import (
    ActionInstance,
    OtherRegulation,
    RegulationControl,
    RegulationDetails,
    RegulationView,
    ServingAction,
)
from cm_tui.model.vocabulary import LegalStatus, Strength
from cm_tui.services.assessments.binding import binding
from cm_tui.services.assessments.finding import find_regulation, regulation_named
from cm_tui.services.assessments.shown import control_view
from cm_tui.services.clock import Actor
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store

_STRENGTHS = tuple(Strength)
"""The strongest first."""


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

    def titles(self) -> dict[str, str]:
        """The short titles by their keys, in the catalogue's order; nothing is counted for it."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            statement = select(col(Regulation.key), col(Regulation.short_title)).order_by(col(Regulation.position))
            return {row.key: row.short_title for row in session.execute(statement)}

    def details(self, key: str) -> RegulationDetails:
        """One regulation, by its key or short title, with all its controls and the actions that serve them. Raises NotFound."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            found = find_regulation(session, key).key
            [view] = [one for one in _views(session) if one.key == found]
            return RegulationDetails(view, _controls(session, found))

    def named(self, text: str) -> str:
        """The key of the regulation that a text means: its key or short title in any case, or a beginning that only one has.

        Raises NotFound, and InvalidInput where several begin so.
        """
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return regulation_named(session, text)

    def instances(self, action: str) -> tuple[ActionInstance, ...]:
        """What the organisation has of an action of the catalogue, and counts; nothing where no assessment uses it yet.

        The organisation's only one, or one of each group, by group.
        """
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            statement = (
                select(col(ActionState.public_id), col(Group.name))
                .outerjoin(Group, col(Group.id) == col(ActionState.group_id))
                .where(col(ActionState.action_id) == action, col(ActionState.retired).is_(False))
                .order_by(col(Group.name), col(ActionState.public_id))
            )
            return tuple(ActionInstance(public, group) for public, group in session.execute(statement))


def actions_of(session: Session, key: str) -> dict[str, int]:
    """The actions whose newest definition serves a regulation, with what each is worth, in millionths."""
    return dict(_worths(session).get(key, {}))


def controls_of(session: Session, key: str) -> int:
    """How many controls a regulation has."""
    return _counted(session)[key].total()


def _views(session: Session) -> tuple[RegulationView, ...]:
    users, controls, worths = _users(session), _counted(session), _worths(session)
    return tuple(
        RegulationView(
            key=one.key,
            title=one.title,
            short_title=one.short_title,
            version=one.version,
            jurisdiction=one.jurisdiction,
            source_url=one.source_url,
            controls=controls[one.key].total(),
            actions=len(worths[one.key]),
            maximum_points=sum(worths[one.key].values()),
            active=bool(users[one.key]),
            binding=controls[one.key][LegalStatus.IN_FORCE],
            assessments=tuple(users[one.key]),
            origin=one.origin,
            product=one.product or SHIPPED_PRODUCT,
        )
        for one in session.scalars(select(Regulation).order_by(col(Regulation.position)))
    )


def _users(session: Session) -> dict[str, list[str]]:
    """By regulation, the names of the assessments that use it."""
    found: dict[str, list[str]] = defaultdict(list)
    statement = select(col(Assessment.regulation_key), col(Assessment.name)).order_by(col(Assessment.name))
    for key, name in session.execute(statement):
        found[key].append(name)
    return found


def _counted(session: Session) -> dict[str, Counter[LegalStatus]]:
    """By regulation, how many controls have which legal status."""
    statement = (
        select(col(Control.regulation_key), col(Control.legal_status), func.count())
        .where(col(Control.withdrawn_in).is_(None))
        .group_by(col(Control.regulation_key), col(Control.legal_status))
    )
    found: dict[str, Counter[LegalStatus]] = defaultdict(Counter)
    for key, status, count in session.execute(statement):
        found[key][status] = count
    return found


def _worths(session: Session) -> dict[str, dict[str, int]]:
    """By regulation, the worth of each action whose newest definition serves a control of it that is in force."""
    statement = (
        select(
            col(Control.regulation_key),
            col(ActionVersion.action_id),
            col(ActionVersion.requirement),
            col(ActionVersion.function),
            col(ActionVersion.score),
        )
        .join(ActionControl, col(ActionControl.control_id) == col(Control.id))
        .join(ActionVersion, col(ActionVersion.id) == col(ActionControl.version_id))
        .join(Action, col(Action.id) == col(ActionVersion.action_id))
        .where(col(ActionVersion.is_newest), col(Action.withdrawn_in).is_(None), binding())
        .distinct()
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for key, action, requirement, function, score in session.execute(statement):
        found[key][action] = worth(requirement, function, score)
    return found


def _controls(session: Session, key: str) -> tuple[RegulationControl, ...]:
    serving = _serving(session, key)
    known = select(Control).where(col(Control.regulation_key) == key, col(Control.withdrawn_in).is_(None))
    controls = session.scalars(known.order_by(col(Control.position))).all()
    levels = depths([control.control_id for control in controls])
    return tuple(_in_tree(one, levels[one.control_id], serving[one.id or 0]) for one in controls)


def _in_tree(control: Control, depth: int, serving: list[ServingAction]) -> RegulationControl:
    view = control_view(control, None, tuple(sorted(action.id for action in serving)))
    return RegulationControl(view, depth, tuple(sorted(serving, key=_strongest_first)))


def _strongest_first(action: ServingAction) -> tuple[int, str]:
    return _STRENGTHS.index(action.strength), action.id


def _serving(session: Session, key: str) -> dict[int, list[ServingAction]]:
    """By control, the actions whose newest definition serves it."""
    others = _others(session, key)
    statement = (
        select(
            col(ActionControl.control_id),
            col(ActionControl.strength),
            col(Action.id),
            col(Action.managed_by),
            col(ActionVersion.title),
        )
        .join(ActionVersion, col(ActionVersion.id) == col(ActionControl.version_id))
        .join(Action, col(Action.id) == col(ActionVersion.action_id))
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .where(col(ActionVersion.is_newest), col(Action.withdrawn_in).is_(None), col(Control.regulation_key) == key)
    )
    found: dict[int, list[ServingAction]] = defaultdict(list)
    for control, strength, action, managed_by, title in session.execute(statement):
        serving = ServingAction(action, title, managed_by, strength, tuple(others[action]))
        found[control].append(serving)
    return found


def _others(session: Session, key: str) -> dict[str, list[OtherRegulation]]:
    """By action, every other regulation that its newest definition serves, with the strongest of the mappings."""
    rank = case({one: at for at, one in enumerate(_STRENGTHS)}, value=col(ActionControl.strength))
    statement = (
        select(col(ActionVersion.action_id), col(Regulation.key), col(Regulation.short_title), func.min(rank))
        .join(ActionControl, col(ActionControl.version_id) == col(ActionVersion.id))
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .join(Regulation, col(Regulation.key) == col(Control.regulation_key))
        .where(col(ActionVersion.is_newest), binding(), col(Control.regulation_key) != key)
        .group_by(
            col(ActionVersion.action_id),
            col(Regulation.key),
            col(Regulation.short_title),
            col(Regulation.position),
        )
        .order_by(col(Regulation.position))
    )
    found: dict[str, list[OtherRegulation]] = defaultdict(list)
    for action, other, title, strongest in session.execute(statement):
        found[action].append(OtherRegulation(other, title, _STRENGTHS[strongest]))
    return found
