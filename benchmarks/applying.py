"""What storing 10,000 changed actions with their history costs, against raw executemany of the same statements.

Time is that of the processor, so that a busy machine does not decide. Questions are left out of the raw side, which only writes.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from statistics import median
from typing import TypeAlias

from sqlalchemy import event, select
from sqlmodel import col

from benchmarks.large import OF_GROUPS, cloned, founded
from benchmarks.measuring import Line
from cm_tui.bootstrap import open_services
from cm_tui.model.drafts import ActionDraft
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.vocabulary import Field, FieldValue, ImplementationStatus, TestStatus
from cm_tui.services.action_workbook.applying import apply_plans
from cm_tui.services.actions.planning import Plan, Planner
from cm_tui.services.actions.record import find_records
from cm_tui.services.effort import nothing_collected
from cm_tui.services.services import Services
from cm_tui.services.storage.dialect import connect
from cm_tui.services.storage.paths import DATABASE

ROWS = 10_000
MOST = 2.0
RUNS = 5
DAY = date(2026, 3, 2)
Recorded: TypeAlias = "list[tuple[str, Sequence[Sequence[object]]]]"


def applying_lines(folder: Path) -> Iterator[Line]:
    """Applying and undoing 10,000 changed rows; the runs alternate with those of the bare statements."""
    origin = cloned(founded(folder / "applied"), ROWS // OF_GROUPS)
    statements: Recorded = []
    ours, bare, undone = [], [], []
    for run in range(RUNS + 1):
        copy = Path(shutil.copytree(origin, folder / f"applied-{run}"))
        with closing(open_services(copy)) as services:
            taken, back = _applied(services, statements if run == 0 else None)
        if run:
            ours.append(taken)
            undone.append(back)
            shutil.copyfile(origin / DATABASE, copy / DATABASE)
            bare.append(_replayed(copy / DATABASE, statements))
    note = f"{median(ours) * 1e3:.0f} : {median(bare) * 1e3:.0f} ms"
    yield Line(f"applying {ROWS} rows : raw executemany", median(ours) / median(bare), MOST, "×", note)
    yield Line(f"undoing {ROWS} rows as one step", median(undone), None, "s")


def _applied(services: Services, statements: Recorded | None) -> tuple[float, float]:
    """Apply, and undo. Returns the seconds of each; where `statements` is given, what was written goes there."""
    plans = _plans(services)
    if statements is not None:
        event.listen(services.store.engine, "before_cursor_execute", lambda *args: _record(statements, *args[2:]))
    started = time.process_time()
    with nothing_collected(), services.store.writing() as session:  # as `apply_checked` does
        step = apply_plans(session, services.actions.actor, services.clock(), plans, {}, step=lambda count: None)
    taken = time.process_time() - started
    if statements is not None:
        return taken, 0
    started = time.process_time()
    services.bulk.undo(step)
    return taken, time.process_time() - started


def _plans(services: Services) -> list[Plan]:
    with services.store.reading() as session:
        in_groups = select(col(ActionState.public_id)).where(col(ActionState.group_id).is_not(None)).limit(ROWS)
        records = find_records(session, session.execute(in_groups).scalars().all())
        planner = Planner(session, services.actions.actor)
        return [
            planner.plan(ActionDraft(action, record.state.version, _changes(number)), record=record)
            for number, (action, record) in enumerate(records.items())
        ]


def _changes(number: int) -> dict[Field, FieldValue]:
    """What a row of the workbook changes: a note of its own each, and what makes the action count or not."""
    note: dict[Field, FieldValue] = {Field.IMPLEMENTATION_NOTES: f"Row {number}: done as agreed, see the minutes."}
    if number % 3 == 0:
        return {**note, Field.IMPLEMENTATION_STATUS: ImplementationStatus.PLANNED}
    status: dict[Field, FieldValue] = {
        Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED,
        Field.IMPLEMENTATION_DATE: DAY,
    }
    return {**note, **status, Field.TEST_STATUS: TestStatus.PASSED, Field.TEST_DATE: DAY}


def _record(
    statements: Recorded, statement: str, parameters: Sequence[object], context: object, executemany: bool
) -> None:
    if statement.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
        statements.append((statement, list(parameters) if executemany else [parameters]))  # type: ignore[arg-type]


def _replayed(database: Path, statements: Recorded) -> float:
    """Run the same statements without anything around them. Returns the seconds."""
    with closing(connect(database)) as connection:
        started = time.process_time()
        connection.execute("BEGIN IMMEDIATE")
        for statement, parameters in statements:
            connection.executemany(statement, parameters)
        connection.execute("COMMIT")
        return time.process_time() - started
