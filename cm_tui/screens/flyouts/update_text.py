"""What updates do, as it is read before they are accepted: points, score, assessments; of one update and of many alike."""

from __future__ import annotations

from textual.content import Content

from cm_tui.model.rules.points import percent, show_percent, show_points
from cm_tui.model.views.actions import Points
from cm_tui.model.views.updates import AssessmentEffect, ScoreEffect, UpdateRow
from cm_tui.screens.flyouts.preview_text import change_text, score_text
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.text import show

_GAP = "   "


def kinds_text(row: UpdateRow) -> str:
    """What an update changes, in a word each: `points · guidance`."""
    return " · ".join(kind.value for kind in row.kinds)


def points_change(row: UpdateRow) -> Content:
    """What the action counts for before and after: `0/9 → 0/27`; where it counts for nothing, what it is worth."""
    before, after = row.promise.before, row.promise.after
    if not before.possible and not after.possible:
        worth = _changed(show_points(row.worth_before), show_points(row.worth_after))
        return Content.assemble("counts for nothing", (f" (worth {worth})", MUTED))
    if before == after:
        return Content.assemble(_counted(before), (", unchanged", MUTED))
    return Content(f"{_counted(before)} → {_counted(after)}")


def _changed(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _counted(points: Points) -> str:
    return f"{show_points(points.achieved)}/{show_points(points.possible)}" if points.possible else "counts for nothing"


def score_lines(effect: ScoreEffect, width: int) -> list[Content]:
    """The overall score before and after, in percent and in points."""
    return hanging(Content(""), Content(score_text(effect.before, effect.after)), width)


def assessment_lines(effect: ScoreEffect, width: int) -> list[Content]:
    """Each assessment that counts what changes: its name and group, its score before and after, who joins or leaves it.

    Beside each other where every one of them fits a line, else below each other.
    """
    pairs = [(_named(one), _scored(one)) for one in effect.assessments]
    names = max((name.cell_length for name, _ in pairs), default=0)
    fits = all(names + len(_GAP) + text.cell_length <= width for _, text in pairs)
    lines: list[Content] = []
    for name, text in pairs:
        if fits:
            lines.append(Content.assemble(name.pad_right(names - name.cell_length), _GAP, text))
        else:
            lines += [*hanging(Content(""), name, width), *hanging(Content("  "), text, width)]
    return lines


def _named(one: AssessmentEffect) -> Content:
    return Content.assemble((show(one.name), "bold"), (f" · {show(one.group)}", MUTED))


def _scored(one: AssessmentEffect) -> Content:
    moves = [_moving(one.joining, "joins", "join"), _moving(one.leaving, "leaves", "leave")]
    said = ", ".join(filter(None, moves))
    if one.before == one.after and not said:
        return Content.styled(
            f"{show_percent(percent(one.before.achieved, one.before.possible) / 100)}, unchanged", MUTED
        )
    return Content.assemble(change_text(one.before, one.after), (f"; {said}" if said else "", "$text-accent"))


def _moving(number: int, one: str, several: str) -> str:
    if not number:
        return ""
    return f"1 action {one}" if number == 1 else f"{number} actions {several}"
