"""A save that met somebody else's change: per field who, when, what is stored and what is yours (safety 1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.views.actions import FieldConflict
from cm_tui.screens.dialogs.values import shown_value
from cm_tui.widgets.dialog import Dialog
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.text import show


class Resolution(Enum):
    """What is to happen with fields that two people changed."""

    THEIRS = auto()
    MINE = auto()
    STAY = auto()


class ConflictDialog(Dialog[Resolution]):
    """Shows both values of every field in conflict, and asks which of them counts."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("conflict.theirs", "conflict.mine", "conflict.stay")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "t",
            "answer('THEIRS')",
            "Take theirs",
            id="conflict.theirs",
            tooltip="Show the stored values of these fields; your other changes stay unsaved",
        ),
        Binding(
            "m",
            "answer('MINE')",
            "Keep mine and save",
            id="conflict.mine",
            tooltip="Save your values of these fields on top of theirs",
        ),
        Binding("escape,q", "answer('STAY')", "Stay", id="conflict.stay", tooltip="Save nothing, and change nothing"),
    ]

    def __init__(self, name: str, conflicts: Sequence[FieldConflict], reason: str | None = None) -> None:
        """Make the dialog.

        Args:
            name: The action's name.
            conflicts: The fields, with the values that the page shows as yours.
            reason: The service's sentence, where it says more than the fields.
        """
        super().__init__(
            f"{name} was changed meanwhile; nothing was saved.", lambda width: _lines(conflicts, reason, width)
        )

    def action_answer(self, name: str) -> None:
        """Give an answer."""
        self.dismiss(Resolution[name])


def _lines(conflicts: Sequence[FieldConflict], reason: str | None, width: int) -> list[Content]:
    lines: list[Content] = []
    for conflict in conflicts:
        when = f"{conflict.at.astimezone():%Y-%m-%d %H:%M}"
        head = Content.assemble(
            (conflict.field.label.capitalize(), "bold"), f"  changed by {show(conflict.who)}, {when}"
        )
        lines += hanging(Content(""), head, width)
        for whose, value in (("stored", conflict.theirs), ("yours", conflict.yours)):
            text = Content(show(shown_value(conflict.field, value), one_line=False))
            lines += hanging(Content.styled(f"    {whose:<8}", MUTED), text, width)
    if reason is not None:
        lines += [Content(""), *hanging(Content(""), Content.styled(show(reason), MUTED), width)]
    return lines
