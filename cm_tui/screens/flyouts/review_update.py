"""The flyout *Review update*: what changes, what accepting brings about, and the decision (spec 12.1)."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.rules.permissions import Permission, why_not_allowed
from cm_tui.model.rules.updates import PERMANENT, why_not_beside_changes
from cm_tui.model.views.updates import Promise, UpdateReview
from cm_tui.model.vocabulary import Role
from cm_tui.screens.base import Opened
from cm_tui.screens.flyouts.review_text import review_lines
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import hanging
from cm_tui.widgets.lines_view import LinesView
from cm_tui.widgets.text import show


def _key(keys: str, action: str, name: str, description: str, tooltip: str) -> Binding:
    return Binding(keys, action, description, id=f"review.{name}", tooltip=tooltip)


class ReviewUpdateFlyout(Opened, Flyout[Promise], inherit_bindings=False):
    """Reads one update that waits; gives back what was reviewed where it shall be accepted, None where it is left for later."""

    DEFAULT_CSS = """
    ReviewUpdateFlyout {
        #flyout-panel { width: 96; max-width: 100%; }
        &.-full #flyout-panel { width: 100%; }
        #decision { padding: 0 1; background: $surface; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "review.accept",
        "review.defer",
        "review.down",
        "review.page_down",
        "review.up",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("ctrl+s", "save", "accept", "Accept update", "Use the new version from now on, permanently"),
        _key("escape,q", "cancel", "defer", "Cancel", "Leave the update for later; its label stays, nothing changes"),
        _key("down,j", "scroll(1)", "down", "Down", "Scroll one line down"),
        _key("up,k", "scroll(-1)", "up", "Up", "Scroll one line up"),
        _key("pagedown,ctrl+d,space", "page(1)", "page_down", "Page down", "Scroll a page down"),
        _key("pageup,ctrl+u", "page(-1)", "page_up", "Page up", "Scroll a page up"),
        _key("home,g", "scroll(-1000000)", "home", "Beginning", "Scroll to the beginning"),
        _key("end,G", "scroll(1000000)", "end", "End", "Scroll to the end"),
    ]

    def __init__(self, review: UpdateReview, role: Role, *, staged: bool = False) -> None:
        """Make the flyout.

        Args:
            review: The update, as it would be accepted now.
            role: The role of whoever reads it.
            staged: Whether changes of the action are not saved.
        """
        super().__init__("Review update")
        self._review = review
        retires = review.update.promise.retires
        self._refusal = why_not_allowed(role, Permission.EDIT_ACTIONS) or why_not_beside_changes(retires, staged)
        self._view = LinesView(partial(review_lines, review))

    def compose_body(self) -> ComposeResult:
        """The review."""
        yield self._view

    def compose_foot(self) -> ComposeResult:
        """What the decision means, always in sight."""
        yield Folded(self._decision, id="decision")

    def _decision(self, width: int) -> list[Content]:
        if self._refusal is not None:
            refused = Content.styled(show(self._refusal), "$text-error")
            return hanging(Content.styled("✗ ", "$text-error"), refused, width)
        permanent = Content.styled(PERMANENT, "$text-warning")
        return hanging(Content.styled("! ", "$text-warning"), permanent, width)

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Why the update cannot be accepted by this person now, or None."""
        return self._refusal if binding_id == "review.accept" else None

    def action_save(self) -> None:
        """Close the flyout and give what was reviewed; say why where this person cannot accept it."""
        if self._refusal is not None:
            self.tell(self._refusal, "warning")
        else:
            super().action_save()

    def answer(self) -> Promise | None:
        """What was reviewed, if this person can accept it."""
        return self._review.update.promise if self._refusal is None else None

    def action_page(self, pages: int) -> None:
        """Scroll the review by pages; the last line of one is the first of the next."""
        self.action_scroll(pages * max(1, self._view.size.height - 1))

    def action_scroll(self, lines: int) -> None:
        """Scroll the review by some lines."""
        self._view.scroll_relative(y=lines, animate=False)
