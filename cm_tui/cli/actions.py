"""`cm-tui actions`: list, show, set."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cm_tui.cli.action_changes import SET
from cm_tui.cli.action_report import record_of, report_of
from cm_tui.cli.action_rows import ACTIONS
from cm_tui.cli.arguments import ACTION_ID, Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.output import print_json, print_listing, print_report
from cm_tui.cli.parser import Parser
from cm_tui.cli.values import LISTING, REPORT, style, whole_number
from cm_tui.model.errors import InvalidInput
from cm_tui.model.listing import ListQuery, SortOrder

if TYPE_CHECKING:
    from cm_tui.model.filters import ActionFilter
    from cm_tui.services.services import Services


def _describe_list(parser: Parser) -> None:
    parser.option("--filter", "TEXT", "words, and terms such as owner:me test:failed gain>=9 -group:europe")
    parser.option("--sort", "COLUMN", "a JSON name or gain; - before it turns it round (default: -gain)")
    parser.option("--limit", "N", "at most so many")
    parser.option("--format", "FORMAT", "table (default), json or csv")


def _list(context: Context, arguments: Arguments) -> None:
    output = style(arguments, LISTING)
    limit = whole_number("--limit", arguments.maybe("limit"))
    query = query_of(arguments.maybe("filter"), arguments.maybe("sort"))
    with context.services() as services:
        try:
            rows = services.listing.select(query, limit)
        except InvalidInput as error:
            raise InvalidInput(f"--filter: {error}") from error
        advice = "" if rows else id_advice_on(services, query.filter)
    print_listing(replace(ACTIONS, nothing=" ".join([ACTIONS.nothing, advice]).rstrip()), rows, output)


def filter_of(option: str, text: str) -> ActionFilter:
    """The filter that the value of an option is. Raises InvalidInput."""
    from cm_tui.model.filters import FilterError, parse
    from cm_tui.services.clock import system_clock, today

    try:
        return parse(text, today(system_clock))
    except FilterError as error:
        raise InvalidInput(f"{option}: {error}") from error


def id_advice_on(services: Services, wanted: ActionFilter) -> str:
    """What to write instead where words of a filter that found nothing are ids; nothing where none is."""
    from cm_tui.model.filters import id_advice

    return id_advice(services.listing.meant_ids(wanted))


def query_of(text: str | None, column: str | None) -> ListQuery:
    """What `--filter` and `--sort` ask for. Raises InvalidInput."""
    from cm_tui.model.filters import EVERYTHING
    from cm_tui.services.actions.listing import sort_order

    wanted = EVERYTHING if text is None else filter_of("--filter", text)
    return ListQuery(wanted, SortOrder() if column is None else sort_order(column))


def describe_show(parser: Parser) -> None:
    """An action's id, and whether it is reported as text or JSON."""
    parser.word(*ACTION_ID)
    parser.option("--format", "FORMAT", "text (default) or json")


def _show(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    with context.services() as services:
        details = services.actions.details(arguments.action("id"))
    if output == "json":
        print_json(record_of(details))
    else:
        print_report(report_of(details))


COMMANDS = (
    Command(
        words=("actions", "list"),
        summary="List the organisation's improvement actions, those that passed too.",
        examples=(
            'actions list --filter "-test:passed category:control" --limit 20',
            "actions list --filter owner:me --sort test_date --format csv",
        ),
        describe=_describe_list,
        run=_list,
    ),
    Command(
        words=("actions", "show"),
        summary="Show everything about one improvement action.",
        examples=("actions show CA-001",),
        describe=describe_show,
        run=_show,
    ),
    SET,
)
