"""Updates of actions: accepting keeps the work, does what was promised, and is done once (spec 12, issue 5)."""

from __future__ import annotations

from pathlib import Path

import pytest
from evidence_files import add
from support import DONE, NOW, OpenAs, StillClock, assess_group, automation, draft, query, save, stored, write_toml
from updating import (
    ELSEWHERE,
    NO_LONGER_TESTED,
    OTHER_SERVICE,
    OTHER_SOURCE,
    TWICE,
    assert_sound,
    once_more_updated,
    organisation_before,
    scores,
    updated_catalogue,
    waiting,
    work,
)

from cm_tui.model.errors import Cancelled, NotAllowed, NotFound, StaleEdit
from cm_tui.model.rules.points import RETIRED
from cm_tui.model.rules.updates import NOT_COUNTED
from cm_tui.model.views.actions import FieldChange
from cm_tui.model.views.updates import LastUpdate, Promise
from cm_tui.model.vocabulary import Field, ImplementationStatus, TestingType, TestStatus
from cm_tui.services.services import Services

MARIA, HELEN, PRIYA = "maria.ruiz@contoso.example", "helen.fischer@contoso.example", "priya.nair@contoso.example"
TECHNICAL, IN_EUROPE, LABELS = "CA-001", "CA-005@europe", "PI-001"
"""Updates of the demo organisation: the last one raises what the action is worth."""


@pytest.fixture
def maria(contoso: Path, open_as: OpenAs) -> Services:
    """The demo organisation as somebody who may accept updates."""
    return open_as(contoso, MARIA)


@pytest.fixture
def helen(contoso: Path, open_as: OpenAs) -> Services:
    """The same as somebody else, through another connection."""
    return open_as(contoso, HELEN)


@pytest.fixture
def own(tmp_path: Path, clock: StillClock, open_as: OpenAs) -> Services:
    """A small organisation with an update of every kind."""
    return open_as(organisation_before(tmp_path / "own", updated_catalogue(), clock))


def promise_of(services: Services, action: str) -> Promise:
    """What the review of an action's update promises."""
    return services.updates.review(action).update.promise


class TestsOfAccepting:
    def test_again_changes_nothing_and_says_who_did_it(self, maria: Services, contoso: Path, clock: StillClock) -> None:
        ids = [LABELS, IN_EUROPE, "CA-003"]
        accepted = maria.updates.accept_ids(ids)
        assert accepted.ids == {LABELS, IN_EUROPE}
        assert accepted.unchanged == (("CA-003", None),)
        before = stored(contoso)
        clock.forward(hours=1)
        again = maria.updates.accept_ids([*ids, LABELS])
        told = LastUpdate("María Ruiz", NOW)
        assert (again.updates, again.unchanged) == ((), ((LABELS, told), (IN_EUROPE, told), ("CA-003", None)))
        assert again.score == again.score_before == accepted.score
        assert stored(contoso) == before

    def test_in_one_group_leaves_the_others_waiting_and_a_technical_one_is_gone_everywhere(
        self, maria: Services
    ) -> None:
        before = waiting(maria)
        review = maria.updates.review(IN_EUROPE)
        assert review.elsewhere == ("Health Services", "North America")
        assert "still waits in Health Services and North America" in review.reach
        maria.updates.accept_ids([IN_EUROPE, TECHNICAL])
        assert waiting(maria) == [one for one in before if one not in (IN_EUROPE, TECHNICAL)]
        assert {"CA-005@health-services", "CA-005@north-america"} <= set(waiting(maria))
        for assessment in maria.assessments.assessments():
            assert TECHNICAL not in assessment.updates
            rows = maria.listing.select(query(f'assessment:"{assessment.name}" update:pending'))
            assert sorted(row.id for row in rows) == list(assessment.updates)
            assert assessment.updates

    def test_is_written_once_and_takes_one_version(self, maria: Services) -> None:
        version = maria.actions.details(LABELS).row.version
        earlier = maria.history.rows(LABELS)
        update = maria.updates.review(LABELS).update
        maria.updates.accept([update.promise])
        told, *others = maria.history.rows(LABELS)
        assert tuple(others) == tuple(earlier)
        numbers = (update.promise.from_version, update.promise.to_version)
        assert (told.event, told.field, told.old, told.new) == ("update.accepted", "definition", *map(str, numbers))
        details = maria.actions.details(LABELS)
        assert details.row.version == version + 1
        assert details.definition_version == details.newest_version == numbers[1]
        assert details.row.points.possible == update.worth_after > update.worth_before

    def test_is_all_or_nothing(self, maria: Services, contoso: Path) -> None:
        before = stored(contoso)
        with pytest.raises(NotFound, match="XX-1"):
            maria.updates.accept_ids([LABELS, "XX-1"])
        done: list[int] = []
        everything = maria.updates.review_all()
        with pytest.raises(Cancelled):
            maria.updates.accept(everything.promises, lambda one, _: done.append(one), lambda: len(done) == 3)
        assert done == [1, 2, 3]
        assert stored(contoso) == before
        assert tuple(waiting(maria)) == tuple(one.id for one in everything.updates)

    def test_tells_how_far_it_is(self, maria: Services) -> None:
        told: list[tuple[int, int]] = []
        promises = maria.updates.review_all().promises
        maria.updates.accept(promises, lambda done, total: told.append((done, total)), lambda: False)
        assert told == [(one, len(promises)) for one in range(1, len(promises) + 1)]
        assert waiting(maria) == []
        assert maria.updates.accept_ids().updates == ()

    def test_is_not_for_readers(self, contoso: Path, open_as: OpenAs) -> None:
        reader = open_as(contoso, PRIYA)
        before = stored(contoso)
        promise = promise_of(reader, LABELS)
        with pytest.raises(NotAllowed, match="Reader may not"):
            reader.updates.accept([promise])
        with pytest.raises(NotAllowed, match="Reader may not"):
            reader.updates.accept_ids()
        assert stored(contoso) == before


class TestsOfTwoPeople:
    def test_one_accepts_and_the_other_is_told(
        self, maria: Services, helen: Services, contoso: Path, clock: StillClock
    ) -> None:
        seen = helen.updates.review_all().promises
        one = promise_of(helen, LABELS)
        maria.updates.accept([one])
        before = stored(contoso)
        at = NOW.astimezone()
        clock.forward(minutes=1)
        for promises in ([one], seen):
            with pytest.raises(StaleEdit, match=f"{LABELS}: María Ruiz accepted the update at {at:%Y-%m-%d %H:%M}"):
                helen.updates.accept(promises)
        with pytest.raises(NotFound, match="María Ruiz accepted"):
            helen.updates.review(LABELS)
        assert helen.updates.accept_ids([LABELS]).unchanged == ((LABELS, LastUpdate("María Ruiz", NOW)),)
        assert stored(contoso) == before
        assert len([row for row in maria.history.rows(LABELS) if row.event == "update.accepted"]) == 1

    def test_what_a_promise_rests_on_was_changed_meanwhile(
        self, maria: Services, helen: Services, contoso: Path
    ) -> None:
        seen = helen.updates.review_all()
        save(maria, IN_EUROPE, DONE)
        before = stored(contoso)
        with pytest.raises(StaleEdit, match=f"{IN_EUROPE} was changed meanwhile"):
            helen.updates.accept(seen.promises)
        assert stored(contoso) == before
        again = helen.updates.review_all()
        assert helen.updates.accept(again.promises).score == again.effect.after

    def test_a_note_written_meanwhile_is_kept(self, maria: Services, helen: Services) -> None:
        promise = promise_of(helen, IN_EUROPE)
        save(maria, IN_EUROPE, {Field.OTHER_NOTES: "meanwhile"})
        helen.updates.accept([promise])
        assert helen.actions.details(IN_EUROPE).other_notes == "meanwhile"

    def test_a_draft_begun_before_the_update_is_saved_on_top_of_it(self, maria: Services, helen: Services) -> None:
        mine = draft(helen, IN_EUROPE, {Field.OTHER_NOTES: "mine"})
        maria.updates.accept_ids([IN_EUROPE])
        saved = helen.actions.save(mine)
        assert saved.merged == ()
        assert saved.notices[0].startswith("María Ruiz accepted an update meanwhile")
        assert "version 2 of the action is in use now" in saved.notices[0]
        details = helen.actions.details(IN_EUROPE)
        assert (details.other_notes, details.row.pending_update) == ("mine", False)


def test_an_update_is_not_undone_and_nothing_is_undone_beneath_it(maria: Services, contoso: Path) -> None:
    step = maria.bulk.apply(maria.bulk.preview([IN_EUROPE], {Field.OTHER_NOTES: "x"})).step
    maria.updates.accept_ids([IN_EUROPE])
    before = stored(contoso)
    with pytest.raises(StaleEdit, match="CA-005@europe was changed since, by María Ruiz at"):
        maria.bulk.undo(step)
    accepted = maria.history.rows(IN_EUROPE)[0].seq
    with pytest.raises(NotAllowed, match="Only saved changes"):
        maria.bulk.undo(type(step)((accepted,)))
    assert stored(contoso) == before


class TestsOfAutomation:
    @pytest.mark.parametrize(
        ("implementation", "detected", "determined"),
        [
            (ImplementationStatus.IMPLEMENTED, TestStatus.TO_BE_DETECTED, TestStatus.TO_BE_DETERMINED),
            (ImplementationStatus.IMPLEMENTED, TestStatus.COULD_NOT_BE_DETECTED, TestStatus.COULD_NOT_BE_DETERMINED),
            (ImplementationStatus.IMPLEMENTED, TestStatus.FAILED_LOW, TestStatus.FAILED_LOW),
            (ImplementationStatus.NOT_IMPLEMENTED, TestStatus.FAILED_HIGH, TestStatus.NONE),
        ],
    )
    def test_that_ends_leaves_the_action_to_people_with_its_last_status(
        self, own: Services, implementation: ImplementationStatus, detected: TestStatus, determined: TestStatus
    ) -> None:
        _automatic(own, NO_LONGER_TESTED, implementation, detected)
        before = work(own, NO_LONGER_TESTED)
        review = own.updates.review(NO_LONGER_TESTED)
        assert review.automation.startswith("Microsoft Secure Score no longer tests it")
        own.updates.accept([review.update.promise])
        after = work(own, NO_LONGER_TESTED)
        assert after.pop(Field.TESTING_TYPE) is TestingType.MANUAL
        assert after.pop(Field.TEST_STATUS) is determined
        if determined is TestStatus.NONE:
            assert review.update.verdict is not None
            assert review.update.verdict.startswith(f"The verdict {detected} is lost")
        promised = {change.field for change in review.update.promise.record}
        assert promised == {Field.TESTING_TYPE} | ({Field.TEST_STATUS} if determined is not detected else set())
        assert after.items() <= before.items()
        assert own.actions.details(NO_LONGER_TESTED).eligible_source is None
        assert_sound(own)

    def test_that_goes_on_elsewhere_stays_automatic(self, own: Services) -> None:
        _automatic(own, OTHER_SOURCE, ImplementationStatus.IMPLEMENTED, TestStatus.COULD_NOT_BE_DETECTED)
        before = work(own, OTHER_SOURCE)
        review = own.updates.review(OTHER_SOURCE)
        assert review.automation.startswith("Microsoft Secure Score tests it instead of Built-in")
        assert review.update.promise.record == ()
        own.updates.accept([review.update.promise])
        assert work(own, OTHER_SOURCE) == before
        assert before[Field.TESTING_TYPE] is TestingType.AUTOMATIC
        assert_sound(own)

    def test_of_the_demo_that_ends_names_the_change_of_the_record(self, maria: Services) -> None:
        assert promise_of(maria, "MD-001").record == (
            FieldChange(Field.TESTING_TYPE, TestingType.AUTOMATIC, TestingType.MANUAL),
        )


def _automatic(services: Services, action: str, implementation: ImplementationStatus, test: TestStatus) -> None:
    save(services, action, {Field.TESTING_TYPE: TestingType.AUTOMATIC, Field.IMPLEMENTATION_STATUS: implementation})
    with automation(services) as stage:
        stage.signal(services.clock(), action, test)
    row = services.actions.details(action).row
    assert (row.implementation_status, row.test_status) == (implementation, test)


class TestsOfWhatNoAssessmentCountsAnyMore:
    def test_it_leaves_list_and_score_and_keeps_its_work(self, own: Services, tmp_path: Path) -> None:
        add(own, tmp_path, action=ELSEWHERE)
        save(own, ELSEWHERE, {**DONE, Field.OTHER_NOTES: "kept", Field.OWNER: own.person.email})
        before = work(own, ELSEWHERE)
        review = own.updates.review(ELSEWHERE)
        assert review.reach == NOT_COUNTED
        assert (review.update.promise.retires, review.update.promise.leaves) == (True, ("R1 North", "R1 South"))
        accepted = own.updates.accept([review.update.promise])
        assert accepted.score == review.effect.after == scores(own)[""]
        assert ELSEWHERE not in {row.id for row in own.listing.select(query(""))}
        assert ELSEWHERE not in waiting(own)
        assert own.score.explain(ELSEWHERE)[0].condition == RETIRED
        assert work(own, ELSEWHERE) == before
        assert own.actions.details(ELSEWHERE).row.assessments == ()
        for changes in ({Field.OTHER_NOTES: "x"}, {Field.TEST_STATUS: TestStatus.FAILED_LOW}):
            with pytest.raises(NotAllowed, match="No assessment counts this action any more"):
                save(own, ELSEWHERE, changes)
        assert_sound(own)

    def test_it_comes_back_with_its_work_once_something_counts_it(self, own: Services) -> None:
        save(own, ELSEWHERE, {**DONE, Field.OTHER_NOTES: "kept"})
        before = work(own, ELSEWHERE)
        own.updates.accept_ids([ELSEWHERE])
        assess_group(own, "West", "r2")
        row = own.actions.details(ELSEWHERE).row
        assert (row.assessments, row.in_scope, row.pending_update) == (("r2 West",), True, False)
        assert work(own, ELSEWHERE) == before
        assert ELSEWHERE in {row.id for row in own.listing.select(query(""))}
        told = [(row.event, row.field, row.old, row.new) for row in own.history.rows(ELSEWHERE)[:3]]
        assert told[0] == ("action.came_back", "retired", "yes", "no")
        assert ("update.accepted", "retired", "no", "yes") in told
        assert_sound(own)

    def test_a_newer_version_of_it_waits_until_it_is_back(self, own: Services, tmp_path: Path) -> None:
        own.updates.accept_ids([ELSEWHERE])
        own.catalogue.take_over(write_toml(tmp_path / "newer", once_more_updated(ELSEWHERE)))
        details = own.actions.details(ELSEWHERE)
        assert (details.definition_version, details.newest_version, details.row.pending_update) == (2, 3, False)
        assert ELSEWHERE not in waiting(own)
        with pytest.raises(NotFound, match=f"{ELSEWHERE}: "):
            own.updates.review(ELSEWHERE)
        assert own.updates.accept_ids([ELSEWHERE]).updates == ()
        assess_group(own, "West", "r2")
        details = own.actions.details(ELSEWHERE)
        assert (details.definition_version, details.row.pending_update) == (2, True)
        assert_sound(own)

    def test_another_service_takes_it_out_where_only_the_first_is_assessed(self, own: Services) -> None:
        north, south = f"{OTHER_SERVICE}@north", f"{OTHER_SERVICE}@south"
        assert promise_of(own, north).leaves == ()
        assert promise_of(own, south).leaves == ("R1 South",)
        own.updates.accept_ids()
        listed = {row.id for row in own.listing.select(query(""))}
        assert north in listed
        assert south not in listed
        assert_sound(own)


def test_several_releases_are_one_update(own: Services) -> None:
    review = own.updates.review(TWICE)
    assert [one.id for one in review.releases] == ["2026.2", "2026.3"]
    assert (review.update.promise.from_version, review.update.promise.to_version) == (1, 3)
    assert [(one.field.value, one.before, one.after) for one in review.update.changes] == [
        ("name", "The first title", f"Do what {TWICE} asks"),
        ("guidance", "1.", "3."),
    ]
    own.updates.accept([review.update.promise])
    assert own.actions.details(TWICE).definition_version == 3


def test_an_action_without_an_update_has_nothing_to_review(own: Services) -> None:
    with pytest.raises(NotFound, match="CA-001: no update waits to be accepted"):
        own.updates.review("CA-001")
    with pytest.raises(NotFound, match="XX-1"):
        own.updates.review("XX-1")
