"""What the actions of assessments, and of their controls, add up to: one grouping statement each (spec 5.6, 11.4, 11.6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    SQLColumnExpression,
    Subquery,
    and_,
    case,
    func,
    literal,
    or_,
    select,
)
from sqlmodel import col

from cm_tui.model.rules.testing import FAILED
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action
from cm_tui.model.tables.columns import choice
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.tables.organisation import Assessment, AssessmentAction
from cm_tui.model.vocabulary import ControlStatus, TestStatus
from cm_tui.services.assessments.binding import binding
from cm_tui.services.score.sums import STORED, Stands

Counting: TypeAlias = "Select[*tuple[int, ...]]"
"""Its rows are those of a table of tallies: the same columns under the same names."""
KINDS = ("failed", "untested", "out_of_scope", "passed", "other")
"""What a test means for a control; the last is whatever none of the others stands for."""
MEMBERS = ("your_actions", "your_actions_passed", "microsoft_actions", "points_achieved", "points_possible")
OF_STATUS = {status: f"controls_{status.name.lower()}" for status in ControlStatus}
"""The columns that say how many controls of an assessment have a status."""
ASSESSMENT = col(AssessmentAction.assessment_id)


def count_controls(
    stands: Stands = STORED, *conditions: ColumnElement[bool], states: Collection[int] | None = None
) -> Counting:
    """The numbers of every control in force in every assessment, or what some states add to them.

    A control without an action in an assessment is left out there.
    """
    serving = _serving(states)
    keys = (ASSESSMENT, serving.c.control_id)
    serves = and_(
        serving.c.version_id == col(ActionState.accepted_version_id),
        serving.c.regulation_key == col(Assessment.regulation_key),
    )
    statement = _members(conditions, states, *keys, *_kinds(stands), *_sums(stands))
    return statement.join(serving, serves).group_by(*keys)


def count_assessments(
    stands: Stands = STORED, *conditions: ColumnElement[bool], states: Collection[int] | None = None
) -> Counting:
    """The tally of every assessment that counts an action, or of what some states add to them."""
    return _members(conditions, states, ASSESSMENT, *_sums(stands)).group_by(ASSESSMENT)


def judged(counting: Counting) -> Select[*tuple[object, ...]]:
    """The tallies of controls: their numbers, and the status that follows."""
    numbers = counting.subquery()
    return select(*numbers.c, status_of({name: numbers.c[name] for name in KINDS}).label("status"))


def count_statuses(tallies: FromClause) -> Select[int, ControlStatus, int]:
    """By assessment, how many of its controls have each status; from tallies of controls."""
    keys = (tallies.c.assessment_id, tallies.c.status)
    return select(*keys, func.count()).group_by(*keys)


def controls_with(tallies: FromClause, assessment: ColumnElement[int]) -> dict[str, ColumnElement[int]]:
    """How many controls of an assessment have each status, under the names of `OF_STATUS`; from tallies of controls."""
    return {
        name: select(func.count())
        .select_from(tallies)
        .where(tallies.c.assessment_id == assessment, tallies.c.status == status)
        .scalar_subquery()
        for status, name in OF_STATUS.items()
    }


def status_of(kinds: Mapping[str, ColumnElement[int]]) -> ColumnElement[ControlStatus]:
    """What `control_status` says of how many actions are of each of `KINDS`, in SQL; tests hold that both say the same."""
    failed, untested, out, passed, other = (kinds[name] for name in KINDS)
    return case(
        (failed > 0, _status(ControlStatus.FAILED)),
        (and_(passed + other == 0, or_(untested > 0, out == 0)), _status(ControlStatus.NONE)),
        (or_(untested > 0, other > 0), _status(ControlStatus.IN_PROGRESS)),
        (passed > 0, _status(ControlStatus.PASSED)),
        else_=_status(ControlStatus.OUT_OF_SCOPE),
    )


def _status(one: ControlStatus) -> ColumnElement[ControlStatus]:
    return literal(one, choice(ControlStatus))


def _members(
    conditions: Sequence[ColumnElement[bool]], states: Collection[int] | None, *columns: SQLColumnExpression[int]
) -> Counting:
    statement: Counting = (
        select(*columns)
        .select_from(AssessmentAction)
        .join(Assessment, col(Assessment.id) == ASSESSMENT)
        .join(ActionState, col(ActionState.id) == col(AssessmentAction.state_id))
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .where(*conditions)
    )
    return statement if states is None else statement.where(col(AssessmentAction.state_id).in_(states))


def _sums(stands: Stands) -> tuple[ColumnElement[int], ...]:
    return tuple(one.label(name) for name, one in zip(MEMBERS, (*stands.members, *stands.sums), strict=True))


def _serving(states: Collection[int] | None) -> Subquery:
    """Which versions of actions serve which controls of which regulation.

    Nothing here is double. DISTINCT makes a database find these few rows once and look in them by both keys; without it SQLite
    goes through a regulation's controls for every action of every assessment, which takes twenty times as long.
    """
    statement = (
        select(col(ActionControl.version_id), col(ActionControl.control_id), col(Control.regulation_key))
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .where(binding())
        .distinct()
    )
    if states is not None:
        accepted = select(col(ActionState.accepted_version_id)).where(col(ActionState.id).in_(states))
        statement = statement.where(col(ActionControl.version_id).in_(accepted))
    return statement.subquery("serving")


def _kinds(stands: Stands) -> tuple[ColumnElement[int], ...]:
    counts, test = col(ActionState.in_scope), stands.test
    named = (*FAILED, TestStatus.PASSED, TestStatus.NONE, TestStatus.OUT_OF_SCOPE)
    return (
        func.count().filter(counts, test.in_(FAILED)).label("failed"),
        func.count().filter(counts, test == TestStatus.NONE).label("untested"),
        func.count().filter(~counts | (test == TestStatus.OUT_OF_SCOPE)).label("out_of_scope"),
        func.count().filter(counts, test == TestStatus.PASSED).label("passed"),
        func.count().filter(counts, test.not_in(named)).label("other"),
    )
