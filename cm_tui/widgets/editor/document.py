"""A note as Textual's editor asks for it: lines, places, and the parts that lines are folded into.

Textual's own classes split at characters that are no line ends, forget which line ends there were, and take seconds for a
megabyte; these keep a text as it is, byte for byte, and fold only what a change can move.
"""

from __future__ import annotations

from typing import overload

from textual.document._document import DocumentBase, EditResult, Location, Newline
from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument
from textual.geometry import Offset, Size

from cm_tui.widgets.editor.folded_text import FoldedText
from cm_tui.widgets.editor.letters import letters


class NoteDocument(DocumentBase):
    """A text whose lines end with `\\n`, or all with `\\r\\n`; any other control character is part of its line."""

    def __init__(self, text: str) -> None:
        ends = text.count("\n")
        self._newline: Newline = "\r\n" if ends and text.count("\r\n") == ends else "\n"
        self.folded = FoldedText(text.split(self._newline))

    @property
    def text(self) -> str:
        """The text, the same that was given where nothing was changed."""
        return self._newline.join(self.lines)

    @property
    def newline(self) -> Newline:
        """What ends its lines."""
        return self._newline

    @property
    def lines(self) -> list[str]:
        """Its lines without their ends."""
        return self.folded.rows

    @property
    def line_count(self) -> int:
        """The number of lines, at least one."""
        return len(self.lines)

    @property
    def start(self) -> Location:
        """The first place."""
        return 0, 0

    @property
    def end(self) -> Location:
        """The place behind the last character."""
        return self.line_count - 1, len(self.lines[-1])

    @overload
    def __getitem__(self, line_index: int) -> str: ...
    @overload
    def __getitem__(self, line_index: slice) -> list[str]: ...
    def __getitem__(self, line_index: int | slice) -> str | list[str]:
        """A line, or several."""
        return self.lines[line_index]

    def get_line(self, index: int) -> str:
        """A line."""
        return self.lines[index]

    def get_size(self, indent_width: int) -> Size:
        """The size on the screen."""
        return Size(self.folded.width, self.folded.height)

    def get_text_range(self, start: Location, end: Location) -> str:
        """The text between two places, its lines ended with `\\n`."""
        (top, left), (bottom, right) = sorted((self._inside(start), self._inside(end)))
        if top == bottom:
            return self.lines[top][left:right]
        return "\n".join([self.lines[top][left:], *self.lines[top + 1 : bottom], self.lines[bottom][:right]])

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        """Put a text, its lines ended with `\\n`, where another one stood."""
        top, bottom = sorted((self._inside(start), self._inside(end)))
        replaced = self.get_text_range(top, bottom)
        return EditResult(self.folded.replace(top, bottom, text.split("\n")), replaced)

    def _inside(self, place: Location) -> Location:
        """The place itself, or the last one for a place behind it: deleting a line asks for the beginning of the next."""
        row, column = place
        return (row, min(column, len(self.lines[row]))) if row < self.line_count else self.end


class NoteFolds(WrappedDocument):
    """Where the lines of a note are folded, in the words of Textual's editor; the note itself keeps it up to date."""

    def __init__(self, document: NoteDocument) -> None:
        self._folded = document.folded
        super().__init__(document)

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Fold to a width in cells; 0 while the editor does not know its own."""
        if width:
            self._folded.fold(max(2, width))

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Nothing is left to do: the note folded itself when it was changed."""

    @property
    def wrapped(self) -> bool:
        """Whether every line fits as it is."""
        return self._folded.height == len(self._folded.rows)

    @property
    def height(self) -> int:
        """The number of parts."""
        return self._folded.height

    @property
    def lines(self) -> list[list[str]]:
        """The parts of each line."""
        return [self.get_sections(row) for row in range(len(self._folded.rows))]

    def get_offsets(self, line_index: int) -> list[int]:
        """The columns at which the further parts of a line begin."""
        return list(self._folded.folds(line_index))

    def get_sections(self, line_index: int) -> list[str]:
        """The parts of a line."""
        line = self._folded.rows[line_index]
        folds = self.get_offsets(line_index)
        return [line[start:end] for start, end in zip([0, *folds], [*folds, len(line)], strict=True)]

    def location_to_offset(self, location: Location) -> Offset:
        """The cell and the height at which a place is drawn."""
        row, column = location
        y, part = self._folded.find(row, column)
        return Offset(_cells(self._folded.rows[row], part.start, column), y)

    def offset_to_location(self, offset: Offset) -> Location:
        """The place that is drawn at a cell and a height, the nearest one outside the text."""
        x, y = offset
        part = self._folded.part(y)
        column = part.start
        for letter in letters(self._folded.rows[part.row], part.start, part.end):
            x -= letter.cells
            if x < 0:
                break
            column += 1
        return part.row, column if part.is_last else min(column, part.end - 1)

    def get_target_document_column(self, line_index: int, x_offset: int, y_offset: int) -> int:
        """The column that is drawn at a cell of a part of a line."""
        starts = [0, *self._folded.folds(line_index)]
        y, _ = self._folded.find(line_index, starts[y_offset])
        return self.offset_to_location(Offset(x_offset, y))[1]


class NoteNavigator(DocumentNavigator):
    """Moves the cursor up and down by what is drawn."""

    def __init__(self, folds: NoteFolds) -> None:
        super().__init__(folds)
        self._folds = folds

    def get_location_above(self, location: Location) -> Location:
        """The place above, in the column that the cursor came from; the first one above the first line."""
        x, y = self._folds.location_to_offset(location)
        return self._folds.offset_to_location(Offset(max(x, self.last_x_offset), y - 1)) if y else (0, 0)

    def get_location_below(self, location: Location) -> Location:
        """The place below, in the column that the cursor came from; the last one below the last line."""
        x, y = self._folds.location_to_offset(location)
        if y + 1 < self._folds.height:
            return self._folds.offset_to_location(Offset(max(x, self.last_x_offset), y + 1))
        row = location[0]
        return row, len(self._document[row])


def _cells(line: str, start: int, end: int) -> int:
    """The cells that a part of a line takes."""
    part = line[start:end]
    if part.isascii() and part.isprintable():
        return len(part)
    return sum(letter.cells for letter in letters(line, start, end))
