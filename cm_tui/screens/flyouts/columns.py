"""The column chooser: which columns the list shows, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from cm_tui.widgets.action_columns import ACTION_COLUMNS, DEFAULT_COLUMNS, NAME
from cm_tui.widgets.choices import Choice, TickList
from cm_tui.widgets.flyout import Flyout


class ColumnsFlyout(Flyout[tuple[str, ...]]):
    """Asks for columns; gives back their keys, the name first."""

    CSS_PATH = "../../styles/flyouts.tcss"
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "flyout.save",
        "flyout.cancel",
        "choices.tick",
        "columns.later",
        "columns.earlier",
        "columns.reset",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+down,J", "move(1)", "Later", id="columns.later", tooltip="Move the column to the right"),
        Binding("shift+up,K", "move(-1)", "Earlier", id="columns.earlier", tooltip="Move the column to the left"),
        Binding("R", "reset", "Reset", id="columns.reset", tooltip="Back to the columns of a new workspace"),
    ]

    def __init__(self, shown: Sequence[str]) -> None:
        super().__init__("Columns")
        self._shown = tuple(shown)

    def compose_body(self) -> ComposeResult:
        """The columns, without the name, which always stands first."""
        yield TickList()

    def on_mount(self) -> None:
        """Show the present columns first, in their order."""
        self._put(self._shown)

    def _put(self, shown: Sequence[str]) -> None:
        titles = {column.key: column.title for column in ACTION_COLUMNS if column is not NAME}
        order = [key for key in dict.fromkeys((*shown, *titles)) if key in titles]
        self.query_one(TickList).put([Choice(key, titles[key], ticked=key in shown) for key in order])

    def action_move(self, step: int) -> None:
        """Move the column under the cursor."""
        self.query_one(TickList).move(step)

    def action_reset(self) -> None:
        """Tick the columns of a new workspace."""
        self._put(DEFAULT_COLUMNS)

    def answer(self) -> tuple[str, ...]:
        """The keys of the columns."""
        return (NAME.key, *self.query_one(TickList).ticked)
