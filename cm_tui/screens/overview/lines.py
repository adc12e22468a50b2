"""What each panel of the overview says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.renderables.digits import DIGITS, DIGITS3X3

from cm_tui.model.rules.points import DISCLAIMER, percent, show_points, whole_percent
from cm_tui.model.views.actions import ActionRow, Points
from cm_tui.model.views.overview import Overview, Share, SolutionShare
from cm_tui.model.views.score import TrendPoint
from cm_tui.screens.overview.columns import BAR, Rows, nothing, of, whole
from cm_tui.widgets.bar import bar
from cm_tui.widgets.folding import MUTED, fold_text, hanging
from cm_tui.widgets.panel import PanelLine, blank, muted
from cm_tui.widgets.status import look
from cm_tui.widgets.table.columns import Cell, Column
from cm_tui.widgets.text import show
from cm_tui.widgets.trend import ROWS, trend_lines, trend_words

SHOWN = 8
"""Lines of solutions and of assessments before the last one, which opens them all."""
ALL_SOLUTIONS, FEWER_SOLUTIONS = "all-solutions", "fewer-solutions"
"""Keys of the last line of the solutions."""
_NAME = 22
_LONG_NAME = 36
_BAR = 13
_LABEL = 29


def score_lines(overview: Overview, narrowed: bool) -> list[PanelLine]:
    """The percentage as large digits, the points behind it, and what a score is."""
    if not overview.total.possible:
        sentence = NOTHING_SELECTED if narrowed else NOTHING_TO_ACHIEVE
        return [PanelLine(muted(sentence)), PanelLine(blank), PanelLine(muted(DISCLAIMER))]
    sums = [
        ("yours", "Your points achieved", _achieved(overview.yours)),
        ("microsoft", "Microsoft managed points", _achieved(overview.microsoft)),
        ("remaining", "Actions with points to gain", f"{overview.remaining} of {overview.your_actions}"),
    ]
    size = max(len(value) for _, _, value in sums)
    return [
        PanelLine(_large(overview.total), "score"),
        *(PanelLine(_fact(label, value.rjust(size)), key) for key, label, value in sums),
        PanelLine(muted(DISCLAIMER)),
        PanelLine(muted(ONCE)),
    ]


ONCE = "Every action counts once here; an assessment counts each of its own, shared ones too."
"""Why the score is not the average of the assessments (spec 5.6)."""
NOTHING_SELECTED = "These filters select no action; F takes them all away."
NO_ASSESSMENT = "No assessment is of the group and of the regulation that are chosen; others count these actions."
"""Actions can be of a group by one assessment, and of a regulation by another."""
NOTHING_TO_ACHIEVE = "No assessment has an action in scope, so there are no points to achieve yet."


def _achieved(points: Points) -> str:
    return f"{show_points(points.achieved)} of {show_points(points.possible)}"


def _large(points: Points) -> Callable[[int], list[Content]]:
    share = percent(points.achieved, points.possible)
    number = str(whole_percent(share))
    digits = ["".join(_digit(figure, row) for figure in number) for row in range(3)]

    def draw(width: int) -> list[Content]:
        leads = [
            Content.styled(row, "bold $text-success") for row in (digits[0] + "  ", digits[1] + "  ", f"{digits[2]} %")
        ]
        room = max(4, width - leads[0].cell_length - 3)
        sums = Content.assemble((f"{_achieved(points)} points achieved", "bold"))
        rest = Content.styled(f"{show_points(points.possible - points.achieved)} still to gain", MUTED)
        beside = [bar(share / 100, room), sums, rest]
        return [(lead + "   " + part).truncate(width, ellipsis=True) for lead, part in zip(leads, beside, strict=True)]

    return draw


def _digit(figure: str, row: int) -> str:
    return DIGITS3X3[DIGITS.index(figure) * 3 + row].ljust(3)


def _fact(label: str, value: str) -> Callable[[int], list[Content]]:
    return lambda width: [Content.assemble((label.ljust(_LABEL), MUTED), value).truncate(width, ellipsis=True)]


def key_action_lines(overview: Overview) -> list[PanelLine]:
    """Your actions with the largest gain."""
    if not overview.key_actions:
        return [PanelLine(muted("Nothing is left to gain here."))]
    rows = Rows[ActionRow](
        (
            Column("name", "Improvement action", _NAME, 9, _named),
            Column("gain", "Gain", 7, 5, lambda row: Cell(f"+{show_points(row.gain)}"), "right"),
            Column("status", "  Test status", 23, 3, _status),
        ),
        lambda row: row.points,
        lambda row: f"action:{row.id}",
    )
    view_all = f"View all {overview.remaining}" if overview.remaining > 1 else "View it in the list"
    return [*rows.lines(overview.key_actions), _more(view_all, "all-actions")]


def _named(row: ActionRow) -> Cell:
    return Cell(row.name, tails=(f" · {show(row.group)}",) if row.group else ())


def _status(row: ActionRow) -> Cell:
    found = look(row.test_status)
    return Cell(row.test_status.value, found.tone, f" {found.glyph}")


def solution_lines(overview: Overview, everything: bool) -> list[PanelLine]:
    """The solutions with the most to gain, or all of them."""
    if not overview.solutions:
        return [PanelLine(muted("No action that counts here names a solution."))]
    shown = overview.solutions if everything else overview.solutions[:SHOWN]
    rows = Rows[SolutionShare](
        (
            Column("name", "Solution", _LONG_NAME, 9, lambda one: Cell(one.solution)),
            Column(BAR, "", _BAR, 1, nothing),
            Column(
                "points", "Points", _widest([one.points for one in shown]), 4, lambda one: Cell(of(one.points)), "right"
            ),
            Column("left", "Remaining", 12, 5, lambda one: Cell(f"{one.remaining} of {one.actions}"), "right"),
        ),
        lambda one: one.points,
        lambda one: f"solution:{one.solution}",
    )
    lines = rows.lines(shown)
    if len(overview.solutions) > SHOWN:
        view_all = _more(f"View all {len(overview.solutions)}", ALL_SOLUTIONS)
        lines.append(_more("View fewer", FEWER_SOLUTIONS) if everything else view_all)
    return lines


def category_lines(overview: Overview) -> list[PanelLine]:
    """Every category that has actions."""
    if not overview.categories:
        return [PanelLine(muted("No category has an action that counts here."))]
    return _share_lines("Category", "category", overview.categories)


def assessment_lines(overview: Overview) -> list[PanelLine]:
    """The assessments with the most to gain."""
    if not overview.assessments:
        return [PanelLine(muted(NO_ASSESSMENT if overview.total.possible else "No assessment counts an action here."))]
    lines = _share_lines("Assessment", "assessment", overview.assessments[:SHOWN])
    if len(overview.assessments) > SHOWN:
        lines.append(_more(f"View all {len(overview.assessments)}", "all-assessments"))
    return lines


def _share_lines(title: str, kind: str, shares: Sequence[Share]) -> list[PanelLine]:
    rows = Rows[Share](
        (
            Column("name", title, _NAME, 9, lambda one: Cell(one.name)),
            Column(BAR, "", _BAR, 4, nothing),
            Column("percent", "", 5, 5, lambda one: Cell(whole(one.points)), "right"),
            Column(
                "points",
                "Points",
                _widest([one.points for one in shares]),
                2,
                lambda one: Cell(of(one.points)),
                "right",
            ),
        ),
        lambda one: one.points,
        lambda one: f"{kind}:{one.name}",
    )
    return rows.lines(shares)


def _widest(points: Sequence[Points]) -> int:
    return max(len(of(one)) for one in points) + 1


def trend_panel(trend: Sequence[TrendPoint] | None) -> list[PanelLine]:
    """The plot, and the same in words; empty axes while it is computed."""
    if trend is None:
        return [PanelLine(lambda width: trend_lines((), width)[: ROWS + 1]), PanelLine(muted("Reading the history …"))]
    words = trend_words(trend)
    return [
        PanelLine(lambda width: trend_lines(trend, width)),
        PanelLine(lambda width: _fullest(words, width), "trend"),
    ]


def _fullest(words: Sequence[str], width: int) -> list[Content]:
    """The fullest sentence that is one line; the shortest folded where none is."""
    return fold_text(Content(next((one for one in words if len(one) <= width), words[-1])), width)


def trend_refused(sentence: str) -> list[PanelLine]:
    """Why there is no trend, in its place."""
    return [PanelLine(lambda width: hanging(Content(""), Content.styled(show(sentence), "$text-warning"), width))]


def _more(text: str, key: str) -> PanelLine:
    return PanelLine(lambda width: [Content.styled(f"{text} ›", "$text-accent").truncate(width)], key)
