"""Whatever people recorded and whichever updates they accept in whatever order: work is kept, promises are exact (issue 5)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from itertools import product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import Changes, StillClock, dump, raw, save, stored
from updating import assert_sound, organisation_before, scores, updated_catalogue, waiting, work

from cm_tui.bootstrap import open_services
from cm_tui.model.errors import InvalidInput, NotAllowed
from cm_tui.model.rules.status import Facts, permitted_test_statuses
from cm_tui.model.rules.updates import changes_of_record
from cm_tui.model.views.actions import Points
from cm_tui.model.views.updates import Promise
from cm_tui.model.vocabulary import Field, ImplementationStatus, TestingSource, TestingType, TestStatus
from cm_tui.services.services import Services

DAY = date(2026, 5, 4)
CHANGES: st.SearchStrategy[Changes] = st.fixed_dictionaries(
    {},
    optional={
        Field.IMPLEMENTATION_STATUS: st.sampled_from(ImplementationStatus),
        Field.IMPLEMENTATION_DATE: st.sampled_from([None, DAY]),
        Field.TEST_STATUS: st.sampled_from(TestStatus),
        Field.TEST_DATE: st.sampled_from([None, DAY]),
        Field.TESTING_TYPE: st.sampled_from(TestingType),
        Field.OTHER_NOTES: st.sampled_from(["", "a note", "\x1b[31m [b]hostile[/b]"]),
    },
)
"""What somebody may try to record; what the rules refuse is not recorded."""
WORK = st.lists(st.tuples(st.integers(0, 99), CHANGES), max_size=12)
"""The update whose action somebody works on, and what they try."""


@pytest.fixture(scope="module")
def templates(contoso_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """The demo organisation, and a small one with the kinds of updates that the demo lacks; nobody writes into them."""
    own = tmp_path_factory.mktemp("updates") / "own"
    return contoso_template, organisation_before(own, updated_catalogue(), StillClock())


@contextmanager
def worked_on(template: Path, tried: list[tuple[int, Changes]]) -> Iterator[Services]:
    """A copy of an organisation in which somebody recorded what the rules let them."""
    with TemporaryDirectory() as folder:
        path = Path(shutil.copytree(template, Path(folder) / "w"))
        with closing(open_services(path, clock=StillClock())) as services:
            ids = waiting(services)
            for number, changes in tried:
                owner: Changes = {Field.OWNER: services.person.email} if number % 2 else {}
                with suppress(InvalidInput, NotAllowed):
                    save(services, ids[number % len(ids)], {**changes, **owner})
            yield services


def told(services: Services) -> list[tuple[object, ...]]:
    """Every event of the history as it is stored."""
    with raw(Path(services.workspace.path)) as connection:
        return connection.execute("SELECT * FROM event ORDER BY seq").fetchall()


def assert_kept(services: Services, promise: Promise, before: dict[str, object]) -> None:
    """An action's record is as it was but for what its promise says."""
    changed: dict[str, object] = {change.field: change.new for change in promise.record}
    assert work(services, promise.id) == {**before, **changed}
    row = services.actions.details(promise.id).row
    counted = row.points if row.in_scope else Points(0, 0)
    assert (counted, bool(row.assessments)) == (promise.after, not promise.retires)


@settings(max_examples=3, deadline=None)
@given(which=st.integers(0, 1), tried=WORK, seed=st.integers())
def test_one_after_the_other_keeps_every_promise(
    templates: tuple[Path, ...], which: int, tried: list[tuple[int, Changes]], seed: int
) -> None:
    with worked_on(templates[which], tried) as services:
        everything, events = services.updates.updates(), told(services)
        for one in Random(seed).sample(everything, 5):
            review, before, at_first = services.updates.review(one.id), work(services, one.id), scores(services)
            assert review.effect.before == at_first[""]
            accepted = services.updates.accept([review.update.promise])
            promised = {"": review.effect.after, **{place.name: place.after for place in review.effect.assessments}}
            assert scores(services) == {**at_first, **promised}
            assert (accepted.score_before, accepted.score) == (review.effect.before, review.effect.after)
            assert_kept(services, review.update.promise, before)
        assert len(waiting(services)) == len(everything) - 5
        assert told(services)[: len(events)] == events
        assert len(told(services)) == len(events) + 5
        assert_sound(services)


@settings(max_examples=3, deadline=None)
@given(which=st.integers(0, 1), tried=WORK, chosen=st.sets(st.integers(0, 30)))
def test_together_they_keep_every_promise_and_once_more_they_change_nothing(
    templates: tuple[Path, ...], which: int, tried: list[tuple[int, Changes]], chosen: set[int]
) -> None:
    with worked_on(templates[which], tried) as services:
        everything, at_first = services.updates.review_all(), scores(services)
        some = [one for number, one in enumerate(everything.updates) if number in chosen]
        before = {one.id: work(services, one.id) for one in everything.updates}
        accepted = services.updates.accept([one.promise for one in some])
        assert accepted.updates == tuple(some)
        assert (accepted.score_before, accepted.score) == (at_first[""], scores(services)[""])
        rest = services.updates.review_all()
        assert rest.updates == tuple(one for one in everything.updates if one not in some)
        assert services.updates.accept(rest.promises).score == rest.effect.after == everything.effect.after
        promised = {place.name: place.after for place in everything.effect.assessments}
        assert scores(services) == {**at_first, "": everything.effect.after, **promised}
        for one in everything.updates:
            assert_kept(services, one.promise, before[one.id])
        bytes_then = stored(Path(services.workspace.path))
        again = services.updates.accept_ids([one.id for one in everything.updates])
        assert (again.updates, len(again.unchanged)) == ((), len(everything.updates))
        assert stored(Path(services.workspace.path)) == bytes_then
        assert_sound(services)


@settings(max_examples=2, deadline=None)
@given(which=st.integers(0, 1), tried=WORK, seed=st.integers())
def test_the_order_changes_nothing_but_the_history(
    templates: tuple[Path, ...], which: int, tried: list[tuple[int, Changes]], seed: int
) -> None:
    ends = []
    for shuffled in (False, True):
        with worked_on(templates[which], tried) as services:
            promises = list(services.updates.review_all().promises)
            if shuffled:
                Random(seed).shuffle(promises)
            services.updates.accept(promises)
            tables = dump(Path(services.workspace.path))
            ends.append({name: tables[name] for name in ("action_state", "assessment_action", "action_version")})
    assert ends[0] == ends[1]


@pytest.mark.parametrize("source", [TestingSource.BUILT_IN, TestingSource.SECURE_SCORE])
def test_what_nothing_tests_any_more_is_always_left_to_people_with_a_legal_status(source: TestingSource) -> None:
    days = (None, DAY, date(2026, 5, 1))
    for implementation, implemented, test, tested in product(ImplementationStatus, days, TestStatus, days):
        facts = Facts(implementation, implemented, test, tested, TestingType.AUTOMATIC, source)
        changes = changes_of_record(facts, None)
        assert changes[Field.TESTING_TYPE] is TestingType.MANUAL
        assert changes.get(Field.TEST_STATUS, test) in permitted_test_statuses(implementation)
        assert changes_of_record(facts, TestingSource.SECURE_SCORE) == {}
        by_hand = Facts(implementation, implemented, test, tested, TestingType.MANUAL, source)
        assert changes_of_record(by_hand, None) == {}
