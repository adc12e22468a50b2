"""The bulk workbook: its tabs, the columns of Action Update, and what stands in each cell for a stored action (spec 3.4).

Export, check and corrected copy share it, so that a cell that nobody touched is known as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cm_tui.model.rules.workbook import BETWEEN_ENTRIES, BETWEEN_NAME_AND_ADDRESS, NEW_TEST_STATUSES
from cm_tui.model.vocabulary import Field, FieldValue, ImplementationStatus, Term, TestingType, TestStatus
from cm_tui.services.workbooks.cells import standing
from cm_tui.services.workbooks.tables import Column, Sheet, Value

HOW_TO, UPDATE = "How to update actions", "Action Update"
REPORT, MAPPING, VALID = "Improvement actions", "Control mapping", "Valid values"
TABS = (HOW_TO, UPDATE, REPORT, MAPPING, VALID)
"""The tabs in their order; only Action Update is read when a workbook comes back."""

ACTION_ID, NAME, APPLICABLE_TO, SERVICE_SCOPE, GROUP = (
    "Action Id",
    "Improvement Action Name",
    "Applicable To",
    "Service Scope",
    "Group",
)
DOCUMENTS, VERSION = "Documents", "Version"
IDENTITY = (ACTION_ID, NAME, APPLICABLE_TO, SERVICE_SCOPE, GROUP)
"""The columns that say which action a row is; nobody changes them."""
FIELDS: Mapping[str, Field] = {
    "Implementation Status": Field.IMPLEMENTATION_STATUS,
    "Implementation Date": Field.IMPLEMENTATION_DATE,
    "Implementation Notes": Field.IMPLEMENTATION_NOTES,
    "Test Status": Field.TEST_STATUS,
    "Test Date": Field.TEST_DATE,
    "Test Notes": Field.TEST_NOTES,
    "Other Notes": Field.OTHER_NOTES,
    "Assigned To": Field.OWNER,
    "Testing Type": Field.TESTING_TYPE,
}
"""The headings of the columns that hold fields."""
HEADINGS: Mapping[Field, str] = {field: heading for heading, field in FIELDS.items()}
COLUMNS = (
    *IDENTITY,
    "Implementation Status",
    "Implementation Date",
    "Implementation Notes",
    "Test Status",
    "Test Date",
    "Test Notes",
    "Other Notes",
    DOCUMENTS,
    "Assigned To",
    "Testing Type",
)
"""The 15 columns of spec 3.4 in their order; in ours the hidden version follows."""

ORGANISATION = "Organisation"
"""Stands for the group of an action that the whole organisation shares."""
NO_SCOPE, SUBSCRIPTIONS = "N/A", "Subscriptions"
"""Service Scope of an action without, and with results in subscriptions."""
BETWEEN_NAMES = ", "
DAY = "mm/dd/yyyy"
"""How days are shown in Action Update."""
FIRST_DAY = date(1900, 3, 1)
_IDENTIFIES = "These five columns and the hidden version say which action a row is; leave them as they are."
_WIDTHS = (18, 40, 18, 14, 18, 24, 13, 44, 24, 13, 44, 44, 40, 30, 13)


@dataclass(frozen=True, slots=True)
class Document:
    """A piece of evidence in the column Documents: a link has an address, a file has not."""

    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class StoredAction:
    """What Action Update says of one action, as it is stored; the owner is an e-mail, documents stand in the order they came."""

    id: str
    name: str
    services: Sequence[str]
    has_subscriptions: bool
    group: str | None
    """None for an action of the whole organisation."""
    implementation_status: ImplementationStatus
    implementation_date: date | None
    implementation_notes: str
    test_status: TestStatus
    test_date: date | None
    test_notes: str
    other_notes: str
    documents: Sequence[Document]
    owner: str | None
    testing_type: TestingType
    version: int


def action_row(action: StoredAction) -> tuple[Value, ...]:
    """What the 16 cells of an action's row are given: texts are whole, days are days."""
    return (
        action.id,
        action.name,
        BETWEEN_NAMES.join(action.services) or NO_SCOPE,
        SUBSCRIPTIONS if action.has_subscriptions else NO_SCOPE,
        action.group or ORGANISATION,
        action.implementation_status.workbook,
        _day(action.implementation_date),
        action.implementation_notes,
        action.test_status.workbook,
        _day(action.test_date),
        action.test_notes,
        action.other_notes,
        documents_cell(action.documents),
        action.owner,
        action.testing_type.workbook,
        action.version,
    )


def standing_row(action: StoredAction) -> dict[str, Value]:
    """By heading, what a reader finds in the cells of an action's row: None for a blank one, a long text shortened."""
    return {
        heading: standing_value(value) for heading, value in zip((*COLUMNS, VERSION), action_row(action), strict=True)
    }


def field_cell(field: Field, value: FieldValue) -> Value:
    """What a reader finds in the cell of a field with this value."""
    return standing_value(_day(value) if isinstance(value, date) else _spelled(value))


def documents_cell(documents: Iterable[Document]) -> str:
    """The entries of the column Documents: links as `title::URL`, files by their name alone."""
    return BETWEEN_ENTRIES.join(
        one.name if one.url is None else f"{one.name}{BETWEEN_NAME_AND_ADDRESS}{one.url}" for one in documents
    )


def standing_value(value: Value) -> Value:
    """What a reader finds in the cell of Action Update that was given a value."""
    if isinstance(value, str):
        return standing(value) if value.strip() else None
    return value


def update_columns(people: str | None = None) -> tuple[Column, ...]:
    """The 16 columns of Action Update; `people` is the range of the e-mails that may be chosen."""
    return (
        *(_column(heading, width, people) for heading, width in zip(COLUMNS, _WIDTHS, strict=True)),
        Column(VERSION, 10, "number", hidden=True, grey=True, fixed=True, help=_IDENTIFIES),
    )


def update_sheet(
    rows: Iterable[Sequence[Value]],
    count: int,
    *,
    people: str | None = None,
    comments: Mapping[tuple[int, int], str] | None = None,
) -> Sheet:
    """The tab Action Update; `comments` by row and column from 1."""
    return Sheet(UPDATE, update_columns(people), rows, count, comments or {}, steady=2, tab="2E75B6")


def _column(heading: str, width: int, people: str | None) -> Column:
    if heading in IDENTITY:
        return Column(heading, width, grey=True, fixed=True, moves=True, help=_IDENTIFIES)
    field = FIELDS.get(heading)
    if field in (Field.IMPLEMENTATION_DATE, Field.TEST_DATE):
        return Column(heading, width, "day", day_format=DAY, moves=True)
    if field is Field.OWNER:
        sentence = f"Choose the e-mail of a user; they stand on the tab {VALID}."
        return Column(heading, width, "line", allowed_range=people, moves=True, help=sentence)
    allowed: Mapping[Field | None, tuple[Term, ...]] = {
        Field.IMPLEMENTATION_STATUS: tuple(ImplementationStatus),
        Field.TEST_STATUS: NEW_TEST_STATUSES,
        Field.TESTING_TYPE: tuple(TestingType),
    }
    if field in allowed:
        spelled = tuple(one.workbook for one in allowed[field])
        return Column(heading, width, "line", allowed=spelled, moves=True)
    return Column(heading, width, moves=True)


def _day(day: date | None) -> Value:
    """A day as Excel knows it; one before its calendar as the text that is read back."""
    return f"{day.month}/{day.day}/{day.year}" if day is not None and day < FIRST_DAY else day


def _spelled(value: FieldValue) -> Value:
    return value.workbook if isinstance(value, Term) else value
