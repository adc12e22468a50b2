"""Why the score moved: what each event since a day did to it, and how it stood at the end of each day (issue 6, item 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlmodel import Session, select

from cm_tui.model.filters import EVERYTHING, ActionFilter
from cm_tui.model.tables.organisation import Group
from cm_tui.model.views.actions import Points
from cm_tui.model.views.score import ScoreHistory, ScoreMove, TrendPoint
from cm_tui.services.actions.foreign import name_of
from cm_tui.services.clock import Actor, midnight
from cm_tui.services.history.chain import moment_of
from cm_tui.services.history.naming import Naming
from cm_tui.services.score.population import population
from cm_tui.services.score.reasons import reason_of, reason_of_all
from cm_tui.services.score.replay import Happening, Replay, Step, happenings, read_definitions, unfollowed


def moved_since(
    session: Session, actor: Actor, day: date, assessment: str | None = None, wanted: ActionFilter = EVERYTHING
) -> ScoreHistory:
    """What moved the overall score, or that of the actions that an assessment or a filter has now, since the beginning of a day.

    `since` begins with the first event of that day, whatever the clock said afterwards: the amounts add up exactly. What an
    assessment or a filter had earlier and has no more is on no side of it.
    Raises NotFound for an unknown assessment, InvalidInput for values of the filter that name nothing, and StorageProblem
    where the history does not lead to the present score.
    """
    told_of = population(session, actor, assessment, wanted)
    replay, names = Replay(read_definitions(session), told_of.among), Naming.read(session)
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
    if replay.sum != told_of.present:
        raise unfollowed()
    return ScoreHistory(day, told_of.of, replay.sum if start is None else start, tuple(told.moves), replay.sum)


def trend_of(session: Session, actor: Actor, today: date, days: int, wanted: ActionFilter) -> tuple[TrendPoint, ...]:
    """The score of the actions that a filter selects, at the end of each of the last days, and now.

    Raises InvalidInput for values of the filter that name nothing, and StorageProblem as `moved_since` does.
    """
    told_of = population(session, actor, None, wanted)
    replay = Replay(read_definitions(session), told_of.among)
    ends = [today - timedelta(days=back) for back in range(days, 0, -1)]
    found: list[TrendPoint] = []
    waiting: Iterator[tuple[date, str]] = ((day, _written(day + timedelta(days=1))) for day in ends)
    following = next(waiting, None)
    for happening in happenings(session):
        while following is not None and happening.at >= following[1]:
            found.append(TrendPoint(following[0], replay.sum))
            following = next(waiting, None)
        replay.follow(happening)
    if replay.sum != told_of.present:
        raise unfollowed()
    found += [TrendPoint(day, replay.sum) for day in [*ends[len(found) :], today]]
    return tuple(found)


def _written(day: date) -> str:
    """The beginning of a day as events are dated."""
    return midnight(day).isoformat(timespec="microseconds")


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
