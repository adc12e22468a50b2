"""Text from outside, made safe for the terminal (shared safety rules, section 2).

Data reaches the screen only through `model.text.show`, or through `plain` and `cell`, which wrap it for Textual and for Rich
without reading it as markup. `install_second_wall` catches what slips past them.
"""

from __future__ import annotations

from unicodedata import category

import rich.control
import textual.content
from rich.cells import cell_len, split_graphemes
from rich.text import Text
from textual.content import Content

from cm_tui.model.text import FORBIDDEN, show

__all__ = ["cell", "fit", "install_second_wall", "plain", "show"]

_ELLIPSIS = "…"


def plain(s: str, *, one_line: bool = True) -> Content:
    """A text from outside for Textual: shown as it is written, never read as markup."""
    return Content(show(s, one_line=one_line))


def cell(s: str, *, one_line: bool = True) -> Text:
    """A text from outside where Rich is needed, as in a DataTable or a Tree."""
    return Text(show(s, one_line=one_line))


def fit(text: str, width: int, *, right: bool = False) -> str:
    """A text of exactly `width` terminal cells: padded with blanks, or cropped with `…` between whole characters.

    Args:
        text: A text that passed `show`.
        width: Cells; nothing fits into none.
        right: Whether the blanks go to the left.
    """
    size = cell_len(text)
    if size > width:
        text = _crop(text, width)
        size = cell_len(text)
    blanks = " " * (width - size)
    return blanks + text if right else text + blanks


def _crop(text: str, width: int) -> str:
    if width <= 0:
        return ""
    used = end = 0
    for _start, stop, size in split_graphemes(text)[0]:
        if used + size > width - 1:
            break
        used, end = used + size, stop
    return text[:end] + _ELLIPSIS


class _Wall(dict[int, int | None]):
    """A translation table that drops every forbidden character; newline and tab pass, Textual lays them out itself."""

    _MOST = 4096
    """Verdicts remembered: enough for any screen, too few to fill the memory with a hostile text."""

    def __missing__(self, code: int) -> int | None:
        char = chr(code)
        verdict = None if category(char) in FORBIDDEN and char not in "\n\t" else code
        if len(self) < self._MOST:
            self[code] = verdict
        return verdict


def install_second_wall() -> None:
    """Make Textual's Content and Rich's Text drop every forbidden character, also in texts that forgot `show`.

    Both strip a few control characters through a table bound as a default argument; a table of all 970,000
    forbidden code points would cost 80 MB, so one that decides on demand takes its place. Textual is pinned, and a
    test guards the private names. Calling it again changes nothing.
    """
    wall = _Wall()
    textual.content._strip_control_codes.__defaults__ = (wall,)
    rich.control.strip_control_codes.__defaults__ = (wall,)
