"""Roles hold without the screen: every method of every service against every role (safety 1, promise 9)."""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

import pytest
from asked_methods import EVERYBODY, METHODS, OLIVER, ONLY_READ, PEOPLE, WithWork
from support import OpenAs, StillClock, draft, stored

from cm_tui.bootstrap import open_services
from cm_tui.model.errors import NotAllowed
from cm_tui.model.vocabulary import Field, Role
from cm_tui.services.services import Services


def methods_of(services: Services) -> Iterator[str]:
    """Every public method of every service, as `service.method`."""
    for name, member in inspect.getmembers(type(services)):
        if isinstance(member, cached_property):
            kind = type(getattr(services, name))
            assert kind.__name__.endswith("Service"), kind
            for method, _ in inspect.getmembers(kind, callable):
                if not method.startswith("_"):
                    yield f"{name}.{method}"


@pytest.fixture(scope="module")
def asking(contoso_template: Path) -> Iterator[dict[Role, Services]]:
    """The demo organisation as one person of each role, for questions and for what is refused."""
    opened = {role: open_services(contoso_template, email, StillClock()) for role, email in PEOPLE.items()}
    yield opened
    for services in opened.values():
        services.close()


def test_the_table_names_every_method_of_every_service(contoso_read: Services) -> None:
    assert set(methods_of(contoso_read)) == set(METHODS)


@pytest.mark.parametrize(
    ("role", "method"),
    [
        (role, method)
        for method, (allowed, _) in METHODS.items()
        for role in Role
        if role not in allowed or role is min(allowed, key=list(Role).index)
    ],
)
def test_a_role_may_what_the_table_says(
    asking: dict[Role, Services], contoso_template: Path, tmp_path: Path, open_as: OpenAs, role: Role, method: str
) -> None:
    """Whoever may not is refused, and the least of those who may is not: which roles a permission has is told elsewhere."""
    allowed, ask = METHODS[method]
    services = asking[role]
    assert services.person.role is role
    before = stored(contoso_template)
    if role not in allowed:
        with pytest.raises(NotAllowed, match=f"The role {role.label} may not"):
            ask(services)
    elif allowed == EVERYBODY:
        ask(services)
    else:
        own = Path(shutil.copytree(contoso_template, tmp_path / "w"))
        editor = open_as(own, PEOPLE[role])
        work = ask.ready(editor) if isinstance(ask, WithWork) else ask
        prepared = stored(own)
        work(editor)
        assert (stored(own) == prepared) is (method in ONLY_READ)
    assert stored(contoso_template) == before


TAKEN_AWAY: dict[str, Callable[[Services, Path], object]] = {
    "evidence.get": lambda one, place: one.evidence.get("EV-1", place),
    "exports.testing_history": lambda one, place: one.exports.testing_history("CA-001", place),
    "backups.create": lambda one, place: one.backups.create(place),
}


@pytest.mark.parametrize("method", TAKEN_AWAY)
@pytest.mark.parametrize("role", Role)
def test_a_file_is_there_for_those_only_who_may_take_it(
    asking: dict[Role, Services], tmp_path: Path, role: Role, method: str
) -> None:
    place = tmp_path / "taken.xlsx"
    if role in METHODS[method][0]:
        TAKEN_AWAY[method](asking[role], place)
        assert place.stat().st_size > 0
    else:
        with pytest.raises(NotAllowed, match=f"The role {role.label} may not"):
            TAKEN_AWAY[method](asking[role], place)
    assert list(tmp_path.iterdir()) == ([place] if role in METHODS[method][0] else [])


def test_who_was_removed_may_nothing(contoso: Path) -> None:
    oliver, amelia = (
        open_services(contoso, email, StillClock()) for email in (OLIVER, PEOPLE[Role.GLOBAL_ADMINISTRATOR])
    )
    amelia.people.remove(OLIVER)
    for _, ask in METHODS.values():
        with pytest.raises(NotAllowed, match="no longer a user"):
            ask(oliver)
    for services in (oliver, amelia):
        services.close()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.READER])
def test_every_editor_sets_statuses_dates_owners_and_notes(contoso: Path, open_as: OpenAs, role: Role) -> None:
    services = open_as(contoso, PEOPLE[role])
    changes = {Field.OWNER: PEOPLE[role], Field.OTHER_NOTES: "x"}
    assert services.actions.save(draft(services, "CA-003", changes)).changes
