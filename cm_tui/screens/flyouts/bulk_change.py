"""The flyout *Change improvement actions*: statuses, dates, testing type and a note for many actions at once (issue 4, item 4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import TextArea

from cm_tui.model.rules.testing import AUTOMATION_ONLY
from cm_tui.model.vocabulary import NOTES_FIELDS, Field, FieldValue, ImplementationStatus, TestingType, TestStatus
from cm_tui.screens.flyouts.implementation_status import ImplementationStatusFlyout
from cm_tui.screens.flyouts.preview_text import action_lines, summary_lines
from cm_tui.screens.flyouts.previewing import PreviewingFlyout, Requested
from cm_tui.screens.flyouts.test_status import TestStatusFlyout
from cm_tui.widgets.date_input import DateInput
from cm_tui.widgets.editor import NoteEditor
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.lines_view import LinesView
from cm_tui.widgets.stepper import Stepper
from cm_tui.widgets.text import show

LEFT = "Leave as it is"
_VALUES: dict[Field, tuple[FieldValue, ...]] = {
    Field.IMPLEMENTATION_STATUS: tuple(ImplementationStatus),
    Field.TEST_STATUS: tuple(status for status in TestStatus if status not in AUTOMATION_ONLY),
    Field.TESTING_TYPE: tuple(TestingType),
}
_DATES = {Field.IMPLEMENTATION_STATUS: Field.IMPLEMENTATION_DATE, Field.TEST_STATUS: Field.TEST_DATE}
_NOTES = tuple(field for field in Field if field in NOTES_FIELDS)
NOTE = "note"
"""The place of the note, beside those of the fields."""


class BulkChangeFlyout(PreviewingFlyout):
    """A line for each field, and below them what the changes would do; gives back the preview of that."""

    DEFAULT_CSS = """
    BulkChangeFlyout {
        DateInput {
            layout: horizontal; margin-top: 0; padding-left: 2;
            .date-label { width: 21; }
            .date-line { width: 1fr; }
            Input { width: 12; }
        }
        NoteEditor { height: 4; }
        #summary { margin-top: 1; }
        LinesView { height: 1fr; min-height: 6; margin-top: 1; }
        &.-short #summary, &.-short LinesView { margin-top: 0; }
        &.-short NoteEditor { height: 3; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "flyout.save",
        "flyout.cancel",
        "stepper.next",
        "stepper.previous",
        "flyout.next",
        "flyout.page_down",
    )

    def __init__(self, ids: Sequence[str], at: str, today: date, begun: Requested | None = None) -> None:
        """Make the flyout.

        Args:
            ids: The actions.
            at: The field that has the focus at first, or `NOTE`.
            today: The day that a new date begins with.
            begun: What was chosen before, where it has to be looked at again.
        """
        super().__init__(f"Change {len(ids)} improvement action{'' if len(ids) == 1 else 's'}")
        self.ids = tuple(ids)
        self._at, self._today = at, today
        chosen = dict(begun or {})
        self._steppers = {field: _stepper(field, chosen.get(field)) for field in _VALUES}
        self._dates = {field: self._date(field, chosen.get(field)) for field in _DATES.values()}
        note = next((field for field in _NOTES if field in chosen), _NOTES[0] if at == NOTE else None)
        names = [LEFT, *(field.label.capitalize() for field in _NOTES)]
        self._which = Stepper("Note", names, _NOTES.index(note) + 1 if note is not None else 0, id=NOTE)
        self._note = NoteEditor(str(chosen.get(note) or "") if note is not None else "")

    def _date(self, field: Field, value: FieldValue) -> DateInput:
        day = value if isinstance(value, date) else None
        return DateInput(field.label.capitalize(), self._today, day, nothing="unchanged", id=field.value)

    def compose_body(self) -> ComposeResult:
        """The fields, the summary, the actions."""
        for field, stepper in self._steppers.items():
            yield stepper
            if field in _DATES:
                yield self._dates[_DATES[field]]
        yield self._which
        yield self._note
        yield Folded(id="summary")
        yield LinesView(lambda width: ())

    def on_mount(self) -> None:
        """The keys are for the field that was asked for, at once."""
        self._note.display = bool(self._which.at)
        self.set_focus(self._entry)
        self.ask()

    @property
    def _entry(self) -> Widget:
        return self._which if self._at == NOTE else self._steppers[Field(self._at)]

    # What is asked for

    def requested(self) -> Requested | str | None:
        """The fields that were set; the sentence that refuses a date."""
        changes: dict[Field, FieldValue] = {}
        for field, stepper in self._steppers.items():
            if stepper.at:
                changes[field] = _VALUES[field][stepper.at - 1]
        for field, day in self._dates.items():
            value = day.value
            if isinstance(value, str):
                return f"{field.label.capitalize()}: {value}"
            if value is not None:
                changes[field] = value
        if self._which.at and self._note.text:
            changes[_NOTES[self._which.at - 1]] = self._note.text
        return {field: changes[field] for field in Field if field in changes} or None

    @on(Stepper.Changed)
    def _stepped(self, event: Stepper.Changed) -> None:
        """Ask for the date of a status with today preset, as its own flyout does; show where a note is written."""
        for field, date_field in _DATES.items():
            day = self._dates[date_field]
            if event.stepper is self._steppers[field] and not day.edited:
                day.set(self._today if self._has_date(field) else None)
        self._note.display = bool(self._which.at)
        self.ask()

    def _has_date(self, field: Field) -> bool:
        at = self._steppers[field].at
        kind = ImplementationStatusFlyout if field is Field.IMPLEMENTATION_STATUS else TestStatusFlyout
        value = _VALUES[field][at - 1] if at else None
        return value in kind.dated and value not in kind.undated_at_first

    @on(DateInput.Changed)
    @on(TextArea.Changed)
    def _typed(self) -> None:
        self.ask()

    @on(DateInput.Submitted)
    def _go_on(self) -> None:
        self.focus_next()

    # What it would do

    def show_preview(self) -> None:
        """Show how many actions change, and which."""
        summary, view = self.query_one("#summary", Folded), self.query_one(LinesView)
        if self.preview is not None:
            summary.put(partial(summary_lines, self.preview))
            view.put(partial(action_lines, self.preview))
        else:
            problem = self.problem
            summary.put(lambda width: _nothing(problem, width))
            view.put(lambda width: ())

    def action_scroll(self, lines: int) -> None:
        """Scroll the actions by some lines."""
        self.query_one(LinesView).scroll_relative(y=lines, animate=False)


def _stepper(field: Field, value: FieldValue) -> Stepper:
    values = _VALUES[field]
    at = values.index(value) + 1 if value is not None else 0
    return Stepper(field.label.capitalize(), [LEFT, *map(str, values)], at, id=field.value)


def _nothing(problem: str | None, width: int) -> list[Content]:
    if problem is not None:
        return hanging(Content.styled("✗ ", "$text-error"), Content.styled(show(problem), "$text-error"), width)
    hint = "Choose what is to change; what would happen to each action is shown here before anything is stored."
    return hanging(Content(""), Content.styled(hint, MUTED), width)
