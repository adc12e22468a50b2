"""The Evidence tab: what proves the action, and the keys that add to it, read it and take it away (spec 2.8)."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from cm_tui.model.rules.evidence import (
    shown_size,
    why_action_takes_no_evidence,
    why_automation_is_turned_off,
    why_evidence_is_locked,
)
from cm_tui.model.rules.permissions import Permission, why_not_allowed
from cm_tui.model.views.actions import ActionDetails
from cm_tui.model.views.evidence import EvidenceAdded, EvidenceView
from cm_tui.model.views.workspace import SettingsView
from cm_tui.model.vocabulary import EvidenceKind
from cm_tui.screens.dialogs.evidence import DeleteEvidenceDialog
from cm_tui.screens.flyouts.evidence_add import AddEvidenceFlyout, NewEvidence
from cm_tui.screens.flyouts.evidence_download import Download, DownloadFlyout
from cm_tui.screens.flyouts.evidence_view import EvidenceFlyout
from cm_tui.screens.tabs.transfers import TransferringTab
from cm_tui.widgets.choices import ChoiceList
from cm_tui.widgets.evidence_lines import evidence_lines, heading
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.key_bar import active_hints
from cm_tui.widgets.picker import FoldingList, ListLine
from cm_tui.widgets.transfer import Transfer

NOTHING = "There is no evidence yet."
WARNING = "This action is tested automatically. Adding evidence of your own turns automatic testing off."
_CHANGING = frozenset({"evidence.add", "evidence.delete"})
_HANDLING = frozenset({"evidence.download", *_CHANGING})
_COPYING = frozenset({"evidence.add", "evidence.download"})


class EvidenceList(FoldingList, inherit_bindings=False):
    """The evidence; what enter does with one piece is the tab's."""

    BINDINGS: ClassVar[list[BindingType]] = [*ChoiceList.BINDINGS[:-1]]


class EvidenceTab(TransferringTab):
    """The list of evidence."""

    BINDING_GROUP_TITLE = "Evidence"
    DEFAULT_CSS = """
    EvidenceTab {
        EvidenceList { height: 1fr; scrollbar-gutter: stable; }
        #no-evidence { padding: 0 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "view", "View", id="evidence.view", tooltip="Read the evidence under the cursor"),
        Binding("plus", "add", "Add evidence", id="evidence.add", tooltip="Add documents or a link"),
        Binding(
            "o", "download", "Download", id="evidence.download", tooltip="Write the document under the cursor to a file"
        ),
        Binding("d", "delete", "Delete", id="evidence.delete", tooltip="Delete the evidence under the cursor"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.titles, self.evidence = Folded(heading), EvidenceList()
        self.nothing = Folded(self._why_empty, id="no-evidence")
        self._details: ActionDetails | None = None
        self._settings: SettingsView | None = None
        self._wanted: str | None = None
        """The piece of evidence that the cursor goes to, once it is there."""

    def compose(self) -> ComposeResult:
        """Titles or why there are none, the list, and the line of a copy that is under way."""
        yield from (self.titles, self.nothing, self.evidence, self.progress)

    def show_action(self, details: ActionDetails) -> None:
        """Show the evidence of an action; the cursor stays where it was, or goes to what was just added."""
        before = self._details
        same = before is not None and before.row.id == details.row.id
        self._details = details
        if before is None or not same or before.evidence != details.evidence:
            self._put(details, self._next_cursor(before, details) if before is not None and same else None)
        if not details.evidence:
            self._ask_for_types()

    @property
    def entry(self) -> Widget:
        """The list of evidence."""
        return self.evidence

    def _put(self, details: ActionDetails, cursor: str | None) -> None:
        today = self.today
        self.evidence.put_lines(
            [ListLine(one.id, partial(evidence_lines, one, today)) for one in details.evidence], cursor
        )
        self.titles.display = bool(details.evidence)
        self.nothing.display = not details.evidence
        self.screen.refresh_bindings()

    def _next_cursor(self, before: ActionDetails, after: ActionDetails) -> str | None:
        """Where the cursor goes: to what was just added, else it stays; where its piece is gone, to the one that follows."""
        ids = [one.id for one in after.evidence]
        wanted, self._wanted = self._wanted, None
        following = [one.id for one in before.evidence]
        current = self.evidence.current
        if current in following:
            at = following.index(current)
            following = [*following[at:], *reversed(following[:at])]
        return next((one for one in (wanted, *following) if one in ids), None)

    def _why_empty(self, width: int) -> list[Content]:
        """What stands in an empty list: which key adds, and what is accepted."""
        reason = self.why_key_cannot_act("evidence.add")
        key = next((hint.label for hint in active_hints(self.screen) if hint.id == "evidence.add"), "+")
        lines = [*hanging(Content(""), Content(NOTHING), width), Content("")]
        if reason is not None:
            return [*lines, *hanging(Content(""), Content.styled(reason, MUTED), width)]
        adds = Content.assemble((key, "bold $text-accent"), " adds documents or a link.")
        lines += hanging(Content(""), adds, width)
        if self._settings is not None:
            limit, types = shown_size(self._settings.evidence_limit), " ".join(self._settings.evidence_types)
            accepted = f"Accepted are files of at most {limit}: {types}"
            lines += hanging(Content(""), Content.styled(accepted, MUTED), width)
        return lines

    @work(exclusive=True, group="settings")
    async def _ask_for_types(self) -> None:
        with self.notices():
            self._settings = await asyncio.to_thread(self.services.settings.settings)
        self.nothing.put(self._why_empty)

    # What forbids a key

    @property
    def _current(self) -> EvidenceView | None:
        evidence = self._details.evidence if self._details is not None else ()
        return next((one for one in evidence if one.id == self.evidence.current), None)

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """The rule that forbids a key now."""
        if self._details is None or not binding_id.startswith("evidence."):
            return None
        role = self.services.person.role
        if binding_id in _HANDLING and (reason := why_not_allowed(role, Permission.HANDLE_EVIDENCE)):
            return reason
        managed_by, retired = self._details.managed_by, self._details.retired
        if binding_id in _CHANGING and (reason := why_action_takes_no_evidence(managed_by, retired=retired)):
            return reason
        if binding_id in _COPYING and (reason := self.why_busy):
            return reason
        return None if binding_id == "evidence.add" else self._why_piece_refuses(binding_id, self._details)

    def _why_piece_refuses(self, binding_id: str, details: ActionDetails) -> str | None:
        if self._current is None:
            return NOTHING
        if binding_id == "evidence.delete":
            return why_evidence_is_locked(details.row.test_status)
        if binding_id == "evidence.download" and self._current.kind is EvidenceKind.LINK:
            return "There is nothing to download behind a link; enter shows its address, and c copies it there."
        return None

    @on(OptionList.OptionHighlighted)
    def _follow_cursor(self) -> None:
        """Other evidence, other keys."""
        self.screen.refresh_bindings()

    def _allowed(self, binding_id: str) -> EvidenceView | None:
        """The piece of evidence under the cursor, if a key may act on it now; else it is told why not."""
        if self.must_wait():
            return None
        reason = self.why_key_cannot_act(binding_id)
        if reason is not None:
            self.tell(reason, "warning")
        return self._current if reason is None else None

    # Reading and deleting

    @on(OptionList.OptionSelected)
    async def action_view(self) -> None:
        """Read the evidence under the cursor; the keys behind this one are for its flyout."""
        one = self._allowed("evidence.view")
        if one is not None and self._details is not None:
            await self.app.push_screen(EvidenceFlyout(one, self._details.row.name, self.today))

    async def action_delete(self) -> None:
        """Ask whether the evidence under the cursor is to go."""
        one = self._allowed("evidence.delete")
        if one is not None and self._details is not None:
            dialog = DeleteEvidenceDialog(one, self._details.row.name)
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
        if self._details is None:
            return
        with self.notices():
            self._settings = await asyncio.to_thread(self.services.settings.settings)
            row, eligible = self._details.row, self._details.eligible_source
            warning = WARNING if why_automation_is_turned_off(row.testing_type, eligible) else None
            flyout = AddEvidenceFlyout(self._settings, self.today, warning, request, refusal)
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
            self._wanted = added.evidence[0].id
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
        one = self._allowed("evidence.download")
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
