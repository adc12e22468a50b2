"""The flyouts about evidence in general: which file types are accepted, and how large a document may be."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.rules.evidence import DEFAULT_LIMIT, DEFAULT_TYPES, shown_size
from cm_tui.model.rules.settings import parse_size, why_types_are_refused
from cm_tui.widgets.choices import Choice, TickList
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.text import show
from cm_tui.widgets.text_field import TextField


class EvidenceTypesFlyout(Flyout[tuple[str, ...]]):
    """Asks for file types; gives back those that are ticked."""

    DEFAULT_CSS = """
    EvidenceTypesFlyout {
        TickList { height: auto; }
        #reason { margin-top: 1; color: $text-error; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = ("flyout.save", "flyout.cancel", "choices.tick", "types.reset")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("R", "reset", "All", id="types.reset", tooltip="Tick every type that is known"),
    ]

    def __init__(self, accepted: Collection[str]) -> None:
        """Make the flyout with the types that are accepted now."""
        super().__init__("Evidence file types")
        self._ticks = TickList()
        self._accepted = accepted
        self._reason = Folded(id="reason")

    def compose_body(self) -> ComposeResult:
        """The types, and why they cannot be chosen so."""
        yield self._ticks
        yield self._reason

    def on_mount(self) -> None:
        """Tick what is accepted now; the keys are for the list, at once."""
        self._put(self._accepted)
        self.set_focus(self._ticks)

    def _put(self, accepted: Collection[str]) -> None:
        self._ticks.put([Choice(one, one, ticked=one in accepted) for one in DEFAULT_TYPES])

    def action_reset(self) -> None:
        """Tick every type."""
        self._put(DEFAULT_TYPES)
        self._say()

    @on(TickList.Ticked)
    def _say(self) -> None:
        reason = why_types_are_refused(self._ticks.ticked)
        self._reason.put(lambda width: hanging(Content(""), Content(show(f"✗ {reason}")), width) if reason else [])

    def answer(self) -> tuple[str, ...] | None:
        """The types that are ticked; None while that cannot be, which stands there already."""
        return None if why_types_are_refused(self._ticks.ticked) else self._ticks.ticked


class EvidenceLimitFlyout(Flyout[int]):
    """Asks for a size; gives it back in bytes."""

    def __init__(self, limit: int) -> None:
        """Make the flyout with the present limit in bytes."""
        super().__init__("Evidence size limit")
        self._field = TextField("Largest document", _why_size_is_refused, shown_size(limit))

    def compose_body(self) -> ComposeResult:
        """The limit, and how it is written."""
        yield self._field
        yield Folded(self._hint)

    def _hint(self, width: int) -> list[Content]:
        text = f"Write 250 MB, 512 KB or 1.5 GB; without a unit it is MB. The default is {shown_size(DEFAULT_LIMIT)}."
        return hanging(Content(""), Content.styled(text, MUTED), width)

    def on_mount(self) -> None:
        """The keys are for the field, at once."""
        self._field.focus_field()

    @on(TextField.Submitted)
    def _take(self) -> None:
        self.action_save()

    def answer(self) -> int | None:
        """The limit in bytes; None while it cannot be read, which stands there already."""
        size = parse_size(self._field.value)
        if isinstance(size, str):
            self._field.insist()
            return None
        return size


def _why_size_is_refused(text: str) -> str | None:
    size = parse_size(text)
    return size if isinstance(size, str) else None
