"""A workbook that was read, and what checking it found: what reviewing and applying hand to each other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from cm_tui.model.rules.workbook import shown_as_text
from cm_tui.model.views.action_workbook import ActionsReview, Choices, NewLink
from cm_tui.services.action_workbook.columns import PLACES, Cells, Columns
from cm_tui.services.action_workbook.layout import ACTION_ID, NAME
from cm_tui.services.actions.planning import Plan
from cm_tui.services.workbooks.reading import ReadSheet

if TYPE_CHECKING:
    from cm_tui.services.action_workbook.looking import Basis, Look


@dataclass(frozen=True, slots=True)
class Upload:
    """What stands in a workbook: its sheet Action Update, where its columns are, and its rows by their numbers in Excel."""

    file: Path
    sheet: ReadSheet
    columns: Columns
    rows: tuple[tuple[int, Cells], ...]
    sha256: str

    def named(self, row: int) -> tuple[str, str]:
        """The id and the name that stand in a row of Excel, whatever they are worth; empty where there is none."""
        at = bisect_left(self.rows, row, key=itemgetter(0))
        if at == len(self.rows) or self.rows[at][0] != row:
            return "", ""
        cells = self.rows[at][1]
        identity, name = (cells[PLACES[heading]] for heading in (ACTION_ID, NAME))
        return ("" if identity is None else shown_as_text(identity)), ("" if name is None else shown_as_text(name))


@dataclass(frozen=True, slots=True)
class Checked:
    """A review, and what applying it needs.

    `plans` has one for every row that changes something, in the workbook's order; a row with nothing but new links has a plan
    that is nothing. None are there where the workbook has faults. `head` is the last event of the history that the check saw:
    while that is the last one still, the plans are true.
    """

    review: ActionsReview
    plans: tuple[Plan, ...]
    links: Mapping[str, tuple[NewLink, ...]]
    """New links by action."""
    head: int
    names_confirmed: bool
    upload: Upload
    """What was checked, with the choices: applying checks it again where anything was written since."""
    choices: Choices
    basis: Basis
    """What other choices can rest on as long as nothing was written."""
    looks: Mapping[str, Look]
    """What was found of each row that says something else than what is stored, by action."""

    @property
    def why_not_applied(self) -> str | None:
        """The reason why the workbook cannot be applied as it was checked, or None."""
        review = self.review
        if review.faults:
            cells = "1 cell is" if len(review.faults) == 1 else f"{review.faults_told} cells are"
            return f"{cells} at fault in {review.file.name}; mend them and read it in again. Nothing was changed."
        if review.undecided:
            fields = "1 field was" if review.undecided == 1 else f"{review.undecided} fields were"
            return f"{fields} changed since the export too; choose for each which value holds. Nothing was changed."
        if review.found_by_name and not self.names_confirmed:
            return "Some actions were found by their names only; say that they are the right ones. Nothing was changed."
        return None
