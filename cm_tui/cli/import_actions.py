"""`cm-tui import actions`: update many actions from a bulk workbook, all of it or nothing (spec 3; interface 4, 5)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.asking import refuse_unless_yes
from cm_tui.cli.command import Command, Context
from cm_tui.cli.folding import folded
from cm_tui.cli.import_actions_report import (
    REHEARSED,
    Outcome,
    applied_lines,
    applied_record,
    review_lines,
    review_record,
)
from cm_tui.cli.output import print_json, print_report, terminal_width
from cm_tui.cli.parser import Parser
from cm_tui.cli.progress import progress_line
from cm_tui.cli.usage import usage_error
from cm_tui.cli.values import style
from cm_tui.model.errors import InvalidInput, StaleEdit
from cm_tui.model.text import show
from cm_tui.model.vocabulary import Field

if TYPE_CHECKING:
    from cm_tui.services.action_workbook.checked import Checked
    from cm_tui.services.action_workbook.service import ActionWorkbookService

NAME = "import actions"
_STYLES = ("table", "json")


def _describe(parser: Parser) -> None:
    parser.word("FILE", "a workbook of `export actions`, or of Purview's own export, as you edited it")
    parser.switch("--dry-run", "only show what importing would do")
    parser.switch("--yes", "do not ask")
    parser.switch(
        "--keep-stored",
        "where the same was changed since the export, keep what is stored; cells that do not fit it are left out",
    )
    parser.switch("--take-file", "where the same was changed since the export, take what the workbook says")
    parser.option("--corrected", "FILE", "where there are faults, write a copy with a comment in each faulty cell")
    parser.switch("--force", "replace a file that exists with the copy")
    parser.option("--format", "FORMAT", "table (default) or json")


def _import(context: Context, arguments: Arguments) -> None:
    output, dry_run = style(arguments, _STYLES), arguments.flag("dry_run")
    if arguments.flag("keep_stored") and arguments.flag("take_file"):
        raise usage_error("say --keep-stored or --take-file, not both", NAME)
    decided = arguments.flag("keep_stored") or arguments.flag("take_file")
    with context.services() as services:
        service = services.action_workbooks
        checked = _checked(service, arguments)
        outcome = Outcome(checked.review, decided, checked.upload.named)
        corrected = _write_corrected(context, service, checked, arguments)
        if dry_run or checked.review.faults or outcome.conflicts or not outcome.changed:
            _print_review(outcome, output, corrected, dry_run=dry_run)
            _refuse(outcome)
            return
        if not arguments.flag("yes"):
            _ask(outcome)
        with progress_line("Updating") as progress:
            applied = service.apply(checked, progress=progress)
    if output == "json":
        print_json(applied_record(outcome, applied))
    else:
        _print(applied_lines(outcome, applied))


def _checked(service: ActionWorkbookService, arguments: Arguments) -> Checked:
    """The workbook checked, with every conflict decided where a switch says how."""
    with progress_line("Checking") as progress:
        upload = service.read(Path(arguments.maybe("file") or ""))
        checked = service.check(upload, names_confirmed=True, progress=progress)
        take = arguments.flag("take_file")
        if not (take or arguments.flag("keep_stored")):
            return checked
        choices: dict[tuple[str, Field], bool] = {}
        while checked.review.undecided:  # what one choice brings may make another one necessary
            rows = (row for row in checked.review.rows if row.open)
            choices |= {(row.id, field): take for row in rows for field in row.open}
            checked = service.recheck(checked, choices)
        return checked


def _write_corrected(
    context: Context, service: ActionWorkbookService, checked: Checked, arguments: Arguments
) -> Path | None:
    """Write it where it is wanted and there are faults; nothing is applied then, so that nothing is left to interrupt."""
    target = arguments.maybe("corrected")
    if target is None or not checked.review.faults:
        return None
    overwrite = arguments.flag("force")
    written = service.write_corrected(checked.upload, checked.review, Path(target), overwrite=overwrite)
    context.lasting.done("written", "The corrected copy")
    return written.path


def _print_review(outcome: Outcome, output: str, corrected: Path | None, *, dry_run: bool) -> None:
    if output == "json":
        copy = None if corrected is None else str(corrected)
        print_json({**review_record(outcome, dry_run=dry_run), "corrected": copy})
        return
    written = [] if corrected is None else ["", f"Corrected copy written to {corrected}; mend its coloured cells."]
    _print([*review_lines(outcome), *written, *(["", REHEARSED] if dry_run else [])])


def _refuse(outcome: Outcome) -> None:
    """Say why the workbook cannot be applied. Raises InvalidInput with faults, StaleEdit with conflicts only."""
    file, faults, conflicts = outcome.review.file.name, len(outcome.review.faults), len(outcome.conflicts)
    if faults:
        told = outcome.review.faults_told
        cells = "1 cell is at fault; mend it" if faults == 1 else f"{told} cells are at fault; mend them"
        raise InvalidInput(f"{file}: {cells} and import the workbook again. Nothing was changed.")
    if conflicts and outcome.is_unedited:
        since = "1 action was" if conflicts == 1 else f"{conflicts} actions were"
        raise StaleEdit(
            f"{file}: no cell of it was edited, so there is nothing to update, but {since} changed since the export; "
            "with --keep-stored it says “nothing to do”. Nothing was changed."
        )
    if conflicts:
        rows = "1 action was" if conflicts == 1 else f"{conflicts} actions were"
        if not outcome.review.undecided:
            raise StaleEdit(
                f"{file}: {rows} changed since the export, but nothing is left to decide; say --keep-stored to update "
                "the rest. Nothing was changed."
            )
        raise StaleEdit(
            f"{file}: {rows} changed since the export; say --keep-stored or --take-file for what both changed, "
            "or decide in the app (key i). Nothing was changed."
        )


def _ask(outcome: Outcome) -> None:
    """Ask on the terminal whether to apply; without one, or with any answer but yes, it is refused."""
    count = len(outcome.changed)
    lines = "".join(f"{line}\n" for line in folded(map(show, review_lines(outcome)), terminal_width()))
    refuse_unless_yes(
        f"{outcome.review.file.name}: there is no terminal to ask on; say --yes to update the actions.",
        f"{lines}Update {count} action{'' if count == 1 else 's'}?",
        f"{outcome.review.file.name}: nothing was changed.",
    )


def _print(lines: Iterable[str]) -> None:
    print_report(folded(map(show, lines), terminal_width()))


COMMANDS = (
    Command(
        words=("import", "actions"),
        summary="Update many actions from an edited workbook: every change is shown first, all of them or none.",
        examples=("import actions actions.xlsx --dry-run", "import actions actions.xlsx --yes --keep-stored"),
        describe=_describe,
        run=_import,
    ),
)
