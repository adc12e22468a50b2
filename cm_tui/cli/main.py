"""From a command line to an exit code; the one place where errors become a line and a number."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from cm_tui import __version__
from cm_tui.cli.exit_codes import DONE, INTERRUPTED, STORAGE, USAGE, code_of
from cm_tui.cli.global_options import split
from cm_tui.cli.lasting import INTERRUPTED as NOTHING_STORED
from cm_tui.cli.lasting import Lasting, interrupts_as_before
from cm_tui.cli.output import Unprinted, complain, emit, prepare_streams, silence
from cm_tui.cli.usage import PROGRAM, HelpRequested, UsageError
from cm_tui.model.errors import InvalidInput, ServiceError


def main(argv: Sequence[str]) -> int:
    """Run one command line, without the program's name, and return the exit code of interface.md section 4."""
    with interrupts_as_before():
        return last(argv)


def last(argv: Sequence[str]) -> int:
    """Run one command line as the last thing that the process does: ctrl+c stays without effect once something is done."""
    prepare_streams()
    lasting = Lasting()
    try:
        return _answer(argv, lasting)
    except UsageError as error:
        complain(str(error))
        return USAGE
    except Unprinted as error:
        complain(f"{error}{lasting.unprinted}")
        return STORAGE
    except ServiceError as error:
        complain(str(error))
        return code_of(error)
    except BrokenPipeError:
        silence(sys.stdout)
        return DONE
    except KeyboardInterrupt:
        if lasting.is_begun:
            complain(NOTHING_STORED)
        return INTERRUPTED


def _answer(argv: Sequence[str], lasting: Lasting) -> int:
    try:
        return _dispatch(argv, lasting)
    except HelpRequested as request:
        emit(str(request))
        return DONE


def _dispatch(argv: Sequence[str], lasting: Lasting) -> int:
    _refuse_bytes(argv)
    found = split(argv)
    if found.asked == "version":
        emit(f"{PROGRAM} {__version__}\n")
        return DONE
    from cm_tui.cli.command import Context

    context = Context(found.workspace, found.as_email, lasting)
    if not found.rest and found.asked is None:
        from cm_tui.cli.app_commands import start

        return start(context)
    from cm_tui.cli.registry import find, overview

    if found.asked == "help":
        emit(overview())
        return DONE
    command, arguments = find(found.rest)
    return command.run(context, arguments) or DONE


def _refuse_bytes(argv: Sequence[str]) -> None:
    for word in argv:
        if any("\ud800" <= char <= "\udfff" for char in word):
            raise InvalidInput(f"The argument {word!r} is not UTF-8 text; nothing was changed.")
