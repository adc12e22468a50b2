"""The part of the list that writes actions into a workbook: all, the marked ones, or what is shown (spec 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from cm_tui.screens.base import asks
from cm_tui.screens.list_arranging import list_key
from cm_tui.screens.list_what_if import ListWhatIf
from cm_tui.widgets.action_columns import chosen_columns

if TYPE_CHECKING:
    from cm_tui.screens.flyouts.export_actions import Scope

EXPORT = "list.export"
"""The id of the key."""
NOTHING_THERE = "There is no action to export."
_SEVERAL = {"points": (("Points achieved", "points_achieved"), ("Points possible", "points_possible"))}
"""What columns that hold two values become in a table."""


class ListExporting(ListWhatIf):
    """Asks what goes out and where to, and tells where the workbook is; cursor and marks stay where they are."""

    BINDINGS: ClassVar[list[BindingType]] = [
        list_key(
            "x",
            "export",
            "export",
            "Export actions",
            "Write the marked actions, all of them, or what is shown into an Excel workbook",
        ),
    ]

    def why_no_change(self, binding_id: str) -> str | None:
        """The reason why a key cannot act, or None."""
        if binding_id == EXPORT:
            counts = self.filter_line.counts
            return NOTHING_THERE if counts is not None and not counts.total else None
        return super().why_no_change(binding_id)

    @asks("flyout")
    async def action_export(self) -> None:
        """Write actions into a workbook."""
        if self._refused(EXPORT):
            return
        from cm_tui.screens.flyouts.export import written_sentence
        from cm_tui.screens.flyouts.export_actions import ExportActionsFlyout

        with self.notices():
            await self.load_if_changed()
        if self._refused(EXPORT):
            return
        written = await self.app.push_screen_wait(ExportActionsFlyout(self._scopes()))
        if written is not None:
            self.tell(written_sentence(written, "action"))

    def _scopes(self) -> Sequence[Scope]:
        """What can go out, the marked actions first."""
        from cm_tui.screens.flyouts.export_actions import all_actions, marked_actions, shown_actions

        exports, counts = self.services.exports, self.filter_line.counts
        scopes: list[Scope] = [all_actions(exports, counts.total if counts is not None else None)]
        if self.table.marks:
            scopes.insert(0, marked_actions(exports, self.targets))
        if self.table.ids:
            scopes.append(shown_actions(exports, tuple(self.table.ids), shown_columns(self.columns)))
        return scopes


def shown_columns(keys: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The columns that the list shows as a table has them: headings, and names of `SORT_COLUMNS`."""
    return tuple(
        pair
        for column in chosen_columns(keys)
        for pair in _SEVERAL.get(column.key, ((column.title, column.sort_key or column.key),))
    )
