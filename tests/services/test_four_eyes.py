"""Four eyes: whoever recorded the implementation does not pass it, on whatever way (issue 4, item 8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from support import DONE_DAY, TODAY, Changes, OpenAs, raw, save

from cm_tui.cli.main import main
from cm_tui.model.errors import NotAllowed
from cm_tui.model.rules.testing import FAILED
from cm_tui.model.vocabulary import Field, ImplementationStatus, Role, TestStatus
from cm_tui.services.services import Services

MARIA, HELEN = "maria@example.org", "helen@example.org"
ACTION = "CA-001"
DONE: Changes = {
    Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED,
    Field.IMPLEMENTATION_DATE: DONE_DAY,
}
OTHERWISE: Changes = {Field.IMPLEMENTATION_STATUS: ImplementationStatus.ALTERNATIVE}
UNDONE: Changes = {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED}
PASSED: Changes = {Field.TEST_STATUS: TestStatus.PASSED, Field.TEST_DATE: TODAY}
REFUSED = "You recorded its implementation; the organisation asks for four eyes"


@pytest.fixture
def as_(services: Services, acme: Path, open_as: OpenAs) -> OpenAs:
    """Opens an organisation that asks for four eyes as one of its people; it counts as a demo for that."""
    services.people.add(MARIA, "Maria", Role.CONTRIBUTION, None)
    services.people.add(HELEN, "Helen", Role.ASSESSOR, None)
    services.settings.change(four_eyes=True)
    with raw(acme) as connection:
        connection.execute("UPDATE organisation SET is_demo = 1")
    return lambda email: open_as(acme, email)


def judge(services: Services) -> object:
    """Pass it in the queue."""
    version = services.actions.details(ACTION).row.version
    return services.assessing.judge(ACTION, TestStatus.PASSED, TODAY, None, version)


def set_by_command(services: Services) -> object:
    """Pass it on the command line, in this process; a refusal is raised as the services raise it."""
    place = ("--workspace", services.workspace.path, "--as", services.person.email)
    if main((*place, "actions", "set", ACTION, "--test-status", "passed")) != 0:
        raise NotAllowed(REFUSED)
    return services


def in_bulk(services: Services) -> object:
    """Pass it among many; the preview says which refuse and why, and nothing is stored of them."""
    preview = services.bulk.preview([ACTION, "CA-002"], PASSED)
    services.bulk.apply(preview)
    if reason := next(line.refusal for line in preview.lines if line.id == ACTION):
        raise NotAllowed(reason)
    return preview


WAYS: Mapping[str, Callable[[Services], object]] = {
    "a save": lambda services: save(services, ACTION, PASSED),
    "the queue": judge,
    "the command line": set_by_command,
    "a bulk change": in_bulk,
}


@pytest.mark.parametrize("way", WAYS)
def test_on_no_way_it_is_passed_by_whoever_recorded_it_and_on_each_by_somebody_else(as_: OpenAs, way: str) -> None:
    maria, helen = as_(MARIA), as_(HELEN)
    save(maria, ACTION, DONE)
    with pytest.raises(NotAllowed, match=REFUSED):
        WAYS[way](maria)
    assert maria.actions.details(ACTION).row.test_status is TestStatus.NONE
    WAYS[way](helen)
    assert maria.actions.details(ACTION).row.test_status is TestStatus.PASSED


@pytest.mark.parametrize("way", WAYS)
def test_where_nobody_asks_for_it_each_way_is_open(as_: OpenAs, services: Services, way: str) -> None:
    services.settings.change(four_eyes=False)
    maria = as_(MARIA)
    save(maria, ACTION, DONE)
    WAYS[way](maria)
    assert maria.actions.details(ACTION).row.test_status is TestStatus.PASSED


def test_implementing_and_passing_in_one_save_is_refused(as_: OpenAs) -> None:
    with pytest.raises(NotAllowed, match=REFUSED):
        save(as_(MARIA), ACTION, {**DONE, **PASSED})


@pytest.mark.parametrize("status", [*FAILED, TestStatus.IN_PROGRESS, TestStatus.OUT_OF_SCOPE])
def test_every_other_status_stays_open(as_: OpenAs, status: TestStatus) -> None:
    maria = as_(MARIA)
    save(maria, ACTION, DONE)
    assert save(maria, ACTION, {Field.TEST_STATUS: status}).changes


def test_everybody_counts_who_recorded_it_since_it_was_last_not_implemented(as_: OpenAs) -> None:
    maria, helen = as_(MARIA), as_(HELEN)
    save(maria, ACTION, DONE)
    save(helen, ACTION, OTHERWISE)
    for one in (maria, helen):
        with pytest.raises(NotAllowed, match=REFUSED):
            save(one, ACTION, PASSED)
    save(maria, ACTION, UNDONE)
    save(helen, ACTION, DONE)
    assert save(maria, ACTION, PASSED).changes


def test_a_verdict_that_changes_nothing_is_refused_too(as_: OpenAs) -> None:
    maria = as_(MARIA)
    save(maria, ACTION, DONE)
    save(as_(HELEN), ACTION, PASSED)
    with pytest.raises(NotAllowed, match=REFUSED):
        judge(maria)
    assert save(maria, ACTION, {Field.OTHER_NOTES: "x"}).changes


def test_the_page_and_the_queue_know_it_before(as_: OpenAs) -> None:
    maria, helen = as_(MARIA), as_(HELEN)
    save(maria, ACTION, DONE)
    assert REFUSED in (maria.actions.details(ACTION).why_not_pass or "")
    assert REFUSED in (maria.assessing.ready()[0].why_not_pass or "")
    assert helen.actions.details(ACTION).four_eyes
    assert helen.actions.details(ACTION).why_not_pass is helen.assessing.ready()[0].why_not_pass is None


def undo(services: Services, changes: Changes) -> object:
    """Change it, and take that back as one step."""
    return services.bulk.undo(services.bulk.apply(services.bulk.preview([ACTION], changes)).step)


@pytest.mark.parametrize(
    "changes", [{Field.TEST_STATUS: TestStatus.IN_PROGRESS}, UNDONE], ids=lambda one: ", ".join(one)
)
def test_a_pass_that_was_given_up_comes_back_by_an_undo_of_somebody_else_only(as_: OpenAs, changes: Changes) -> None:
    maria, helen = as_(MARIA), as_(HELEN)
    save(maria, ACTION, DONE)
    save(helen, ACTION, PASSED)
    undo(helen, changes)
    assert helen.actions.details(ACTION).row.test_status is TestStatus.PASSED
    with pytest.raises(NotAllowed, match=REFUSED):
        undo(maria, changes)
    assert helen.actions.details(ACTION).row.test_status is not TestStatus.PASSED


def test_a_pass_by_all_subscriptions_is_asked_for_too(contoso: Path, open_as: OpenAs) -> None:
    """The last result that is missing passes the action, whatever it is itself."""
    action, maria, helen = "IC-005@europe", *(open_as(contoso, f"{one}@contoso.example") for one in DEMO)
    open_as(contoso).settings.change(four_eyes=True)
    save(maria, action, UNDONE)
    save(maria, action, DONE)
    first, *others = (one.name for one in maria.actions.details(action).subscriptions)
    record(helen, action, first, TestStatus.PASSED)
    *others, last = others
    for name in others:
        record(maria, action, name, TestStatus.OUT_OF_SCOPE)
    with pytest.raises(NotAllowed, match=REFUSED):
        record(maria, action, last, TestStatus.OUT_OF_SCOPE)
    record(helen, action, last, TestStatus.OUT_OF_SCOPE)
    assert maria.actions.details(action).row.test_status is TestStatus.PASSED


DEMO = ("maria.ruiz", "helen.fischer")


def record(services: Services, action: str, subscription: str, status: TestStatus) -> object:
    """Record a result in one subscription."""
    seen = services.actions.details(action).row.version
    return services.subscriptions.record(
        action, subscription, test_status=status, test_date=TODAY, test_notes="", seen=seen
    )
