"""What the score of a large organisation costs, and a save in it, against bare SELECTs that sum the same rows."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from statistics import median

from benchmarks.large import GROUPS, OF_GROUPS, SHARED, cloned, founded
from benchmarks.measuring import Line
from cm_tui.bootstrap import open_services
from cm_tui.model.drafts import ActionDraft
from cm_tui.model.vocabulary import Field, ImplementationStatus, TestStatus
from cm_tui.services.services import Services
from cm_tui.services.storage.paths import DATABASE

MOST = 2.0
MOST_OF_SAVE = 3.0
"""Times a save in a small workspace, which is mostly what the disk takes."""
_SUMS = "SELECT sum(s.points_achieved), sum(s.points_possible) FROM assessment_action l"
STRICT = f"{_SUMS} JOIN action_state s ON s.id = l.state_id"
"""Each action of each assessment once."""
JOINED = f"""{_SUMS} JOIN assessment a ON a.id = l.assessment_id JOIN action_state s ON s.id = l.state_id
JOIN (SELECT DISTINCT ac.version_id v, ac.control_id, k.regulation_key r FROM action_control ac
JOIN control k ON k.id = ac.control_id WHERE k.legal_status = 'in force' AND k.withdrawn_in IS NULL) served
ON served.v = s.accepted_version_id AND served.r = a.regulation_key"""
"""Each action of each control of each assessment, in the way that was found to be the quickest one."""
OWN, WIDE = "ZZ-003@g-0", "ZZ-503"


def score_lines(folder: Path, runs: int) -> Iterator[Line]:
    """The score and every assessment with the statuses of its controls, and saves; the runs alternate."""
    small, large = open_services(founded(folder / "small")), open_services(cloned(founded(folder / "large")))
    strict, joined, everything = [], [], []
    saves: dict[tuple[str, str], list[float]] = {(size, one): [] for size in ("small", "large") for one in (OWN, WIDE)}
    numbers = count()
    with closing(sqlite3.connect(folder / "large" / DATABASE)) as bare:
        for _ in range(runs):
            strict.append(_taken(lambda: bare.execute(STRICT).fetchall()))
            joined.append(_taken(lambda: bare.execute(JOINED).fetchall()))
            everything.append(_taken(lambda: (large.score.score(), large.assessments.assessments())))
            for one in (OWN, WIDE):
                number = next(numbers)
                saves["small", one].append(_saving(small, one, number))
                saves["large", one].append(_saving(large, one, number))
    for services in (small, large):
        services.close()
    whole = median(everything)
    note = f"{whole * 1e3:.0f} : {median(strict) * 1e3:.0f} ms, {GROUPS} × {OF_GROUPS + SHARED} actions"
    yield Line("score, statuses : SELECT, each action once", whole / median(strict), MOST, "×", note)
    note = f"{median(joined) * 1e3:.0f} ms"
    yield Line("… : SELECT, each action of each control", whole / median(joined), MOST, "×", note)
    for one, what in ((OWN, "one group's action"), (WIDE, f"one that {GROUPS} count")):
        here, small_one = median(saves["large", one]), median(saves["small", one])
        note = f"{here * 1e3:.0f} : {small_one * 1e3:.0f} ms"
        yield Line(f"a save of {what} : in a small one", here / small_one, MOST_OF_SAVE, "×", note)


def _taken(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _saving(services: Services, action: str, number: int) -> float:
    """Save another verdict than the one before."""
    row = services.actions.details(action).row
    verdict = TestStatus.FAILED_LOW if row.test_status is TestStatus.PASSED else TestStatus.PASSED
    changes = {
        Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED,
        Field.TEST_STATUS: verdict,
        Field.OTHER_NOTES: f"{number}",
    }
    return _taken(lambda: services.actions.save(ActionDraft(action, row.version, changes)))
