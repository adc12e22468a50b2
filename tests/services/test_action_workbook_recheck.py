"""Other choices let only their own rows be looked at anew, and say what a check of the whole workbook says (issue 7)."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest
from action_books import Book
from support import DONE, DONE_DAY, save

from cm_tui.model.tables.actions import ActionState
from cm_tui.model.vocabulary import Field, ImplementationStatus, Role
from cm_tui.services.action_workbook.checked import Checked, Upload
from cm_tui.services.action_workbook.looking import Basis, Look
from cm_tui.services.actions.planning import Plan
from cm_tui.services.services import Services

MARIA = "maria@example.org"
ONE, FOUR, GROUPS = "CA-001", "CA-004", "CA-003@group-1"
CHOICES = [
    (ONE, Field.TEST_STATUS),
    (ONE, Field.IMPLEMENTATION_STATUS),
    (ONE, Field.OTHER_NOTES),
    (FOUR, Field.IMPLEMENTATION_STATUS),
    (FOUR, Field.OTHER_NOTES),
]

REFUSED = {(ONE, Field.TEST_STATUS): True, (ONE, Field.IMPLEMENTATION_STATUS): False}
"""The verdict of the workbook on what is not implemented any more."""


@pytest.fixture
def services(working: Services) -> Services:
    """A small organisation with one more user, and one action that is done."""
    working.people.add(MARIA, "Maria Ruiz", Role.CONTRIBUTION, None)
    save(working, ONE, {**DONE, Field.OTHER_NOTES: "first"})
    return working


@pytest.fixture
def book(services: Services) -> Book:
    """Two rows in conflict, which are faults with some choices, and two sound ones, one of them with a link."""
    book = Book.of(services)
    planned = {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED, Field.OTHER_NOTES: "theirs"}
    for action in (ONE, FOUR):
        save(services, action, planned)
    book.put(ONE, test_status="FailedLowRisk", other_notes="mine")
    book.put(FOUR, implementation_status="Implemented", implementation_date=DONE_DAY, test_status="Passed")
    book.put(FOUR, test_date=DONE_DAY, other_notes="mine", assigned_to=MARIA)
    book.put("CA-006", documents="Report::https://example.com/report")
    return book.put(GROUPS, other_notes="also mine")


def told(checked: Checked) -> tuple[object, ...]:
    """All that a check says; of plans what they would store."""
    plans = [(one.record.state.public_id, dict(one.changes), one.notices) for one in checked.plans]
    return checked.review, plans, dict(checked.links), checked.head, checked.choices, checked.why_not_applied


def test_it_says_what_a_check_of_everything_says(services: Services, book: Book) -> None:
    random, upload, workbooks = Random(5), book.upload(), services.action_workbooks
    checked = workbooks.check(upload)
    faulty, afters = set(), set()
    decided = [{one: random.random() < 0.6 for one in random.sample(CHOICES, number % 6)} for number in range(18)]
    for choices in (*decided, REFUSED, *decided[:3]):
        checked, whole = workbooks.recheck(checked, choices), workbooks.check(upload, choices)
        assert told(checked) == told(whole)
        faulty.add(bool(checked.review.faults))
        afters.add(checked.review.after - checked.review.before)
    assert faulty == {True, False}
    assert len(afters) > 1


def test_only_the_rows_whose_choices_differ_are_looked_at(services: Services, book: Book) -> None:
    checked = book.check()
    again = services.action_workbooks.recheck(checked, {(FOUR, Field.OTHER_NOTES): True})
    assert {action for action, look in again.looks.items() if look is not checked.looks[action]} == {FOUR}
    assert list(again.looks) == list(checked.looks)


def test_what_was_written_since_lets_everything_be_checked(services: Services, book: Book) -> None:
    checked = book.check()
    save(services, GROUPS, {Field.OTHER_NOTES: "theirs too"})
    choices = {(FOUR, Field.OTHER_NOTES): False}
    again = services.action_workbooks.recheck(checked, choices)
    assert told(again) == told(book.check(choices))
    assert again.head > checked.head
    assert GROUPS in {row.id for row in again.review.conflicting}


@pytest.fixture
def _uncollected() -> Iterator[None]:
    """No collection finds anything, as none does among what `nothing_collected` set aside."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_uncollected")
def test_it_goes_when_nobody_refers_to_it(services: Services, book: Book) -> None:
    kinds = (Upload, Checked, Basis, Look, Plan, ActionState)

    def there() -> Counter[type]:
        return Counter(type(one) for one in gc.get_objects() if type(one) in kinds)

    before, workbooks = there(), services.action_workbooks
    checked = workbooks.recheck(workbooks.check(book.upload()), dict.fromkeys(CHOICES[2:], True))
    assert {kind for kind in kinds if there()[kind] > before[kind]} == set(kinds)
    del checked
    assert there() == before
