"""A question in the middle of the screen: a few keys answer it."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from cm_tui.widgets.folded import Fold, Folded
from cm_tui.widgets.key_bar import KeyBar
from cm_tui.widgets.text import plain

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer], Generic[Answer], inherit_bindings=False):
    """A title, a text that scrolls when it is long, and the keys that answer."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        #dialog-panel {
            width: 76; max-width: 100%; height: auto; max-height: 100%; background: $surface;
            border-top: outer $primary;
            #dialog-title { height: auto; padding: 0 1; text-style: bold; }
            #dialog-body { height: auto; max-height: 70vh; padding: 1; scrollbar-size-vertical: 1; }
            KeyBar { dock: none; }
        }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = ()
    """Ids of the bindings that answer."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll(1)", "Down", show=False, id="dialog.down", tooltip="Scroll down"),
        Binding("up,k", "scroll(-1)", "Up", show=False, id="dialog.up", tooltip="Scroll up"),
    ]

    def __init__(self, title: str, fold: Fold) -> None:
        """Make a dialog.

        Args:
            title: The question; may hold text from outside.
            fold: Gives the text below it for a width.
        """
        super().__init__()
        self._title = title
        self._fold = fold

    def compose(self) -> ComposeResult:
        """Title, text, keys."""
        with Vertical(id="dialog-panel"):
            yield Static(plain(self._title), id="dialog-title", markup=False)
            with VerticalScroll(id="dialog-body", can_focus=False):
                yield Folded(self._fold)
            yield KeyBar()

    def action_scroll(self, lines: int) -> None:
        """Scroll the text by some lines."""
        self.query_one("#dialog-body").scroll_relative(y=lines, animate=False)

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Every answer can be given."""
        return None
