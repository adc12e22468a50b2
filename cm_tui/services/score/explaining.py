"""Every point traced to its action, scope and condition (spec 5): columns alone, because a large organisation has 100,000 rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache

from sqlalchemy import ColumnElement, Integer, cast, func, select
from sqlmodel import Session, col

from cm_tui.model.errors import NotFound
from cm_tui.model.filters import EVERYTHING, ActionFilter
from cm_tui.model.rules.points import RETIRED, condition, measured_share
from cm_tui.model.rules.subscriptions import Standing, completed_share
from cm_tui.model.rules.testing import testing_source
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.organisation import Group
from cm_tui.model.tables.subscriptions import SubscriptionState
from cm_tui.model.text import fold
from cm_tui.model.views.actions import Points
from cm_tui.model.views.score import PointsFound, ScoreEntry, SearchedPoint
from cm_tui.model.vocabulary import ImplementationStatus, TestingSource, TestingType, TestStatus
from cm_tui.services.actions.record import covered_share, find_record
from cm_tui.services.actions.rows import chunks
from cm_tui.services.assessments.finding import find_assessment
from cm_tui.services.clock import Actor
from cm_tui.services.score.population import counted_by, selected_by
from cm_tui.services.score.sums import ACHIEVED, POSSIBLE

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
_ORDER = (col(Action.managed_by).desc(), col(ActionState.public_id))
_COUNTING = func.coalesce(func.sum(cast(col(ActionState.in_scope), Integer)), 0)


def explained(
    session: Session, actor: Actor, action: str | None, assessment: str | None, wanted: ActionFilter = EVERYTHING
) -> tuple[ScoreEntry, ...]:
    """The lines of all actions, of one, of those that an assessment counts or a filter selects; your own first, by id.

    Raises NotFound for an unknown action or assessment, and for an action that these leave out, InvalidInput
    for values of the filter that name nothing.
    """
    conditions = _conditions(session, actor, assessment, wanted)
    if action is not None:
        find_record(session, action)
        conditions = (*conditions, col(ActionState.public_id) == action)
    entries = tuple(_lines(session, conditions))
    if action is not None and not entries:
        raise NotFound(_why_left_out(action, assessment, wanted))
    return entries


def _why_left_out(action: str, assessment: str | None, wanted: ActionFilter) -> str:
    if wanted == EVERYTHING:
        return f"{action} does not count in the assessment {assessment!r}; explain it without one."
    where = "" if assessment is None else f" in the assessment {assessment!r}"
    return f"The filter does not select {action}{where}; explain it without {'both' if where else 'one'}."


def found_points(session: Session, actor: Actor, assessment: str | None, wanted: ActionFilter) -> PointsFound:
    """What `explained` would tell, without its lines. Raises what it raises."""
    conditions = _conditions(session, actor, assessment, wanted)
    ids = select(col(ActionState.public_id)).join(Action, col(Action.id) == col(ActionState.action_id))
    ordered = session.execute(ids.where(*conditions).order_by(*_ORDER)).scalars().all()
    achieved, possible, counting = session.execute(select(ACHIEVED, POSSIBLE, _COUNTING).where(*conditions)).one()
    return PointsFound(tuple(ordered), Points(int(achieved), int(possible)), len(ordered) - int(counting))


def entries_of(session: Session, ids: Sequence[str]) -> tuple[ScoreEntry, ...]:
    """The lines of these actions, in their order; ids that do not exist are left out."""
    by_id = {
        entry.id: entry for chunk in chunks(ids) for entry in _lines(session, (col(ActionState.public_id).in_(chunk),))
    }
    return tuple(by_id[one] for one in ids if one in by_id)


def searched(session: Session, actor: Actor, assessment: str | None, wanted: ActionFilter) -> tuple[SearchedPoint, ...]:
    """What each line is found by; what many lines share is kept once. Raises what `explained` raises."""
    folded, nothing = cache(fold), Points(0, 0)
    return tuple(
        SearchedPoint(
            one.id,
            (fold(one.id), *map(folded, (one.name, one.condition, one.scope, f"managed by {one.managed_by}"))),
            one.points if one.in_scope else nothing,
        )
        for one in _lines(session, _conditions(session, actor, assessment, wanted))
    )


def _conditions(
    session: Session, actor: Actor, assessment: str | None, wanted: ActionFilter
) -> tuple[ColumnElement[bool], ...]:
    """The conditions of the states that are explained. Raises NotFound and InvalidInput."""
    members = () if assessment is None else (counted_by(find_assessment(session, assessment)[0]),)
    return (*members, *selected_by(session, actor, wanted))


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


def _lines(session: Session, wanted: Sequence[ColumnElement[bool]]) -> Iterator[ScoreEntry]:
    """The lines of states; what many of them share is made once."""
    averages = _averages(session, wanted)
    statement = (
        select(*map(col, _COLUMNS))
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
        .where(*wanted)
        .order_by(*_ORDER)
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
