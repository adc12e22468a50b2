"""The flyout of a control: its full text and where it stands (spec 2.10)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.views.actions import ControlLink
from cm_tui.model.vocabulary import Obligation
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import hanging, labelled, paragraphs

_OBLIGATION = {
    Obligation.REQUIRED: "required",
    Obligation.ADDRESSABLE: "addressable: implement it, or document why not and what is done instead",
}
_UNVERIFIED = "Not verified: the wording or the reference could not be checked against the source."


class ControlFlyout(Flyout[None], inherit_bindings=False):
    """Reads one control; nothing can be changed."""

    KEY_BAR: ClassVar[tuple[str, ...]] = ("control.close", "control.down", "control.up")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "cancel", "Close", id="control.close", tooltip="Go back to the list of controls"),
        Binding("down,j", "scroll(1)", "Down", id="control.down", tooltip="Scroll one line down"),
        Binding("up,k", "scroll(-1)", "Up", id="control.up", tooltip="Scroll one line up"),
        Binding(
            "pagedown,ctrl+d,space", "scroll(15)", "Page down", id="control.page_down", tooltip="Scroll a page down"
        ),
        Binding("pageup,ctrl+u", "scroll(-15)", "Page up", id="control.page_up", tooltip="Scroll a page up"),
    ]

    def __init__(self, control: ControlLink) -> None:
        """Make the flyout of a control."""
        super().__init__(f"{control.control_id}  {control.title}")
        self._control = control

    def compose_body(self) -> ComposeResult:
        """The text."""
        yield Folded(self._fold)

    def _fold(self, width: int) -> list[Content]:
        control = self._control
        lines = [*paragraphs(control.summary, width), Content("")]
        if control.unverified:
            mark = Content.styled("! ", "$text-warning")
            lines += [*hanging(mark, Content.styled(_UNVERIFIED, "$text-warning"), width), Content("")]
        facts = [
            ("Regulation", control.regulation_title),
            ("Control id", control.control_id),
            ("Family", control.family),
            ("Strength", control.strength.value),
            ("Legal status", control.legal_status.value),
            ("Obligation", _OBLIGATION[control.obligation] if control.obligation else ""),
            ("Source", control.source_url),
        ]
        return [*lines, *labelled(facts, width)]
