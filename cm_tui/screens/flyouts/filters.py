"""The filters flyout: every criterion of the list with its values; it writes the text of the search box."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import OptionList, Static

from cm_tui.model.filters import replace_values, values_of
from cm_tui.model.views.actions import Facets
from cm_tui.screens.flyouts.criteria import Criterion, chosen_values, criteria
from cm_tui.widgets.choices import Choice, ChoiceList, TickList, drawn
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.text import plain


class FilterLists(Horizontal):
    """Criteria and values beside each other; the arrows go from one to the other."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "go('values')", "Values", id="filters.values", tooltip="Go to the values of the criterion"),
        Binding("left", "go('criteria')", "Criteria", id="filters.criteria", tooltip="Go back to the criteria"),
    ]

    def action_go(self, name: str) -> None:
        """Move the focus to one of the lists."""
        self.query_one(f"#{name}").focus()


class FiltersFlyout(Flyout[str]):
    """Criteria at the left, their values at the right, the text they amount to below; gives back that text."""

    CSS_PATH = "../../styles/flyouts.tcss"
    KEY_BAR: ClassVar[tuple[str, ...]] = (
        "flyout.save",
        "flyout.cancel",
        "filters.clear",
        "choices.tick",
        "filters.values",
        "filters.criteria",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("F", "clear", "Clear", id="filters.clear", tooltip="Take every filter away"),
    ]

    OFFERED: ClassVar[tuple[str, ...]] = ()
    """Keys of the criteria that are offered; all where none is named."""
    UNFILTERED: ClassVar[str] = "no filter: passed actions are hidden"
    """What stands below where nothing is chosen."""

    _list = getters.query_one("#criteria", ChoiceList)
    _values = getters.query_one("#values", TickList)

    def __init__(self, text: str, facets: Facets, today: date) -> None:
        """Make the flyout.

        Args:
            text: The text of the filter as it is.
            facets: The values that occur in the workspace.
            today: What dates in the text are counted from.
        """
        super().__init__("Filters")
        self._text = text
        self._today = today
        offered = (one for one in criteria(facets) if not self.OFFERED or one.key in self.OFFERED)
        self._criteria = {criterion.key: criterion for criterion in offered}
        self._shown = ""

    def compose_body(self) -> ComposeResult:
        """The two lists and the text."""
        with FilterLists():
            yield ChoiceList(id="criteria")
            yield TickList(id="values")
        yield Static(id="filter-text", markup=False)

    def on_mount(self) -> None:
        """Show the criteria with what is chosen of each."""
        self._list.put([self._choice(criterion) for criterion in self._criteria.values()])
        self._say_text()

    def _chosen(self, criterion: Criterion) -> tuple[str, ...]:
        return chosen_values(criterion, values_of(self._text, criterion.key, self._today))

    def _choice(self, criterion: Criterion) -> Choice:
        count = len(self._chosen(criterion))
        return Choice(criterion.key, criterion.title, f"({count})" if count else "")

    def _say_text(self) -> None:
        self.query_one("#filter-text", Static).update(plain(self._text or self.UNFILTERED))

    @on(OptionList.OptionHighlighted, "#criteria")
    def _show_values(self, event: OptionList.OptionHighlighted) -> None:
        self._shown = event.option.id or ""
        self._put_values()

    def _put_values(self) -> None:
        criterion = self._criteria[self._shown]
        ticked = self._chosen(criterion)
        if ticked != self._values.ticked or self._values.option_count != len(criterion.values):
            self._values.put([Choice(value, label, ticked=value in ticked) for value, label in criterion.values])

    @on(OptionList.OptionSelected, "#criteria")
    def _enter_values(self) -> None:
        self._values.focus()

    @on(TickList.Ticked, "#values")
    def _write(self) -> None:
        criterion = self._criteria[self._shown]
        self._text = replace_values(self._text, criterion.key, self._values.ticked, self._today)
        self._list.replace_option_prompt(criterion.key, drawn(self._choice(criterion)))
        self._say_text()

    def action_clear(self) -> None:
        """Take every filter away."""
        self._text = ""
        self._list.put([self._choice(criterion) for criterion in self._criteria.values()])
        self._say_text()

    def answer(self) -> str:
        """The text."""
        return self._text.strip()
