"""Helpers of the tests of rules and services: a clock that stands still, small catalogues as text, forging of databases."""

from __future__ import annotations

import copy
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import tomli_w
from sqlmodel import select

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.filters import parse
from cm_tui.model.listing import ListQuery
from cm_tui.model.tables.organisation import Assessment, Group
from cm_tui.model.tables.subscriptions import Subscription, SubscriptionState
from cm_tui.model.views.actions import SaveOutcome
from cm_tui.model.vocabulary import Field, FieldValue, ImplementationStatus, TestStatus
from cm_tui.services.assessments.membership import NewAssessment, add_assessment
from cm_tui.services.clock import Actor
from cm_tui.services.demo.stage import Stage
from cm_tui.services.history.chain import Ledger
from cm_tui.services.services import Services

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
DONE_DAY, LATER_DAY = date(2026, 11, 2), date(2026, 11, 5)
"""A day on which something was implemented, and one on which it was tested."""

OpenAs: TypeAlias = Callable[..., Services]
"""Opens services on a workspace, as another person where an e-mail is given."""
Changes: TypeAlias = Mapping[Field, FieldValue]
DONE: Changes = {
    Field.IMPLEMENTATION_STATUS: ImplementationStatus.IMPLEMENTED,
    Field.IMPLEMENTATION_DATE: DONE_DAY,
    Field.TEST_STATUS: TestStatus.PASSED,
    Field.TEST_DATE: LATER_DAY,
}
"""What makes an action count fully."""


@dataclass
class StillClock:
    """A clock that stands still until it is told to go on."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **time: float) -> datetime:
        """Let time pass; the units are those of `timedelta`."""
        self.at += timedelta(**time)
        return self.at


def draft(services: Services, action: str, changes: Changes) -> ActionDraft:
    """An edit of what is stored now."""
    return ActionDraft(action, services.actions.details(action).row.version, changes)


def save(services: Services, action: str, changes: Changes) -> SaveOutcome:
    """Store an edit of what is stored now."""
    return services.actions.save(draft(services, action, changes))


def assess_group(services: Services, group: str, regulation: str) -> str:
    """Add an assessment in a new group, as a later command will, and return its name."""
    with services.store.writing() as session:
        found = Group(name=group, slug=group.lower().replace(" ", "-"))
        session.add(found)
        session.flush()
        ledger = Ledger(session)
        new = NewAssessment(f"{regulation} {group}", found, regulation)
        add_assessment(session, ledger, actor_of(services), services.clock(), new)
        ledger.flush()
    return f"{regulation} {group}"


def assess_again(services: Services, group: str, regulation: str) -> str:
    """Add an assessment in a group that exists, and return its name."""
    with services.store.writing() as session:
        found = session.exec(select(Group).where(Group.name == group)).one()
        ledger = Ledger(session)
        new = NewAssessment(f"{regulation} {group}", found, regulation)
        made: Assessment = add_assessment(session, ledger, actor_of(services), services.clock(), new)
        ledger.flush()
        return made.name


@contextmanager
def automation(services: Services) -> Iterator[Stage]:
    """What signals do to actions, played as the demo plays it: `stage.signal(…)`, `stage.resources(…)`."""
    with services.store.writing() as session:
        stage = Stage.read(session, Ledger(session), {services.person.email: actor_of(services)})
        stage.enter()
        yield stage
        stage.finish()


def subscribe(services: Services, action: str, *shares: tuple[int, int]) -> None:
    """Defender for Cloud reports, for an action, completed of applicable resources in one subscription after another."""
    with automation(services) as stage:
        accounts = [Subscription(name=f"s{n}", service="Microsoft Azure", kind="x") for n in range(len(shares))]
        stage.session.add_all(accounts)
        stage.session.flush()
        results = [
            SubscriptionState(
                state_id=stage.states[action].id or 0,
                subscription_id=account.id or 0,
                test_status=_verdict(completed, applicable),
                completed=completed,
                applicable=applicable,
            )
            for account, (completed, applicable) in zip(accounts, shares, strict=True)
        ]
        stage.resources(services.clock(), action, results)


def _verdict(completed: int, applicable: int) -> TestStatus:
    if completed == applicable:
        return TestStatus.PASSED
    return TestStatus.PARTIALLY_TESTED if completed else TestStatus.FAILED_HIGH


def query(text: str, hide_passed: bool = False) -> ListQuery:
    """A query written as people write it."""
    return ListQuery(parse(text, TODAY), hide_passed=hide_passed)


def actor_of(services: Services) -> Actor:
    """Who acts through these services."""
    return services.actions.actor


@contextmanager
def raw(workspace: Path) -> Iterator[sqlite3.Connection]:
    """The workspace's database as somebody opens it who goes around the program; committed at the end."""
    with closing(sqlite3.connect(workspace / "workspace.db")) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        yield connection
        connection.commit()


@contextmanager
def unguarded(workspace: Path) -> Iterator[sqlite3.Connection]:
    """The database with the history's guards taken away meanwhile, and put back as they were."""
    with raw(workspace) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, statement in guards:
            connection.execute(statement)


def stored(workspace: Path) -> bytes:
    """The database as it lies on the disk: what a refused request must leave as it was, byte for byte."""
    return (workspace / "workspace.db").read_bytes()


def dump(workspace: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, for comparing two workspaces."""
    with raw(workspace) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in names}


TomlFile: TypeAlias = dict[str, object]
TomlFiles: TypeAlias = dict[str, TomlFile]


def toml_action(identity: str, **changes: object) -> TomlFile:
    """An entry of an action file that has everything an action needs; `None` leaves a field out."""
    entry: TomlFile = {
        "id": identity,
        "title": f"Do what {identity} asks",
        "type": "Technical",
        "requirement": "mandatory",
        "function": "preventative",
        "stage": "prevent",
        "solutions": ["Entra"],
        "services": ["Microsoft 365"],
        "description": "Why it matters.",
        "guidance": "1. What to do.",
        "shown_by": "What proves it.",
        "satisfies": {"direct": ["R1 Art. 1"]},
    }
    merged = {**entry, **changes}
    return {name: value for name, value in merged.items() if value is not None}


def toml_control(identity: str, **changes: object) -> TomlFile:
    """An entry of a regulation file."""
    entry: TomlFile = {
        "id": identity,
        "family": "Family",
        "title": f"Title of {identity}",
        "summary": "What is asked.",
        "valid_from": date(2020, 1, 1),
    }
    merged = {**entry, **changes}
    return {name: value for name, value in merged.items() if value is not None}


def toml_regulation(key: str, *controls: TomlFile) -> TomlFile:
    """A regulation file."""
    return {
        "key": key,
        "short_title": key.upper(),
        "title": f"The law {key}",
        "version": "1",
        "jurisdiction": "Everywhere",
        "source_url": f"https://law.example/{key}",
        "control": list(controls),
    }


SMALL_CATALOGUE: TomlFiles = {
    "catalogue.toml": {
        "regulations": ["r1"],
        "solutions": ["Entra", "Purview"],
        "services": ["Microsoft 365", "Microsoft Azure"],
        "release": [{"id": "2026.1", "date": date(2026, 1, 15)}, {"id": "2026.2", "date": date(2026, 6, 2)}],
    },
    "regulations/r1.toml": toml_regulation(
        "r1",
        toml_control("R1 Art. 1"),
        toml_control("R1 Art. 2"),
        toml_control("R1 Art. 3"),
        toml_control("R1 Art. 9", status="vacated"),
    ),
    "actions/control-access.toml": {
        "category": "Control Access",
        "action": [toml_action("CA-001"), toml_action("CA-002", type="Operational")],
    },
}
"""One regulation with a vacated control, one technical and one operational action of 27 points."""


def small_catalogue() -> TomlFiles:
    """A copy of the small catalogue, to be changed."""
    return copy.deepcopy(SMALL_CATALOGUE)


def write_toml(folder: Path, files: TomlFiles) -> Path:
    """Write a catalogue as the files that the loader reads, and return its folder."""
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(tomli_w.dumps(content), encoding="utf-8")
    return folder
