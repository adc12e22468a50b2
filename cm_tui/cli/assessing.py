"""`cm-tui actions send` and `actions ready`: handing actions to an assessor, and the queue of what waits for a verdict."""

from __future__ import annotations

from cm_tui.cli.action_changes import print_outcomes
from cm_tui.cli.action_rows import ORGANISATION_WIDE
from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.forms import iso, named, number, of_points
from cm_tui.cli.output import Listing, print_listing
from cm_tui.cli.parser import Parser
from cm_tui.cli.table import WHOLE, Column
from cm_tui.cli.values import LISTING, REPORT, refuse, style
from cm_tui.model.rules.handover import why_assessor_cannot_be
from cm_tui.model.views.assessing import ReadyAction

READY = Listing[ReadyAction](
    fields={
        "id": lambda action: action.id,
        "name": lambda action: action.name,
        "group": lambda action: action.group,
        "owner": lambda action: action.owner,
        "sent_by": lambda action: action.sender,
        "sent_at": lambda action: action.sent_at.isoformat() if action.sent_at is not None else None,
        "implementation_status": lambda action: action.implementation_status.value,
        "implementation_date": lambda action: iso(action.implementation_date),
        "test_status": lambda action: action.test_status.value,
        "evidence": lambda action: action.evidence,
        "points_achieved": lambda action: number(action.points.achieved),
        "points_possible": lambda action: number(action.points.possible),
        "version": lambda action: action.version,
    },
    columns=(
        Column("ID", lambda action: action.id, WHOLE),
        Column("Improvement action", lambda action: action.name, 24),
        Column("Sent by", lambda action: action.sender_name or "", 12),
        Column("Evidence", lambda action: str(action.evidence or "none"), 8),
        Column("Implemented", lambda action: named(iso(action.implementation_date)), 10),
        Column("Test status", lambda action: action.test_status.value, 12),
        Column("Points", lambda action: of_points(action.points), WHOLE, right=True),
        Column("Owner", lambda action: named(action.owner), 12),
        Column("Group", lambda action: action.group or ORGANISATION_WIDE, 10),
    ),
    nothing="Nothing is ready for assessment.",
)


def _describe_send(parser: Parser) -> None:
    parser.word("ID", "one or several ids: all of them are sent, or none", many=True)
    parser.option("--to", "EMAIL", "who is to assess them: a user who may change actions", needed=True)
    parser.option("--format", "FORMAT", "text (default) or json")


def _send(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    email = arguments.text("to").lower()
    with context.services() as services:
        people = services.assessing.assessors()
        if email not in [person.email for person in people]:
            able = [person.email for person in people if why_assessor_cannot_be(person.role, person.name) is None]
            raise refuse("--to", email, able)
        outcomes = services.assessing.send(arguments.actions("id"), email)
    print_outcomes(outcomes, output)


def _describe_ready(parser: Parser) -> None:
    parser.switch("--mine", "only what was sent to you")
    parser.option("--format", "FORMAT", "table (default), json or csv")


def _ready(context: Context, arguments: Arguments) -> None:
    output = style(arguments, LISTING)
    with context.services() as services:
        actions = services.assessing.ready()
    print_listing(READY, [action for action in actions if action.is_mine or not arguments.flag("mine")], output)


COMMANDS = (
    Command(
        words=("actions", "send"),
        summary="Send actions to an assessor: they own them then, and you are remembered as who sent them.",
        examples=("actions send CA-001 PM-001@europe --to helen@contoso.com",),
        describe=_describe_send,
        run=_send,
    ),
    Command(
        words=("actions", "ready"),
        summary="List what waits for a verdict: actions that were sent, or are implemented and not yet judged.",
        examples=("actions ready --mine", "actions ready --format json"),
        describe=_describe_ready,
        run=_ready,
    ),
)
