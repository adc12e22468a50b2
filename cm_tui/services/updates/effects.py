"""What updates do to the score: overall, and of each assessment that counts what changes (spec 5.6, 12.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlmodel import Session

from cm_tui.model.views.actions import Points
from cm_tui.model.views.updates import AssessmentEffect, ScoreEffect
from cm_tui.services.assessments.placing import Place, Places
from cm_tui.services.assessments.score import assessment_points, totals
from cm_tui.services.updates.pending import PendingUpdate

_NOTHING = Points(0, 0)


def overall(session: Session) -> Points:
    """The sums of the overall score as they are stored."""
    return _sum(totals(session))


def effect_of(session: Session, updates: Collection[PendingUpdate], places: Places) -> ScoreEffect:
    """The score as it is and as it will be once all of these updates are accepted; exact, because points are plain sums."""
    before = overall(session)
    after = _sum([before, *(_difference(one.row.promise.before, one.row.promise.after) for one in updates)])
    points = assessment_points(session)
    touched = sorted(
        {key for one in updates for key in one.before | one.after}, key=lambda key: _order(places.all[key])
    )
    effects = (_on_assessment(places.all[key], points.get(key, _NOTHING), updates) for key in touched)
    return ScoreEffect(before, after, tuple(effects))


def _order(place: Place) -> tuple[str, str]:
    return place.group, place.name


def _on_assessment(place: Place, before: Points, updates: Iterable[PendingUpdate]) -> AssessmentEffect:
    concerned = [one for one in updates if place.key in one.before | one.after]
    shares = [
        _difference(
            one.row.promise.before if place.key in one.before else _NOTHING,
            one.row.promise.after if place.key in one.after else _NOTHING,
        )
        for one in concerned
    ]
    return AssessmentEffect(
        name=place.name,
        group=place.group,
        regulation=place.regulation,
        before=before,
        after=_sum([before, *shares]),
        joining=sum(place.key not in one.before for one in concerned),
        leaving=sum(place.key not in one.after for one in concerned),
    )


def _difference(before: Points, after: Points) -> Points:
    return Points(after.achieved - before.achieved, after.possible - before.possible)


def _sum(amounts: Iterable[Points]) -> Points:
    known = tuple(amounts)
    return Points(sum(one.achieved for one in known), sum(one.possible for one in known))
