"""`cm-tui check`: whether the workspace is sound."""

from __future__ import annotations

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.output import print_json, print_lines
from cm_tui.cli.parser import Parser
from cm_tui.cli.values import REPORT, style
from cm_tui.model.errors import StorageProblem


def _describe(parser: Parser) -> None:
    parser.option("--format", "FORMAT", "text (default) or json")


def _check(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    with context.services() as services:
        report = services.check.run()
    if output == "json":
        print_json({"ok": report.ok, "problems": report.problems})
    else:
        print_lines(report.problems or ["The workspace is sound: database, points, history and evidence."])
    if not report.ok:
        count = len(report.problems)
        raise StorageProblem(
            f"check found {count} problem{'' if count == 1 else 's'}; restore a copy of the workspace."
        )


COMMANDS = (
    Command(
        words=("check",),
        summary="Check the database, the points, the history and the evidence; exit 4 where something is wrong.",
        examples=("check",),
        describe=_describe,
        run=_check,
    ),
)
