"""The tab Organisation: whose workspace it is, and the settings that hold for everybody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from cm_tui.model.rules.evidence import DEFAULT_TYPES, shown_size
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.views.workspace import SettingsView, WorkspaceView
from cm_tui.screens.base import asks
from cm_tui.screens.settings.evidence_flyouts import EvidenceLimitFlyout, EvidenceTypesFlyout
from cm_tui.screens.settings.tab import SettingsList, SettingsTab, Stored
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging, labelled
from cm_tui.widgets.picker import ListLine
from cm_tui.widgets.text import show

_LABEL = 22
_MEANINGS = {
    "four_eyes": (
        "Four eyes",
        "On, whoever recorded the implementation of an action cannot pass its test: somebody else has to.",
    ),
    "evidence_types": ("Evidence file types", "Documents of other types are refused; what is stored already stays."),
    "evidence_limit": ("Evidence size limit", "Larger documents are refused; what is stored already stays."),
}
"""Each setting's label and what it is for, by its name."""


class OrganisationTab(SettingsTab):
    """Facts above, settings below; enter changes the one under the cursor."""

    BINDING_GROUP_TITLE = "Organisation"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "change", "Change", id="organisation.change", tooltip="Change the setting under the cursor"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.facts = Folded(classes="lead")
        self.lines = SettingsList()
        self._settings: SettingsView | None = None

    def compose(self) -> ComposeResult:
        """Facts and settings."""
        yield self.facts
        yield self.lines

    def show(self, stored: Stored) -> None:
        """Show the settings; the cursor stays where it is."""
        settings, self._settings = stored.settings, stored.settings
        reason = self.why_may_not(Permission.MANAGE_SETTINGS)
        self.facts.put(partial(fact_lines, self.services.workspace, settings, reason))
        values = shown_settings(settings)
        lines = [ListLine(name, partial(setting_lines, name, values[name])) for name in _MEANINGS]
        self.lines.put_lines(lines, self.lines.current)

    @property
    def entry(self) -> Widget:
        """The settings."""
        return self.lines

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Who may change settings."""
        return self.why_may_not(Permission.MANAGE_SETTINGS) if binding_id == "organisation.change" else None

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_change()

    @asks("flyout")
    async def action_change(self) -> None:
        """Turn a setting on or off, or ask for its value; it is stored at once."""
        if self._settings is None or self.refused("organisation.change"):
            return
        changes = {
            "four_eyes": self._change_four_eyes,
            "evidence_types": self._change_types,
            "evidence_limit": self._change_limit,
        }
        with self.notices():
            await changes[self.lines.current or "four_eyes"](self._settings)

    async def _change_four_eyes(self, settings: SettingsView) -> None:
        await self._store("four_eyes", partial(self.services.settings.change, four_eyes=not settings.four_eyes))

    async def _change_types(self, settings: SettingsView) -> None:
        types = await self.app.push_screen_wait(EvidenceTypesFlyout(settings.evidence_types))
        if types is not None:
            await self._store("evidence_types", partial(self.services.settings.change, evidence_types=types))

    async def _change_limit(self, settings: SettingsView) -> None:
        limit = await self.app.push_screen_wait(EvidenceLimitFlyout(settings.evidence_limit))
        if limit is not None:
            await self._store("evidence_limit", partial(self.services.settings.change, evidence_limit=limit))

    async def _store(self, name: str, change: Callable[[], SettingsView]) -> None:
        settings = await asyncio.to_thread(change)
        self.done(f"{_MEANINGS[name][0]}: {shown_settings(settings)[name]}")


def shown_settings(settings: SettingsView) -> Mapping[str, str]:
    """The value of each setting as it is read, by its name."""
    types = settings.evidence_types
    return {
        "four_eyes": "on" if settings.four_eyes else "off",
        "evidence_types": f"the {len(types)} known ones" if set(types) == set(DEFAULT_TYPES) else " ".join(types),
        "evidence_limit": shown_size(settings.evidence_limit),
    }


def fact_lines(workspace: WorkspaceView, settings: SettingsView, reason: str | None, width: int) -> list[Content]:
    """What stands above the settings; the reason says why they cannot be changed here."""
    cloud = settings.cloud.value + (", demo" if workspace.is_demo else "")
    facts = (("Organisation", settings.organisation), ("Cloud", cloud), ("Workspace", workspace.path))
    lines = labelled(facts, width, _LABEL)
    return [*lines, *hanging(Content(""), Content.styled(show(reason), MUTED), width)] if reason else lines


def setting_lines(name: str, value: str, width: int) -> list[Content]:
    """A setting as the list shows it: label and value, below them what it is for."""
    label, meaning = _MEANINGS[name]
    head = hanging(Content(f"{label:<{_LABEL}}"), Content.styled(show(value), "bold"), width)
    return [*head, *hanging(Content("    "), Content.styled(meaning, MUTED), width)]
