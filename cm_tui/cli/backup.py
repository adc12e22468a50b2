"""`cm-tui backup` and `cm-tui restore`: a whole workspace in one file, and back."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.output import Json, complain, print_json, print_lines
from cm_tui.cli.parser import Parser
from cm_tui.cli.progress import progress_line
from cm_tui.cli.usage import PROGRAM
from cm_tui.cli.values import REPORT, style
from cm_tui.model.rules.evidence import shown_size
from cm_tui.model.views.exports import BackupView


def _describe_backup(parser: Parser) -> None:
    parser.word("FILE", "the file to write, outside the workspace")
    parser.switch("--force", "replace a file that exists")
    parser.option("--format", "FORMAT", "text (default) or json")


def _back_up(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    target = Path(arguments.maybe("file") or "")
    with context.services() as services, progress_line("Backing up") as progress:
        made = services.backups.create(target, overwrite=arguments.flag("force"), progress=progress)
        context.lasting.done("written")
    if output == "json":
        print_json({"file": str(target), **_record(made)})
    else:
        print_lines(
            [
                f"{target}: backup of {made.organisation} written, {_counts(made)}, {shown_size(made.size)}",
                f"Digest of its history, to keep elsewhere: {made.digest}",
            ]
        )


def _describe_restore(parser: Parser) -> None:
    parser.word("FILE", "a file that `backup` wrote")
    parser.word("NEWDIR", "the directory to restore it into; it must not exist")
    parser.option("--format", "FORMAT", "text (default) or json")


def _restore(context: Context, arguments: Arguments) -> None:
    from cm_tui.bootstrap import restore_workspace

    output = style(arguments, REPORT)
    file, target = Path(arguments.maybe("file") or ""), Path(arguments.maybe("newdir") or "")
    with progress_line("Restoring") as progress:
        restored = restore_workspace(file, target, context.as_email, progress=progress)
        context.lasting.done("restored")
    made = restored.backup
    if output == "json":
        print_json({"path": str(target), **_record(made), "problems": restored.problems})
        return
    when = f"{made.made_at.astimezone():%Y-%m-%d %H:%M}"
    print_lines(
        [
            f"{target}: workspace of {made.organisation} restored as of {when}, {_counts(made)}",
            f"Digest of its history, to compare with the one you kept: {made.digest}",
            f"Open it with `{PROGRAM} --workspace {quote(str(target))}`.",
        ]
    )
    for problem in restored.problems:
        complain(f"It was backed up with this problem: {problem}")


def _record(made: BackupView) -> dict[str, Json]:
    return {
        "organisation": made.organisation,
        "made_at": made.made_at.isoformat(),
        "documents": made.documents,
        "events": made.events,
        "digest": made.digest,
        "size": made.size,
    }


def _counts(made: BackupView) -> str:
    return f"{made.events} events and {made.documents} document{'' if made.documents == 1 else 's'}"


COMMANDS = (
    Command(
        words=("backup",),
        summary="Write the whole workspace, evidence included, into one file.",
        examples=("backup ../contoso-2026-11-20.zip",),
        describe=_describe_backup,
        run=_back_up,
    ),
    Command(
        words=("restore",),
        summary="Restore a backup into a new directory, which needs no other workspace.",
        examples=("restore contoso-2026-11-20.zip ./contoso",),
        describe=_describe_restore,
        run=_restore,
    ),
)
