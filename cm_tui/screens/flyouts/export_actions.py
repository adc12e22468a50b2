"""The flyout of Export actions: what goes out, and where to (spec 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList

from cm_tui.model.views.exports import Exported
from cm_tui.screens.flyouts.export import ExportFlyout
from cm_tui.widgets.choices import Choice, ChoiceList

if TYPE_CHECKING:
    from cm_tui.screens.flyouts.export import Write
    from cm_tui.services.effort import IsCancelled, Progress
    from cm_tui.services.exports.service import ExportService

WORKBOOK, TABLE = "ExportActions.xlsx", "ShownActions.xlsx"
"""The names that are offered for what can be brought back, and for what is shown."""
_BACK, _READ = "to be edited and brought back", "a table to read"


@dataclass(frozen=True, slots=True)
class Scope:
    """Something that can go out: what it is, what it is good for, the name that is offered, and how it is written."""

    key: str
    label: str
    hint: str
    name: str
    write: Write


class ExportActionsFlyout(ExportFlyout):
    """Asks what goes out and for a path, and writes the workbook; gives back what was written."""

    DEFAULT_CSS = """
    ExportActionsFlyout ChoiceList { height: auto; margin-top: 1; }
    ExportActionsFlyout.-short ChoiceList { margin-top: 0; }
    """

    def __init__(self, scopes: Sequence[Scope]) -> None:
        """Make the flyout; the first scope is the one that is offered."""
        super().__init__(
            "Export actions", "What goes into the workbook, and where it is written.", scopes[0].name, self._out
        )
        self._scopes = {scope.key: scope for scope in scopes}
        self._choices = ChoiceList(id="scope")
        self._scope = scopes[0]

    def compose_body(self) -> ComposeResult:
        """What goes out stands before the path."""
        what, *others = super().compose_body()
        yield what
        yield self._choices
        yield from others

    def on_mount(self) -> None:
        """Show what can go out."""
        self._choices.put([Choice(one.key, one.label, one.hint) for one in self._scopes.values()])

    def focus_first(self) -> None:
        """Give the first keys to what goes out."""
        self.set_focus(self._choices)

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        before, self._scope = self._scope, self._scopes[event.option_id or self._scope.key]
        if self._field.text == before.name:
            self._field.text = self._scope.name

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        self._field.focus_field()

    def _out(self, target: Path, overwrite: bool, progress: Progress, cancelled: IsCancelled) -> Exported:
        return self._scope.write(target, overwrite, progress, cancelled)


def all_actions(exports: ExportService, count: int | None) -> Scope:
    """Every action of the organisation; `count` None where that is not known."""
    label = "All actions" if count is None else f"All {_actions(count)}"
    return Scope("all", label, _BACK, WORKBOOK, _workbook(exports, None))


def marked_actions(exports: ExportService, ids: Sequence[str]) -> Scope:
    """The marked actions."""
    return Scope("marked", f"The {len(ids)} marked", _BACK, WORKBOOK, _workbook(exports, ids))


def shown_actions(exports: ExportService, ids: Sequence[str], columns: Sequence[tuple[str, str]]) -> Scope:
    """What the list shows: its rows and columns, in its order."""
    return Scope(
        "shown",
        f"As shown: {_actions(len(ids))}",
        _READ,
        TABLE,
        lambda target, overwrite, progress, cancelled: exports.shown(
            target, ids, columns, overwrite=overwrite, progress=progress, cancelled=cancelled
        ),
    )


def _workbook(exports: ExportService, ids: Sequence[str] | None) -> Write:
    return lambda target, overwrite, progress, cancelled: exports.actions(
        target, ids, overwrite=overwrite, progress=progress, cancelled=cancelled
    )


def _actions(count: int) -> str:
    return f"{count:,} action{'' if count == 1 else 's'}".replace(",", " ")
