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

    @property
    def entry(self) -> Widget:
        """What gets the focus when the tab is opened."""
        return self
