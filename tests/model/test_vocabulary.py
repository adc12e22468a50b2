"""The words of the product and their workbook spellings (spec 1.3, 3.5, 6.1 to 6.3, 9.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cm_tui.model import definition, vocabulary
from cm_tui.model.vocabulary import (
    ActionType,
    Category,
    Cloud,
    Field,
    ImplementationStatus,
    Role,
    Term,
    TestingSource,
    TestingType,
    TestStatus,
)

KINDS = [
    kind
    for module in (vocabulary, definition)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Term) and kind.__module__ == module.__name__
]


@pytest.mark.parametrize(
    ("status", "workbook"),
    [
        (ImplementationStatus.NOT_IMPLEMENTED, "NotImplemented"),
        (ImplementationStatus.IMPLEMENTED, "Implemented"),
        (ImplementationStatus.ALTERNATIVE, "AlternativeImplementation"),
        (ImplementationStatus.PLANNED, "Planned"),
        (ImplementationStatus.OUT_OF_SCOPE, "NotInScope"),
        (TestStatus.NONE, "None"),
        (TestStatus.PASSED, "Passed"),
        (TestStatus.FAILED_LOW, "FailedLowRisk"),
        (TestStatus.FAILED_MEDIUM, "FailedMediumRisk"),
        (TestStatus.FAILED_HIGH, "FailedHighRisk"),
        (TestStatus.IN_PROGRESS, "InProgress"),
        (TestStatus.OUT_OF_SCOPE, "NotInScope"),
        (TestStatus.NOT_ASSESSED, "NotAssessed"),
        (TestStatus.TO_BE_DETERMINED, "ToBeDetermined"),
        (TestStatus.COULD_NOT_BE_DETERMINED, "CouldNotBeDetermined"),
        (TestStatus.PARTIALLY_TESTED, "PartiallyTested"),
        (TestingType.MANUAL, "Manual"),
        (TestingType.AUTOMATIC, "Automatic"),
    ],
)
def test_workbook_spellings(status: Term, workbook: str) -> None:
    assert status.workbook == workbook
    assert type(status).lookup(workbook) is status


def test_the_labels_are_the_products() -> None:
    assert [one.value for one in ImplementationStatus] == [
        "Not implemented",
        "Implemented",
        "Alternative implementation",
        "Planned",
        "Out of scope",
    ]
    assert len(TestStatus) == 13
    assert len(Category) == 10
    assert [one.value for one in ActionType] == ["Technical", "Operational", "Documentation"]
    assert TestingSource.ZOOM.value == "Connector (Zoom)"


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_is_found_by_label_and_workbook_spelling_in_any_case(kind: type[Term]) -> None:
    for member in kind:
        for spelled in (member.value, member.workbook):
            for text in (spelled, spelled.upper(), spelled.lower(), f"  {spelled} "):
                assert kind.lookup(text) is member, text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (TestStatus, "pass"),
        (TestStatus, ""),
        (TestStatus, "failed"),
        (ImplementationStatus, "done"),
        (ImplementationStatus, "implement ed"),
        (Role, "admin"),
        (Cloud, "gov"),
    ],
)
def test_what_is_no_word_is_found_nowhere(kind: type[Term], text: str) -> None:
    assert kind.lookup(text) is None


@given(st.text(), st.sampled_from(KINDS))
def test_no_text_crashes(text: str, kind: type[Term]) -> None:
    found = kind.lookup(text)
    assert found is None or found in kind


def test_fields_carry_their_json_names() -> None:
    assert Field.TESTING_TYPE.value == "testing_type"
    assert Field.IMPLEMENTATION_DATE.label == "implementation date"
