"""What the lines of the overview open: actions, assessments, the explained score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from cm_tui.model.filters import Match
from cm_tui.model.rules.points import show_points
from cm_tui.model.views.actions import Points
from cm_tui.screens.base import AppScreen
from cm_tui.screens.overview.lines import ALL_SOLUTIONS, FEWER_SOLUTIONS, solution_lines
from cm_tui.screens.overview.narrowing import Narrowing, behind, counts_whole_assessments, read
from cm_tui.screens.section import ActionsWanted, ActionWanted
from cm_tui.widgets.panel import Panel, PanelPage
from cm_tui.widgets.sections import SectionLine

if TYPE_CHECKING:
    from cm_tui.model.views.overview import Overview

NOTHING = Points(0, 0)
NOT_YOURS = "Microsoft does all of this itself; an assessment shows what, under its Microsoft actions."


class OpeningFromOverview(AppScreen[None]):
    """The part of the section that follows a line to what is behind it."""

    filter_text = ""
    """What is counted, in the filter language."""
    shown: Overview | None = None
    """What the panels show; None until it is loaded."""
    narrowed: Narrowing | None = None
    """The filter of what the panels show, with its chips."""
    all_solutions = False
    """Whether every solution is listed."""

    def action_explain(self) -> None:
        """Show why the score of what is counted is what it is."""
        self._explain("30 days")

    def _explain(self, span: str, words: str = "") -> None:
        from cm_tui.screens.score_asked import Asked
        from cm_tui.screens.score_view import ScoreScreen

        text, known = self.filter_text, self.narrowed
        shown = tuple(chip.label for chip in known.chips) if known is not None and known.text == text else (text,)
        self.app.push_screen(ScoreScreen(Asked(None, read(text, self.today), shown if text else (), words), span=span))

    @on(Panel.Opened)
    def _open(self, event: Panel.Opened) -> None:
        kind, _, name = event.key.partition(":")
        overview = self.shown
        if overview is None:
            return
        if kind in ("score", "trend"):
            self._explain("30 days" if kind == "score" else "90 days")
        elif kind == "microsoft":
            self._explain("30 days", '"managed by microsoft"')
        elif kind == "all-assessments":
            self.post_message(SectionLine.Chosen("assessments"))
        elif kind in (ALL_SOLUTIONS, FEWER_SOLUTIONS):
            self.all_solutions = kind == ALL_SOLUTIONS
            event.panel.put(solution_lines(overview, self.all_solutions))
            self.call_after_refresh(self.query_one(PanelPage).follow)
        elif kind == "action":
            self.post_message(ActionWanted(name, [row.id for row in overview.key_actions], "Overview"))
        elif kind == "assessment" and not event.everything and counts_whole_assessments(self.filter_text, self.today):
            self._open_assessment(name)
        else:
            self._open_actions(kind, name, overview, everything=event.everything)

    def _open_assessment(self, name: str) -> None:
        from cm_tui.screens.assessment.page import AssessmentScreen

        self.app.push_screen(AssessmentScreen(name))

    def _open_actions(self, kind: str, name: str, overview: Overview, *, everything: bool) -> None:
        """List the actions behind a line: what can still gain, or all of them where nothing can, or the line counts all."""
        actions, remaining, microsoft = _counts(overview, kind, name)
        if not actions:
            self.tell(NOT_YOURS)
            return
        terms = (Match(kind, (name,)),) if name else ()
        is_all = everything or kind in ("yours", "assessment") or not remaining
        if is_all and microsoft.possible:
            part = f"{show_points(microsoft.achieved)} of {show_points(microsoft.possible)}"
            self.tell(f"Your actions are listed; Microsoft's, with {part} points, are not.")
        self.post_message(ActionsWanted(behind(self.filter_text, self.today, *terms, everything=is_all)))


def _counts(overview: Overview, kind: str, name: str) -> tuple[int, int, Points]:
    """How many actions are behind a line, how many of them can still gain, and Microsoft's part of its points."""
    shares = {"category": overview.categories, "assessment": overview.assessments}.get(kind, ())
    found = [(one.actions, one.remaining, one.points - one.yours) for one in shares if one.name == name]
    if kind == "solution":
        found = [(one.actions, one.remaining, NOTHING) for one in overview.solutions if one.solution == name]
    return found[0] if found else (overview.your_actions, overview.remaining, NOTHING)
