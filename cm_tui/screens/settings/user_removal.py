"""The question before a user is removed: what becomes of what they own, and of their name (spec 14)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.views.workspace import PersonView
from cm_tui.widgets.dialog import Dialog
from cm_tui.widgets.folding import hanging
from cm_tui.widgets.text import show


class RemoveUserDialog(Dialog[bool]):
    """Says what happens, and asks whether it is to."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("removal.yes", "removal.no")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,y", "answer(True)", "Remove", id="removal.yes", tooltip="Remove this user for good"),
        Binding("escape,q,n,enter", "answer(False)", "Keep", id="removal.no", tooltip="Remove nobody"),
    ]

    def __init__(self, person: PersonView, *, is_me: bool) -> None:
        """Make the question about a user, who may be the one who asks."""
        sentences = tuple(_sentences(person, is_me))
        super().__init__(f"Remove {person.name}?", lambda width: _lines(sentences, width))

    def action_answer(self, yes: bool) -> None:
        """Give an answer."""
        self.dismiss(yes)


def _sentences(person: PersonView, is_me: bool) -> Iterator[str]:
    if is_me:
        yield "This is you: the program ends, and you cannot open the workspace any more."
    if owned := person.owned + person.kept:
        what = "1 action loses its owner" if owned == 1 else f"{owned} actions lose their owner"
        yield f"{what}; R gives them to somebody else before."
    else:
        yield "They own no action."
    yield "Files and links that they added stay and show User removed, and so does the history."
    yield "This is for good: whoever is added again with this address is somebody new."


def _lines(sentences: tuple[str, ...], width: int) -> list[Content]:
    return [line for one in sentences for line in hanging(Content(""), Content(show(one)), width)]
