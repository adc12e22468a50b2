"""What stands below the name of an assessment: its status and score, its group, regulation and services."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from cm_tui.model.rules.points import show_points, show_whole_percent
from cm_tui.screens.assessment.shown import Shown
from cm_tui.widgets.assessment_columns import score_of, services_text, share_passed
from cm_tui.widgets.bar import bar
from cm_tui.widgets.folding import INK, MUTED
from cm_tui.widgets.status import look
from cm_tui.widgets.text import show

_BAR = 12
_GAP = "   "


def facts(shown: Shown, width: int) -> list[Content]:
    """The facts, as many beside each other as there is room."""
    view = shown.view
    seen, score = look(view.status), score_of(view.points)
    points = f"{show_points(view.points.achieved)} of {show_points(view.points.possible)} points"
    passed = f"{show_whole_percent(share_passed(view))} of {view.controls} controls passed"
    return packed(
        [
            Content.assemble((f"{seen.glyph} ", INK[seen.tone]), (view.status.value, "bold")),
            Content.assemble((show_whole_percent(score), "bold"), " ", bar(score / 100, _BAR), f" {points}"),
            Content(passed),
            _labelled("Group", view.group),
            _labelled("Regulation", shown.regulation),
            Content(show(services_text(view))),
        ],
        width,
    )


def packed(parts: Sequence[Content], width: int) -> list[Content]:
    """Parts in lines, as many beside each other as there is room for whole ones."""
    lines: list[Content] = []
    for part in parts:
        if lines and lines[-1].cell_length + len(_GAP) + part.cell_length <= width:
            lines[-1] = Content.assemble(lines[-1], _GAP, part)
        else:
            lines.append(part.truncate(width, ellipsis=True))
    return lines


def _labelled(label: str, value: str) -> Content:
    return Content.assemble((f"{label} ", MUTED), show(value))
