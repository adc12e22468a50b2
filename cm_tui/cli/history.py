"""`cm-tui history`: list, verify."""

from __future__ import annotations

from datetime import date

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.output import Listing, print_json, print_lines, print_listing
from cm_tui.cli.parser import Parser
from cm_tui.cli.table import WHOLE, Column
from cm_tui.cli.values import LISTING, REPORT, day_or_none, moment, style, whole_number
from cm_tui.model.errors import StorageProblem
from cm_tui.model.history_filter import HistoryFilter
from cm_tui.model.rules.scope import spelled_id
from cm_tui.model.text import fold
from cm_tui.model.views.history import HistoryRow

HISTORY = Listing[HistoryRow](
    fields={
        "seq": lambda row: row.seq,
        "at": lambda row: row.at.isoformat(),
        "user": lambda row: row.user,
        "account": lambda row: row.account,
        "event": lambda row: row.event,
        "action": lambda row: row.action,
        "field": lambda row: row.field,
        "old": lambda row: row.old,
        "new": lambda row: row.new,
    },
    columns=(
        Column("Seq", lambda row: str(row.seq), WHOLE, right=True),
        Column("At", lambda row: f"{row.at.astimezone():%Y-%m-%d %H:%M:%S}", 16),
        Column("Who", lambda row: row.user, 12),
        Column("About", lambda row: row.action or row.person or row.assessment or "", 6),
        Column("Event", lambda row: row.event, 10),
        Column("Field", lambda row: (row.field or "").replace("_", " "), 11),
        Column("Old", lambda row: row.old or "", 8),
        Column("New", lambda row: row.new or "", 8),
        Column("Account", lambda row: row.account, 8),
    ),
    nothing="Nothing happened that matches.",
)


def _describe_list(parser: Parser) -> None:
    parser.option("--action", "ID", "only what happened to this action")
    parser.option("--since", "WHEN", "only since a day or a moment: 2026-11-20, 2026-11-20T09:30, yesterday, -2w")
    parser.option("--until", "DAY", "only up to a day, which is included")
    parser.option("--user", "WHO", "only what a person did: the beginning of a name or an e-mail, or me")
    parser.option("--field", "FIELD", "only changes of a field: test status, owner, evidence, …")
    parser.option("--limit", "N", "at most so many rows, the newest")
    parser.option("--format", "FORMAT", "table (default), json or csv")


def _list(context: Context, arguments: Arguments) -> None:
    from cm_tui.services.clock import system_clock, today

    output = style(arguments, LISTING)
    limit = whole_number("--limit", arguments.maybe("limit"))
    since = moment("--since", arguments.maybe("since"), today(system_clock))
    action = arguments.maybe("action")
    wanted = HistoryFilter(
        person=_folded(arguments.maybe("user")),
        field=_folded(arguments.maybe("field")),
        until=_day("--until", arguments.maybe("until"), today(system_clock)),
    )
    with context.services() as services:
        rows = services.history.rows(None if action is None else spelled_id(action.strip()), since, limit, wanted)
    print_listing(HISTORY, rows[:limit], output)


def _folded(value: str | None) -> str | None:
    return fold(value.strip()).replace("_", " ") or None if value is not None else None


def _day(option: str, value: str | None, today: date) -> date | None:
    return None if value is None else day_or_none(option, value, today)


def _describe_verify(parser: Parser) -> None:
    parser.option("--against", "DIGEST", "a digest kept elsewhere: finds an end that was cut off, too")
    parser.option("--format", "FORMAT", "text (default) or json")


def _verify(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    with context.services() as services:
        report = services.history.verify(arguments.maybe("against"))
    if output == "json":
        print_json(
            {
                "events": report.events,
                "valid": report.valid,
                "first_invalid": report.first_invalid,
                "fault": report.fault,
                "digest": report.digest,
            }
        )
    elif report.valid:
        print_lines([f"The history is valid: {report.events} events.", f"Digest, to keep elsewhere: {report.digest}"])
    if not report.valid:
        raise StorageProblem(f"The history is not valid from event {report.first_invalid} on: {report.fault}.")


COMMANDS = (
    Command(
        words=("history", "list"),
        summary="List what happened, newest first: one row for each changed field. Of notes only that they changed.",
        examples=(
            "history list --limit 20",
            "history list --action CA-001 --since -2w",
            "history list --user maria --field owner",
        ),
        describe=_describe_list,
        run=_list,
    ),
    Command(
        words=("history", "verify"),
        summary="Prove that nobody edited, removed or added a past event; exit 4 otherwise.",
        examples=("history verify", "history verify --against 12:0f3c…"),
        describe=_describe_verify,
        run=_verify,
    ),
)
