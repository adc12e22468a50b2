"""The flyout that sends an action to an assessor (issue 4, item 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from cm_tui.model.rules.handover import warnings_about_sending, why_assessor_cannot_be
from cm_tui.model.views.workspace import PersonView
from cm_tui.model.vocabulary import Field, FieldValue
from cm_tui.screens.details.edit import Edit, Staged
from cm_tui.screens.flyouts.people import PeopleFlyout
from cm_tui.screens.flyouts.status import consequences
from cm_tui.widgets.folding import hanging
from cm_tui.widgets.people_picker import Candidate
from cm_tui.widgets.text import show


class SendFlyout(PeopleFlyout[Edit]):
    """People who may assess, assessors first; gives back the action with its new owner and its sender staged."""

    def __init__(self, edit: Edit, people: Sequence[PersonView], me: str) -> None:
        """Make the flyout.

        Args:
            edit: The action as the page shows it.
            people: Everybody, in the order in which they are offered.
            me: The e-mail of whoever sends.
        """
        owner = str(edit.value(Field.OWNER) or "")
        super().__init__("Send to assessor", [_candidate(person) for person in people], owner if edit.sender else None)
        self._edit = edit
        self._me = me

    def lead(self, width: int) -> list[Content]:
        """What is to be thought of before the action is sent."""
        lines = hanging(Content(""), Content(show(self._edit.details.row.name)), width)
        for warning in warnings_about_sending(self._edit.facts, len(self._edit.details.evidence)):
            styled = Content.styled(show(warning), "$text-warning")
            lines += hanging(Content.styled("! ", "$text-warning"), styled, width)
        return lines

    def consequences(self, chosen: Candidate | None, width: int) -> list[Content]:
        """Who owns it now and then, and when that is stored."""
        if chosen is None:
            return []
        staged = self._edit.stage(self._changes(chosen))
        before = self._edit.details.row.owner_name or "nobody"
        text = f"Owner: {show(before)} → {show(chosen.name)}, sent by you."
        return [*hanging(Content(""), Content(text), width), *consequences(staged, width)]

    def answer(self) -> Edit | None:
        """The action with the person under the cursor as its owner and whoever asks as its sender."""
        if self.chosen is None or self.chosen.reason is not None:
            return None
        staged = self._edit.stage(self._changes(self.chosen))
        return staged.edit.naming(self.chosen.email, self.chosen.name) if isinstance(staged, Staged) else None

    def _changes(self, chosen: Candidate) -> Mapping[Field, FieldValue]:
        return {Field.OWNER: chosen.email, Field.SENT_BY: self._me}


def _candidate(person: PersonView) -> Candidate:
    return Candidate(person.email, person.name, person.role.label, why_assessor_cannot_be(person.role, person.name))
