"""The editor of a note: several lines, folded at words; what a text holds is shown, never sent to the terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count, groupby
from operator import itemgetter
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.document._document import EditResult, Location
from textual.strip import Strip
from textual.widgets import TextArea

from cm_tui.widgets.editor.document import NoteDocument, NoteFolds, NoteNavigator
from cm_tui.widgets.editor.folded_text import Part
from cm_tui.widgets.editor.letters import Letter, letters

_WORD = re.compile(r"\s*(?:\w+|[^\w\s]+)")
_WORD_BACK = re.compile(r"(?:\w+|[^\w\s]+)\s*\Z")
_BEHIND = Letter(" ", 1)
"""The cell behind the end of a line, where the cursor can stand."""
_FAR = 1000
"""Characters that are searched for the end of a word; a longer word is passed in steps."""


def _key(keys: str, action: str, name: str, description: str, tooltip: str) -> Binding:
    return Binding(keys, action, description, show=False, id=f"editor.{name}", tooltip=tooltip)


class NoteEditor(TextArea, inherit_bindings=False):
    """Textual's editor on a note of any length, with every key named; tab leaves it.

    What was not changed stays as it was, byte for byte: `\\r\\n`, tabs and control characters, which are drawn as escapes.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"note-editor--escape"}
    DEFAULT_CSS = """
    NoteEditor {
        border: none; padding: 0 1; background: $panel; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        &:focus { border: none; background: $primary 25%; }
        & .note-editor--escape { color: $text-warning; }
        &:nocolor .note-editor--escape { text-style: underline; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("up", "cursor_up", "up", "Up", "Move a line up"),
        _key("down", "cursor_down", "down", "Down", "Move a line down"),
        _key("left", "cursor_left", "left", "Left", "Move a character to the left"),
        _key("right", "cursor_right", "right", "Right", "Move a character to the right"),
        _key("ctrl+left", "cursor_word_left", "word_left", "Word left", "Move a word to the left"),
        _key("ctrl+right", "cursor_word_right", "word_right", "Word right", "Move a word to the right"),
        _key("home,ctrl+a", "cursor_line_start", "line_start", "Line start", "Move to the beginning of the line"),
        _key("end,ctrl+e", "cursor_line_end", "line_end", "Line end", "Move to the end of the line"),
        _key("ctrl+home", "go(False)", "start", "Start", "Move to the beginning of the text"),
        _key("ctrl+end", "go(True)", "end", "End", "Move to the end of the text"),
        _key("pageup", "cursor_page_up", "page_up", "Page up", "Move a page up"),
        _key("pagedown", "cursor_page_down", "page_down", "Page down", "Move a page down"),
        _key("shift+up", "cursor_up(True)", "select_up", "Select up", "Select up to the line above"),
        _key("shift+down", "cursor_down(True)", "select_down", "Select down", "Select down to the line below"),
        _key("shift+left", "cursor_left(True)", "select_left", "Select left", "Select the character to the left"),
        _key("shift+right", "cursor_right(True)", "select_right", "Select right", "Select the character to the right"),
        _key("shift+home", "cursor_line_start(True)", "select_home", "Select home", "Select to the line's beginning"),
        _key("shift+end", "cursor_line_end(True)", "select_end", "Select end", "Select to the line's end"),
        _key("f7", "select_all", "select_all", "Select all", "Select the whole text"),
        _key("backspace", "delete_left", "delete_left", "Delete left", "Delete the character to the left"),
        _key("delete,ctrl+d", "delete_right", "delete_right", "Delete", "Delete the character under the cursor"),
        _key("ctrl+w", "delete_word_left", "delete_word", "Delete word", "Delete the word to the left"),
        _key("ctrl+u", "delete_to_start_of_line", "delete_start", "Delete start", "Delete to the line's beginning"),
        _key("ctrl+k", "delete_to_end_of_line_or_delete_line", "delete_end", "Delete end", "Delete to the line's end"),
        _key("ctrl+x", "cut", "cut", "Cut", "Cut what is selected, or the line"),
        _key("ctrl+c", "copy", "copy", "Copy", "Copy what is selected"),
        _key("ctrl+v", "paste", "paste", "Paste", "Put in what was copied or cut here"),
        _key("ctrl+z", "undo", "undo", "Undo", "Undo the last change of the text"),
        _key("ctrl+y", "redo", "redo", "Redo", "Do again what was undone"),
    ]

    def __init__(self, text: str = "", *, read_only: bool = False, id: str | None = None) -> None:
        """Make an editor.

        Args:
            text: The note.
            read_only: Whether it can only be read, scrolled and copied.
            id: The widget's id.
        """
        super().__init__(read_only=read_only, id=id, highlight_cursor_line=False, compact=True)
        self.set_reactive(TextArea.cursor_blink, False)
        self.first = text
        """The text that was put there."""
        self._set_document(text, None)

    def put(self, text: str) -> None:
        """Show another text; what was typed is forgotten."""
        self.first = text
        self.load_text(text)

    @property
    def is_edited(self) -> bool:
        """Whether somebody typed; the text may be the first one again."""
        return bool(self.history.undo_stack)

    def _set_document(self, text: str, language: str | None) -> None:
        document = NoteDocument(text)
        self.document = self._note = document
        self.wrapped_document = folds = NoteFolds(document)
        self.navigator = NoteNavigator(folds)
        self._build_highlight_map()
        self.move_cursor((0, 0))
        self._rewrap_and_refresh_virtual_size()

    def _rewrap_and_refresh_virtual_size(self) -> None:
        """Fold to the present width, and draw: before it was known nothing was."""
        super()._rewrap_and_refresh_virtual_size()
        self.refresh()

    # What a key does

    def _replace_via_keyboard(self, insert: str, start: Location, end: Location) -> EditResult | None:
        """Type or paste a text; a terminal pastes its line ends as `\\r`."""
        text = insert.replace("\r\n", "\n").replace("\r", "\n")
        return super()._replace_via_keyboard(text, start, end)

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:
        """Notes are prose: brackets are not looked for."""
        return None

    def action_go(self, end: bool) -> None:
        """Move to the beginning or the end of the text."""
        self.move_cursor(self.document.end if end else self.document.start)

    def get_cursor_word_left_location(self) -> Location:
        """The beginning of the word at the left, or the end of the line above."""
        row, column = self.cursor_location
        if not column:
            return (row - 1, len(self.document[row - 1])) if row else (0, 0)
        before = self.document[row][max(0, column - _FAR) : column]
        word = _WORD_BACK.search(before)
        return row, column - len(before) + word.start() if word else column - len(before)

    def get_cursor_word_right_location(self) -> Location:
        """Behind the word at the right, or the beginning of the line below."""
        row, column = self.cursor_location
        line = self.document[row]
        if column == len(line):
            return (row + 1, 0) if row + 1 < self.document.line_count else (row, column)
        word = _WORD.match(line, column, column + _FAR)
        return row, word.end() if word else min(len(line), column + _FAR)

    # How it is drawn

    def render_line(self, y: int) -> Strip:
        """A line of the screen: a part of a line, the cursor and what is selected in it."""
        place, folded = y + self.scroll_offset.y, self._note.folded
        width, style = self.scrollable_content_region.width, self.rich_style
        if place >= folded.height or not folded.width:
            return Strip.blank(width, style)
        strip = Strip(self._segments(folded.part(place))).crop(0, width).extend_cell_length(width, style)
        return strip.apply_style(style)

    def _segments(self, part: Part) -> Iterator[Segment]:
        pieces = [*letters(self._note.lines[part.row], part.start, part.end)]
        if part.is_last:
            pieces.append(_BEHIND)
        looks = map(self._looks_in(part.row), count(part.start), (letter.escaped for letter in pieces))
        for look, run in groupby(zip(looks, pieces, strict=False), key=itemgetter(0)):
            text = "".join(letter.text for _, letter in run)
            yield Segment(text, self.get_component_rich_style(look) if look else None)

    def _looks_in(self, row: int) -> Callable[[int, bool], str]:
        """Gives the component class of a character of a row by its column and whether it is drawn as an escape."""
        (top, left), (bottom, right) = sorted(self.selection)
        first = left if row == top else 0
        behind = 0 if not top <= row <= bottom else right if row == bottom else len(self._note.lines[row]) + 1
        at_row, at_column = self.cursor_location
        cursor = at_column if at_row == row and self._draw_cursor else None

        def look(column: int, escaped: bool) -> str:
            if column == cursor:
                return "text-area--cursor"
            if first <= column < behind:
                return "text-area--selection"
            return "note-editor--escape" if escaped else ""

        return look
