"""The first line of the screen: whose workspace this is, the score, and who I am."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from cm_tui.model.rules.points import DISCLAIMER, percent, show_points, show_whole_percent
from cm_tui.widgets.bar import bar
from cm_tui.widgets.line import Line
from cm_tui.widgets.text import plain, show

if TYPE_CHECKING:
    from cm_tui.model.views.actions import Points
    from cm_tui.model.views.workspace import PersonView, WorkspaceView

PRODUCT = "Compliance Manager"
_BAR = 12
"""Cells of the score's bar."""
_DOT = Content.styled(" · ", "$text-muted")


class Header(Line):
    """Organisation, score as a number and a bar, achieved of possible points, and the person with their role."""

    DEFAULT_CSS = """
    Header { background: $panel; color: $text; }
    Header:ansi { text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._workspace: WorkspaceView | None = None
        self._person: PersonView | None = None
        self._score: Points | None = None
        self.put([Content.styled(PRODUCT, "bold")])

    def on_mount(self) -> None:
        """Say with the score what a score is (spec 5.10)."""
        self.tooltip = Content(DISCLAIMER)

    def introduce(self, workspace: WorkspaceView, person: PersonView) -> None:
        """Show whose workspace it is and who is at work."""
        self._workspace, self._person = workspace, person
        self._arrange()

    def show_score(self, score: Points) -> None:
        """Show the points of the organisation."""
        self._score = score
        self._arrange()

    def _arrange(self) -> None:
        if self._workspace is None or self._person is None:
            return
        organisation = plain(self._workspace.organisation)
        left = Content.assemble(Content.styled(PRODUCT, "bold"), _DOT, organisation)
        self.put([left, organisation], right_parts(self._person, self._score))


def right_parts(person: PersonView, score: Points | None) -> list[Content]:
    """What stands at the right, from the fullest to the shortest."""
    name = show(person.email.partition("@")[0])
    who, short = Content.styled(f"{name} · {person.role.label}", "$text-muted"), Content.styled(name, "$text-muted")
    if score is None:
        return [who, short]
    share = percent(score.achieved, score.possible)
    number = Content.styled(show_whole_percent(share), "$text-success")
    line = bar(share / 100, _BAR)
    sums = f"{show_points(score.achieved)} of {show_points(score.possible)}"
    full = Content.assemble(number, " ", line, "  ", f"{sums} points")
    return [
        Content.assemble(full, "     ", who),
        Content.assemble(number, " ", line, "  ", sums, "   ", who),
        Content.assemble(number, "  ", sums, "   ", short),
        Content.assemble(number, "  ", sums),
        number,
    ]
