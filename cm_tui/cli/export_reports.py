"""`cm-tui export assessment` and `export regulation`: workbooks for people and for other programs (spec 4)."""

from __future__ import annotations

from pathlib import Path

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.output import print_json, print_lines
from cm_tui.cli.parser import Parser
from cm_tui.cli.progress import progress_line
from cm_tui.cli.values import REPORT, style
from cm_tui.model.views.exports import Exported


def _describe_file(parser: Parser) -> None:
    parser.word("FILE", "the workbook to write; its name ends in .xlsx")
    parser.switch("--force", "replace a file that exists")
    parser.option("--format", "FORMAT", "text (default) or json")


def _describe_assessment(parser: Parser) -> None:
    parser.word("NAME", "the assessment's name in any case, or a beginning that only one has")
    _describe_file(parser)


def _assessment(context: Context, arguments: Arguments) -> None:
    output, force = style(arguments, REPORT), arguments.flag("force")
    with context.services() as services, progress_line("Writing") as progress:
        name = services.assessments.named(arguments.text("name"))
        written = services.exports.assessment(name, _target(arguments), overwrite=force, progress=progress)
        context.lasting.done("written")
    _say("assessment", name, "report", written, output)


def _describe_regulation(parser: Parser) -> None:
    parser.word("KEY", "the regulation's key or short title, such as gdpr, or a beginning that only one has")
    _describe_file(parser)


def _regulation(context: Context, arguments: Arguments) -> None:
    output, force = style(arguments, REPORT), arguments.flag("force")
    with context.services() as services, progress_line("Writing") as progress:
        key = services.regulations.named(arguments.text("key"))
        written = services.exports.regulation(key, _target(arguments), overwrite=force, progress=progress)
        context.lasting.done("written")
    _say("regulation", key, "template", written, output)


def _target(arguments: Arguments) -> Path:
    return Path(arguments.maybe("file") or "")


def _say(kind: str, named: str, what: str, written: Exported, output: str) -> None:
    if output == "json":
        print_json({kind: named, "file": str(written.path), "controls": written.rows})
    else:
        controls = f"{written.rows} control{'' if written.rows == 1 else 's'}"
        print_lines([f"{named}: {what} of {controls} written to {written.path}"])


COMMANDS = (
    Command(
        words=("export", "assessment"),
        summary="Write the report of an assessment as it stands now into an Excel workbook.",
        examples=('export assessment "GDPR Europe" report.xlsx', 'export assessment "GDPR Europe" report.xlsx --force'),
        describe=_describe_assessment,
        run=_assessment,
    ),
    Command(
        words=("export", "regulation"),
        summary="Write a regulation as a template of four tabs, to be changed in Excel and imported again.",
        examples=("export regulation gdpr gdpr.xlsx", "export regulation hipaa-hitech hipaa.xlsx --force"),
        describe=_describe_regulation,
        run=_regulation,
    ),
)
