"""Controls: their status inside each assessment, and the actions that serve them (spec 11.4, 11.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import compress
from typing import TypeAlias

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, Subquery, and_, func, select
from sqlmodel import Session, col

from cm_tui.model.rules.control_status import control_status
from cm_tui.model.rules.testing import FAILED
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.tables.organisation import Assessment, AssessmentAction
from cm_tui.model.views.actions import Points
from cm_tui.model.vocabulary import ControlStatus, TestStatus
from cm_tui.services.assessments.placing import binding
from cm_tui.services.score.sums import STORED, Stands

Tallies: TypeAlias = "dict[int, dict[int, ControlTally]]"
"""By assessment, by control."""
_KINDS = (TestStatus.PASSED, FAILED[0], TestStatus.NONE, TestStatus.OUT_OF_SCOPE, TestStatus.IN_PROGRESS)
"""One test status for all that mean the same for a control; the last for whatever none of the others stands for."""


@dataclass(frozen=True, slots=True)
class ControlTally:
    """What a control's actions add up to in one assessment; an action that is out of scope adds no points."""

    status: ControlStatus
    points: Points
    your_actions: int
    your_actions_passed: int
    microsoft_actions: int


@dataclass(frozen=True, slots=True)
class Serving:
    """The ids of the actions that serve a control in an assessment, and the services that they name."""

    actions: tuple[str, ...]
    services: tuple[str, ...]


def tally_controls(
    session: Session,
    stands: Stands = STORED,
    assessments: Collection[int] | None = None,
    controls: Collection[int] | None = None,
) -> Tallies:
    """The tally of every control in force in every assessment, or in some and of some only; one grouping statement.

    A control without an action in an assessment is left out there.
    """
    found: Tallies = defaultdict(dict)
    for key, control, achieved, possible, own, own_passed, microsoft, *kinds in session.execute(
        _statement(stands, assessments, controls)
    ):
        status = _status(*(bool(number) for number in kinds))
        found[key][control] = ControlTally(status, Points(int(achieved), int(possible)), own, own_passed, microsoft)
    return found


@cache
def _status(*occurring: bool) -> ControlStatus:
    return control_status(tuple(compress(_KINDS, occurring)))


def _statement(
    stands: Stands, assessments: Collection[int] | None, controls: Collection[int] | None
) -> Select[*tuple[int, ...]]:
    serving = _serving(controls)
    keys = (col(AssessmentAction.assessment_id), serving.c.control_id)
    columns: tuple[SQLColumnExpression[int], ...] = (*keys, *stands.sums, *stands.members, *_kinds(stands))
    statement: Select[*tuple[int, ...]] = (
        select(*columns)
        .select_from(AssessmentAction)
        .join(Assessment, col(Assessment.id) == col(AssessmentAction.assessment_id))
        .join(ActionState, col(ActionState.id) == col(AssessmentAction.state_id))
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .join(
            serving,
            and_(
                serving.c.version_id == col(ActionState.accepted_version_id),
                serving.c.regulation_key == col(Assessment.regulation_key),
            ),
        )
        .group_by(*keys)
    )
    return statement if assessments is None else statement.where(keys[0].in_(assessments))


def _serving(controls: Collection[int] | None) -> Subquery:
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
    narrowed = statement if controls is None else statement.where(col(ActionControl.control_id).in_(controls))
    return narrowed.subquery("serving")


def _kinds(stands: Stands) -> tuple[ColumnElement[int], ...]:
    """How many actions stand in each of `_KINDS`."""
    counts, test = col(ActionState.in_scope), stands.test
    named = (*FAILED, TestStatus.PASSED, TestStatus.NONE, TestStatus.OUT_OF_SCOPE)
    return (
        func.count().filter(counts, test == TestStatus.PASSED),
        func.count().filter(counts, test.in_(FAILED)),
        func.count().filter(counts, test == TestStatus.NONE),
        func.count().filter(~counts | (test == TestStatus.OUT_OF_SCOPE)),
        func.count().filter(counts, test.not_in(named)),
    )


def serving_actions(session: Session, assessment: int) -> Mapping[int, Serving]:
    """By control in force, the actions that serve it in one assessment, by id."""
    statement = (
        select(col(ActionControl.control_id), col(ActionState.public_id), col(ActionVersion.services))
        .select_from(AssessmentAction)
        .join(Assessment, col(Assessment.id) == col(AssessmentAction.assessment_id))
        .join(ActionState, col(ActionState.id) == col(AssessmentAction.state_id))
        .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
        .join(ActionControl, col(ActionControl.version_id) == col(ActionVersion.id))
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .where(
            col(AssessmentAction.assessment_id) == assessment,
            col(Control.regulation_key) == col(Assessment.regulation_key),
            binding(),
        )
        .order_by(col(ActionState.public_id))
    )
    actions: dict[int, list[str]] = defaultdict(list)
    services: dict[int, set[str]] = defaultdict(set)
    for control, action, named in session.execute(statement):
        actions[control].append(action)
        services[control].update(named)
    return {control: Serving(tuple(ids), tuple(sorted(services[control]))) for control, ids in actions.items()}
