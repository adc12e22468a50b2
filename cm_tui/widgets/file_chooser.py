"""Choosing several files: a path is typed, enter puts the file on the list below; what is refused says why at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from cm_tui.model.rules.evidence import shown_size
from cm_tui.widgets.choices import ChoiceList
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.path_input import Find, PathInput, Refuse
from cm_tui.widgets.paths import paths_in
from cm_tui.widgets.picker import FoldingList, ListLine
from cm_tui.widgets.text import show
from cm_tui.widgets.workers import EndsWorkFirst


@dataclass(frozen=True, slots=True)
class ChosenFile:
    """A file on the list, and its size in bytes."""

    path: Path
    size: int


Examine = Callable[[str], ChosenFile | str]
"""Looks at the file that a typed path means, and refuses it with a sentence; may block, and is called in a thread."""


class ChosenFiles(FoldingList, inherit_bindings=False):
    """The files that were chosen; one is taken off the list again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *ChoiceList.BINDINGS[:-1],
        Binding(
            "delete,backspace,d", "remove", "Take off", id="files.remove", tooltip="Take the file off the list again"
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.files: tuple[ChosenFile, ...] = ()

    def put_files(self, files: Sequence[ChosenFile]) -> None:
        """Show these files; a list without any is not there."""
        at = self.highlighted or 0
        self.files = tuple(files)
        self.display = bool(files)
        current = str(min(at, len(files) - 1))
        self.put_lines([ListLine(str(n), partial(chosen_line, one)) for n, one in enumerate(files)], current)

    def action_remove(self) -> None:
        """Take the file under the cursor off the list."""
        if self.highlighted is not None:
            self.put_files([one for at, one in enumerate(self.files) if at != self.highlighted])
            if not self.files:
                self.app.action_focus_previous()


class FileChooser(EndsWorkFirst, Vertical):
    """A path field, the reasons of what was refused, and the files that were chosen."""

    DEFAULT_CSS = """
    FileChooser {
        height: auto; margin-top: 1;
        ChosenFiles { height: auto; max-height: 8; margin-top: 1; display: none; }
    }
    """

    def __init__(self, find: Find, examine: Examine, why_refused: Refuse, files: Sequence[ChosenFile] = ()) -> None:
        """Make a chooser.

        Args:
            find: Finds what a typed path could go on to be.
            examine: Looks at a file that is to be put on the list.
            why_refused: The reason why a file with a name cannot be taken.
            files: What is on the list at first.
        """
        super().__init__()
        self._examine = examine
        self._field = PathInput("File", find, why_refused=why_refused)
        self._reasons = Folded()
        self._list = ChosenFiles()
        self._first = files

    def compose(self) -> ComposeResult:
        """Field, reasons, list."""
        yield from (self._field, self._reasons, self._list)

    def on_mount(self) -> None:
        """Show what is on the list at first."""
        self._list.put_files(self._first)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files on the list."""
        return tuple(one.path for one in self._list.files)

    def focus_field(self) -> None:
        """Give the path field the focus."""
        self._field.focus_field()

    async def take(self, paths: Iterable[str]) -> bool:
        """Put files on the list, each once, and say why others are refused; whether none was."""
        looked = [await asyncio.to_thread(self._examine, path) for path in paths]
        known = {one.path: one for one in (*self._list.files, *(one for one in looked if isinstance(one, ChosenFile)))}
        reasons = [one for one in looked if isinstance(one, str)]
        self._list.put_files(list(known.values()))
        self.explain(reasons)
        return not reasons

    async def take_typed(self) -> bool:
        """Put the file whose path still stands in the field on the list; whether it, and whatever was typed, is there."""
        text = self._field.text.strip()
        if not text or (text.endswith("/") and self.files):
            return True
        return await self._take_from_field(paths_in(text))

    def explain(self, reasons: Sequence[str]) -> None:
        """Say why something is refused."""
        self._reasons.put(lambda width: [line for reason in reasons for line in _reason_lines(reason, width)])

    async def _take_from_field(self, paths: Sequence[str]) -> bool:
        """Take paths and leave their folder in the field, for the next file."""
        taken = await self.take(paths)
        if taken:
            folder, slash, _ = self._field.text.rpartition("/")
            self._field.text = f"{folder}{slash}"
        return taken

    @on(PathInput.Submitted)
    def _entered(self, event: PathInput.Submitted) -> None:
        event.stop()
        typed = [path for path in event.paths if not (path.endswith("/") and self.files)]
        if typed:
            self._take_entered(typed)
        else:
            self.app.action_focus_next()

    @work(group="files")
    async def _take_entered(self, paths: Sequence[str]) -> None:
        await self._take_from_field(paths)

    @on(PathInput.Changed)
    def _typing(self, event: PathInput.Changed) -> None:
        event.stop()
        if event.text and not event.text.endswith("/"):
            self.explain(())


def chosen_line(one: ChosenFile, width: int) -> list[Content]:
    """A file on the list: its name, its size, and the folder it lies in."""
    name = Content.assemble((show(one.path.name), "bold"), f"  {shown_size(one.size)}")
    return hanging(name + Content("  "), Content.styled(show(str(one.path.parent)), MUTED), width)


def _reason_lines(reason: str, width: int) -> list[Content]:
    return hanging(Content.styled("✗ ", "$text-error"), Content.styled(show(reason), "$text-error"), width)
