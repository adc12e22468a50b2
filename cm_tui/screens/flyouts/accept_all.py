"""The flyout *Accept all updates*: how many, what they do to the score, the list to walk; all are accepted or none (spec 12.2)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from cm_tui.model.errors import Cancelled, NotFound, ServiceError, StaleEdit
from cm_tui.model.rules.permissions import Permission, why_not_allowed
from cm_tui.model.rules.updates import NOTHING_WAITS
from cm_tui.model.views.updates import Accepted, AllUpdates, Promise, UpdateRow
from cm_tui.screens.base import Opened, asks
from cm_tui.screens.flyouts.preview_text import score_text
from cm_tui.screens.flyouts.update_rows import (
    UPDATE_COLUMNS,
    counted_updates,
    number_lines,
    promise_lines,
    update_lines,
)
from cm_tui.screens.flyouts.update_text import assessment_lines, score_lines
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import hanging
from cm_tui.widgets.key_bar import active_hints
from cm_tui.widgets.scroll_body import ScrollBody
from cm_tui.widgets.table import UnmarkedTable
from cm_tui.widgets.text import show
from cm_tui.widgets.transfer import Transfer, TransferLine

PAGE = 200
"""Rows of a page of the table."""
STOPPED = "Stopped; no update was accepted."


class UpdatesTable(UnmarkedTable[UpdateRow]):
    """The updates that will be accepted."""


class AcceptAllFlyout(Opened, Flyout[Accepted]):
    """Shows what accepting every update that waits does, and does it; gives back what was accepted."""

    DEFAULT_CSS = """
    AcceptAllFlyout {
        #flyout-panel { width: 116; max-width: 100%; }
        ScrollBody { height: auto; max-height: 12; margin-top: 1; }
        UpdatesTable { height: 1fr; min-height: 4; margin-top: 1; }
        #update { height: 4; margin-top: 1; }
        #promise { height: auto; padding: 0 1; }
        #state { height: auto; padding: 0 1; }
        &.-short #flyout-panel #flyout-body { padding: 0 1; }
        &.-short ScrollBody { max-height: 2; margin-top: 0; }
        &.-short UpdatesTable, &.-short #update { margin-top: 0; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = ("updates.accept", "flyout.cancel", "table.open", "flyout.next")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s",
            "save",
            "Accept updates",
            id="updates.accept",
            tooltip="Accept every update that is listed here, all of them or none",
        ),
    ]

    def __init__(self, found: AllUpdates) -> None:
        """Make the flyout.

        Args:
            found: What waits, and what accepting all of it does; looked up anew where somebody else is quicker.
        """
        super().__init__("Accept all updates")
        self.found = found
        self.table = UpdatesTable(UPDATE_COLUMNS)
        self._progress = TransferLine()
        self._transfer: Transfer | None = None

    def compose_body(self) -> ComposeResult:
        """Number, score, assessments, updates, the update under the cursor."""
        yield Folded(id="number")
        yield Folded(id="score")
        with ScrollBody():
            yield Folded(id="assessments")
        yield self.table
        yield Folded(id="update")

    def compose_foot(self) -> ComposeResult:
        """What accepting means, why it was refused, how far it is."""
        yield Folded(id="promise")
        yield Folded(id="state")
        yield self._progress

    def on_mount(self) -> None:
        """The keys are for the list."""
        self._show()
        if reason := why_not_allowed(self.services.person.role, Permission.EDIT_ACTIONS):
            self._say(f"✗ {reason}")
        self.set_focus(self.table)

    def _show(self) -> None:
        found = self.found
        self.query_one("#number", Folded).put(partial(number_lines, found.updates))
        self.query_one("#promise", Folded).put(partial(promise_lines, found.updates))
        self.query_one("#score", Folded).put(partial(score_lines, found.effect))
        self.query_one("#assessments", Folded).put(partial(assessment_lines, found.effect))
        self.table.show([one.id for one in found.updates], found.updates[:PAGE])
        self._show_update()

    @on(UpdatesTable.PageWanted)
    def _page_wanted(self, event: UpdatesTable.PageWanted) -> None:
        rows = self.found.updates[event.page * PAGE : (event.page + 1) * PAGE]
        self.table.put_page(event.generation, event.page, rows)

    @on(UpdatesTable.Highlighted)
    def _show_update(self) -> None:
        row = next((one for one in self.found.updates if one.id == self.table.cursor_id), None)
        self.query_one("#update", Folded).put(partial(update_lines, row))

    def _say(self, sentence: str, style: str = "$text-error") -> None:
        said = Content.styled(show(sentence), style)
        self.query_one("#state", Folded).put(lambda width: hanging(Content(""), said, width) if sentence else ())

    # Keys

    @property
    def why_busy(self) -> str | None:
        """The reason why nothing else can be done now, or None."""
        transfer = self._transfer
        return f"{transfer.verb} goes on; wait for it, or stop it with {transfer.key}." if transfer else None

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Why the updates cannot be accepted now."""
        if binding_id != "updates.accept":
            return super().why_key_cannot_act(binding_id)
        return why_not_allowed(self.services.person.role, Permission.EDIT_ACTIONS) or self.why_busy

    def action_save(self) -> None:
        """Accept the updates."""
        if reason := self.why_key_cannot_act("updates.accept"):
            self.tell(reason, "warning")
        elif not self.must_wait():
            self._accept(self._begin(len(self.found.updates)))

    def action_cancel(self) -> None:
        """Close the flyout; while the updates are being accepted stop that, and stay."""
        if self._transfer is None:
            super().action_cancel()
        else:
            self._transfer.stop()
            self._progress.look()

    async def ready_to_leave(self) -> bool:
        """Whether the program may leave this flyout: not while it is at work, because nobody would know whether it was done."""
        if self.why_busy is not None:
            self.tell(self.why_busy, "warning")
        return self.why_busy is None

    # Accepting

    @work(group="accept")
    async def _accept(self, transfer: Transfer) -> None:
        """Accept what is shown, and close."""
        accepted = await self._try_to_accept(self.found.promises, transfer)
        if accepted is not None:
            self.dismiss(accepted)

    @on(UpdatesTable.Opened)
    def _opened(self, event: UpdatesTable.Opened) -> None:
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
            await self._look_again(str(refused), "$text-warning")
            return
        promise = await self.app.push_screen_wait(ReviewUpdateFlyout(review, self.services.person.role))
        if promise is not None and await self._try_to_accept([promise], self._begin(1)) is not None:
            self.app.last_step = None  # an older step would be undone in its place
            await self._look_again(f"{action}: the update was accepted.", "$text-success")

    async def _try_to_accept(self, promises: Sequence[Promise], transfer: Transfer) -> Accepted | None:
        """Accept updates, all of them or none; None where that is refused or stopped, which is said."""
        self._say("")
        accept = self.services.updates.accept
        try:
            return await asyncio.to_thread(accept, promises, transfer.report, transfer.is_stopping)
        except Cancelled:
            self._say(STOPPED, "$text-warning")
        except (StaleEdit, NotFound) as stale:
            await self._look_again(str(stale), "$text-warning")
        except ServiceError as refused:
            self._say(f"✗ {refused}")
        finally:
            transfer.finished.set()
            self._follow(None)
        return None

    def _begin(self, number: int) -> Transfer:
        """Be busy from now on, before the next key is handled."""
        key = next((hint.label for hint in active_hints(self.screen) if hint.id == "flyout.cancel"), "esc")
        transfer = Transfer("Accepting", [counted_updates(number)], key, amount=str)
        self._follow(transfer)
        return transfer

    def _follow(self, transfer: Transfer | None) -> None:
        self._transfer = transfer
        self._progress.follow(transfer)
        self.refresh_bindings()

    async def _look_again(self, sentence: str, style: str) -> None:
        """Show what waits now, below the sentence that says what happened; close where nothing waits any more."""
        before = {one.id for one in self.found.updates}
        with self.notices():
            self.found = await asyncio.to_thread(self.services.updates.review_all)
        self.app.actions_changed.publish(frozenset(before - {one.id for one in self.found.updates}))
        if self.found.updates:
            self._show()
            self._say(sentence, style)
        else:
            self.tell(f"{sentence} {NOTHING_WAITS}", "warning")
            self.dismiss(None)


def accepted_sentence(accepted: Accepted) -> str:
    """What was accepted, and that the list shows it."""
    score = score_text(accepted.score_before, accepted.score)
    retired = sum(one.promise.retires for one in accepted.updates)
    gone = f" {retired} left it, because no assessment counts them any more." if retired else ""
    return f"{counted_updates(len(accepted.updates))} accepted; the list was refreshed.{gone} {score}."
