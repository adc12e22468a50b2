"""Which rows of the history a filter selects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlmodel import Session, col
from sqlmodel.sql.expression import SelectOfScalar

from cm_tui.model.history_filter import HistoryFilter, label_of
from cm_tui.model.tables.history import Event
from cm_tui.model.text import fold
from cm_tui.model.views.history import HistoryRow
from cm_tui.services.actions.foreign import name_of
from cm_tui.services.clock import LAST_DAY, Actor, midnight
from cm_tui.services.history.naming import Naming

_ME = "me"


def matching_rows(
    session: Session, statement: SelectOfScalar[Event], wanted: HistoryFilter, actor: Actor
) -> Iterator[HistoryRow]:
    """The rows of some events that a filter selects, newest event first; read as far as they are asked for."""
    names = Naming.read(session)
    statement = statement.order_by(col(Event.seq).desc()).execution_options(yield_per=500)
    if wanted.since is not None:
        statement = statement.where(Event.at >= _start(wanted.since))
    if wanted.until is not None:
        statement = statement.where(Event.at < _start(min(wanted.until, LAST_DAY) + timedelta(days=1)))
    for event in session.exec(statement):
        if _is_by(event.user_key, wanted.person, names, actor):
            yield from (row for row in names.rows(event) if _matches(row, wanted))


def _start(day: date) -> str:
    """The beginning of a day where the user is, as events are dated."""
    return midnight(day).isoformat(timespec="microseconds")


def _is_by(key: str, person: str | None, names: Naming, actor: Actor) -> bool:
    if person is None:
        return True
    if person == _ME:
        return key == actor.person_key
    known = (*fold(name_of(key, names.people)).split(), fold(name_of(key, names.people)), names.emails.get(key, ""))
    return any(one.startswith(person) for one in known)


def _matches(row: HistoryRow, wanted: HistoryFilter) -> bool:
    if wanted.action is not None and not fold(row.action or "").startswith(fold(wanted.action)):
        return False
    label = fold(label_of(row.field))
    if wanted.field is not None and not label.startswith(wanted.field):
        return False
    texts = (row.action, label, row.old, row.new, row.user, row.person, row.assessment, row.event)
    whole = fold(" ".join(text for text in texts if text))
    return all(word in whole for word in wanted.words)
