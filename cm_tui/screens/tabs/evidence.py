"""The Evidence tab: what proves the action, and the keys that add to it, read it and take it away (spec 2.8)."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widgets import OptionList

from cm_tui.model.rules.evidence import why_automation_is_turned_off
from cm_tui.model.views.evidence import EvidenceAdded, EvidenceView
from cm_tui.model.vocabulary import EvidenceKind
from cm_tui.screens.dialogs.evidence import DeleteEvidenceDialog
from cm_tui.screens.flyouts.evidence_add import AddEvidenceFlyout, NewEvidence
from cm_tui.screens.flyouts.evidence_download import Download, DownloadFlyout
from cm_tui.screens.flyouts.evidence_view import EvidenceFlyout
from cm_tui.screens.tabs.listed_evidence import ListedEvidence
from cm_tui.widgets.transfer import Transfer

WARNING = "This action is tested automatically. Adding evidence of your own turns automatic testing off."


class EvidenceTab(ListedEvidence):
    """Adds evidence, reads it, writes it to a file and deletes it."""

    BINDING_GROUP_TITLE = "Evidence"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "view", "View", id="evidence.view", tooltip="Read the evidence under the cursor"),
        Binding("plus", "add", "Add evidence", id="evidence.add", tooltip="Add documents or a link"),
        Binding(
            "o", "download", "Download", id="evidence.download", tooltip="Write the document under the cursor to a file"
        ),
        Binding("d", "delete", "Delete", id="evidence.delete", tooltip="Delete the evidence under the cursor"),
    ]

    # Reading and deleting

    @on(OptionList.OptionSelected)
    async def action_view(self) -> None:
        """Read the evidence under the cursor; the keys behind this one are for its flyout."""
        one = self.allowed("evidence.view")
        if one is not None and self.details is not None:
            await self.app.push_screen(EvidenceFlyout(one, self.details.row.name, self.today))

    async def action_delete(self) -> None:
        """Ask whether the evidence under the cursor is to go."""
        one = self.allowed("evidence.delete")
        if one is not None and self.details is not None:
            dialog = DeleteEvidenceDialog(one, self.details.row.name)
            await self.app.push_screen(dialog, partial(self._take_answer, one))

    def _take_answer(self, one: EvidenceView, yes: bool | None) -> None:
        if yes:
            self._delete(one)

    @work(group="delete")
    async def _delete(self, one: EvidenceView) -> None:
        with self.notices():
            await asyncio.to_thread(self.services.evidence.delete, one.id)
            self.tell(f"Deleted {one.name}.")
            self.app.actions_changed.publish(frozenset({one.action}))

    # Adding

    def action_add(self) -> None:
        """Ask for documents or a link."""
        reason = self.why_key_cannot_act("evidence.add")
        if reason is not None:
            self.tell(reason, "warning")
        elif not self.must_wait():
            self._ask_for_evidence()

    @work(exclusive=True, group="flyout")
    async def _ask_for_evidence(self, request: NewEvidence | None = None, refusal: str | None = None) -> None:
        if self.details is None:
            return
        with self.notices():
            self.settings = await asyncio.to_thread(self.services.settings.settings)
            row, eligible = self.details.row, self.details.eligible_source
            warning = WARNING if why_automation_is_turned_off(row.testing_type, eligible) else None
            flyout = AddEvidenceFlyout(self.settings, self.today, warning, request, refusal)
            await self.app.push_screen(flyout, partial(self._take_new, row.id))

    def _take_new(self, action: str, new: NewEvidence | None) -> None:
        if new is not None:
            self._add(action, new)

    @work(group="transfer")
    async def _add(self, action: str, new: NewEvidence) -> None:
        """Add what the flyout gave back; what is refused stands in the flyout again, with the reason."""
        transfer = Transfer("Uploading", [path.name for path in new.files] or [new.name])
        added = await self.transfer(transfer, partial(self._added, action, new, transfer))
        if isinstance(added, str):
            self._ask_again(new, added)
        elif added is not None:
            self.wanted = added.evidence[0].id
            names = ", ".join(one.name for one in added.evidence[:3])
            more = f" and {len(added.evidence) - 3} more" if len(added.evidence) > 3 else ""
            self.tell(f"Added {names}{more}.")
            for notice in added.notices:
                self.tell(notice, "warning")
            self.app.actions_changed.publish(frozenset({action}))

    def _added(self, action: str, new: NewEvidence, transfer: Transfer) -> EvidenceAdded:
        """Add it; called in a thread."""
        service, effective, expires = self.services.evidence, new.effective_date, new.expires_on
        if new.kind is EvidenceKind.LINK:
            return service.link(action, new.name, new.url, effective_date=effective, expires_on=expires)
        return service.add(
            action,
            new.files,
            effective_date=effective,
            expires_on=expires,
            progress=transfer.report,
            cancelled=transfer.is_stopping,
        )

    def _ask_again(self, new: NewEvidence, refusal: str) -> None:
        """Put what was refused back into the flyout, where the person still sits before the list; else only say why."""
        if self.screen.is_current and self.evidence.has_focus:
            self._ask_for_evidence(new, refusal)
        else:
            self.tell(refusal, "error")

    # Downloading

    async def action_download(self) -> None:
        """Ask where the document under the cursor is to be written."""
        one = self.allowed("evidence.download")
        if one is not None:
            await self.app.push_screen(DownloadFlyout(one), partial(self._take_wish, one))

    def _take_wish(self, one: EvidenceView, wish: Download | None) -> None:
        if wish is not None:
            self._get(one, wish)

    @work(group="transfer")
    async def _get(self, one: EvidenceView, wish: Download) -> None:
        transfer = Transfer("Downloading", [one.name])
        getting = partial(
            self.services.evidence.get,
            one.id,
            wish.target,
            overwrite=wish.overwrite,
            progress=transfer.report,
            cancelled=transfer.is_stopping,
        )
        written = await self.transfer(transfer, getting)
        if isinstance(written, str):
            self.tell(written, "error")
        elif written is not None:
            self.tell(f"Downloaded {one.name} to {written}.")
