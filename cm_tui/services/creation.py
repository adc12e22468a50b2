"""A new organisation's workspace: the catalogue, its group, its assessments and its first user (interface 2, 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlmodel import Session

from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.assessments import (
    default_name,
    free_slug,
    why_name_is_taken,
    why_nothing_is_assessed,
    why_service_is_unknown,
)
from cm_tui.model.rules.names import tidy_name, why_name_is_refused
from cm_tui.model.rules.scope import slug
from cm_tui.model.tables.organisation import Account, Group, Organisation, Person
from cm_tui.model.vocabulary import Cloud, Role
from cm_tui.services.assessments.membership import NewAssessment, add_assessment
from cm_tui.services.catalogue.definitions import Catalogue
from cm_tui.services.catalogue.offering import offered
from cm_tui.services.catalogue.writer import write_catalogue
from cm_tui.services.clock import Actor, Clock
from cm_tui.services.history.chain import Ledger
from cm_tui.services.history.organisation import WORKSPACE_CREATED
from cm_tui.services.people.identity import SystemAccount, new_key
from cm_tui.services.storage.paths import PRIVATE, SHARED
from cm_tui.services.storage.workspace import create


@dataclass(frozen=True, slots=True)
class NewWorkspace:
    """What a workspace is made from. Each regulation becomes an assessment of the group.

    `services` are those that are assessed, none for all of them; `names` the assessments' names by the key of their regulation,
    where they have names of their own.
    """

    organisation: str
    group: str = "Default Group"
    regulations: tuple[str, ...] = ()
    cloud: Cloud = Cloud.COMMERCIAL
    shared: bool = False
    services: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def create_organisation(
    path: Path, request: NewWorkspace, catalogue: Catalogue, account: SystemAccount, clock: Clock
) -> None:
    """Create a workspace. Raises InvalidInput and StorageProblem; nothing is left behind then."""
    checked = check_request(request, catalogue)
    offers = {one.regulation.key: one for one in offered(catalogue)}

    def fill(session: Session) -> None:
        actor = found(session, checked, account, clock)
        write_catalogue(session, catalogue)
        group = Group(name=checked.group, slug=free_slug(checked.group, ()))
        session.add(group)
        session.flush()
        ledger = Ledger(session)
        for key in checked.regulations:
            services = tuple(one for one in offers[key].services if one in checked.services)
            add_assessment(session, ledger, actor, clock(), NewAssessment(checked.names[key], group, key, services))
        ledger.flush()

    create(path, fill, SHARED if request.shared else PRIVATE)


def found(session: Session, request: NewWorkspace, account: SystemAccount, clock: Clock) -> Actor:
    """Write the organisation and its creator, who becomes its Global administrator, and the first event."""
    now = clock()
    session.add(Organisation(name=request.organisation, cloud=request.cloud, is_demo=False, created_at=now))
    person = Person(
        key=new_key(),
        email=f"{slug(account.name)}@{slug(request.organisation)}.local",
        name=account.name,
        role=Role.GLOBAL_ADMINISTRATOR,
        login=account.name,
    )
    recorded = Account(key=new_key(), name=account.recorded)
    session.add_all([person, recorded])
    session.flush()
    actor = Actor(person.key, person.email, recorded.key, account.host)
    ledger = Ledger(session)
    ledger.append(
        actor, now, WORKSPACE_CREATED, None, {"organisation": request.organisation, "cloud": request.cloud.value}
    )
    ledger.append(actor, now, "person.added", person.key, {"role": person.role.value})
    ledger.flush()
    return actor


def check_request(request: NewWorkspace, catalogue: Catalogue) -> NewWorkspace:
    """The request with its names tidied. Raises InvalidInput naming what is wrong and what is allowed."""
    keys = tuple(dict.fromkeys(request.regulations))
    known = [regulation.key for regulation in catalogue.regulations]
    if not keys:
        raise InvalidInput(f"--regulation: name at least one of: {', '.join(known)} (or make a --demo).")
    for key in keys:
        if key not in known:
            raise InvalidInput(f"--regulation: {key!r} is not known; allowed: {', '.join(known)}.")
    group = checked_name("--group", request.group)
    return replace(
        request,
        organisation=checked_name("--organisation", request.organisation),
        group=group,
        regulations=keys,
        services=_checked_services(request.services, keys, catalogue),
        names=_checked_names(request.names, keys, group, catalogue),
    )


def _checked_services(services: tuple[str, ...], keys: tuple[str, ...], catalogue: Catalogue) -> tuple[str, ...]:
    """The services that are assessed, each of a regulation, and some of every regulation."""
    if not services:
        return ()
    offers = [one for one in offered(catalogue) if one.regulation.key in keys]
    if reason := why_service_is_unknown(services, sorted({named for one in offers for named in one.services})):
        raise InvalidInput(reason)
    for one in offers:
        if not one.counted(services):
            raise InvalidInput(why_nothing_is_assessed(one.regulation.short_title, services))
    return tuple(dict.fromkeys(services))


def _checked_names(
    names: Mapping[str, str], keys: tuple[str, ...], group: str, catalogue: Catalogue
) -> Mapping[str, str]:
    """The names of the assessments, by regulation."""
    titles = {one.key: one.short_title for one in catalogue.regulations}
    found: dict[str, str] = {}
    for key in keys:
        name = checked_name("The assessment's name", names.get(key, default_name(titles[key], group)))
        if reason := why_name_is_taken(name, found.values()):
            raise InvalidInput(reason)
        found[key] = name
    return found


def checked_name(option: str, text: str) -> str:
    """A name in one line without needless blanks. Raises InvalidInput naming the option."""
    if reason := why_name_is_refused(text):
        raise InvalidInput(f"{option}: {reason}")
    return tidy_name(text)
