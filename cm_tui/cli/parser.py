"""argparse with our manners: one line on standard error, exit 2, and every value left to its reader (a bad value is 1)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

from cm_tui.cli.arguments import Arguments, Spelling, arranged
from cm_tui.cli.usage import GLOBAL, PROGRAM, HelpRequested, usage_error


class _Help(argparse.Action):
    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> NoReturn:
        raise HelpRequested(parser.format_help())


def _why_unknown(token: str) -> str:
    option = token.split("=", 1)[0]
    if option in GLOBAL:
        return f"{option} stands before the command"
    return f"there is no option {option}" if token.startswith("-") else f"{token!r} is one argument too many"


class Parser(argparse.ArgumentParser):
    """The parser of one command. Options take values that begin with `-` too, and may stand between the words."""

    def __init__(self, name: str, summary: str, examples: Sequence[str]) -> None:
        lines = "\n".join(f"  {PROGRAM} {example}" for example in examples)
        super().__init__(
            prog=f"{PROGRAM} {name}",
            description=summary,
            epilog=f"{'example' if len(examples) == 1 else 'examples'}:\n{lines}",
            add_help=False,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        self._valued: set[str] = set()
        self._perhaps_valued: set[str] = set()
        self._known: set[str] = {"--help"}
        self.add_argument("-h", "--help", action=_Help, nargs=0, help="show this help")

    def option(self, name: str, metavar: str, text: str, *, needed: bool = False, many: bool = False) -> None:
        """Add an option with a value; `many` collects the values of several."""
        action = "append" if many else "store"
        self.add_argument(name, metavar=metavar, help=text, required=needed, action=action)
        self._valued.add(name)
        self._known.add(name)

    def option_perhaps_valued(self, name: str, metavar: str, text: str) -> None:
        """Add an option that stands alone (its value is the empty text) or with a value."""
        self.add_argument(name, metavar=metavar, help=text, nargs="?", const="")
        self._perhaps_valued.add(name)
        self._known.add(name)

    def switch(self, name: str, text: str) -> None:
        """Add an option without a value."""
        self.add_argument(name, action="store_true", help=text)
        self._known.add(name)

    def word(self, name: str, text: str, *, many: bool = False, needed: bool = True) -> None:
        """Add a positional argument, called `name` in the help and its lower-case form in the arguments.

        `many` takes several of them; where it is not `needed`, there may be none.
        """
        if many:
            self.add_argument(name.lower(), metavar=name, help=text, nargs="+" if needed else "*")
        else:
            self.add_argument(name.lower(), metavar=name, help=text, nargs=None if needed else "?")

    def read(self, tokens: Sequence[str]) -> Arguments:
        """The arguments of a command line. Raises UsageError and HelpRequested."""
        spelling = Spelling(frozenset(self._valued), frozenset(self._perhaps_valued), frozenset(self._known))
        found, left = self.parse_known_args(arranged(tokens, spelling))
        for token in left:
            if token != "--":
                self.error(_why_unknown(token))
        return Arguments(vars(found))

    def error(self, message: str) -> NoReturn:
        """Refuse a command line with what is wrong and where help is."""
        raise usage_error(message.removeprefix("argument "), self.prog.removeprefix(f"{PROGRAM} "))
