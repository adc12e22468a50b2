"""The question at the start what is to happen with changes that were not saved when the program ended."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.kept_drafts import KeptDraft
from cm_tui.screens.dialogs.values import brief_value
from cm_tui.widgets.dialog import Dialog
from cm_tui.widgets.folding import MUTED, hanging, labelled
from cm_tui.widgets.text import show


class KeptAnswer(Enum):
    """What is to happen with a kept draft."""

    CONTINUE = auto()
    DISCARD = auto()
    LATER = auto()


class KeptDraftDialog(Dialog[KeptAnswer]):
    """Names the action and the fields of a draft that outlived its program."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("kept.continue", "kept.discard", "kept.later")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "c,enter", "answer('CONTINUE')", "Continue", id="kept.continue", tooltip="Open the action with the changes"
        ),
        Binding("D", "answer('DISCARD')", "Discard", id="kept.discard", tooltip="Forget the changes for good"),
        Binding(
            "escape,q",
            "answer('LATER')",
            "Later",
            id="kept.later",
            tooltip="Keep the changes, and ask at the next start",
        ),
    ]

    def __init__(self, kept: KeptDraft, reason: str | None) -> None:
        """Make the dialog.

        Args:
            kept: The draft.
            reason: Why it cannot be gone on with; None where it can.
        """
        super().__init__(f"Go on with the changes of {kept.name}?", lambda width: _lines(kept, reason, width))
        self._reason = reason

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """An action that cannot be opened leaves only the other answers."""
        return self._reason if binding_id == "kept.continue" else None

    def action_answer(self, name: str) -> None:
        """Give an answer."""
        answer = KeptAnswer[name]
        if answer is not KeptAnswer.CONTINUE or self._reason is None:
            self.dismiss(answer)


def _lines(kept: KeptDraft, reason: str | None, width: int) -> list[Content]:
    when = f"{kept.at.astimezone():%Y-%m-%d %H:%M}"
    told = f"{kept.draft.action}: changed {when}, not saved when the program ended."
    changes: Sequence[tuple[str, str]] = [
        (field.label, brief_value(field, value)) for field, value in kept.draft.changes.items()
    ]
    lines = [*hanging(Content(""), Content.styled(show(told), MUTED), width), Content(""), *labelled(changes, width)]
    if reason is not None:
        lines += [
            Content(""),
            *hanging(Content.styled("✗ ", "$text-error"), Content.styled(show(reason), "$text-error"), width),
        ]
    return lines
