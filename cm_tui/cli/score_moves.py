"""`cm-tui score --since`: what moved the score, event by event."""

from __future__ import annotations

from datetime import date

from cm_tui.cli.forms import facts, number, percent_of, percentage, points_of
from cm_tui.cli.output import Json, Listing, print_lines, print_table
from cm_tui.cli.table import WHOLE, Column
from cm_tui.model.rules.points import show_difference
from cm_tui.model.views.actions import Points
from cm_tui.model.views.score import ScoreHistory, ScoreMove

MOVES = Listing[ScoreMove](
    fields={
        "seq": lambda one: one.seq,
        "at": lambda one: one.at.isoformat(),
        "user": lambda one: one.user,
        "event": lambda one: one.event,
        "action": lambda one: one.action or None,
        "name": lambda one: one.name,
        "reason": lambda one: one.reason,
        "points_achieved": lambda one: number(one.amount.achieved),
        "points_possible": lambda one: number(one.amount.possible),
        "percent_before": lambda one: percent_of(one.before),
        "percent_after": lambda one: percent_of(one.after),
    },
    columns=(
        Column("At", lambda one: f"{one.at.astimezone():%Y-%m-%d %H:%M}", WHOLE),
        Column("Achieved", lambda one: show_difference(one.amount.achieved), WHOLE, right=True),
        Column("Possible", lambda one: show_difference(one.amount.possible), WHOLE, right=True),
        Column("Action", lambda one: one.action or one.name, WHOLE),
        Column("Why", lambda one: one.reason, 24),
        Column("Who", lambda one: one.user, 10),
        Column("Improvement action", lambda one: one.name if one.action else "", 20),
    ),
    nothing="No event moved it.",
)


def record_of(history: ScoreHistory, wanted: str | None) -> dict[str, Json]:
    """What moved the score, as JSON; `wanted` is the text of the filter that narrows it, None without one."""
    return {
        "date": history.since.isoformat(),
        "assessment": history.of,
        "filter": wanted,
        "start": points_record(history.start),
        "moves": [MOVES.record(one) for one in history.moves],
        "end": points_record(history.end),
    }


def print_moves(history: ScoreHistory, today: date, *, filtered: bool) -> None:
    """Where it began, what moved it, how much that is together, and where it stands; a day to come moved nothing yet."""
    amount = history.end - history.start
    of = _whose(history.of, filtered)
    if history.since > today and not history.moves:
        lead = f"Nothing moved the {of[0].lower()}{of[1:]} since {history.since}: that day is still to come."
        print_lines([lead, *facts([("Now", _sentence(history.end))])])
        return
    print_lines([*facts([(f"{of} at the beginning of {history.since}", _sentence(history.start))]), ""])
    print_table(MOVES.columns, history.moves, MOVES.nothing)
    count = f"{len(history.moves)} move{'' if len(history.moves) == 1 else 's'}"
    together = f"{show_difference(amount.achieved)} achieved, {show_difference(amount.possible)} possible"
    print_lines(["", *facts([("Together", f"{together} by {count}"), ("Now", _sentence(history.end))])])


def _whose(assessment: str | None, filtered: bool) -> str:
    if not filtered:
        return "Score" if assessment is None else f"Score of {assessment}"
    return "Score of what the filter selects" + ("" if assessment is None else f" in {assessment}")


def _sentence(points: Points) -> str:
    return f"{points_of(points)} points, {percentage(points)}"


def points_record(points: Points) -> dict[str, Json]:
    """Points as JSON, with their percentage."""
    return {
        "points_achieved": number(points.achieved),
        "points_possible": number(points.possible),
        "percent": percent_of(points),
    }
