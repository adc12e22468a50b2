"""The head of a page: the way back and its name, and below them its commands with what is not saved."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from cm_tui.widgets.folding import MUTED, OFF, hanging, stacked
from cm_tui.widgets.key_bar import KeyHint
from cm_tui.widgets.line import Line
from cm_tui.widgets.text import plain

_GAP = "   "
_MOST_LINES = 3


class PageTitle(Widget):
    """`‹ Improvement actions  NAME`, and a label at the right; a long name goes on below itself, nothing of it is lost."""

    DEFAULT_CSS = """
    PageTitle { height: auto; padding: 0 1; background: $panel; color: $text; }
    """
    ALLOW_SELECT = False

    class BackWanted(Message):
        """The way back was clicked."""

    class LabelChosen(Message):
        """The label at the right was clicked."""

    def __init__(self, back: str) -> None:
        """Make a head.

        Args:
            back: Where the way back leads; left out where room is short.
        """
        super().__init__()
        self._back = back
        self._heading = Content("")
        self._labels: tuple[str, ...] = ("",)

    @property
    def heading(self) -> str:
        """The name that is shown."""
        return self._heading.plain

    def put(self, name: str, labels: Sequence[str] = ("",)) -> None:
        """Show a name, which may come from outside, and a label at the right in variants from the fullest to the shortest."""
        wanted = (plain(name), tuple(labels))
        if wanted != (self._heading, self._labels):
            self._heading, self._labels = wanted
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the name takes."""
        return len(self._lines(width))

    def render(self) -> Content:
        """The head, folded to the width."""
        return stacked(self._lines(self.content_size.width))

    def on_click(self, event: events.Click) -> None:
        """Go back, or choose the label."""
        place, width = event.get_content_offset(self), self.content_size.width
        if place is None or place.y != 0:
            return
        if place.x < len(self._lead(width)):
            self.post_message(self.BackWanted())
        elif place.x >= width - len(self._label(width)):
            self.post_message(self.LabelChosen())

    def _lead(self, width: int) -> str:
        long = f"‹ {self._back}  "
        fits = len(long) + self._heading.cell_length + len(self._labels[0]) + len(_GAP) <= width
        return long if fits else "‹ "

    def _label(self, width: int) -> str:
        lead = self._lead(width)
        return next((one for one in self._labels if self._fits(lead, one, width)), self._labels[-1])

    def _lines(self, width: int) -> list[Content]:
        lead, label = self._lead(width), self._label(width)
        room = width - len(label) - (len(_GAP) if label else 0)
        lines = hanging(Content.styled(lead, MUTED), self._heading.stylize("bold"), room)[:_MOST_LINES]
        gap = " " * max(0, width - lines[0].cell_length - len(label))
        return [Content.assemble(lines[0], gap, (label, "$text-warning")), *lines[1:]]

    def _fits(self, lead: str, label: str, width: int) -> bool:
        return len(lead) + self._heading.cell_length + len(label) + len(_GAP) <= width


class CommandLine(Line):
    """The commands of a page, each with its key, and at the right how much is not saved; a click presses the key."""

    DEFAULT_CSS = """
    CommandLine { color: $text; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._hints: tuple[KeyHint, ...] = ()

    def show_commands(self, hints: Sequence[KeyHint], unsaved: int) -> None:
        """Show these commands and the number of fields that are not saved; the last commands go first where room is short."""
        self._hints = tuple(hints)
        drawn = [_drawn(hint) for hint in self._hints]
        lefts = [Content(_GAP).join(drawn[:count]) for count in range(len(drawn), 0, -1)]
        count = f"{unsaved} field{'' if unsaved == 1 else 's'}"
        self.put(lefts, [Content.styled(f"● unsaved: {count}" if unsaved else "", "$text-warning")])

    def on_click(self, event: events.Click) -> None:
        """Press the key under the pointer."""
        place = event.get_content_offset(self)
        x = place.x if place is not None else -1
        for hint in self._hints:
            cells = _drawn(hint).cell_length
            if 0 <= x < cells:
                self.app.simulate_key(hint.key)
            x -= cells + len(_GAP)


def _drawn(hint: KeyHint) -> Content:
    key_style, verb_style = ("bold $text-accent", "") if hint.enabled else (OFF, OFF)
    return Content.assemble((hint.label, key_style), " ", (hint.verb, verb_style))
