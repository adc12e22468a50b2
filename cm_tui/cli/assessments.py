"""`cm-tui assessments`: list, show."""

from __future__ import annotations

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.folding import folded
from cm_tui.cli.forms import facts, joined, number, of_points, percent_of, percentage
from cm_tui.cli.output import Listing, print_json, print_lines, print_listing, print_table, terminal_width
from cm_tui.cli.parser import Parser
from cm_tui.cli.table import WHOLE, Column
from cm_tui.cli.values import LISTING, REPORT, style
from cm_tui.model.rules.points import DISCLAIMER, show_points
from cm_tui.model.views.assessments import AssessmentDetails, AssessmentView, ControlView

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
CONTROLS = Listing[ControlView](
    fields={
        "control_id": lambda one: one.control_id,
        "title": lambda one: one.title,
        "family": lambda one: one.family,
        "status": lambda one: one.status.value if one.status else None,
        "points_achieved": lambda one: number(one.points.achieved) if one.points else 0,
        "points_possible": lambda one: number(one.points.possible) if one.points else 0,
        "actions": lambda one: one.actions,
    },
    columns=(
        Column("Control", lambda one: one.control_id, WHOLE),
        Column("Status", lambda one: one.status.value if one.status else "None", 11),
        Column("Points", lambda one: of_points(one.points) if one.points else "0/0", WHOLE, right=True),
        Column("Title", lambda one: one.title, 20),
        Column("Family", lambda one: one.family, 12),
        Column("Actions", lambda one: joined(one.actions), 12),
    ),
    nothing="No control of this assessment has an action.",
)


def _describe_list(parser: Parser) -> None:
    parser.option("--format", "FORMAT", "table (default), json or csv")


def _list(context: Context, arguments: Arguments) -> None:
    output = style(arguments, LISTING)
    with context.services() as services:
        rows = services.assessments.assessments()
    print_listing(ASSESSMENTS, rows, output)


def _describe_show(parser: Parser) -> None:
    parser.word("NAME", "the assessment's name, in any case")
    parser.option("--format", "FORMAT", "text (default) or json")


def _show(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    with context.services() as services:
        details = services.assessments.details(arguments.text("name"))
    if output == "json":
        controls = [CONTROLS.record(control) for control in details.controls]
        print_json(
            {**ASSESSMENTS.record(details.assessment), "controls": controls, "updates": details.assessment.updates}
        )
    else:
        _print_report(details)


def _print_report(details: AssessmentDetails) -> None:
    one = details.assessment
    points = f"{show_points(one.points.achieved)} of {show_points(one.points.possible)} points"
    pairs = [
        ("Status", one.status.value),
        ("Score", f"{percentage(one.points)}: {points}"),
        ("Controls", f"{one.controls_passed} of {one.controls} passed"),
        ("Your actions", f"{one.your_actions_passed} of {one.your_actions} passed"),
        ("Microsoft actions", str(one.microsoft_actions)),
        ("Group", one.group),
        ("Regulation", one.regulation),
        ("Services", joined(one.services) or "all"),
        ("Pending updates", joined(one.updates) or "none"),
    ]
    print_lines([one.name, "", *folded(facts(pairs), terminal_width()), DISCLAIMER, ""])
    print_table(CONTROLS.columns, details.controls, CONTROLS.nothing)


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
        summary="Show one assessment with its controls.",
        examples=('assessments show "GDPR · Default Group"',),
        describe=_describe_show,
        run=_show,
    ),
)
