"""The steps of the first start that a new assessment has not: organisation, group, and a name for each assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from cm_tui.model.rules.assessments import default_name
from cm_tui.model.rules.names import tidy_name, why_name_is_refused
from cm_tui.model.views.assessments import RegulationView
from cm_tui.screens.wizard.naming import NameField, why_name_is_wrong
from cm_tui.screens.wizard.step import Step
from cm_tui.widgets.folded import Folded
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.text import show
from cm_tui.widgets.text_field import TextField

DEFAULT_GROUP = "Default Group"


def lead_lines(sentence: str, width: int) -> list[Content]:
    """What a step is for."""
    return hanging(Content(""), Content.styled(show(sentence), MUTED), width)


class OrganisationStep(Step):
    """Asks for the organisation's name."""

    TITLE = "Organisation"

    def __init__(self, lead: str) -> None:
        super().__init__()
        self._lead = lead
        self.field = TextField("Name of the organisation", why_name_is_refused, submits=False)

    def compose(self) -> ComposeResult:
        """What this is, and the name."""
        yield Folded(partial(lead_lines, self._lead), classes="lead")
        yield self.field

    @property
    def entry(self) -> Widget:
        """The field."""
        return self.field.entry

    @property
    def is_touched(self) -> bool:
        """A name that was typed would be lost."""
        return bool(self.field.value)

    @property
    def organisation(self) -> str:
        """The name."""
        return tidy_name(self.field.value)

    def complete(self) -> bool:
        """There has to be a name."""
        if self.field.reason is not None:
            self.field.insist()
        return self.field.reason is None


class FirstGroupStep(Step):
    """Asks for the name of the first group; an empty field takes the usual one."""

    TITLE = "Group"

    def __init__(self) -> None:
        super().__init__()
        label = f"Name of the first group (empty: {DEFAULT_GROUP})"
        self.field = TextField(label, _why_group_is_refused, submits=False)

    def compose(self) -> ComposeResult:
        """What a group is, and the name."""
        text = (
            "A group holds assessments that are worked on together: a region, a subsidiary, a department. Its name can "
            "never be changed; more groups can come with later assessments."
        )
        yield Folded(partial(lead_lines, text), classes="lead")
        yield self.field

    @property
    def entry(self) -> Widget:
        """The field."""
        return self.field.entry

    @property
    def group(self) -> str:
        """The name."""
        return tidy_name(self.field.value) or DEFAULT_GROUP

    def complete(self) -> bool:
        """A name that is typed has to be one."""
        if self.field.reason is not None:
            self.field.insist()
        return self.field.reason is None


class NamesStep(Step):
    """Asks for the name of each assessment; each is proposed."""

    TITLE = "Names"

    def __init__(self) -> None:
        super().__init__()
        self._fields: dict[str, NameField] = {}
        self._asked: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """What is asked; the fields come once the regulations are known."""
        yield Folded(partial(lead_lines, "Each regulation becomes an assessment of the group."), classes="lead")

    async def know(self, regulations: Sequence[RegulationView]) -> None:
        """Have a field for each regulation."""
        for one in regulations:
            field = NameField(f"Name of the assessment against {one.short_title}", partial(self._why_wrong, one.key))
            field.display = False
            self._fields[one.key] = field
        await self.mount_all(self._fields.values())

    def ask(self, regulations: Sequence[RegulationView], group: str) -> None:
        """Ask for the names of the assessments of a group against these regulations."""
        self._asked = tuple(one.key for one in regulations)
        for key, field in self._fields.items():
            field.display = key in self._asked
        for one in regulations:
            self._fields[one.key].propose(default_name(one.short_title, group))

    @property
    def entry(self) -> Widget:
        """The first field."""
        return self._fields[self._asked[0]].entry if self._asked else self

    @property
    def names(self) -> Mapping[str, str]:
        """The names by regulation."""
        return {key: tidy_name(self._fields[key].value) for key in self._asked}

    def complete(self) -> bool:
        """Every name has to be one, and they have to differ."""
        wrong = next((self._fields[key] for key in self._asked if self._fields[key].reason is not None), None)
        if wrong is not None:
            wrong.insist()
        return wrong is None

    def _why_wrong(self, key: str, name: str) -> str | None:
        return why_name_is_wrong([other for one, other in self.names.items() if one != key], name)


def _why_group_is_refused(name: str) -> str | None:
    return why_name_is_refused(name) if name else None
