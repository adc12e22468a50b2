"""Whether what is tallied is what everything counted again gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import compress
from typing import TypeAlias

from sqlalchemy import Select, select
from sqlmodel import Session
from sqlmodel import select as rows_of

from cm_tui.model.rules.control_status import control_status
from cm_tui.model.rules.testing import FAILED
from cm_tui.model.tables.controls import Control
from cm_tui.model.tables.organisation import Assessment
from cm_tui.model.vocabulary import ControlStatus, TestStatus
from cm_tui.services.assessments.counting import KINDS, MEMBERS, controls_with, count_assessments, count_controls
from cm_tui.services.assessments.tallying import ASSESSMENTS, CONTROLS

_Rows: TypeAlias = "Select[*tuple[object, ...]]"
_OF_KINDS = (FAILED[0], TestStatus.NONE, TestStatus.OUT_OF_SCOPE, TestStatus.PASSED, TestStatus.IN_PROGRESS)
"""A test status of each of `KINDS`: all of a kind mean the same for a control."""


def tally_faults(session: Session) -> Iterator[str]:
    """Every assessment, and every control in one, whose stored tally does not follow from its actions."""
    names = dict(session.exec(rows_of(Assessment.id, Assessment.name)).all())
    controls = dict(session.exec(rows_of(Control.id, Control.control_id)).all())
    stored = _rows(session, select(*(ASSESSMENTS.c[name] for name in ("assessment_id", *MEMBERS))), 1)
    wrong = {*_differing(stored, _rows(session, count_assessments(), 1)), *_miscounted(session)}
    for (assessment,) in sorted(wrong):
        yield f"Tallies: those stored for {names.get(assessment)} are not what its actions add up to."
    numbers = [CONTROLS.c[one.name] for one in count_controls().selected_columns]
    stored, counted = _rows(session, select(*numbers), 2), _rows(session, count_controls(), 2)
    for assessment, control in sorted({*_differing(stored, counted), *_misjudged(session)}):
        what = f"{controls.get(control)} in {names.get(assessment)}"
        yield f"Tallies: those stored for {what} are not what its actions add up to."


def _rows(session: Session, statement: _Rows, keys: int) -> Mapping[tuple[int, ...], tuple[object, ...]]:
    found = (tuple(row) for row in session.execute(statement))
    return {row[:keys]: row[keys:] for row in found}


def _differing(
    stored: Mapping[tuple[int, ...], tuple[object, ...]], counted: Mapping[tuple[int, ...], tuple[object, ...]]
) -> list[tuple[int, ...]]:
    """The keys of rows that are stored and not counted, counted and not stored, or not the same."""
    return sorted(key for key in stored.keys() | counted.keys() if stored.get(key) != counted.get(key))


def _miscounted(session: Session) -> Iterator[tuple[int]]:
    """The tallies of assessments whose controls do not have the statuses that they count."""
    key = ASSESSMENTS.c.assessment_id
    for name, counted in controls_with(CONTROLS, key).items():
        for assessment in session.execute(select(key).where(ASSESSMENTS.c[name] != counted)).scalars():
            yield (assessment,)


def _misjudged(session: Session) -> Iterator[tuple[int, int]]:
    """The tallies of controls whose status is not the one that the rule gives their numbers."""
    columns = [CONTROLS.c[name] for name in ("assessment_id", "control_id", "status", *KINDS)]
    for assessment, control, status, *numbers in session.execute(select(*columns)):
        if status is not _judged(*(number > 0 for number in numbers)):
            yield assessment, control


@cache
def _judged(*occurring: bool) -> ControlStatus:
    return control_status(tuple(compress(_OF_KINDS, occurring)))
