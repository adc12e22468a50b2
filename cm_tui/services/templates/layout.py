"""The four-tab form of a regulation template, the same for what goes out and what comes in: tabs, headings, cells (spec 11.9).

What it shows: the controls in force that an action serves, in the regulation's order; a template of Purview's knows no other ones.
Controls that are proposed, vacated or served by nothing stand in no template, and importing one leaves them as they are. `Actions`
has what your organisation does; the titles of Microsoft's actions stand beside their controls only. Titles are those of the newest
definitions, which no two actions share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cm_tui.model.rules.points import MILLION, worth
from cm_tui.model.vocabulary import ActionType, Category, Function, Requirement

TEMPLATE, FAMILIES, ACTIONS, DIMENSIONS = "Template", "ControlFamily", "Actions", "Dimensions"
TABS = (TEMPLATE, FAMILIES, ACTIONS, DIMENSIONS)
"""In their order."""
JOIN = ";;"
"""Between the names of a cell that holds several, without blanks."""

TITLE, PRODUCT, CERTIFICATION, SERVICES = "title", "product", "certification", "inScopeServices"
TEMPLATE_COLUMNS = (TITLE, PRODUCT, CERTIFICATION, SERVICES)
"""The template's own columns come after these."""
CONTROL_NAME, CONTROL_FAMILY, CONTROL_TITLE = "controlName", "controlFamily", "controlTitle"
CONTROL_DESCRIPTION, CONTROL_ACTIONS = "controlDescription", "controlActionTitle"
FAMILY_COLUMNS = (CONTROL_NAME, CONTROL_FAMILY, CONTROL_TITLE, CONTROL_DESCRIPTION, CONTROL_ACTIONS)
ACTION_TITLE, ACTION_TYPE, ACTION_SCORE = "actionTitle", "implementationType", "actionScore"
DESCRIPTION_TITLE, DESCRIPTION = "actionDescriptionTitle", "actionDescription"
ACTION_COLUMNS = (ACTION_TITLE, ACTION_TYPE, ACTION_SCORE, DESCRIPTION_TITLE, DESCRIPTION)
"""The dimension columns come after these."""
OLD_TITLE = "oldActionTitle"
"""Names the action that a new title is for (spec 11.10); never written, only read."""
DIMENSION_KEY, DIMENSION_VALUE = "dimensionKey", "dimensionValue"
DIMENSION_COLUMNS = (DIMENSION_KEY, DIMENSION_VALUE)

PREFIX = "dimension-"
"""How the heading of a dimension's column begins; `Dimensions` names it without."""
CATEGORY, REQUIREMENT, FUNCTION, PURPOSE = "Category", "Requirement", "Function", "Action Purpose"
DIMENSIONS_OF_ALL = (CATEGORY, REQUIREMENT, FUNCTION)
"""Every action has a value of these; an own one can have others."""


@dataclass(frozen=True, slots=True)
class TemplateForm:
    """The row of `Template`: `more` are own columns, by their heading."""

    title: str
    product: str
    certification: str
    services: tuple[str, ...]
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in it, from the left."""
        return self.title, self.product, self.certification, JOIN.join(self.services), *self.more.values()


@dataclass(frozen=True, slots=True)
class ControlForm:
    """A row of `ControlFamily`; `actions` are titles."""

    name: str
    family: str
    title: str
    description: str
    actions: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in it, from the left."""
        return self.name, self.family, self.title, self.description, JOIN.join(self.actions)


@dataclass(frozen=True, slots=True)
class ActionForm:
    """A row of `Actions`; `score` in whole points, `dimensions` by key without the prefix."""

    title: str
    kind: ActionType
    score: int
    description_title: str
    description: str
    dimensions: Mapping[str, str]

    def cells(self, keys: Sequence[str]) -> tuple[str | int | None, ...]:
        """What stands in it, from the left, with these dimensions."""
        values = (self.dimensions.get(key) for key in keys)
        return self.title, self.kind.value, self.score, self.description_title, self.description, *values


def score_of(requirement: Requirement, function: Function, score: int | None = None) -> int:
    """What an action is worth in whole points; `score` is an own one's."""
    return worth(requirement, function, score) // MILLION


def dimensions_of(category: Category, requirement: Requirement, function: Function) -> dict[str, str]:
    """The dimensions that every action has, spelled as in workbooks; reading takes any spelling that `Term.lookup` knows."""
    return {CATEGORY: category.value, REQUIREMENT: requirement.workbook, FUNCTION: function.workbook}


def described(description: str, guidance: str) -> str:
    """The one text that a template has for an action: why, and below it how."""
    return "\n\n".join(dict.fromkeys(text for text in (description, guidance) if text))


def dimension_keys(actions: Sequence[ActionForm]) -> tuple[str, ...]:
    """The dimensions that the actions of a template have, those of all first, the others by name."""
    others = {key for action in actions for key in action.dimensions} - set(DIMENSIONS_OF_ALL)
    return *DIMENSIONS_OF_ALL, *sorted(others)


def dimension_rows(template: TemplateForm, actions: Sequence[ActionForm]) -> list[tuple[str, str]]:
    """The rows of `Dimensions`: every value that the other tabs use, each once."""
    head = [(PRODUCT, template.product), (CERTIFICATION, template.certification), *template.more.items()]
    keys = dimension_keys(actions)
    used = [(key, action.dimensions[key]) for key in keys for action in actions if key in action.dimensions]
    told = [one for one in head if one[1]]
    return [*dict.fromkeys(told), *sorted(dict.fromkeys(used), key=lambda one: (keys.index(one[0]), one[1]))]
