"""The sides of an action's work as they are edited: its implementation, its test, and other notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from cm_tui.model.vocabulary import Field, TestStatus
from cm_tui.screens.flyouts.status import StatusFlyout
from cm_tui.screens.flyouts.work import Work
from cm_tui.widgets.chooser import Chooser
from cm_tui.widgets.date_input import DateInput
from cm_tui.widgets.editor import NoteEditor
from cm_tui.widgets.locked_field import LockedField
from cm_tui.widgets.status import look
from cm_tui.widgets.text import show


class NotesSide(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The editor of a note; where the note cannot be changed it can still be read, and the reason stands above it."""

    DEFAULT_CSS = """
    NotesSide {
        height: 1fr; scrollbar-size-vertical: 1;
        NoteEditor { height: 1fr; min-height: 5; }
        .side-label { color: $text-muted; height: auto; margin-top: 1; }
        LockedField { margin-top: 1; }
        Chooser { margin-top: 1; }
    }
    """

    def __init__(self, notes: Field, *, id: str) -> None:
        """Make a side.

        Args:
            notes: The field of its note.
            id: The widget's id.
        """
        super().__init__(id=id)
        self.notes = notes
        self.editor = NoteEditor()
        self._label = Static(Content(show(notes.label.capitalize())), classes="side-label", markup=False)
        self._locked_notes = LockedField()

    def compose(self) -> ComposeResult:
        """Label, reason, note."""
        yield self._label
        yield self._locked_notes
        yield self.editor

    def begin(self, work: Work) -> None:
        """Show an action's work for the first time."""
        self.editor.put(str(work.value(self.notes) or ""))
        self.show(work)

    def show(self, work: Work) -> None:
        """Show what can be changed now, and what something else makes of the rest; a note stays as it is typed."""
        reason = work.why_locked(self.notes)
        self.editor.read_only = reason is not None
        self._label.display = reason is None
        self._locked_notes.display = reason is not None
        if reason is not None:
            self._locked_notes.explain(self.notes.label.capitalize(), None, reason)


class StatusSide(NotesSide):
    """A status, its date and its note."""

    @dataclass
    class StatusChosen(Message):
        """Another status was chosen; `keep_date` where somebody typed the date."""

        kind: type[StatusFlyout]
        label: str
        keep_date: bool

    @dataclass
    class DateTyped(Message):
        """Another date stands there: a day, None for no date, or the sentence that refuses what was typed."""

        field: Field
        value: date | str | None

    def __init__(self, kind: type[StatusFlyout], notes: Field, today: date, *, id: str) -> None:
        """Make a side.

        Args:
            kind: What chooses its status elsewhere: which statuses there are, and which of them have a date.
            notes: The field of its note.
            today: The day that a new date begins with.
            id: The widget's id.
        """
        super().__init__(notes, id=id)
        self._kind = kind
        self._chooser = Chooser(kind.STATUS.label.capitalize())
        self._date = DateInput(kind.DATE.label.capitalize(), today)
        self._locked_status, self._locked_date = LockedField(), LockedField()

    def compose(self) -> ComposeResult:
        """Status, date, note."""
        yield self._chooser
        yield self._locked_status
        yield self._date
        yield self._locked_date
        yield from super().compose()

    def show(self, work: Work) -> None:
        """Show status and date, or why they cannot be changed."""
        super().show(work)
        status, date_field = self._kind.STATUS, self._kind.DATE
        self._chooser.display = work.counts(status)
        self._lock(self._locked_status, status, work)
        value = work.value(status)
        lines = [one.line for one in self._kind.statuses(work.so_far)]
        self._chooser.put(lines, str(value), look(value) if isinstance(value, TestStatus) else None)
        self._date.display = work.counts(date_field)
        self._lock(self._locked_date, date_field, work)
        day = work.value(date_field)
        if date_field not in work.unreadable and not self._date.has_the_focus:
            by_hand = self._date.edited
            self._date.set(day if isinstance(day, date) else None)
            self._date.edited = by_hand and work.counts(date_field)

    def _lock(self, locked: LockedField, field: Field, work: Work) -> None:
        reason = work.why_locked(field)
        locked.display = reason is not None
        if reason is not None:
            locked.explain(field.label.capitalize(), str(work.value(field) or ""), reason)

    @on(Chooser.Chosen)
    def _status_chosen(self, event: Chooser.Chosen) -> None:
        event.stop()
        self.post_message(self.StatusChosen(self._kind, event.key, self._date.edited))

    @on(DateInput.Changed)
    def _date_typed(self, event: DateInput.Changed) -> None:
        event.stop()
        self.post_message(self.DateTyped(self._kind.DATE, event.value))

    @on(DateInput.Submitted)
    def _go_on(self, event: DateInput.Submitted) -> None:
        """Enter in the date goes on to the note."""
        event.stop()
        self.screen.set_focus(self.editor)
