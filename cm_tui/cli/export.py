"""`cm-tui export`: workbooks to take away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cm_tui.cli.actions import filter_of, id_advice_on
from cm_tui.cli.arguments import ACTION_ID, Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.output import print_json, print_lines
from cm_tui.cli.parser import Parser
from cm_tui.cli.progress import progress_line
from cm_tui.cli.values import REPORT, style
from cm_tui.model.errors import InvalidInput
from cm_tui.model.listing import ListQuery, SortOrder
from cm_tui.model.views.exports import Exported

if TYPE_CHECKING:
    from cm_tui.services.services import Services


def _describe_actions(parser: Parser) -> None:
    parser.word("FILE", "the workbook to write; its name ends in .xlsx")
    parser.option("--filter", "TEXT", "only the actions that `actions list --filter TEXT` lists")
    parser.option("--id", "ID", "only this action; can be given several times", many=True)
    parser.switch("--force", "replace a file that exists")
    parser.option("--format", "FORMAT", "text (default) or json")


def _actions(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    target = Path(arguments.maybe("file") or "")
    with context.services() as services:
        text = arguments.maybe("filter")
        ids = _wanted(services, text, arguments.actions("id"))
        advice = id_advice_on(services, filter_of("--filter", text)) if text is not None and ids == () else ""
        with progress_line("Writing") as progress:
            written = services.exports.actions(target, ids, overwrite=arguments.flag("force"), progress=progress)
            context.lasting.done("written")
    if output == "json":
        print_json({"file": str(written.path), "actions": written.rows})
    else:
        print_lines([_written(written, text, advice)])


def _written(written: Exported, text: str | None, advice: str) -> str:
    """What was written where; where nothing was, `advice` on the filter."""
    if not written.rows:
        none = "There is no improvement action" if text is None else f"No improvement action matches {text}"
        return f"{none}; {written.path} has its headings only. {advice}".rstrip()
    return f"{written.rows} improvement action{'' if written.rows == 1 else 's'} written to {written.path}"


def _wanted(services: Services, text: str | None, ids: tuple[str, ...]) -> tuple[str, ...] | None:
    """The actions that were asked for: those named, of these those that the filter selects; None for all."""
    if text is None:
        return ids or None
    query = ListQuery(filter_of("--filter", text), SortOrder("id", descending=False))
    try:
        selected = services.listing.listing(query).ids
    except InvalidInput as error:
        raise InvalidInput(f"--filter: {error}") from error
    known = frozenset(selected)
    # an id that does not exist is kept, so that it is refused
    named = services.listing.rows(ids)
    others = {row.id for row in named} - known
    return tuple(one for one in ids if one not in others) if ids else selected


def _describe_testing_history(parser: Parser) -> None:
    parser.word(*ACTION_ID)
    parser.word("FILE", "the workbook to write; its name ends in .xlsx")
    parser.switch("--force", "replace a file that exists")
    parser.option("--format", "FORMAT", "text (default) or json")


def _testing_history(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    action, target = arguments.action("id"), Path(arguments.maybe("file") or "")
    overwrite = arguments.flag("force")
    with context.services() as services, progress_line("Writing") as progress:
        written = services.exports.testing_history(action, target, overwrite=overwrite, progress=progress)
        context.lasting.done("written")
    if output == "json":
        print_json({"id": action, "file": str(written.path), "changes": written.rows})
    else:
        changes = f"{written.rows} change{'' if written.rows == 1 else 's'}"
        print_lines([f"{action}: testing history of {changes} written to {written.path}"])


COMMANDS = (
    Command(
        words=("export", "actions"),
        summary="Write the organisation's improvement actions into an Excel workbook that can be edited and brought back.",
        examples=(
            "export actions ExportActions.xlsx",
            'export actions mine.xlsx --filter "owner:me -test:passed"',
            "export actions two.xlsx --id CA-001 --id PM-001@europe --force",
        ),
        describe=_describe_actions,
        run=_actions,
    ),
    Command(
        words=("export", "testing-history"),
        summary="Write every change of an action's test status into an Excel workbook.",
        examples=("export testing-history CA-001 history.xlsx", "export testing-history PM-001@europe h.xlsx --force"),
        describe=_describe_testing_history,
        run=_testing_history,
    ),
)
