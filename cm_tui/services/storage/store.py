"""Transactions: one unit reads or writes, and a fault of the storage becomes a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from traceback import walk_tb

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, NoResultFound
from sqlmodel import Session

from cm_tui.model.errors import InvalidInput, StorageProblem
from cm_tui.services.storage.dialect import copied_engine

_CAUSES = (
    ("locked", "is busy: another program has been writing for 30 seconds; try again"),
    ("readonly", "is read-only; nothing was saved"),
    ("disk is full", "could not be written: the disk is full; nothing was saved"),
    ("full", "could not be written: the disk is full; nothing was saved"),
    ("malformed", "is damaged; restore a backup (`cm-tui check` lists the faults)"),
    ("not a database", "is damaged; restore a backup"),
    ("no such table", "is damaged: a table is missing; restore a backup"),
    ("no such column", "is damaged: a column is missing; restore a backup"),
    ("Could not decode", "is damaged: a text in it is not UTF-8; restore a backup"),
    ("disk I/O", "could not be read or written (disk I/O error); nothing was saved"),
    ("unable to open", "could not be opened; nothing was saved"),
)


def storage_problem(error: Exception, what: str = "The workspace database") -> StorageProblem:
    """The sentence for a fault of the database library."""
    text = str(error)
    for mark, sentence in _CAUSES:
        if mark in text:
            return StorageProblem(f"{what} {sentence}.")
    return StorageProblem(f"{what} refused the operation ({text.splitlines()[0]}); nothing was saved.")


@dataclass(frozen=True)
class Store:
    """The database of a workspace. A unit is one transaction; nothing mapped leaves it."""

    engine: Engine
    name: str = "The workspace database"
    """What sentences about faults call it."""
    before_commit: list[Callable[[], None]] = field(default_factory=list, compare=False)
    """Called when a unit is about to be committed: the last moment at which it can be given up."""

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent view of the data. Raises StorageProblem, and InvalidInput for a text that no database can hold."""
        with self._unit(writes=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A unit that holds the write lock from its start and commits at its end. Raises as `reading` does."""
        from cm_tui.services.assessments.tallying import settle

        with self.rehearsing() as session:
            yield session
            settle(session)
            for call in self.before_commit:
                call()
            session.commit()

    @contextmanager
    def rehearsing(self) -> Iterator[Session]:
        """A unit as `writing` is one, of which nothing stays: it shows what writing would do. Raises as `reading` does."""
        from cm_tui.services.assessments.tallying import follow

        with self._unit(writes=True) as session:
            follow(session)
            yield session

    @contextmanager
    def trying(self) -> Iterator[Session]:
        """A unit as `rehearsing` is one, on a copy: nobody has to wait for it, however long it takes. Raises as `reading` does."""
        with self.reading() as session:
            engine = copied_engine(session.connection())
        copy = self if engine is None else Store(engine, self.name)
        try:
            with copy.rehearsing() as session:
                yield session
        finally:
            if copy is not self:
                copy.close()

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    @contextmanager
    def _unit(self, writes: bool) -> Iterator[Session]:
        engine = self.engine.execution_options(writes=True) if writes else self.engine
        try:
            with Session(engine, expire_on_commit=False, autoflush=False) as session:
                yield session
        except DBAPIError as error:
            raise storage_problem(error.orig if isinstance(error.orig, Exception) else error, self.name) from error
        except UnicodeEncodeError as error:
            raise InvalidInput(f"{error.object[:60]!r} is not UTF-8 text; nothing was saved.") from error
        except UnicodeDecodeError as error:
            raise StorageProblem(f"{self.name} is damaged; restore a backup.") from error
        except (NoResultFound, LookupError, ValueError) as error:
            if not _arose_in_the_library(error):
                raise
            reason = str(error).splitlines()[0].rstrip(".")
            raise StorageProblem(f"{self.name} is damaged ({reason}); restore a backup.") from error


def _arose_in_the_library(error: Exception) -> bool:
    """Whether our code had just asked the database library: then a stored value is not what it has to be, and no bug is hidden."""
    modules = [str(frame.f_globals.get("__name__")) for frame, _ in walk_tb(error.__traceback__)]
    ours = max(place for place, name in enumerate(modules) if name.startswith("cm_tui."))
    return ours + 1 < len(modules) and modules[ours + 1].partition(".")[0] in ("sqlalchemy", "sqlmodel")
