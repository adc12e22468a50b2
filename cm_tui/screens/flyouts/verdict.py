"""The confirmation of a verdict: what is recorded, its date, a note; stored at once by whoever asked (issue 4, item 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input

from cm_tui.model.rules.handover import NO_EVIDENCE
from cm_tui.model.vocabulary import Field, FieldValue, TestStatus
from cm_tui.screens.details.edit import Edit, Staged
from cm_tui.widgets.date_input import DateInput
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import INK, MUTED, hanging, labelled
from cm_tui.widgets.info_bar import points_texts
from cm_tui.widgets.status import look
from cm_tui.widgets.text import show
from cm_tui.widgets.text_field import TextField

_NO_DATE = "A verdict has a date; write one, such as today."


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was confirmed: the day of the test, and the test notes as they are to be; None leaves them as they are."""

    day: date
    note: str | None


class VerdictFlyout(Flyout[Judgement]):
    """Names the action and the verdict, and asks for the day and a note; enter records it."""

    DEFAULT_CSS = """
    VerdictFlyout { #outcome { margin-top: 1; min-height: 2; } }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = ("flyout.save", "flyout.cancel", "flyout.next")

    def __init__(self, edit: Edit, verdict: TestStatus, today: date) -> None:
        """Make the flyout.

        Args:
            edit: The action as it is stored.
            verdict: What is to be recorded.
            today: The day that stands there at first.
        """
        super().__init__(f"Verdict: {verdict}")
        self._edit = edit
        self._verdict = verdict
        self._date = DateInput("Test date", today, today)
        self._note = TextField("Note, added to the test notes (optional)", lambda text: None)
        self._outcome = Folded(self._outcome_lines, id="outcome")

    def compose_body(self) -> ComposeResult:
        """The action, the fields, what they bring about."""
        yield Folded(self._facts)
        yield self._date
        yield self._note
        yield self._outcome

    def on_mount(self) -> None:
        """The keys are for the date, at once: enter confirms today."""
        self._date.focus_field()

    def _facts(self, width: int) -> list[Content]:
        details = self._edit.details
        row, seen = details.row, look(self._verdict)
        group = f" · {row.group}" if row.group else ""
        name = hanging(Content(""), Content.styled(show(row.name + group), "bold"), width)
        verdict = Content.assemble(f"{row.test_status} → ", (seen.glyph, INK[seen.tone]), (f" {self._verdict}", "bold"))
        proven = len(details.evidence)
        pairs = [
            ("Implemented", _when(row.implementation_status, row.implementation_date)),
            ("Sent by", details.sent_by_name or ""),
            ("Evidence", str(proven or "")),
        ]
        lines = [*name, *hanging(Content(""), verdict, width), Content(""), *labelled(pairs, width)]
        if not proven:
            warning = Content.styled(NO_EVIDENCE, "$text-warning")
            lines += hanging(Content.styled("! ", "$text-warning"), warning, width)
        return lines

    def _outcome_lines(self, width: int) -> list[Content]:
        staged = self._staged()
        if isinstance(staged, str):
            return hanging(Content.styled("✗ ", "$text-error"), Content.styled(show(staged), "$text-error"), width)
        after = staged.edit.changed_points
        points = f"Points: {points_texts(staged.edit.row, after)[1]}. " if after is not None else ""
        hint = Content.styled(f"{points}Enter records it at once; esc leaves it as it is.", MUTED)
        return hanging(Content(""), hint, width)

    @on(DateInput.Changed)
    def _say(self) -> None:
        self._outcome.put(self._outcome_lines)

    @on(DateInput.Submitted)
    @on(TextField.Submitted)
    def _confirmed(self) -> None:
        self.action_save()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()

    def _staged(self) -> Staged | str:
        day = self._date.value
        if not isinstance(day, date):
            return day or _NO_DATE
        changes: Mapping[Field, FieldValue] = {Field.TEST_STATUS: self._verdict, Field.TEST_DATE: day}
        return self._edit.stage(changes)

    def answer(self) -> Judgement | None:
        """The day and the notes; None while a rule or the date refuses it, which stands there already."""
        day = self._date.value
        if isinstance(self._staged(), str) or not isinstance(day, date):
            return None
        added, before = self._note.value, self._edit.details.test_notes
        return Judgement(day, f"{before}\n{added}".lstrip("\n") if added else None)


def _when(status: str, day: date | None) -> str:
    return f"{status}, {day}" if day is not None else status
