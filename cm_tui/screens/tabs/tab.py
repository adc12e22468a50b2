"""What every tab of the details page is."""

from __future__ import annotations

from textual.widget import Widget

from cm_tui.model.views.actions import ActionDetails


class ActionTab(Widget):
    """A part of the details page that shows something of one action; mounted when it is first opened.

    It stands last among the bases: the widget before it says whether it can have the focus.
    """

    def show_action(self, details: ActionDetails) -> None:
        """Show an action as it is stored; called again after every change."""
        raise NotImplementedError

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """The reason why a key of the tab cannot act now, or None."""
        return None

    async def ready_to_leave(self) -> bool:
        """Whether the page may be left; a tab where something is under way asks. Needs a worker."""
        return True

    @property
    def entry(self) -> Widget:
        """What gets the focus when the tab is opened."""
        return self
