"""`cm-tui regulations`: list, show."""

from __future__ import annotations

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.forms import facts, joined, number
from cm_tui.cli.output import Listing, print_json, print_lines, print_listing, print_table
from cm_tui.cli.parser import Parser
from cm_tui.cli.table import WHOLE, Column
from cm_tui.cli.values import LISTING, REPORT, style
from cm_tui.model.rules.points import show_points
from cm_tui.model.views import ControlView, RegulationDetails, RegulationView

REGULATIONS = Listing[RegulationView](
    fields={
        "key": lambda one: one.key,
        "title": lambda one: one.title,
        "version": lambda one: one.version,
        "controls": lambda one: one.controls,
        "actions": lambda one: one.actions,
        "maximum_points": lambda one: number(one.maximum_points),
        "active": lambda one: one.active,
    },
    columns=(
        Column("Key", lambda one: one.key, WHOLE),
        Column("Regulation", lambda one: one.title, 20),
        Column("Controls", lambda one: str(one.controls), WHOLE, right=True),
        Column("Actions", lambda one: str(one.actions), WHOLE, right=True),
        Column("Maximum points", lambda one: show_points(one.maximum_points), WHOLE, right=True),
        Column("Active", lambda one: "yes" if one.active else "no", WHOLE),
        Column("Version", lambda one: one.version, 12),
    ),
    nothing="There is no regulation.",
)
CONTROLS = Listing[ControlView](
    fields={
        "control_id": lambda one: one.control_id,
        "title": lambda one: one.title,
        "family": lambda one: one.family,
        "summary": lambda one: one.summary,
        "status": lambda one: one.legal_status.value,
        "requirement": lambda one: one.obligation.value if one.obligation else None,
        "unverified": lambda one: one.unverified,
        "actions": lambda one: one.actions,
    },
    columns=(
        Column("Control", lambda one: one.control_id, 12),
        Column("Title", lambda one: one.title, 20),
        Column("Status", lambda one: one.legal_status.value, 8),
        Column("Requirement", lambda one: one.obligation.value if one.obligation else "", 11),
        Column("Actions", lambda one: joined(one.actions), 12),
        Column("Family", lambda one: one.family, 12),
        Column("Checked", lambda one: "unverified" if one.unverified else "", 10),
    ),
    nothing="This regulation has no control.",
)


def _describe_list(parser: Parser) -> None:
    parser.option("--format", "FORMAT", "table (default), json or csv")


def _list(context: Context, arguments: Arguments) -> None:
    output = style(arguments, LISTING)
    with context.services() as services:
        rows = services.regulations.regulations()
    print_listing(REGULATIONS, rows, output)


def _describe_show(parser: Parser) -> None:
    parser.word("KEY", "gdpr, ccpa, hipaa-hitech or lgpd")
    parser.option("--format", "FORMAT", "text (default) or json")


def _show(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    with context.services() as services:
        details = services.regulations.details(arguments.text("key"))
    if output == "json":
        controls = [CONTROLS.record(control) for control in details.controls]
        print_json({**REGULATIONS.record(details.regulation), "controls": controls})
    else:
        _print_report(details)


def _print_report(details: RegulationDetails) -> None:
    one = details.regulation
    pairs = [
        ("Key", one.key),
        ("Version", one.version),
        ("Jurisdiction", one.jurisdiction),
        ("Source", one.source_url),
        ("Controls", str(one.controls)),
        ("Actions", str(one.actions)),
        ("Maximum points", show_points(one.maximum_points)),
        ("Active", "yes" if one.active else "no: no assessment uses it"),
    ]
    print_lines([one.title, "", *facts(pairs), ""])
    print_table(CONTROLS.columns, details.controls, CONTROLS.nothing)


COMMANDS = (
    Command(
        words=("regulations", "list"),
        summary="List the regulations of the catalogue.",
        examples=("regulations list",),
        describe=_describe_list,
        run=_list,
    ),
    Command(
        words=("regulations", "show"),
        summary="Show one regulation with its controls.",
        examples=("regulations show gdpr",),
        describe=_describe_show,
        run=_show,
    ),
)
