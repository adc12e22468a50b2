"""The evidence of an action as a list: its cursor, what an empty list says, which keys can act on the piece under the cursor."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from cm_tui.model.rules.evidence import shown_size, why_action_takes_no_evidence, why_evidence_is_locked
from cm_tui.model.rules.permissions import Permission, why_not_allowed
from cm_tui.model.views.actions import ActionDetails
from cm_tui.model.views.evidence import EvidenceView
from cm_tui.model.views.workspace import SettingsView
from cm_tui.model.vocabulary import EvidenceKind
from cm_tui.screens.tabs.transfers import TransferringTab
from cm_tui.widgets.choices import ChoiceList
from cm_tui.widgets.evidence_lines import evidence_lines, heading
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.key_bar import active_hints
from cm_tui.widgets.picker import FoldingList, ListLine

NOTHING = "There is no evidence yet."
_CHANGING = frozenset({"evidence.add", "evidence.delete"})
_HANDLING = frozenset({"evidence.download", *_CHANGING})
_COPYING = frozenset({"evidence.add", "evidence.download"})


class EvidenceList(FoldingList, inherit_bindings=False):
    """The evidence; what enter does with one piece is the tab's."""

    BINDINGS: ClassVar[list[BindingType]] = [*ChoiceList.BINDINGS[:-1]]


class ListedEvidence(TransferringTab):
    """Shows the evidence of an action; a subclass says by `wanted` which piece was just added."""

    DEFAULT_CSS = """
    ListedEvidence {
        EvidenceList { height: 1fr; scrollbar-gutter: stable; }
        #no-evidence { padding: 0 1; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.titles, self.evidence = Folded(heading), EvidenceList()
        self.nothing = Folded(self._why_empty, id="no-evidence")
        self.details: ActionDetails | None = None
        self.settings: SettingsView | None = None
        self.wanted: str | None = None
        """The piece of evidence that the cursor goes to, once it is there."""

    def compose(self) -> ComposeResult:
        """Titles or why there are none, the list, and the line of a copy that is under way."""
        yield from (self.titles, self.nothing, self.evidence, self.progress)

    def show_action(self, details: ActionDetails) -> None:
        """Show the evidence of an action; the cursor stays where it was, or goes to what was just added."""
        before = self.details
        same = before is not None and before.row.id == details.row.id
        self.details = details
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
        wanted, self.wanted = self.wanted, None
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
        if self.settings is not None:
            limit, types = shown_size(self.settings.evidence_limit), " ".join(self.settings.evidence_types)
            accepted = f"Accepted are files of at most {limit}: {types}"
            lines += hanging(Content(""), Content.styled(accepted, MUTED), width)
        return lines

    @work(exclusive=True, group="settings")
    async def _ask_for_types(self) -> None:
        with self.notices():
            self.settings = await asyncio.to_thread(self.services.settings.settings)
        self.nothing.put(self._why_empty)

    # What forbids a key

    @property
    def current(self) -> EvidenceView | None:
        """The piece under the cursor, or None."""
        evidence = self.details.evidence if self.details is not None else ()
        return next((one for one in evidence if one.id == self.evidence.current), None)

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """The rule that forbids a key now."""
        if self.details is None or not binding_id.startswith("evidence."):
            return None
        role = self.services.person.role
        if binding_id in _HANDLING and (reason := why_not_allowed(role, Permission.HANDLE_EVIDENCE)):
            return reason
        managed_by, retired = self.details.managed_by, self.details.retired
        if binding_id in _CHANGING and (reason := why_action_takes_no_evidence(managed_by, retired=retired)):
            return reason
        if binding_id in _COPYING and (reason := self.why_busy):
            return reason
        return None if binding_id == "evidence.add" else self._why_piece_refuses(binding_id, self.details)

    def _why_piece_refuses(self, binding_id: str, details: ActionDetails) -> str | None:
        if self.current is None:
            return NOTHING
        if binding_id == "evidence.delete":
            return why_evidence_is_locked(details.row.test_status)
        if binding_id == "evidence.download" and self.current.kind is EvidenceKind.LINK:
            return "There is nothing to download behind a link; enter shows its address, and c copies it there."
        return None

    @on(OptionList.OptionHighlighted)
    def _follow_cursor(self) -> None:
        """Other evidence, other keys."""
        self.screen.refresh_bindings()

    def allowed(self, binding_id: str) -> EvidenceView | None:
        """The piece of evidence under the cursor, if a key may act on it now; else it is told why not."""
        if self.must_wait():
            return None
        reason = self.why_key_cannot_act(binding_id)
        if reason is not None:
            self.tell(reason, "warning")
        return self.current if reason is None else None
