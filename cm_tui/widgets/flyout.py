"""A flyout: a panel at the right edge that asks for something and gives it back (architecture 5).

On a terminal narrower than 100 columns it takes the whole width. Nothing is stored by a flyout: it returns what was
chosen, and the screen that opened it decides.
"""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from cm_tui.widgets.key_bar import KeyBar
from cm_tui.widgets.text import plain
from cm_tui.widgets.workers import EndsWorkFirst

Result = TypeVar("Result")


class Flyout(EndsWorkFirst, ModalScreen[Result | None], Generic[Result], inherit_bindings=False):
    """A panel with a title, a body that scrolls, and a line of keys that stays.

    A subclass composes its fields in `compose_body` and says in `answer` what they amount to. Escape gives back None.
    One that only shows something sets `KEY_BAR` to the key that closes it, and takes its result as None.
    """

    DEFAULT_CSS = """
    Flyout {
        align: right top;
        #flyout-panel {
            width: 62; height: 100%; background: $surface; border-left: outer $primary;
            #flyout-title { height: auto; padding: 0 1; text-style: bold; background: $surface; }
            #flyout-body { height: 1fr; padding: 1 1 0 1; background: $surface; scrollbar-size-vertical: 1; }
        }
        &.-full { background: $surface; }
        &.-full #flyout-panel { width: 100%; border-left: none; }
        &.-short #flyout-body { padding-top: 0; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = ("flyout.save", "flyout.cancel")
    """Ids of the bindings that the key line shows."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Apply", id="flyout.save", tooltip="Take over what was chosen here"),
        Binding("escape", "cancel", "Cancel", id="flyout.cancel", tooltip="Close this panel and change nothing"),
        Binding(
            "tab,down", "app.focus_next", "Next field", show=False, id="flyout.next", tooltip="Move to the next field"
        ),
        Binding(
            "shift+tab,up",
            "app.focus_previous",
            "Previous field",
            show=False,
            id="flyout.previous",
            tooltip="Move to the field before",
        ),
        Binding(
            "pagedown,ctrl+d",
            "scroll(15)",
            "Page down",
            show=False,
            id="flyout.page_down",
            tooltip="Scroll a page down",
        ),
        Binding("pageup,ctrl+u", "scroll(-15)", "Page up", show=False, id="flyout.page_up", tooltip="Scroll a page up"),
    ]

    def __init__(self, title: str) -> None:
        """Make a flyout.

        Args:
            title: Its heading; may hold text from outside.
        """
        super().__init__()
        self.HORIZONTAL_BREAKPOINTS = [(0, "-full"), (100, "-panel")]
        self.VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]
        self._title = title

    def compose(self) -> ComposeResult:
        """The panel: title, body, keys."""
        with Vertical(id="flyout-panel"):
            yield Static(plain(self._title), id="flyout-title", markup=False)
            with VerticalScroll(id="flyout-body", can_focus=False):
                yield from self.compose_body()
            yield from self.compose_foot()
            yield KeyBar()

    def compose_body(self) -> ComposeResult:
        """The fields of the flyout."""
        yield from ()

    def compose_foot(self) -> ComposeResult:
        """What stays below the body while that scrolls, such as the reason of a refusal."""
        yield from ()

    def answer(self) -> Result | None:
        """What the fields amount to; None keeps the flyout open, which then shows the reason itself."""
        return None

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """The reason why a key cannot act now, which also dims it in the key line; None where it can."""
        return None

    def action_save(self) -> None:
        """Close the flyout and give its answer, if it has one."""
        answer = self.answer()
        if answer is not None and self.is_current:
            self.dismiss(answer)

    def action_scroll(self, lines: int) -> None:
        """Scroll the body by some lines."""
        self.query_one("#flyout-body").scroll_relative(y=lines, animate=False)

    def action_cancel(self) -> None:
        """Close the flyout and give nothing."""
        if self.is_current:
            self.dismiss(None)
