"""The history of all actions: newest first, narrowed by person, date and field in one line (issue 4)."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList

from cm_tui.model.errors import InvalidInput
from cm_tui.model.history_filter import EVERYTHING, KEYS, HistoryFilter, label_of, parse_history_filter
from cm_tui.model.views.history import HistoryPage, HistoryRow
from cm_tui.model.vocabulary import NOTES_FIELDS, Field
from cm_tui.screens.base import AppScreen
from cm_tui.widgets.choices import ChoiceList
from cm_tui.widgets.filter_line import FilterLine, SearchInput
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.key_bar import KeyBar
from cm_tui.widgets.page_head import PageTitle
from cm_tui.widgets.picker import FoldingList, ListLine
from cm_tui.widgets.text import fit, plain, show

SHOWN = 500
"""Rows that are listed; older ones come by narrowing the dates."""
_WIDE = 100
"""From this width on a row is one line; below, two."""
_WHO, _ABOUT = 20, 24
HINT = f"Nothing that matches. Narrow by {', '.join(f'{key}:' for key in KEYS)} or any words."


class HistoryList(FoldingList, inherit_bindings=False):
    """The rows; enter opens the action of one, which is the screen's."""

    BINDINGS: ClassVar[list[BindingType]] = [*ChoiceList.BINDINGS[:-1]]


class HistoryScreen(AppScreen[str | None]):
    """Reads the history; gives back the id of the action that is to be opened."""

    AUTO_FOCUS = "HistoryList"
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "search.leave",
        "history.open",
        "history.search",
        "history.clear",
        "app.escape",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open action", id="history.open", tooltip="Open the action under the cursor"),
        Binding(
            "slash",
            "search",
            "Search",
            id="history.search",
            tooltip=f"Narrow the history: {', '.join(f'{key}:' for key in KEYS)} and any words",
        ),
        Binding("F", "clear", "Clear", id="history.clear", tooltip="Show the whole history again"),
    ]

    line = getters.query_one(FilterLine)
    rows = getters.query_one(HistoryList)
    _found: tuple[HistoryRow, ...] = ()

    def compose(self) -> ComposeResult:
        """Title, filter, rows, keys."""
        title = PageTitle("Improvement actions")
        title.put("History of all actions")
        yield title
        yield FilterLine()
        yield HistoryList()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show everything, and again whenever something is saved."""
        self.app.actions_changed.subscribe(self, lambda ids: self._load(self.line.text))
        self._load("")

    def action_refresh_all(self) -> None:
        """Ask anew."""
        self._load(self.line.text)

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """What there is nothing for."""
        if binding_id == "history.clear" and not self.line.text:
            return "There is no filter."
        if binding_id == "history.open" and self._action is None:
            return "This row is not about an action."
        return None

    @property
    def _action(self) -> str | None:
        return self._found[int(self.rows.current)].action if self.rows.current is not None else None

    @on(FilterLine.Typed)
    def _typed(self, event: FilterLine.Typed) -> None:
        self._load(event.text)

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(SearchInput.Left)
    def _left(self) -> None:
        self.set_focus(self.rows)

    @on(PageTitle.BackWanted)
    async def _back_clicked(self) -> None:
        await self.run_action("app.back")

    @work(exclusive=True, group="history")
    async def _load(self, text: str) -> None:
        """Ask for the rows that a text selects; while it cannot be read yet, say why."""
        try:
            wanted = parse_history_filter(text, self.today)
        except InvalidInput as error:
            sentence = str(error)
            self._found = ()
            self.rows.put_lines(
                [ListLine("", lambda width: hanging(Content(""), plain(sentence), width), enabled=False)]
            )
            self.line.say("")
            return
        with self.notices():
            page = await asyncio.to_thread(self.services.history.search, wanted, SHOWN)
            self._show(page, wanted)

    def _show(self, page: HistoryPage, wanted: HistoryFilter) -> None:
        self._found = page.rows
        lines = [ListLine(str(at), partial(row_lines, row)) for at, row in enumerate(page.rows)]
        self.rows.put_lines(lines or [ListLine("0", _nothing, enabled=False)])
        count = f"the newest {SHOWN} rows" if page.more else f"{len(page.rows)} row{'' if len(page.rows) == 1 else 's'}"
        self.line.say(count if wanted == EVERYTHING else f"{count} that match")
        self.refresh_bindings()

    @on(OptionList.OptionSelected)
    def action_open(self) -> None:
        """Open the action of the row under the cursor."""
        if self._action is not None:
            self.dismiss(self._action)
        else:
            self.tell("This row is not about an action.", "warning")

    def action_search(self) -> None:
        """Put the focus into the filter, at once."""
        self.set_focus(self.line.search)

    def action_clear(self) -> None:
        """Take the filter away."""
        self.line.text = ""
        self._load("")


def row_lines(row: HistoryRow, width: int) -> list[Content]:
    """A row of the history: when, who, which action, and what changed."""
    when, about = f"{row.at.astimezone():%Y-%m-%d %H:%M}", row.action or row.person or row.assessment or ""
    if width >= _WIDE:
        lead = Content.assemble((when, MUTED), f"  {fit(show(row.user), _WHO)}  {fit(show(about), _ABOUT)}  ")
        return hanging(lead, _change(row), width)
    head = Content.assemble((when, MUTED), f"  {show(row.user)}", (f"  {show(about)}", MUTED))
    return [*hanging(Content(""), head, width), *hanging(Content("    "), _change(row), width)]


def _change(row: HistoryRow) -> Content:
    if row.field is None:
        return Content(show(row.event))
    label = label_of(row.field)
    if Field.lookup(row.field) in NOTES_FIELDS:
        return Content.assemble((show(label), "bold"), " changed")
    return Content.assemble((show(label), "bold"), f"  {_value(row.old)} → {_value(row.new)}")


def _value(value: str | None) -> str:
    return show(value) if value is not None else "—"


def _nothing(width: int) -> list[Content]:
    return hanging(Content(""), Content.styled(HINT, MUTED), width)
