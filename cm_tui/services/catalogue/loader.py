"""Reads data/ into a checked catalogue. Every fault is an InvalidInput with file, entry and field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.control_tree import parent
from cm_tui.model.vocabulary import LegalStatus, Obligation
from cm_tui.services.catalogue.actions_file import ActionContext, read_actions
from cm_tui.services.catalogue.definitions import (
    ActionDefinition,
    Catalogue,
    ControlDefinition,
    RegulationDefinition,
)
from cm_tui.services.catalogue.fields import NAME, TITLE, Entry
from cm_tui.services.catalogue.files import read_file, toml_files


def data_folder() -> Path:
    """The shipped catalogue: inside the installed package, else the checkout's data/ beside it."""
    installed = Path(str(files("cm_tui"))) / "data"
    return installed if installed.is_dir() else Path(str(files("cm_tui"))).parent / "data"


def load_catalogue(folder: Path) -> Catalogue:
    """The catalogue in a folder. Raises InvalidInput naming file, entry and field; nothing of a faulty one is used."""
    index = _read(folder / "catalogue.toml")
    order = index.texts("regulations", needed=True)
    solutions, services = index.texts("solutions", needed=True), index.texts("services", needed=True)
    releases = _releases(index)
    index.finish()
    regulations = tuple(_regulation(path) for path in _in_order(folder / "regulations", order, index))
    controls = {control.id: control for regulation in regulations for control in regulation.controls}
    places = [(f"regulations/{one.key}.toml", control.id) for one in regulations for control in one.controls]
    _refuse_repeated("id", [(*place, place[1]) for place in places])
    context = ActionContext(
        solutions=frozenset(solutions),
        services=frozenset(services),
        releases=tuple(name for name, _ in releases),
        controls={name: control.legal_status for name, control in controls.items()},
    )
    found = [(path, action) for path in toml_files(folder / "actions") for action in read_actions(_read(path), context)]
    _refuse_repeated("id", [(_name(path), action.id, action.id) for path, action in found])
    _refuse_repeated("title", [(_name(path), action.id, action.versions[-1].title) for path, action in found])
    actions = tuple(sorted((action for _, action in found), key=_by_id))
    _check_reasons(regulations, actions)
    return Catalogue(releases, regulations, actions)


def read_releases(folder: Path) -> tuple[tuple[str, date], ...]:
    """The releases of the catalogue in a folder, oldest first, without reading the rest of it. Raises InvalidInput."""
    return _releases(_read(folder / "catalogue.toml"))


def _releases(index: Entry) -> tuple[tuple[str, date], ...]:
    releases: list[tuple[str, date]] = []
    for entry in index.tables("release"):
        name, day = entry.text("id"), entry.day("date")
        if name in dict(releases):
            raise entry.fault("id", f"{name!r} stands there twice")
        if releases and day <= releases[-1][1]:
            raise entry.fault("date", "releases stand oldest first")
        entry.finish()
        releases.append((name, day))
    if not releases:
        raise index.fault("release", "at least one release is needed")
    return tuple(releases)


def _by_id(action: ActionDefinition) -> tuple[str, int]:
    prefix, number = action.id.split("-")
    return prefix, int(number)


def _in_order(folder: Path, order: tuple[str, ...], index: Entry) -> list[Path]:
    """The regulations' files in the order of the index, which names each of them."""
    found = {path.stem: path for path in toml_files(folder)}
    for name in sorted(found.keys() ^ set(order)):
        raise index.fault("regulations", f"{name!r} must be both here and a file in {folder.name}/")
    return [found[name] for name in order]


def _read(path: Path) -> Entry:
    name, text = _name(path), read_file(path)
    try:
        values: Mapping[str, object] = tomllib.loads(text)
    except ValueError as error:
        raise InvalidInput(f"{name} is not a TOML file: {error}") from error
    except RecursionError as error:
        raise InvalidInput(f"{name} is not a TOML file of a catalogue: its values are nested too deeply.") from error
    return Entry(name, "", values)


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _regulation(path: Path) -> RegulationDefinition:
    file = _read(path)
    source = file.text("source_url")
    addresses = _Addresses(source, tuple(_section(entry) for entry in file.tables("source", "ids")))
    entries = file.tables("control")
    controls = tuple(_control(entry, addresses) for entry in entries)
    regulation = RegulationDefinition(
        key=file.text("key"),
        short_title=file.text("short_title"),
        title=file.text("title", most=NAME),
        version=file.text("version"),
        jurisdiction=file.text("jurisdiction"),
        source_url=source,
        controls=controls,
    )
    if regulation.key != path.stem:
        raise file.fault("key", f"{regulation.key!r} is not the name of the file")
    if not controls:
        raise file.fault("control", "at least one control is needed")
    _check_order(entries, [control.id for control in controls])
    file.finish()
    return regulation


def _check_order(entries: list[Entry], controls: list[str]) -> None:
    """Refuse a control before the one that it is a part of."""
    known, seen = frozenset(controls), set[str]()
    for entry, control in zip(entries, controls, strict=True):
        above = parent(control, known)
        if above is not None and above not in seen:
            raise entry.fault("id", f"{control} stands before {above}, of which it is a part")
        seen.add(control)


@dataclass(frozen=True, slots=True)
class _Addresses:
    """Where the text of a regulation's controls stands: by the beginning of their ids, else one address for all."""

    default: str
    sections: tuple[tuple[str, str], ...]

    def of(self, control: str) -> str:
        for ids, url in self.sections:
            number = re.match(r"[\w.]*\w", control.removeprefix(ids).strip()) if control.startswith(ids) else None
            if number is not None:
                return url.replace("{number}", number[0])
        return self.default


def _section(entry: Entry) -> tuple[str, str]:
    section = entry.text("ids"), entry.text("url")
    entry.finish()
    return section


def _control(entry: Entry, addresses: _Addresses) -> ControlDefinition:
    identity = entry.text("id")
    control = ControlDefinition(
        id=identity,
        family=entry.text("family"),
        title=entry.text("title", most=TITLE),
        summary=entry.prose("summary"),
        source_url=entry.text("source_url", addresses.of(identity)),
        valid_from=entry.day("valid_from"),
        legal_status=entry.term("status", LegalStatus, LegalStatus.IN_FORCE),
        obligation=entry.optional_term("requirement", Obligation),
        unverified=entry.flag("unverified"),
        no_action=entry.optional_text("no_action"),
    )
    entry.finish()
    return control


def _check_reasons(regulations: tuple[RegulationDefinition, ...], actions: Iterable[ActionDefinition]) -> None:
    """Refuse a reason why nothing serves a control where something does."""
    serving = {control: action.id for action in actions for control, _ in action.versions[-1].controls}
    for regulation in regulations:
        for control in regulation.controls:
            if control.no_action is not None and control.id in serving:
                entry = Entry(f"regulations/{regulation.key}.toml", control.id, {})
                raise entry.fault("no_action", f"{serving[control.id]} serves this control; take the reason out")


def _refuse_repeated(field: str, found: Iterable[tuple[str, str, str]]) -> None:
    """Refuse a value that stands twice; each comes with its file and its entry."""
    first: dict[str, str] = {}
    for file, entry, value in found:
        if value in first:
            raise Entry(file, entry, {}).fault(field, f"{value!r} stands there already, in {first[value]}")
        first[value] = f"{file}, entry {entry}"
