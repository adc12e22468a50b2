"""What updates do to the score: overall, and of each assessment that counts what changes (spec 5.6, 12.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlmodel import Session

from cm_tui.model.views.actions import Points
from cm_tui.model.views.updates import AssessmentEffect, ScoreEffect
from cm_tui.services.assessments.placing import Place, Places
from cm_tui.services.assessments.standings import assessment_points
from cm_tui.services.score.sums import totals
from cm_tui.services.updates.pending import PendingUpdate

_NOTHING = Points(0, 0)


def overall(session: Session) -> Points:
    """The sums of the overall score as they are stored."""
    return sum(totals(session), _NOTHING)


def effect_of(session: Session, updates: Collection[PendingUpdate], places: Places) -> ScoreEffect:
    """The score as it is and as it will be once all of these updates are accepted; exact, because points are plain sums."""
    before = overall(session)
    after = sum((one.row.promise.after - one.row.promise.before for one in updates), before)
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
    after = before
    for one in concerned:
        after += one.row.promise.after if place.key in one.after else _NOTHING
        after -= one.row.promise.before if place.key in one.before else _NOTHING
    return AssessmentEffect(
        name=place.name,
        group=place.group,
        regulation=place.regulation,
        before=before,
        after=after,
        joining=sum(place.key not in one.before for one in concerned),
        leaving=sum(place.key not in one.after for one in concerned),
    )
