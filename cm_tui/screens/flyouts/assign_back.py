"""The flyout after a failed verdict: who works on the action next, the sender preset (issue 4, item 8)."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from cm_tui.model.rules.handover import warning_about_owner
from cm_tui.model.views.workspace import PersonView
from cm_tui.screens.flyouts.people import PeopleFlyout
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.people_picker import Candidate
from cm_tui.widgets.text import show


class AssignBackFlyout(PeopleFlyout[str]):
    """Offers to give a judged action back; gives the e-mail of its next owner, or None where it stays with whom it is."""

    def __init__(self, name: str, people: Sequence[PersonView], sender: PersonView | None) -> None:
        """Make the flyout.

        Args:
            name: The action's name.
            people: Everybody, in the order in which they are offered.
            sender: Who sent the action; the cursor begins on them.
        """
        first = [person for person in people if sender is not None and person.email == sender.email]
        others = [person for person in people if person not in first]
        candidates = [Candidate(person.email, person.name, person.role.label) for person in (*first, *others)]
        super().__init__("Assign back", candidates, sender.email if sender is not None else None)
        self._roles = {person.email: person.role for person in people}
        self._action, self._sender = name, sender

    def lead(self, width: int) -> list[Content]:
        """Which action, and who sent it."""
        sent = f"{self._sender.name} sent it." if self._sender else "Nobody who is still here sent it."
        lines = hanging(Content(""), Content.assemble((show(self._action), "bold"), " failed. ", show(sent)), width)
        return [*lines, *hanging(Content(""), Content.styled("The verdict is recorded.", MUTED), width)]

    def consequences(self, chosen: Candidate | None, width: int) -> list[Content]:
        """Who owns it then, and what esc does."""
        if chosen is None:
            return []
        lines = hanging(Content(""), Content(f"Owner: {show(chosen.name)}."), width)
        if warning := warning_about_owner(self._roles[chosen.email], chosen.name):
            styled = Content.styled(show(warning), "$text-warning")
            lines += hanging(Content.styled("! ", "$text-warning"), styled, width)
        return [*lines, *hanging(Content(""), Content.styled("Stored at once; esc leaves the owner.", MUTED), width)]

    def answer(self) -> str | None:
        """The e-mail of the person under the cursor."""
        return self.chosen.email if self.chosen is not None else None
