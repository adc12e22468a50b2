"""What settling promises of every record and every request (spec 6)."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st
from settling import (
    AUTOMATIC,
    DAY,
    DEFENDER,
    DETECTED,
    EARLIER,
    LATER,
    MANUAL,
    SECURE_SCORE,
    Changes,
    after,
    is_legal,
    settled,
)

from cm_tui.model.rules.status import (
    Facts,
    Settled,
    settle,
    why_field_is_locked,
)
from cm_tui.model.vocabulary import (
    Field,
    FieldValue,
    ImplementationStatus,
    TestingType,
    TestStatus,
)

DAYS = st.none() | st.sampled_from([EARLIER, DAY, LATER])
ALL_FACTS = st.builds(
    Facts,
    st.sampled_from(ImplementationStatus),
    DAYS,
    st.sampled_from(TestStatus),
    DAYS,
    st.just(MANUAL),
    st.none() | st.sampled_from([SECURE_SCORE, DEFENDER]),
    st.just(False),
) | st.builds(
    Facts,
    st.sampled_from(ImplementationStatus),
    DAYS,
    st.sampled_from(
        [TestStatus.PASSED, TestStatus.FAILED_LOW, TestStatus.PARTIALLY_TESTED, TestStatus.OUT_OF_SCOPE, *DETECTED]
    ),
    DAYS,
    st.just(AUTOMATIC),
    st.sampled_from([SECURE_SCORE, DEFENDER]),
    st.booleans(),
)
LEGAL_FACTS = ALL_FACTS.filter(is_legal)
REQUESTS: st.SearchStrategy[dict[Field, FieldValue]] = st.fixed_dictionaries(
    {},
    optional={
        Field.IMPLEMENTATION_STATUS: st.sampled_from(ImplementationStatus),
        Field.IMPLEMENTATION_DATE: DAYS,
        Field.IMPLEMENTATION_NOTES: st.just("note"),
        Field.TEST_STATUS: st.sampled_from(TestStatus),
        Field.TEST_DATE: DAYS,
        Field.TEST_NOTES: st.just("note"),
        Field.TESTING_TYPE: st.sampled_from(TestingType),
        Field.OWNER: st.none() | st.just("maria@example.org"),
    },
)


class TestsOfWhatSettlingPromises:
    @given(LEGAL_FACTS, REQUESTS)
    def test_the_result_is_legal_and_settled_for_good(self, facts: Facts, requested: Changes) -> None:
        found = settle(facts, requested)
        assume(isinstance(found, Settled))
        assert isinstance(found, Settled)
        stored = after(facts, found.changes)
        assert is_legal(stored)
        assert settle(stored, {}) == Settled({})
        columns = {field: value for field, value in found.changes.items() if hasattr(facts, field.value)}
        assert settle(stored, columns) == Settled({})

    @given(LEGAL_FACTS, REQUESTS)
    def test_the_result_can_be_asked_for_itself_as_a_draft_does(self, facts: Facts, requested: Changes) -> None:
        named = {field: value for field, value in requested.items() if getattr(facts, field.value, ...) != value}
        found = settle(facts, named)
        assume(isinstance(found, Settled))
        assert isinstance(found, Settled)
        assert settled(facts, found.changes).changes == found.changes

    @given(LEGAL_FACTS)
    def test_asking_for_nothing_changes_nothing(self, facts: Facts) -> None:
        assert settle(facts, {}) == Settled({})

    @given(LEGAL_FACTS, REQUESTS)
    def test_nothing_that_was_asked_for_is_replaced_by_something_else(self, facts: Facts, requested: Changes) -> None:
        found = settle(facts, requested)
        assume(isinstance(found, Settled))
        assert isinstance(found, Settled)
        stored = after(facts, found.changes)
        for field, value in requested.items():
            if hasattr(facts, field.value):
                assert getattr(stored, field.value) == value
            else:
                assert found.changes[field] == value

    @given(LEGAL_FACTS, REQUESTS)
    def test_whatever_goes_beyond_the_request_is_told(self, facts: Facts, requested: Changes) -> None:
        found = settle(facts, requested)
        assume(isinstance(found, Settled))
        assert isinstance(found, Settled)
        assert len(found.notices) >= len(found.changes.keys() - requested.keys())
        assert all(notice.endswith(".") for notice in found.notices)

    @given(LEGAL_FACTS, REQUESTS)
    def test_a_field_that_is_locked_refuses_another_value(self, facts: Facts, requested: Changes) -> None:
        for field, value in requested.items():
            if value is not None and why_field_is_locked(field, facts):
                same = getattr(facts, field.value, object()) == value
                assert isinstance(settle(facts, {field: value}), Settled if same else str)

    @given(LEGAL_FACTS, REQUESTS)
    def test_a_field_that_is_free_is_refused_for_its_value_only(self, facts: Facts, requested: Changes) -> None:
        for field, value in requested.items():
            found = settle(facts, {field: value})
            if isinstance(found, str) and why_field_is_locked(field, facts) is None:
                assert field in (Field.TEST_STATUS, Field.TEST_DATE, Field.IMPLEMENTATION_DATE)
                assert "before" in found or "automation only" in found
