"""Builds the demo workspace: the organisation, its assessments, half a year of stories, and pending updates."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random

from sqlmodel import Session, select

from cm_tui.model.rules.scope import slug
from cm_tui.model.tables.catalogue import ActionVersion
from cm_tui.model.tables.organisation import Account, Group, Organisation, Person
from cm_tui.model.tables.subscriptions import Subscription
from cm_tui.model.vocabulary import Cloud, ManagedBy, Role
from cm_tui.services.assessments.membership import NewAssessment, add_assessment, begin_new_actions, settle_places
from cm_tui.services.catalogue.definitions import ActionDefinition, Catalogue
from cm_tui.services.catalogue.importing import CATALOGUE_UPDATED
from cm_tui.services.catalogue.writer import write_catalogue
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.demo.cloud import furnish
from cm_tui.services.demo.evidence import keep_evidence, prove_work
from cm_tui.services.demo.handovers import send_to_assessors
from cm_tui.services.demo.script import Script
from cm_tui.services.demo.stage import Stage
from cm_tui.services.demo.stories import Step, Storyteller
from cm_tui.services.history.chain import Json, Ledger
from cm_tui.services.history.organisation import WORKSPACE_CREATED
from cm_tui.services.people.identity import SystemAccount
from cm_tui.services.storage.paths import PRIVATE, Modes
from cm_tui.services.storage.workspace import create


def create_demo_organisation(
    path: Path, script: Script, catalogue: Catalogue, account: SystemAccount, clock: Clock, modes: Modes = PRIVATE
) -> None:
    """Create the demo workspace: the same content on every start, dates relative to today. Raises StorageProblem."""
    create(path, lambda session: _Demo(session, script, catalogue, account, clock).build(path), modes)
    keep_evidence(path)


@dataclass
class _OrderedLedger(Ledger):
    """Gathers events in any order and chains them in the order of time."""

    _told: list[tuple[datetime, Actor, str, str | None, Mapping[str, Json]]] = field(default_factory=list)

    def append(self, actor: Actor, at: datetime, event: str, entity: str | None, payload: Mapping[str, Json]) -> int:
        """Keep an event for `flush`; its place in the chain is not known yet."""
        self._told.append((at, actor, event, entity, payload))
        return 0

    def flush(self) -> None:
        """Chain and write everything gathered."""
        for at, actor, event, entity, payload in sorted(self._told, key=lambda one: one[0]):
            super().append(actor, at, event, entity, payload)
        self._told.clear()
        super().flush()


class _Demo:
    """One demo being built."""

    def __init__(
        self, session: Session, script: Script, catalogue: Catalogue, account: SystemAccount, clock: Clock
    ) -> None:
        self._session, self._script, self._catalogue, self._account = session, script, catalogue, account
        self._now = clock()
        self._today = self._now.date()
        self._random = Random(script.seed)
        self._ledger = _OrderedLedger(session)
        own = [action for action in catalogue.actions if action.managed_by is ManagedBy.ORGANISATION]
        self._first = {action.id: self._number_at_first_release(action) for action in own}

    def build(self, workspace: Path) -> None:
        """Write everything: rows to the session, documents to the workspace."""
        write_catalogue(self._session, self._catalogue)
        actors = self._people()
        self._session.add_all(
            [Subscription(name=one.name, service=one.service, kind=one.kind) for one in self._script.subscriptions]
        )
        groups = self._groups()
        stage = Stage.read(self._session, self._ledger, actors)
        teller = Storyteller(stage, self._script, self._today, self._random)
        entered = self._assessments(stage, teller, actors, groups)
        subscriptions = list(self._session.exec(select(Subscription).order_by(Subscription.name)))
        steps = [*teller.steps(entered, subscriptions), *self._update_steps(stage, teller)]
        for step in sorted(steps, key=lambda one: (one.at, one.action)):
            step.play()
        send_to_assessors(stage, self._script, self._today)
        prove_work(workspace, stage, self._script, self._today)
        stage.finish()
        settle_places(self._session, self._ledger, actors[self._script.people[0].email], self._now)
        self._ledger.flush()
        furnish(self._session, stage, self._script)

    def _people(self) -> dict[str, Actor]:
        """Write the organisation, its users and the visitor; gives who can act, by e-mail."""
        recorded = self._account.recorded
        account = Account(key=_key(f"account {recorded}"), name=recorded)
        visitor = self._visitor()
        people = [
            Person(key=_key(one.email), email=one.email, name=one.name, role=one.role) for one in self._script.people
        ]
        self._session.add_all([self._organisation(), account, visitor, *people])
        self._session.flush()
        users = (*people, visitor)
        actors = {one.email: Actor(one.key, one.email, account.key, self._account.host) for one in users}
        self._tell_the_beginning(actors[people[0].email], users)
        return actors

    def _organisation(self) -> Organisation:
        return Organisation(
            name=self._script.organisation,
            cloud=Cloud.COMMERCIAL,
            is_demo=True,
            signals_connected=True,
            created_at=self._moment(self._script.days),
        )

    def _visitor(self) -> Person:
        """Whoever looks at the demo, as a person of their own."""
        return Person(
            key=_key("visitor"),
            email=self._visitors_email(),
            name=self._account.name,
            role=Role.GLOBAL_ADMINISTRATOR,
            login=self._account.name,
        )

    def _tell_the_beginning(self, first: Actor, users: Sequence[Person]) -> None:
        at = self._moment(self._script.days)
        created: dict[str, Json] = {
            "organisation": self._script.organisation,
            "cloud": "commercial",
            "demo": True,
        }
        self._ledger.append(first, at, WORKSPACE_CREATED, None, created)
        for person in users:
            self._ledger.append(first, at, "person.added", person.key, {"role": person.role.value})

    def _visitors_email(self) -> str:
        taken = {one.email for one in self._script.people}
        name = slug(self._account.name)
        email = f"{name}@contoso.example"
        return email if email not in taken else f"{name}.visitor@contoso.example"

    def _groups(self) -> dict[str, Group]:
        names = dict.fromkeys(one.group for one in self._script.assessments)
        groups = {name: Group(name=name, slug=slug(name)) for name in names}
        self._session.add_all(groups.values())
        self._session.flush()
        return groups

    def _assessments(
        self, stage: Stage, teller: Storyteller, actors: Mapping[str, Actor], groups: Mapping[str, Group]
    ) -> dict[str, int]:
        entered: dict[str, int] = {}
        creator = actors[self._script.people[0].email]
        for one in sorted(self._script.assessments, key=lambda one: -one.created):
            new = NewAssessment(one.name, groups[one.group], one.regulation, versions=self._first)
            add_assessment(self._session, self._ledger, creator, self._moment(one.created), new)
            stage.enter()
            for public_id in stage.states.keys() - entered.keys():
                entered[public_id] = one.created
        return {key: days for key, days in entered.items() if not key.startswith("MS-")}

    def _update_steps(self, stage: Stage, teller: Storyteller) -> list[Step]:
        administrator, arrived = self._script.people[0].email, self._script.release_arrived
        steps = self._arrivals(stage.actors[administrator])
        newest = {version.action_id: version for version in stage.versions.values() if version.is_newest}
        for public_id in sorted(stage.states):
            if self._accepts(stage, public_id):
                version = newest[public_id.split("@")[0]]
                at = teller.moment(arrived[version.release] - self._random.randint(2, 11))
                steps.append(_acceptance(stage, at, administrator, public_id, version))
        return steps

    def _arrivals(self, actor: Actor) -> list[Step]:
        """The later releases as they came; with the last one begins what newer definitions ask of groups that had none of it."""
        releases = [self._script.first_release, *self._script.release_arrived]
        steps = []
        for before, release in pairwise(releases):
            at = self._moment(self._script.release_arrived[release])
            told: dict[str, Json] = {"changes": {"release": [before, release]}}
            if release == releases[-1]:
                told["added"] = begin_new_actions(self._session, self._ledger, actor, at)
            steps.append(Step(at, "", partial(_append, self._ledger, actor, at, told)))
        return steps

    def _accepts(self, stage: Stage, public_id: str) -> bool:
        action, _, group = public_id.partition("@")
        if stage.definition(public_id).is_newest:
            return False
        groups = self._script.accepted_in.get(action, ())
        return action in self._script.accepted or group in {slug(name) for name in groups}

    def _number_at_first_release(self, action: ActionDefinition) -> int:
        releases = [name for name, _ in self._catalogue.releases]
        limit = releases.index(self._script.first_release)
        return max((one.number for one in action.versions if releases.index(one.release) <= limit), default=1)

    def _moment(self, days_ago: int) -> datetime:
        return (self._now - timedelta(days=days_ago)).replace(hour=6, minute=30, second=0, microsecond=0)


def _acceptance(stage: Stage, at: datetime, email: str, public_id: str, version: ActionVersion) -> Step:
    return Step(at, public_id, lambda: stage.accept(at, email, public_id, version))


def _append(ledger: Ledger, actor: Actor, at: datetime, payload: Mapping[str, Json]) -> None:
    ledger.append(actor, at, CATALOGUE_UPDATED, None, payload)


def _key(name: str) -> str:
    """A key that is the same on every start; only the demo's people have such keys."""
    return uuid.uuid5(uuid.NAMESPACE_DNS, f"demo.cm-tui/{name}").hex[:16]
