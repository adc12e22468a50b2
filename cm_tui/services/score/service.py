"""The score: overall, of each assessment, and explained action by action (spec 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cm_tui.model.filters import EVERYTHING, ActionFilter
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.views.score import Score, ScoreEntry, ScoreHistory, ScoreReport, TrendPoint, WhatIf
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

    def explain(self, action: str | None = None, assessment: str | None = None) -> tuple[ScoreEntry, ...]:
        """Every point traced to its action, scope and condition; of one action or one assessment only where these are named.

        Raises NotFound for an unknown one, and for an action that does not count in the assessment.
        """
        from cm_tui.services.score.explaining import explained

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return explained(session, action, assessment)

    def report(
        self,
        *,
        explain: bool = False,
        action: str | None = None,
        since: date | None = None,
        assessment: str | None = None,
    ) -> ScoreReport:
        """The score with its points explained, with what moved it since a day, or with both, all of one moment.

        Raises what `explain` and `since` raise.
        """
        from cm_tui.services.score.explaining import explained
        from cm_tui.services.score.movements import moved_since

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return ScoreReport(
                read_score(session, totals(session), assessment_standings(session)),
                explained(session, action, assessment) if explain else None,
                None if since is None else moved_since(session, since, assessment),
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

    def since(self, day: date, assessment: str | None = None) -> ScoreHistory:
        """What moved the score, or that of an assessment's present actions, since the local midnight that begins a day.

        Start and all amounts are exactly the end. Raises NotFound, and StorageProblem where the history leads elsewhere.
        """
        from cm_tui.services.score.movements import moved_since

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return moved_since(session, day, assessment)

    def trend(self, days: int = 90, wanted: ActionFilter = EVERYTHING) -> tuple[TrendPoint, ...]:
        """The score of what a filter selects now, at the end of each of the last days, and now. Raises InvalidInput."""
        from cm_tui.services.score.movements import trend_of

        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return trend_of(session, self.actor, today(self.clock), days, wanted)
