"""What starts the app: no command, `demo`, `open ID`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from cm_tui.cli.arguments import ACTION_ID, Arguments
from cm_tui.cli.command import Command, Context, storage_faults
from cm_tui.cli.exit_codes import DONE
from cm_tui.cli.output import is_terminal, print_lines
from cm_tui.cli.usage import PROGRAM, usage_error
from cm_tui.model.errors import InvalidInput, NotAllowed, StorageProblem

if TYPE_CHECKING:
    from cm_tui.cli.parser import Parser
    from cm_tui.services.services import Services


def start(context: Context) -> int:
    """Open the app; ask for a new workspace first where there is none and a terminal to ask on. Returns the exit code."""
    path = context.path()
    with storage_faults(path):
        missing = not path.exists()
    if missing and on_terminal():
        from cm_tui.cli.first_start import lead

        code = lead(path)
        if code != DONE:
            return code
    return _start_on(context)


def _open(context: Context, arguments: Arguments) -> int:
    return _start_on(context, arguments.action("id"))


def _start_on(context: Context, start_action: str | None = None) -> int:
    from cm_tui.services.storage.examine import examine

    examine(context.path())
    _need_terminal()
    return _run(context.open, start_action)


def _demo(context: Context, arguments: Arguments) -> int:
    if context.workspace is not None:
        raise usage_error("the demo has a workspace of its own; keep it with --keep DIR", "demo")
    _need_terminal()
    kept = arguments.maybe("keep")
    if kept is None:
        with storage_faults(Path("in a temporary directory")):
            temporary = tempfile.TemporaryDirectory(prefix="cm-tui-demo-", ignore_cleanup_errors=True)
        with temporary as folder:
            return _run_temporary(Path(folder) / "workspace", context.as_email)
    if not kept.strip():
        raise InvalidInput("--keep: the value is empty; name a directory.")
    path = Context(kept).path()
    _refuse_occupied(path)
    code = _run(_demo_opener(path, context.as_email))
    if code == DONE:
        print_lines([f"The demo stays in {path}; open it again with `{PROGRAM} --workspace {quote(str(path))}`."])
    return code


def _demo_opener(path: Path, as_email: str | None) -> Callable[[], Services]:
    def make_and_open() -> Services:
        from cm_tui.bootstrap import create_demo, open_services
        from cm_tui.services.storage.paths import DATABASE

        with storage_faults(path):
            if not (path / DATABASE).exists():
                create_demo(path)
            return open_services(path, as_email)

    return make_and_open


def _refuse_occupied(path: Path) -> None:
    with storage_faults(path):
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise StorageProblem(
                f"{path} is not an empty directory; name a new one with --keep, "
                f"or open a workspace that is there with `{PROGRAM} --workspace {quote(str(path))}`."
            )


def _run_temporary(path: Path, as_email: str | None) -> int:
    """Run the app on a demo that goes with it, and with it what was not saved there."""
    from cm_tui.kept_drafts import forget_workspace
    from cm_tui.settings import drafts_path

    try:
        return _run(_demo_opener(path, as_email))
    finally:
        forget_workspace(drafts_path(), path)


def _run(opener: Callable[[], Services], start_action: str | None = None) -> int:
    from cm_tui.app import run_app

    return run_app(opener, start_action=start_action)


def on_terminal() -> bool:
    """Whether somebody sits there who can be asked."""
    return all(is_terminal(stream) for stream in (sys.stdin, sys.stdout, sys.stderr))


def _need_terminal() -> None:
    if not on_terminal():
        raise NotAllowed(f"The app needs a terminal; without one there are commands, see `{PROGRAM} --help`.")


def _describe_demo(parser: Parser) -> None:
    parser.option("--keep", "DIR", "keep the workspace in this new directory; without it the demo is gone at the end")


def _describe_open(parser: Parser) -> None:
    parser.word(*ACTION_ID)


COMMANDS = (
    Command(
        words=("demo",),
        summary="Open the app on a fresh demo organisation.",
        examples=("demo", "demo --keep ./contoso"),
        describe=_describe_demo,
        run=_demo,
    ),
    Command(
        words=("open",),
        summary="Open the app on an action's details page.",
        examples=("open CA-001",),
        describe=_describe_open,
        run=_open,
    ),
)
