"""What accepting all updates does besides points is said in words before it is done (issue 5, item 4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cm_tui.model.rules.updates import kept_sentence
from cm_tui.model.views.actions import FieldChange, Points
from cm_tui.model.views.updates import Promise, UpdateRow
from cm_tui.model.vocabulary import Field, TestingType, TestStatus
from cm_tui.screens.flyouts.update_rows import number_lines, promise_lines

NOTHING = Points(0, 0)
PLAIN = Promise("CA-001", 1, 2, (), NOTHING, NOTHING, (), ())
BY_HAND = FieldChange(Field.TESTING_TYPE, TestingType.AUTOMATIC, TestingType.MANUAL)
LOST = FieldChange(Field.TEST_STATUS, TestStatus.PASSED, TestStatus.NONE)
REPHRASED = FieldChange(Field.TEST_STATUS, TestStatus.TO_BE_DETECTED, TestStatus.TO_BE_DETERMINED)


def rows(*promises: Promise) -> list[UpdateRow]:
    """Updates that do so."""
    return [UpdateRow("Do it", None, 0, 0, (), None, one) for one in promises]


def told(*promises: Promise) -> str:
    """What stands at the head, in one line."""
    return " ".join(line.plain.strip() for line in number_lines(rows(*promises), 200))


def test_nothing_is_said_of_what_does_not_happen() -> None:
    assert told(PLAIN, PLAIN) == "2 updates will be accepted: 2 organisation-wide"


@pytest.mark.parametrize(
    ("promises", "words"),
    [
        ([replace(PLAIN, retires=True, leaves=("A",))], "1 leaves the list."),
        ([replace(PLAIN, retires=True)] * 2, "2 leave the list."),
        ([replace(PLAIN, joins=("A", "B"))], "1 joins assessments."),
        (
            [replace(PLAIN, leaves=("A",)), replace(PLAIN, joins=("B",), leaves=("A",))],
            "1 joins and 2 leave assessments.",
        ),
        ([replace(PLAIN, record=(LOST,))], "1 loses its verdict."),
        ([replace(PLAIN, record=(BY_HAND, REPHRASED))] * 3, "3 get another testing type."),
        (
            [replace(PLAIN, record=(LOST, BY_HAND)), replace(PLAIN, record=(LOST,)), replace(PLAIN, retires=True)],
            "1 leaves the list, 2 lose their verdicts, 1 gets another testing type.",
        ),
    ],
)
def test_each_consequence_is_counted_in_words(promises: list[Promise], words: str) -> None:
    assert told(*promises).endswith(f"organisation-wide ● Of these rows {words}")


def test_verdicts_that_stay_on_earlier_texts_are_counted() -> None:
    judged = [replace(one, verdict="It stays.") for one in rows(PLAIN, replace(PLAIN, record=(LOST,)))]
    text = " ".join(line.plain.strip() for line in number_lines(judged, 200))
    assert text.endswith("1 loses its verdict, 1 keeps a verdict on its earlier version.")


@pytest.mark.parametrize(("record", "changes"), [((), False), ((BY_HAND,), True)])
def test_what_stays_is_promised_only_where_it_does(record: tuple[FieldChange, ...], changes: bool) -> None:
    lines = promise_lines(rows(PLAIN, replace(PLAIN, record=record)), 200)
    assert kept_sentence(changes) in " ".join(line.plain.strip() for line in lines)
