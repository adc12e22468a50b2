"""Making a workspace: whose it is, who may read it, and that nothing is left of a failure (interface 2; safety 3, 6)."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlmodel import Session
from support import NOW, OpenAs, StillClock
from templates import part_of

from cm_tui.bootstrap import create_demo, create_workspace, open_services
from cm_tui.model.errors import InvalidInput, StorageProblem
from cm_tui.model.listing import ListQuery
from cm_tui.model.vocabulary import Cloud, Role, TestingType
from cm_tui.services.catalogue.definitions import Catalogue
from cm_tui.services.catalogue.loader import data_folder, load_catalogue
from cm_tui.services.creation import NewWorkspace, create_organisation
from cm_tui.services.people.identity import system_account
from cm_tui.services.storage import workspace

GDPR = NewWorkspace("Acme", regulations=("gdpr",))


def make(path: Path, request: NewWorkspace = GDPR) -> None:
    """Make a workspace with the clock standing still."""
    create_organisation(path, request, catalogue(), system_account(), StillClock())


@cache
def catalogue() -> Catalogue:
    """A part of the catalogue that comes with the program, read once."""
    return part_of(load_catalogue(data_folder()))


def mode(path: Path) -> int:
    """The permissions of a path."""
    return stat.S_IMODE(path.stat().st_mode)


def everything_in(path: Path) -> list[str]:
    """The names of all that a folder holds, hidden ones too."""
    return sorted(str(one.relative_to(path)) for one in path.rglob("*"))


@pytest.fixture
def umask() -> Iterator[None]:
    """Gives back the umask that a test changed."""
    before = os.umask(0o077)
    yield
    os.umask(before)


class TestsOfPermissions:
    @pytest.mark.parametrize("mask", [0o000, 0o777])
    @pytest.mark.parametrize(("shared", "folder", "file"), [(False, 0o700, 0o600), (True, 0o2770, 0o660)])
    def test_are_those_promised_whatever_the_umask(
        self, tmp_path: Path, umask: None, mask: int, shared: bool, folder: int, file: int
    ) -> None:
        path = tmp_path / "workspace"
        os.umask(mask)
        make(path, NewWorkspace("Acme", regulations=("lgpd",), shared=shared))
        os.umask(0o077)
        assert mode(path) == mode(path / "evidence") == folder
        assert mode(path / "workspace.db") == file

    def test_hold_for_an_empty_folder_that_was_there(self, tmp_path: Path) -> None:
        path = tmp_path / "workspace"
        path.mkdir(mode=0o755)
        make(path)
        assert mode(path) == 0o700

    def test_hold_for_what_a_save_leaves_behind(self, tmp_path: Path, umask: None, open_as: OpenAs) -> None:
        make(tmp_path / "workspace")
        os.umask(0)
        services = open_as(tmp_path / "workspace")
        services.people.add("new@example.org", "New", Role.READER, None)
        os.umask(0o077)
        assert everything_in(tmp_path / "workspace") == ["evidence", "workspace.db"]


class TestsOfPlaces:
    def test_missing_folders_are_made(self, tmp_path: Path) -> None:
        make(tmp_path / "a" / "b" / "workspace")
        assert everything_in(tmp_path / "a" / "b" / "workspace") == ["evidence", "workspace.db"]

    @pytest.mark.parametrize("name", ["with blank ümläut 日本", "per%cent q?a#b&c=d 'quote\"", "new\nline"])
    def test_any_name_will_do(self, tmp_path: Path, open_as: OpenAs, name: str) -> None:
        make(tmp_path / name)
        assert open_as(tmp_path / name).workspace.organisation == "Acme"

    def test_a_workspace_is_not_overwritten(self, acme: Path) -> None:
        before = (acme / "workspace.db").read_bytes()
        with pytest.raises(StorageProblem, match=r"already holds a workspace.*--workspace"):
            make(acme)
        with pytest.raises(StorageProblem, match="already holds a workspace"):
            create_demo(acme, StillClock())
        assert (acme / "workspace.db").read_bytes() == before

    @pytest.mark.parametrize("name", ["file.txt", ".hidden", "folder"])
    def test_a_folder_with_something_in_it_is_refused(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).mkdir() if name == "folder" else (tmp_path / name).write_text("mine")
        with pytest.raises(StorageProblem, match="not empty"):
            make(tmp_path)
        assert everything_in(tmp_path) == [name]

    def test_a_file_is_no_place(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("mine")
        for path in (tmp_path / "file", tmp_path / "file" / "below"):
            with pytest.raises(StorageProblem, match="file"):
                make(path)
        assert (tmp_path / "file").read_text() == "mine"

    def test_nor_is_a_name_that_no_file_can_have(self, tmp_path: Path) -> None:
        with pytest.raises(StorageProblem):
            make(tmp_path / ("x" * 300))
        assert everything_in(tmp_path) == []


class TestsOfFailures:
    @pytest.mark.parametrize(
        ("request_", "sentence"),
        [
            (NewWorkspace("Acme"), "gdpr, ccpa, hipaa-hitech, lgpd"),
            (NewWorkspace("Acme", regulations=("gdpr", "xyz")), "'xyz' is not known; allowed: gdpr, ccpa"),
            (NewWorkspace("Acme", regulations=("GDPR",)), "'GDPR'"),
            (NewWorkspace("", regulations=("gdpr",)), "--organisation"),
            (NewWorkspace("a\x1b[2Jb", regulations=("gdpr",)), "--organisation"),
            (NewWorkspace("\udcff", regulations=("gdpr",)), "--organisation"),
            (NewWorkspace("Acme", group="\u202e", regulations=("gdpr",)), "--group"),
            (NewWorkspace("Acme", group="x" * 300, regulations=("gdpr",)), "--group"),
        ],
    )
    def test_a_request_that_cannot_be_is_refused_before_anything_is_made(
        self, tmp_path: Path, request_: NewWorkspace, sentence: str
    ) -> None:
        with pytest.raises(InvalidInput, match=sentence):
            make(tmp_path / "workspace", request_)
        assert everything_in(tmp_path) == []

    @pytest.mark.parametrize("below", ["workspace", "a/b/workspace"])
    def test_of_the_filling_leaves_nothing(self, tmp_path: Path, below: str) -> None:
        def fill(session: Session) -> None:
            raise InvalidInput("no")

        with pytest.raises(InvalidInput):
            workspace.create(tmp_path / below, fill)
        assert everything_in(tmp_path) == []

    def test_in_a_folder_that_was_there_leaves_the_folder_only(self, tmp_path: Path) -> None:
        def fill(session: Session) -> None:
            raise InvalidInput("no")

        with pytest.raises(InvalidInput):
            workspace.create(tmp_path, fill)
        assert everything_in(tmp_path) == []

    def test_of_the_process_leaves_nothing_that_the_next_creation_minds(self, tmp_path: Path, open_as: OpenAs) -> None:
        path = tmp_path / "workspace"
        child = os.fork()
        if child == 0:
            try:
                workspace.create(path, lambda session: os.kill(os.getpid(), signal.SIGKILL))
            finally:
                os._exit(1)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL
        with pytest.raises(StorageProblem, match=r"holds no workspace\.db"):
            open_services(path)
        make(path)
        assert everything_in(path) == ["evidence", "workspace.db"]
        assert open_as(path).check.run().problems == ()

    def test_of_the_disk_is_a_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(StorageProblem, match="could not be created"):
            make(Path("/proc/nowhere"))
        with pytest.raises(StorageProblem):
            make(Path("/dev/null/below"))


class TestsOfANewOrganisation:
    def test_belongs_to_who_makes_it(self, acme: Path, open_as: OpenAs) -> None:
        services = open_as(acme)
        assert services.person.role is Role.GLOBAL_ADMINISTRATOR
        assert services.person.login == system_account().name
        assert [one.email for one in services.people.people()] == [services.person.email]
        assert not services.workspace.is_demo

    def test_has_an_assessment_for_each_regulation_in_its_group(self, tmp_path: Path, open_as: OpenAs) -> None:
        request = NewWorkspace("  Acme   Ltd ", "Sales  EMEA", ("lgpd", "gdpr", "lgpd"), Cloud.GCC)
        create_workspace(tmp_path / "w", request, StillClock())
        services = open_as(tmp_path / "w")
        assert (services.workspace.organisation, services.workspace.cloud) == ("Acme Ltd", "gcc")
        [group] = services.assessments.groups()
        assert (group.name, group.slug) == ("Sales EMEA", "sales-emea")
        assert group.assessments == ("GDPR Sales EMEA", "LGPD Sales EMEA")
        assert {one.key for one in services.regulations.regulations() if one.active} == {"gdpr", "lgpd"}

    def test_begins_with_nothing_done(self, acme: Path, open_as: OpenAs) -> None:
        services = open_as(acme)
        rows = services.listing.select(ListQuery())
        assert {row.version for row in rows} == {1}
        assert {row.owner for row in rows} == {None}
        assert {row.implementation_status.value for row in rows} == {"Not implemented"}
        assert not any(row.pending_update for row in rows)
        score = services.score.score()
        assert score.yours.achieved == 0
        assert score.microsoft.achieved == score.microsoft.possible > 0
        assert services.check.run().problems == ()

    def test_tests_by_hand_until_signals_come_and_keeps_the_eligible_source(self, acme: Path, open_as: OpenAs) -> None:
        services = open_as(acme)
        rows = services.listing.select(ListQuery())
        automatic = {row.testing_source.value for row in rows if row.testing_type is TestingType.AUTOMATIC}
        assert automatic == {"Defender for Cloud"}
        details = services.actions.details("CA-001")
        assert (details.row.testing_source.value, details.eligible_source) == ("Manual", "Microsoft Secure Score")

    def test_has_a_history_that_begins_with_its_creation(self, acme: Path, open_as: OpenAs) -> None:
        rows = open_as(acme).history.rows()
        assert [row.event for row in rows] == [
            "assessment.created",
            "assessment.created",
            "person.added",
            "workspace.created",
        ]
        assert {row.at for row in rows} == {NOW}

    def test_does_not_know_the_umask_of_tomorrow(self, acme: Path) -> None:
        assert everything_in(acme) == ["evidence", "workspace.db"]
