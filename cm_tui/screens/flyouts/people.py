"""What the flyouts that hand an action to somebody have in common: people to choose from, and what the choice means."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.people_picker import Candidate, PeoplePicker

Result = TypeVar("Result")


class PeopleFlyout(Flyout[Result]):
    """Asks for a person; gives back what the person under the cursor amounts to."""

    DEFAULT_CSS = """
    PeopleFlyout {
        #lead { margin-bottom: 1; }
        #consequences { margin-top: 1; min-height: 2; }
        &.-short #lead, &.-short #consequences { margin: 0; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = ("people.choose", "flyout.cancel", "flyout.save")

    def __init__(self, title: str, candidates: Sequence[Candidate], preset: str | None = None) -> None:
        """Make the flyout.

        Args:
            title: Its heading.
            candidates: The people, in the order in which they are offered.
            preset: The e-mail that the cursor begins on.
        """
        super().__init__(title)
        self._picker = PeoplePicker(candidates, preset)
        self._consequences = Folded(id="consequences")

    @abstractmethod
    def lead(self, width: int) -> list[Content]:
        """What stands above the people."""

    @abstractmethod
    def consequences(self, chosen: Candidate | None, width: int) -> list[Content]:
        """What choosing somebody brings about."""

    @property
    def chosen(self) -> Candidate | None:
        """The person under the cursor."""
        return self._picker.current

    def compose_body(self) -> ComposeResult:
        """The lead, the people, the consequences."""
        yield Folded(self.lead, id="lead")
        yield self._picker
        yield self._consequences

    def on_mount(self) -> None:
        """The keys are for the name, at once."""
        self._picker.focus_field()

    @on(PeoplePicker.Highlighted)
    def _follow(self) -> None:
        chosen = self.chosen
        self._consequences.put(lambda width: self.consequences(chosen, width))

    @on(PeoplePicker.Chosen)
    def _take(self) -> None:
        self.action_save()
