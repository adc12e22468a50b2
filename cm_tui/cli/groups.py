"""`cm-tui groups list`."""

from __future__ import annotations

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.forms import joined
from cm_tui.cli.output import Listing, print_listing
from cm_tui.cli.parser import Parser
from cm_tui.cli.table import Column
from cm_tui.cli.values import LISTING, style
from cm_tui.model.views.assessments import GroupView

GROUPS = Listing[GroupView](
    fields={
        "name": lambda one: one.name,
        "slug": lambda one: one.slug,
        "assessments": lambda one: one.assessments,
    },
    columns=(
        Column("Group", lambda one: one.name, 12),
        Column("In ids", lambda one: one.slug, 10),
        Column("Assessments", lambda one: joined(one.assessments), 12),
    ),
    nothing="There is no group.",
)


def _describe_list(parser: Parser) -> None:
    parser.option("--format", "FORMAT", "table (default), json or csv")


def _list(context: Context, arguments: Arguments) -> None:
    output = style(arguments, LISTING)
    with context.services() as services:
        rows = services.assessments.groups()
    print_listing(GROUPS, rows, output)


COMMANDS = (
    Command(
        words=("groups", "list"),
        summary="List the groups with their assessments.",
        examples=("groups list",),
        describe=_describe_list,
        run=_list,
    ),
)
