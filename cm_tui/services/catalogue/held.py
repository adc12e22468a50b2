"""The catalogue that a workspace holds, in the form in which the files state one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from cm_tui.model.definition import Definition
from cm_tui.model.rules.templates import OWN_PREFIX
from cm_tui.model.tables.catalogue import Action, ActionVersion, Regulation, Release
from cm_tui.model.tables.controls import Control
from cm_tui.model.vocabulary import LEFT_ALONE, ActionType, Category, ManagedBy, Origin
from cm_tui.services.catalogue.definitions import ControlDefinition, RegulationDefinition
from cm_tui.services.catalogue.stored import stored_definitions


@dataclass(frozen=True, slots=True)
class HeldControl:
    """A control with its key and its place in its regulation; one that is withdrawn is kept for what was mapped to it."""

    key: int
    regulation: str
    position: int
    withdrawn: bool
    content: ControlDefinition


@dataclass(frozen=True, slots=True)
class HeldVersion:
    """A version as it is stored."""

    number: int
    release: str
    content: Definition


@dataclass(frozen=True, slots=True)
class HeldAction:
    """An action with all its stored versions, oldest first."""

    id: str
    category: Category
    action_type: ActionType
    managed_by: ManagedBy
    withdrawn: bool
    versions: tuple[HeldVersion, ...]

    @property
    def newest(self) -> HeldVersion:
        """The version that new instances begin with."""
        return self.versions[-1]


@dataclass(frozen=True, slots=True)
class Held:
    """What a workspace holds. `releases` stand oldest first; a workspace made before they were kept knows none.

    `known` are the releases that it has anything of; the controls of `regulations` leave out the withdrawn ones. What is the
    organisation's own stands in none of them: no catalogue has it. `left_alone` are the regulations that are its own or that it
    modified, with their titles: no catalogue updates them (spec 11.10); `own_controls` are its controls in any regulation.
    """

    releases: tuple[str, ...]
    known: tuple[str, ...]
    regulations: Mapping[str, RegulationDefinition]
    controls: Mapping[str, HeldControl]
    actions: Mapping[str, HeldAction]
    left_alone: Mapping[str, str]
    own_controls: Mapping[str, HeldControl]

    @classmethod
    def read(cls, session: Session) -> Held:
        """The catalogue of the session's workspace."""
        controls = _controls(session, own=False)
        return cls(
            releases=_releases(session),
            known=known_releases(session),
            regulations=_regulations(session, controls.values()),
            controls=controls,
            actions=_actions(session),
            left_alone=_left_alone(session),
            own_controls=_controls(session, own=True),
        )


def known_releases(session: Session) -> tuple[str, ...]:
    """The releases that a workspace has anything of: those that were kept, else those that its versions came with."""
    shipped = ~col(ActionVersion.action_id).startswith(OWN_PREFIX)
    came_with = select(ActionVersion.release).where(shipped).distinct().order_by(ActionVersion.release)
    return _releases(session) or tuple(session.exec(came_with))


def _releases(session: Session) -> tuple[str, ...]:
    return tuple(session.exec(select(Release.id).order_by(col(Release.position))))


def _left_alone(session: Session) -> Mapping[str, str]:
    statement = select(Regulation.key, Regulation.title).where(col(Regulation.origin).in_(LEFT_ALONE))
    return dict(session.exec(statement.order_by(col(Regulation.position))).all())


def _controls(session: Session, *, own: bool) -> Mapping[str, HeldControl]:
    statement = select(Control).where(col(Control.own).is_(own)).order_by(Control.regulation_key, col(Control.position))
    return {one.control_id: _held(one) for one in session.exec(statement)}


def _held(control: Control) -> HeldControl:
    content = ControlDefinition(
        id=control.control_id,
        family=control.family,
        title=control.title,
        summary=control.summary,
        source_url=control.source_url,
        valid_from=control.valid_from,
        legal_status=control.legal_status,
        obligation=control.obligation,
        unverified=control.unverified,
        no_action=control.no_action,
    )
    withdrawn = control.withdrawn_in is not None
    return HeldControl(control.id or 0, control.regulation_key, control.position, withdrawn, content)


def _regulations(session: Session, controls: Iterable[HeldControl]) -> Mapping[str, RegulationDefinition]:
    of_each: dict[str, list[ControlDefinition]] = defaultdict(list)
    for one in controls:
        if not one.withdrawn:
            of_each[one.regulation].append(one.content)
    return {
        one.key: RegulationDefinition(
            key=one.key,
            short_title=one.short_title,
            title=one.title,
            version=one.version,
            jurisdiction=one.jurisdiction,
            source_url=one.source_url,
            controls=tuple(of_each[one.key]),
        )
        for one in session.exec(
            select(Regulation).where(col(Regulation.origin) != Origin.OWN).order_by(col(Regulation.position))
        )
    }


def _actions(session: Session) -> Mapping[str, HeldAction]:
    order = ActionVersion.action_id, col(ActionVersion.number)
    shipped = select(ActionVersion).where(~col(ActionVersion.action_id).startswith(OWN_PREFIX))
    versions: Sequence[ActionVersion] = session.exec(shipped.order_by(*order)).all()
    contents = stored_definitions(session, versions)
    of_each: dict[str, list[HeldVersion]] = defaultdict(list)
    for one in versions:
        of_each[one.action_id].append(HeldVersion(one.number, one.release, contents[one.id or 0]))
    return {
        one.id: HeldAction(
            id=one.id,
            category=one.category,
            action_type=one.action_type,
            managed_by=one.managed_by,
            withdrawn=one.withdrawn_in is not None,
            versions=tuple(of_each[one.id]),
        )
        for one in session.exec(select(Action).where(~col(Action.id).startswith(OWN_PREFIX)).order_by(Action.id))
    }
