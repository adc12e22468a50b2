"""Backups: everything comes back as it was, whoever works meanwhile; a damaged workspace is not backed up (safety 1, 6)."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from backups import DATABASE, MANIFEST, documents, files_of, own_organisation, restored
from support import OpenAs, TomlFiles, dump, raw, stored, unguarded

from cm_tui.bootstrap import open_services
from cm_tui.model.errors import AlreadyThere, Cancelled, InvalidInput, NotAllowed, StorageProblem
from cm_tui.services.services import Services

AMELIA, SAMIR, PRIYA = (f"{name}@contoso.example" for name in ("amelia.stone", "samir.haddad", "priya.nair"))


@pytest.fixture
def own(organisation_of: Callable[[TomlFiles], Services], tmp_path: Path) -> Services:
    """A small organisation with work done and documents, one of them twice."""
    return own_organisation(organisation_of, tmp_path / "files")


@pytest.fixture
def workspace(own: Services) -> Path:
    """Where it lies."""
    return Path(own.workspace.path)


class TestsOfTheRoundTrip:
    def test_everything_comes_back_as_it_was(self, own: Services, workspace: Path, tmp_path: Path) -> None:
        before, objects = dump(workspace), files_of(workspace / "evidence" / "objects")
        made = own.backups.create(tmp_path / "b.zip")
        assert (made.organisation, made.documents, made.made_at) == ("Own", 2, own.clock())
        assert (made.events, made.digest) == (own.history.verify().events, own.history.verify().digest)
        assert made.size == (tmp_path / "b.zip").stat().st_size
        found = restored(tmp_path / "b.zip", tmp_path / "again")
        assert (found.backup, found.problems) == (made, ())
        assert dump(tmp_path / "again") == before == dump(workspace)
        assert files_of(tmp_path / "again" / "evidence" / "objects") == objects
        again = open_services(tmp_path / "again")
        assert again.history.verify(made.digest).valid
        assert again.check.run().problems == ()
        assert [one.name for one in again.evidence.evidence("CA-001")] == ["one.txt", "same.txt"]
        again.close()

    def test_it_is_for_its_owner_alone_whatever_the_umask_says(self, own: Services, tmp_path: Path) -> None:
        before = os.umask(0)
        try:
            own.backups.create(tmp_path / "b.zip")
            restored(tmp_path / "b.zip", tmp_path / "again")
        finally:
            os.umask(before)
        assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
        for path in (tmp_path / "again", *(tmp_path / "again").rglob("*")):
            assert path.stat().st_mode & 0o7777 == (0o700 if path.is_dir() else 0o600), path

    def test_nothing_lies_beside_them(self, own: Services, tmp_path: Path) -> None:
        (tmp_path / "place").mkdir()
        own.backups.create(tmp_path / "place" / "b.zip")
        restored(tmp_path / "place" / "b.zip", tmp_path / "place" / "again")
        assert sorted(os.listdir(tmp_path / "place")) == ["again", "b.zip"]
        assert sorted(os.listdir(tmp_path / "place" / "again")) == ["evidence", DATABASE]

    def test_its_members_are_those_of_its_manifest(self, own: Services, tmp_path: Path) -> None:
        own.backups.create(tmp_path / "b.zip")
        with zipfile.ZipFile(tmp_path / "b.zip") as archive:
            assert archive.testzip() is None
            entries = archive.infolist()
        assert [entry.filename for entry in entries[:2]] == [MANIFEST, DATABASE]
        assert all(stat.S_ISREG(entry.external_attr >> 16) for entry in entries)
        assert len(entries) == 4

    def test_work_goes_on_while_it_is_made(self, own: Services, workspace: Path, tmp_path: Path) -> None:
        """A document that is deleted meanwhile is not in it: it begins anew. One that comes meanwhile may wait."""
        other = open_services(workspace)
        name = own.evidence.evidence("CA-002@group-1")[0].id
        (tmp_path / "late.txt").write_text("late")
        done: list[str] = []

        def meanwhile(at: int, total: int) -> None:
            if not done:
                done.append(name)
                other.evidence.delete(name)
                other.evidence.add("CA-001", [tmp_path / "late.txt"])

        made = own.backups.create(tmp_path / "b.zip", progress=meanwhile)
        other.close()
        assert made.documents == 2
        restored(tmp_path / "b.zip", tmp_path / "again")
        assert files_of(tmp_path / "again" / "evidence" / "objects") == files_of(workspace / "evidence" / "objects")

    def test_it_tells_how_far_it_is(self, own: Services, tmp_path: Path) -> None:
        told: list[tuple[int, int]] = []
        own.backups.create(tmp_path / "b.zip", progress=lambda done, total: told.append((done, total)))
        assert told == sorted(told)
        assert told[-1][0] == told[-1][1] > 1_500_000


class TestsOfRefusals:
    @pytest.mark.parametrize("overwrite", [False, True])
    def test_a_place_in_the_workspace_itself(self, own: Services, workspace: Path, overwrite: bool) -> None:
        before = stored(workspace)
        for place in (DATABASE, "b.zip", "evidence/b.zip"):
            with pytest.raises(InvalidInput, match="lies in the workspace"):
                own.backups.create(workspace / place, overwrite=overwrite)
        assert stored(workspace) == before

    def test_what_exists_is_replaced_by_consent_only(self, own: Services, tmp_path: Path) -> None:
        (tmp_path / "b.zip").write_bytes(b"mine")
        with pytest.raises(AlreadyThere):
            own.backups.create(tmp_path / "b.zip")
        assert (tmp_path / "b.zip").read_bytes() == b"mine"
        own.backups.create(tmp_path / "b.zip", overwrite=True)
        restored(tmp_path / "b.zip", tmp_path / "again")

    @pytest.mark.parametrize("name", ["nowhere/b.zip", "files", "link", "pipe"])
    def test_a_place_that_cannot_be(self, own: Services, tmp_path: Path, name: str) -> None:
        (tmp_path / "link").symlink_to("files")
        os.mkfifo(tmp_path / "pipe")
        before = sorted(os.listdir(tmp_path))
        with pytest.raises(InvalidInput):
            own.backups.create(tmp_path / name, overwrite=True)
        assert sorted(os.listdir(tmp_path)) == before

    def test_work_that_is_broken_off_leaves_nothing(self, own: Services, tmp_path: Path) -> None:
        before = sorted(os.listdir(tmp_path))
        with pytest.raises(Cancelled):
            own.backups.create(tmp_path / "b.zip", cancelled=lambda: True)
        assert sorted(os.listdir(tmp_path)) == before

    def test_a_damaged_document_is_named(self, own: Services, workspace: Path, tmp_path: Path) -> None:
        (document,) = (path for path in documents(workspace) if path.stat().st_size == 3)
        os.chmod(document, 0o600)
        document.write_bytes(b"off")
        with pytest.raises(StorageProblem, match=r"'one\.txt' \(EV-\d+\) of CA-001 is damaged"):
            own.backups.create(tmp_path / "b.zip")
        document.unlink()
        with pytest.raises(StorageProblem, match=r"'one\.txt' \(EV-\d+\) of CA-001 is missing"):
            own.backups.create(tmp_path / "b.zip")
        document.symlink_to(tmp_path / "files" / "one.txt")
        with pytest.raises(StorageProblem, match="cannot be read"):
            own.backups.create(tmp_path / "b.zip")
        assert not (tmp_path / "b.zip").exists()

    def test_a_damaged_workspace(self, own: Services, workspace: Path, tmp_path: Path) -> None:
        with unguarded(workspace) as connection:
            connection.execute("UPDATE event SET host = 'elsewhere' WHERE seq = 2")
        with pytest.raises(StorageProblem, match=r"nothing was backed up.*event 2: edited"):
            own.backups.create(tmp_path / "b.zip")
        assert not (tmp_path / "b.zip").exists()

    def test_a_fault_that_one_can_work_with_is_told_not_refused(
        self, own: Services, workspace: Path, tmp_path: Path
    ) -> None:
        with raw(workspace) as connection:
            connection.execute("UPDATE action_state SET points_achieved = 0")
        own.backups.create(tmp_path / "b.zip")
        problems = restored(tmp_path / "b.zip", tmp_path / "again").problems
        assert problems == own.check.run().problems
        assert problems[0].startswith("Points:")


def test_only_administrators_restore_what_they_may_back_up(contoso: Path, open_as: OpenAs, tmp_path: Path) -> None:
    open_as(contoso, AMELIA).backups.create(tmp_path / "b.zip")
    with pytest.raises(NotAllowed, match="may not back the workspace up"):
        restored(tmp_path / "b.zip", tmp_path / "again", PRIYA)
    assert not (tmp_path / "again").exists()
    for email in (AMELIA, SAMIR):
        restored(tmp_path / "b.zip", tmp_path / email, email)
        assert dump(tmp_path / email) == dump(contoso)
