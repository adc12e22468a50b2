"""The second step: which workbook, typed with completion or taken from those that were read last (spec 3.6)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList, Static

from cm_tui.screens.folders import matches_of, path_of
from cm_tui.screens.wizard.step import Step
from cm_tui.widgets.choices import ChoiceList
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.path_input import PathInput
from cm_tui.widgets.picker import FoldingList, ListLine
from cm_tui.widgets.text import show

ENDING = ".xlsx"
_LEAD = (
    "Choose the workbook: the one that Export actions wrote, or Purview's own. It is checked; nothing is stored yet."
)
_NO_PATH = "Name the workbook that is read."


class RecentFiles(FoldingList, inherit_bindings=False):
    """The workbooks that were read last; enter takes one."""

    DEFAULT_CSS = """
    RecentFiles { height: auto; max-height: 10; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *ChoiceList.BINDINGS[:-1],
        Binding("enter", "select", "Take", id="updating.recent", tooltip="Read the workbook under the cursor"),
    ]


class FileStep(Step):
    """Asks for a path; whoever shows the step reads the file, and says here what is wrong with it."""

    DEFAULT_CSS = """
    FileStep #file-state { margin-top: 1; }
    """
    TITLE = "Import updated improvement actions"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+r", "again", "Read again", id="updating.again", tooltip="Read the workbook again, when it was mended"
        ),
    ]

    @dataclass
    class Wanted(Message):
        """A workbook is to be read."""

        path: Path

    def __init__(self) -> None:
        super().__init__()
        self._field = PathInput("Excel workbook", partial(matches_of, ending=ENDING))
        self._state = Folded(id="file-state")
        self._label = Static("Read last", classes="step-label", markup=False)
        self._recent = RecentFiles()
        self._files: tuple[str, ...] = ()
        self._said_of = ""

    def compose(self) -> ComposeResult:
        """What is asked, the path, what is wrong with the file, the workbooks that were read last."""
        yield Folded(lambda width: hanging(Content(""), Content.styled(_LEAD, MUTED), width), classes="lead")
        yield from (self._field, self._state, self._label, self._recent)

    @property
    def entry(self) -> Widget:
        """The field."""
        return self._field.query_one("PathField")

    async def offer(self, files: Sequence[str]) -> None:
        """Show the workbooks that were read last, as far as they are still there."""
        self._files = tuple(await asyncio.to_thread(_existing, files))
        self._label.display = self._recent.display = bool(self._files)
        self._recent.put_lines([ListLine(str(at), partial(_line, one)) for at, one in enumerate(self._files)])

    def take(self, path: str) -> None:
        """Put a path into the field."""
        self._field.text = path

    def complete(self) -> bool:
        """The file has to be read first; going on asks for that."""
        text = self._field.text.strip()
        if text:
            self.post_message(self.Wanted(path_of(text)))
        else:
            self.refuse(_NO_PATH)
        return False

    def action_again(self) -> None:
        """Read the workbook again."""
        self.complete()

    def refuse(self, reason: str) -> None:
        """Say what is wrong with the file; it can be mended, and read again."""
        self._said_of = self._field.text
        said = Content.styled(show(reason), "$text-error")
        self._state.put(lambda width: hanging(Content.styled("✗ ", "$text-error"), said, width))

    def say(self, sentence: str) -> None:
        """Say something of the file; nothing for an empty sentence."""
        self._said_of = self._field.text
        said = Content.styled(show(sentence), MUTED)
        self._state.put(lambda width: hanging(Content(""), said, width) if sentence else ())

    @on(PathInput.Submitted)
    def _entered(self, event: PathInput.Submitted) -> None:
        event.stop()
        if event.paths:
            self._field.text = event.paths[0]
        self.complete()

    @on(PathInput.Changed)
    def _typed(self, event: PathInput.Changed) -> None:
        event.stop()
        if event.text != self._said_of:
            self.say("")

    @on(OptionList.OptionSelected)
    def _taken(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        path = self._files[event.option_index]
        self._field.text = path
        self.post_message(self.Wanted(Path(path)))


def _existing(files: Sequence[str]) -> list[str]:
    return [one for one in files if _is_there(one)]


def _is_there(file: str) -> bool:
    try:
        return Path(file).is_file()
    except (OSError, ValueError):
        return False


def _line(file: str, width: int) -> list[Content]:
    path = Path(file)
    return hanging(
        Content.assemble((show(path.name), "bold"), "  "), Content.styled(show(str(path.parent)), MUTED), width
    )
