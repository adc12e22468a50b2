"""The question before an assessment is deleted: which actions go with it, which of them somebody worked on (spec 11.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.views.assessments import AssessmentRemoval
from cm_tui.screens.flyouts.preview_text import score_text
from cm_tui.widgets.dialog import Dialog
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.text import show

_WORKED_ON = "● "
_UNTOUCHED = "○ "


class DeleteAssessmentDialog(Dialog[bool]):
    """Says what disappears, action by action, and asks whether it is to."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("deletion.yes", "deletion.no", "dialog.down")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,y", "answer(True)", "Delete", id="deletion.yes", tooltip="Delete this assessment for good"),
        Binding("escape,q,n,enter", "answer(False)", "Keep", id="deletion.no", tooltip="Delete nothing"),
    ]

    def __init__(self, removal: AssessmentRemoval) -> None:
        """Make the question about an assessment, with what would go with it."""
        super().__init__(f"Delete the assessment {removal.name}?", lambda width: removal_lines(removal, width))

    def action_answer(self, yes: bool) -> None:
        """Give an answer."""
        if self.is_current:
            self.dismiss(yes)


def removal_lines(removal: AssessmentRemoval, width: int) -> list[Content]:
    """How many actions go and stay, the score, and the actions that go: those first on which somebody worked."""
    lines: list[Content] = []
    for sentence, style in _sentences(removal):
        lines += hanging(Content(""), Content.styled(show(sentence), style), width)
    if removal.disappearing:
        lines.append(Content(""))
    for one in sorted(removal.disappearing, key=lambda action: (not action.touched, action.id)):
        glyph = (_WORKED_ON, "$text-warning") if one.touched else (_UNTOUCHED, MUTED)
        lines += hanging(Content.assemble(glyph, (f"{show(one.id)}  ", MUTED)), Content(show(one.name)), width)
    return lines


def _sentences(removal: AssessmentRemoval) -> Iterator[tuple[str, str]]:
    gone, worked_on = len(removal.disappearing), sum(one.touched for one in removal.disappearing)
    if gone:
        yield (
            f"{_actions(gone)} of yours disappear{'s' if gone == 1 else ''} with it; no other assessment uses them.",
            "",
        )
    else:
        yield "No action of yours disappears; other assessments use them all.", ""
    if worked_on:
        yield (
            f"! Somebody worked on {worked_on} of them ({_WORKED_ON.strip()}): work and evidence are kept, and come back "
            "with an assessment that counts them.",
            "$text-warning",
        )
    if removal.remaining:
        yield f"{removal.staying}: other assessments count {'it' if removal.remaining == 1 else 'them'} too.", ""
    if removal.microsoft_actions:
        yield f"{_actions(removal.microsoft_actions)} of Microsoft's no longer count.", ""
    yield score_text(removal.before, removal.after), ""
    yield f"The group {removal.group} stays. The assessment itself does not come back.", ""


def _actions(number: int) -> str:
    return "1 action" if number == 1 else f"{number} actions"
