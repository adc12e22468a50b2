"""The part of the list that updates many actions from a workbook (spec 3.6)."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from cm_tui.screens.list_arranging import list_key
from cm_tui.screens.list_exporting import ListExporting
from cm_tui.screens.update_actions.opening import UpdatingActions

UPDATE_ACTIONS = "list.update_actions"
"""The id of the key."""


class ListImporting(UpdatingActions, ListExporting):
    """Opens the wizard; cursor and marks stay where they are."""

    BINDINGS: ClassVar[list[BindingType]] = [
        list_key(
            "i",
            "update_actions",
            "update_actions",
            "Update actions",
            "Update many actions from a workbook, when you have reviewed every change",
        ),
    ]

    def why_no_change(self, binding_id: str) -> str | None:
        """The reason why a key cannot act, or None."""
        if binding_id == UPDATE_ACTIONS and self.app.services is not None:
            return self.why_no_update
        return super().why_no_change(binding_id)
