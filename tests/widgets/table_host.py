"""A host of a few lines for the table, and a table that writes down what it repaints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.message import Message
from textual.pilot import Pilot
from textual.strip import Strip

from cm_tui.widgets.table import Cell, Column, PagedTable


@dataclass(frozen=True)
class Thing:
    id: str
    name: str
    status: str = "Passed"


COLUMNS: tuple[Column[Thing], ...] = (
    Column("name", "Thing", 20, 9, lambda thing: Cell(thing.name), sort_key="name"),
    Column("status", "Status", 10, 8, lambda thing: Cell(thing.status, "good", "✔"), sort_key="status"),
    Column("id", "Identity", 12, 7, lambda thing: Cell(thing.id), "right"),
    *(Column[Thing](f"c{n}", f"Col {n}", 10, 6 - n, lambda thing: Cell("…")) for n in range(5)),
)


def ids(count: int) -> list[str]:
    return [f"T-{n}" for n in range(count)]


def things(wanted: Iterable[str]) -> list[Thing]:
    return [Thing(i, f"Thing {i[2:]}") for i in wanted]


class Spied(PagedTable[Thing]):
    """A table that writes down what it repaints: regions, or None for everything."""

    def __init__(self) -> None:
        self.repaints: list[Region | None] = []
        super().__init__(COLUMNS, empty="Nothing here.\nF clears the filters.")

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        self.repaints += regions or [None]
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)


class Host(App[None]):
    """Answers for pages, unless told not to, and remembers every message of the table."""

    def __init__(self, count: int = 0, *, answers: bool = True) -> None:
        super().__init__()
        self.count, self.answers = count, answers
        self.table = Spied()
        self.seen: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        self.table.show(ids(self.count))
        self.table.focus()

    def on_paged_table_page_wanted(self, wanted: PagedTable.PageWanted) -> None:
        self.seen.append(wanted)
        if self.answers:
            page = self.table.ids[wanted.page * 200 : (wanted.page + 1) * 200]
            self.table.put_page(wanted.generation, wanted.page, things(page))

    def on_paged_table_highlighted(self, message: PagedTable.Highlighted) -> None:
        self.seen.append(message)

    def on_paged_table_opened(self, message: PagedTable.Opened) -> None:
        self.seen.append(message)

    def on_paged_table_marks_changed(self, message: PagedTable.MarksChanged) -> None:
        self.seen.append(message)

    def on_paged_table_sort_wanted(self, message: PagedTable.SortWanted) -> None:
        self.seen.append(message)

    def told(self, kind: type[Message]) -> list[Message]:
        return [message for message in self.seen if isinstance(message, kind)]

    def lines(self) -> list[str]:
        return [Strip.join(line).text.rstrip() for line in zip(self.screen._compositor.render_strips())]


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


def opened(host: Host) -> list[str]:
    return [message.id for message in host.seen if isinstance(message, PagedTable.Opened)]
