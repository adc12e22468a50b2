"""What a newer catalogue brings, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cm_tui.cli.folding import folded
from cm_tui.cli.forms import facts, joined, number, of_points, percentage, points_of
from cm_tui.cli.output import Json, terminal_width
from cm_tui.cli.update_rows import ASSESSMENTS, arrow, score_of
from cm_tui.model.rules.points import show_points
from cm_tui.model.rules.updates import counted_waiting
from cm_tui.model.text import show
from cm_tui.model.views.catalogue import (
    CatalogueComparison,
    ChangedAction,
    LawChange,
    LawChanges,
    NewAction,
    WithdrawnAction,
)
from cm_tui.model.views.updates import AssessmentEffect

REHEARSED = "Dry run: nothing was stored."
LEFT_ALONE = "Regulations left alone: your organisation's own, or modified by it"
UNCHANGED = "unchanged; the workspace has all of this catalogue already."


def comparison_lines(found: CatalogueComparison, *, dry_run: bool) -> Iterator[str]:
    """The lines of the report, safe to print: a summary, then what changes, one line each."""
    lines = [*_report(found), *(["", REHEARSED] if dry_run else [])]
    yield from folded(map(show, lines), terminal_width())


def comparison_record(found: CatalogueComparison, *, dry_run: bool) -> dict[str, Json]:
    """The report as JSON."""
    rows = found.rows
    return {
        "release_before": found.release_before,
        "release": found.release,
        "dry_run": dry_run,
        "unchanged": found.is_nothing,
        "actions": {
            "new": [_new_record(one) for one in found.new],
            "changed": [_changed_record(one) for one in found.changed],
            "withdrawn": [{"id": one.id, "name": one.title, "rows": one.instances} for one in found.withdrawn],
            "unchanged": found.unchanged,
        },
        "controls": _laws_record("control_id", found.controls),
        "regulations": _laws_record("key", found.regulations),
        "rows": {
            "begun": rows.begun,
            "came_back": rows.came_back,
            "moved_on": rows.moved_on,
            "retired": rows.retired,
        },
        "updates": {"more": found.waiting.more, "total": found.waiting.total},
        "score_before": score_of(found.effect.before),
        "score_after": score_of(found.effect.after),
        "assessments": [ASSESSMENTS.record(one) for one in found.effect.assessments],
        "left_alone": found.left_alone,
    }


def _new_record(one: NewAction) -> dict[str, Json]:
    return {"id": one.id, "name": one.title, "points_possible": number(one.worth), "rows": one.instances}


def _changed_record(one: ChangedAction) -> dict[str, Json]:
    return {
        "id": one.id,
        "name": one.title,
        "from_version": one.from_version,
        "to_version": one.to_version,
        "kinds": [kind.value for kind in one.kinds],
        "returns": one.returns,
        "rows": one.instances,
    }


def _laws_record(key: str, changes: LawChanges) -> dict[str, Json]:
    def records(some: Iterable[LawChange]) -> list[Mapping[str, Json]]:
        return [{key: one.id, "title": one.title, "fields": one.fields} for one in some]

    return {
        "new": records(changes.new),
        "changed": records(changes.changed),
        "withdrawn": records(changes.withdrawn),
        "unchanged": changes.unchanged,
    }


def _report(found: CatalogueComparison) -> Iterator[str]:
    if found.is_nothing:
        yield f"Release {found.release}: {UNCHANGED}"
        yield from _section(LEFT_ALONE, found.left_alone)
        return
    yield from facts(_summary(found))
    yield from _section("New actions", map(_new, found.new))
    yield from _section("Changed actions", map(_changed, found.changed))
    yield from _section("Withdrawn actions", map(_withdrawn, found.withdrawn))
    yield from _section("Regulations", _laws(found.regulations))
    yield from _section("Controls", _laws(found.controls))
    yield from _section("Rows that change at once", _rows(found))
    yield from _section("Assessments", map(_assessment, found.effect.assessments))
    yield from _section(LEFT_ALONE, found.left_alone)


def _summary(found: CatalogueComparison) -> list[tuple[str, str]]:
    controls, regulations, effect = found.controls, found.regulations, found.effect
    actions = _counts(len(found.new), len(found.changed), len(found.withdrawn), found.unchanged)
    of_controls = _counts(len(controls.new), len(controls.changed), len(controls.withdrawn), controls.unchanged)
    of_regulations = _counts(len(regulations.new), len(regulations.changed), 0, regulations.unchanged)
    percent, points = ((form(effect.before), form(effect.after)) for form in (percentage, points_of))
    score = f"{arrow(*percent)}, {arrow(*points)} points"
    return [
        ("Release", arrow(found.release_before or "not known", found.release)),
        ("Actions", actions),
        ("Controls", of_controls),
        ("Regulations", of_regulations),
        ("Score", score),
        ("Afterwards", counted_waiting(found.waiting.more, found.waiting.total)),
    ]


def _counts(new: int, changed: int, withdrawn: int, unchanged: int) -> str:
    return f"{new} new, {changed} changed, {withdrawn} withdrawn, {unchanged} unchanged"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    if found := list(lines):
        yield from ("", title, *(f"  {line}" for line in found))


def _new(one: NewAction) -> str:
    return f"{one.id}  {one.title} ({show_points(one.worth)} points): {_number(one.instances, 'begins', 'begin')}"


def _changed(one: ChangedAction) -> str:
    back = ["comes back"] if one.returns else []
    what = f" ({joined(one.kinds)})" if one.kinds else ""
    newer = [f"version {one.from_version} → {one.to_version}{what}"] * (one.from_version != one.to_version)
    waiting = _number(one.instances, "gets a pending update", "get a pending update")
    return f"{one.id}  {one.title}: {joined([*back, *newer])}; {waiting}"


def _withdrawn(one: WithdrawnAction) -> str:
    return f"{one.id}  {one.title}: {_number(one.instances, 'stays in use', 'stay in use')}"


def _number(rows: Sequence[str], one: str, several: str) -> str:
    return f"{len(rows) or 'no'} row{'' if len(rows) == 1 else 's'} {one if len(rows) == 1 else several}"


def _laws(changes: LawChanges) -> Iterator[str]:
    for law in changes.new:
        yield f"{law.id}  {law.title}: new"
    for law in changes.changed:
        yield f"{law.id}  {law.title}: {joined(law.fields)}"
    for law in changes.withdrawn:
        yield f"{law.id}  {law.title}: withdrawn"


def _rows(found: CatalogueComparison) -> Iterator[str]:
    rows = found.rows
    told = (
        (rows.begun, "begins"),
        (rows.came_back, "comes back with its work"),
        (rows.moved_on, "takes the newest version"),
        (rows.retired, "is counted by no assessment any more; its work is kept"),
    )
    yield from (f"{row}  {what}" for some, what in told for row in some)


def _assessment(one: AssessmentEffect) -> str:
    moves = [f"{one.joining} join"] * bool(one.joining) + [f"{one.leaving} leave"] * bool(one.leaving)
    score = arrow(percentage(one.before), percentage(one.after))
    return f"{one.name}  {joined([score, f'{arrow(of_points(one.before), of_points(one.after))} points', *moves])}"
