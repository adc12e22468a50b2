"""The Progress tab: how far the assessment is, as a whole and service by service (spec 11.5)."""

from __future__ import annotations

from collections import Counter

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from cm_tui.model.rules.points import show_points
from cm_tui.model.views.actions import Points
from cm_tui.model.views.assessments import ServiceProgress
from cm_tui.screens.assessment.head import packed
from cm_tui.screens.assessment.service_flyout import ServiceFlyout
from cm_tui.screens.assessment.shown import Shown, actions_of
from cm_tui.screens.assessment.tab import AssessmentTab
from cm_tui.screens.base import asks
from cm_tui.screens.section import ActionsWanted
from cm_tui.widgets.assessment_columns import points_text, score_of, whole_percent
from cm_tui.widgets.bar import bar, bar_pieces, stacked_pieces
from cm_tui.widgets.column_list import ColumnList, Inked, Lines
from cm_tui.widgets.family_bars import STATUSES, status_look
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import INK, MUTED
from cm_tui.widgets.table.columns import Cell, Column

_BAR, _SHORT_BAR, _STACK = 20, 12, 60
"""Cells of bars, where there is room for them."""
_LABEL, _NUMBERS = 17, 20

SERVICE_COLUMNS: tuple[Column[ServiceProgress], ...] = (
    Column("service", "Service", 24, 100, lambda one: Cell(one.service)),
    Column("points", "Points achieved", 16, 90, lambda one: Cell(points_text(one.points)), "right"),
    Column(
        "percent", "Points achieved", 6, 85, lambda one: Cell(whole_percent(score_of(one.points))), "right", heading="%"
    ),
    Column(
        "bar",
        "Points achieved",
        _BAR,
        60,
        lambda one: Inked("", pieces=bar_pieces(score_of(one.points) / 100, _BAR)),
        heading=" ",
    ),
    Column(
        "yours",
        "Your improvement actions",
        12,
        80,
        lambda one: Cell(f"{one.your_actions_passed}/{one.your_actions}"),
        "right",
        heading="Your actions",
    ),
    Column(
        "microsoft",
        "Microsoft actions",
        9,
        50,
        lambda one: Cell(str(one.microsoft_actions)),
        "right",
        heading="Microsoft",
    ),
    Column(
        "subscriptions",
        "Subscriptions",
        13,
        40,
        lambda one: Cell(str(len(one.subscriptions)) if one.subscriptions else "—"),
        "right",
    ),
)


class ProgressTab(AssessmentTab):
    """The sums, and a line per service; enter reads a service with its subscriptions."""

    def __init__(self) -> None:
        super().__init__()
        self.figures = Folded(classes="figures")
        self.services_list = ColumnList[ServiceProgress](
            SERVICE_COLUMNS, lambda one: one.service, empty="Its actions name no service.", id="services"
        )
        self._shown: Shown | None = None

    def compose(self) -> ComposeResult:
        """Sums and services."""
        yield self.figures
        yield self.services_list

    def show(self, shown: Shown) -> None:
        """Show an assessment."""
        self._shown = shown
        self.figures.put(lambda width: figures(shown, width))
        self.services_list.put([Lines("", shown.details.progress)])

    @property
    def entry(self) -> Widget:
        """The services."""
        return self.services_list.rows

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What nothing is there for."""
        if binding_id == "lines.open" and self.services_list.current is None:
            return "Its actions name no service."
        return None

    @on(ColumnList.Opened)
    def _opened(self, event: ColumnList.Opened) -> None:
        event.stop()
        self._read_service(event.key)

    @asks("flyout")
    async def _read_service(self, service: str) -> None:
        """Read a service; the actions behind it are one key further."""
        shown = self._shown
        found = [one for one in shown.details.progress if one.service == service] if shown else []
        if shown is None or not found:
            return
        wanted = await self.app.push_screen_wait(ServiceFlyout(found[0]))
        if wanted:
            self.post_message(ActionsWanted(actions_of(shown.view.name, service=service)))


def figures(shown: Shown, width: int) -> list[Content]:
    """The sums of an assessment: points in all, yours and Microsoft's, and how many controls have which status."""
    view, theirs = shown.view, shown.view.microsoft_actions
    done = f"{view.your_actions_passed}/{view.your_actions} actions"
    lines = [
        _sum("Points achieved", view.points, "", width),
        _sum("Yours", shown.yours, f"{done} passed", width, done),
        _sum("Microsoft's", shown.microsoft, f"{theirs} action{'' if theirs == 1 else 's'}", width),
    ]
    return [*lines, *_controls(shown, max(1, width - _LABEL))]


def _sum(label: str, points: Points, fact: str, width: int, short: str = "") -> Content:
    """A line of points; bar and fact take the forms that there is room for."""
    share = score_of(points)
    numbers = f"{show_points(points.achieved)} of {show_points(points.possible)}"
    lead = Content.assemble((label.ljust(_LABEL), MUTED), numbers.ljust(_NUMBERS), whole_percent(share).rjust(6))
    for cells, words in ((_BAR, fact), (_SHORT_BAR, fact), (_SHORT_BAR, short), (_SHORT_BAR, "")):
        line = Content.assemble(lead, "  ", bar(share / 100, cells), "  ", (words, MUTED)).rstrip()
        if line.cell_length <= width:
            return line
    return lead.truncate(width, ellipsis=True)


def _controls(shown: Shown, width: int) -> list[Content]:
    counts = Counter(control.status for control in shown.details.controls)
    words = [
        Content.assemble(
            (f"{status_look(one).glyph} ", INK[status_look(one).tone]), f"{counts[one]} {one.value.lower()}"
        )
        for one in STATUSES
        if counts[one]
    ]
    pieces = stacked_pieces([(counts[one], status_look(one)) for one in STATUSES], min(_STACK, width))
    lines = [*packed(words, width), Content.assemble(*((text, INK[tone]) for text, tone in pieces))]
    leads = ["Controls", *[""] * (len(lines) - 1)]
    return [Content.assemble((lead.ljust(_LABEL), MUTED), line) for lead, line in zip(leads, lines, strict=True)]
