"""The keys of a table, each with an id for the keymap and a sentence for the help."""

from __future__ import annotations

from textual.binding import Binding, BindingType


def _key(keys: str, action: str, name: str, description: str, tooltip: str, *, show: bool = False) -> Binding:
    return Binding(keys, action, description, show=show, id=f"table.{name}", tooltip=tooltip)


BINDINGS: list[BindingType] = [
    _key("down,j", "row_down", "down", "Down", "Move the cursor one row down"),
    _key("up,k", "row_up", "up", "Up", "Move the cursor one row up"),
    _key("home,g", "first_row", "home", "First row", "Move the cursor to the first row"),
    _key("end,G", "last_row", "end", "Last row", "Move the cursor to the last row"),
    _key("pagedown,ctrl+d", "next_page", "page_down", "Page down", "Move the cursor and the rows one page down"),
    _key("pageup,ctrl+u", "previous_page", "page_up", "Page up", "Move the cursor and the rows one page up"),
    _key("space", "mark", "mark", "Mark", "Mark or unmark this row and move down; ends a range", show=True),
    _key("enter", "open", "open", "Open", "Open the row under the cursor", show=True),
    _key("shift+down", "range_down", "range_down", "Range down", "Mark this row and the next, and go on so"),
    _key("shift+up", "range_up", "range_up", "Range up", "Mark this row and the one before, and go on so"),
    _key("V", "range", "range", "Range", "Begin to mark a range with every move, or end it"),
    _key("asterisk", "mark_all", "mark_all", "Mark all", "Mark every row of the list"),
    _key("underscore", "unmark_all", "unmark_all", "Unmark all", "Take every mark away"),
    _key("shift+right", "columns_right", "columns_right", "Columns right", "Show the columns further to the right"),
    _key("shift+left", "columns_left", "columns_left", "Columns left", "Show the columns further to the left"),
]
MARKING = frozenset(f"table.{name}" for name in ("mark", "range_down", "range_up", "range", "mark_all", "unmark_all"))
"""The keys that mark rows."""
