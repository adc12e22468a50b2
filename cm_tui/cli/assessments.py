"""`cm-tui assessments`: list, show; what changes them stands beside."""

from __future__ import annotations

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.assessment_changes import COMMANDS as CHANGES
from cm_tui.cli.assessment_report import details_record, print_details
from cm_tui.cli.command import Command, Context
from cm_tui.cli.forms import joined, number, percent_of, percentage
from cm_tui.cli.output import Listing, print_json, print_listing
from cm_tui.cli.parser import Parser
from cm_tui.cli.table import WHOLE, Column
from cm_tui.cli.values import LISTING, REPORT, style
from cm_tui.model.views.assessments import AssessmentView

ASSESSMENTS = Listing[AssessmentView](
    fields={
        "name": lambda one: one.name,
        "group": lambda one: one.group,
        "regulation": lambda one: one.regulation,
        "services": lambda one: one.services,
        "status": lambda one: one.status.value,
        "percent": lambda one: percent_of(one.points),
        "points_achieved": lambda one: number(one.points.achieved),
        "points_possible": lambda one: number(one.points.possible),
        "controls_passed": lambda one: one.controls_passed,
        "controls": lambda one: one.controls,
        "controls_total": lambda one: one.controls,
        "your_actions": lambda one: one.your_actions,
        "your_actions_passed": lambda one: one.your_actions_passed,
        "microsoft_actions": lambda one: one.microsoft_actions,
        "pending_updates": lambda one: len(one.updates),
    },
    columns=(
        Column("Assessment", lambda one: one.name, 16),
        Column("Status", lambda one: one.status.value, 11),
        Column("Score", lambda one: percentage(one.points), WHOLE, right=True),
        Column("Updates", lambda one: str(len(one.updates) or ""), WHOLE, right=True),
        Column("Controls passed", lambda one: f"{one.controls_passed}/{one.controls}", WHOLE, right=True),
        Column("Your actions", lambda one: f"{one.your_actions_passed}/{one.your_actions}", WHOLE, right=True),
        Column("Microsoft actions", lambda one: str(one.microsoft_actions), WHOLE, right=True),
        Column("Group", lambda one: one.group, 10),
        Column("Regulation", lambda one: one.regulation, 10),
        Column("Services", lambda one: joined(one.services) or "all", 10),
    ),
    nothing="There is no assessment.",
)


def _describe_list(parser: Parser) -> None:
    parser.option("--format", "FORMAT", "table (default), json or csv")


def _list(context: Context, arguments: Arguments) -> None:
    output = style(arguments, LISTING)
    with context.services() as services:
        rows = services.assessments.assessments()
    print_listing(ASSESSMENTS, rows, output)


def _describe_show(parser: Parser) -> None:
    parser.word("NAME", "the assessment's name in any case, or a beginning that only one has")
    parser.option("--format", "FORMAT", "text (default) or json")


def _show(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    with context.services() as services:
        details = services.assessments.details(services.assessments.named(arguments.text("name")))
    if output == "json":
        print_json({**ASSESSMENTS.record(details.assessment), **details_record(details)})
    else:
        print_details(details)


COMMANDS = (
    Command(
        words=("assessments", "list"),
        summary="List the assessments with their status, score and actions.",
        examples=("assessments list",),
        describe=_describe_list,
        run=_list,
    ),
    Command(
        words=("assessments", "show"),
        summary="Show one assessment with its progress, its controls and Microsoft's actions.",
        examples=('assessments show "GDPR Europe"',),
        describe=_describe_show,
        run=_show,
    ),
    *CHANGES,
)
