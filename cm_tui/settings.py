"""The user's settings (`config.toml`, only ever read) and what the app remembers between two starts (`state.toml`)."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cm_tui.model.errors import InvalidInput

if TYPE_CHECKING:
    from cm_tui.model.listing import SortOrder

_MOST_WORKBOOKS = 5
TomlValue = object
"""What a TOML file holds at some place; narrowed where it is used."""

_KNOWN = {"appearance": ("theme",), "keys": (), "start": ("section",)}
"""The tables of config.toml and their names; [keys] takes the id of any key binding."""
SECTIONS = ("overview", "improvement-actions", "assessments", "regulations", "settings")
"""The sections that `[start] section` can name."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What config.toml says; None and empty where it says nothing."""

    theme: str | None = None
    section: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    """Keys by the id of a binding, several separated by commas."""


def config_path() -> Path:
    """Where config.toml lies: `$CM_TUI_CONFIG` (the file, or the directory that holds it), else the platform's place."""
    if chosen := os.environ.get("CM_TUI_CONFIG"):
        path = Path(chosen).expanduser()
        return path if path.suffix == ".toml" and not path.is_dir() else path / "config.toml"
    import platformdirs

    return Path(platformdirs.user_config_dir("cm-tui", appauthor=False)) / "config.toml"


def state_path() -> Path:
    """Where state.toml lies."""
    import platformdirs

    return Path(platformdirs.user_state_dir("cm-tui", appauthor=False)) / "state.toml"


def drafts_path() -> Path:
    """Where what was not saved when a program ended lies."""
    return state_path().with_name("drafts")


def log_path() -> Path:
    """Where the log lies."""
    import platformdirs

    return Path(platformdirs.user_log_dir("cm-tui", appauthor=False)) / "cm-tui.log"


def read_settings(path: Path) -> Settings:
    """The settings of a config.toml; the defaults where there is none. Raises InvalidInput naming place and allowed values."""
    try:
        tables = _read_toml(path)
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{path}: {error}. Mend the file, or move it away to start with the defaults.") from error
    for name, value in tables.items():
        if name not in _KNOWN:
            raise InvalidInput(f"{path}: there is no [{name}]; allowed are {', '.join(f'[{one}]' for one in _KNOWN)}.")
        if not isinstance(value, dict):
            raise InvalidInput(f"{path}: {name} has to be a table: write [{name}] on a line of its own.")
    return Settings(
        theme=_text(path, tables, "appearance", "theme"),
        section=_section(path, tables),
        keys={name: _key_text(path, name, keys) for name, keys in _table(tables, "keys").items()},
    )


def _read_toml(path: Path) -> dict[str, TomlValue]:
    if not path.exists():
        return {}
    import tomllib

    with path.open("rb") as file:
        return dict(tomllib.load(file))


def _table(tables: Mapping[str, TomlValue], name: str) -> dict[str, TomlValue]:
    value = tables.get(name)
    return dict(value) if isinstance(value, dict) else {}


def _text(path: Path, tables: Mapping[str, TomlValue], table: str, name: str) -> str | None:
    values = _table(tables, table)
    for unknown in values.keys() - set(_KNOWN[table]):
        raise InvalidInput(f"{path}: [{table}] has no {unknown}; allowed: {', '.join(_KNOWN[table])}.")
    value = values.get(name)
    if value is None or isinstance(value, str):
        return value
    raise InvalidInput(f"{path}: [{table}] {name} has to be a text in quotes, not {value!r}.")


def _section(path: Path, tables: Mapping[str, TomlValue]) -> str | None:
    section = _text(path, tables, "start", "section")
    if section is not None and section not in SECTIONS:
        raise InvalidInput(f"{path}: [start] section {section!r} does not exist; allowed: {', '.join(SECTIONS)}.")
    return section


def _key_text(path: Path, name: str, keys: TomlValue) -> str:
    if isinstance(keys, str):
        return keys
    raise InvalidInput(f'{path}: [keys] {name} has to be a text in quotes such as "j,down", not {keys!r}.')


@dataclass(frozen=True, slots=True)
class ListMemory:
    """How somebody left the list of actions of a workspace."""

    filter: str = ""
    sort: str = "-gain"
    """A column of `SORT_COLUMNS`, with `-` for descending."""
    columns: tuple[str, ...] = ()
    """Keys of the columns in their order; empty for the default."""
    cursor: str | None = None
    """The id of the action under the cursor."""
    pane: bool | None = None
    """Whether the details pane was wanted; None while nobody said."""


@dataclass(frozen=True, slots=True)
class LinesMemory:
    """How somebody left a short list, for as long as the program runs: its order, its words, the key under its cursor."""

    order: SortOrder | None = None
    words: str = ""
    cursor: str | None = None


class Memory:
    """Reads and writes state.toml; whatever cannot be read counts as forgotten, and what cannot be written is lost.

    A workspace's entry goes when its directory has gone. Without a path nothing is kept.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self.lines: dict[str, LinesMemory] = {}
        """The short lists by what they are called; they begin anew with every start."""

    def recall(self, workspace: str) -> ListMemory:
        """What is remembered of a workspace."""
        entry = _table(_table(self._read(), "workspaces"), workspace)
        columns, pane = entry.get("columns"), entry.get("pane")
        return ListMemory(
            filter=_string(entry.get("filter")) or "",
            sort=_string(entry.get("sort")) or "-gain",
            columns=tuple(str(one) for one in columns) if isinstance(columns, list) else (),
            cursor=_string(entry.get("cursor")),
            pane=pane if isinstance(pane, bool) else None,
        )

    def remember(self, workspace: str, memory: ListMemory) -> None:
        """Keep how the list of a workspace was left."""
        entry: dict[str, TomlValue] = {"filter": memory.filter, "sort": memory.sort, "columns": list(memory.columns)}
        if memory.cursor is not None:
            entry["cursor"] = memory.cursor
        if memory.pane is not None:
            entry["pane"] = memory.pane
        self._keep(workspace, entry)

    def overview_filter(self, workspace: str) -> str:
        """The filter that the overview of a workspace was left with."""
        entry = _table(_table(self._read(), "workspaces"), workspace)
        return _string(entry.get("overview")) or ""

    def remember_overview(self, workspace: str, filter_text: str) -> None:
        """Keep the filter of a workspace's overview."""
        self._keep(workspace, {"overview": filter_text})

    def seen(self, workspace: str, person: str) -> int | None:
        """The number of the last event of the history that somebody has seen; None for somebody who never looked."""
        entry = _table(_table(self._read(), "workspaces"), workspace)
        seq = _table(entry, "seen").get(person)
        return seq if isinstance(seq, int) else None

    def remember_seen(self, workspace: str, person: str, seq: int) -> None:
        """Keep how far somebody has read the history."""
        entry = _table(_table(self._read(), "workspaces"), workspace)
        self._keep(workspace, {"seen": {**_table(entry, "seen"), person: seq}})

    def grouping(self, workspace: str) -> str | None:
        """The column that somebody grouped the assessments of a workspace by; None while nobody chose."""
        return _string(_table(_table(self._read(), "workspaces"), workspace).get("assessments_by"))

    def remember_grouping(self, workspace: str, grouping: str) -> None:
        """Keep the column that assessments are grouped by."""
        self._keep(workspace, {"assessments_by": grouping})

    def workbooks(self, workspace: str) -> tuple[str, ...]:
        """The paths of the workbooks that were read into a workspace last, the newest first, five at most."""
        paths = _table(_table(self._read(), "workspaces"), workspace).get("workbooks")
        return tuple(str(one) for one in paths)[:_MOST_WORKBOOKS] if isinstance(paths, list) else ()

    def remember_workbook(self, workspace: str, path: str) -> None:
        """Keep that a workbook was read; a path that no text file can hold is passed over."""
        if path.isprintable():
            others = [one for one in self.workbooks(workspace) if one != path]
            self._keep(workspace, {"workbooks": [path, *others][:_MOST_WORKBOOKS]})

    def _keep(self, workspace: str, changed: Mapping[str, TomlValue]) -> None:
        with self._lock:
            state = self._read()
            known = {path: other for path, other in _table(state, "workspaces").items() if Path(path).is_dir()}
            entry = {**_table(known, workspace), **changed}
            self._write({**state, "workspaces": {**known, workspace: entry}})

    @property
    def theme(self) -> str | None:
        """The theme that was chosen last in the app."""
        return _string(self._read().get("theme"))

    def remember_theme(self, theme: str) -> None:
        """Keep a theme that was chosen in the app."""
        with self._lock:
            self._write({**self._read(), "theme": theme})

    def _read(self) -> dict[str, TomlValue]:
        try:
            return _read_toml(self._path) if self._path is not None else {}
        except (OSError, ValueError):
            return {}

    def _write(self, state: Mapping[str, TomlValue]) -> None:
        """Losing what is remembered must not disturb the work: a full or read-only disk is passed over."""
        if self._path is not None:
            with suppress(OSError):
                write_atomically(self._path, state)


def _string(value: TomlValue) -> str | None:
    return value if isinstance(value, str) else None


def write_atomically(path: Path, state: Mapping[str, TomlValue]) -> None:
    """Write a TOML file so that a crash leaves the old or the new one. Raises OSError."""
    import tomli_w

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    replace_file(path, tomli_w.dumps(dict(state)).encode("utf-8"))


def replace_file(path: Path, data: bytes) -> None:
    """Write a private file so that a crash leaves the old or the new one. Raises OSError."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
