"""The score: overall, of each assessment, and explained action by action (spec 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cm_tui.model.filters import EVERYTHING, ActionFilter
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.views.score import (
    PointsFound,
    Score,
    ScoreEntry,
    ScoreHistory,
    ScoreReport,
    SearchedPoint,
    TrendPoint,
    WhatIf,
)
from cm_tui.services.assessments.standings import assessment_standings
from cm_tui.services.clock import Actor, Clock, today
from cm_tui.services.permit import permit
from cm_tui.services.score.scores import read_score
from cm_tui.services.score.sums import totals
from cm_tui.services.storage.store import Store


@dataclass(frozen=True)
class ScoreService:
    """Sums of stored points; each technical action counts once, each nontechnical one once per group (spec 5.6)."""

    store: Store
    clock: Clock
    actor: Actor

    def score(self) -> Score:
        """The overall score and each assessment's."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return read_score(session, totals(session), assessment_standings(session))

    def explain(
        self, action: str | None = None, assessment: str | None = None, wanted: ActionFilter = EVERYTHING
    ) -> tuple[ScoreEntry, ...]:
        """Every point traced to its action, scope and condition; of one action, one assessment or a filter where these are given.

        Raises NotFound for an unknown one, and for an action that does not count in the assessment, InvalidInput for values
        of the filter that name nothing.
        """
        from cm_tui.services.score.explaining import explained

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return explained(session, self.actor, action, assessment, wanted)

    def points(self, assessment: str | None = None, wanted: ActionFilter = EVERYTHING) -> PointsFound:
        """What `explain` tells, without its lines: a large organisation has 100,000; `entries` gives those in sight."""
        from cm_tui.services.score.explaining import found_points

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return found_points(session, self.actor, assessment, wanted)

    def entries(self, ids: Sequence[str]) -> tuple[ScoreEntry, ...]:
        """The explained lines of these actions, in their order; ids that do not exist are left out."""
        from cm_tui.services.score.explaining import entries_of

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return entries_of(session, ids)

    def searched(self, assessment: str | None = None, wanted: ActionFilter = EVERYTHING) -> tuple[SearchedPoint, ...]:
        """What each line of `explain` is found by when words are searched. Raises what `points` raises."""
        from cm_tui.services.score.explaining import searched

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return searched(session, self.actor, assessment, wanted)

    def report(
        self,
        *,
        explain: bool = False,
        action: str | None = None,
        since: date | None = None,
        assessment: str | None = None,
        wanted: ActionFilter = EVERYTHING,
    ) -> ScoreReport:
        """The score with its points explained, with what moved it since a day, or with both, all of one moment.

        An assessment and a filter narrow both, not the score itself.

        Raises what `explain` and `since` raise.
        """
        from cm_tui.services.score.explaining import explained
        from cm_tui.services.score.movements import moved_since
        from cm_tui.services.score.population import population

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return ScoreReport(
                read_score(session, totals(session), assessment_standings(session)),
                explained(session, self.actor, action, assessment, wanted) if explain else None,
                None if since is None else moved_since(session, self.actor, since, assessment, wanted),
                None if wanted == EVERYTHING else population(session, self.actor, assessment, wanted).present,
            )

    def what_if(self, wanted: ActionFilter) -> WhatIf:
        """The score as it is, and as if the organisation's own actions that a filter selects were implemented and passed.

        Those out of scope stay out. Nothing is stored. Raises InvalidInput for values of the filter that name nothing.
        """
        from cm_tui.services.score.what_if import filtered, what_if

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return what_if(session, filtered(session, self.actor, wanted))

    def what_if_ids(self, ids: Sequence[str]) -> WhatIf:
        """As `what_if`, of actions by their ids. Raises NotFound for what is no action of the organisation's own."""
        from cm_tui.services.score.what_if import named, what_if

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return what_if(session, named(session, ids))

    def since(self, day: date, assessment: str | None = None, wanted: ActionFilter = EVERYTHING) -> ScoreHistory:
        """What moved the score, or that of an assessment's or a filter's present actions, since the midnight that begins a day.

        Start and all amounts are exactly the end. Raises NotFound, InvalidInput, and StorageProblem where the history leads
        elsewhere.
        """
        from cm_tui.services.score.movements import moved_since

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return moved_since(session, self.actor, day, assessment, wanted)

    def trend(self, days: int = 90, wanted: ActionFilter = EVERYTHING) -> tuple[TrendPoint, ...]:
        """The score of what a filter selects now, at the end of each of the last days, and now. Raises InvalidInput."""
        from cm_tui.services.score.movements import trend_of

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return trend_of(session, self.actor, today(self.clock), days, wanted)
