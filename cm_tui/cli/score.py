"""`cm-tui score`: the score, and every point of it explained."""

from __future__ import annotations

from collections.abc import Sequence

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.forms import facts, number, of_points, percent_of, percentage, points_of
from cm_tui.cli.output import Json, Listing, print_json, print_lines, print_table
from cm_tui.cli.parser import Parser
from cm_tui.cli.table import WHOLE, Column
from cm_tui.cli.values import REPORT, style
from cm_tui.model.rules.points import DISCLAIMER
from cm_tui.model.views.assessments import AssessmentScore, Score, ScoreEntry

ASSESSMENTS = Listing[AssessmentScore](
    fields={
        "name": lambda one: one.name,
        "group": lambda one: one.group,
        "regulation": lambda one: one.regulation,
        "percent": lambda one: percent_of(one.points),
        "points_achieved": lambda one: number(one.points.achieved),
        "points_possible": lambda one: number(one.points.possible),
        "status": lambda one: one.status.value,
    },
    columns=(
        Column("Assessment", lambda one: one.name, 16),
        Column("Score", lambda one: percentage(one.points), WHOLE, right=True),
        Column("Points", lambda one: of_points(one.points), WHOLE, right=True),
        Column("Status", lambda one: one.status.value, 11),
        Column("Group", lambda one: one.group, 10),
        Column("Regulation", lambda one: one.regulation, 10),
    ),
    nothing="There is no assessment.",
)
ENTRIES = Listing[ScoreEntry](
    fields={
        "id": lambda one: one.id,
        "name": lambda one: one.name,
        "scope": lambda one: one.scope,
        "managed_by": lambda one: one.managed_by.value,
        "points_achieved": lambda one: number(one.points.achieved),
        "points_possible": lambda one: number(one.points.possible),
        "in_scope": lambda one: one.in_scope,
        "condition": lambda one: one.condition,
    },
    columns=(
        Column("ID", lambda one: one.id, WHOLE),
        Column("Points", lambda one: of_points(one.points) if one.in_scope else "not counted", WHOLE, right=True),
        Column("Improvement action", lambda one: one.name, 24),
        Column("Why", lambda one: one.condition, 28),
        Column("Scope", lambda one: one.scope, 10),
        Column("Managed by", lambda one: one.managed_by.value, 9),
    ),
    nothing="No action counts.",
)


def _describe(parser: Parser) -> None:
    parser.option_perhaps_valued(
        "--explain", "ID", "every point by action, scope and condition; or those of one action"
    )
    parser.option("--format", "FORMAT", "text (default) or json")


def _score(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    explain = arguments.maybe("explain")
    with context.services() as services:
        score = services.score.score()
        entries = None if explain is None else services.score.explain(explain.strip() or None)
    if output == "json":
        explained: dict[str, Json] = {} if entries is None else {"explain": [ENTRIES.record(one) for one in entries]}
        print_json({**record_of(score), **explained})
    elif entries is None:
        _print_score(score)
    else:
        _print_explained(score, entries, everything=not (explain or "").strip())


def record_of(score: Score) -> dict[str, Json]:
    """The score as JSON, its names in the order of interface.md section 5."""
    return {
        "percent": percent_of(score.total),
        "points_achieved": number(score.total.achieved),
        "points_possible": number(score.total.possible),
        "your_points_achieved": number(score.yours.achieved),
        "your_points_possible": number(score.yours.possible),
        "microsoft_points_achieved": number(score.microsoft.achieved),
        "microsoft_points_possible": number(score.microsoft.possible),
        "assessments": [ASSESSMENTS.record(one) for one in score.assessments],
    }


def _print_score(score: Score) -> None:
    pairs = [
        ("Score", percentage(score.total)),
        ("Points", points_of(score.total)),
        ("Your points", points_of(score.yours)),
        ("Microsoft managed points", points_of(score.microsoft)),
    ]
    print_lines([*facts(pairs), DISCLAIMER, ""])
    print_table(ASSESSMENTS.columns, score.assessments, ASSESSMENTS.nothing)


def _print_explained(score: Score, entries: Sequence[ScoreEntry], *, everything: bool) -> None:
    print_table(ENTRIES.columns, entries, ENTRIES.nothing)
    if everything:
        print_lines(["", f"Together: {points_of(score.total)} points, {percentage(score.total)}.", DISCLAIMER])


COMMANDS = (
    Command(
        words=("score",),
        summary="Show the compliance score, or explain each of its points.",
        examples=("score", "score --explain", "score --explain CA-001"),
        describe=_describe,
        run=_score,
    ),
)
