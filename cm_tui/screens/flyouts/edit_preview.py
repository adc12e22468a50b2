"""What changing an assessment would bring: shown while it is typed, looked up where services were ticked (spec 11.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from textual import work
from textual.content import Content
from textual.message import Message

from cm_tui.model.drafts import AssessmentEdit
from cm_tui.model.errors import ServiceError, StaleAssessment
from cm_tui.model.views.assessments import AssessmentPreview
from cm_tui.screens.base import Opened
from cm_tui.screens.lookup import Lookup
from cm_tui.screens.wizard.review import edit_lines
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.text import show


class EditPreview(Opened, Folded):
    """Shows what saving would do, as far as it is known; a name alone brings nothing."""

    REST: ClassVar[float] = 0.3
    """Seconds after the last tick before what the services bring is looked up."""

    @dataclass
    class Stale(Message):
        """Somebody else changed the assessment meanwhile."""

        error: StaleAssessment

    def __init__(self) -> None:
        super().__init__(id="edit-preview")
        self.brings: AssessmentPreview | None = None
        """What the ticked services bring; None while that is not known."""
        self.why_not = ""
        """Why it could not be looked up."""
        self._edit, self._refusal = AssessmentEdit(""), ""
        self._lookup = Lookup(self._read, self.REST)

    def ask(self, edit: AssessmentEdit, refusal: str) -> None:
        """Show a change, and look up what its services bring; `refusal` says why there can be no such services."""
        self._lookup.forget()
        self.brings, self.why_not = None, ""
        self.show_edit(edit, refusal)
        if edit.services is not None and not refusal:
            self._look_up(replace(edit, name=None))

    def _read(self, edit: AssessmentEdit) -> AssessmentPreview:
        return self.services.assessments.preview_edit(edit)

    @work(group="load")
    async def _look_up(self, edit: AssessmentEdit) -> None:
        try:
            found = await self._lookup.found(edit)
        except StaleAssessment as stale:
            self.post_message(self.Stale(stale))
        except ServiceError as refused:
            self.why_not = str(refused)
        else:
            self.brings = self.brings if found is None else found
        self.show_edit(self._edit, self._refusal)

    def show_edit(self, edit: AssessmentEdit, refusal: str) -> None:
        """Show a change whose services are those asked for last."""
        self._edit, self._refusal = edit, refusal
        if reason := self.why_not or refusal:
            self.put(partial(said_lines, f"✗ {reason}", "$text-error"))
        elif not changes_something(edit):
            self.put(partial(said_lines, "Nothing is changed yet.", MUTED))
        else:
            self.put(partial(edit_lines, edit, self.brings))


def changes_something(edit: AssessmentEdit) -> bool:
    """Whether there is anything to store."""
    return edit.name is not None or edit.services is not None


def said_lines(sentence: str, style: str, width: int) -> list[Content]:
    """A sentence; no line where it is empty."""
    return hanging(Content(""), Content.styled(show(sentence), style), width) if sentence else []
