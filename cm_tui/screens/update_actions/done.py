"""The last step: how many actions were updated, what that did to the score, and the key that takes it back."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from cm_tui.model.views.action_workbook import Applied
from cm_tui.screens.flyouts.preview_text import score_text
from cm_tui.screens.wizard.step import Step
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.scroll_body import ScrollBody
from cm_tui.widgets.text import show


class DoneBody(ScrollBody):
    """What is read; enter goes back to where the wizard was started."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,ctrl+s", "screen.next", "Finish", id="updating.finish", tooltip="Go back to where you came from"
        ),
        Binding("z", "screen.undo", "Undo", id="updating.undo", tooltip="Take all of it back, as one step"),
    ]


class DoneStep(Step):
    """Says what was done."""

    TITLE = "Confirmation"
    FINAL = True

    def __init__(self) -> None:
        super().__init__()
        self._text = Folded()
        self._body = DoneBody(self._text)

    def compose(self) -> ComposeResult:
        """The text."""
        yield self._body

    @property
    def entry(self) -> Widget:
        """The text, whose keys these are."""
        return self._body

    def put(self, applied: Applied) -> None:
        """Say what was done, and that it can be taken back."""
        number = len(applied.actions)
        sentence = f"{number} action{' was' if number == 1 else 's were'} updated."
        if applied.links:
            sentence += (
                f" {applied.links} link{'' if applied.links == 1 else 's'} came with {'it' if number == 1 else 'them'}."
            )
        self._say("✓ ", "$text-success", sentence, score_text(applied.before, applied.after), _UNDO)

    def put_undone(self, sentence: str) -> None:
        """Say that it was taken back."""
        self._say("○ ", MUTED, sentence)

    def _say(self, glyph: str, ink: str, sentence: str, *others: str) -> None:
        def fold(width: int) -> list[Content]:
            lines = hanging(Content.styled(glyph, ink), Content.styled(show(sentence), "bold"), width)
            for one in others:
                lines += [Content(""), *hanging(Content("  "), Content(show(one)), width)]
            return lines

        self._text.put(fold)


_UNDO = "It can be taken back as one step, here and in the list, as long as nothing of it was changed since."
