"""The levels of the app: its sections, the screens above them, and the way back and out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual import on, work
from textual.screen import Screen

from cm_tui.screens.base import AppScreen, Leavable, Shell
from cm_tui.screens.improvement_actions import ImprovementActionsScreen
from cm_tui.screens.section import ActionsWanted, ActionWanted, SectionScreen
from cm_tui.widgets.page_head import PageTitle
from cm_tui.widgets.sections import SECTIONS, SectionLine


def _settings() -> SectionScreen:
    from cm_tui.screens.settings_section import SettingsScreen

    return SettingsScreen()


def _overview() -> SectionScreen:
    from cm_tui.screens.overview_section import OverviewScreen

    return OverviewScreen()


def _assessments() -> SectionScreen:
    from cm_tui.screens.assessments_section import AssessmentsScreen

    return AssessmentsScreen()


def _regulations() -> SectionScreen:
    from cm_tui.screens.regulations_section import RegulationsScreen

    return RegulationsScreen()


MAKERS: Mapping[str, Callable[[], SectionScreen]] = {
    "overview": _overview,
    "assessments": _assessments,
    "regulations": _regulations,
    "settings": _settings,
}
"""How the sections above the root are made, by their keys; each is imported when it is first opened."""


class Levels(Shell):
    """Moves between levels. The root, a section itself, stays alive below every other section."""

    root: ImprovementActionsScreen

    async def action_quit(self) -> None:
        """Leave the program; screens with unsaved changes ask first."""
        self._quit()

    @work(exclusive=True, group="leave")
    async def _quit(self) -> None:
        if await self.all_ready():
            self.exit(0)

    async def all_ready(self) -> bool:
        """Ask every screen from the top down whether it may be left."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Leavable) and not await screen.ready_to_leave():
                return False
        return True

    async def action_back(self) -> None:
        """Back one level; at the root of a section leave the program."""
        if isinstance(self.screen, SectionScreen):
            self._quit()
        else:
            self._back()

    async def action_escape(self) -> None:
        """Back one level; at the root of a section nothing."""
        if not isinstance(self.screen, SectionScreen):
            self._back()

    @work(exclusive=True, group="leave")
    async def _back(self) -> None:
        screen = self.screen
        ready = not isinstance(screen, AppScreen) or await screen.ready_to_leave()
        if ready and screen is self.screen:
            screen.dismiss(None)

    @work(exclusive=True, group="leave")
    async def action_section(self, key: str) -> None:
        """Go to a section: every screen above it is left, if it may be."""
        if self.services is not None and await self.all_ready():
            await self.open_section(key)

    @on(SectionLine.Chosen)
    def _section_clicked(self, event: SectionLine.Chosen) -> None:
        self.action_section(event.key)

    async def on_actions_wanted(self, event: ActionsWanted) -> None:
        """List the actions of a filter above the screen that asks for them."""
        from cm_tui.screens.actions_behind import ActionsBehindScreen

        await self.push_screen(ActionsBehindScreen(event.filter, _name_of(self.screen)))

    def on_action_wanted(self, event: ActionWanted) -> None:
        """Open an action above the screen that asks for it."""
        from cm_tui.screens.details.page import ActionDetailsScreen

        self.push_screen(ActionDetailsScreen(event.id, event.neighbour, back=event.back))

    async def open_section(self, key: str) -> None:
        """Leave the screens above a section without asking them, and open the section where it is not below them."""
        while self.screen is not self.root and not self._is_at(key):
            await self.screen.dismiss(None)
        if not self._is_at(key):
            await self.push_screen(MAKERS[key]())

    def _is_at(self, key: str) -> bool:
        return isinstance(self.screen, SectionScreen) and key == self.screen.SECTION


def _name_of(screen: Screen[object]) -> str:
    """What a way back to a screen is called: the title of a section, or what stands in the head of a page."""
    if isinstance(screen, SectionScreen):
        return next(one.title for one in SECTIONS if one.key == screen.SECTION)
    return next((head.heading for head in screen.query(PageTitle)), "Back")
