"""The flyout of a control: its full text and where it stands (spec 2.10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.views.actions import ControlLink
from cm_tui.model.vocabulary import LegalStatus, Obligation
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Fold, Folded
from cm_tui.widgets.folding import hanging, labelled, paragraphs

OBLIGATIONS = {
    Obligation.REQUIRED: "required",
    Obligation.ADDRESSABLE: "addressable: implement it, or document why not and what is done instead",
}
"""What the marks of the HIPAA Security Rule mean."""
UNVERIFIED = "Not verified: the wording or the reference could not be checked against the source."


class ControlText(Protocol):
    """What is read of a control, whichever view it comes in."""

    @property
    def control_id(self) -> str:
        """As its regulation counts."""

    @property
    def family(self) -> str:
        """The part of the regulation that it stands in."""

    @property
    def summary(self) -> str:
        """What it asks for."""

    @property
    def legal_status(self) -> LegalStatus:
        """Whether it binds."""

    @property
    def obligation(self) -> Obligation | None:
        """The mark of an implementation specification."""

    @property
    def unverified(self) -> bool:
        """Whether its wording could not be checked."""

    @property
    def source_url(self) -> str:
        """Where it can be read."""


def control_text(control: ControlText, width: int, facts: Sequence[tuple[str, str]] = ()) -> list[Content]:
    """A control to be read: its text, then `facts`, labels with values, and where it stands."""
    lines = [*paragraphs(control.summary, width), Content("")]
    if control.unverified:
        mark = Content.styled("! ", "$text-warning")
        lines += [*hanging(mark, Content.styled(UNVERIFIED, "$text-warning"), width), Content("")]
    stands = [
        ("Control id", control.control_id),
        ("Family", control.family),
        ("Legal status", control.legal_status.value),
        ("Obligation", OBLIGATIONS[control.obligation] if control.obligation else ""),
        ("Source", control.source_url),
    ]
    return [*lines, *labelled([*facts, *stands], width)]


class ReadFlyout(Flyout[None], inherit_bindings=False):
    """Reads one thing of a list; nothing can be changed."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("control.close", "control.down", "control.up")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "cancel", "Close", id="control.close", tooltip="Go back to the list"),
        Binding("down,j", "scroll(1)", "Down", id="control.down", tooltip="Scroll one line down"),
        Binding("up,k", "scroll(-1)", "Up", id="control.up", tooltip="Scroll one line up"),
        Binding(
            "pagedown,ctrl+d,space", "scroll(15)", "Page down", id="control.page_down", tooltip="Scroll a page down"
        ),
        Binding("pageup,ctrl+u", "scroll(-15)", "Page up", id="control.page_up", tooltip="Scroll a page up"),
    ]

    def __init__(self, title: str, fold: Fold) -> None:
        """Make the flyout of a text; the title may come from outside."""
        super().__init__(title)
        self._fold = fold

    def compose_body(self) -> ComposeResult:
        """The text."""
        yield Folded(self._fold)


class ControlFlyout(ReadFlyout):
    """Reads one control that an action serves."""

    def __init__(self, control: ControlLink) -> None:
        """Make the flyout of a control."""
        facts = [("Regulation", control.regulation_title), ("Strength", control.strength.value)]
        super().__init__(f"{control.control_id}  {control.title}", lambda width: control_text(control, width, facts))
