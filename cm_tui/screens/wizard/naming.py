"""The step that asks for the group and the name of a new assessment; a new group may copy data (spec 11.1, 11.2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from cm_tui.model.rules.assessments import (
    default_name,
    why_group_is_taken,
    why_name_is_taken,
    why_regulation_is_assessed,
)
from cm_tui.model.rules.names import tidy_name, why_name_is_refused
from cm_tui.model.views.assessments import GroupView, RegulationView
from cm_tui.screens.wizard.offer import Offer
from cm_tui.screens.wizard.step import Step
from cm_tui.widgets.choices import ChoiceList
from cm_tui.widgets.chooser import Chooser
from cm_tui.widgets.folding import MUTED, OFF, hanging
from cm_tui.widgets.picker import FoldingList, ListLine
from cm_tui.widgets.stepper import Stepper
from cm_tui.widgets.text import show
from cm_tui.widgets.text_field import TextField, WhyRefused

_NEW = "new"
NOTHING = "nothing: the group begins empty"
_WHAT = ("details and evidence", "implementation and testing details", "evidence")


class GroupList(FoldingList, inherit_bindings=False):
    """The groups, and the new one; the cursor is the choice."""

    DEFAULT_CSS = """
    GroupList { height: auto; max-height: 8; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*ChoiceList.BINDINGS[:-1]]


class NameField(TextField):
    """A name that follows a proposal until somebody types one."""

    def __init__(self, label: str, why_refused: WhyRefused) -> None:
        super().__init__(label, why_refused, submits=False)
        self._proposed = ""

    @property
    def is_own(self) -> bool:
        """Whether somebody typed it."""
        return self.value not in ("", self._proposed)

    def propose(self, name: str) -> None:
        """Propose another name; one that was typed stays, and a field that was emptied waits for one."""
        own, is_new = self.is_own, name != self._proposed
        self._proposed = name
        if is_new and not own:
            self.put(name)


def why_name_is_wrong(taken: Collection[str], name: str) -> str | None:
    """Why an assessment cannot have a name, or None."""
    return why_name_is_refused(name) or why_name_is_taken(tidy_name(name), taken)


class NamingStep(Step):
    """Group and name: an existing group, or a new one with its name and what it takes over."""

    TITLE = "Name and group"
    DEFAULT_CSS = """
    NamingStep #new-group { height: auto; padding-left: 2; display: none; }
    NamingStep #new-group.-wanted { display: block; }
    NamingStep Chooser { margin-top: 1; }
    NamingStep Stepper { display: none; }
    NamingStep Stepper.-wanted { display: block; }
    .-short NamingStep Chooser { margin: 0; }
    .-short NamingStep GroupList { max-height: 5; }
    """

    def __init__(self, offer: Offer) -> None:
        super().__init__()
        self._offer = offer
        self._regulation: RegulationView | None = None
        self._label = Static(classes="step-label", markup=False)
        self.groups = GroupList()
        self._group_name = TextField("Name of the new group", self._why_group_is_wrong, submits=False)
        self._copy = Chooser("Copy data from", id="copy-from")
        self._what = Stepper("What is copied", _WHAT)
        self._copied_from = NOTHING
        self.name_field = NameField("Name of the assessment", self._why_name_is_wrong)

    def compose(self) -> ComposeResult:
        """Groups, what a new one needs, the name."""
        yield self._label
        yield self.groups
        with Vertical(id="new-group"):
            yield self._group_name
            yield self._copy
            yield self._what
        yield self.name_field

    def on_mount(self) -> None:
        """A new group begins empty, unless something else is chosen."""
        self._put_copy()

    def offer(self, regulation: RegulationView) -> None:
        """Show the groups for a regulation; one that has it already says so."""
        meant = not self.is_new or bool(self._group_name.value)
        current = self.groups.current if meant else None
        self._regulation = regulation
        lines = [self._group_line(at, group) for at, group in enumerate(self._offer.groups)]
        new = ListLine(_NEW, lambda width: hanging(Content("+ "), Content.styled("New group", "bold"), width))
        self.groups.put_lines([*lines, new], current)
        self._follow()

    def renew(self, offer: Offer) -> None:
        """Know other groups and assessments; what was typed stays. To be offered anew then."""
        self._offer = offer
        self._put_copy()

    def _why_group_is_wrong(self, name: str) -> str | None:
        names = [group.name for group in self._offer.groups]
        return why_name_is_refused(name) or why_group_is_taken(tidy_name(name), names)

    def _why_name_is_wrong(self, name: str) -> str | None:
        return why_name_is_wrong([one.name for one in self._offer.assessments], name)

    def _group_line(self, at: int, group: GroupView) -> ListLine:
        title = self._regulation.short_title if self._regulation else ""
        key = self._regulation.key if self._regulation else ""
        reason = why_regulation_is_assessed(title, group.name, self._offer.assessed(key, group.name))
        return ListLine(str(at), partial(_group_lines, group, reason), reason is None)

    @property
    def entry(self) -> Widget:
        """The groups."""
        return self.groups

    @property
    def is_new(self) -> bool:
        """Whether a new group is chosen."""
        return self.groups.current in (_NEW, None)

    @property
    def group(self) -> str:
        """The name of the group."""
        if self.is_new:
            return tidy_name(self._group_name.value)
        return self._offer.groups[int(self.groups.current or 0)].name

    @property
    def name_of_assessment(self) -> str:
        """The name of the assessment."""
        return tidy_name(self.name_field.value)

    @property
    def copying(self) -> tuple[str | None, bool, bool]:
        """From which group data are copied, whether details are, whether evidence is."""
        if not self.is_new or self._copied_from == NOTHING:
            return None, False, False
        return self._copied_from, self._what.at in (0, 1), self._what.at in (0, 2)

    @property
    def is_touched(self) -> bool:
        """A name that was typed would be lost."""
        return self.name_field.is_own or bool(self._group_name.value)

    def complete(self) -> bool:
        """Names have to be those that can be; an empty one of a new group is asked for."""
        if self.is_new and self._group_name.reason is not None:
            if self._group_name.value or self.screen.focused is not self.groups:
                self._group_name.insist()
            else:
                self._group_name.focus_field()
            return False
        if self.name_field.reason is not None:
            self.name_field.insist()
            return False
        return True

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._follow()

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()

    @on(TextField.Changed)
    def _typed(self) -> None:
        self._follow()

    @on(Chooser.Chosen)
    def _choose(self, event: Chooser.Chosen) -> None:
        self._copied_from = event.key
        self._put_copy()

    def _put_copy(self) -> None:
        names = [NOTHING, *(group.name for group in self._offer.groups)]
        self._copy.put([ListLine(name, partial(_plain_line, name)) for name in names], self._copied_from)
        self._what.set_class(self._copied_from != NOTHING, "-wanted")

    def _follow(self) -> None:
        """Show what a new group needs, and let the proposed name follow the group."""
        if self._regulation is None:
            return
        self.query_one("#new-group").set_class(self.is_new, "-wanted")
        self._label.update(Content(f"Group: {show(self.group or 'a new one')}"))
        proposed = default_name(self._regulation.short_title, self.group) if self.group else ""
        self.name_field.propose(proposed)


def _group_lines(group: GroupView, reason: str | None, width: int) -> list[Content]:
    off = reason is not None
    lead = Content.styled(show(group.name), OFF if off else "bold")
    count = len(group.assessments)
    facts = "1 assessment" if count == 1 else f"{count} assessments"
    if reason is None:
        return hanging(lead + "  ", Content.styled(facts, MUTED), width)
    return [*hanging(Content(""), lead, width), *hanging(Content("    "), Content.styled(show(reason), OFF), width)]


def _plain_line(name: str, width: int) -> Sequence[Content]:
    return hanging(Content(""), Content(show(name)), width)
