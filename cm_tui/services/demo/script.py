"""The demo's script, read from data/demo/contoso.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from cm_tui.model.errors import InvalidInput
from cm_tui.model.vocabulary import Category, Role
from cm_tui.services.catalogue.fields import Entry

NOTE_KINDS = (
    "planned",
    "technical",
    "operational",
    "documentation",
    "passed",
    "failed",
    "testing",
    "out_of_scope",
)


@dataclass(frozen=True, slots=True)
class ScriptPerson:
    """A user of the demo and the categories they look after."""

    email: str
    name: str
    role: Role
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScriptAssessment:
    """An assessment and how many days ago it was created."""

    name: str
    group: str
    regulation: str
    created: int


@dataclass(frozen=True, slots=True)
class ScriptSubscription:
    """A subscription and how many resources it holds."""

    name: str
    service: str
    kind: str
    resources: int


@dataclass(frozen=True, slots=True)
class Script:
    """Everything that the demo is told from. `days` and `release_arrived` count back from today."""

    organisation: str
    seed: int
    days: int
    first_release: str
    release_arrived: int
    untouched: frozenset[str]
    accepted: frozenset[str]
    accepted_in: dict[str, tuple[str, ...]]
    people: tuple[ScriptPerson, ...]
    assessments: tuple[ScriptAssessment, ...]
    subscriptions: tuple[ScriptSubscription, ...]
    notes: dict[str, tuple[str, ...]]


def read_script(folder: Path, organisation: str | None = None) -> Script:
    """The script in a data folder, for an organisation of another name where one is given.

    Raises InvalidInput naming file, entry and field."""
    path = folder / "demo" / "contoso.toml"
    try:
        entry = Entry("demo/contoso.toml", "demo", tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}.") from error
    entry.known("organisation")
    notes, accepted_in = entry.table("notes"), entry.table("accepted_in")
    script = Script(
        organisation=organisation or entry.text("organisation"),
        seed=entry.number("seed"),
        days=entry.number("days"),
        first_release=entry.text("first_release"),
        release_arrived=entry.number("release_arrived"),
        untouched=frozenset(entry.texts("untouched")),
        accepted=frozenset(entry.texts("accepted")),
        accepted_in={name: accepted_in.texts(name) for name in accepted_in.values},
        people=tuple(_person(one) for one in entry.tables("person", "email")),
        assessments=tuple(_assessment(one) for one in entry.tables("assessment", "name")),
        subscriptions=tuple(_subscription(one) for one in entry.tables("subscription", "name")),
        notes={kind: notes.texts(kind, needed=True) for kind in NOTE_KINDS},
    )
    for one in (entry, notes, accepted_in):
        one.finish()
    return script


def _person(entry: Entry) -> ScriptPerson:
    categories = entry.texts("categories", [category.value for category in Category])
    person = ScriptPerson(entry.text("email"), entry.text("name"), entry.term("role", Role), categories)
    entry.finish()
    return person


def _assessment(entry: Entry) -> ScriptAssessment:
    found = ScriptAssessment(entry.text("name"), entry.text("group"), entry.text("regulation"), entry.number("created"))
    entry.finish()
    return found


def _subscription(entry: Entry) -> ScriptSubscription:
    found = ScriptSubscription(entry.text("name"), entry.text("service"), entry.text("kind"), entry.number("resources"))
    entry.finish()
    return found
