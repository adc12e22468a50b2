"""What the values of a filter name: people, groups, controls, actions by their ids (interface 4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from cm_tui.model.errors import InvalidInput
from cm_tui.model.filters import Match, describe, matching
from cm_tui.model.rules.control_tree import parts, spelled_like
from cm_tui.model.rules.names import folded_name
from cm_tui.model.rules.scope import spelled_id
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.services.actions.rows import chunks, written_keys

_MOST_NAMED = 40


def named(value: str, labelled: Iterable[tuple[object, tuple[str, ...]]]) -> list[object]:
    """The keys of what a value names: its first label as a whole, else any whole label, else the beginning of a word of one.

    The first goes before the others because a group's slug can be another one's name.
    """
    entries = [(key, [folded_name(label) for label in labels], labels) for key, labels in labelled]
    wanted = folded_name(value)
    whole = [key for key, folded, _ in entries if wanted == folded[0]]
    whole = whole or [key for key, folded, _ in entries if wanted in folded]
    return whole or [key for key, _, labels in entries if any(matching(value, [label]) for label in labels)]


def unknown(term: Match, value: str, allowed: Sequence[str]) -> InvalidInput:
    """The error for a value that names nothing, with what there is."""
    shown = ", ".join(allowed[:_MOST_NAMED]) + (", …" if len(allowed) > _MOST_NAMED else "")
    return _names_nothing(term, value, f"there are: {shown}")


def of_ids(session: Session, term: Match) -> ColumnElement[bool]:
    """The instances with these ids, in any case; an id without a group is that of all its instances. Raises InvalidInput."""
    wanted = {spelled_id(value): value for value in term.values}
    states: set[int] = set()
    known: set[str] = set()
    for chunk in chunks(list(wanted)):
        meant = or_(col(ActionState.public_id).in_(chunk), col(ActionState.action_id).in_(chunk))
        for state, public_id, action in session.execute(
            select(col(ActionState.id), col(ActionState.public_id), col(ActionState.action_id)).where(meant)
        ):
            states.add(state)
            known |= {public_id, action}
    for spelled, value in wanted.items():
        if spelled not in known:
            raise _names_nothing(term, value, "write a whole id such as CA-001, or PM-001@europe")
    return col(ActionState.id).in_(written_keys(states))


def of_controls(session: Session, term: Match) -> ColumnElement[bool]:
    """What serves a control: one with this whole id and its parts, else those of this title, else by the beginning of a word.

    Where that is nothing, the ids without regard to blanks and full stops.
    Raises InvalidInput for a value that names none.
    """
    columns = col(Control.id), col(Control.control_id), col(Control.title)
    rows = session.execute(select(*columns).order_by(col(Control.regulation_key), col(Control.position))).all()
    labelled = [(key, (control_id, title)) for key, control_id, title in rows]
    found: set[object] = set()
    ids = [control_id for _, control_id, _ in rows]
    for value in term.values:
        whole = parts(ids, value)
        keys = [key for key, control_id, _ in rows if control_id in whole] or named(value, labelled)
        like = frozenset() if keys else spelled_like(ids, value)
        keys = keys or [key for key, control_id, _ in rows if control_id in like]
        if not keys:
            example = f" such as {describe(Match(term.key, (ids[0],)))}" if ids else ""
            raise _names_nothing(term, value, f"write a control's id{example}, or how a word of its id or title begins")
        found.update(keys)
    serving = select(col(ActionControl.version_id)).where(col(ActionControl.control_id).in_(written_keys(found)))
    return col(ActionState.accepted_version_id).in_(serving)


def _names_nothing(term: Match, value: str, advice: str) -> InvalidInput:
    return InvalidInput(f"{term.key}:{value!r} at character {term.position + 1} names nothing here; {advice}.")
