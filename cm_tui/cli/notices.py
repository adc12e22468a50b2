"""`cm-tui notices list`."""

from __future__ import annotations

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.output import Listing, print_listing
from cm_tui.cli.parser import Parser
from cm_tui.cli.table import Column
from cm_tui.cli.values import LISTING, style
from cm_tui.model.views.notices import NoticeView

NOTICES = Listing[NoticeView](
    fields={
        "id": lambda notice: notice.id,
        "at": lambda notice: notice.at.isoformat(),
        "recipient": lambda notice: notice.recipient,
        "recipient_name": lambda notice: notice.recipient_name,
        "action": lambda notice: notice.action,
        "action_name": lambda notice: notice.action_name,
        "reason": lambda notice: notice.reason.value,
        "by": lambda notice: notice.by_name,
        "command": lambda notice: notice.command,
    },
    columns=(
        Column("At", lambda notice: f"{notice.at.astimezone():%Y-%m-%d %H:%M}", 16),
        Column("Recipient", lambda notice: notice.recipient, 16),
        Column("Reason", lambda notice: notice.reason.value, 8),
        Column("Command", lambda notice: notice.command, 14),
        Column("By", lambda notice: notice.by_name, 10),
        Column("Action", lambda notice: notice.action_name, 12),
    ),
    nothing="No notice waits.",
)


def _describe_list(parser: Parser) -> None:
    parser.option("--format", "FORMAT", "table (default), json or csv")


def _list(context: Context, arguments: Arguments) -> None:
    output = style(arguments, LISTING)
    with context.services() as services:
        rows = services.notices.waiting()
    print_listing(NOTICES, rows, output)


COMMANDS = (
    Command(
        words=("notices", "list"),
        summary="List who waits to be told of which action, the newest first; delivery comes later.",
        examples=("notices list", "notices list --format json"),
        describe=_describe_list,
        run=_list,
    ),
)
