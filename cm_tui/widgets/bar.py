"""Bars that are read without colour too: a heavy line for what is achieved and a light one for the rest; glyphs for counts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from textual.content import Content

from cm_tui.widgets.folding import MUTED
from cm_tui.widgets.status import Look, Tone

Pieces = tuple[tuple[str, Tone], ...]
"""Texts beside each other, each in a tone of its own: what `column_list.Inked` draws."""


def bar(share: Fraction, cells: int, ink: str = "$text-success") -> Content:
    """A share, 0 to 1, as a line of cells; only a whole share fills it, and only nothing leaves it empty."""
    filled = _filled(share, cells)
    return Content.assemble(("━" * filled, ink), ("─" * (cells - filled), MUTED))


def bar_pieces(share: Fraction, cells: int, tone: Tone = "good") -> Pieces:
    """The same bar for a cell of a list."""
    filled = _filled(share, cells)
    return (("━" * filled, tone), ("─" * (cells - filled), "muted"))


def stacked_pieces(counts: Sequence[tuple[int, Look]], cells: int) -> Pieces:
    """Counts as stretches of their glyphs that together fill the cells; what occurs at all has a cell at least."""
    total = sum(count for count, _ in counts)
    if not total or cells < sum(count > 0 for count, _ in counts):
        return ((" " * cells, ""),)
    sizes = [max(1, count * cells // total) if count else 0 for count, _ in counts]
    while sum(sizes) != cells:
        step = 1 if sum(sizes) < cells else -1
        able = [at for at, size in enumerate(sizes) if size + step > 0 and counts[at][0]]
        best = max(able, key=lambda at: step * (Fraction(counts[at][0] * cells, total) - sizes[at]))
        sizes[best] += step
    return tuple((look.glyph * size, look.tone) for size, (_, look) in zip(sizes, counts, strict=True) if size)


def _filled(share: Fraction, cells: int) -> int:
    filled = round(share * cells)
    return min(max(filled, 1), cells - 1) if 0 < share < 1 else filled
