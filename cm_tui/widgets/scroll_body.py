"""A part of a screen that is read: it takes the focus, and keys and wheel scroll it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll


def _key(keys: str, action: str, name: str, description: str, tooltip: str) -> Binding:
    return Binding(keys, action, description, show=False, id=f"reading.{name}", tooltip=tooltip)


class ScrollBody(VerticalScroll, can_focus=True, inherit_bindings=False):
    """Scrolls what is in it with the keys of a table."""

    BINDING_GROUP_TITLE = "Text"
    DEFAULT_CSS = """
    ScrollBody { scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("down,j", "scroll_down", "down", "Down", "Scroll one line down"),
        _key("up,k", "scroll_up", "up", "Up", "Scroll one line up"),
        _key("home,g", "scroll_home", "home", "Top", "Scroll to the beginning"),
        _key("end,G", "scroll_end", "end", "End", "Scroll to the end"),
        _key("pagedown,ctrl+d,space", "page_down", "page_down", "Page down", "Scroll one page down"),
        _key("pageup,ctrl+u", "page_up", "page_up", "Page up", "Scroll one page up"),
    ]
