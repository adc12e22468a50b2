"""A workbook in the four-tab form → what it says, checked as far as the file alone can tell (spec 11.9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.templates import MOST_NAME, MOST_TITLE, why_score_is_refused
from cm_tui.model.text import fold
from cm_tui.model.vocabulary import ActionType, Category, Function, Requirement, Term
from cm_tui.services.templates import layout
from cm_tui.services.templates.layout import ActionForm, ControlForm, TemplateForm
from cm_tui.services.templates.tabs import Faults, Row, Tab, read_tab
from cm_tui.services.workbooks.reading import ReadWorkbook

T = TypeVar("T", bound=Term)


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
    controls = tuple(_controls(tabs[layout.FAMILIES]))
    actions = tuple(_actions(tabs[layout.ACTIONS], dimensions))
    _refuse_repeated(tabs[layout.FAMILIES], layout.CONTROL_NAME)
    _refuse_repeated(tabs[layout.ACTIONS], layout.ACTION_TITLE)
    titles = frozenset(fold(one.text(layout.ACTION_TITLE)) for one in tabs[layout.ACTIONS].rows)
    return Given(row, template, controls, actions, titles, tuple(_unknown_columns(tabs)))


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
        elif title != layout.DIMENSIONS:
            names = ", ".join(layout.TABS)
            raise InvalidInput(f"{workbook.name} has no tab {title}; a regulation template has the tabs {names}.")
    return found


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
    for row in rest:
        row.fault(layout.TITLE, f"A template is one regulation; leave only row {first.number} here.")
    title = first.name(layout.TITLE, MOST_TITLE)
    product = first.name(layout.PRODUCT, MOST_NAME)
    certification = first.name(layout.CERTIFICATION, MOST_NAME, needed=False)
    services = tuple(_names(first, layout.SERVICES, MOST_NAME))
    own = [one for one in tab.headings if one not in layout.TEMPLATE_COLUMNS]
    more = {one: first.text(one) for one in own if first.text(one)}
    for name in more:
        _refuse_undeclared(first, name, name, dimensions)
    return first, TemplateForm(title or "", product or "", certification or "", services or (product or "",), more)


def _controls(tab: Tab) -> Iterator[GivenControl]:
    if not tab.rows:
        raise InvalidInput(f"The tab {layout.FAMILIES} has no row; a regulation has at least one control.")
    for row in tab.rows:
        name = row.name(layout.CONTROL_NAME, MOST_NAME)
        family = row.name(layout.CONTROL_FAMILY, MOST_TITLE)
        title = row.name(layout.CONTROL_TITLE, MOST_TITLE)
        actions = tuple(_names(row, layout.CONTROL_ACTIONS, MOST_TITLE))
        if not actions:
            row.fault(
                layout.CONTROL_ACTIONS,
                f"A control needs at least one action; write its title, several joined by {layout.JOIN} without blanks.",
            )
        if name is not None and family is not None and title is not None:
            yield GivenControl(row, ControlForm(name, family, title, row.text(layout.CONTROL_DESCRIPTION), actions))


def _actions(tab: Tab, dimensions: Mapping[str, frozenset[str]]) -> Iterator[GivenAction]:
    headings = [one for one in tab.headings if one.casefold().startswith(layout.PREFIX)]
    keys = {one: _spelled(one[len(layout.PREFIX) :].strip()) for one in headings}
    for row in tab.rows:
        title = row.name(layout.ACTION_TITLE, MOST_TITLE)
        kind = _term(row, layout.ACTION_TYPE, ActionType, None)
        score = row.value(layout.ACTION_SCORE)
        if reason := why_score_is_refused(score):
            row.fault(layout.ACTION_SCORE, reason)
        columns = {key: heading for heading, key in keys.items()}
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
    """The names of a cell that holds several; twice the same, or one that is none, is a fault."""
    seen: set[str] = set()
    text = row.text(column)
    for name in (one.strip() for one in text.split(layout.JOIN)) if text else ():
        if not name or not name.isprintable() or len(name) > most:
            row.fault(column, f"Write names here, several joined by {layout.JOIN} without blanks.")
        elif fold(name) in seen:
            row.fault(column, f"{name!r} stands here twice; write it once.")
        else:
            seen.add(fold(name))
            yield name


def _refuse_undeclared(row: Row, column: str, key: str, dimensions: Mapping[str, frozenset[str]]) -> None:
    declared = dimensions.get(key)
    if not dimensions:
        return  # the tab is optional
    if declared is None:
        row.fault(column, f"Declare the values of {key!r} in the tab {layout.DIMENSIONS}, as {layout.DIMENSION_KEY}.")
    elif row.text(column) not in declared:
        row.fault(column, f"The tab {layout.DIMENSIONS} does not declare this value of {key!r}.", sorted(declared))


def _refuse_repeated(tab: Tab, column: str) -> None:
    first: dict[str, int] = {}
    for row in tab.rows:
        name = fold(row.text(column))
        if name and name in first:
            row.fault(column, f"This stands in row {first[name]} already; names are unique, whatever their case.")
        first.setdefault(name, row.number)


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
