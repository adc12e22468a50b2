"""The fields of one row of a workbook: what they were, what they become; in conflict both values, with a choice (spec 3.6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from cm_tui.model.views.action_workbook import CellConflict, RowReview
from cm_tui.model.views.actions import FieldChange
from cm_tui.model.vocabulary import Field, FieldValue
from cm_tui.screens.base import Opened
from cm_tui.screens.update_actions.decisions import Decisions
from cm_tui.screens.update_actions.field_part import FieldPart
from cm_tui.screens.update_actions.review_rows import DEPENDING, facts_text, local, refusal_lines
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.text import plain, show

_LABEL = 11
_NOTHING = "(empty)"


class FieldsFlyout(Opened, Flyout[str]):
    """Walks from row to row; gives back the id of the row that was looked at last."""

    DEFAULT_CSS = """
    FieldsFlyout {
        #flyout-panel { width: 100; max-width: 100%; }
        #facts { margin-bottom: 1; }
        &.-short #facts, &.-short FieldPart { margin-bottom: 0; }
    }
    """
    AUTO_FOCUS = ""
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "choice.keep",
        "choice.take",
        "choice.next",
        "choice.previous",
        "choice.close",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *Flyout.BINDINGS[2:],
        Binding("n", "walk(1)", "Next row", id="choice.next", tooltip="Go to the next row"),
        Binding("p", "walk(-1)", "Row before", id="choice.previous", tooltip="Go to the row before"),
        Binding("escape,enter,q", "close", "Back", id="choice.close", tooltip="Go back to the rows; the choices stay"),
    ]

    def __init__(self, decisions: Decisions, ids: Sequence[str], identity: str, decided: Callable[[], None]) -> None:
        """Make the flyout.

        Args:
            decisions: What was read, found and chosen.
            ids: The rows that are walked.
            identity: The one to begin with.
            decided: Called when something was chosen.
        """
        super().__init__(decisions.rows[identity].name)
        self._decisions, self._ids, self._decided = decisions, ids, decided
        self._row = decisions.rows[identity]
        self._facts, self._links, self._notices = Folded(id="facts"), Folded(), Folded()
        self._parts = {field: FieldPart(field) for field in Field}

    def compose_body(self) -> ComposeResult:
        """Where the row stands, its fields, its new links, what is to be known of it."""
        yield from (self._facts, *self._parts.values(), self._links, self._notices)

    def on_mount(self) -> None:
        """Begin with the first field."""
        self.show_row()
        self._focus_first()

    def show_row(self) -> None:
        """Show the row as the last check found it."""
        self._row = row = self._decisions.rows.get(self._row.id, self._row)
        self.query_one("#flyout-title", Static).update(plain(row.name))
        self._facts.put(partial(self._fact_lines, row))
        conflicts = {one.field: one for one in row.conflicts}
        changes = {one.field: one for one in (*row.depending, *row.changes)}
        for field, part in self._parts.items():
            conflict, change = conflicts.get(field), changes.get(field)
            part.display = conflict is not None or change is not None
            part.in_conflict = conflict is not None
            if conflict is not None:
                part.put(partial(self._conflict_lines, row, conflict))
            elif change is not None:
                part.put(partial(self._change_lines, change, depends=change in row.depending))
        links = [(one.name, one.url) for one in row.links]
        self._links.put(lambda width: _link_lines(links, width))
        refused = partial(refusal_lines, self._decisions, row)
        self._notices.put(lambda width: [*refused(width), *_notice_lines(row.notices, width)])
        self.refresh_bindings()

    def _focus_first(self) -> None:
        """The first field that waits for a choice, else the first one."""
        shown = [part for part in self._parts.values() if part.display]
        waiting = [part for part in shown if self._decisions.waits(self._row, part.field)]
        first = next(iter(waiting or shown), None)
        self.set_focus(first, scroll_visible=False)
        if first is not None and first is not shown[0]:
            self.call_after_refresh(first.scroll_visible, animate=False)

    # Keys

    def action_walk(self, step: int) -> None:
        """Go to another row."""
        at = self._ids.index(self._row.id) + step
        if 0 <= at < len(self._ids):
            self._row = self._decisions.rows[self._ids[at]]
            self.show_row()
            self.query_one("#flyout-body").scroll_home(animate=False)
            self._focus_first()

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """There is no row beyond the first and the last."""
        if binding_id == "choice.next" and self._row.id == self._ids[-1]:
            return "This is the last row."
        return "This is the first row." if binding_id == "choice.previous" and self._row.id == self._ids[0] else None

    def action_close(self) -> None:
        """Go back to the rows."""
        if self.is_current:
            self.dismiss(self._row.id)

    @on(FieldPart.Chosen)
    def _chosen(self, event: FieldPart.Chosen) -> None:
        if self._decisions.choose(self._row, (event.field,), event.workbook):
            self.show_row()
            self._decided()

    # Lines

    def _fact_lines(self, row: RowReview, width: int) -> list[Content]:
        at = f"{self._ids.index(row.id) + 1} of {len(self._ids)}" if row.id in self._ids else ""
        return hanging(
            Content.styled(f"{show(row.id)}  ", "bold"), Content.styled(f"{facts_text(row)} · {at}", MUTED), width
        )

    def _said(self, field: Field, value: FieldValue) -> Content:
        """A value in full; of a person the name."""
        text = "" if value is None else str(value)
        named = self._decisions.review.names.get(text, text)
        return Content(show(named, one_line=False)) if named else Content.styled(_NOTHING, MUTED)

    def _change_lines(self, change: FieldChange, width: int, *, depends: bool) -> list[Content]:
        depending = (f"  {DEPENDING}", MUTED) if depends else ""
        head = Content.assemble((change.field.label.capitalize(), "bold"), depending)
        lines = hanging(Content(""), head, width)
        lines += _labelled("  ", "from", self._said(change.field, change.old), width)
        return lines + _labelled("  ", "to", self._said(change.field, change.new), width)

    def _conflict_lines(self, row: RowReview, conflict: CellConflict, width: int) -> list[Content]:
        chosen = self._decisions.chosen(row, conflict)
        state = ("! choose", "bold $text-warning") if chosen is None else ("✓ decided", "$text-success")
        head = Content.assemble((conflict.field.label.capitalize(), "bold"), "  ", state)
        lines = hanging(Content(""), head, width)
        stored = Content.assemble(
            self._said(conflict.field, conflict.stored),
            (f"  by {show(conflict.who)}, {local(conflict.at)}", MUTED),
        )
        yours = self._said(conflict.field, conflict.yours)
        if not conflict.edited:
            yours = Content.assemble(yours, ("  as exported", MUTED))
        lines += _labelled("  ", "exported", self._said(conflict.field, conflict.exported), width)
        lines += _labelled(_mark(chosen is False), "1 stored", stored, width)
        return lines + _labelled(_mark(chosen is True), "2 workbook", yours, width)


def _mark(chosen: bool) -> str:
    return "● " if chosen else "○ "


def _labelled(mark: str, label: str, body: Content, width: int) -> list[Content]:
    return hanging(Content.assemble((mark, "bold $text-accent"), (label.ljust(_LABEL), MUTED)), body, width)


def _link_lines(links: Sequence[tuple[str, str]], width: int) -> list[Content]:
    lines = [Content.styled("New links", "bold")] if links else []
    for name, url in links:
        lines += hanging(Content.assemble("  ", show(name), "  "), Content.styled(show(url), MUTED), width)
    return lines


def _notice_lines(notices: Sequence[str], width: int) -> list[Content]:
    lead = Content.styled("! ", "$text-warning")
    return [line for one in notices for line in hanging(lead, Content(show(one)), width)]
