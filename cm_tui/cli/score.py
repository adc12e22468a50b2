"""`cm-tui score`: the score, every point of it explained, what moved it, and what it would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cm_tui.cli import score_moves, score_what_if
from cm_tui.cli.actions import filter_of, id_advice_on
from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.forms import facts, number, of_points, percent_of, percentage, points_of
from cm_tui.cli.output import Json, Listing, print_json, print_lines, print_table
from cm_tui.cli.parser import Parser
from cm_tui.cli.table import WHOLE, Column
from cm_tui.cli.values import REPORT, day, style
from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.points import DISCLAIMER
from cm_tui.model.rules.scope import spelled_id
from cm_tui.model.views.actions import Points
from cm_tui.model.views.score import AssessmentScore, Score, ScoreEntry, ScoreHistory, ScoreReport, WhatIf

if TYPE_CHECKING:
    from cm_tui.model.filters import ActionFilter
    from cm_tui.services.services import Services

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
    parser.option("--since", "DATE", "what moved the score since a day: 2026-11-20, yesterday, -2w")
    parser.option("--assessment", "NAME", "explain, or tell what moved, this assessment only")
    parser.option("--filter", "TEXT", "explain, or tell what moved, only the actions that this filter selects")
    parser.option("--what-if", "TEXT", "the score if the actions of this filter passed; stores nothing")
    parser.option("--format", "FORMAT", "text (default) or json")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a command line asks for; `one` is an action that is explained alone."""

    explain: bool
    one: str | None
    since: date | None
    today: date
    assessment: str | None
    filter: str | None
    what_if: str | None

    @property
    def is_narrowed(self) -> bool:
        """Whether the points of some actions only are asked for."""
        return self.assessment is not None or self.filter is not None


@dataclass(frozen=True, slots=True)
class _Found:
    """The score, and what else was asked for, all of one moment."""

    score: Score
    entries: tuple[ScoreEntry, ...] | None = None
    history: ScoreHistory | None = None
    what_if: WhatIf | None = None
    selected: Points | None = None
    """What the actions of `--filter` count for together; None without it."""
    advice: str = ""
    """What to write instead of words that are ids, where nothing would pass or is selected."""


def _asked(arguments: Arguments) -> _Asked:
    """What is asked for. Raises InvalidInput for a day that is none, and for options that say nothing together."""
    from cm_tui.services.clock import system_clock, today

    explain, since = arguments.maybe("explain"), arguments.maybe("since")
    now = today(system_clock)
    asked = _Asked(
        explain=explain is not None,
        one=spelled_id((explain or "").strip()) or None,
        since=None if since is None else day("--since", since, now),
        today=now,
        assessment=arguments.maybe("assessment"),
        filter=arguments.maybe("filter"),
        what_if=arguments.maybe("what_if"),
    )
    if asked.what_if is not None and (asked.explain or since is not None or asked.is_narrowed):
        raise InvalidInput(
            "--what-if stands alone: it tells of a score that nobody has yet; ask for the rest without it."
        )
    if asked.assessment is not None and not asked.explain and since is None:
        raise InvalidInput("--assessment: goes with --explain or --since; `assessments show NAME` shows an assessment.")
    if asked.filter is not None and not asked.explain and since is None:
        raise InvalidInput("--filter: goes with --explain or --since; `actions list --filter TEXT` lists the actions.")
    if asked.one is not None and since is not None:
        raise InvalidInput(
            "--since tells of the whole score: give --explain without an ID; `history list --action ID` tells of one action."
        )
    return asked


def _score(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    asked = _asked(arguments)
    wanted = None if asked.what_if is None else filter_of("--what-if", asked.what_if)
    with context.services() as services:
        found = _found(services, asked) if wanted is None else _found_if(services, wanted)
    if output == "json":
        print_json(_record(asked, found))
    else:
        _print(asked, found)


def _found(services: Services, asked: _Asked) -> _Found:
    from cm_tui.model.filters import EVERYTHING

    if not asked.explain and asked.since is None:
        return _Found(services.score.score())
    assessment = None if asked.assessment is None else services.assessments.named(asked.assessment)
    wanted = EVERYTHING if asked.filter is None else filter_of("--filter", asked.filter)
    report = _report(services, asked, assessment, wanted)
    advice = "" if report.entries or report.selected != Points(0, 0) else id_advice_on(services, wanted)
    return _Found(report.score, report.entries, report.history, selected=report.selected, advice=advice)


def _report(services: Services, asked: _Asked, assessment: str | None, wanted: ActionFilter) -> ScoreReport:
    try:
        return services.score.report(
            explain=asked.explain, action=asked.one, since=asked.since, assessment=assessment, wanted=wanted
        )
    except InvalidInput as error:
        raise InvalidInput(f"--filter: {error}" if asked.filter is not None else str(error)) from error


def _found_if(services: Services, wanted: ActionFilter) -> _Found:
    what_if = _what_if(services, wanted)
    asked = bool(what_if.passing or what_if.out_of_scope)
    return _Found(what_if.before, what_if=what_if, advice="" if asked else id_advice_on(services, wanted))


def _what_if(services: Services, wanted: ActionFilter) -> WhatIf:
    try:
        return services.score.what_if(wanted)
    except InvalidInput as error:
        raise InvalidInput(f"--what-if: {error}") from error


def _record(asked: _Asked, found: _Found) -> dict[str, Json]:
    record = record_of(found.score)
    if found.selected is not None:
        record["filtered"] = {"filter": asked.filter, **score_moves.points_record(found.selected)}
    if found.entries is not None:
        record["explain"] = [ENTRIES.record(one) for one in found.entries]
    if found.history is not None:
        record["since"] = score_moves.record_of(found.history, asked.filter)
    if found.what_if is not None:
        record["what_if"] = score_what_if.record_of(asked.what_if or "", found.what_if)
    return record


def _print(asked: _Asked, found: _Found) -> None:
    if found.entries is not None:
        _print_explained(found, found.entries, asked)
    if found.entries is not None and found.history is not None:
        print_lines([""])
    if found.history is not None:
        score_moves.print_moves(found.history, asked.today, filtered=asked.filter is not None)
    if found.what_if is not None:
        score_what_if.print_what_if(found.what_if, found.advice)
    elif found.advice:
        print_lines(["", found.advice])
    if found.entries is None and found.history is None and found.what_if is None:
        _print_score(found.score)


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


def _print_explained(found: _Found, entries: Sequence[ScoreEntry], asked: _Asked) -> None:
    print_table(ENTRIES.columns, entries, ENTRIES.nothing)
    if asked.one is None:
        counted = (one.points for one in entries if one.in_scope)
        total = sum(counted, Points(0, 0)) if asked.is_narrowed else found.score.total
        print_lines(["", f"Together: {points_of(total)} points, {percentage(total)}.", DISCLAIMER])


COMMANDS = (
    Command(
        words=("score",),
        summary="Show the compliance score, explain each of its points, what moved it, and what it would be.",
        examples=(
            "score",
            "score --explain",
            "score --explain CA-001",
            "score --since -30d",
            'score --explain --since -30d --filter "category:privacy group:europe"',
            'score --what-if "owner:me gain>=9"',
        ),
        describe=_describe,
        run=_score,
    ),
)
