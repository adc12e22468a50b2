"""Writes a catalogue into a workspace: regulations, controls, actions and their versions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from sqlalchemy import insert
from sqlmodel import Session, select

from cm_tui.model.tables.catalogue import Action, ActionVersion, Regulation, Release
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.services.catalogue.definitions import (
    ActionDefinition,
    Catalogue,
    ControlDefinition,
    RegulationDefinition,
    VersionDefinition,
)

Values: TypeAlias = dict[str, object]
"""What a row holds, by column."""


def write_catalogue(session: Session, catalogue: Catalogue) -> None:
    """Write a catalogue into a workspace that has none yet, with every version of every action."""
    releases = [{"id": name, "day": day, "position": place} for place, (name, day) in enumerate(catalogue.releases)]
    session.execute(insert(Release), releases)
    session.execute(insert(Regulation), [regulation_row(*one) for one in enumerate(catalogue.regulations)])
    controls = [
        control_row(regulation.key, position, control)
        for regulation in catalogue.regulations
        for position, control in enumerate(regulation.controls)
    ]
    session.execute(insert(Control), controls)
    session.execute(insert(Action), [action_row(action) for action in catalogue.actions])
    write_versions(session, [(action, version) for action in catalogue.actions for version in action.versions])


def write_versions(session: Session, versions: Sequence[tuple[ActionDefinition, VersionDefinition]]) -> None:
    """Add versions of actions that are stored, and what they are mapped to; the last one of each is its newest."""
    if versions:
        session.execute(insert(ActionVersion), [_version(*one) for one in versions])
        session.execute(insert(ActionControl), list(_mappings(session, versions)))


def regulation_row(place: int, regulation: RegulationDefinition) -> Values:
    """A regulation as it is stored, at its place among all of them."""
    return {
        "key": regulation.key,
        "title": regulation.title,
        "short_title": regulation.short_title,
        "version": regulation.version,
        "jurisdiction": regulation.jurisdiction,
        "source_url": regulation.source_url,
        "position": place,
    }


def control_row(regulation: str, position: int, control: ControlDefinition) -> Values:
    """A control as it is stored, at its place in its regulation."""
    return {"regulation_key": regulation, "control_id": control.id, "position": position, **control_content(control)}


def control_content(control: ControlDefinition) -> Values:
    """What a control says, as it is stored."""
    return {
        "family": control.family,
        "title": control.title,
        "summary": control.summary,
        "source_url": control.source_url,
        "valid_from": control.valid_from,
        "legal_status": control.legal_status,
        "obligation": control.obligation,
        "unverified": control.unverified,
        "no_action": control.no_action,
    }


def action_row(action: ActionDefinition) -> Values:
    """An action's identity as it is stored."""
    return {
        "id": action.id,
        "category": action.category,
        "action_type": action.action_type,
        "managed_by": action.managed_by,
    }


def _version(action: ActionDefinition, version: VersionDefinition) -> Values:
    return {
        "action_id": action.id,
        "is_newest": version is action.versions[-1],
        "search_text": version.search_text,
        "digest": version.digest,
        "solutions": list(version.solutions),
        "services": list(version.services),
        "privacy_framework": list(version.privacy_framework),
        "sp800_53": list(version.sp800_53),
        **{name: getattr(version, name) for name in _PLAIN},
    }


_PLAIN = (
    "number",
    "release",
    "title",
    "description",
    "guidance",
    "shown_by",
    "launch_url",
    "requirement",
    "function",
    "stage",
    "eligible_source",
)


def _mappings(session: Session, written: Iterable[tuple[ActionDefinition, VersionDefinition]]) -> Iterable[Values]:
    controls = dict(session.exec(select(Control.control_id, Control.id)).all())
    stored = session.exec(select(ActionVersion.action_id, ActionVersion.number, ActionVersion.id)).all()
    versions = {(action, number): key for action, number, key in stored}
    for action, version in written:
        for control, strength in version.controls:
            yield {
                "version_id": versions[action.id, version.number],
                "control_id": controls[control],
                "strength": strength,
            }
