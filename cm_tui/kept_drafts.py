"""Drafts that outlive the program: what was typed and not saved, kept beside `state.toml` until it is saved or given up.

Each program that has something to keep has a directory of its own under `drafts/`, with a lock that the system lets go when
the program ends in whatever way. So a draft is found by who starts next, and never while its own program still runs.
Notes stand in these files as they were typed; only their owner may read them (0700, 0600).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import stat
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from secrets import token_hex

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.vocabulary import (
    NOTES_FIELDS,
    PERSON_FIELDS,
    Field,
    FieldValue,
    ImplementationStatus,
    Term,
    TestingType,
    TestStatus,
)
from cm_tui.settings import replace_file

_LOCK = "lock"
_FILES = "*.json"
_FORMAT = 1
_LARGEST = 64_000_000
"""Bytes of a file that is read: three notes of several megabytes, written as JSON."""
_REMEMBERED = timedelta(days=30)
"""How long the draft of a workspace that has gone is kept."""
_TERMS: Mapping[Field, type[Term]] = {
    Field.IMPLEMENTATION_STATUS: ImplementationStatus,
    Field.TEST_STATUS: TestStatus,
    Field.TESTING_TYPE: TestingType,
}
JsonValue = object
"""What a JSON file holds at some place; narrowed where it is used."""


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """An edit that was not saved: in which workspace, by whom (an e-mail), of which action, and when it was last changed."""

    workspace: str
    person: str
    name: str
    """The action's name, for the question what is to happen with it."""
    draft: ActionDraft
    at: datetime

    @property
    def file_name(self) -> str:
        """The name of its file: one for each person's draft of an action in a workspace."""
        whose = "\0".join((self.workspace, self.person, self.draft.action))
        return hashlib.sha256(whose.encode("utf-8", "surrogatepass")).hexdigest()[:32] + ".json"


class OwnDrafts:
    """The drafts of this program. Nothing is made before there is one; several threads may keep, the last one counts."""

    def __init__(self, folder: Path) -> None:
        """Prepare.

        Args:
            folder: The directory of the drafts of all programs.
        """
        self._folder = folder
        self._own: Path | None = None
        self._lock: int | None = None
        self._kept: dict[str, KeptDraft] = {}
        self._lock_of_turns = threading.Lock()
        self._last_turn = 0

    def keep(self, drafts: Iterable[KeptDraft], turn: int) -> None:
        """Keep these drafts and forget all others, unless a later turn was kept already. Raises OSError."""
        with self._lock_of_turns:
            if turn < self._last_turn:
                return
            self._last_turn = turn
            wanted = {one.file_name: one for one in drafts}
            if wanted:
                self._write(self._own or self._make_own(), wanted)
            if self._own is not None:
                for name in self._kept.keys() - wanted.keys():
                    (self._own / name).unlink(missing_ok=True)
            self._kept = wanted
            if not wanted:
                self._take_down()

    def let_go(self) -> None:
        """Leave what is kept to the next start; nothing is written any more."""
        with self._lock_of_turns:
            self._last_turn = sys.maxsize
            if self._lock is not None:
                os.close(self._lock)
            self._own = self._lock = None

    def _write(self, own: Path, wanted: Mapping[str, KeptDraft]) -> None:
        for name, kept in wanted.items():
            before = self._kept.get(name)
            if before is None or before.draft != kept.draft:
                replace_file(own / name, _written(kept))

    def _make_own(self) -> Path:
        """A directory that others see only when it is locked."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = token_hex(8)
        hidden = self._folder / f".{name}"
        hidden.mkdir(mode=0o700)
        self._lock = _locked(hidden / _LOCK)
        self._own = hidden.rename(self._folder / name)
        return self._own

    def _take_down(self) -> None:
        if self._own is not None:
            _tidy(self._own)
        if self._lock is not None:
            os.close(self._lock)
        self._own = self._lock = None


@dataclass
class LeftBehind:
    """What somebody did not save in a workspace, in programs that have ended; no other program finds it meanwhile."""

    of_all: list[tuple[KeptDraft, Path]]
    """Every draft with its file."""
    locks: list[int]
    """Of the programs that left them."""

    @property
    def drafts(self) -> tuple[KeptDraft, ...]:
        """The last draft of each action, the newest first."""
        last = {kept.file_name: kept for kept, _ in sorted(self.of_all, key=lambda found: found[0].at)}
        return tuple(sorted(last.values(), key=lambda kept: kept.at, reverse=True))

    def forget(self, draft: KeptDraft) -> None:
        """Delete a draft, with older ones of the same action."""
        gone = [(kept, path) for kept, path in self.of_all if kept.file_name == draft.file_name]
        self.of_all = [found for found in self.of_all if found not in gone]
        for _, path in gone:
            with suppress(OSError):
                path.unlink(missing_ok=True)
            _tidy(path.parent)

    def let_go(self) -> None:
        """Leave what was not forgotten to the next start."""
        while self.locks:
            os.close(self.locks.pop())


def find_left_behind(folder: Path, workspace: str, person: str) -> LeftBehind:
    """Find what somebody did not save in a workspace. Files that cannot be read or are not ours are passed over.

    Args:
        folder: The directory of the drafts of all programs.
        workspace: The path of the workspace.
        person: The e-mail of the person.
    """
    found = _find(folder)
    mine = [(kept, path) for kept, path in found.of_all if (kept.workspace, kept.person) == (workspace, person)]
    return replace(found, of_all=mine)


def forget_workspace(folder: Path, workspace: Path) -> None:
    """Delete what anybody left behind in a workspace that goes."""
    found = _find(folder)
    for kept, _ in list(found.of_all):
        if kept.workspace == str(workspace.resolve()):
            found.forget(kept)
    found.let_go()


def _find(folder: Path) -> LeftBehind:
    """What anybody left behind anywhere."""
    locks: list[int] = []
    found: list[tuple[KeptDraft, Path]] = []
    for program in _programs(folder):
        if (lock := _locked(program / _LOCK)) is not None:
            locks.append(lock)
            found += [(kept, path) for path in program.glob(_FILES) if (kept := _read(path)) is not None]
            _tidy(program)
    return LeftBehind(found, locks)


def _programs(folder: Path) -> list[Path]:
    """The directories of programs, of ours alone."""
    try:
        return [one for one in sorted(folder.iterdir()) if not one.name.startswith(".") and _is_ours(one, stat.S_ISDIR)]
    except OSError:
        return []


def _is_ours(path: Path, is_kind: Callable[[int], bool]) -> bool:
    status = path.lstat()
    return is_kind(status.st_mode) and status.st_uid == os.geteuid()


def _locked(path: Path) -> int | None:
    """Lock a file until it is closed, which the end of the program does too; None where another program has it."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _tidy(program: Path) -> None:
    """Take a directory away that keeps no draft any more."""
    with suppress(OSError):
        if not any(program.glob(_FILES)):
            for rest in program.iterdir():
                rest.unlink()
            program.rmdir()


# What a file says


def _written(kept: KeptDraft) -> bytes:
    draft = kept.draft
    content: dict[str, JsonValue] = {
        "format": _FORMAT,
        "workspace": kept.workspace,
        "person": kept.person,
        "action": draft.action,
        "name": kept.name,
        "seen": draft.seen,
        "at": kept.at.isoformat(),
        "changes": {
            name.value: value.isoformat() if isinstance(value, date) else value for name, value in draft.changes.items()
        },
    }
    return json.dumps(content).encode("ascii")


def _read(path: Path) -> KeptDraft | None:
    """The draft of a file; None where it is none of ours, and where its workspace has long gone: then the file goes too."""
    try:
        if not _is_ours(path, stat.S_ISREG) or path.lstat().st_size > _LARGEST:
            return None
        kept = _understood(json.loads(path.read_bytes()))
        if kept is not None and datetime.now(UTC) - kept.at > _REMEMBERED and not Path(kept.workspace).exists():
            path.unlink()
            return None
    except (OSError, ValueError, RecursionError):
        return None
    return kept


def _understood(content: JsonValue) -> KeptDraft | None:
    """A draft from what a file says; None where it says something else. Raises ValueError for values that cannot be."""
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        return None
    texts = [content.get(name) for name in ("workspace", "person", "name", "action", "at")]
    seen, changes = content.get("seen"), content.get("changes")
    if not isinstance(seen, int) or not isinstance(changes, dict) or not all(isinstance(text, str) for text in texts):
        return None
    workspace, person, name, action, at = (str(text) for text in texts)
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        return None
    values = {Field(str(key)): _value(Field(str(key)), value) for key, value in changes.items()}
    return KeptDraft(workspace, person, name, ActionDraft(action, seen, values), moment)


def _value(field: Field, value: JsonValue) -> FieldValue:
    if value is None and field not in _TERMS and field not in NOTES_FIELDS:
        return None
    if not isinstance(value, str):
        raise ValueError(f"{field} is no text")
    if field in _TERMS:
        term = _TERMS[field](value)
        assert isinstance(term, ImplementationStatus | TestStatus | TestingType)
        return term
    return value if field in NOTES_FIELDS | PERSON_FIELDS else date.fromisoformat(value)
