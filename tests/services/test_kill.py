"""A program that is killed at any moment loses no confirmed save and leaves no half state (safety 1, promise 1).

Children are forked from this process, which has imported everything; each opens the workspace anew, so that no database connection
crosses a fork. A child reports each save through a pipe after `save_all` returned; that is what "confirmed" means here.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import pytest
from templates import part_of

from cm_tui.bootstrap import create_workspace, open_services
from cm_tui.model.drafts import ActionDraft
from cm_tui.model.errors import StorageProblem
from cm_tui.model.listing import ListQuery
from cm_tui.model.vocabulary import Field, FieldValue, ImplementationStatus, TestingType, TestStatus
from cm_tui.services.catalogue import loader
from cm_tui.services.creation import NewWorkspace
from cm_tui.services.services import Services
from cm_tui.services.storage.paths import DATABASE

KILLS = 20
MOST_KILLS = 500
OPENED_AGAIN = 5
"""After so many kills the workspace is opened anew; the others are looked at through a connection that was open all the time."""
CREATIONS_KILLED = 5
LONGEST_LIFE = 3
"""In saves: children are killed anywhere between their start and the moment when an undisturbed one confirmed this many."""
REQUEST = NewWorkspace("Killed Ltd", regulations=("gdpr", "hipaa-hitech"))
DAY = date(2026, 3, 2)


def drafted(number: int) -> Mapping[Field, FieldValue]:
    """What save `number` changes: other fields each time, in a circle of four."""
    changes: dict[Field, FieldValue] = {Field.OTHER_NOTES: f"save {number}"}
    if number % 4 == 1:
        changes |= {Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED, Field.IMPLEMENTATION_DATE: DAY}
    elif number % 4 == 2:
        changes |= {Field.TEST_STATUS: TestStatus.PASSED, Field.TEST_DATE: DAY, Field.TEST_NOTES: f"tested {number}"}
    elif number % 4 == 3:
        changes |= {Field.IMPLEMENTATION_NOTES: f"long {number} " * 2000}
    else:
        changes |= {Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED}
    return changes


def expected(number: int) -> dict[Field, FieldValue]:
    """The whole record after save `number`, counted from a fresh manual action."""
    state: dict[Field, FieldValue] = {
        Field.IMPLEMENTATION_STATUS: ImplementationStatus.NOT_IMPLEMENTED,
        Field.IMPLEMENTATION_DATE: None,
        Field.IMPLEMENTATION_NOTES: "",
        Field.TEST_STATUS: TestStatus.NONE,
        Field.TEST_DATE: None,
        Field.TEST_NOTES: "",
        Field.OTHER_NOTES: "",
    }
    for one in range(1, number + 1):
        state |= drafted(one)
        if state[Field.IMPLEMENTATION_STATUS] is ImplementationStatus.PLANNED:
            state |= {Field.IMPLEMENTATION_DATE: None, Field.TEST_STATUS: TestStatus.NONE, Field.TEST_DATE: None}
        elif state[Field.TEST_STATUS] is TestStatus.NONE:
            state[Field.TEST_STATUS] = TestStatus.NONE
    return state


@dataclass
class Child:
    """A forked process and the reading end of the pipe through which it reports."""

    process: int
    reports: int

    @classmethod
    def fork(cls, work: Callable[[Callable[[int], None]], None]) -> Child:
        """Start `work(report)` in a child; it never returns into the tests."""
        reading, writing = os.pipe()
        process = os.fork()
        if process == 0:
            code = 1
            try:
                os.close(reading)
                work(lambda number: _write(writing, number))
                code = 0
            finally:
                os._exit(code)
        os.close(writing)
        return cls(process, reading)

    def kill_after(self, seconds: float, saves: int | None = None) -> list[int]:
        """Let it live for a while, or until so many reports, kill it, and return every number that it reported.

        An error of its own fails the test.
        """
        deadline = time.monotonic() + seconds
        heard = b""
        while (left := deadline - time.monotonic()) > 0 and (saves is None or len(heard) < 4 * saves):
            if select.select([self.reports], [], [], left)[0]:
                if not (more := os.read(self.reports, 65536)):
                    break
                heard += more
        os.kill(self.process, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
        assert code in (0, -signal.SIGKILL), "the child met an error of its own"
        while more := os.read(self.reports, 65536):
            heard += more
        os.close(self.reports)
        return [int.from_bytes(heard[place : place + 4], "big") for place in range(0, len(heard), 4)]


def _write(descriptor: int, number: int) -> None:
    os.write(descriptor, number.to_bytes(4, "big"))


def _manual_actions(services: Services) -> tuple[str, str]:
    rows = [row for row in services.listing.select(ListQuery()) if row.testing_type is TestingType.MANUAL]
    return rows[0].id, rows[-1].id


def _save_until_killed(workspace: Path, actions: tuple[str, str], report: Callable[[int], None]) -> None:
    services = open_services(workspace)
    number, _ = _stored(services, actions[0])
    while True:
        number += 1
        services.actions.save_all([ActionDraft(action, number, drafted(number)) for action in actions])
        report(number)


def _stored(services: Services, action: str) -> tuple[int, dict[Field, FieldValue]]:
    """How many saves an action has seen (each raises the version by exactly one), and its fields."""
    details = services.actions.details(action)
    row = details.row
    return row.version - 1, {
        Field.IMPLEMENTATION_STATUS: row.implementation_status,
        Field.IMPLEMENTATION_DATE: row.implementation_date,
        Field.IMPLEMENTATION_NOTES: details.implementation_notes,
        Field.TEST_STATUS: row.test_status,
        Field.TEST_DATE: row.test_date,
        Field.TEST_NOTES: details.test_notes,
        Field.OTHER_NOTES: details.other_notes,
    }


def _assert_whole(services: Services, actions: tuple[str, str], confirmed: int) -> int:
    """Both actions stand after the same save, the last confirmed one or the next, in every field. Returns its number."""
    (number, fields), other = (_stored(services, action) for action in actions)
    assert (number, fields) == other, "half a transaction"
    assert number in (confirmed, confirmed + 1), f"confirmed {confirmed}, found {number}"
    assert fields == expected(number)
    return number


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of the catalogue, read once: what is killed is the writing, not the reading."""
    catalogue = part_of(loader.load_catalogue(loader.data_folder()))
    monkeypatch.setattr(loader, "load_catalogue", lambda folder: catalogue)


def test_no_confirmed_save_is_lost_and_none_is_half_stored(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    create_workspace(workspace, REQUEST)
    services = open_services(workspace)
    actions = _manual_actions(services)
    started = time.monotonic()
    first = Child.fork(lambda report: _save_until_killed(workspace, actions, report)).kill_after(30, LONGEST_LIFE)
    longest = time.monotonic() - started
    number = _assert_whole(services, actions, len(first))
    random = Random(20260302)
    confirmed_saves, in_the_middle = 0, 0
    round_ = 0
    while round_ < KILLS or confirmed_saves < KILLS // 4 or in_the_middle < KILLS // 10:
        assert round_ < MOST_KILLS, "too few children saved something, or died while they wrote"
        round_ += 1
        child = Child.fork(lambda report: _save_until_killed(workspace, actions, report))
        confirmed = child.kill_after(random.uniform(0.0, longest))
        assert confirmed == list(range(number + 1, number + 1 + len(confirmed)))
        confirmed_saves += len(confirmed)
        in_the_middle += (workspace / f"{DATABASE}-journal").exists()
        if round_ % OPENED_AGAIN == 0:
            services.close()
            services = open_services(workspace)
        number = _assert_whole(services, actions, number + len(confirmed))
    services.close()
    services = open_services(workspace)
    assert services.check.run().problems == ()
    assert services.history.verify().valid
    for action in actions:
        assert len({row.seq for row in services.history.rows(action)}) == number
    services.close()


def _creating(workspace: Path) -> Callable[[Callable[[int], None]], None]:
    return lambda report: create_workspace(workspace, REQUEST)


def test_a_killed_creation_leaves_no_workspace_or_a_whole_one(tmp_path: Path) -> None:
    started = time.monotonic()
    create_workspace(tmp_path / "undisturbed", REQUEST)
    usual = time.monotonic() - started
    random = Random(20260303)
    halfway, kills = 0, 0
    while kills < CREATIONS_KILLED or halfway < 1:
        assert kills < MOST_KILLS, "no child died while it created; this says nothing"
        workspace = tmp_path / f"workspace-{kills}"
        Child.fork(_creating(workspace)).kill_after(random.uniform(0.0, 1.3 * usual))
        kills += 1
        if not (workspace / DATABASE).exists():
            halfway += 1
            with pytest.raises(StorageProblem):
                open_services(workspace)
            create_workspace(workspace, REQUEST)
            assert sorted(path.name for path in workspace.iterdir()) == ["evidence", DATABASE]
        services = open_services(workspace)
        assert services.check.run().problems == ()
        services.close()
