"""`cm-tui export`: workbooks to take away."""

from __future__ import annotations

from pathlib import Path

from cm_tui.cli.arguments import ACTION_ID, Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.output import print_json, print_lines
from cm_tui.cli.parser import Parser
from cm_tui.cli.values import REPORT, style


def _describe_testing_history(parser: Parser) -> None:
    parser.word(*ACTION_ID)
    parser.word("FILE", "the workbook to write; its name ends in .xlsx")
    parser.switch("--force", "replace a file that exists")
    parser.option("--format", "FORMAT", "text (default) or json")


def _testing_history(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    action, target = arguments.text("id"), Path(arguments.maybe("file") or "")
    with context.services() as services:
        written = services.exports.testing_history(action, target, overwrite=arguments.flag("force"))
    if output == "json":
        print_json({"id": action, "file": str(written.path), "changes": written.rows})
    else:
        changes = f"{written.rows} change{'' if written.rows == 1 else 's'}"
        print_lines([f"{action}: testing history of {changes} written to {written.path}"])


COMMANDS = (
    Command(
        words=("export", "testing-history"),
        summary="Write every change of an action's test status into an Excel workbook.",
        examples=("export testing-history CA-001 history.xlsx", "export testing-history PM-001@europe h.xlsx --force"),
        describe=_describe_testing_history,
        run=_testing_history,
    ),
)
