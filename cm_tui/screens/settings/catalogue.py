"""The tab Catalogue: which release the workspace has, and importing a newer one by those who may (issue 5)."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from cm_tui.model.rules.permissions import Permission
from cm_tui.model.rules.updates import counted_waiting
from cm_tui.model.views.catalogue import CatalogueComparison, CatalogueStanding
from cm_tui.screens.base import asks
from cm_tui.screens.settings.tab import SettingsList, SettingsTab, Stored
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging, labelled
from cm_tui.widgets.picker import ListLine
from cm_tui.widgets.text import show

_LABEL = 22
_OWN, _OTHER = "own", "other"
_CHOICES = {
    _OWN: (
        "This program's",
        "The catalogue that came with this program: see what importing it brings, then import it.",
    ),
    _OTHER: ("Another one", "A catalogue in a folder of your own, which is looked at in the same way."),
}
"""What can be looked at, and what it is."""


class CatalogueTab(SettingsTab):
    """Facts above, the catalogues below; enter shows what importing the one under the cursor does."""

    BINDING_GROUP_TITLE = "Catalogue"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "look",
            "Look",
            id="catalogue.look",
            tooltip="See what importing the catalogue would bring, and import it",
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.facts = Folded(classes="lead")
        self.choices = SettingsList()
        self._reads = Folded()

    def compose(self) -> ComposeResult:
        """Facts, what can be looked at, and that it is being read."""
        yield from (self.facts, self.choices, self._reads)

    def show(self, stored: Stored) -> None:
        """Show the releases; the cursor stays where it is."""
        standing = stored.catalogue
        self.facts.put(partial(fact_lines, standing, self.why_may_not(Permission.IMPORT_CATALOGUE)))
        values = {_OWN: f"release {standing.brought}" if standing.brought else "", _OTHER: "a folder"}
        lines = [ListLine(name, partial(choice_lines, name, values[name])) for name in _CHOICES]
        self.choices.put_lines(lines, self.choices.current)

    @property
    def entry(self) -> Widget:
        """What can be looked at."""
        return self.choices

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Who may import a catalogue."""
        return self.why_may_not(Permission.IMPORT_CATALOGUE) if binding_id == "catalogue.look" else None

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_look()

    @asks("flyout")
    async def action_look(self) -> None:
        """Show what importing a catalogue does, and take over what was imported."""
        from cm_tui.screens.flyouts.catalogue import CatalogueFlyout

        if self.refused("catalogue.look"):
            return
        with self.notices():
            looked = await self._looked_at()
            if looked is None:
                return
            folder, found = looked
            if found.is_nothing:
                self.tell(nothing_new(found))
                return
            done = await self.app.push_screen_wait(CatalogueFlyout(found, folder))
            if done is not None:
                self._take_over(done)

    async def _looked_at(self) -> tuple[Path | None, CatalogueComparison] | None:
        """The catalogue that is wanted and what importing it does; None where none is named."""
        from cm_tui.screens.flyouts.catalogue_folder import CatalogueFolderFlyout

        if self.choices.current == _OTHER:
            return await self.app.push_screen_wait(CatalogueFolderFlyout())
        self._reads.put(lambda width: [Content.styled("Reading …", MUTED)])
        try:
            return None, await asyncio.to_thread(self.services.catalogue.compare)
        finally:
            self._reads.put(lambda width: [])

    def _take_over(self, done: CatalogueComparison) -> None:
        """Show everywhere what was imported, unless somebody else was quicker."""
        rows = done.rows
        changed = [row for one in done.changed for row in one.instances]
        moved = (*rows.begun, *rows.came_back, *rows.moved_on, *rows.retired)
        self.app.actions_changed.publish(frozenset((*changed, *moved)))
        self.app.catalogue_changed.publish(done.release)
        self.done(nothing_new(done) if done.is_nothing else imported_sentence(done))


def nothing_new(found: CatalogueComparison) -> str:
    """That the workspace has a catalogue already."""
    return f"Release {found.release}: the workspace has all of this catalogue already."


def imported_sentence(done: CatalogueComparison) -> str:
    """What was imported, and how much of it waits to be accepted."""
    begun = len(done.rows.begun)
    rows = f", {begun} new row{'' if begun == 1 else 's'}" if begun else ""
    return f"Release {done.release} was imported: {counted_waiting(done.waiting.more, done.waiting.total)}{rows}."


def fact_lines(standing: CatalogueStanding, reason: str | None, width: int) -> list[Content]:
    """The release here, the program's, how many updates wait, and what there is to do; the reason says why one may not."""
    release = standing.release
    day = f" of {release.day}" if release is not None and release.day is not None else ""
    facts = (
        ("This workspace", f"release {release.id}{day}" if release is not None else "release not known"),
        ("This program", f"release {standing.brought}" if standing.brought else "not readable"),
        ("Updates pending", str(standing.waiting)),
    )
    style = "$text-accent" if standing.newer else "$text-error" if standing.fault else MUTED
    said = Content.styled(show(_what_to_do(standing)), style)
    lines = [*labelled(facts, width, _LABEL), *hanging(Content(""), said, width)]
    return [*lines, *hanging(Content(""), Content.styled(show(reason), MUTED), width)] if reason else lines


def _what_to_do(standing: CatalogueStanding) -> str:
    if standing.fault is not None:
        return f"✗ {standing.fault}"
    if standing.newer is not None:
        return f"! Release {standing.newer} came with this program and is not imported yet."
    if standing.release is None or standing.release.id == standing.brought:
        return "The workspace has everything that came with this program."
    return "The workspace has a release that this program does not know."


def choice_lines(name: str, value: str, width: int) -> list[Content]:
    """A catalogue as the list shows it: label and release, below them what it is."""
    label, meaning = _CHOICES[name]
    head = hanging(Content(f"{label:<{_LABEL}}"), Content.styled(show(value), "bold"), width)
    return [*head, *hanging(Content("    "), Content.styled(meaning, MUTED), width)]
