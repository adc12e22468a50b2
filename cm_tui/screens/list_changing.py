"""The part of the list that changes actions: those that are marked, else the one under the cursor; and takes that back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from cm_tui.model.errors import ServiceError
from cm_tui.model.rules.permissions import Permission, why_not_allowed
from cm_tui.screens.base import asks
from cm_tui.screens.list_arranging import list_key
from cm_tui.screens.list_reports import ListReports
from cm_tui.widgets.key_bar import active_hints

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cm_tui.model.views.bulk import BulkPreview
    from cm_tui.model.vocabulary import Field, FieldValue
    from cm_tui.widgets.flyout import Flyout

    Begun = Mapping[Field, FieldValue] | None
    Make = Callable[[Begun], Flyout[BulkPreview]]

CHANGES = ("list.assign", "list.implementation_status", "list.test_status", "list.testing_type", "list.note")
"""The keys that change actions."""


def _change(key: str, name: str, description: str, tooltip: str) -> BindingType:
    return list_key(key, f"change('{name}')", name, description, f"{tooltip} of the marked actions, else of this one")


class ListChanging(ListReports):
    """Asks what is to change, stores it in one step, and says how that is undone; the marks stay."""

    BINDINGS: ClassVar[list[BindingType]] = [
        list_key("a", "assign", "assign", "Assign", "Assign the marked actions, else this one, to a user"),
        _change("m", "implementation_status", "Implementation", "Set the implementation status and its date"),
        _change("t", "test_status", "Test status", "Set the test status and its date"),
        _change("y", "testing_type", "Testing type", "Set the testing type"),
        _change("e", "note", "Note", "Write a note"),
        list_key("z", "undo", "undo", "Undo", "Take back the last change of this session, as one step"),
    ]

    @property
    def targets(self) -> tuple[str, ...]:
        """The marked actions in the order of the list, those that it does not show at the end; else the one under the cursor."""
        marks = self.table.marks
        if marks:
            shown = [one for one in self.table.ids if one in marks]
            return (*shown, *sorted(marks - set(shown)))
        return (self.table.cursor_id,) if self.table.cursor_id is not None else ()

    def why_no_change(self, binding_id: str) -> str | None:
        """The reason why a key cannot change anything, or None."""
        if binding_id == "list.undo" and self.app.last_step is None:
            from cm_tui.screens.undoing import NOTHING

            return NOTHING
        if binding_id not in CHANGES or self.app.services is None:
            return None
        if reason := why_not_allowed(self.services.person.role, Permission.EDIT_ACTIONS):
            return reason
        return None if self.targets else "The list is empty; there is nothing to change."

    def _refused(self, binding_id: str) -> bool:
        reason = self.why_no_change(binding_id)
        if reason is not None:
            self.tell(reason, "warning")
        return reason is not None

    @asks("flyout")
    async def action_assign(self) -> None:
        """Give the actions an owner."""
        if self._refused("list.assign"):
            return
        from cm_tui.screens.flyouts.assign import AssignFlyout

        ids = self.targets
        with self.notices():
            people = await asyncio.to_thread(self.services.bulk.suggestions, ids)
            await self._ask_and_apply(lambda begun: AssignFlyout(ids, people, begun))

    @asks("flyout")
    async def action_change(self, field: str) -> None:
        """Change fields of the actions, beginning with one of them."""
        if self._refused(f"list.{field}"):
            return
        from cm_tui.screens.flyouts.bulk_change import BulkChangeFlyout

        ids, today = self.targets, self.today
        await self._ask_and_apply(lambda begun: BulkChangeFlyout(ids, field, today, begun))

    async def _ask_and_apply(self, make: Make) -> None:
        """Ask until what was shown is stored, or nobody wants it any more; refused, it is shown as it would be now."""
        preview: BulkPreview | None = None
        while (preview := await self.app.push_screen_wait(make(preview.requested if preview else None))) is not None:
            try:
                outcome = await asyncio.to_thread(self.services.bulk.apply, preview)
            except ServiceError as refused:
                self.tell(str(refused), "error")
                continue
            from cm_tui.screens.flyouts.preview_text import applied_sentence

            self.app.last_step = outcome.step
            self.app.actions_changed.publish(outcome.ids)
            self.refresh_bindings()
            undo = next((hint.label for hint in active_hints(self.screen) if hint.id == "list.undo"), "")
            self.tell(applied_sentence(preview, undo))
            return

    @asks("flyout")
    async def action_undo(self) -> None:
        """Take back the last step."""
        if not self._refused("list.undo"):
            from cm_tui.screens.undoing import take_back

            await take_back(self)
            self.refresh_bindings()
