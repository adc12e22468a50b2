"""Updates of improvement actions as rows: their JSON names in the order of interface.md section 5, and the columns of the table."""

from __future__ import annotations

from cm_tui.cli.action_rows import ORGANISATION_WIDE
from cm_tui.cli.forms import joined, number, of_points, percent_of, percentage, plain
from cm_tui.cli.output import Json, Listing
from cm_tui.cli.table import WHOLE, Column
from cm_tui.model.definition import DefinitionChange
from cm_tui.model.rules.points import show_points
from cm_tui.model.rules.updates import NOTHING_WAITS
from cm_tui.model.views.actions import Points
from cm_tui.model.views.updates import Accepted, AssessmentEffect, UpdateReview, UpdateRow

UPDATES = Listing[UpdateRow](
    fields={
        "id": lambda one: one.id,
        "name": lambda one: one.name,
        "from_version": lambda one: one.promise.from_version,
        "to_version": lambda one: one.promise.to_version,
        "points_before": lambda one: number(one.worth_before),
        "points_after": lambda one: number(one.worth_after),
        "changes": lambda one: [_change(change) for change in one.changes],
        "kinds": lambda one: [kind.value for kind in one.kinds],
        "group": lambda one: one.group,
        "counted_achieved_before": lambda one: number(one.promise.before.achieved),
        "counted_possible_before": lambda one: number(one.promise.before.possible),
        "counted_achieved_after": lambda one: number(one.promise.after.achieved),
        "counted_possible_after": lambda one: number(one.promise.after.possible),
        "record": lambda one: [
            {"field": change.field.value, "old": plain(change.old), "new": plain(change.new)}
            for change in one.promise.record
        ],
        "joins": lambda one: one.promise.joins,
        "leaves": lambda one: one.promise.leaves,
        "retires": lambda one: one.promise.retires,
    },
    columns=(
        Column("ID", lambda one: one.id, WHOLE),
        Column("Improvement action", lambda one: one.name, 24),
        Column("Version", lambda one: arrow(one.promise.from_version, one.promise.to_version), WHOLE),
        Column("Points", lambda one: worth_of(one), WHOLE, right=True),
        Column("Changes", lambda one: joined(one.kinds), 10),
        Column("Group", lambda one: one.group or ORGANISATION_WIDE, 10),
    ),
    nothing=NOTHING_WAITS,
)
ASSESSMENTS = Listing[AssessmentEffect](
    fields={
        "name": lambda one: one.name,
        "group": lambda one: one.group,
        "regulation": lambda one: one.regulation,
        "before": lambda one: score_of(one.before),
        "after": lambda one: score_of(one.after),
        "joining": lambda one: one.joining,
        "leaving": lambda one: one.leaving,
    },
    columns=(
        Column("Assessment", lambda one: one.name, 16),
        Column("Action", lambda one: _moves(one), WHOLE),
        Column("Score", lambda one: arrow(percentage(one.before), percentage(one.after)), WHOLE),
        Column("Points", lambda one: arrow(of_points(one.before), of_points(one.after)), WHOLE),
        Column("Group", lambda one: one.group, 10),
    ),
    nothing="No assessment counts this action.",
)


def review_record(review: UpdateReview) -> dict[str, Json]:
    """The JSON of `updates show`: the row of the listing, then what the review says about it."""
    row, effect = review.row, review.effect
    return {
        **UPDATES.record(review.update),
        "releases": [{"id": one.id, "date": one.day.isoformat() if one.day else None} for one in review.releases],
        "score_before": score_of(effect.before),
        "score_after": score_of(effect.after),
        "assessments": [ASSESSMENTS.record(one) for one in effect.assessments],
        "groups": effect.groups,
        "still_waiting_in": review.elsewhere,
        "reach": review.reach,
        "automation": review.automation,
        "verdict": review.update.verdict,
        "why_accept": review.why_accept,
        "why_wait": review.why_wait,
        "permanent": True,
        "implementation_status": row.implementation_status.value,
        "test_status": row.test_status.value,
        "owner": row.owner,
    }


def accepted_record(accepted: Accepted) -> dict[str, Json]:
    """The JSON of `updates accept`."""
    unchanged: list[dict[str, Json]] = [
        {"id": one, "accepted_by": last.who if last else None, "accepted_at": last.at.isoformat() if last else None}
        for one, last in accepted.unchanged
    ]
    return {
        "accepted": [UPDATES.record(one) for one in accepted.updates],
        "unchanged": unchanged,
        "score_before": score_of(accepted.score_before),
        "score_after": score_of(accepted.score),
    }


def score_of(points: Points) -> dict[str, Json]:
    """A score as JSON."""
    return {
        "percent": percent_of(points),
        "points_achieved": number(points.achieved),
        "points_possible": number(points.possible),
    }


def worth_of(update: UpdateRow) -> str:
    """What the action is worth before and after: `9 → 27`, or `27` where that stays."""
    return arrow(show_points(update.worth_before), show_points(update.worth_after))


def arrow(before: object, after: object) -> str:
    """A value before and after; once where it stays."""
    return f"{before}" if before == after else f"{before} → {after}"


def _change(change: DefinitionChange) -> dict[str, Json]:
    return {"field": change.field.value, "before": change.before, "after": change.after}


def _moves(effect: AssessmentEffect) -> str:
    return "joins" if effect.joining else "leaves" if effect.leaving else "counts"
