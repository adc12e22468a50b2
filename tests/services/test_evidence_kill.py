"""kill -9 during an upload or a deletion leaves both document and row, or neither, once anybody opens the workspace (safety 1).

Children are forked and kill themselves before their n-th call of the system, for every n; others are killed after some of the
processor's time, which does not depend on what else the machine does.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random

import pytest
from evidence_files import ACTION, PDF, add, assert_whole, at_rest, large, written
from killing import forked, was_killed
from support import OpenAs

from cm_tui.bootstrap import open_services
from cm_tui.services.services import Services

Work = Callable[[Services], object]
CALLS = ("write", "fsync", "mkdir", "replace", "unlink", "rmdir")
"""The calls of the system that Python makes itself; those of the database library come with the kills at any moment."""
KILLS = 8
HALFWAY = 2
"""So many of them at least are to die while a document is on its way."""
MOST_KILLS = 100


def run_until(workspace: Path, work: Work, fatal: int) -> bool:
    """Do some work in a child that kills itself before its `fatal`-th call. Returns whether it got that far."""

    def counted() -> None:
        with closing(open_services(workspace)) as services:
            count_calls(fatal)
            work(services)

    return was_killed(forked(counted))


def count_calls(fatal: int) -> None:
    """Count the calls from here on, and die before the `fatal`-th."""
    made = 0

    def counted(call: Callable[..., object]) -> Callable[..., object]:
        def count(*arguments: object, **named: object) -> object:
            nonlocal made
            made += 1
            if made == fatal:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **named)

        return count

    for name in CALLS:
        setattr(os, name, counted(getattr(os, name)))


def kill_at_every_call(workspace: Path, work: Work) -> list[int]:
    """How many pieces of evidence are found after each kill, one fatal call after the other until the work gets through.

    What was done is undone before the next kill: only then it is done again.
    """
    before = Path(shutil.copytree(workspace, workspace.with_name("before")))
    found: list[int] = []
    for fatal in range(1, 200):
        killed = run_until(workspace, work, fatal)
        with closing(open_services(workspace)) as services:
            found.append(assert_settled(services))
            if len(found) > 1 and found[-1] != found[-2]:
                assert_whole(services)
        if not killed:
            return found
        if found[-1] != found[0]:
            shutil.rmtree(workspace)
            shutil.copytree(before, workspace)
    pytest.fail("the work never ended")


def assert_settled(services: Services) -> int:
    """Every row has its document and every document its row, and nothing is on its way. Returns how many rows there are."""
    workspace, rows = Path(services.workspace.path), services.evidence.evidence(ACTION)
    assert set(at_rest(workspace)) == {f"objects/{one.sha256[:2]}/{one.sha256}" for one in rows if one.sha256}
    for one in rows:
        services.evidence.get(one.id, workspace.with_name("out"), overwrite=True)
    return len(rows)


@pytest.fixture
def proven(acme: Path, tmp_path: Path, open_as: OpenAs) -> Path:
    """A workspace with one document, which nobody has open."""
    services = open_as(acme)
    add(services, tmp_path)
    services.close()
    return acme


def test_an_upload_killed_at_any_call_is_there_completely_or_not_at_all(acme: Path, tmp_path: Path) -> None:
    files = [written(tmp_path, "a.pdf", PDF), written(tmp_path, "b.txt", "hello")]
    found = kill_at_every_call(acme, lambda services: services.evidence.add(ACTION, files))
    assert set(found) == {0, 2}
    assert (found[0], found[-1]) == (0, 2)
    assert found.count(0) > 15


def test_a_deletion_killed_at_any_call_took_both_or_nothing(proven: Path) -> None:
    found = kill_at_every_call(proven, lambda services: services.evidence.delete("EV-1"))
    assert set(found) == {0, 1}
    assert (found[0], found[-1]) == (1, 0)


def test_a_document_that_others_name_survives_a_killed_upload_of_the_same_bytes(proven: Path, tmp_path: Path) -> None:
    same = written(tmp_path, "same.pdf", PDF)
    found = kill_at_every_call(proven, lambda services: services.evidence.add(ACTION, [same]))
    assert set(found) == {1, 2}


def _until_killed(workspace: Path, files: list[Path], lifetime: float) -> None:
    with closing(open_services(workspace)) as services:
        signal.setitimer(signal.ITIMER_PROF, lifetime)
        while True:
            for one in services.evidence.add(ACTION, files).evidence:
                services.evidence.delete(one.id)


def test_kills_at_any_moment(acme: Path, tmp_path: Path) -> None:
    incoming = acme / "evidence" / "incoming"
    incoming.mkdir()
    files = [written(tmp_path, "a.pdf", PDF), large(tmp_path, "b.zip", 4_000_000)]
    random = Random(20260304)
    halfway, kills = 0, 0
    while kills < KILLS or halfway < HALFWAY:
        assert kills < MOST_KILLS, "too few children died on the way"
        child = forked(partial(_until_killed, acme, files, random.uniform(0.001, 0.08)))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGPROF
        kills += 1
        halfway += any(incoming.iterdir())
        with closing(open_services(acme)) as services:
            assert_settled(services)
    with closing(open_services(acme)) as services:
        assert_whole(services)


def test_an_upload_that_still_runs_is_left_alone(acme: Path, tmp_path: Path, open_as: OpenAs) -> None:
    slow, quick = open_as(acme), open_as(acme)
    seen: list[int] = []

    def meanwhile(done: int, total: int) -> None:
        open_as(acme).close()
        quick.evidence.link(ACTION, "meanwhile", "https://a.example")
        seen.append(len(at_rest(acme)))

    slow.evidence.add(ACTION, [large(tmp_path, "a.zip", 2_000_000)], progress=meanwhile)
    assert seen[1:] == [1] * len(seen[1:])
    assert [one.name for one in quick.evidence.evidence(ACTION)][-1] == "a.zip"
    assert_whole(quick)


def test_opening_a_workspace_that_was_left_halfway_by_a_dead_program(acme: Path, open_as: OpenAs) -> None:
    incoming = acme / "evidence" / "incoming"
    (incoming / "upload-dead").mkdir(parents=True)
    (incoming / "upload-dead" / "1.part").write_bytes(PDF)
    orphan = "ab" * 32
    (acme / "evidence" / "objects" / "ab").mkdir(parents=True)
    (acme / "evidence" / "objects" / "ab" / orphan).write_bytes(PDF)
    (incoming / f"{orphan}.0123456789abcdef").touch()
    assert_whole(open_as(acme))
    assert at_rest(acme) == {}
