"""`cm-tui score --what-if`: the score if actions passed; nothing of it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cm_tui.cli.forms import facts, number, percent_of, percentage, points_of
from cm_tui.cli.output import Json, Listing, print_lines, print_table
from cm_tui.cli.table import WHOLE, Column
from cm_tui.model.rules.points import DISCLAIMER, show_difference
from cm_tui.model.views.score import AssessmentScore, WhatIf


@dataclass(frozen=True, slots=True)
class Effect:
    """An assessment as it is, and as it would be."""

    before: AssessmentScore
    after: AssessmentScore


EFFECTS = Listing[Effect](
    fields={
        "name": lambda one: one.before.name,
        "group": lambda one: one.before.group,
        "regulation": lambda one: one.before.regulation,
        "percent_before": lambda one: percent_of(one.before.points),
        "percent_after": lambda one: percent_of(one.after.points),
        "points_achieved_before": lambda one: number(one.before.points.achieved),
        "points_achieved_after": lambda one: number(one.after.points.achieved),
        "points_possible_before": lambda one: number(one.before.points.possible),
        "points_possible_after": lambda one: number(one.after.points.possible),
        "status_before": lambda one: one.before.status.value,
        "status_after": lambda one: one.after.status.value,
    },
    columns=(
        Column("Assessment", lambda one: one.before.name, 16),
        Column("Now", lambda one: percentage(one.before.points), WHOLE, right=True),
        Column("Then", lambda one: percentage(one.after.points), WHOLE, right=True),
        Column("Points", lambda one: _gained(one), WHOLE, right=True),
        Column("Status then", lambda one: one.after.status.value, 11),
        Column("Group", lambda one: one.before.group, 10),
        Column("Regulation", lambda one: one.before.regulation, 10),
    ),
    nothing="There is no assessment.",
)


def record_of(text: str, found: WhatIf) -> dict[str, Json]:
    """What would be, as JSON; the sums are those that would be."""
    after = found.after.total
    return {
        "filter": text,
        "actions": list(found.passing),
        "out_of_scope": found.out_of_scope,
        "points_achieved": number(after.achieved),
        "points_possible": number(after.possible),
        "percent": percent_of(after),
        "assessments": [EFFECTS.record(one) for one in _effects(found)],
    }


def print_what_if(found: WhatIf, advice: str) -> None:
    """The score and each assessment, as they are and as they would be; the advice, if there is any, before them."""
    before, after = found.before.total, found.after.total
    gain = show_difference(after.achieved - before.achieved)
    count = len(found.passing)
    pairs = [
        ("If they passed", f"{count} action{'' if count == 1 else 's'} without all points yet"),
        ("Score now", f"{percentage(before)}, {points_of(before)} points"),
        ("Score then", f"{percentage(after)}, {points_of(after)} points ({gain})"),
    ]
    if found.out_of_scope:
        pairs.insert(1, ("Out of scope", f"{found.out_of_scope}, which stay out"))
    print_lines([*([advice, ""] if advice else ()), *facts(pairs), "Nothing was stored.", DISCLAIMER, ""])
    print_table(EFFECTS.columns, _effects(found), EFFECTS.nothing)


def _effects(found: WhatIf) -> Sequence[Effect]:
    after = {one.name: one for one in found.after.assessments}
    return [Effect(one, after[one.name]) for one in found.before.assessments]


def _gained(one: Effect) -> str:
    return show_difference(one.after.points.achieved - one.before.points.achieved)
