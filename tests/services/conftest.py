"""Workspaces for the tests of the services: made once with the clock standing still, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from action_books import working_catalogue
from support import NOW, OpenAs, StillClock, TomlFiles, save, stored, write_toml
from templates import made_once, part_of, still_demo

from cm_tui.bootstrap import open_services
from cm_tui.model.listing import ListQuery, SortOrder
from cm_tui.model.views.actions import ActionDetails
from cm_tui.model.vocabulary import Field, Role
from cm_tui.services.catalogue.loader import data_folder, load_catalogue
from cm_tui.services.creation import NewWorkspace, create_organisation
from cm_tui.services.people.identity import system_account
from cm_tui.services.services import Services


@pytest.fixture(scope="session")
def contoso_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo organisation on the day of the still clock; nobody writes into it."""
    return still_demo(tmp_path_factory)


@pytest.fixture(scope="session")
def contoso_read(contoso_template: Path) -> Iterator[Services]:
    """The services of the demo organisation for tests that only read."""
    services = open_services(contoso_template, clock=StillClock())
    yield services
    services.close()


@pytest.fixture
def contoso(contoso_template: Path, tmp_path: Path) -> Path:
    """A demo organisation of one's own."""
    return Path(shutil.copytree(contoso_template, tmp_path / "contoso"))


@pytest.fixture(scope="session")
def acme_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new organisation with two regulations in one group, for which a tenth of the catalogue exists; nobody writes into it."""

    def make(path: Path) -> None:
        request = NewWorkspace("Acme", regulations=("gdpr", "hipaa-hitech"))
        create_organisation(path, request, part_of(load_catalogue(data_folder())), system_account(), StillClock())

    return made_once(tmp_path_factory, "acme", make)


@pytest.fixture(scope="session")
def _acme_refusing(acme_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    path = Path(shutil.copytree(acme_template, tmp_path_factory.mktemp("refusing") / "acme"))
    services = open_services(path, clock=StillClock())
    yield services
    services.close()


@pytest.fixture
def refusing(_acme_refusing: Services) -> Iterator[Services]:
    """The services of a new organisation for requests that are refused; the test fails where one changed a byte."""
    path = Path(_acme_refusing.workspace.path)
    before = stored(path)
    yield _acme_refusing
    assert stored(path) == before


@pytest.fixture
def acme(acme_template: Path, tmp_path: Path) -> Path:
    """A new organisation of one's own."""
    return Path(shutil.copytree(acme_template, tmp_path / "acme"))


@pytest.fixture
def clock() -> StillClock:
    """The clock of the services that a test opens."""
    return StillClock(NOW)


@pytest.fixture
def open_as(clock: StillClock) -> Iterator[OpenAs]:
    """Opens services on a workspace, as another person where an e-mail is given; all are closed at the end."""
    opened: list[Services] = []

    def open_(path: Path, email: str | None = None) -> Services:
        opened.append(open_services(path, email, clock))
        return opened[-1]

    yield open_
    for services in opened:
        services.close()


@pytest.fixture
def services(acme: Path, open_as: OpenAs) -> Services:
    """The services of a new organisation, as its Global administrator."""
    return open_as(acme)


@pytest.fixture(scope="session")
def _organisations() -> dict[str, Path]:
    return {}


@pytest.fixture
def organisation_of(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    clock: StillClock,
    open_as: OpenAs,
    _organisations: dict[str, Path],
) -> Callable[[TomlFiles], Services]:
    """Makes an organisation whose catalogue is a test's own, assessed against its first regulation.

    The same catalogue at the same moment is the same organisation: it is made once, and copied.
    """

    def make(files: TomlFiles) -> Services:
        folder, asked = write_toml(tmp_path / "data", files), f"{clock()} {files}"
        if asked not in _organisations:
            catalogue, path = load_catalogue(folder), tmp_path_factory.mktemp("organisation") / "own"
            request = NewWorkspace("Own", group="Group 1", regulations=(catalogue.regulations[0].key,))
            create_organisation(path, request, catalogue, system_account(), clock)
            _organisations[asked] = path
        return open_as(Path(shutil.copytree(_organisations[asked], tmp_path / "own")))

    return make


@pytest.fixture(scope="session")
def busy_template(acme_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An organisation in which a little happened: ten events, the last four of CA-001."""
    path = Path(shutil.copytree(acme_template, tmp_path_factory.mktemp("busy") / "acme"))
    clock = StillClock()
    services = open_services(path, clock=clock)
    services.people.add("maria@example.org", "Maria", Role.CONTRIBUTION, None)
    clock.forward(hours=1)
    save(services, "CA-002", {Field.OWNER: "maria@example.org"})
    for number in range(4):
        clock.forward(hours=1)
        save(
            services,
            "CA-001",
            {Field.OTHER_NOTES: f"note {number}", Field.OWNER: ("maria@example.org", None)[number % 2]},
        )
    services.close()
    return path


@pytest.fixture
def busy_path(busy_template: Path, tmp_path: Path) -> Path:
    """A busy organisation of one's own."""
    return Path(shutil.copytree(busy_template, tmp_path / "acme"))


@pytest.fixture
def busy(busy_path: Path, open_as: OpenAs, clock: StillClock) -> Services:
    """Its services, at the moment of its last event."""
    clock.forward(hours=5)
    return open_as(busy_path)


@pytest.fixture(scope="session")
def everything(contoso_read: Services) -> tuple[ActionDetails, ...]:
    """Every action of the organisation with its details, in the order of ids."""
    rows = contoso_read.listing.select(ListQuery(sort=SortOrder("id", descending=False)))
    return tuple(contoso_read.actions.details(row.id) for row in rows)


@pytest.fixture(scope="session")
def working_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new organisation with six actions of several kinds; nobody writes into it."""
    folder = tmp_path_factory.mktemp("working")
    catalogue = load_catalogue(write_toml(folder / "data", working_catalogue()))
    request = NewWorkspace("Own", group="Group 1", regulations=("r1",))
    create_organisation(folder / "own", request, catalogue, system_account(), StillClock())
    return folder / "own"


@pytest.fixture
def working(working_template: Path, tmp_path: Path, open_as: OpenAs) -> Services:
    """The services of such an organisation of one's own."""
    return open_as(Path(shutil.copytree(working_template, tmp_path / "own")))
