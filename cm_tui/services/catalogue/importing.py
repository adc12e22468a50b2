"""Brings what is new in a catalogue into a workspace: definitions first, then the rows that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import func, insert, update
from sqlmodel import Session, col, select

from cm_tui.model.rules.templates import own_control_id
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion, Regulation, Release
from cm_tui.model.tables.controls import Control
from cm_tui.model.vocabulary import ManagedBy
from cm_tui.services.actions.planning import plan_definition
from cm_tui.services.actions.record import find_records
from cm_tui.services.actions.rows import chunks
from cm_tui.services.actions.saving import Saving
from cm_tui.services.assessments.membership import begin_new_actions, settle_places
from cm_tui.services.assessments.placing import Places, links_of, relink
from cm_tui.services.catalogue.comparing import Difference
from cm_tui.services.catalogue.definitions import RegulationDefinition
from cm_tui.services.catalogue.held import Held
from cm_tui.services.catalogue.own import carry_own_mappings
from cm_tui.services.catalogue.stored import newest_versions
from cm_tui.services.catalogue.writer import (
    action_row,
    control_content,
    control_row,
    regulation_row,
    write_versions,
)
from cm_tui.services.clock import Actor
from cm_tui.services.history.chain import Json, Ledger

CATALOGUE_UPDATED = "catalogue.updated"
"""The event of a newer catalogue; it tells of the rows that begin with it."""
APPLIED = "update.applied"
"""The event of an action of Microsoft's that takes its newest version: nobody has to accept that."""


def bring_in(session: Session, ledger: Ledger, actor: Actor, at: datetime, found: Difference) -> None:
    """Store a difference with everything that follows from it, and its events."""
    _write_laws(session, found)
    _write_actions(session, found)
    session.expire_all()  # the catalogue was written beside what the session holds
    _move_microsofts_on(session, Saving(session, ledger, actor, at))
    settle_places(session, ledger, actor, at)
    added = begin_new_actions(session, ledger, actor, at)
    ledger.append(actor, at, CATALOGUE_UPDATED, None, {**told_of(found), "added": added})
    ledger.flush()
    session.flush()


def told_of(found: Difference) -> dict[str, Json]:
    """What the event of a newer catalogue tells of it."""
    return {
        "changes": {"release": [found.release_before, found.release]},
        "actions": {
            "new": [one.id for one in found.new_actions],
            "changed": [one.after.id for one in found.grown_actions],
            "withdrawn": [one.id for one in found.withdrawn_actions],
        },
        "controls": {
            "new": [one.id for one in found.new_controls],
            "changed": [one.after.id for one in found.changed_controls],
            "withdrawn": [one.content.id for one in found.withdrawn_controls],
        },
    }


def _write_laws(session: Session, found: Difference) -> None:
    """Releases, regulations and controls: the text of the law is simply what it is now."""
    held = found.held
    _rename_own_controls(session, found)
    regulations = [one for one in enumerate(found.catalogue.regulations) if one[1].key not in held.left_alone]
    _insert(session, Release, [{"id": one.name, "day": one.day, "position": one.position} for one in found.releases])
    _insert(session, Regulation, [regulation_row(*one) for one in regulations if one[1].key not in held.regulations])
    _update(session, Regulation, [regulation_row(*one) for one in regulations if one[1].key in held.regulations])
    for _, regulation in regulations:
        _place_controls(session, held, regulation)
    new = {one.id for one in found.new_controls}
    places = [(one.key, *place) for _, one in regulations for place in enumerate(one.controls)]
    _insert(session, Control, [control_row(*one) for one in places if one[2].id in new])
    _insert(session, Control, _unseen(session, found))
    changed = [
        {"id": one.before.key, **control_content(one.after), "withdrawn_in": None} for one in found.changed_controls
    ]
    _update(session, Control, changed)
    _update(session, Control, [{"id": one.key, "withdrawn_in": found.release} for one in found.withdrawn_controls])


def _rename_own_controls(session: Session, found: Difference) -> None:
    """Give way to controls of the catalogue that are called as own ones are."""
    taken = {one.id for regulation in found.catalogue.regulations for one in regulation.controls}
    own = found.held.own_controls
    names = {*taken, *own, *found.held.controls}
    for name in sorted(taken & own.keys()):
        other = own_control_id(own[name].regulation, name, names)
        names.add(other)
        _update(session, Control, [{"id": own[name].key, "control_id": other}])


def _unseen(session: Session, found: Difference) -> list[Mapping[str, object]]:
    """New controls of regulations that are left alone, withdrawn from the start, behind all others."""
    rows: list[Mapping[str, object]] = []
    for regulation, one in found.unseen_controls:
        here = select(func.max(Control.position)).where(Control.regulation_key == regulation)
        place = (session.exec(here).one() or 0) + 1 + len(rows)
        rows.append({**control_row(regulation, place, one), "withdrawn_in": found.release})
    return rows


def _place_controls(session: Session, held: Held, regulation: RegulationDefinition) -> None:
    """Give the controls that are stored the places that they have now, the withdrawn ones behind them, one's own last."""
    brought = [one.id for one in regulation.controls]
    known = {name: one for name, one in held.controls.items() if one.regulation == regulation.key}
    own = [one for one in held.own_controls.values() if one.regulation == regulation.key]
    order = [*brought, *(name for name in known if name not in brought)]
    places = [(known[name], place) for place, name in enumerate(order) if name in known]
    places += [(one, place) for place, one in enumerate(own, start=len(order))]
    if all(one.position == place for one, place in places):
        return
    # a place is one control's only, so all of them leave theirs before any of them takes another
    leave = update(Control).where(col(Control.regulation_key) == regulation.key)
    session.execute(leave.values(position=-1 - col(Control.position)), execution_options={"synchronize_session": False})
    _update(session, Control, [{"id": one.key, "position": place} for one, place in places])


def _write_actions(session: Session, found: Difference) -> None:
    """Actions and versions: what exists stays as it is, and is no longer the newest where a newer one comes."""
    _insert(session, Action, [action_row(one) for one in found.new_actions])
    back = [{"id": one.before.id, "withdrawn_in": None} for one in found.grown_actions if one.before.withdrawn]
    _update(session, Action, back)
    _update(session, Action, [{"id": one.id, "withdrawn_in": found.release} for one in found.withdrawn_actions])
    for chunk in chunks([one.after.id for one in found.grown_actions if one.versions]):
        earlier = update(ActionVersion).where(col(ActionVersion.action_id).in_(chunk), col(ActionVersion.is_newest))
        session.execute(earlier.values(is_newest=False), execution_options={"synchronize_session": False})
    new = [(action, version) for action in found.new_actions for version in action.versions]
    newer = [(one.after, version) for one in found.grown_actions for version in one.versions]
    write_versions(session, [*new, *newer])
    carry_own_mappings(session, [one.after.id for one in found.grown_actions if one.versions])


def _move_microsofts_on(session: Session, saving: Saving) -> None:
    """Give the rows of Microsoft's actions the newest version: only the organisation's own have updates to accept."""
    statement = (
        select(ActionState.public_id)
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
        .where(Action.managed_by == ManagedBy.MICROSOFT, ~col(ActionState.retired), ~col(ActionVersion.is_newest))
        .order_by(ActionState.public_id)
    )
    records = find_records(session, session.exec(statement).all())
    newest = newest_versions(session, [one.state.action_id for one in records.values()])
    places = Places.read(session, [one.id or 0 for one in newest.values()])
    links = links_of(session, [one.state.id or 0 for one in records.values()])
    for record in records.values():
        state, version = record.state, newest[record.state.action_id]
        before, after = links[state.id or 0], places.of(version, state.group_id)
        saving.store(plan_definition(record, version, counted=bool(after)), APPLIED)
        relink(session, state.id or 0, before, after)


def _insert(session: Session, table: type[object], rows: Iterable[Mapping[str, object]]) -> None:
    if values := [dict(one) for one in rows]:
        session.execute(insert(table), values)


def _update(session: Session, table: type[object], rows: Iterable[Mapping[str, object]]) -> None:
    """Change rows by their primary keys."""
    if values := [dict(one) for one in rows]:
        session.execute(update(table), values)
