"""The flyout *Accept all updates*: how many, what they do to the score, the list to walk; all are accepted or none (spec 12.2)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from cm_tui.model.errors import ServiceError
from cm_tui.model.rules.permissions import Permission, why_not_allowed
from cm_tui.model.rules.updates import NOTHING_WAITS
from cm_tui.model.views.updates import Accepted, AllUpdates, Promise, UpdateRow
from cm_tui.screens.base import asks
from cm_tui.screens.flyouts.all_or_nothing import AllOrNothingFlyout
from cm_tui.screens.flyouts.preview_text import score_text
from cm_tui.screens.flyouts.update_rows import (
    UPDATE_COLUMNS,
    counted_updates,
    number_lines,
    promise_lines,
    update_lines,
)
from cm_tui.screens.flyouts.update_text import assessment_lines, score_lines
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.scroll_body import ScrollBody
from cm_tui.widgets.table import UnmarkedTable
from cm_tui.widgets.transfer import Transfer


class AcceptAllFlyout(AllOrNothingFlyout[Accepted, UpdateRow]):
    """Shows what accepting every update that waits does, and does it; gives back what was accepted."""

    DEFAULT_CSS = """
    AcceptAllFlyout {
        ScrollBody { max-height: 12; margin-top: 1; }
        &.-short #flyout-panel #flyout-body { padding: 0 1; }
        &.-short ScrollBody { max-height: 2; margin-top: 0; }
    }
    """
    SAVE: ClassVar[str] = "updates.accept"
    STOPPED: ClassVar[str] = "Stopped; no update was accepted."
    KEY_BAR: ClassVar[tuple[str, ...]] = (SAVE, "flyout.cancel", "table.open", "flyout.next")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s",
            "save",
            "Accept updates",
            id=SAVE,
            tooltip="Accept every update that is listed here, all of them or none",
        ),
    ]

    def __init__(self, found: AllUpdates) -> None:
        """Make the flyout.

        Args:
            found: What waits, and what accepting all of it does; looked up anew where somebody else is quicker.
        """
        super().__init__("Accept all updates", UPDATE_COLUMNS, update_lines, "")
        self.found = found

    def compose_numbers(self) -> ComposeResult:
        """Number, score, assessments."""
        yield from super().compose_numbers()
        yield Folded(id="score")
        with ScrollBody():
            yield Folded(id="assessments")

    def on_mount(self) -> None:
        """Whoever may not accept them is told at once."""
        if self.why_refused is not None:
            self.say(f"✗ {self.why_refused}")

    def show_found(self) -> None:
        """Show what waits, and what accepting it does."""
        found = self.found
        self.put("numbers", partial(number_lines, found.updates))
        self.put("promise", partial(promise_lines, found.updates))
        self.put("score", partial(score_lines, found.effect))
        self.put("assessments", partial(assessment_lines, found.effect))
        self.show_rows(found.updates)

    @property
    def why_refused(self) -> str | None:
        """Why this person cannot accept updates, or None."""
        return why_not_allowed(self.services.person.role, Permission.EDIT_ACTIONS)

    # Accepting

    def begin(self) -> None:
        """Accept the updates."""
        self._accept(self.begin_work("Accepting", counted_updates(len(self.found.updates)), str))

    @work(group="accept")
    async def _accept(self, transfer: Transfer) -> None:
        """Accept what is shown, and close."""
        accepted = await self._try_to_accept(self.found.promises, transfer)
        if accepted is not None:
            self.dismiss(accepted)

    async def _try_to_accept(self, promises: Sequence[Promise], transfer: Transfer) -> Accepted | None:
        accept = self.services.updates.accept
        return await self.attempt(transfer, lambda: accept(promises, transfer.report, transfer.is_stopping))

    @on(UnmarkedTable.Opened)
    def _opened(self, event: UnmarkedTable.Opened) -> None:
        if self.why_busy is not None:
            self.tell(self.why_busy, "warning")
        else:
            self._review(event.id)

    @asks("step")
    async def _review(self, action: str) -> None:
        """Show one update in full; where that one is accepted, the others go on waiting here."""
        from cm_tui.screens.flyouts.review_update import ReviewUpdateFlyout

        try:
            review = await asyncio.to_thread(self.services.updates.review, action)
        except ServiceError as refused:
            await self.look_again(str(refused), "$text-warning")
            return
        promise = await self.app.push_screen_wait(ReviewUpdateFlyout(review, self.services.person.role))
        if promise is None:
            return
        transfer = self.begin_work("Accepting", counted_updates(1), str)
        if await self._try_to_accept([promise], transfer) is not None:
            self.app.last_step = None  # an older step would be undone in its place
            await self.look_again(f"{action}: the update was accepted.", "$text-success")

    async def look_again(self, sentence: str, style: str) -> None:
        """Show what waits now, below the sentence that says what happened; close where nothing waits any more."""
        before = {one.id for one in self.found.updates}
        with self.notices():
            self.found = await asyncio.to_thread(self.services.updates.review_all)
        self.app.actions_changed.publish(frozenset(before - {one.id for one in self.found.updates}))
        if self.found.updates:
            self.show_found()
            self.say(sentence, style)
        else:
            self.tell(f"{sentence} {NOTHING_WAITS}", "warning")
            self.dismiss(None)


def accepted_sentence(accepted: Accepted) -> str:
    """What was accepted, and that the list shows it."""
    score = score_text(accepted.score_before, accepted.score)
    retired = sum(one.promise.retires for one in accepted.updates)
    gone = f" {retired} left it, because no assessment counts them any more." if retired else ""
    return f"{counted_updates(len(accepted.updates))} accepted; the list was refreshed.{gone} {score}."
