"""What the flyouts that change many actions have in common: a preview of what is asked for, as it is asked for."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Mapping
from functools import cached_property

from textual import work

from cm_tui.model.errors import ServiceError
from cm_tui.model.views.bulk import BulkPreview
from cm_tui.model.vocabulary import Field, FieldValue
from cm_tui.screens.base import Opened
from cm_tui.widgets.flyout import Flyout

Requested = Mapping[Field, FieldValue]
_PAUSE = 0.12
"""Seconds without another key before a preview is worked out."""


class PreviewingFlyout(Opened, Flyout[BulkPreview]):
    """Previews beside the event loop, the newest question alone; gives back the preview that is to be applied."""

    ids: tuple[str, ...] = ()
    """The actions that are changed."""
    preview: BulkPreview | None = None
    """What the present request would do; None until that is known, and where nothing can be asked."""
    problem: str | None = None
    """Why the present request cannot be asked for."""

    @cached_property
    def _answered(self) -> asyncio.Event:
        """Set while the present request is answered."""
        event = asyncio.Event()
        event.set()
        return event

    @abstractmethod
    def requested(self) -> Requested | str | None:
        """What is asked for, the sentence that refuses it, or None where nothing is asked for."""

    @abstractmethod
    def show_preview(self) -> None:
        """Show what is known of the present request."""

    def ask(self) -> None:
        """Preview what is asked for now."""
        self.preview = self.problem = None
        self._answered.clear()
        self._ask()

    @work(exclusive=True, group="preview")
    async def _ask(self) -> None:
        requested = self.requested()
        if isinstance(requested, str):
            self.problem = requested
        elif requested:
            await asyncio.sleep(_PAUSE)
            try:
                self.preview = await asyncio.to_thread(self.services.bulk.preview, self.ids, requested)
            except ServiceError as error:
                self.problem = str(error)
        self.show_preview()
        self.refresh_bindings()
        self._answered.set()

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Why there is nothing to apply; while that is not known, the key waits for it."""
        if binding_id != "flyout.save" or not self._answered.is_set():
            return super().why_key_cannot_act(binding_id)
        if self.problem is not None:
            return self.problem
        if self.preview is None:
            return "Nothing is chosen yet."
        return None if self.preview.changing else "None of the actions would change."

    def action_save(self) -> None:
        """Close the flyout and give the preview of what stands there, once it is known."""
        self._save_once_known()

    @work(exclusive=True, group="apply")
    async def _save_once_known(self) -> None:
        await self._answered.wait()
        if reason := self.why_key_cannot_act("flyout.save"):
            self.tell(reason, "warning")
        else:
            super().action_save()

    def answer(self) -> BulkPreview | None:
        """The preview, if it changes anything."""
        return self.preview if self.preview is not None and self.preview.changing else None
