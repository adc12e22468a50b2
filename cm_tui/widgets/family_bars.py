"""The statuses of an assessment's controls by family: as counts, and as bars of their glyphs (spec 11.6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content

from cm_tui.model.views.assessments import ControlView
from cm_tui.model.vocabulary import ControlStatus
from cm_tui.widgets.bar import stacked_pieces
from cm_tui.widgets.column_list import Inked
from cm_tui.widgets.folding import INK
from cm_tui.widgets.status import Look, look
from cm_tui.widgets.table.columns import Cell, Column

STATUSES = (
    ControlStatus.PASSED,
    ControlStatus.FAILED,
    ControlStatus.IN_PROGRESS,
    ControlStatus.NONE,
    ControlStatus.OUT_OF_SCOPE,
)
"""In the order of the bars."""
_OUT = Look("–", "muted")
_BAR = 24


def status_look(status: ControlStatus) -> Look:
    """The look of a control's status; `Out of scope` has a glyph of its own, because bars know nothing but glyphs."""
    return _OUT if status is ControlStatus.OUT_OF_SCOPE else look(status)


@dataclass(frozen=True)
class FamilyCounts:
    """A family of controls, and how many of them have which status."""

    family: str
    counts: Mapping[ControlStatus | None, int]

    @property
    def controls(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def words(self) -> str:
        """The counts in a line: those that there are."""
        there = (f"{status_look(one).glyph} {self.counts[one]}" for one in STATUSES if self.counts.get(one))
        return "  ".join(there)


def by_family(controls: Sequence[ControlView]) -> list[FamilyCounts]:
    """The families in the order of their first control."""
    found: dict[str, Counter[ControlStatus | None]] = {}
    for control in controls:
        found.setdefault(control.family, Counter())[control.status] += 1
    return [FamilyCounts(family, counts) for family, counts in found.items()]


def _bar(row: FamilyCounts) -> Cell:
    return Inked("", pieces=stacked_pieces([(row.counts.get(one, 0), status_look(one)) for one in STATUSES], _BAR))


def _count(status: ControlStatus) -> Column[FamilyCounts]:
    seen = status_look(status)

    def drawn(row: FamilyCounts) -> Cell:
        return Cell(str(row.counts.get(status) or ""), seen.tone)

    return Column(status.name.lower(), status.value, 4, 80, drawn, "right", status.name.lower(), heading=seen.glyph)


FAMILY_COLUMNS: tuple[Column[FamilyCounts], ...] = (
    Column("family", "Family", 18, 100, lambda row: Cell(row.family), sort_key="family"),
    Column("bar", "Controls by status", _BAR, 50, _bar, sort_key="bar"),
    *(_count(status) for status in STATUSES),
)
"""The counts stand below the glyphs of the bars; `LEGEND` says what they mean."""
_WORDS = [Content.assemble((status_look(one).glyph, INK[status_look(one).tone]), f" {one.value}") for one in STATUSES]
LEGEND = (Content("   ").join(_WORDS), Content("  ").join(_WORDS))
"""The glyphs with their statuses, and the same for a narrow line."""
