"""The Progress tab: how far the assessment is, as a whole, by status and service by service (spec 11.5)."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget

from cm_tui.screens.assessment.service_flyout import ServiceFlyout
from cm_tui.screens.assessment.shown import Shown, actions_of
from cm_tui.screens.assessment.tab import AssessmentTab
from cm_tui.screens.base import asks
from cm_tui.screens.section import ActionsWanted
from cm_tui.widgets.column_list import ColumnList
from cm_tui.widgets.progress_columns import (
    ALL,
    MICROSOFT,
    PROGRESS_COLUMNS,
    SERVICE,
    STATUS,
    YOURS,
    ProgressLine,
    progress_lines,
)


class ProgressTab(AssessmentTab):
    """A line per number; enter opens what is behind it."""

    @dataclass
    class TabWanted(Message):
        """What is behind a number is in another tab; in the controls, those of a status."""

        tab: str
        status: str | None = None

    @dataclass
    class ExplanationWanted(Message):
        """What is behind the score is wanted: every point of it."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = ColumnList[ProgressLine](PROGRESS_COLUMNS, lambda one: one.key, id="numbers")
        self._shown: Shown | None = None

    def compose(self) -> ComposeResult:
        """The numbers."""
        yield self.numbers

    def show(self, shown: Shown) -> None:
        """Show an assessment."""
        self._shown = shown
        self.numbers.put(progress_lines(shown.details))

    @property
    def entry(self) -> Widget:
        """The numbers."""
        return self.numbers.rows

    @on(ColumnList.Opened)
    def _opened(self, event: ColumnList.Opened) -> None:
        event.stop()
        if event.key.startswith(SERVICE):
            self._read_service(event.key.removeprefix(SERVICE))
        elif event.key.startswith(STATUS):
            self.post_message(self.TabWanted("controls", event.key.removeprefix(STATUS)))
        elif event.key == ALL:
            self.post_message(self.ExplanationWanted())
        else:
            self.post_message(self.TabWanted({YOURS: "actions", MICROSOFT: "microsoft"}[event.key]))

    @asks("flyout")
    async def _read_service(self, service: str) -> None:
        """Read a service; the actions behind it are one key further."""
        shown = self._shown
        found = [one for one in shown.details.progress if one.service == service] if shown else []
        if shown is None or not found:
            return
        wanted = await self.app.push_screen_wait(ServiceFlyout(found[0]))
        if wanted:
            self.post_message(ActionsWanted(actions_of(shown.view.name, service=service)))
