"""What every tab of the settings is, and what they show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from cm_tui.model.rules.permissions import Permission, why_not_allowed
from cm_tui.model.views.catalogue import CatalogueStanding
from cm_tui.model.views.notices import NoticeView
from cm_tui.model.views.workspace import PersonView, SettingsView
from cm_tui.screens.base import Opened
from cm_tui.widgets.choices import ChoiceList
from cm_tui.widgets.picker import FoldingList


@dataclass(frozen=True, slots=True)
class Stored:
    """Everything that the section shows, as it is stored."""

    people: tuple[PersonView, ...]
    settings: SettingsView
    notices: tuple[NoticeView, ...]
    catalogue: CatalogueStanding


class SettingsList(FoldingList, inherit_bindings=False):
    """The lines of a tab; what enter does with one is the tab's."""

    BINDINGS: ClassVar[list[BindingType]] = [*ChoiceList.BINDINGS[:-1]]


class SettingsTab(Opened, Vertical):
    """A part of the settings; mounted when it is first opened."""

    DEFAULT_CSS = """
    SettingsTab SettingsList { height: 1fr; scrollbar-gutter: stable; }
    """

    class Changed(Message):
        """Something was stored; all of it is to be loaded anew."""

    def show(self, stored: Stored) -> None:
        """Show what is stored; called again after every change."""
        raise NotImplementedError

    @property
    def entry(self) -> Widget:
        """What gets the focus when the tab is opened."""
        return self

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """The reason why a key of the tab cannot act now; None where it can."""
        return None

    def refused(self, binding_id: str) -> bool:
        """Whether a key cannot act now; tells why."""
        reason = self.why_key_cannot_act(binding_id)
        if reason is not None:
            self.tell(reason, "warning")
        return reason is not None

    def why_may_not(self, permission: Permission) -> str | None:
        """The reason why the person at work may not do something, or None."""
        return why_not_allowed(self.services.person.role, permission)

    def done(self, sentence: str, notices: tuple[str, ...] = ()) -> None:
        """Tell what was stored and what is to be said about it, and have everything loaded anew."""
        self.tell(sentence)
        for notice in notices:
            self.tell(notice, "warning")
        self.post_message(self.Changed())
