"""The Related controls tab: every control that the action serves, by regulation (spec 2.10)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList

from cm_tui.model.views.actions import ActionDetails, ControlLink
from cm_tui.screens.base import Opened
from cm_tui.screens.flyouts.control import ControlFlyout
from cm_tui.screens.tabs.tab import ActionTab
from cm_tui.widgets.choices import ChoiceList
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, columns, hanging
from cm_tui.widgets.picker import FoldingList, ListLine
from cm_tui.widgets.tab_line import TabLine
from cm_tui.widgets.text import show

_WIDE = 110
"""From this width on a control is one line in columns; below, two lines."""
_WIDTHS = (28, 26, 10, 13)
_SCROLL_BAR = 1
_TITLES = ("Control id", "Family", "Regulation", "Strength")


class ControlsList(FoldingList, inherit_bindings=False):
    """The controls; what enter does with one is the tab's."""

    BINDINGS: ClassVar[list[BindingType]] = [*ChoiceList.BINDINGS[:-1]]


class RelatedControlsTab(Opened, Vertical, ActionTab):
    """A line of regulations to choose from, and the controls of the chosen one."""

    BINDING_GROUP_TITLE = "Related controls"
    DEFAULT_CSS = """
    RelatedControlsTab {
        #regulations { margin-bottom: 1; }
        ControlsList { height: 1fr; scrollbar-gutter: stable; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open control", id="controls.open", tooltip="Read the control under the cursor"),
        Binding(
            "r",
            "regulation(1)",
            "Next regulation",
            id="controls.regulation",
            tooltip="Show the next regulation's controls",
        ),
        Binding(
            "R",
            "regulation(-1)",
            "Previous regulation",
            show=False,
            id="controls.regulation_back",
            tooltip="Show the controls of the regulation before",
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.choice = TabLine(id="regulations")
        self.controls = ControlsList()
        self._links: tuple[ControlLink, ...] = ()
        self._chosen = 0

    def compose(self) -> ComposeResult:
        """Regulations and controls."""
        yield self.choice
        yield Folded(heading)
        yield self.controls

    def show_action(self, details: ActionDetails) -> None:
        """Show the controls of an action, those of all regulations first."""
        if details.controls != self._links:
            self._links, self._chosen = details.controls, 0
            self._show()

    @property
    def entry(self) -> Widget:
        """The list of controls."""
        return self.controls

    @property
    def regulations(self) -> tuple[str, ...]:
        """The short titles of the regulations that occur."""
        return tuple(dict.fromkeys(link.regulation_title for link in self._links))

    def _show(self) -> None:
        counts = [sum(link.regulation_title == title for link in self._links) for title in self.regulations]
        titles = [f"{show(title)} ({count})" for title, count in zip(self.regulations, counts, strict=True)]
        self.choice.put([f"All regulations ({len(self._links)})", *titles], self._chosen)
        wanted = self.regulations[self._chosen - 1] if self._chosen else None
        self.controls.put_lines(
            [
                ListLine(str(at), partial(control_lines, link))
                for at, link in enumerate(self._links)
                if wanted in (None, link.regulation_title)
            ]
        )

    def action_regulation(self, step: int) -> None:
        """Show the controls of the next regulation, or of the one before; after the last come all."""
        self._chosen = (self._chosen + step) % (len(self.regulations) + 1)
        self._show()

    @on(TabLine.Chosen, "#regulations")
    def _regulation_clicked(self, event: TabLine.Chosen) -> None:
        event.stop()
        self._chosen = event.index
        self._show()

    @on(OptionList.OptionSelected)
    async def action_open(self) -> None:
        """Read the control under the cursor; the keys behind this one are for its flyout."""
        if self.controls.current is not None:
            await self.app.push_screen(ControlFlyout(self._links[int(self.controls.current)]))


def heading(width: int) -> list[Content]:
    """The titles of the columns, where there are columns."""
    inner = width - _SCROLL_BAR
    if inner < _WIDE:
        return []
    room = inner - sum(_WIDTHS) - 2 * len(_WIDTHS)
    return [Content.styled(f"{'Control':<{room}}  {columns(_TITLES, _WIDTHS)}".rstrip(), MUTED)]


def control_lines(link: ControlLink, width: int) -> list[Content]:
    """A control as the list shows it."""
    mark = " (unverified)" if link.unverified else ""
    title = f"{show(link.title)}{mark}"
    if width >= _WIDE:
        room = width - sum(_WIDTHS) - 2 * len(_WIDTHS)
        return _beside(title, room, (link.control_id, link.family, link.regulation_title, link.strength))
    facts = f"{link.regulation_title} · {link.family} · {link.strength}"
    head = Content.assemble((show(link.control_id), "bold"), "  ", title)
    return [
        *hanging(Content(""), head, width),
        *hanging(Content("    "), Content.styled(show(facts), MUTED), width),
    ]


def _beside(title: str, room: int, cells: Sequence[str]) -> list[Content]:
    first, *others = hanging(Content(""), Content(title), room)
    texts = Content.styled(columns(cells, _WIDTHS).rstrip(), MUTED)
    return [Content.assemble(first.pad_right(room - first.cell_length), "  ", texts), *others]
