"""The definitions of actions as a workspace holds them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session, col, select

from cm_tui.model.definition import Definition
from cm_tui.model.tables.catalogue import ActionVersion, Regulation
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.vocabulary import Strength
from cm_tui.services.actions.rows import chunks


def stored_definitions(session: Session, versions: Sequence[ActionVersion]) -> Mapping[int, Definition]:
    """What versions say, by their keys; the controls of each by strength, then in the order of the catalogue.

    The organisation's own mappings are no part of what a version says.
    """
    served = _controls(session, [one.id or 0 for one in versions])
    return {one.id or 0: _definition(one, served[one.id or 0]) for one in versions}


def newest_versions(session: Session, actions: Iterable[str]) -> Mapping[str, ActionVersion]:
    """The newest version of each of some actions."""
    found: dict[str, ActionVersion] = {}
    for chunk in chunks(sorted(set(actions))):
        statement = select(ActionVersion).where(col(ActionVersion.is_newest), col(ActionVersion.action_id).in_(chunk))
        found |= {one.action_id: one for one in session.exec(statement)}
    return found


def _definition(version: ActionVersion, controls: Sequence[tuple[str, Strength]]) -> Definition:
    return Definition(
        title=version.title,
        description=version.description,
        guidance=version.guidance,
        shown_by=version.shown_by,
        launch_url=version.launch_url,
        requirement=version.requirement,
        function=version.function,
        stage=version.stage,
        eligible_source=version.eligible_source,
        solutions=tuple(version.solutions),
        services=tuple(version.services),
        privacy_framework=tuple(version.privacy_framework),
        sp800_53=tuple(version.sp800_53),
        controls=tuple(controls),
        score=version.score,
        dimensions=tuple(sorted(version.dimensions.items())),
    )


def _controls(session: Session, versions: Sequence[int]) -> Mapping[int, list[tuple[str, Strength]]]:
    found: dict[int, list[tuple[str, Strength]]] = defaultdict(list)
    for chunk in chunks(versions):
        statement = (
            select(ActionControl.version_id, Control.control_id, ActionControl.strength)
            .join(Control, col(Control.id) == col(ActionControl.control_id))
            .join(Regulation, col(Regulation.key) == col(Control.regulation_key))
            .where(col(ActionControl.version_id).in_(chunk), ~col(ActionControl.own))
            .order_by(col(Regulation.position), col(Control.position))
        )
        for version, control, strength in session.exec(statement):
            found[version].append((control, Strength(strength)))
    for controls in found.values():
        controls.sort(key=lambda one: list(Strength).index(one[1]))
    return found
