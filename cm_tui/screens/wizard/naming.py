"""The step that asks for the group and the name of a new assessment; a new group may copy data (spec 11.1, 11.2)."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from cm_tui.model.rules.assessments import (
    default_name,
    why_name_is_taken,
    why_regulation_is_assessed,
)
from cm_tui.model.rules.names import tidy_name, why_name_is_refused
from cm_tui.model.views.assessments import GroupView, RegulationView
from cm_tui.screens.wizard.new_group import NewGroup
from cm_tui.screens.wizard.offer import Offer
from cm_tui.screens.wizard.step import Step
from cm_tui.widgets.choices import ChoiceList
from cm_tui.widgets.folding import MUTED, OFF, hanging
from cm_tui.widgets.picker import FoldingList, ListLine
from cm_tui.widgets.text import show
from cm_tui.widgets.text_field import TextField, WhyRefused

_NEW = "new"


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
    .-short NamingStep GroupList { max-height: 5; }
    """

    def __init__(self, offer: Offer) -> None:
        super().__init__()
        self._offer = offer
        self._regulation: RegulationView | None = None
        self._label = Static(classes="step-label", markup=False)
        self.groups = GroupList()
        self._new = NewGroup(offer.groups)
        self.name_field = NameField("Name of the assessment", self._why_name_is_wrong)

    def compose(self) -> ComposeResult:
        """Groups, what a new one needs, the name."""
        yield from (self._label, self.groups, self._new, self.name_field)

    def offer(self, regulation: RegulationView) -> None:
        """Show the groups for a regulation; one that has it already says so."""
        meant = not self.is_new or bool(self._new.field.value)
        current = self.groups.current if meant else None
        self._regulation = regulation
        lines = [self._group_line(at, group) for at, group in enumerate(self._offer.groups)]
        new = ListLine(_NEW, lambda width: hanging(Content("+ "), Content.styled("New group", "bold"), width))
        self.groups.put_lines([*lines, new], current)
        self._follow()

    def renew(self, offer: Offer) -> None:
        """Know other groups and assessments; what was typed stays. To be offered anew then."""
        self._offer = offer
        self._new.renew(offer.groups)

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
            return self._new.group
        return self._offer.groups[int(self.groups.current or 0)].name

    @property
    def name_of_assessment(self) -> str:
        """The name of the assessment."""
        return tidy_name(self.name_field.value)

    @property
    def copying(self) -> tuple[str | None, bool, bool]:
        """From which group data are copied, whether details are, whether evidence is."""
        return self._new.copying if self.is_new else (None, False, False)

    @property
    def is_touched(self) -> bool:
        """A name that was typed would be lost."""
        return self.name_field.is_own or bool(self._new.field.value)

    def complete(self) -> bool:
        """Names have to be those that can be; an empty one of a new group is asked for."""
        if self.is_new and self._new.field.reason is not None:
            if self._new.field.value or self.screen.focused is not self.groups:
                self._new.field.insist()
            else:
                self._new.field.focus_field()
            return False
        if self.name_field.reason is not None:
            self.name_field.insist()
            return False
        return True

    @on(TextField.Submitted)
    def _group_named(self) -> None:
        """From the name of a new group enter leads to what it takes over, once and where there is something; else it goes on."""
        if not self._new.lead_to_copy():
            self.post_message(self.Done())

    @on(NewGroup.NothingCopied)
    def _nothing_copied(self) -> None:
        self.name_field.focus_field()

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

    def _follow(self) -> None:
        """Show what a new group needs, and let the proposed name follow the group."""
        if self._regulation is None:
            return
        self._new.set_class(self.is_new, "-wanted")
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
