"""The details page in the real app on a real workspace, driven by keys; shared by the tests of the page."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import pytest
from quiet_loop import draw, is_drawn, threads_work, worked_off
from support import StillClock, TomlFiles, write_toml
from templates import still_demo
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget

from cm_tui.app import ComplianceManager
from cm_tui.bootstrap import open_services
from cm_tui.model.views.actions import ActionRow
from cm_tui.screens.details.page import ActionDetailsScreen
from cm_tui.services.catalogue.loader import load_catalogue
from cm_tui.services.creation import NewWorkspace, create_organisation
from cm_tui.services.people.identity import system_account
from cm_tui.services.services import Services
from cm_tui.widgets.table import PagedTable

GOLDEN = Path(__file__).parent / "golden"
PATIENCE = 60.0
"""Seconds until a wait gives up; a loaded machine is slow."""
_DRAWINGS = 12
"""So often at most; what animates is never drawn to its end."""
A_MOMENT = 0.002
"""Seconds until it is looked again whether a thread is done."""
ASKING = frozenset({"change", "leave", "step", "store", "palette"})
"""Groups of workers that wait while a question is open."""


@pytest.fixture(scope="session")
def still_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo organisation on the day of the still clock; nobody writes into it."""
    return still_demo(tmp_path_factory)


@pytest.fixture
def still(still_template: Path, tmp_path: Path) -> Path:
    """A demo organisation of one's own."""
    return Path(shutil.copytree(still_template, tmp_path / "still"))


@pytest.fixture
def other(still: Path) -> Iterator[Services]:
    """What the workspace says, and what another person does in it meanwhile."""
    services = open_services(still, "helen.fischer@contoso.example", StillClock())
    yield services
    services.close()


def own_workspace(folder: Path, files: TomlFiles) -> Path:
    """An organisation whose catalogue is a test's own, assessed against its first regulation."""
    catalogue = load_catalogue(write_toml(folder / "data", files))
    request = NewWorkspace("Own", group="Group 1", regulations=(catalogue.regulations[0].key,))
    create_organisation(folder / "own", request, catalogue, system_account(), StillClock())
    return folder / "own"


class Page:
    """A running app that shows the details page."""

    ASKING = ASKING

    def __init__(self, app: ComplianceManager, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> ActionDetailsScreen:
        """The details page, also below a question."""
        return next(screen for screen in self.app.screen_stack if isinstance(screen, ActionDetailsScreen))

    @property
    def table(self) -> PagedTable[ActionRow]:
        """The list below the page."""
        table: PagedTable[ActionRow] = self.app.root.query_one(PagedTable)
        return table

    @property
    def is_on_top(self) -> bool:
        """Whether nothing lies over the page."""
        return self.app.screen is self.screen

    @property
    def is_left(self) -> bool:
        """Whether the list is shown again."""
        return self.app.screen is self.app.root

    def shows(self, kind: type[Widget]) -> bool:
        """Whether a screen of a kind lies on top."""
        return isinstance(self.app.screen, kind)

    @property
    def notices(self) -> list[str]:
        """The sentences that were told."""
        return [notice.message for notice in self.app._notifications]

    async def press(self, *keys: str) -> None:
        """Press keys one after another, each once the one before is worked off."""
        for key in keys:
            await self.app._press_keys([key])
            await self.settle()

    async def resize(self, width: int, height: int) -> None:
        """Make the terminal another size."""
        if self.app.size != (width, height):
            await self.pilot.resize_terminal(width, height)
            await self.settle()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so."""
        end = monotonic() + PATIENCE
        while monotonic() < end:
            if condition():
                return
            await asyncio.sleep(A_MOMENT)
            await self.work_off()
        running = [worker.group for worker in self.app.workers if worker.is_running]
        raise AssertionError(f"It never came to it; the screen says:\n{self.text()}\n{self.notices}, {running} run")

    async def settle(self) -> None:
        """Wait until nothing is under way but a question."""
        await self.work_off()
        while self._busy():  # what is drawn may ask for more
            await self.until(lambda: not self._busy())
            await self.work_off()

    async def work_off(self) -> None:
        """Let the app do what it can do without waiting for a thread, and draw it."""
        for _ in range(_DRAWINGS):
            await worked_off()
            if is_drawn(self.app):
                return
            draw(self.app)
        await worked_off()

    def _busy(self) -> bool:
        asking = isinstance(self.app.screen, ModalScreen)
        works = any(worker.is_running and not (asking and worker.group in self.ASKING) for worker in self.app.workers)
        return works or threads_work() or self.app._resize_event is not None

    def text(self) -> str:
        """The screen as text."""
        return "\n".join(self.lines())

    def panel(self) -> str:
        """What a flyout or a wizard shows, without the screens beside it: these are drawn whenever they are loaded."""
        left = self.app.screen.query_one("#flyout-panel").region.x
        return "\n".join(line[left:] for line in self.lines())

    def lines(self) -> list[str]:
        """The lines of the screen, without the blanks at their ends."""
        draw(self.app)
        return [Strip.join(line).text.rstrip() for line in zip(self.app.screen._compositor.render_strips())]


@asynccontextmanager
async def details_page(
    workspace: Path, action: str, *, who: str | None = None, size: tuple[int, int] = (140, 40)
) -> AsyncIterator[Page]:
    """The app on a workspace, open on an action."""
    app = ComplianceManager(lambda: open_services(workspace, who, StillClock()), start_action=action)
    async with app.run_test(size=size) as pilot:
        page = Page(app, pilot)
        await page.until(lambda: isinstance(app.screen, ActionDetailsScreen) and app.screen.edit is not None)
        await page.settle()
        yield page
    if app.services is not None:
        app.services.close()


def assert_golden(name: str, text: str) -> None:
    """Compare a text with the one kept under a name; CM_TUI_GOLDEN=write keeps it instead."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("CM_TUI_GOLDEN") == "write":
        path.write_text(text + "\n", encoding="utf-8")
    assert text + "\n" == path.read_text(encoding="utf-8")
