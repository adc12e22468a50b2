"""What the flyouts share that show many changes before they do them: all of it is done, or nothing."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, Generic, Protocol, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from cm_tui.model.errors import Cancelled, NotFound, ServiceError, StaleEdit
from cm_tui.screens.flyouts.working_flyout import WorkingFlyout
from cm_tui.widgets.folded import Fold, Folded
from cm_tui.widgets.folding import hanging
from cm_tui.widgets.table import Column, UnmarkedTable
from cm_tui.widgets.text import show
from cm_tui.widgets.transfer import Transfer

PAGE = 200
"""Rows of a page of the table."""


class Told(Protocol):
    """Something that changes; its id tells it from every other one."""

    @property
    def id(self) -> str:
        """The id."""


Done = TypeVar("Done")
Row = TypeVar("Row", bound=Told)


class AllOrNothingFlyout(WorkingFlyout[Done], Generic[Done, Row]):
    """Shows what changes, a row each, the one under the cursor in full; then all of it is done, or nothing.

    A subclass composes above the table what is told in numbers (`compose_numbers`) and shows what it found (`show_found`), begins
    the work where its key asks for it (`begin`) and looks again where somebody else was quicker (`look_again`).
    """

    DEFAULT_CSS = """
    AllOrNothingFlyout {
        #flyout-panel { width: 116; max-width: 100%; }
        ScrollBody { height: auto; }
        UnmarkedTable { height: 1fr; min-height: 4; margin-top: 1; }
        #line { height: 4; margin-top: 1; }
        #promise, #state { height: auto; padding: 0 1; }
        &.-short UnmarkedTable, &.-short #line { margin-top: 0; }
        &.-short UnmarkedTable { min-height: 3; }
    }
    """
    SAVE: ClassVar[str]
    """The id of the key that does it."""
    STOPPED: ClassVar[str]
    """What is said where somebody stopped it."""

    def __init__(
        self,
        title: str,
        columns: Sequence[Column[Row]],
        in_full: Callable[[Row | None, int], list[Content]],
        empty: str,
    ) -> None:
        """Make the flyout.

        Args:
            title: Its heading.
            columns: What is read of each row.
            in_full: The lines of the row under the cursor, fitted to a width.
            empty: What the table says without a row.
        """
        super().__init__(title)
        self.rows: Sequence[Row] = ()
        self.table = UnmarkedTable[Row](columns, empty=empty)
        self._in_full = in_full

    def compose_body(self) -> ComposeResult:
        """The numbers, the rows, the one under the cursor."""
        yield from self.compose_numbers()
        yield self.table
        yield Folded(id="line")

    def compose_numbers(self) -> ComposeResult:
        """What is told above the table."""
        yield Folded(id="numbers")

    def compose_foot(self) -> ComposeResult:
        """What doing it means, why it was refused, how far it is."""
        yield Folded(id="promise")
        yield Folded(id="state")
        yield self.progress

    def on_mount(self) -> None:
        """The keys are for the list."""
        self.show_found()
        self.set_focus(self.table)

    @abstractmethod
    def show_found(self) -> None:
        """Show what would be done, as it is known now."""

    def put(self, part: str, fold: Fold) -> None:
        """Fill one of the parts around the table, by its id."""
        self.query_one(f"#{part}", Folded).put(fold)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show what changes."""
        self.rows = rows
        self.table.show([one.id for one in rows], rows[:PAGE])
        self._show_row()

    @on(UnmarkedTable.PageWanted)
    def _page_wanted(self, event: UnmarkedTable.PageWanted) -> None:
        self.table.put_page(event.generation, event.page, self.rows[event.page * PAGE : (event.page + 1) * PAGE])

    @on(UnmarkedTable.Highlighted)
    def _show_row(self) -> None:
        row = next((one for one in self.rows if one.id == self.table.cursor_id), None)
        self.put("line", partial(self._in_full, row))

    def say(self, sentence: str, style: str = "$text-error") -> None:
        """Say what came of it; the empty sentence says nothing."""
        said = Content.styled(show(sentence), style)
        self.put("state", lambda width: hanging(Content(""), said, width) if sentence else [])

    # Keys

    @property
    def why_refused(self) -> str | None:
        """The rule that forbids to do what is shown, or None."""
        return None

    def why_key_cannot_act(self, binding_id: str) -> str | None:
        """Nothing is done twice, and nothing against a rule."""
        return self.why_busy or self.why_refused if binding_id == self.SAVE else super().why_key_cannot_act(binding_id)

    def action_save(self) -> None:
        """Do what is shown."""
        if reason := self.why_key_cannot_act(self.SAVE):
            self.tell(reason, "warning")
        elif not self.must_wait():
            self.begin()

    # Doing it

    @abstractmethod
    def begin(self) -> None:
        """Begin to do what is shown, in a worker that calls `attempt`."""

    @abstractmethod
    async def look_again(self, sentence: str, style: str) -> None:
        """Show what would be done now, with the sentence that says what happened. Raises ServiceError."""

    async def attempt(self, transfer: Transfer, do: Callable[[], Done]) -> Done | None:
        """Let a thread do it, all of it or nothing; None where that was refused or stopped, which is said."""
        self.say("")
        try:
            try:
                return await asyncio.to_thread(do)
            except (StaleEdit, NotFound) as stale:
                await self.look_again(str(stale), "$text-warning")
        except Cancelled:
            self.say(self.STOPPED, "$text-warning")
        except ServiceError as refused:
            self.say(f"✗ {refused}")
        finally:
            self.end_work(transfer)
        return None
