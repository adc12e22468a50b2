"""The question before somebody who may only read gets a role in which they can work (spec 7.1, 14)."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.views.workspace import PersonView
from cm_tui.model.vocabulary import Role
from cm_tui.widgets.dialog import Dialog
from cm_tui.widgets.folding import paragraphs

GIVEN = Role.CONTRIBUTION
"""The role that is offered: the least that lets somebody work on actions."""


class RoleDialog(Dialog[bool]):
    """Says what the role lets a person do, and asks whether they shall have it."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("role.give", "role.stay")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "answer(True)", "Give the role", id="role.give", tooltip="Change the role, at once"),
        Binding("escape,q,n", "answer(False)", "Leave it", id="role.stay", tooltip="Change no role"),
    ]

    def __init__(self, person: PersonView) -> None:
        """Make the dialog about a person."""
        super().__init__(f"Give {person.name} the role {GIVEN.label}?", lambda width: _lines(person, width))

    def action_answer(self, given: bool) -> None:
        """Give an answer."""
        self.dismiss(given)


def _lines(person: PersonView, width: int) -> list[Content]:
    return paragraphs(
        f"{person.email} has the role {person.role.label}.\n"
        f"With the role {GIVEN.label} they may change every improvement action, and upload, download and delete evidence.\n"
        "The role is changed at once, whether or not the action is assigned then.",
        width,
    )
