"""The part of the details page that reviews an update: accepts it, or leaves it for later (spec 12.1)."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from cm_tui.model.errors import NotFound, StaleEdit
from cm_tui.model.views.actions import ActionDetails
from cm_tui.model.views.updates import Accepted, UpdateReview
from cm_tui.screens.base import asks
from cm_tui.screens.details.edit import Edit
from cm_tui.screens.details.sending import SendingScreen

MEANWHILE = "Somebody changed this action meanwhile; a save keeps both or asks you."


class ReviewingScreen(SendingScreen):
    """Asks whether an update is accepted; what is staged stays staged, on top of the new version."""

    @asks("change")
    async def action_review_update(self) -> None:
        """Show what the update changes; where something else would be accepted meanwhile, show it anew.

        The service is asked whatever the page says: a catalogue that another program imported may have brought one meanwhile.
        """
        if self.edit is None:
            return
        with self.notices():
            while await self._review(self.action_id):
                pass

    async def _review(self, action: str) -> bool:
        """Ask once, and accept where that is wanted; whether to ask again."""
        from cm_tui.screens.flyouts.review_update import ReviewUpdateFlyout

        try:
            review = await asyncio.to_thread(self.services.updates.review, action)
        except NotFound as gone:
            return await self._told_instead(action, self.why_key_cannot_act("details.review_update") or str(gone))
        staged = self.edit is not None and bool(self.edit.draft)
        promise = await self.app.push_screen_wait(ReviewUpdateFlyout(review, self.services.person.role, staged=staged))
        if promise is None:
            return False
        async with self._storing:
            try:
                accepted = await asyncio.to_thread(self.services.updates.accept, [promise])
            except StaleEdit as stale:
                return await self._told_instead(action, str(stale))
            await self._show_accepted(review, accepted)
        return False

    async def _told_instead(self, action: str, why: str) -> bool:
        """Say why the update was not accepted, and show the action as it is stored now; whether an update still waits."""
        self.tell(why, "warning")
        fresh = await asyncio.to_thread(self.services.actions.details, action)
        self._rest_on(fresh)
        self.app.actions_changed.publish(frozenset({action}))
        return fresh.row.pending_update

    async def _show_accepted(self, review: UpdateReview, accepted: Accepted) -> None:
        from cm_tui.screens.flyouts.preview_text import score_text

        promise = review.update.promise
        fresh = await asyncio.to_thread(self.services.actions.details, promise.id)
        self._rest_on(fresh)
        self.app.last_step = None  # an older step would be undone in its place
        self.app.actions_changed.publish(accepted.ids)
        score = score_text(accepted.score_before, accepted.score)
        self.tell(f"Update accepted: version {promise.from_version} → {promise.to_version}. {score}.")

    def _rest_on(self, fresh: ActionDetails) -> None:
        """Show a newer record, and what is staged on top of it; a save still finds what others changed since it was begun."""
        edit = self.edit
        if edit is None or edit.draft.action != fresh.row.id:
            return
        rebased, sentences = edit.rebased(fresh)
        if not rebased.draft:
            rebased = Edit.of(fresh)
        elif edit.draft.seen < fresh.row.version - 1:
            rebased = replace(rebased, draft=replace(rebased.draft, seen=edit.draft.seen))
            sentences = (*sentences, MEANWHILE)
        self._stage(rebased, sentences)
