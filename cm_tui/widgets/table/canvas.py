"""The part of a table that draws what is in sight, on Textual's Line API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget

from cm_tui.widgets.table.columns import Column
from cm_tui.widgets.table.marks import Marks
from cm_tui.widgets.table.pages import Pages, Row
from cm_tui.widgets.table.painter import BOX, MARGIN, MARKED, RANGING, UNMARKED, Cursor, Painter, Palette, Sort, State
from cm_tui.widgets.table.scrollbar import ThriftyScrollBar
from cm_tui.widgets.text import show

T = TypeVar("T", bound=Row)


class TableCanvas(ScrollView, Generic[T], can_focus=True, inherit_bindings=False):
    """The state of a table, and its lines: a header that stays, and rows that scroll below it.

    Whatever changes, only the lines whose look changed are repainted, and the screen is never laid out anew.
    """

    ALLOW_SELECT = False
    MARK_BOX: ClassVar[int] = BOX
    """Cells of the mark box and the blank after it; 0 where nothing can be marked."""
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--header",
        "table--cursor",
        "table--cursor-dim",
        "table--mark",
        "table--muted",
        "table--good",
        "table--warning",
        "table--bad",
        "table--accent",
        "table--held",
    }
    DEFAULT_CSS = """
    TableCanvas {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        & > .table--header { color: $text-muted; text-style: bold; }
        & > .table--cursor { background: $primary 35%; }
        & > .table--cursor-dim { background: $primary 15%; }
        &:ansi > .table--cursor-dim { background: ansi_bright_black; }
        & > .table--mark { color: $text-accent; }
        & > .table--muted { color: $text-muted; }
        & > .table--good { color: $text-success; }
        & > .table--warning { color: $text-warning; }
        & > .table--bad { color: $text-error; }
        & > .table--accent { color: $text-accent; }
        & > .table--held { text-style: dim; }
    }
    """

    def __init__(self, columns: Sequence[Column[T]], empty: str, id: str | None, classes: str | None) -> None:
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self._first = 0
        self._empty = empty
        self._sort: Sort | None = None
        self._cursor = 0
        self._held: frozenset[str] = frozenset()
        self._marks = Marks()
        self._all_marked = False
        self._pages: Pages[T] = Pages()
        self._painter: Painter[T] = Painter(self.MARK_BOX)
        self._stale = True
        self._painted: dict[int, Strip] = {}

    def set_columns(self, columns: Sequence[Column[T]]) -> None:
        """Show other columns; the first one is the name."""
        self._columns, self._first = tuple(columns), 0
        self._repaint()

    def set_sort(self, key: str | None, *, descending: bool = False) -> None:
        """Draw the arrow of the sort at a column, or none; the order itself comes with `show`."""
        self._sort = Sort(key, descending) if key is not None else None
        self._repaint()

    @property
    def empty(self) -> str:
        """What an empty table says, centred; may have several lines."""
        return self._empty

    @empty.setter
    def empty(self, text: str) -> None:
        self._empty = text
        self._repaint()

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scroll bar, created when it is first needed, as Textual does with its own."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = ThriftyScrollBar()
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar

    @property
    def _top(self) -> int:
        """The index of the first row in sight."""
        return round(self.scroll_y)

    @property
    def _line_width(self) -> int:
        """Cells of a line beside the scroll bar, which Textual counts into the size."""
        return self.size.width - self.scrollbar_size_vertical

    @property
    def _page_rows(self) -> int:
        return max(1, self.size.height - 1)

    def _scroll(self, top: int) -> None:
        if self.size.height:
            self._scroll_to(y=top, animate=False, force=True)

    def _set_range(self) -> None:
        """Tell the scroll bar how long the list is; assigning `virtual_size` would lay the whole screen out."""
        self.set_reactive(Widget.virtual_size, Size(self._line_width, len(self._pages.ids) + 1))
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.window_virtual_size = self.virtual_size.height
            self.vertical_scrollbar.window_size = self.container_size.height

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Repaint the rows, but neither the header nor the whole scroll bar."""
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.position = new_value
        self._repaint()

    def on_focus(self, event: events.Focus) -> None:
        """Do as Textual does, but repaint the cursor's row only: the whole table twice is 18 KB."""
        self._take_focus(event, has_focus=True)

    def on_blur(self, event: events.Blur) -> None:
        """See `on_focus`; this is also why the cursor has two component classes, and no rule has `:focus`."""
        self._take_focus(event, has_focus=False)

    def _take_focus(self, event: events.Focus | events.Blur, *, has_focus: bool) -> None:
        event.prevent_default()
        self.has_focus = has_focus
        if isinstance(self.parent, Widget):
            told = events.DescendantFocus(self) if has_focus else events.DescendantBlur(self)
            self.parent.post_message(told)
        self._repaint()

    def notify_style_update(self) -> None:
        """Read the colours anew before the next line is drawn."""
        super().notify_style_update()
        self._stale = True

    def render_line(self, y: int) -> Strip:
        """The header or a row."""
        self._prepare()
        strip = self._painted[y] = self._strip(y)
        return strip

    def _repaint(self) -> None:
        """Repaint the lines whose look changed since they were drawn."""
        if not self.size.height:
            return
        self._prepare()
        width = self._line_width - MARGIN
        for y in range(self.size.height):
            if self._strip(y) != self._painted.get(y):
                self.refresh(Region(0, y, width, 1))

    def _prepare(self) -> None:
        self._painter.arrange(self._columns, self._line_width, self._first)
        if self._stale:
            self._stale = False
            self._painter.dress(Palette.read(self.rich_style, self.get_component_rich_style))

    def _strip(self, y: int) -> Strip:
        if y == 0:
            return self._painter.header(self._sort, self._header_box())
        ids, index = self._pages.ids, self._top + y - 1
        if not ids:
            return self._message_line(y)
        if index >= len(ids):
            return self._painter.message("")
        state = State(self._cursor_look(index), ids[index] in self._marks.ids, ids[index] in self._held)
        row = self._pages.row(index)
        return self._painter.placeholder(state) if row is None else self._painter.row(row, state)

    def _cursor_look(self, index: int) -> Cursor:
        if index != self._cursor:
            return ""
        return "cursor" if self.has_focus else "cursor-dim"

    def _header_box(self) -> str:
        if self._marks.sticky:
            return RANGING
        return MARKED if self._all_marked else UNMARKED

    def _message_line(self, y: int) -> Strip:
        lines = show(self._empty, one_line=False).split("\n")
        line = y - 1 - max(0, self._page_rows - len(lines)) // 2
        return self._painter.message(lines[line] if 0 <= line < len(lines) else "")
