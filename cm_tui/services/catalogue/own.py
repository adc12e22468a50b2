"""The organisation's own mappings: no part of what versions of actions say, and the same for all of them (spec 11.10)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert
from sqlmodel import Session, col, select

from cm_tui.model.tables.catalogue import ActionVersion
from cm_tui.model.tables.controls import ActionControl
from cm_tui.model.vocabulary import Strength
from cm_tui.services.actions.rows import chunks


def carry_own_mappings(session: Session, actions: Iterable[str]) -> None:
    """Give the newest versions of actions the own mappings of their earlier ones."""
    found: set[tuple[int, int]] = set()
    for chunk in chunks(sorted(set(actions))):
        newest = dict(
            session.exec(
                select(ActionVersion.action_id, ActionVersion.id).where(
                    col(ActionVersion.action_id).in_(chunk), col(ActionVersion.is_newest)
                )
            ).all()
        )
        mapped = (
            select(ActionVersion.action_id, ActionControl.control_id)
            .join(ActionVersion, col(ActionVersion.id) == col(ActionControl.version_id))
            .where(col(ActionVersion.action_id).in_(chunk), col(ActionControl.own))
        )
        found |= {(newest[action] or 0, control) for action, control in session.exec(mapped)}
    insert_own_mappings(session, found)


def insert_own_mappings(session: Session, pairs: Iterable[tuple[int, int]]) -> None:
    """Add own mappings of versions to controls, where there is none yet."""
    wanted = sorted(set(pairs))
    there: set[tuple[int, int]] = set()
    for chunk in chunks(sorted({version for version, _ in wanted})):
        statement = select(ActionControl.version_id, ActionControl.control_id)
        there |= {(a, b) for a, b in session.exec(statement.where(col(ActionControl.version_id).in_(chunk)))}
    rows = [
        {"version_id": version, "control_id": control, "strength": Strength.DIRECT, "own": True}
        for version, control in wanted
        if (version, control) not in there
    ]
    if rows:
        session.execute(insert(ActionControl), rows)
