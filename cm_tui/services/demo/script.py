"""The demo's script, read from data/demo/contoso.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from cm_tui.model.errors import InvalidInput
from cm_tui.model.vocabulary import ActionType, Category, Role
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
    """A subscription, how its name is cut short in those of its resources, and how many resources it holds."""

    name: str
    short: str
    service: str
    kind: str
    resources: int


@dataclass(frozen=True, slots=True)
class ScriptEvidence:
    """What proves an action of a type: a document by its text, else a link by its address; valid for so many days."""

    action_type: ActionType
    name: str
    text: str | None
    url: str | None
    valid_days: int | None


@dataclass(frozen=True, slots=True)
class Script:
    """Everything that the demo is told from. `days` and those of `release_arrived`, by release, count back from today."""

    organisation: str
    seed: int
    days: int
    first_release: str
    release_arrived: dict[str, int]
    untouched: frozenset[str]
    accepted: frozenset[str]
    accepted_in: dict[str, tuple[str, ...]]
    people: tuple[ScriptPerson, ...]
    assessments: tuple[ScriptAssessment, ...]
    subscriptions: tuple[ScriptSubscription, ...]
    evidence: tuple[ScriptEvidence, ...]
    notes: dict[str, tuple[str, ...]]


def read_script(folder: Path, organisation: str | None = None) -> Script:
    """The script in a data folder, for an organisation of another name where one is given.

    Raises InvalidInput naming file, entry and field."""
    entry, proofs = _file(folder, "contoso.toml"), _file(folder, "evidence.toml")
    entry.known("organisation")
    notes, accepted_in, arrived = (entry.table(name) for name in ("notes", "accepted_in", "release_arrived"))
    script = Script(
        organisation=organisation or entry.text("organisation"),
        seed=entry.number("seed"),
        days=entry.number("days"),
        first_release=entry.text("first_release"),
        release_arrived={name: arrived.number(name) for name in arrived.values},
        untouched=frozenset(entry.texts("untouched")),
        accepted=frozenset(entry.texts("accepted")),
        accepted_in={name: accepted_in.texts(name) for name in accepted_in.values},
        people=tuple(_person(one) for one in entry.tables("person", "email")),
        assessments=tuple(_assessment(one) for one in entry.tables("assessment", "name")),
        subscriptions=tuple(_subscription(one) for one in entry.tables("subscription", "name")),
        evidence=tuple(_evidence(one) for one in proofs.tables("evidence", "name")),
        notes={kind: notes.texts(kind, needed=True) for kind in NOTE_KINDS},
    )
    for one in (entry, notes, accepted_in, arrived, proofs):
        one.finish()
    return script


def _file(folder: Path, name: str) -> Entry:
    path = folder / "demo" / name
    try:
        return Entry(f"demo/{name}", "demo", tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}.") from error


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
    found = ScriptSubscription(
        entry.text("name"), entry.text("short"), entry.text("service"), entry.text("kind"), entry.number("resources")
    )
    entry.finish()
    return found


def _evidence(entry: Entry) -> ScriptEvidence:
    text, url = entry.optional_text("text"), entry.optional_text("url")
    if (text is None) == (url is None):
        raise entry.fault("text", "a text or a url is needed, and not both")
    valid = entry.number("valid_days") if "valid_days" in entry.values else None
    found = ScriptEvidence(entry.term("type", ActionType), entry.text("name"), text, url, valid)
    entry.known("valid_days")
    entry.finish()
    return found
