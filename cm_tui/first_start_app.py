"""The program before there is a workspace: a screen that leads through the first start, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from cm_tui.app import SORRY
from cm_tui.screens.base import Shell
from cm_tui.screens.wizard.first_start import Create, FirstStartWizard, Load, Outcome
from cm_tui.settings import Memory, Settings, config_path, log_path, read_settings, state_path
from cm_tui.terminal import Ending, log_crash
from cm_tui.themes import DEFAULT_THEME, MONOCHROME, THEMES
from cm_tui.widgets.text import install_second_wall

if TYPE_CHECKING:
    from rich.console import RenderableType


class FirstStartApp(Shell):
    """Shows the wizard; `outcome` says how it ended."""

    TITLE = "Compliance Manager"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["styles/app.tcss"]
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self, wizard: FirstStartWizard, settings: Settings | None = None, memory: Memory | None = None
    ) -> None:
        """Make the app of a wizard."""
        no_color = "NO_COLOR" in os.environ
        super().__init__(memory, ansi_color=True if no_color else None)
        self._wizard = wizard
        self.outcome = Outcome.LEFT
        settings = settings or Settings()
        for theme in THEMES:
            self.register_theme(theme)
        remembered = self.memory.theme if self.memory.theme in self.available_themes else None
        self.dress(MONOCHROME if no_color else settings.theme or remembered or DEFAULT_THEME)
        self.set_keymap(dict(settings.keys))

    def on_mount(self) -> None:
        """Begin."""
        self.push_screen(self._wizard, self._end)

    def _end(self, outcome: Outcome | None) -> None:
        self.outcome = outcome or Outcome.LEFT
        self.exit(0)

    def leave(self, code: int) -> None:
        """Leave because the terminal or the system says so; called in a thread of its own."""
        self.call_from_thread(self.exit, code, code)

    def panic(self, *renderables: RenderableType) -> None:
        """Leave with one sentence; what Textual would print can quote what somebody wrote."""
        for renderable in renderables:
            if isinstance(renderable, Exception):
                log_crash(renderable, log_path())
        super().panic(f"{SORRY} {log_path()}.")

    def _fatal_error(self) -> None:
        """Leave with one sentence; the log says where it happened."""
        if self._exception is not None:
            log_crash(self._exception, log_path())
        super().panic(f"{SORRY} {log_path()}.")


def run_first_start(path: Path, load: Load, create: Create, warning: str | None = None) -> tuple[Outcome, int]:
    """Lead through the first start on this terminal; how it ended, and the exit code of a program that was ended.

    Args:
        path: Where the workspace will be.
        load: Reads what can be chosen; called in a thread after the first frame.
        create: Makes the workspace; called in a thread. What it refuses is shown, and can be tried again.
        warning: What is to be said about the place.

    Raises InvalidInput for a config.toml that cannot be kept.
    """
    install_second_wall()
    settings = read_settings(config_path())
    if settings.theme or settings.keys:
        from cm_tui.keymap import check

        check(settings)
    app = FirstStartApp(FirstStartWizard(path, load, create, warning), settings, Memory(state_path()))
    with Ending(app.leave):
        app.run()
    return app.outcome, app.return_code or 0
