"""A path, typed with completion: the entries that fit stand below the field, tab or right takes it as far as it is clear."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from cm_tui.model.text import without_piles
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, OFF
from cm_tui.widgets.paths import Match, Matches, paths_in
from cm_tui.widgets.picker import CURRENT
from cm_tui.widgets.text import show
from cm_tui.widgets.workers import EndsWorkFirst

Find = Callable[[str], Matches]
"""Finds what a typed path could go on to be; may block, and is called in a thread."""
Refuse = Callable[[str], str | None]
"""The reason why a file with a name cannot be taken, or None."""
_PATIENCE = 0.3
"""Seconds that a completion waits for a slow folder at most."""
_MOST_LINES = 6


class PathField(Input):
    """The field itself: what is beyond typing it tells the widget around it."""

    class CompletionWanted(Message):
        """Right was pressed at the end of the text."""

    @dataclass
    class Pasted(Message):
        """Several paths were pasted, or a quoted one."""

        paths: tuple[str, ...]

    def validate_value(self, value: str) -> str:
        """Take out combining marks that would climb over the lines above."""
        return without_piles(value)

    def action_cursor_right(self, select: bool = False) -> None:
        """Move right; at the end complete."""
        if self.cursor_at_end and not select:
            self.post_message(self.CompletionWanted())
        else:
            super().action_cursor_right(select)

    def _on_paste(self, event: events.Paste) -> None:
        """Give several paths away, put a single one into the text without its quotes."""
        event.stop()
        event.prevent_default()
        paths = paths_in(event.text)
        if len(paths) > 1:
            self.post_message(self.Pasted(paths))
        elif paths:
            self.insert_text_at_cursor("".join(char for char in paths[0] if char.isprintable()))


class PathInput(EndsWorkFirst, Vertical):
    """A label, a field, and the entries that fit what is typed; an entry is chosen with the arrows and enter."""

    BINDING_GROUP_TITLE = "Path"
    DEFAULT_CSS = """
    PathInput {
        height: auto;
        .path-label { color: $text-muted; height: 1; }
        Input { background: $panel; }
        Input:focus { background: $primary 25%; }
        #path-matches { display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", id="path.complete", tooltip="Complete the path as far as it is clear"),
        Binding("down", "move(1)", "Next entry", show=False, id="path.down", tooltip="Choose the next entry below"),
        Binding("up", "move(-1)", "Entry before", show=False, id="path.up", tooltip="Choose the entry before"),
    ]

    @dataclass
    class Changed(Message):
        """Another text stands there."""

        text: str

    @dataclass
    class Submitted(Message):
        """Paths were taken by enter, or pasted; a folder is not, it is looked into."""

        paths: tuple[str, ...]

    def __init__(
        self, label: str, find: Find, value: str = "", *, why_refused: Refuse | None = None, may_be_new: bool = False
    ) -> None:
        """Make a field.

        Args:
            label: What the path is of.
            find: Finds what a text could go on to be.
            value: The text that stands there at first.
            why_refused: The reason why a file cannot be taken, which dims it among the entries.
            may_be_new: Whether the path may be of a file that does not exist yet.
        """
        super().__init__()
        self._label = label
        self._find = find
        self._why_refused: Refuse = why_refused or (lambda name: None)
        self._may_be_new = may_be_new
        self._field = PathField(value, placeholder="path", compact=True, select_on_focus=False, max_length=4096)
        self._list = Folded(id="path-matches")
        self._matches = Matches()
        self._chosen: int | None = None
        self._found_for: str | None = None
        """The text that the entries below belong to."""
        self._looking = False
        self._found = asyncio.Event()

    def compose(self) -> ComposeResult:
        """Label, field, entries."""
        yield Static(Content(show(self._label)), classes="path-label", markup=False)
        yield self._field
        yield self._list

    def on_mount(self) -> None:
        """Look at what fits the first text."""
        self._field.cursor_blink = False
        self._field.cursor_position = len(self._field.value)
        self._look()

    @property
    def text(self) -> str:
        """What is typed."""
        return self._field.value

    @text.setter
    def text(self, text: str) -> None:
        self._field.value = text
        self._field.cursor_position = len(text)

    @property
    def has_the_focus(self) -> bool:
        """Whether the field has the focus."""
        return self._field.has_focus

    def focus_field(self) -> None:
        """Give the field the focus, at once: the keys behind it are for the field."""
        self.screen.set_focus(self._field)

    def on_descendant_focus(self) -> None:
        """Show the entries while somebody types."""
        self._list.display = True

    def on_descendant_blur(self) -> None:
        """Make room for what is below."""
        self._list.display = False

    # Looking

    def _look(self) -> None:
        """Find what fits; one look at a time, so that a folder that does not answer holds one thread and no more."""
        self._found.clear()
        if not self._looking:
            self._looking = True
            self._look_until_found()

    @work(group="paths")
    async def _look_until_found(self) -> None:
        matches = self._matches
        while self._found_for != self.text:
            text = self.text
            matches = await asyncio.to_thread(self._find, text)
            self._found_for = text
        self._looking = False
        self._matches, self._chosen = matches, None
        self._found.set()
        self._show()

    def _show(self) -> None:
        refused = {one.name for one in self._matches.found if not one.is_folder and self._why_refused(one.name)}
        self._list.put(lambda width: match_lines(self._matches, self._chosen, refused, width) or self._none(width))

    def _none(self, width: int) -> list[Content]:
        known = self._may_be_new or not self.text or self.text.endswith("/")
        return [] if known else [Content.styled("  Nothing begins like this.", MUTED).truncate(width)]

    # Keys

    @on(PathField.CompletionWanted)
    async def _right_pressed(self, event: PathField.CompletionWanted) -> None:
        event.stop()
        await self._complete()

    async def action_complete(self) -> None:
        """Complete; where nothing is typed, or nothing is left to complete, go to the next field."""
        if not self.text or not await self._complete():
            self.app.action_focus_next()

    async def _complete(self) -> bool:
        """Take the chosen entry, else go as far as it is clear, else choose the first of several; False where all is there."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._found.wait(), _PATIENCE)
        if not self._found.is_set():
            return True
        chosen, further = self._chosen_match, self._matches.completed(self.text)
        if chosen is not None:
            self._put(chosen)
        elif further is not None:
            self.text = further
        elif len(self._matches.found) > 1:
            self.action_move(1)
        else:
            return not self._matches.found and not self._may_be_new
        return True

    @property
    def _chosen_match(self) -> Match | None:
        return self._matches.found[self._chosen] if self._chosen is not None else None

    def _put(self, match: Match) -> None:
        """Put an entry into the field, if a field can show it."""
        if match.can_be_typed:
            self.text = match.text

    def action_move(self, step: int) -> None:
        """Choose another entry; beyond the last and before the first lie the fields around this one."""
        at = (-1 if self._chosen is None else self._chosen) + step
        if at >= len(self._matches.found):
            self.app.action_focus_next()
        elif at < -1:
            self.app.action_focus_previous()
        else:
            self._chosen = at if at >= 0 else None
            self._show()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        chosen = self._chosen_match
        if chosen is not None and not chosen.is_folder:
            self.post_message(self.Submitted((chosen.text,)))
        elif chosen is not None:
            self._put(chosen)
        else:
            self.post_message(self.Submitted(paths_in(self.text)))

    @on(PathField.Pasted)
    def _several_pasted(self, event: PathField.Pasted) -> None:
        event.stop()
        self.post_message(self.Submitted(event.paths))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._look()
        self.post_message(self.Changed(event.value))


def match_lines(matches: Matches, chosen: int | None, refused: Collection[str], width: int) -> list[Content]:
    """The entries around the chosen one, one a line, and how many there are beyond them; refused files are dimmed."""
    if matches.problem is not None:
        return [Content.styled(f"✗ {show(matches.problem)}", "$text-error").truncate(width, ellipsis=True)]
    first = max(0, min((chosen or 0) - _MOST_LINES // 2, len(matches.found) - _MOST_LINES))
    lines: list[Content] = []
    for at, match in enumerate(matches.found[first : first + _MOST_LINES], start=first):
        off = match.name in refused
        name = f"{show(match.name)}{'/' if match.is_folder else ''}{'  (not accepted)' if off else ''}"
        style = "bold $text-accent" if at == chosen else OFF if off else ""
        line = Content.styled(f"{CURRENT if at == chosen else '  '}{name}", style)
        lines.append(line.truncate(width, ellipsis=True))
    left = len(matches.found) - first - len(lines) + matches.more
    return [*lines, Content.styled(f"  … {left} more", MUTED)] if left > 0 else lines
