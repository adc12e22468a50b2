"""What changed since somebody last looked: twenty lines that fit a slow line (issue 4)."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList

from cm_tui.model.history_filter import label_of
from cm_tui.model.views.history import HistoryRow, News, NewsItem
from cm_tui.model.vocabulary import NOTES_FIELDS, Field
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.picker import FoldingList, ListLine
from cm_tui.widgets.text import show

NOTHING = "Nobody else changed an action that you own or sent."


class NewsFlyout(Flyout[str]):
    """The changes of others to one's actions; gives back the id of the action that is to be opened."""

    DEFAULT_CSS = """
    NewsFlyout {
        #flyout-panel { width: 90; }
        &.-full #flyout-panel { width: 100%; }
        FoldingList { height: auto; max-height: 80vh; margin-top: 1; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = ("choices.choose", "news.close")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,q,w", "cancel", "Close", id="news.close", tooltip="Go back; what is listed here counts as seen"
        ),
    ]

    def __init__(self, news: News) -> None:
        """Make the list of what is new."""
        super().__init__("What changed since you last looked")
        self._news = news

    def compose_body(self) -> ComposeResult:
        """How much there is, and the list."""
        yield Folded(self._summary)
        changes = FoldingList()
        changes.put_lines([ListLine(str(at), partial(item_lines, item)) for at, item in enumerate(self._news.items)])
        yield changes

    def on_mount(self) -> None:
        """The keys are for the list."""
        self.set_focus(self.query_one(FoldingList))

    def _summary(self, width: int) -> list[Content]:
        total, listed = self._news.total, len(self._news.items)
        if not total:
            return hanging(Content(""), Content(NOTHING), width)
        text = f"{total} change{'' if total == 1 else 's'} by others to actions that you own or sent"
        rest = f"; the newest {listed}, all of them in the history" if listed < total else ""
        return hanging(Content(""), Content(f"{text}{rest}:"), width)

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        if event.option.id is not None:
            self.dismiss(self._news.items[int(event.option.id)].action)


def item_lines(item: NewsItem, width: int) -> list[Content]:
    """An event: when, who, what, and below it the action."""
    first = item.rows[0]
    what = ", ".join(_change(row) for row in item.rows)
    lead = Content.styled(f"{first.at.astimezone():%m-%d %H:%M}  ", MUTED)
    head = Content.assemble((show(first.user), "bold"), f": {what}")
    name = Content.styled(f"{show(item.action)}  {show(item.action_name)}", MUTED)
    below = Content(" " * lead.cell_length)
    return [
        *hanging(lead, head, width),
        name.truncate(width, ellipsis=True) if width < 30 else _one_line(below, name, width),
    ]


def _one_line(lead: Content, text: Content, width: int) -> Content:
    return lead + text.truncate(width - lead.cell_length, ellipsis=True)


def _change(row: HistoryRow) -> str:
    label = show(label_of(row.field) if row.field else row.event)
    if row.field is None or Field.lookup(row.field) in NOTES_FIELDS:
        return label
    return f"{label} {show(row.new) if row.new is not None else 'none'}"
