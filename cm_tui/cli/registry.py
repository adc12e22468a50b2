"""Every command there is, how one is found, and the help that lists them."""

from __future__ import annotations

from collections.abc import Sequence

from cm_tui.cli import (
    actions,
    app_commands,
    assessing,
    assessments,
    backup,
    check,
    evidence,
    export,
    export_reports,
    groups,
    history,
    import_actions,
    import_regulation,
    imports,
    notices,
    regulations,
    score,
    settings,
    updates,
    users,
    workspace,
)
from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command
from cm_tui.cli.parser import Parser
from cm_tui.cli.usage import PROGRAM, HelpRequested, usage_error

COMMANDS: tuple[Command, ...] = (
    *app_commands.COMMANDS,
    *workspace.COMMANDS,
    *actions.COMMANDS,
    *assessing.COMMANDS,
    *evidence.COMMANDS,
    *updates.COMMANDS,
    *regulations.COMMANDS,
    *assessments.COMMANDS,
    *groups.COMMANDS,
    *score.COMMANDS,
    *export.COMMANDS,
    *export_reports.COMMANDS,
    *import_actions.COMMANDS,
    *imports.COMMANDS,
    *import_regulation.COMMANDS,
    *history.COMMANDS,
    *users.COMMANDS,
    *settings.COMMANDS,
    *notices.COMMANDS,
    *check.COMMANDS,
    *backup.COMMANDS,
)
_HELP = ("--help", "-h")


def find(words: Sequence[str]) -> tuple[Command, Arguments]:
    """The command that a command line means, with its arguments. Raises UsageError and HelpRequested."""
    command = next((one for one in COMMANDS if tuple(words[: len(one.words)]) == one.words), None)
    if command is None:
        raise _unfinished(words)
    parser = Parser(command.name, command.summary, command.examples)
    command.describe(parser)
    return command, parser.read(words[len(command.words) :])


def overview() -> str:
    """The help of the whole program."""
    return (
        f"usage: {PROGRAM} [--workspace DIR] [--as EMAIL] [COMMAND …]\n\n"
        "Microsoft Purview Compliance Manager's improvement actions in the terminal.\n"
        "Without a command the app opens; `COMMAND --help` says more about each.\n\n"
        f"commands:\n{_listed(COMMANDS)}\n\n"
        "options, before the command:\n"
        "  --workspace DIR     the workspace (else $CM_TUI_WORKSPACE, else your data directory)\n"
        "  --as EMAIL          act as a user of a demo workspace\n"
        "  --version           show the version\n"
        "  -h, --help          show this help\n\n"
        "exit codes: 0 done, 1 refused, 2 wrong usage, 3 conflict with another change, 4 storage or integrity\n"
    )


def _unfinished(words: Sequence[str]) -> Exception:
    noun = words[0]
    family = [one for one in COMMANDS if one.words[0] == noun]
    if not family:
        nouns = ", ".join(dict.fromkeys(one.words[0] for one in COMMANDS))
        return usage_error(f"there is no command {noun!r}; commands: {nouns}")
    verb = words[1] if len(words) > 1 else ""
    if verb in _HELP:
        return HelpRequested(f"usage: {PROGRAM} {noun} COMMAND …\n\ncommands:\n{_listed(family)}\n")
    verbs = ", ".join(one.words[1] for one in family)
    wrong = f"there is no command {verb!r}" if verb else "a command is missing"
    return usage_error(f"{wrong}; commands: {verbs}", noun)


def _listed(commands: Sequence[Command]) -> str:
    width = max(len(one.name) for one in COMMANDS) + 2
    return "\n".join(f"  {one.name:<{width}}{one.summary}" for one in commands)
