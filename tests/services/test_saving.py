"""Saving an action: what is stored, what is told, what is refused (spec 2.4 to 2.6, 6; safety 3, 4)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import DONE, Changes, OpenAs, StillClock, automation, draft, raw, save, stored, subscribe

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.errors import InvalidInput, NotAllowed, NotFound
from cm_tui.model.listing import ListQuery
from cm_tui.model.rules.points import MILLION
from cm_tui.model.views.actions import FieldChange, Points
from cm_tui.model.views.history import HistoryRow
from cm_tui.model.vocabulary import (
    NOTES_FIELDS,
    Field,
    ImplementationStatus,
    TestingType,
    TestStatus,
)
from cm_tui.services.services import Services

ACTION, OTHER = "CA-001", "CA-002"
HOSTILE = [
    "[bold]x[/bold] [@click=app.quit]y[/] [/x] [AC-2] [TBD]",
    "\x1b]0;title\x07 \x1b[2J \x9b31m",
    "\u202egnp.exe \u2066\u200f",
    '=HYPERLINK("http://x")',
    "'; DROP TABLE event; --",
    "a\u0301" * 50,
    "line\r\nline\nline\r\ttab",
    "  blanks  ",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 👩‍👩‍👧‍👦 日本 \ufffe \U0010ffff",
    "%s %(x)s {0} {x!r} \\N{BULLET} \\",
    "x" * 200_000,
]


def history_of(services: Services, action: str) -> tuple[HistoryRow, ...]:
    """The history of an action, newest first."""
    return services.history.rows(action)


class TestsOfWhatIsStored:
    def test_implemented_and_passed_turn_0_of_27_into_27_of_27(self, services: Services) -> None:
        assert services.actions.details(ACTION).row.points == Points(0, 27 * MILLION)
        outcome = save(services, ACTION, DONE)
        row = services.actions.details(ACTION).row
        assert outcome.points == row.points == Points(27 * MILLION, 27 * MILLION)
        assert {change.field: change.new for change in outcome.changes} == dict(DONE)
        assert row.implementation_date == date(2026, 11, 2)
        assert row.test_date == date(2026, 11, 5)

    def test_it_is_there_for_the_next_program(self, services: Services, acme: Path, open_as: OpenAs) -> None:
        save(services, ACTION, {**DONE, Field.OWNER: services.person.email})
        services.close()
        row = open_as(acme).actions.details(ACTION).row
        assert row.test_status is TestStatus.PASSED
        assert row.owner == services.person.email

    def test_each_save_raises_the_version_by_one_and_other_rows_stay(self, services: Services) -> None:
        before = services.actions.details(ACTION).row.version
        other = services.actions.details(OTHER)
        assert save(services, ACTION, DONE).version == before + 1
        assert save(services, ACTION, {Field.OTHER_NOTES: "x"}).version == before + 2
        assert services.actions.details(ACTION).row.version == before + 2
        assert services.actions.details(OTHER) == other

    def test_a_nontechnical_action_changes_in_its_own_group_only(
        self, contoso: Path, open_as: OpenAs, clock: StillClock
    ) -> None:
        services = open_as(contoso)
        ids = sorted(one.id for one in services.listing.find("PM-001"))
        assert len(ids) > 1
        others = services.listing.rows(ids[1:])
        save(services, ids[0], {Field.OTHER_NOTES: "here", Field.OWNER: "li.chen@contoso.example"})
        assert services.listing.rows(ids[1:]) == others

    def test_two_assessments_of_a_group_share_the_row(self, services: Services) -> None:
        everything = services.listing.select(ListQuery())
        row = next(one for one in everything if one.group and len(one.assessments) == 2)
        before = {one.name: one.points.achieved for one in services.assessments.assessments()}
        save(services, row.id, DONE)
        after = {one.name: one.points.achieved for one in services.assessments.assessments()}
        assert {name: after[name] - before[name] for name in after} == dict.fromkeys(
            row.assessments, row.points.possible
        )


class TestsOfWhatIsTold:
    def test_the_outcome_names_old_and_new_values(self, services: Services) -> None:
        outcome = save(services, ACTION, {Field.OWNER: services.person.email, Field.OTHER_NOTES: "n"})
        assert set(outcome.changes) == {
            FieldChange(Field.OWNER, None, services.person.email),
            FieldChange(Field.OTHER_NOTES, "", "n"),
        }
        assert outcome.merged == ()
        assert outcome.notices == ()

    def test_a_cascade_is_stored_told_and_recorded(self, services: Services) -> None:
        save(services, ACTION, DONE)
        outcome = save(services, ACTION, {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED})
        changed = {change.field: change.new for change in outcome.changes}
        assert changed == {
            Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED,
            Field.IMPLEMENTATION_DATE: None,
            Field.TEST_STATUS: TestStatus.NONE,
            Field.TEST_DATE: None,
        }
        assert len(outcome.notices) == 3
        newest = history_of(services, ACTION)[:4]
        assert {row.field for row in newest} == {field.value for field in changed}
        assert len({row.seq for row in newest}) == 1

    def test_one_event_per_save_with_one_row_per_field(self, services: Services, clock: StillClock) -> None:
        events = services.history.verify().events
        at = clock.forward(minutes=5)
        save(services, ACTION, DONE)
        rows = history_of(services, ACTION)
        assert services.history.verify().events == events + 1
        assert [(row.field, row.old, row.new) for row in rows] == [
            ("implementation_status", "Not implemented", "Implemented"),
            ("implementation_date", None, "2026-11-02"),
            ("test_status", "None", "Passed"),
            ("test_date", None, "2026-11-05"),
        ]
        assert {(row.seq, row.at, row.user, row.event) for row in rows} == {
            (events + 1, at, services.person.name, "action.changed")
        }

    def test_setting_what_is_so_already_writes_no_version_and_no_history(self, services: Services, acme: Path) -> None:
        save(services, ACTION, {**DONE, Field.OWNER: services.person.email, Field.OTHER_NOTES: "n"})
        before = stored(acme)
        outcome = save(services, ACTION, {**DONE, Field.OWNER: services.person.email.upper(), Field.OTHER_NOTES: "n"})
        assert (outcome.changes, outcome.notices) == ((), ())
        assert save(services, ACTION, {}).changes == ()
        assert stored(acme) == before

    def test_of_a_partly_unchanged_save_only_the_change_is_recorded(self, services: Services) -> None:
        save(services, ACTION, DONE)
        outcome = save(services, ACTION, {**DONE, Field.TEST_DATE: date(2026, 11, 9)})
        assert outcome.changes == (FieldChange(Field.TEST_DATE, date(2026, 11, 5), date(2026, 11, 9)),)
        assert [row.field for row in history_of(services, ACTION)].count("test_status") == 1


class TestsOfNotes:
    def test_are_stored_verbatim(self, services: Services) -> None:
        for text in HOSTILE:
            save(services, "CA-003", dict.fromkeys(NOTES_FIELDS, text))
            details = services.actions.details("CA-003")
            assert {getattr(details, field.value) for field in NOTES_FIELDS} == {text}
        assert services.check.run().problems == ()

    def test_never_enter_the_history(self, services: Services, acme: Path) -> None:
        for field in sorted(NOTES_FIELDS):
            save(services, "CA-003", {field: f"geheim {field}"})
        with raw(acme) as connection:
            events = json.dumps(connection.execute("SELECT * FROM event").fetchall())
        assert "geheim" not in events
        rows = history_of(services, "CA-003")
        assert {row.field for row in rows} == {field.value for field in NOTES_FIELDS}
        assert {(row.old, row.new) for row in rows} == {(None, None)}

    @pytest.mark.parametrize("text", ["\ud800", "ok \udcff", "nul \x00 inside"])
    @pytest.mark.parametrize("field", sorted(NOTES_FIELDS))
    def test_that_are_no_text_are_refused_and_nothing_is_saved(
        self, refusing: Services, text: str, field: Field
    ) -> None:
        with pytest.raises(InvalidInput, match=field.label):
            save(refusing, "CA-003", {field: text, Field.OWNER: refusing.person.email})

    def test_can_be_emptied(self, services: Services) -> None:
        save(services, "CA-003", {Field.OTHER_NOTES: "x"})
        assert save(services, "CA-003", {Field.OTHER_NOTES: ""}).changes
        assert save(services, "CA-003", {Field.OTHER_NOTES: None}).changes == ()
        assert services.actions.details("CA-003").other_notes == ""

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
    def test_any_text_comes_back(self, services: Services, text: str) -> None:
        save(services, "CA-003", {Field.IMPLEMENTATION_NOTES: text})
        assert services.actions.details("CA-003").implementation_notes == text


class TestsOfTheOwner:
    @pytest.mark.parametrize("email", ["nobody@example.org", "", "  ", "none", "%", "\udcff", "a\x00b"])
    def test_who_is_no_user_is_refused(self, refusing: Services, email: str) -> None:
        with pytest.raises(InvalidInput, match=r"no user|not UTF-8"):
            save(refusing, ACTION, {Field.OWNER: email})

    def test_can_be_taken_away(self, services: Services) -> None:
        save(services, ACTION, {Field.OWNER: services.person.email})
        assert save(services, ACTION, {Field.OWNER: None}).changes
        row = services.actions.details(ACTION).row
        assert (row.owner, row.owner_name) == (None, None)

    def test_is_recorded_by_key_and_shown_by_address(self, services: Services, acme: Path) -> None:
        save(services, ACTION, {Field.OWNER: services.person.email})
        with raw(acme) as connection:
            [[payload]] = connection.execute("SELECT payload FROM event ORDER BY seq DESC LIMIT 1")
        assert services.person.email not in payload
        assert history_of(services, ACTION)[0].new == services.person.email


class TestsOfRefusals:
    @pytest.mark.parametrize(
        "action",
        ["XX-999", "", "ca-001", "CA-001@default-group", "PM-001", "PM-001@nowhere", "CA-001 ", "\udcff", "CA-001\x00"],
    )
    def test_an_unknown_action_is_named(self, refusing: Services, action: str) -> None:
        sentence = "not UTF-8" if action == "\udcff" else "There is no action"
        with pytest.raises((NotFound, InvalidInput), match=sentence):
            refusing.actions.details(action)
        with pytest.raises((NotFound, InvalidInput), match=sentence):
            refusing.actions.save(ActionDraft(action, 1, DONE))

    def test_an_id_without_its_group_is_told_which_there_are(self, refusing: Services) -> None:
        with pytest.raises(NotFound, match="PM-001@default-group"):
            refusing.actions.details("PM-001")

    @pytest.mark.parametrize(
        "changes",
        [
            {Field.TEST_STATUS: TestStatus.PASSED},
            {Field.TEST_DATE: date(2026, 1, 1)},
            {Field.IMPLEMENTATION_DATE: date(2026, 1, 1)},
            {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED, Field.TEST_STATUS: TestStatus.PASSED},
            {**DONE, Field.TEST_DATE: date(2026, 11, 1)},
            {**DONE, Field.TEST_STATUS: TestStatus.TO_BE_DETECTED},
            {Field.TESTING_TYPE: TestingType.AUTOMATIC},
        ],
    )
    def test_a_rule_refuses_in_a_sentence_and_changes_nothing(self, refusing: Services, changes: Changes) -> None:
        with pytest.raises(NotAllowed, match=r"^PM-001@default-group: .*\.$"):
            save(refusing, "PM-001@default-group", changes)

    @pytest.mark.parametrize("changes", [{Field.OWNER: None}, {Field.OTHER_NOTES: "x"}, DONE])
    def test_microsofts_actions_are_shown_and_never_changed(self, refusing: Services, changes: Changes) -> None:
        details = refusing.actions.details("MS-001")
        assert details.row.test_status is TestStatus.PASSED
        with pytest.raises(NotAllowed, match="managed by Microsoft"):
            save(refusing, "MS-001", changes)
        assert refusing.actions.details("MS-001") == details


class TestsOfSeveralAtOnce:
    def test_all_are_stored_in_one_transaction(self, services: Services) -> None:
        drafts = [draft(services, action, DONE) for action in (ACTION, OTHER)]
        outcomes = services.actions.save_all(drafts)
        assert [one.action for one in outcomes] == [ACTION, OTHER]
        assert {row.test_status for row in services.listing.rows([ACTION, OTHER])} == {TestStatus.PASSED}

    @pytest.mark.parametrize(
        "bad",
        [
            ActionDraft("XX-999", 1, DONE),
            ActionDraft(OTHER, 1, {Field.TEST_STATUS: TestStatus.PASSED}),
            ActionDraft(OTHER, 1, {Field.OWNER: "nobody@example.org"}),
            ActionDraft("MS-001", 1, DONE),
        ],
    )
    @pytest.mark.parametrize("place", [0, 1])
    def test_or_none(self, refusing: Services, bad: ActionDraft, place: int) -> None:
        drafts = [draft(refusing, ACTION, DONE), draft(refusing, "CA-003", DONE)]
        drafts.insert(place, bad)
        with pytest.raises((NotFound, NotAllowed, InvalidInput)):
            refusing.actions.save_all(drafts)

    def test_nothing_is_nothing(self, refusing: Services) -> None:
        assert refusing.actions.save_all([]) == ()


class TestsOfAutomaticActions:
    def test_a_pass_implements_the_action_and_leaves_the_test_date(self, services: Services, clock: StillClock) -> None:
        save(services, ACTION, {Field.TESTING_TYPE: TestingType.AUTOMATIC})
        assert services.actions.details(ACTION).row.test_status is TestStatus.TO_BE_DETECTED
        with automation(services) as stage:
            stage.signal(clock.forward(days=1), ACTION, TestStatus.PASSED)
        row = services.actions.details(ACTION).row
        assert (row.implementation_status, row.test_status) == (ImplementationStatus.IMPLEMENTED, TestStatus.PASSED)
        assert row.test_date is None
        assert row.points.achieved == row.points.possible
        newest = history_of(services, ACTION)[:2]
        assert {(one.user, one.new) for one in newest} == {
            ("Automatic testing", "Implemented"),
            ("Automatic testing", "Passed"),
        }

    def test_refuse_results_by_hand_until_they_are_manual(self, services: Services) -> None:
        save(services, ACTION, {Field.TESTING_TYPE: TestingType.AUTOMATIC})
        for changes in (
            {Field.TEST_NOTES: "x"},
            {Field.TEST_STATUS: TestStatus.PASSED},
            {Field.TEST_DATE: date.today()},
        ):
            with pytest.raises(NotAllowed, match="Microsoft Secure Score"):
                save(services, ACTION, changes)
        save(services, ACTION, {Field.TESTING_TYPE: TestingType.MANUAL})
        assert save(services, ACTION, {**DONE, Field.TEST_NOTES: "x"}).changes

    def test_of_defender_for_cloud_keep_their_type(self, services: Services) -> None:
        subscribe(services, "IC-001", (1, 2))
        with pytest.raises(NotAllowed, match="in Defender for Cloud"):
            save(services, "IC-001", {Field.TESTING_TYPE: TestingType.MANUAL})

    def test_out_of_scope_and_back_again(self, services: Services) -> None:
        subscribe(services, "IC-001", (1, 2))
        save(services, "IC-001", {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE})
        out = services.actions.details("IC-001").row
        assert (out.in_scope, out.test_status, out.points.achieved) == (False, TestStatus.OUT_OF_SCOPE, 0)
        save(services, "IC-001", {Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED})
        back = services.actions.details("IC-001").row
        assert (back.in_scope, back.test_status) == (True, TestStatus.PARTIALLY_TESTED)
        assert services.check.run().problems == ()
