"""The first start without a workspace: three questions on plain prompts."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cm_tui.cli.output import emit, print_lines
from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.names import tidy_name, why_name_is_refused

if TYPE_CHECKING:
    from cm_tui.services.creation import NewWorkspace

_DEFAULT_GROUP = "Default Group"


def ask(path: Path) -> NewWorkspace:
    """Ask what a new workspace is made from. Raises InvalidInput where the answers end."""
    from cm_tui.services.catalogue.loader import data_folder, load_catalogue
    from cm_tui.services.creation import NewWorkspace

    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    known = {one.key: one.title for one in load_catalogue(data_folder()).regulations}
    print_lines(
        [f"There is no workspace at {path} yet. Three answers make one; ctrl+c leaves everything as it is.", ""]
    )
    organisation = _name("Organisation: ")
    group = _name(f"Group [{_DEFAULT_GROUP}]: ", _DEFAULT_GROUP)
    print_lines(["", *(f"  {key:<14}{title}" for key, title in known.items())])
    return NewWorkspace(organisation, group, _regulations(known))


def _name(prompt: str, default: str = "") -> str:
    while True:
        name = _answer(prompt).strip() or default
        reason = why_name_is_refused(name)
        if reason is None:
            return tidy_name(name)
        print_lines([reason])


def _regulations(known: dict[str, str]) -> tuple[str, ...]:
    while True:
        keys = tuple(dict.fromkeys(_answer("Regulations, separated by blanks: ").lower().replace(",", " ").split()))
        unknown = [key for key in keys if key not in known]
        if keys and not unknown:
            return keys
        wrong = f"{unknown[0]!r} is not one of them" if unknown else "Name at least one"
        print_lines([f"{wrong}; there are: {', '.join(known)}."])


def _answer(prompt: str) -> str:
    emit(prompt)
    try:
        return input()
    except KeyboardInterrupt:
        emit("\n")
        raise
    except EOFError:
        emit("\n")
        raise InvalidInput("The answers ended; no workspace was made.") from None
