"""The score as if actions had passed: the same sums over what would be stored, and nothing is (issue 6, item 4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from sqlalchemy import Row, select
from sqlmodel import Session, col

from cm_tui.model.errors import NotFound
from cm_tui.model.filters import ActionFilter
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.organisation import AssessmentAction
from cm_tui.model.views.score import WhatIf
from cm_tui.services.actions.filter_sql import FilterSql
from cm_tui.services.actions.record import find_record
from cm_tui.services.actions.rows import OWN, Rows, chunks, joined, written_keys
from cm_tui.services.assessments.counting import ASSESSMENT
from cm_tui.services.assessments.standings import assessment_standings, standings_as_if
from cm_tui.services.clock import Actor
from cm_tui.services.score.scores import read_score
from cm_tui.services.score.sums import as_if_passed, totals

Found: TypeAlias = "Row[*tuple[object, ...]]"


def filtered(session: Session, actor: Actor, wanted: ActionFilter) -> Sequence[Found]:
    """The organisation's own actions that a filter selects, by id. Raises InvalidInput for values that name nothing."""
    statement = _states().where(FilterSql(session, actor).condition(wanted))
    return session.execute(statement.order_by(col(ActionState.public_id))).all()


def named(session: Session, ids: Iterable[str]) -> Sequence[Found]:
    """The organisation's own actions of these ids, in their order.

    Raises NotFound for an unknown one, and for one that Microsoft manages or that no assessment counts any more.
    """
    wanted = tuple(dict.fromkeys(ids))
    by_id: dict[object, Found] = {}
    for chunk in chunks(wanted):
        found = session.execute(_states().where(col(ActionState.public_id).in_(chunk)))
        by_id |= {row.public_id: row for row in found}
    for one in wanted:
        if one not in by_id:
            find_record(session, one)
            raise NotFound(f"{one} is not among the actions that your organisation manages; leave it out.")
    return [by_id[one] for one in wanted]


def what_if(session: Session, chosen: Sequence[Found]) -> WhatIf:
    """What the score would be if the actions were implemented and had passed; only the assessments that count one are computed."""
    passing = tuple(row.public_id for row in chosen if row.in_scope and row.points_achieved < row.points_possible)
    which = col(ActionState.id).in_(written_keys(row.id for row in chosen if row.in_scope))
    stands = as_if_passed(which)
    touched = select(ASSESSMENT).join(ActionState, col(ActionState.id) == col(AssessmentAction.state_id)).where(which)
    standings = assessment_standings(session)
    would = standings_as_if(session, stands, session.execute(touched.distinct()).scalars().all())
    return WhatIf(
        before=read_score(session, totals(session), standings),
        after=read_score(session, totals(session, stands), {**standings, **would}),
        passing=passing,
        out_of_scope=sum(not row.in_scope for row in chosen),
        asked=len(chosen),
    )


def _states() -> Rows:
    columns = ("id", "public_id", "in_scope", "points_achieved", "points_possible")
    return joined(*(col(getattr(ActionState, name)) for name in columns)).where(OWN)
