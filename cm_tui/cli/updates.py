"""`cm-tui updates`: list, show, accept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cm_tui.cli.actions import describe_show, query_of
from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.output import print_json, print_lines, print_listing, print_report
from cm_tui.cli.parser import Parser
from cm_tui.cli.update_report import accepted_report, review_report
from cm_tui.cli.update_rows import UPDATES, accepted_record, review_record
from cm_tui.cli.usage import usage_error
from cm_tui.cli.values import LISTING, REPORT, style
from cm_tui.model.errors import InvalidInput
from cm_tui.model.listing import ListQuery

if TYPE_CHECKING:
    from cm_tui.services.services import Services

ACCEPT = "updates accept"
_NARROWED = replace(UPDATES, nothing="No update that waits matches the filter.")


def _describe_list(parser: Parser) -> None:
    parser.option("--filter", "TEXT", "the filter of `actions list`, such as owner:me or group:europe")
    parser.option("--format", "FORMAT", "table (default), json or csv")


def _list(context: Context, arguments: Arguments) -> None:
    output = style(arguments, LISTING)
    text = arguments.maybe("filter")
    query = None if text is None else query_of(text, None)
    with context.services() as services:
        updates = services.updates.updates()
        if query is not None:
            wanted = _wanted(services, query)
            updates = tuple(one for one in updates if one.id in wanted)
    print_listing(UPDATES if query is None else _NARROWED, updates, output)


def _wanted(services: Services, query: ListQuery) -> frozenset[str]:
    try:
        return frozenset(services.listing.listing(query).ids)
    except InvalidInput as error:
        raise InvalidInput(f"--filter: {error}") from error


def _show(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    with context.services() as services:
        review = services.updates.review(arguments.action("id"))
    if output == "json":
        print_json(review_record(review))
    else:
        print_report(review_report(review))


def _describe_accept(parser: Parser) -> None:
    parser.word("ID", "one or several ids: all of their updates are accepted, or none", many=True, needed=False)
    parser.switch("--all", "every update that waits")
    parser.option("--format", "FORMAT", "text (default) or json")


def _accept(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    ids, everything = arguments.actions("id"), arguments.flag("all")
    if everything and ids:
        raise usage_error("name ids or --all, not both", ACCEPT)
    if not everything and not ids:
        raise usage_error("name the ids of the actions, or --all", ACCEPT)
    with context.services() as services:
        accepted = services.updates.accept_ids(None if everything else ids)
    if output == "json":
        print_json(accepted_record(accepted))
    else:
        print_lines(tuple(accepted_report(accepted)) or (UPDATES.nothing,))


COMMANDS = (
    Command(
        words=("updates", "list"),
        summary="List the updates of actions that wait to be accepted.",
        examples=("updates list", 'updates list --filter "group:europe gain>=9" --format json'),
        describe=_describe_list,
        run=_list,
    ),
    Command(
        words=("updates", "show"),
        summary="Show what an update changes, what it does to points and scores, and why one accepts it or waits.",
        examples=("updates show CA-001", "updates show PM-001@europe --format json"),
        describe=describe_show,
        run=_show,
    ),
    Command(
        words=("updates", "accept"),
        summary="Accept updates, all of them or none; this is permanent.",
        examples=("updates accept CA-001 PM-001@europe", "updates accept --all"),
        describe=_describe_accept,
        run=_accept,
    ),
)
