"""The shipped catalogue, read once for all the tests of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cm_tui.model.rules.control_tree import leaves
from cm_tui.model.vocabulary import LegalStatus, ManagedBy, Strength
from cm_tui.services.catalogue.definitions import (
    ActionDefinition,
    Catalogue,
    ControlDefinition,
    RegulationDefinition,
    VersionDefinition,
)
from cm_tui.services.catalogue.loader import data_folder, load_catalogue

CATALOGUE: Catalogue = load_catalogue(data_folder())
OWN = [action for action in CATALOGUE.actions if action.managed_by is ManagedBy.ORGANISATION]
MICROSOFT = [action for action in CATALOGUE.actions if action.managed_by is ManagedBy.MICROSOFT]
CONTROLS = {control.id: control for regulation in CATALOGUE.regulations for control in regulation.controls}
REGULATION_OF = {control.id: one.key for one in CATALOGUE.regulations for control in one.controls}
VERSIONS = [(action, version) for action in CATALOGUE.actions for version in action.versions]
KEYS = ("gdpr", "ccpa", "hipaa-hitech", "lgpd")


def newest(action: ActionDefinition) -> VersionDefinition:
    """The definition that a new organisation gets."""
    return action.versions[-1]


def strengths(action: ActionDefinition) -> dict[str, set[Strength]]:
    """By regulation that an action serves, how strongly."""
    found: dict[str, set[Strength]] = {}
    for control, strength in newest(action).controls:
        found.setdefault(REGULATION_OF[control], set()).add(strength)
    return found


def directly(action: ActionDefinition) -> set[str]:
    """The controls that an action serves directly."""
    return {control for control, strength in newest(action).controls if strength is Strength.DIRECT}


def served_by(actions: Iterable[ActionDefinition]) -> frozenset[str]:
    """The ids of the controls that these actions serve."""
    return frozenset(control for action in actions for control, _ in newest(action).controls)


def actions_for(
    regulations: Iterable[RegulationDefinition], among: Iterable[ActionDefinition]
) -> list[ActionDefinition]:
    """The actions that an organisation gets when it is assessed against these regulations."""
    wanted = {control.id for regulation in regulations for control in regulation.controls}
    return [action for action in among if wanted & {control for control, _ in newest(action).controls}]


def paragraphs(regulation: RegulationDefinition) -> list[ControlDefinition]:
    """The controls of a regulation that ask for work themselves: in force, and divided no further."""
    ends = leaves([control.id for control in regulation.controls])
    return [one for one in regulation.controls if one.id in ends and one.legal_status is not LegalStatus.VACATED]


def words(text: str) -> int:
    """How many words a text has."""
    return len(re.findall(r"[^\s]*\w[^\s]*", text))


def texts(version: VersionDefinition) -> tuple[str, ...]:
    """Everything of a version that people read."""
    return version.title, version.description, version.guidance, version.shown_by
