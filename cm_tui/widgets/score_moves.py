"""The moves of the score as a list below a sentence that says from where to where they went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content

from cm_tui.model.views.score import ScoreHistory, ScoreMove
from cm_tui.widgets.choices import ChoiceList
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import hanging, stacked
from cm_tui.widgets.picker import FoldingList, ListLine
from cm_tui.widgets.score_lines import history_head, move_lines
from cm_tui.widgets.text import plain, show

SPANS: dict[str, int | None] = {"7 days": 7, "30 days": 30, "90 days": 90, "From the beginning": None}
"""How far back the moves are told, in days; None for all of them."""
_FIRST_DAY = date(1970, 1, 2)
"""A day before anything happened."""
SHOWN = 500
"""Moves that are listed; the newest ones where there are more."""
NOTHING = "Nothing moved it in this time."
MANY = "Many actions moved at once; the tab Every point lists them."


class MoveList(FoldingList, inherit_bindings=False):
    """The moves, the newest first; enter opens the action of one, which is the screen's."""

    BINDINGS: ClassVar[list[BindingType]] = [*ChoiceList.BINDINGS[:-1]]


class DrawnMove:
    """A move that is drawn already for one width, and anew for any other."""

    def __init__(self, move: ScoreMove, width: int) -> None:
        self.move = move
        self._width, self._lines = width, [stacked(move_lines(move, width))]

    def __call__(self, width: int) -> Sequence[Content]:
        """The lines."""
        return self._lines if width == self._width else move_lines(self.move, width)


class ScoreMoves(Vertical):
    """What moved the score."""

    DEFAULT_CSS = """
    ScoreMoves { height: 1fr; }
    ScoreMoves Folded { padding: 0 1; }
    ScoreMoves MoveList { padding: 0 1; scrollbar-gutter: stable; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.head, self.list = Folded(), MoveList()
        self._listed: tuple[ScoreMove, ...] = ()
        self._none = NOTHING

    def compose(self) -> ComposeResult:
        """The sentence, and the moves."""
        yield from (self.head, self.list)

    def drawn(self, history: ScoreHistory) -> list[DrawnMove]:
        """The moves that are listed, the newest first, drawn for the present width: work that a thread can do."""
        width = max(1, self.list.scrollable_content_region.width)
        return [DrawnMove(move, width) for move in reversed(history.moves[-SHOWN:])]

    def put(self, history: ScoreHistory, since: str, drawn: Sequence[DrawnMove]) -> None:
        """Show a history; `since` says in words how far back it goes. The cursor stays on its move."""
        self._listed, self._none = tuple(one.move for one in drawn), NOTHING
        self.head.put(partial(history_head, history, since, len(self._listed)))
        lines = [ListLine(str(one.move.seq), one) for one in drawn]
        self.list.put_lines(lines or [ListLine("", _nothing, enabled=False)], self.list.current)

    def refuse(self, sentence: str) -> None:
        """Show why there are no moves to tell, in their place."""
        self._listed, self._none = (), sentence
        self.head.put(partial(hanging, Content(""), Content.styled(show(sentence), "$text-warning")))
        self.list.put_lines([])

    @property
    def action(self) -> str | None:
        """The action of the move under the cursor; None where there is none, or many."""
        return next((move.action or None for move in self._listed if str(move.seq) == self.list.current), None)

    @property
    def actions(self) -> Sequence[str]:
        """The actions of the moves, each once."""
        return tuple(dict.fromkeys(move.action for move in self._listed if move.action))

    @property
    def why_not_opened(self) -> str | None:
        """The reason why there is no action to open; None where there is one."""
        if self.action is not None:
            return None
        return MANY if self._listed else self._none


def told_since(span: str, today: date) -> tuple[date, str]:
    """The day from whose beginning on a span tells the moves, and the span in words."""
    days = SPANS[span]
    if days is None:
        return _FIRST_DAY, span
    day = today - timedelta(days=days)
    return day, f"{span}, since {day.isoformat()}"


def _nothing(width: int) -> list[Content]:
    return hanging(plain(""), plain(NOTHING), width)
