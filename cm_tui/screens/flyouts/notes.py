"""The flyout *Edit action details*: statuses, dates and notes; the only place where notes are shown (spec 2.4, 2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import TextArea

from cm_tui.model.drafts import Unsaved
from cm_tui.model.vocabulary import Field
from cm_tui.screens.details.edit import Edit, Staged
from cm_tui.screens.dialogs.leave import LeaveDialog
from cm_tui.screens.flyouts.asking_flyout import AskingFlyout
from cm_tui.screens.flyouts.implementation_status import ImplementationStatusFlyout
from cm_tui.screens.flyouts.status import consequences
from cm_tui.screens.flyouts.tabbed_flyout import FlyoutTab, TabbedFlyout, tab_keys
from cm_tui.screens.flyouts.test_status import TestStatusFlyout
from cm_tui.screens.flyouts.work import Work
from cm_tui.screens.flyouts.work_sides import NotesSide, StatusSide
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging

TITLES = ("Implementation", "Test and verification", "Other notes")
_ONLY_HERE = "Notes are internal; they show only here."


class NotesFlyout(AskingFlyout[Edit], TabbedFlyout[Edit]):
    """Gives back the staged edit; nothing is stored before the page's own save. Esc asks where something was typed."""

    DEFAULT_CSS = """
    NotesFlyout {
        #flyout-body { overflow-y: hidden; padding: 0 1; }
        #consequences { margin-top: 1; max-height: 8; }
        &.-short #consequences, &.-short DateInput, &.-short Chooser { margin-top: 0; }
        &.-short LockedField, &.-short .side-label { margin-top: 0; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "flyout.save",
        "chooser.close",
        "flyout.cancel",
        "notes.next_side",
        "chooser.open",
        "choices.choose",
        "flyout.next",
    )
    BINDINGS: ClassVar[list[BindingType]] = [*tab_keys("notes.next_side", "notes.previous_side")]

    def __init__(self, edit: Edit, today: date) -> None:
        """Make the flyout.

        Args:
            edit: The action as the page shows it.
            today: The day that a new date begins with.
        """
        super().__init__("Edit action details")
        self._edit, self._today = edit, today
        self._work: Work | None = None
        self._said_noted = False
        self._consequences = Folded(id="consequences")
        self._sides: tuple[NotesSide, ...] = (
            StatusSide(ImplementationStatusFlyout, Field.IMPLEMENTATION_NOTES, today, id="implementation"),
            StatusSide(TestStatusFlyout, Field.TEST_NOTES, today, id="test"),
            NotesSide(Field.OTHER_NOTES, id="other"),
        )

    def compose_body(self) -> ComposeResult:
        """Tabs, their sides, consequences."""
        yield self.names
        yield from self._sides
        yield self._consequences

    def on_mount(self) -> None:
        """The keys are for the note, at once."""
        self._work = Work(self._edit, self.services.person.role)
        for side in self._sides:
            side.begin(self._work)
        self.show_tab()
        self._say()

    @property
    def tabs(self) -> Sequence[FlyoutTab]:
        """A side for each of the three notes."""
        sides = zip(TITLES, self._sides, strict=True)
        return [FlyoutTab(title, title, side) for title, side in sides]

    def entry_of(self, body: Widget) -> Widget:
        """The text of a side."""
        return body.editor if isinstance(body, NotesSide) else body

    # What is typed

    @property
    def work(self) -> Work:
        """Everything that was typed so far, notes included."""
        assert self._work is not None
        edited = (side for side in self._sides if side.editor.is_edited)
        return self._work.with_notes({side.notes: side.editor.text for side in edited})

    def unsaved(self) -> Unsaved | None:
        """What would be lost with the program: the page's draft, and what is typed here as far as it is legal."""
        draft = self.work.draft if self._work is not None else self._edit.draft
        return Unsaved(self._edit.details.row.name, draft)

    @on(StatusSide.StatusChosen)
    def _status_chosen(self, event: StatusSide.StatusChosen) -> None:
        assert self._work is not None
        self._take(self._work.choose(event.kind, event.label, self._today, keep_date=event.keep_date))

    @on(StatusSide.DateTyped)
    def _date_typed(self, event: StatusSide.DateTyped) -> None:
        assert self._work is not None
        self._take(self._work.date(event.field, event.value))

    def _take(self, work: Work) -> None:
        self._work = work
        for side in self._sides:
            side.show(work)
        self._say()
        self.app.keep_drafts_soon()

    @on(TextArea.Changed)
    def _note_typed(self) -> None:
        if self._work is None:
            return
        if self._is_noted != self._said_noted:
            self._say()
        self.app.keep_drafts_soon()

    @property
    def _is_noted(self) -> bool:
        return any(side.editor.is_edited for side in self._sides)

    def _say(self) -> None:
        assert self._work is not None
        staged = self._work.staged
        self._said_noted = noted = self._is_noted
        self._consequences.put(lambda width: _closing(staged, noted, width))

    # Leaving

    def answer(self) -> Edit | None:
        """The action with everything staged; None while something refuses it, which stands there then."""
        staged = self.work.staged
        if isinstance(staged, Staged):
            return staged.edit
        self._consequences.put(lambda width: _closing(staged, self._is_noted, width))
        return None

    @property
    def _unstaged(self) -> Edit:
        """The action with only what was typed here."""
        draft = self.work.draft
        here = {field: value for field, value in draft.changes.items() if value != self._edit.value(field)}
        return replace(self._edit, draft=replace(draft, changes=here))

    @property
    def question(self) -> LeaveDialog | None:
        """What to ask before what was typed is given up; None where nothing was."""
        unstaged = self._unstaged
        refused = isinstance(self.work.staged, str)
        return LeaveDialog(unstaged, "Keep what was typed here?") if unstaged.draft or refused else None

    def keep(self) -> bool:
        """Give back what was typed, unless something refuses it."""
        answer = self.answer()
        if answer is not None:
            self.dismiss(answer)
        return answer is not None

    def discard(self) -> None:
        """Close the flyout; what was typed is kept for the next start no longer."""
        super().discard()
        self.app.keep_drafts_soon()


def _closing(staged: Staged | str, noted: bool, width: int) -> list[Content]:
    """What the changes bring about, when they are stored, and where notes are shown."""
    lines = consequences(staged, width)
    if noted and isinstance(staged, Staged) and not staged.edit.draft:
        lines = hanging(Content(""), Content.styled("Stored when you save the action.", MUTED), width)
    return [*lines, *hanging(Content(""), Content.styled(_ONLY_HERE, MUTED), width)]
