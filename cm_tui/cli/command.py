"""A command: its words, its arguments, what it does; and what every command is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.lasting import Lasting
from cm_tui.model.errors import StorageProblem

if TYPE_CHECKING:
    from cm_tui.cli.parser import Parser
    from cm_tui.services.services import Services


@dataclass(frozen=True)
class Context:
    """The global options of a command line: which workspace, and who acts in a demo workspace; and what came of it."""

    workspace: str | None = None
    as_email: str | None = None
    lasting: Lasting = field(default_factory=Lasting)

    def path(self) -> Path:
        """The workspace's directory. Raises StorageProblem for a path that cannot be one."""
        from cm_tui.services.storage.paths import workspace_path

        try:
            path = workspace_path(self.workspace).absolute()
            str(path).encode()
        except RuntimeError as error:
            raise StorageProblem(f"--workspace: {self.workspace or ''} names no home directory.") from error
        except OSError as error:
            raise StorageProblem(f"--workspace: {self.workspace or ''} cannot be used: {error.strerror}.") from error
        except UnicodeEncodeError as error:
            raise StorageProblem(f"The workspace's path {str(path)!r} is not UTF-8 text; use another.") from error
        return path

    def open(self) -> Services:
        """The services on the workspace. Raises what `open_services` raises."""
        from cm_tui.bootstrap import open_services

        path = self.path()
        with storage_faults(path):
            return open_services(path, self.as_email)

    @contextmanager
    def services(self) -> Iterator[Services]:
        """The services on the workspace, closed at the end; what they store is noted as done."""
        self.lasting.is_begun = True
        opened = self.open()
        opened.store.before_commit.append(self.lasting.done)
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def storage_faults(path: Path) -> Iterator[None]:
    """Turn what the file system says of a workspace's path into a StorageProblem."""
    try:
        yield
    except OSError as error:
        raise StorageProblem(f"The workspace {path} cannot be used: {error.strerror}.") from error


@dataclass(frozen=True)
class Command:
    """One command of interface.md section 4."""

    words: tuple[str, ...]
    summary: str
    examples: tuple[str, ...]
    describe: Callable[[Parser], None]
    """Adds the command's arguments to its parser."""
    run: Callable[[Context, Arguments], int | None]
    """Does it; returns an exit code only where there is one to choose. Raises ServiceError."""

    @property
    def name(self) -> str:
        """The words in one line."""
        return " ".join(self.words)


def no_arguments(parser: Parser) -> None:
    """For commands that take none."""
