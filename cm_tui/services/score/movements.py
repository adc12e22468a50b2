"""Why the score moved: what each event since a day did to it, and how it stood at the end of each day (issue 6, item 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session, col, select

from cm_tui.model.filters import EVERYTHING, ActionFilter
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.organisation import Assessment, AssessmentAction
from cm_tui.model.views.actions import Points
from cm_tui.model.views.score import ScoreHistory, ScoreMove, TrendPoint
from cm_tui.services.actions.filter_sql import FilterSql
from cm_tui.services.actions.foreign import name_of
from cm_tui.services.actions.rows import joined
from cm_tui.services.assessments.finding import find_assessment
from cm_tui.services.clock import Actor, midnight
from cm_tui.services.history.chain import moment_of
from cm_tui.services.history.naming import Naming
from cm_tui.services.score.reasons import ALIKE, reason_of
from cm_tui.services.score.replay import Happening, Replay, Step, happenings, read_definitions, unfollowed
from cm_tui.services.score.sums import assessment_points, totals


def moved_since(session: Session, day: date, assessment: str | None) -> ScoreHistory:
    """What moved the overall score, or that of an assessment's present actions, since the beginning of a day.

    `since` begins with the first event of that day, whatever the clock said afterwards: the amounts add up exactly.
    Raises NotFound for an unknown assessment, and StorageProblem where the history does not lead to the present score.
    """
    found = None if assessment is None else find_assessment(session, assessment)[0]
    among = None if found is None else _members(session, found)
    present = _present(session, found)
    replay, names = Replay(read_definitions(session), among), Naming.read(session)
    begin = _written(day)
    start: Points | None = None
    moves: list[ScoreMove] = []
    for happening in happenings(session):
        if start is None and happening.at >= begin:
            start = replay.sum
        step = replay.follow(happening)
        if start is not None and step is not None:
            _add(moves, _move(replay, step, names))
    if replay.sum != present:
        raise unfollowed()
    return ScoreHistory(
        day, None if found is None else found.name, replay.sum if start is None else start, tuple(moves), replay.sum
    )


def trend_of(session: Session, actor: Actor, today: date, days: int, wanted: ActionFilter) -> tuple[TrendPoint, ...]:
    """The score of the actions that a filter selects, at the end of each of the last days, and now.

    Raises InvalidInput for values of the filter that name nothing.
    """
    replay = Replay(read_definitions(session), _selected(session, actor, wanted))
    ends = [today - timedelta(days=back) for back in range(days, 0, -1)]
    found: list[TrendPoint] = []
    waiting: Iterator[tuple[date, str]] = ((day, _written(day + timedelta(days=1))) for day in ends)
    following = next(waiting, None)
    for happening in happenings(session):
        while following is not None and happening.at >= following[1]:
            found.append(TrendPoint(following[0], replay.sum))
            following = next(waiting, None)
        replay.follow(happening)
    found += [TrendPoint(day, replay.sum) for day in [*ends[len(found) :], today]]
    return tuple(found)


def _written(day: date) -> str:
    """The beginning of a day as events are dated."""
    return midnight(day).isoformat(timespec="microseconds")


def _members(session: Session, assessment: Assessment) -> frozenset[str]:
    statement = (
        select(ActionState.public_id)
        .join(AssessmentAction, col(AssessmentAction.state_id) == col(ActionState.id))
        .where(AssessmentAction.assessment_id == assessment.id)
    )
    return frozenset(session.exec(statement))


def _present(session: Session, assessment: Assessment | None) -> Points:
    if assessment is not None:
        return assessment_points(session).get(assessment.id or 0, Points(0, 0))
    yours, microsoft = totals(session)
    return yours + microsoft


def _selected(session: Session, actor: Actor, wanted: ActionFilter) -> frozenset[str] | None:
    """The ids that a filter selects now, retired and Microsoft's ones too; None for whatever there ever was."""
    if wanted == EVERYTHING:
        return None
    condition = FilterSql(session, actor).condition(wanted)
    return frozenset(map(str, session.execute(joined(col(ActionState.public_id)).where(condition)).scalars()))


def _move(replay: Replay, step: Step, names: Naming) -> ScoreMove:
    """A move as people read it; where many actions moved at once, how many."""
    happening: Happening = step.happening
    alone = step.actions[0] if len(step.actions) == 1 else ""
    return ScoreMove(
        seq=happening.seq,
        at=moment_of(happening),
        user=name_of(happening.user_key, names.people),
        event=happening.event,
        action=alone,
        name=_title(replay, alone) if alone else f"{len(step.actions)} actions",
        reason=reason_of(step),
        before=step.before,
        after=step.after,
    )


def _add(moves: list[ScoreMove], move: ScoreMove) -> None:
    """Tell a move; those of one deed that go through many actions alike are told as one."""
    last = moves[-1] if moves else None
    if last is None or move.event not in ALIKE or (last.event, last.at, last.user) != (move.event, move.at, move.user):
        moves.append(move)
        return
    count = 2 if last.action else int(last.name.split()[0]) + 1
    moves[-1] = replace(last, action="", name=f"{count} actions", reason=ALIKE[move.event], after=move.after)


def _title(replay: Replay, public_id: str) -> str:
    definition = replay.definition(public_id)
    return definition.title if definition is not None else public_id
