"""What the two status flyouts have in common: a status, its date, and what choosing it brings about."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList

from cm_tui.model.vocabulary import Field, FieldValue, Term
from cm_tui.screens.details.edit import Edit, Staged
from cm_tui.widgets.date_input import DateInput
from cm_tui.widgets.flyout import Flyout
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.info_bar import points_texts
from cm_tui.widgets.picker import FoldingList, Status
from cm_tui.widgets.text import show


class StatusFlyout(Flyout[Edit]):
    """Statuses with their meaning, the date of the one under the cursor, and the consequences; gives back the staged edit."""

    DEFAULT_CSS = """
    StatusFlyout {
        FoldingList { height: auto; max-height: 75vh; }
        #consequences { margin-top: 1; min-height: 2; }
        &.-short DateInput, &.-short #consequences { margin-top: 0; }
    }
    """
    KEY_BAR: ClassVar[tuple[str, ...]] = ("flyout.save", "flyout.cancel", "choices.choose", "flyout.next")
    STATUS: ClassVar[Field]
    """The field that is chosen."""
    DATE: ClassVar[Field]
    """The field of its date."""

    def __init__(self, edit: Edit, today: date) -> None:
        """Make the flyout.

        Args:
            edit: The action as the page shows it.
            today: The day that a new date begins with.
        """
        super().__init__(self.STATUS.label.capitalize())
        self._edit = edit
        self._today = today
        self._list = FoldingList()
        self._date = DateInput(self.DATE.label.capitalize(), today)
        self._consequences = Folded(id="consequences")

    # What a flyout of its own says

    @staticmethod
    @abstractmethod
    def statuses(edit: Edit) -> Sequence[Status]:
        """Every status of an action with its meaning, and the reason where it cannot be chosen."""

    @staticmethod
    @abstractmethod
    def term(label: str) -> Term:
        """The status with a label."""

    dated: ClassVar[Collection[Term]] = ()
    """Statuses that have a date."""
    undated_at_first: ClassVar[Collection[Term]] = ()
    """Those of them whose date is left empty until somebody types it."""
    keeps_date: ClassVar[bool] = False
    """Whether a date that is there stays when another status is chosen; else the choice is of today."""

    # The panel

    def compose_body(self) -> ComposeResult:
        """Statuses, date, consequences."""
        self._list.put_lines([status.line for status in self.statuses(self._edit)], str(self._edit.value(self.STATUS)))
        yield self._list
        yield self._date
        yield self._consequences

    def on_mount(self) -> None:
        """The keys are for the list, at once."""
        self.set_focus(self._list)

    @property
    def _chosen(self) -> Term:
        return self.term(self._list.current or str(self._edit.value(self.STATUS)))

    @property
    def changes(self) -> Mapping[Field, FieldValue] | str:
        """What was chosen, or the sentence that refuses the date."""
        chosen: dict[Field, FieldValue] = {self.STATUS: self.term(self._chosen)}
        if self._chosen in self.dated:
            day = self._date.value
            if isinstance(day, str):
                return day
            chosen[self.DATE] = day
        return chosen

    @on(OptionList.OptionHighlighted)
    def _follow(self) -> None:
        """Ask for the date of the status under the cursor, and say what it brings about."""
        chosen = self._chosen
        self._date.display = chosen in self.dated
        if not self._date.edited:
            self._date.set(self.first_date(self._edit, chosen, self._today))
        self._say()

    @classmethod
    def first_date(cls, edit: Edit, chosen: Term, today: date) -> date | None:
        """The date that a status has until somebody types another one."""
        stored = edit.value(cls.DATE)
        kept = isinstance(stored, date) and cls.keeps_date
        if kept or chosen == edit.value(cls.STATUS):
            return stored if isinstance(stored, date) else None
        return None if chosen in cls.undated_at_first else today

    @on(OptionList.OptionSelected)
    def _go_on(self) -> None:
        """Enter takes the status; where it has a date, the date comes first, and a second enter takes that."""
        if self._date.display and not self._date.has_the_focus:
            self._date.focus_field()
        else:
            self.action_save()

    @on(DateInput.Changed)
    def _date_typed(self) -> None:
        self._say()

    @on(DateInput.Submitted)
    def _date_taken(self) -> None:
        self.action_save()

    def _staged(self) -> Staged | str:
        changes = self.changes
        return changes if isinstance(changes, str) else self._edit.stage(changes)

    def _say(self) -> None:
        staged = self._staged()
        self._consequences.put(lambda width: consequences(staged, width))

    def answer(self) -> Edit | None:
        """The action with the change staged; None while a rule or the date refuses it, which stands there already."""
        staged = self._staged()
        return staged.edit if isinstance(staged, Staged) else None


def consequences(staged: Staged | str, width: int) -> list[Content]:
    """What a choice brings about: the fields it resets, the points, and when it is stored; or why it is refused."""
    if isinstance(staged, str):
        return hanging(Content.styled("✗ ", "$text-error"), Content.styled(show(staged), "$text-error"), width)
    lines: list[Content] = []
    for notice in staged.notices:
        lines += hanging(Content.styled("! ", "$text-warning"), Content.styled(show(notice), "$text-warning"), width)
    row, after = staged.edit.row, staged.edit.changed_points
    if after is not None:
        lines += hanging(Content(""), Content(f"Points: {points_texts(row, after)[0]}"), width)
    hint = "Stored when you save the action." if staged.edit.draft else "Nothing is changed."
    return [*lines, *hanging(Content(""), Content.styled(hint, MUTED), width)]
