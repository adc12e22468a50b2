"""A row of a workbook as it is read in full: where it stands, what is to be known of it, every field, its new links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from textual.content import Content

from cm_tui.model.views.action_workbook import CellConflict, NewLink, RowReview
from cm_tui.model.views.actions import FieldChange
from cm_tui.model.vocabulary import Field, FieldValue
from cm_tui.screens.update_actions.brief import DEPENDING, facts_text, local, notice_lines, refusal_lines
from cm_tui.screens.update_actions.decisions import Decisions
from cm_tui.screens.update_actions.review_lines import EMPTY, LINKS
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.picker import ListLine
from cm_tui.widgets.text import show

_LABEL = 11
_FACTS = "facts"


def field_lines(decisions: Decisions, row: RowReview, place: str) -> Iterator[ListLine]:
    """The lines of a row; the first one, which is no field, says where it stands (`place` among the rows) and why it is so."""
    yield ListLine(_FACTS, partial(_fact_lines, decisions, row, place), enabled=False)
    conflicts = {one.field: one for one in row.conflicts}
    changes = {one.field: one for one in (*row.depending, *row.changes)}
    for field in Field:
        conflict, change = conflicts.get(field), changes.get(field)
        if conflict is not None:
            yield ListLine(field.value, partial(_conflict_lines, decisions, row, conflict))
        elif change is not None:
            yield ListLine(field.value, partial(_change_lines, decisions, change, depends=change in row.depending))
    if row.links:
        yield ListLine(LINKS, partial(_link_lines, row.links))


def _fact_lines(decisions: Decisions, row: RowReview, place: str, width: int) -> list[Content]:
    facts = " · ".join(filter(None, (facts_text(row), place)))
    lines = hanging(Content.styled(f"{show(row.id)}  ", "bold"), Content.styled(show(facts), MUTED), width)
    return [*lines, *refusal_lines(decisions, row, width), *notice_lines(row, width)]


def _said(decisions: Decisions, value: FieldValue) -> Content:
    """A value in full; of a person the name."""
    text = "" if value is None else str(value)
    named = decisions.review.names.get(text, text)
    return Content(show(named, one_line=False)) if named else Content.styled(EMPTY, MUTED)


def _change_lines(decisions: Decisions, change: FieldChange, width: int, *, depends: bool) -> list[Content]:
    depending = (f"  {DEPENDING}", MUTED) if depends else ""
    head = Content.assemble((change.field.label.capitalize(), "bold"), depending)
    lines = hanging(Content(""), head, width)
    lines += _labelled("  ", "from", _said(decisions, change.old), width)
    return lines + _labelled("  ", "to", _said(decisions, change.new), width)


def _conflict_lines(decisions: Decisions, row: RowReview, conflict: CellConflict, width: int) -> list[Content]:
    chosen = decisions.chosen(row, conflict)
    state = ("! choose", "bold $text-warning") if chosen is None else ("✓ decided", "$text-success")
    if not (conflict.edited or chosen or decisions.waits(row, conflict.field)):
        state = ("· not edited in the workbook, stays", MUTED)
    head = Content.assemble((conflict.field.label.capitalize(), "bold"), "  ", state)
    lines = hanging(Content(""), head, width)
    who = (f"  by {show(conflict.who)}, {local(conflict.at)}", MUTED)
    yours = _said(decisions, conflict.yours)
    if not conflict.edited:
        yours = Content.assemble(yours, ("  as exported", MUTED))
    lines += _labelled("  ", "exported", _said(decisions, conflict.exported), width)
    stored = Content.assemble(_said(decisions, conflict.stored), who)
    lines += _labelled(_mark(chosen is False), "1 stored", stored, width)
    return lines + _labelled(_mark(chosen is True), "2 workbook", yours, width)


def _mark(chosen: bool) -> str:
    return "● " if chosen else "○ "


def _labelled(mark: str, label: str, body: Content, width: int) -> list[Content]:
    return hanging(Content.assemble((mark, "bold $text-accent"), (label.ljust(_LABEL), MUTED)), body, width)


def _link_lines(links: Sequence[NewLink], width: int) -> list[Content]:
    lines = [Content.styled("New links", "bold")]
    for one in links:
        lines += hanging(Content.assemble("  ", show(one.name), "  "), Content.styled(show(one.url), MUTED), width)
    return lines
