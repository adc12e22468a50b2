"""The flyout of an action's owner (spec 1.7, 2.3)."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from cm_tui.model.views.bulk import Suggestion
from cm_tui.model.vocabulary import Field
from cm_tui.screens.details.edit import Edit, Staged
from cm_tui.screens.flyouts.owning import OwningFlyout
from cm_tui.screens.flyouts.status import consequences
from cm_tui.widgets.folding import hanging
from cm_tui.widgets.people_picker import Candidate
from cm_tui.widgets.text import show


class OwnerFlyout(OwningFlyout[Edit]):
    """Asks who owns an action; gives back the action with its owner staged."""

    def __init__(self, edit: Edit, people: Sequence[Suggestion]) -> None:
        """Make the flyout.

        Args:
            edit: The action as the page shows it.
            people: Everybody, in the order in which they are offered.
        """
        super().__init__("Owner", [edit.details.row.id], people, edit.row.owner)
        self._edit = edit

    def lead(self, width: int) -> list[Content]:
        """Which action it is."""
        return hanging(Content(""), Content(show(self._edit.details.row.name)), width)

    def consequences(self, chosen: Candidate | None, width: int) -> list[Content]:
        """Who owns it now and then, whether they can work on it, who is told, and when it is stored."""
        if chosen is None:
            return []
        before, after = self._edit.details.row.owner, self.person.email if self.person else None
        lines: list[Content] = []
        if after != before:
            text = f"Owner: {self.name_of(before)} → {self.name_of(after)}."
            lines += hanging(Content(""), Content(show(text)), width)
            if self._edit.details.sent_by is not None:
                lines += hanging(Content(""), Content("It no longer waits for an assessor."), width)
            lines += [*self.warnings(width), *self.told(1, width)]
        staged = self._staged()
        return [*lines, *consequences(staged, width)]

    def answer(self) -> Edit | None:
        """The action with its owner staged."""
        staged = self._staged() if self.chosen is not None else None
        if not isinstance(staged, Staged):
            return None
        return staged.edit.naming(self.person.email, self.person.name) if self.person else staged.edit

    def _staged(self) -> Staged | str:
        return self._edit.stage({Field.OWNER: self.person.email if self.person else None})
