"""Which changes of a record are legal and what else they bring about (spec 2.5, 2.6, 2.11, 6.4 to 6.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from settling import (
    ALTERNATIVE,
    AUTOMATIC,
    DAY,
    DEFENDER,
    DETECTED,
    DONE,
    EARLIER,
    IMPLEMENTED,
    LATER,
    MANUAL,
    NOT_IMPLEMENTED,
    OUT,
    PAIRS,
    PERMITTED,
    PLANNED,
    SECURE_SCORE,
    SIGNALLED,
    UNTESTED,
    Changes,
    after,
    is_legal,
    refusal,
    settled,
)

from cm_tui.model.rules.status import (
    IMPLEMENTATION_HELP,
    TEST_HELP,
    Facts,
    Settled,
    permitted_test_statuses,
    why_field_is_locked,
)
from cm_tui.model.vocabulary import (
    Field,
    FieldValue,
    ImplementationStatus,
    ManagedBy,
    TestingType,
    TestStatus,
)


class TestsOfThePairsOfStatuses:
    @pytest.mark.parametrize("implementation", ImplementationStatus)
    def test_are_those_of_the_table(self, implementation: ImplementationStatus) -> None:
        assert set(permitted_test_statuses(implementation)) == PERMITTED[implementation]

    @pytest.mark.parametrize(("implementation", "test"), list(product(ImplementationStatus, TestStatus)))
    def test_both_set_at_once_are_stored_or_refused_by_the_table(
        self, implementation: ImplementationStatus, test: TestStatus
    ) -> None:
        requested = {Field.IMPLEMENTATION_STATUS: implementation, Field.TEST_STATUS: test}
        if test in PERMITTED[implementation]:
            assert after(UNTESTED, settled(UNTESTED, requested).changes) == replace(
                UNTESTED, implementation_status=implementation, test_status=test
            )
        else:
            sentence = refusal(UNTESTED, requested)
            assert str(test) in sentence
            assert all(str(one) in sentence for one in PERMITTED[implementation])

    @pytest.mark.parametrize(("pair", "test"), list(product(PAIRS, TestStatus)))
    def test_a_test_status_alone_is_stored_or_refused_by_the_table(
        self, pair: tuple[ImplementationStatus, TestStatus], test: TestStatus
    ) -> None:
        facts = Facts(pair[0], None, pair[1], None, MANUAL)
        if test in PERMITTED[pair[0]]:
            expected = {} if test is pair[1] else {Field.TEST_STATUS: test}
            assert settled(facts, {Field.TEST_STATUS: test}).changes == expected
        else:
            refusal(facts, {Field.TEST_STATUS: test})

    @pytest.mark.parametrize(("pair", "implementation"), list(product(PAIRS, ImplementationStatus)))
    def test_an_implementation_status_alone_resets_what_it_makes_illegal(
        self, pair: tuple[ImplementationStatus, TestStatus], implementation: ImplementationStatus
    ) -> None:
        facts = Facts(pair[0], None, pair[1], None, MANUAL)
        found = settled(facts, {Field.IMPLEMENTATION_STATUS: implementation})
        legal = pair[1] in PERMITTED[implementation]
        only = next(iter(PERMITTED[implementation]))
        assert after(facts, found.changes).test_status is (pair[1] if legal else only)
        assert len(found.notices) == (0 if legal else 1)
        assert legal or str(only) in found.notices[0]

    @pytest.mark.parametrize(("pair", "implementation"), list(product(PAIRS, ImplementationStatus)))
    def test_naming_the_stored_test_status_beside_an_illegal_change_is_refused(
        self, pair: tuple[ImplementationStatus, TestStatus], implementation: ImplementationStatus
    ) -> None:
        facts = Facts(pair[0], None, pair[1], None, MANUAL)
        requested = {Field.IMPLEMENTATION_STATUS: implementation, Field.TEST_STATUS: pair[1]}
        if pair[1] in PERMITTED[implementation]:
            settled(facts, requested)
        else:
            refusal(facts, requested)

    @pytest.mark.parametrize("test", sorted(DETECTED))
    @pytest.mark.parametrize("facts", [UNTESTED, DONE, SIGNALLED])
    def test_what_only_automation_sets_is_refused_by_hand(self, facts: Facts, test: TestStatus) -> None:
        refusal(facts, {Field.TEST_STATUS: test})

    def test_none_stays_when_an_action_becomes_implemented_and_may_be_chosen_again(self) -> None:
        implemented = after(UNTESTED, settled(UNTESTED, {Field.IMPLEMENTATION_STATUS: IMPLEMENTED}).changes)
        assert implemented.test_status is TestStatus.NONE
        assert settled(DONE, {Field.TEST_STATUS: TestStatus.NONE}).changes[Field.TEST_STATUS] is TestStatus.NONE

    def test_every_status_has_its_line_for_the_picker(self) -> None:
        assert set(IMPLEMENTATION_HELP) == set(ImplementationStatus)
        assert set(TEST_HELP) == set(TestStatus)
        lines = [*IMPLEMENTATION_HELP.values(), *TEST_HELP.values()]
        assert all("\n" not in line and line.endswith(".") for line in lines)


class TestsOfDates:
    @pytest.mark.parametrize("implementation", [NOT_IMPLEMENTED, PLANNED, OUT])
    def test_leaving_implemented_clears_both_and_says_so(self, implementation: ImplementationStatus) -> None:
        found = settled(DONE, {Field.IMPLEMENTATION_STATUS: implementation})
        assert found.changes[Field.IMPLEMENTATION_DATE] is None
        assert found.changes[Field.TEST_DATE] is None
        assert len(found.notices) == 3

    def test_from_implemented_to_alternative_keeps_both(self) -> None:
        assert settled(DONE, {Field.IMPLEMENTATION_STATUS: ALTERNATIVE}).changes == {
            Field.IMPLEMENTATION_STATUS: ALTERNATIVE
        }

    @pytest.mark.parametrize("field", [Field.IMPLEMENTATION_DATE, Field.TEST_DATE])
    @pytest.mark.parametrize("implementation", [NOT_IMPLEMENTED, PLANNED, OUT])
    def test_none_can_be_set_before_the_action_is_implemented(
        self, implementation: ImplementationStatus, field: Field
    ) -> None:
        test = next(iter(PERMITTED[implementation]))
        facts = Facts(implementation, None, test, None, MANUAL)
        assert implementation.value in refusal(facts, {field: DAY}) or field is Field.IMPLEMENTATION_DATE
        assert why_field_is_locked(field, facts)
        assert settled(facts, {field: None}).changes == {}

    def test_they_can_be_set_together_with_the_statuses(self) -> None:
        requested: Changes = {
            Field.IMPLEMENTATION_STATUS: IMPLEMENTED,
            Field.IMPLEMENTATION_DATE: DAY,
            Field.TEST_STATUS: TestStatus.PASSED,
            Field.TEST_DATE: LATER,
        }
        assert settled(UNTESTED, requested) == Settled(requested)

    @pytest.mark.parametrize("field", [Field.IMPLEMENTATION_DATE, Field.TEST_DATE])
    def test_a_date_together_with_a_status_that_forbids_it_is_refused(self, field: Field) -> None:
        refusal(DONE, {Field.IMPLEMENTATION_STATUS: PLANNED, field: LATER + timedelta(days=1)})

    def test_the_test_lies_not_before_the_implementation(self) -> None:
        assert str(EARLIER) in refusal(DONE, {Field.TEST_DATE: EARLIER})
        refusal(DONE, {Field.IMPLEMENTATION_DATE: LATER + timedelta(days=1)})
        assert settled(DONE, {Field.TEST_DATE: DAY}).changes == {Field.TEST_DATE: DAY}

    def test_moving_both_at_once_is_judged_by_where_they_end(self) -> None:
        requested: Changes = {Field.IMPLEMENTATION_DATE: EARLIER - timedelta(days=9), Field.TEST_DATE: EARLIER}
        assert settled(DONE, requested).changes == requested

    def test_the_future_is_allowed(self) -> None:
        assert settled(DONE, {Field.TEST_DATE: date(2099, 1, 1)}).changes

    def test_choosing_none_clears_the_test_date_unless_one_is_set_with_it(self) -> None:
        found = settled(DONE, {Field.TEST_STATUS: TestStatus.NONE})
        assert found.changes == {Field.TEST_STATUS: TestStatus.NONE, Field.TEST_DATE: None}
        both: Changes = {Field.TEST_STATUS: TestStatus.NONE, Field.TEST_DATE: LATER + timedelta(days=1)}
        assert settled(DONE, both).changes == both

    def test_choosing_none_keeps_the_test_date_that_is_named_with_it_as_it_is(self) -> None:
        named: Changes = {Field.TEST_STATUS: TestStatus.NONE, Field.TEST_DATE: DONE.test_date}
        assert settled(DONE, named).changes == {Field.TEST_STATUS: TestStatus.NONE}


class TestsOfAutomaticActions:
    @pytest.mark.parametrize(
        ("field", "value"),
        [(Field.TEST_STATUS, TestStatus.FAILED_LOW), (Field.TEST_DATE, DAY), (Field.TEST_NOTES, "mine")],
    )
    def test_what_the_signal_says_is_read_only_and_the_source_is_named(self, field: Field, value: FieldValue) -> None:
        assert "Microsoft Secure Score" in refusal(SIGNALLED, {field: value})
        assert why_field_is_locked(field, SIGNALLED) == refusal(SIGNALLED, {field: value})

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            (Field.IMPLEMENTATION_STATUS, ALTERNATIVE),
            (Field.IMPLEMENTATION_DATE, LATER),
            (Field.IMPLEMENTATION_NOTES, "mine"),
            (Field.OTHER_NOTES, "mine"),
            (Field.OWNER, "maria@example.org"),
        ],
    )
    def test_everything_else_stays_editable(self, field: Field, value: FieldValue) -> None:
        assert why_field_is_locked(field, SIGNALLED) is None
        assert settled(SIGNALLED, {field: value}).changes == {field: value}

    @pytest.mark.parametrize("implementation", [NOT_IMPLEMENTED, PLANNED, IMPLEMENTED, ALTERNATIVE])
    @pytest.mark.parametrize("test", [TestStatus.PASSED, TestStatus.FAILED_HIGH, TestStatus.TO_BE_DETECTED])
    def test_the_signal_stands_beside_any_implementation_status(
        self, implementation: ImplementationStatus, test: TestStatus
    ) -> None:
        facts = replace(SIGNALLED, test_status=test)
        found = settled(facts, {Field.IMPLEMENTATION_STATUS: implementation})
        assert after(facts, found.changes).test_status is test

    def test_but_not_out_of_scope_and_back_again_it_waits_for_a_signal(self) -> None:
        out = after(SIGNALLED, settled(SIGNALLED, {Field.IMPLEMENTATION_STATUS: OUT}).changes)
        assert out.test_status is TestStatus.OUT_OF_SCOPE
        back = after(out, settled(out, {Field.IMPLEMENTATION_STATUS: PLANNED}).changes)
        assert back.test_status is TestStatus.TO_BE_DETECTED

    def test_switched_to_manual_the_status_stays_and_becomes_editable(self) -> None:
        manual = after(SIGNALLED, settled(SIGNALLED, {Field.TESTING_TYPE: MANUAL}).changes)
        assert manual == replace(SIGNALLED, testing_type=MANUAL)
        assert why_field_is_locked(Field.TEST_STATUS, manual) is None
        assert why_field_is_locked(Field.TEST_NOTES, manual) is None

    @pytest.mark.parametrize(
        ("detected", "determined"),
        [
            (TestStatus.TO_BE_DETECTED, TestStatus.TO_BE_DETERMINED),
            (TestStatus.COULD_NOT_BE_DETECTED, TestStatus.COULD_NOT_BE_DETERMINED),
        ],
    )
    def test_detected_and_determined_change_with_the_type(self, detected: TestStatus, determined: TestStatus) -> None:
        automatic = replace(SIGNALLED, test_status=detected)
        found = settled(automatic, {Field.TESTING_TYPE: MANUAL})
        manual = after(automatic, found.changes)
        assert manual.test_status is determined
        assert str(determined) in found.notices[0]
        assert after(manual, settled(manual, {Field.TESTING_TYPE: AUTOMATIC}).changes) == automatic

    @pytest.mark.parametrize("implementation", [NOT_IMPLEMENTED, PLANNED])
    def test_switched_to_manual_an_illegal_pair_becomes_none(self, implementation: ImplementationStatus) -> None:
        facts = Facts(implementation, None, TestStatus.FAILED_HIGH, DAY, AUTOMATIC, SECURE_SCORE)
        found = settled(facts, {Field.TESTING_TYPE: MANUAL})
        assert found.changes == {
            Field.TESTING_TYPE: MANUAL,
            Field.TEST_STATUS: TestStatus.NONE,
            Field.TEST_DATE: None,
        }
        assert len(found.notices) == 2

    def test_switched_to_automatic_it_waits_for_a_signal_and_the_test_date_stays(self) -> None:
        facts = replace(DONE, eligible=SECURE_SCORE)
        assert settled(facts, {Field.TESTING_TYPE: AUTOMATIC}).changes == {
            Field.TESTING_TYPE: AUTOMATIC,
            Field.TEST_STATUS: TestStatus.TO_BE_DETECTED,
        }

    def test_type_and_result_can_be_set_together(self) -> None:
        requested: Changes = {
            Field.TESTING_TYPE: MANUAL,
            Field.TEST_STATUS: TestStatus.FAILED_LOW,
            Field.TEST_DATE: DAY,
        }
        assert settled(SIGNALLED, requested).changes == requested

    def test_a_test_status_named_beside_the_new_type_is_stored_or_refused_but_never_replaced(self) -> None:
        planned = replace(SIGNALLED, implementation_status=PLANNED, implementation_date=None)
        refusal(planned, {Field.TESTING_TYPE: MANUAL, Field.TEST_STATUS: TestStatus.PASSED})
        eligible = replace(UNTESTED, eligible=SECURE_SCORE)
        refusal(eligible, {Field.TESTING_TYPE: AUTOMATIC, Field.TEST_STATUS: TestStatus.NONE})
        waiting = replace(SIGNALLED, test_status=TestStatus.TO_BE_DETECTED)
        refusal(waiting, {Field.TESTING_TYPE: MANUAL, Field.TEST_STATUS: TestStatus.TO_BE_DETECTED})
        kept: Changes = {Field.TESTING_TYPE: MANUAL, Field.TEST_STATUS: TestStatus.PASSED}
        assert settled(SIGNALLED, kept).changes == {Field.TESTING_TYPE: MANUAL}

    def test_results_cannot_come_with_the_switch_to_automatic(self) -> None:
        facts = replace(DONE, eligible=SECURE_SCORE)
        refusal(facts, {Field.TESTING_TYPE: AUTOMATIC, Field.TEST_STATUS: TestStatus.FAILED_LOW})
        refusal(facts, {Field.TESTING_TYPE: AUTOMATIC, Field.TEST_NOTES: "mine"})

    @pytest.mark.parametrize("testing_type", TestingType)
    def test_the_type_of_a_defender_action_is_refused_with_a_pointer(self, testing_type: TestingType) -> None:
        facts = replace(SIGNALLED, eligible=DEFENDER, testing_type=testing_type)
        other = MANUAL if testing_type is AUTOMATIC else AUTOMATIC
        assert "in Defender for Cloud" in refusal(facts, {Field.TESTING_TYPE: other})

    def test_nothing_can_be_tested_automatically_without_a_source(self) -> None:
        assert "manually" in refusal(UNTESTED, {Field.TESTING_TYPE: AUTOMATIC})

    def test_dates_that_crossed_meanwhile_do_not_come_back_as_an_illegal_record(self) -> None:
        crossed = replace(SIGNALLED, implementation_date=LATER, test_date=DAY)
        found = settled(crossed, {Field.TESTING_TYPE: MANUAL})
        assert is_legal(after(crossed, found.changes))
        assert found.notices


class TestsOfMicrosoftsActions:
    @pytest.mark.parametrize("field", Field)
    def test_no_field_can_be_changed(self, field: Field) -> None:
        facts = replace(DONE, managed_by=ManagedBy.MICROSOFT)
        assert "managed by Microsoft" in (why_field_is_locked(field, facts) or "")
        assert "managed by Microsoft" in refusal(facts, {field: None})


class TestsOfActionsThatFollowTheirSubscriptions:
    FACTS = Facts(IMPLEMENTED, DAY, TestStatus.PARTIALLY_TESTED, LATER, MANUAL, DEFENDER, rolled_up=True)

    def test_refuse_a_test_status_of_their_own(self) -> None:
        assert "subscriptions" in refusal(self.FACTS, {Field.TEST_STATUS: TestStatus.PASSED})
        assert settled(self.FACTS, {Field.TEST_STATUS: TestStatus.PARTIALLY_TESTED}).changes == {}

    def test_keep_it_when_the_implementation_status_changes(self) -> None:
        found = settled(self.FACTS, {Field.IMPLEMENTATION_STATUS: ALTERNATIVE})
        assert found.changes == {Field.IMPLEMENTATION_STATUS: ALTERNATIVE}

    def test_but_are_out_of_scope_on_both_sides_and_come_back(self) -> None:
        out = after(self.FACTS, settled(self.FACTS, {Field.IMPLEMENTATION_STATUS: OUT}).changes)
        assert out.test_status is TestStatus.OUT_OF_SCOPE
        back = after(out, settled(out, {Field.IMPLEMENTATION_STATUS: IMPLEMENTED}).changes)
        assert back.test_status is not TestStatus.OUT_OF_SCOPE

    @pytest.mark.parametrize("field", [Field.TEST_STATUS, Field.TEST_DATE, Field.TEST_NOTES])
    def test_refuse_every_field_of_a_test_and_say_where_it_is_recorded(self, field: Field) -> None:
        values: dict[Field, FieldValue] = {
            Field.TEST_STATUS: TestStatus.PASSED,
            Field.TEST_DATE: DAY,
            Field.TEST_NOTES: "x",
        }
        assert "subscriptions" in refusal(self.FACTS, {field: values[field]})
        assert "subscriptions" in (why_field_is_locked(field, self.FACTS) or "")

    def test_take_one_while_there_is_no_subscription(self) -> None:
        facts = replace(self.FACTS, rolled_up=False)
        assert settled(facts, {Field.TEST_STATUS: TestStatus.PASSED}).changes
