"""Every point traced to its action, scope and condition (spec 5): columns alone, because a large organisation has 100,000 rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from cm_tui.model.errors import NotFound
from cm_tui.model.rules.points import RETIRED, condition, measured_share
from cm_tui.model.rules.subscriptions import Standing, completed_share
from cm_tui.model.rules.testing import testing_source
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.organisation import AssessmentAction, Group
from cm_tui.model.tables.subscriptions import SubscriptionState
from cm_tui.model.views.actions import Points
from cm_tui.model.views.score import ScoreEntry
from cm_tui.model.vocabulary import ImplementationStatus, TestingSource, TestingType, TestStatus
from cm_tui.services.actions.record import covered_share, find_record
from cm_tui.services.assessments.finding import find_assessment

ORGANISATION = "Organisation"
"""The scope of what is done once for everybody."""
_COLUMNS = (
    ActionState.id,
    ActionState.public_id,
    ActionState.group_id,
    ActionState.accepted_version_id,
    ActionState.implementation_status,
    ActionState.test_status,
    ActionState.testing_type,
    ActionState.covered_part,
    ActionState.covered_whole,
    ActionState.points_achieved,
    ActionState.points_possible,
    ActionState.in_scope,
    ActionState.retired,
    Action.managed_by,
)


def explained(session: Session, action: str | None, assessment: str | None) -> tuple[ScoreEntry, ...]:
    """The lines of all actions, of one, or of those that one assessment counts; the organisation's own first, by id.

    Raises NotFound for an unknown action or assessment, and for an action that does not count in the assessment.
    """
    wanted = _wanted(session, action, assessment)
    entries = tuple(_lines(session, wanted, _averages(session, wanted)))
    if action is not None and not entries:
        raise NotFound(f"{action} does not count in the assessment {assessment!r}; explain it without one.")
    return entries


def _wanted(session: Session, action: str | None, assessment: str | None) -> Sequence[ColumnElement[bool]]:
    """The conditions of the states that are explained. Raises NotFound."""
    wanted: list[ColumnElement[bool]] = []
    if assessment is not None:
        found, _ = find_assessment(session, assessment)
        members = select(col(AssessmentAction.state_id)).where(col(AssessmentAction.assessment_id) == found.id)
        wanted.append(col(ActionState.id).in_(members))
    if action is not None:
        find_record(session, action)
        wanted.append(col(ActionState.public_id) == action)
    return wanted


def _averages(session: Session, wanted: Sequence[ColumnElement[bool]]) -> Mapping[int, Fraction | None]:
    """By state that has subscriptions, the average of what is complete in them."""
    columns = (SubscriptionState.state_id, SubscriptionState.test_status)
    numbers = (SubscriptionState.completed, SubscriptionState.applicable)
    statement = select(*map(col, (*columns, *numbers)))
    if wanted:
        statement = statement.where(col(SubscriptionState.state_id).in_(select(col(ActionState.id)).where(*wanted)))
    found: dict[int, list[Standing]] = defaultdict(list)
    for state, *standing in session.execute(statement):
        found[state].append(Standing(*standing))
    return {state: completed_share(standings) for state, standings in found.items()}


def _lines(
    session: Session, wanted: Sequence[ColumnElement[bool]], averages: Mapping[int, Fraction | None]
) -> Iterator[ScoreEntry]:
    """The lines of states; what many of them share is made once."""
    statement = (
        select(*map(col, _COLUMNS))
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
        .where(*wanted)
        .order_by(col(Action.managed_by).desc(), col(ActionState.public_id))
    )
    groups = dict(session.execute(select(col(Group.id), col(Group.name))).all())
    versions = select(col(ActionVersion.id), col(ActionVersion.title), col(ActionVersion.eligible_source))
    definitions = {key: (title, source) for key, title, source in session.execute(versions)}
    because, points = cache(_because), cache(Points)
    for row in session.connection().execute(statement):
        title, eligible = definitions[row.accepted_version_id]
        measured = measured_share(averages.get(row.id), covered_share(row.covered_part, row.covered_whole))
        statuses = row.implementation_status, row.test_status, row.testing_type
        yield ScoreEntry(
            id=row.public_id,
            name=title,
            scope=groups.get(row.group_id, ORGANISATION),
            managed_by=row.managed_by,
            points=points(row.points_achieved, row.points_possible),
            in_scope=row.in_scope,
            condition=RETIRED if row.retired else because(*statuses, eligible, measured),
        )


def _because(
    implementation: ImplementationStatus,
    test: TestStatus,
    testing_type: TestingType,
    eligible: TestingSource | None,
    measured: Fraction | None,
) -> str:
    return condition(implementation, test, testing_type, testing_source(eligible, testing_type), measured)
