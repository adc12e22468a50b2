"""`cm-tui import catalogue`: a newer catalogue, looked at first or brought into the workspace."""

from __future__ import annotations

from pathlib import Path

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.catalogue_report import comparison_lines, comparison_record
from cm_tui.cli.command import Command, Context
from cm_tui.cli.output import print_json, print_report
from cm_tui.cli.parser import Parser
from cm_tui.cli.values import style

_STYLES = ("table", "json")


def _describe(parser: Parser) -> None:
    parser.word("DIR", "a folder with catalogue.toml (default: what came with this program)", needed=False)
    parser.switch("--dry-run", "only show what importing would do")
    parser.option("--format", "FORMAT", "table (default) or json")


def _import(context: Context, arguments: Arguments) -> None:
    from cm_tui.services.catalogue.loader import data_folder

    output = style(arguments, _STYLES)
    named, dry_run = arguments.maybe("dir"), arguments.flag("dry_run")
    folder = data_folder() if named is None else Path(named)
    with context.services() as services:
        ask = services.catalogue.compare if dry_run else services.catalogue.take_over
        found = ask(folder)
    if output == "json":
        print_json(comparison_record(found, dry_run=dry_run))
    else:
        print_report(comparison_lines(found, dry_run=dry_run))


COMMANDS = (
    Command(
        words=("import", "catalogue"),
        summary="Bring a newer catalogue into the workspace: new definitions wait there to be accepted.",
        examples=("import catalogue --dry-run", "import catalogue ../catalogue-2027.1"),
        describe=_describe,
        run=_import,
    ),
)
