"""The app: frame, themes, keys that work everywhere, and the order in which things are opened. No feature lives here."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.worker import WorkerFailed

from cm_tui.model.errors import ServiceError
from cm_tui.screens.base import AppScreen
from cm_tui.screens.improvement_actions import ImprovementActionsScreen
from cm_tui.screens.levels import Levels
from cm_tui.settings import Memory, Settings, config_path, drafts_path, log_path, read_settings, state_path
from cm_tui.terminal import Ending, log_crash
from cm_tui.themes import DEFAULT_THEME, MONOCHROME, THEMES
from cm_tui.widgets.sections import section_bindings
from cm_tui.widgets.text import install_second_wall

if TYPE_CHECKING:
    from rich.console import RenderableType

    from cm_tui.model.views.workspace import PersonView
    from cm_tui.screens.draft_keeper import DraftKeeper
    from cm_tui.services.services import Services


SORRY = "cm-tui stopped because of a mistake of its own; everything saved is stored. Where it happened stands in"


class ComplianceManager(Levels):
    """The program on the terminal; opens the workspace once the first frame is painted."""

    TITLE = "Compliance Manager"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["styles/app.tcss", "styles/improvement_actions.tcss"]
    """The style of the app, and of its first screen: Textual does not load that of a default screen."""
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "Keys", id="app.help", tooltip="Show the keys of this view, and a glossary"),
        Binding(
            "ctrl+p",
            "palette",
            "Palette",
            id="app.palette",
            tooltip="Find an action by id or name, or a command by its words",
        ),
        Binding("ctrl+q", "quit", "Quit", id="app.quit", tooltip="Leave the program", priority=True),
        Binding("ctrl+r", "refresh", "Refresh", id="app.refresh", tooltip="Load anew and apply the filter again"),
        Binding(
            "ctrl+o", "jump", "Jump", id="app.jump", tooltip="Show a letter at every region; the letter goes there"
        ),
        Binding(
            "q", "back", "Back", id="app.back", tooltip="Back one level; at the root of a section leave the program"
        ),
        Binding("escape", "escape", "Back", id="app.escape", tooltip="Back one level; never leaves the program"),
        *section_bindings(),
    ]

    def __init__(
        self,
        open_services: Callable[[], Services],
        *,
        settings: Settings | None = None,
        memory: Memory | None = None,
        drafts: Path | None = None,
        start_action: str | None = None,
    ) -> None:
        """Make the app.

        Args:
            open_services: Opens the workspace; called once, in a thread.
            settings: What config.toml says; its keys are checked already.
            memory: What is remembered between two starts.
            drafts: The directory of what was not saved when a program ended; without one nothing is kept.
            start_action: The id of an action whose details are shown at once.
        """
        no_color = "NO_COLOR" in os.environ
        super().__init__(memory, ansi_color=True if no_color else None)
        self._open_services = open_services
        self._drafts = drafts
        self._start_action = start_action
        self._settings = settings or Settings()
        self.refusal: ServiceError | None = None
        """Why the workspace could not be opened."""
        for theme in THEMES:
            self.register_theme(theme)
        self.dress(MONOCHROME if no_color else self._settings.theme or self._remembered_theme() or DEFAULT_THEME)
        self.set_keymap(dict(self._settings.keys))
        self.root: ImprovementActionsScreen = ImprovementActionsScreen()
        self._is_leaving = False

    def _remembered_theme(self) -> str | None:
        theme = self.memory.theme
        return theme if theme in self.available_themes else None

    def get_default_screen(self) -> Screen[None]:
        """The section that the app opens on."""
        return self.root

    def on_mount(self) -> None:
        """Open the workspace after the first frame."""
        self.call_after_refresh(self._open)

    @work(group="open")
    async def _open(self) -> None:
        try:
            self.services = await asyncio.to_thread(self._workspace)
        except ServiceError as error:
            self.refusal = error
            self.exit(1, 1)
            return
        gc.freeze()  # what is loaded by now stays; a collection that walks through it stops the screen for 100 ms
        with self.batch_update():  # one paint of the list, with its rows, instead of four on the way there
            await self.root.furnish()
        self._begin_keeping()
        if self._start_action is not None:
            self.root.open_action(self._start_action)
        elif self._settings.section is not None:
            await self.open_section(self._settings.section)

    def _begin_keeping(self) -> None:
        if self._drafts is not None and self.services is not None:
            from cm_tui.screens.draft_keeper import DraftKeeper

            self.keeper = DraftKeeper(self, self.services, self._drafts)
            self._offer_drafts(self.keeper)

    @work(group="offer")
    async def _offer_drafts(self, keeper: DraftKeeper) -> None:
        """Ask what is to happen with what was not saved last time."""
        await keeper.offer(self.root.open_action)

    def _workspace(self) -> Services:
        services = self._open_services()
        if self._start_action is not None:
            services.actions.details(self._start_action)
        return services

    def exit(self, result: int | None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Leave the program; what is not saved and how the list stands are kept first."""
        self._keep_drafts()
        self.root.keep_memory()
        self._is_leaving = True
        super().exit(result, return_code, message)

    def _keep_drafts(self) -> None:
        """Keep what is not saved, once: a mistake on the way here must not lead here again."""
        keeper, self.keeper = self.keeper, None
        if keeper is not None:
            keeper.end()

    def leave(self, code: int) -> None:
        """Leave because the terminal or the system says so; called in a thread of its own."""
        with suppress(RuntimeError):
            self.call_from_thread(self.exit, code, code)

    # Help, palette, jump

    def action_refresh(self) -> None:
        """Load anew what the screen shows."""
        if isinstance(self.screen, AppScreen):
            self.screen.action_refresh_all()

    def action_help(self) -> None:
        """Show the keys of this view."""
        from cm_tui.screens.help import HelpScreen, key_rows

        self.push_screen(HelpScreen(key_rows(self.screen)))

    @work(exclusive=True, group="palette")
    async def action_palette(self) -> None:
        """Ask what to do, and do it."""
        from cm_tui.screens.palette import Palette, acting_commands, commands, demo_commands

        below = self.screen
        people = await asyncio.to_thread(self._others)
        in_demo = demo_commands() if self.services is not None and self.services.workspace.is_demo else []
        offered = [*commands(below, self.available_themes), *acting_commands(people), *in_demo]
        chosen = await self.push_screen_wait(Palette(offered))
        kind, _, name = (chosen or "").partition(":")
        if kind == "open":
            self.root.open_action(name)
        elif kind == "as":
            self._act_as(name)
        elif kind == "demo":
            from cm_tui.screens.daily_refresh import simulate_daily_refresh

            await simulate_daily_refresh(self.root)
        elif kind == "theme":
            self.theme = name
            await asyncio.to_thread(self.memory.remember_theme, name)
        elif kind == "key":
            active = next(one for one in below.active_bindings.values() if one.binding.id == name)
            await self.run_action(active.binding.action, active.node)

    def _others(self) -> tuple[PersonView, ...]:
        """The other users of a demo workspace; nobody elsewhere."""
        services = self.services
        if services is None or not services.workspace.is_demo:
            return ()
        return tuple(one for one in services.people.people() if one.email != services.person.email)

    @work(exclusive=True, group="leave")
    async def _act_as(self, email: str) -> None:
        """Become another user of a demo workspace: every screen above the section is left, and all is loaded anew."""
        if self.services is None or not await self.all_ready():
            return
        await self.open_section(self.root.SECTION)
        self.root.keep_memory()
        self._keep_drafts()
        self.services = await asyncio.to_thread(self.services.acting_as, email)
        self.last_step = None
        self.root.refill()
        self._begin_keeping()

    @work(exclusive=True, group="palette")
    async def action_jump(self) -> None:
        """Ask for a region, and give it the focus."""
        from cm_tui.screens.jump import JumpScreen, jump_targets

        widget = await self.push_screen_wait(JumpScreen(jump_targets(self.screen)))
        if widget is not None:
            self.screen.set_focus(widget)

    # Mistakes of the program

    def panic(self, *renderables: RenderableType) -> None:
        """Leave with one sentence; what Textual would print can quote what somebody wrote."""
        for renderable in renderables:
            if isinstance(renderable, Exception):
                self._record(renderable)
        super().panic(f"{SORRY} {log_path()}.")

    def _fatal_error(self) -> None:
        """Leave with one sentence; the log says where it happened, and nothing of what was at hand."""
        if self._exception is not None:
            self._record(self._exception)
        super().panic(f"{SORRY} {log_path()}.")

    def _record(self, error: Exception) -> None:
        """Write down where an error happened; what fails while everything is being taken down was not asked for."""
        self._keep_drafts()
        if not self._is_leaving:
            cause = error.error if isinstance(error, WorkerFailed) else error
            log_crash(cause, log_path())


def run_app(open_services: Callable[[], Services], *, start_action: str | None = None) -> int:
    """Run the app on this terminal and give its exit code.

    Args:
        open_services: Opens the workspace; called in a thread after the first frame. What it refuses ends the app and is
            raised here, once the terminal is itself again.
        start_action: The id of an action whose details are shown at once.

    Raises ServiceError: what the opener raises, NotFound for the action, InvalidInput for a config.toml that cannot be kept.
    """
    install_second_wall()
    settings = read_settings(config_path())
    if settings.theme or settings.keys:
        from cm_tui.keymap import check

        check(settings)
    app = ComplianceManager(
        open_services,
        settings=settings,
        memory=Memory(state_path()),
        drafts=drafts_path(),
        start_action=start_action,
    )
    with Ending(app.leave):
        app.run()
    if app.services is not None:
        app.services.close()
    if app.refusal is not None:
        raise app.refusal
    return app.return_code or 0
