"""Writes a catalogue into a workspace: new regulations, controls and action versions."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert
from sqlmodel import Session, select

from cm_tui.model.tables.catalogue import Action, ActionVersion, Regulation, Release
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.services.catalogue.definitions import ActionDefinition, Catalogue, RegulationDefinition


def write_catalogue(session: Session, catalogue: Catalogue) -> None:
    """Write a catalogue into a workspace that has none yet, with every version of every action."""
    regulations = [_regulation(place, one) for place, one in enumerate(catalogue.regulations)]
    releases = [{"id": name, "day": day, "position": place} for place, (name, day) in enumerate(catalogue.releases)]
    session.execute(insert(Release), releases)
    session.execute(insert(Regulation), regulations)
    controls = [row for regulation in catalogue.regulations for row in _controls(regulation)]
    session.execute(insert(Control), controls)
    session.execute(insert(Action), [_action(action) for action in catalogue.actions])
    session.execute(insert(ActionVersion), [row for action in catalogue.actions for row in _versions(action)])
    session.execute(insert(ActionControl), list(_mappings(session, catalogue)))


def _regulation(place: int, regulation: RegulationDefinition) -> dict[str, object]:
    return {
        "key": regulation.key,
        "title": regulation.title,
        "short_title": regulation.short_title,
        "version": regulation.version,
        "jurisdiction": regulation.jurisdiction,
        "source_url": regulation.source_url,
        "position": place,
    }


def _controls(regulation: RegulationDefinition) -> Iterable[dict[str, object]]:
    for position, control in enumerate(regulation.controls):
        yield {
            "regulation_key": regulation.key,
            "control_id": control.id,
            "position": position,
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


def _action(action: ActionDefinition) -> dict[str, object]:
    return {
        "id": action.id,
        "category": action.category,
        "action_type": action.action_type,
        "managed_by": action.managed_by,
    }


def _versions(action: ActionDefinition) -> Iterable[dict[str, object]]:
    for version in action.versions:
        yield {
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


def _mappings(session: Session, catalogue: Catalogue) -> Iterable[dict[str, object]]:
    controls = dict(session.exec(select(Control.control_id, Control.id)).all())
    stored = session.exec(select(ActionVersion.action_id, ActionVersion.number, ActionVersion.id)).all()
    versions = {(action, number): key for action, number, key in stored}
    for action in catalogue.actions:
        for version in action.versions:
            for control, strength in version.controls:
                yield _mapping(versions[action.id, version.number], controls[control], strength)


def _mapping(version: int | None, control: int | None, strength: object) -> dict[str, object]:
    return {"version_id": version, "control_id": control, "strength": strength}
