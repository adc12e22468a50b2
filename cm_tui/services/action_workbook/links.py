"""The column Documents: what it adds, and what it leaves out (spec 3.4; issue 7)."""

from __future__ import annotations

from collections.abc import Sequence

from cm_tui.model.rules.workbook import brief, read_documents, shown_as_text, why_entry_is_refused, why_too_many_entries
from cm_tui.model.views.action_workbook import NewLink
from cm_tui.services.action_workbook.faults import Faults
from cm_tui.services.action_workbook.layout import DOCUMENTS, Document, documents_cell, standing_value
from cm_tui.services.action_workbook.values import Wrong
from cm_tui.services.workbooks.cells import fits, possible_text
from cm_tui.services.workbooks.reading import CellValue

_FEW = 3


def new_links(
    number: int, cell: CellValue, documents: Sequence[Document], faults: Faults
) -> tuple[tuple[NewLink, ...], tuple[str, ...]]:
    """The links that a row adds, and what is said of evidence that it does not name; what cannot be becomes a fault."""
    whole = documents_cell(documents)
    if cell is None or cell == standing_value(whole):
        return (), ()
    if not fits(whole):
        wrong = Wrong(
            "This action has more evidence than fits a cell, so that it cannot be edited here; use the program."
        )
        faults.add(number, DOCUMENTS, cell, wrong)
        return (), ()
    known = [possible_text(documents_cell([one])) for one in documents]
    text = shown_as_text(cell)
    if reason := why_too_many_entries(text, known):
        faults.add(number, DOCUMENTS, cell, Wrong(reason))
        return (), ()
    entries, missing = read_documents(text, known)
    for reason in filter(None, map(why_entry_is_refused, entries)):
        faults.add(number, DOCUMENTS, cell, Wrong(reason))
        return (), ()
    links = tuple(NewLink(one.name, one.url) for one in entries if one.url is not None)
    return links, (_kept(missing),) if missing else ()


def _kept(missing: Sequence[str]) -> str:
    named = ", ".join(map(brief, missing[:_FEW])) + (" …" if len(missing) > _FEW else "")
    return f"Evidence that the row does not name stays ({named}): a workbook never deletes evidence."
