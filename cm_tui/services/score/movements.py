"""Why the score moved: what each event since a day did to it, and how it stood at the end of each day (issue 6, item 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlmodel import Session, col, select

from cm_tui.model.filters import EVERYTHING, ActionFilter
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.organisation import Assessment, AssessmentAction, Group
from cm_tui.model.views.actions import Points
from cm_tui.model.views.score import ScoreHistory, ScoreMove, TrendPoint
from cm_tui.services.actions.filter_sql import FilterSql
from cm_tui.services.actions.foreign import name_of
from cm_tui.services.actions.rows import joined
from cm_tui.services.assessments.finding import find_assessment
from cm_tui.services.assessments.standings import NOWHERE, assessment_standings
from cm_tui.services.clock import Actor, midnight
from cm_tui.services.history.chain import moment_of
from cm_tui.services.history.naming import Naming
from cm_tui.services.score.reasons import reason_of, reason_of_all
from cm_tui.services.score.replay import Happening, Replay, Step, happenings, read_definitions, unfollowed
from cm_tui.services.score.sums import totals


def moved_since(session: Session, day: date, assessment: str | None) -> ScoreHistory:
    """What moved the overall score, or that of an assessment's present actions, since the beginning of a day.

    `since` begins with the first event of that day, whatever the clock said afterwards: the amounts add up exactly.
    Raises NotFound for an unknown assessment, and StorageProblem where the history does not lead to the present score.
    """
    found = None if assessment is None else find_assessment(session, assessment)[0]
    among = None if found is None else _members(session, found)
    present = _present(session, found)
    replay, names = Replay(read_definitions(session), among), Naming.read(session)
    groups = dict(session.exec(select(Group.slug, Group.name)).all())
    begin = _written(day)
    start: Points | None = None
    told = _Told()
    for happening in happenings(session):
        if start is None and happening.at >= begin:
            start = replay.sum
        step = replay.follow(happening)
        if start is not None and step is not None:
            told.add(step, _move(replay, step, names), reason_of_all(step, groups))
    if replay.sum != present:
        raise unfollowed()
    return ScoreHistory(
        day,
        None if found is None else found.name,
        replay.sum if start is None else start,
        tuple(told.moves),
        replay.sum,
    )


def trend_of(session: Session, actor: Actor, today: date, days: int, wanted: ActionFilter) -> tuple[TrendPoint, ...]:
    """The score of the actions that a filter selects, at the end of each of the last days, and now.

    Raises InvalidInput for values of the filter that name nothing, and StorageProblem as `moved_since` does.
    """
    among, present = _selected(session, actor, wanted)
    replay = Replay(read_definitions(session), among)
    ends = [today - timedelta(days=back) for back in range(days, 0, -1)]
    found: list[TrendPoint] = []
    waiting: Iterator[tuple[date, str]] = ((day, _written(day + timedelta(days=1))) for day in ends)
    following = next(waiting, None)
    for happening in happenings(session):
        while following is not None and happening.at >= following[1]:
            found.append(TrendPoint(following[0], replay.sum))
            following = next(waiting, None)
        replay.follow(happening)
    if replay.sum != present:
        raise unfollowed()
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
        key = assessment.id or 0
        return assessment_standings(session, key).get(key, NOWHERE).points
    yours, microsoft = totals(session)
    return yours + microsoft


def _selected(session: Session, actor: Actor, wanted: ActionFilter) -> tuple[frozenset[str] | None, Points]:
    """The ids that a filter selects now, retired and Microsoft's ones too, and what they count for as stored.

    None for whatever there ever was.
    """
    if wanted == EVERYTHING:
        return None, _present(session, None)
    columns = (ActionState.public_id, ActionState.in_scope, ActionState.points_achieved, ActionState.points_possible)
    condition = FilterSql(session, actor).condition(wanted)
    rows = session.execute(joined(*map(col, columns)).where(condition)).all()
    counting = [row for row in rows if row.in_scope]
    achieved = sum(row.points_achieved for row in counting)
    return frozenset(row.public_id for row in rows), Points(achieved, sum(row.points_possible for row in counting))


@dataclass
class _Told:
    """The moves that are told; those of one deed that go through many actions alike are one."""

    moves: list[ScoreMove] = field(default_factory=list)
    _deed: tuple[object, ...] | None = None

    def add(self, step: Step, move: ScoreMove, together: str | None) -> None:
        """Tell a move; `together` is what is said of all moves of its deed, None where each is told by itself."""
        happening = step.happening
        deed = None if together is None else (happening.event, happening.at, happening.user_key, together)
        if together is None or deed != self._deed:
            self.moves.append(move)
        else:
            last = self.moves[-1]
            count = last.actions + move.actions
            self.moves[-1] = replace(
                last, action="", name=_many(count), reason=together, after=move.after, actions=count
            )
        self._deed = deed


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
        name=_title(replay, alone) if alone else _many(len(step.actions)),
        reason=reason_of(step),
        before=step.before,
        after=step.after,
        actions=len(step.actions),
    )


def _many(count: int) -> str:
    return f"{count} actions"


def _title(replay: Replay, public_id: str) -> str:
    definition = replay.definition(public_id)
    return definition.title if definition is not None else public_id
