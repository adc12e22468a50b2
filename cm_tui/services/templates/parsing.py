"""A workbook in the four-tab form → what it says, checked as far as the file alone can tell (spec 11.9)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.templates import (
    MOST_COLUMNS,
    MOST_IN_CELL,
    MOST_NAME,
    MOST_NAMED,
    MOST_TITLE,
    SHIPPED_PRODUCT,
    why_score_is_refused,
)
from cm_tui.model.text import fold
from cm_tui.model.views.workbooks import brief
from cm_tui.model.vocabulary import ActionType, Category, Function, Requirement, Term
from cm_tui.services.templates import layout
from cm_tui.services.templates.layout import ActionForm, ControlForm, TemplateForm
from cm_tui.services.templates.tabs import MOST_ALLOWED, Faults, Row, Tab, read_tab
from cm_tui.services.workbooks.reading import ReadWorkbook

T = TypeVar("T", bound=Term)
FEW = 5
"""Faults that are told of the names in one cell, and notices of one kind."""


@dataclass(frozen=True)
class GivenControl:
    """A row of `ControlFamily`."""

    row: Row
    form: ControlForm


@dataclass(frozen=True)
class GivenAction:
    """A row of `Actions`; `old_title` is what the action was called before, empty where it keeps its title."""

    row: Row
    form: ActionForm
    old_title: str
    category: Category
    requirement: Requirement
    function: Function

    @property
    def more(self) -> dict[str, str]:
        """The dimensions beside those that every action has."""
        return {name: value for name, value in self.form.dimensions.items() if name not in layout.DIMENSIONS_OF_ALL}


@dataclass(frozen=True)
class Given:
    """What a file says. `titles` are those of all rows of `Actions`, folded, faulty rows included."""

    row: Row
    template: TemplateForm
    controls: tuple[GivenControl, ...]
    actions: tuple[GivenAction, ...]
    titles: frozenset[str]
    notices: tuple[str, ...]


def parse(workbook: ReadWorkbook, faults: Faults) -> Given:
    """What a workbook says; whatever is wrong with a cell goes to `faults`. Raises InvalidInput where it is no template."""
    tabs = _tabs(workbook, faults)
    dimensions = _dimensions(tabs.get(layout.DIMENSIONS))
    row, template = _template(tabs[layout.TEMPLATE], dimensions)
    controls = tuple(_controls(tabs[layout.FAMILIES], faults))
    actions = tuple(_actions(tabs[layout.ACTIONS], dimensions, faults))
    _refuse_repeated(tabs[layout.FAMILIES], layout.CONTROL_NAME, faults)
    _refuse_repeated(tabs[layout.ACTIONS], layout.ACTION_TITLE, faults)
    titles = frozenset(fold(one.text(layout.ACTION_TITLE)) for one in tabs[layout.ACTIONS].rows)
    return Given(row, template, controls, actions, titles, _noticed(list(_unknown_columns(tabs))))


def _tabs(workbook: ReadWorkbook, faults: Faults) -> dict[str, Tab]:
    forms = (
        (layout.TEMPLATE, layout.TEMPLATE_COLUMNS, layout.TEMPLATE_COLUMNS),
        (layout.FAMILIES, layout.FAMILY_COLUMNS, layout.FAMILY_COLUMNS),
        (layout.ACTIONS, (*layout.ACTION_COLUMNS, layout.OLD_TITLE), layout.ACTION_COLUMNS),
        (layout.DIMENSIONS, layout.DIMENSION_COLUMNS, layout.DIMENSION_COLUMNS),
    )
    sheets = {fold(name.strip()): sheet for name, sheet in workbook.sheets.items()}
    found: dict[str, Tab] = {}
    for title, known, needed in forms:
        sheet = sheets.get(fold(title))
        if sheet is not None:
            found[title] = read_tab(sheet, title, known, needed, faults)
            _refuse_many_columns(found[title], known)
        elif title != layout.DIMENSIONS:
            names = ", ".join(layout.TABS)
            raise InvalidInput(f"{workbook.name} has no tab {title}; a regulation template has the tabs {names}.")
    return found


def _refuse_many_columns(tab: Tab, known: Sequence[str]) -> None:
    own = len(tab.headings) - sum(one in known for one in tab.headings)
    if own > MOST_COLUMNS:
        raise InvalidInput(f"The tab {tab.title} has {own} columns of its own; leave {MOST_COLUMNS} of them at most.")


def _dimensions(tab: Tab | None) -> Mapping[str, frozenset[str]]:
    """By key, the values that `Dimensions` declares."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in tab.rows if tab is not None else ():
        found[row.text(layout.DIMENSION_KEY)].add(row.text(layout.DIMENSION_VALUE))
    return {key: frozenset(values) for key, values in found.items()}


def _template(tab: Tab, dimensions: Mapping[str, frozenset[str]]) -> tuple[Row, TemplateForm]:
    if not tab.rows:
        raise InvalidInput(
            f"The tab {layout.TEMPLATE} has no row; write the title, product and certification in its second."
        )
    first, *rest = tab.rows
    for row in rest[:FEW]:
        row.fault(layout.TITLE, f"A template is one regulation; leave only row {first.number} here.")
    title = first.name(layout.TITLE, MOST_TITLE, "the title of the regulation")
    product = first.name(layout.PRODUCT, MOST_NAME, f"the product, such as {SHIPPED_PRODUCT} or Salesforce")
    certification = first.name(layout.CERTIFICATION, MOST_NAME)
    services = tuple(_names(first, layout.SERVICES, MOST_NAME))
    own = [one for one in tab.headings if one not in layout.TEMPLATE_COLUMNS]
    more = {one: first.text(one) for one in own if first.text(one)}
    for name in more:
        _refuse_undeclared(first, name, name, dimensions)
    return first, TemplateForm(title or "", product or "", certification or "", services or (product or "",), more)


def _controls(tab: Tab, faults: Faults) -> Iterator[GivenControl]:
    if not tab.rows:
        raise InvalidInput(f"The tab {layout.FAMILIES} has no row; a regulation has at least one control.")
    named = 0
    for row in faults.walk(tab.rows):
        name = row.name(layout.CONTROL_NAME, MOST_NAME, "the control's name, such as Art. 5")
        family = row.name(layout.CONTROL_FAMILY, MOST_TITLE, "the part of the regulation that the control stands in")
        title = row.name(layout.CONTROL_TITLE, MOST_TITLE, "the control's title")
        actions = tuple(_names(row, layout.CONTROL_ACTIONS, MOST_TITLE))
        named += len(actions)
        if named > MOST_NAMED:
            raise InvalidInput(
                f"The controls name more than {MOST_NAMED:,} actions by row {row.number}; split the regulation into several."
            )
        if not row.text(layout.CONTROL_ACTIONS):
            row.fault(
                layout.CONTROL_ACTIONS,
                f"A control needs at least one action; write its title, several joined by {layout.JOIN} without blanks.",
            )
        if name is not None and family is not None and title is not None:
            yield GivenControl(row, ControlForm(name, family, title, row.text(layout.CONTROL_DESCRIPTION), actions))


def _actions(tab: Tab, dimensions: Mapping[str, frozenset[str]], faults: Faults) -> Iterator[GivenAction]:
    headings = [one for one in tab.headings if one.casefold().startswith(layout.PREFIX)]
    keys = {one: _spelled(one[len(layout.PREFIX) :].strip()) for one in headings}
    columns = {key: heading for heading, key in keys.items()}
    for row in faults.walk(tab.rows):
        title = row.name(layout.ACTION_TITLE, MOST_TITLE, "the action's title")
        kind = _term(row, layout.ACTION_TYPE, ActionType, None)
        score = row.value(layout.ACTION_SCORE)
        if reason := why_score_is_refused(score):
            row.fault(layout.ACTION_SCORE, reason)
        category = _term(row, columns.get(layout.CATEGORY), Category, Category.MANAGE_COMPLIANCE)
        requirement = _term(row, columns.get(layout.REQUIREMENT), Requirement, Requirement.DISCRETIONARY)
        function = _term(row, columns.get(layout.FUNCTION), Function, Function.PREVENTATIVE)
        said = {key: row.text(heading) for heading, key in keys.items() if row.text(heading)}
        for heading, key in keys.items():
            if key not in layout.DIMENSIONS_OF_ALL and key in said:
                _refuse_undeclared(row, heading, key, dimensions)
        if title and kind and category and requirement and function and isinstance(score, int | float):
            texts = row.text(layout.DESCRIPTION_TITLE), row.text(layout.DESCRIPTION)
            form = ActionForm(title, kind, int(score), *texts, said)
            yield GivenAction(row, form, row.text(layout.OLD_TITLE), category, requirement, function)


def _spelled(key: str) -> str:
    known = (*layout.DIMENSIONS_OF_ALL, layout.PURPOSE)
    return next((one for one in known if fold(one) == fold(key)), key)


def _term(row: Row, column: str | None, kind: type[T], default: T | None) -> T | None:
    """A word of a vocabulary; None, with its fault, where it is none. A blank one is the default, where there is one."""
    text = row.text(column) if column is not None else ""
    if not text and default is not None:
        return default
    found = kind.lookup(text)
    if found is None and column is not None:
        row.fault(column, "This value is not known here; write one of those allowed.", [one.value for one in kind])
    return found


def _names(row: Row, column: str, most: int) -> Iterator[str]:
    """The names of a cell that holds several, each once; one that stands there again, or that is none, is a fault."""
    text = row.text(column)
    count = text.count(layout.JOIN) + 1
    if count > MOST_IN_CELL:
        row.fault(column, f"This cell holds {count:,} names; write {MOST_IN_CELL} of them at most.")
        return
    names = [one.strip() for one in text.split(layout.JOIN)] if text else []
    told = Counter(fold(one) for one in names)
    if any(not one or not one.isprintable() or len(one) > most for one in names):
        row.fault(
            column, f"Write names here, several joined by {layout.JOIN} without blanks; {most} characters each at most."
        )
        return
    first = {fold(one): one for one in reversed(names)}
    for name in [name for folded, name in first.items() if told[folded] > 1][:FEW]:
        row.fault(column, f"{brief(name)!r} stands here more than once; write it once.")
    yield from reversed(first.values())


def _refuse_undeclared(row: Row, column: str, key: str, dimensions: Mapping[str, frozenset[str]]) -> None:
    declared = dimensions.get(key)
    if not dimensions:
        return  # the tab is optional
    if declared is None:
        row.fault(
            column, f"Declare the values of {brief(key)!r} in the tab {layout.DIMENSIONS}, as {layout.DIMENSION_KEY}."
        )
    elif row.text(column) not in declared:
        few = sorted(declared) if len(declared) <= MOST_ALLOWED else ()
        row.fault(column, f"The tab {layout.DIMENSIONS} does not declare this value of {brief(key)!r}.", few)


def _refuse_repeated(tab: Tab, column: str, faults: Faults) -> None:
    first: dict[str, int] = {}
    for row in faults.walk(tab.rows):
        name = fold(row.text(column))
        if name and name in first:
            row.fault(column, f"This stands in row {first[name]} already; names are unique, whatever their case.")
        first.setdefault(name, row.number)


def _noticed(notices: Sequence[str]) -> tuple[str, ...]:
    more = len(notices) - FEW
    return tuple(notices) if more <= 0 else (*notices[:FEW], f"{more} more columns are not known here.")


def _unknown_columns(tabs: Mapping[str, Tab]) -> Iterator[str]:
    """Notices of columns that nothing reads."""
    known: Sequence[tuple[str, Sequence[str]]] = (
        (layout.FAMILIES, layout.FAMILY_COLUMNS),
        (layout.ACTIONS, (*layout.ACTION_COLUMNS, layout.OLD_TITLE)),
    )
    for title, columns in known:
        for heading in tabs[title].headings:
            if heading not in columns and not heading.casefold().startswith(layout.PREFIX):
                yield f"The column {heading!r} of the tab {title} is not known here; it was not read."
