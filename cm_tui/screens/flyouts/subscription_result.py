"""The fields of a result by hand in one subscription, and what storing it brings about (spec 2.9, 6.4)."""

from __future__ import annotations

from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import TextArea

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.rules.points import show_points
from cm_tui.model.views.actions import ActionDetails, SubscriptionResult
from cm_tui.model.vocabulary import Field, Role, TestStatus
from cm_tui.screens.details.edit import Edit, Staged
from cm_tui.screens.details.subscription import as_action, roll_up_with
from cm_tui.screens.flyouts.test_status import TestStatusFlyout
from cm_tui.screens.flyouts.work import Work
from cm_tui.screens.flyouts.work_sides import StatusSide
from cm_tui.widgets.chooser import ChosenLine
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import INK, MUTED, hanging
from cm_tui.widgets.status import look
from cm_tui.widgets.text import show

_AT_ONCE = "Saving stores this subscription at once; it is no part of what the page saves."


class ResultFields(Vertical):
    """Status, date and note of a subscription; the rules are those of an action that is tested by hand."""

    DEFAULT_CSS = """
    ResultFields {
        height: 1fr;
        #outcome { margin-top: 1; max-height: 8; }
    }
    .-short ResultFields #outcome { margin-top: 0; }
    """

    def __init__(self, details: ActionDetails, result: SubscriptionResult, role: Role, today: date) -> None:
        """Make the fields.

        Args:
            details: The action.
            result: The subscription as it is stored.
            role: Whose role decides what can be changed.
            today: The day that a new test date begins with.
        """
        super().__init__()
        self._details, self._result, self._today = details, result, today
        self._chosen = Work(Edit.of(as_action(details, result)), role)
        self._refusal: str | None = None
        self._side = StatusSide(TestStatusFlyout, Field.TEST_NOTES, today, id="result")
        self._outcome = Folded(id="outcome")

    def compose(self) -> ComposeResult:
        """Fields, outcome."""
        yield self._side
        yield self._outcome

    def on_mount(self) -> None:
        """Show what is stored."""
        self._side.begin(self._chosen)
        self._say()

    @property
    def entry(self) -> Widget:
        """What takes the focus: the status, or the note where the status cannot be changed."""
        lines = [one for one in self.query(ChosenLine) if all(above.display for above in one.ancestors_with_self)]
        return lines[0] if lines else self._side.editor

    @property
    def _typed(self) -> Work:
        editor = self._side.editor
        return self._chosen.with_notes({Field.TEST_NOTES: editor.text}) if editor.is_edited else self._chosen

    @property
    def edit(self) -> Edit | None:
        """The subscription with what was typed; None while a rule or the date refuses it, which stands there already."""
        staged = self._typed.staged
        return staged.edit if isinstance(staged, Staged) else None

    @property
    def draft(self) -> ActionDraft:
        """What was typed as far as it is legal."""
        return self._typed.draft

    def refuse(self, sentence: str) -> None:
        """Say why a save was refused, until something else is typed."""
        self._refusal = sentence
        self._say()

    @on(StatusSide.StatusChosen)
    def _status_chosen(self, event: StatusSide.StatusChosen) -> None:
        event.stop()
        self._take(self._chosen.choose(event.kind, event.label, self._today, keep_date=event.keep_date))

    @on(StatusSide.DateTyped)
    def _date_typed(self, event: StatusSide.DateTyped) -> None:
        event.stop()
        self._take(self._chosen.date(event.field, event.value))

    def _take(self, chosen: Work) -> None:
        self._chosen, self._refusal = chosen, None
        self._side.show(chosen)
        self._say()

    @on(TextArea.Changed)
    def _note_typed(self) -> None:
        if self.is_mounted:
            self._say()

    def _say(self) -> None:
        staged = self._refusal or self._typed.staged
        self._outcome.put(lambda width: outcome_lines(self._details, self._result, staged, width))


def outcome_lines(
    details: ActionDetails, result: SubscriptionResult, staged: Staged | str, width: int
) -> list[Content]:
    """What storing a result brings about for the action, or why it is refused.

    Args:
        details: The action as it is stored.
        result: The subscription as it is stored.
        staged: What was typed, or the sentence that refuses it.
        width: Cells of a line.
    """
    if isinstance(staged, str):
        return hanging(Content.styled("✗ ", "$text-error"), Content.styled(show(staged), "$text-error"), width)
    lines: list[Content] = []
    for notice in staged.notices:
        lines += hanging(Content.styled("! ", "$text-warning"), Content.styled(show(notice), "$text-warning"), width)
    status = staged.edit.value(Field.TEST_STATUS)
    if isinstance(status, TestStatus) and status is not result.test_status:
        lines += _action_becomes(details, result.name, status, width)
    hint = _AT_ONCE if staged.edit.draft else "Nothing is changed."
    return [*lines, *hanging(Content(""), Content.styled(hint, MUTED), width)]


def _action_becomes(details: ActionDetails, name: str, status: TestStatus, width: int) -> list[Content]:
    after = roll_up_with(details, name, status)
    looks = look(after.test_status)
    points = f"{show_points(after.points.achieved)} of {show_points(after.points.possible)} points"
    stands = points if after.points.possible else "out of scope"
    glyph = (looks.glyph, INK[looks.tone])
    sentence = Content.assemble("With that the action is ", glyph, f" {after.test_status}: {stands}.")
    return hanging(Content(""), sentence, width)
