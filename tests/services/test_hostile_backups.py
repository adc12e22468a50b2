"""Backups that are damaged, or made to harm: each is refused with a sentence, and nothing of it is left (safety 5)."""

from __future__ import annotations

import os
import random
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from backups import (
    DATABASE,
    MANIFEST,
    Parts,
    consistent,
    documents,
    files_of,
    own_organisation,
    pack,
    parts_of,
    restored,
    with_manifest,
)
from support import StillClock, TomlFiles, unguarded, write_toml

from cm_tui.bootstrap import open_services
from cm_tui.model.errors import InvalidInput, ServiceError, StorageProblem
from cm_tui.services.catalogue.loader import load_catalogue
from cm_tui.services.creation import NewWorkspace, create_organisation
from cm_tui.services.people.identity import system_account
from cm_tui.services.services import Services

BAD = "0" * 64


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A small organisation with documents; every test here leaves it as it is."""
    place = tmp_path_factory.mktemp("hostile")

    def make(files: TomlFiles) -> Services:
        catalogue = load_catalogue(write_toml(place / "data", files))
        request = NewWorkspace("Own", group="Group 1", regulations=("r1",))
        create_organisation(place / "own", request, catalogue, system_account(), StillClock())
        return open_services(place / "own", clock=StillClock())

    services = own_organisation(make, place / "files")
    yield services
    services.close()


@pytest.fixture(scope="module")
def packed(own: Services, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its backup; nobody writes into it."""
    file = tmp_path_factory.mktemp("packed") / "b.zip"
    own.backups.create(file)
    return file


@pytest.fixture
def backup(packed: Path, tmp_path: Path) -> Path:
    """A copy of it, in a folder of its own."""
    (tmp_path / "place").mkdir()
    return Path(shutil.copy(packed, tmp_path / "place" / "b.zip"))


def refused(file: Path, sentence: str, kind: type[ServiceError] = StorageProblem) -> None:
    """Restoring is refused with a sentence of this kind, and nothing is left where the backup lies."""
    before = sorted(os.listdir(file.parent))
    with pytest.raises(kind, match=sentence) as error:
        restored(file, file.parent / "again")
    assert "\n" not in str(error.value)
    assert ".cm-tui-" not in str(error.value)
    assert sorted(os.listdir(file.parent)) == before


def document(parts: Parts) -> str:
    """The name of the first document."""
    return next(name for name in parts if name.startswith("evidence/"))


class TestsOfMembers:
    @pytest.mark.parametrize(
        "name",
        [
            "../evil",
            "/etc/evil",
            "evidence/objects/../../evil",
            "evidence/objects/aa/" + "b" * 64,
            "evidence/incoming/x",
            "workspace.db-journal",
            "WORKSPACE.DB",
            "a\\b",
            "\x1b[2J",
        ],
    )
    def test_a_stranger_is_refused_with_and_without_a_manifest_that_names_it(self, backup: Path, name: str) -> None:
        parts = {**parts_of(backup), name: b"evil"}
        refused(pack(backup, parts), "not in its manifest")
        refused(pack(backup, consistent(parts)), "it names a member that belongs to no workspace")

    def test_a_document_that_nothing_names_is_refused(self, backup: Path) -> None:
        from hashlib import sha256

        digest = sha256(b"more").hexdigest()
        parts = {**parts_of(backup), f"evidence/objects/{digest[:2]}/{digest}": b"more"}
        refused(pack(backup, consistent(parts)), "its documents are not those that its database names")

    @pytest.mark.parametrize("missing", [DATABASE, MANIFEST, "document"])
    def test_a_missing_one_is_refused(self, backup: Path, missing: str) -> None:
        parts = parts_of(backup)
        parts.pop(document(parts) if missing == "document" else missing)
        refused(pack(backup, parts), "is missing|has no manifest")
        if missing == "document":
            refused(pack(backup, consistent(parts)), "its documents are not those")

    def test_two_of_one_name_are_refused(self, backup: Path) -> None:
        parts = parts_of(backup)
        pack(backup, parts)
        with zipfile.ZipFile(backup, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(zipfile.ZipInfo(DATABASE), b"other")
        refused(backup, f"holds {DATABASE} twice")

    @pytest.mark.parametrize("mode", [0o120777, 0o040755, 0o010600, 0o020600])
    def test_what_is_no_regular_file_is_refused(self, backup: Path, mode: int) -> None:
        parts = parts_of(backup)
        with zipfile.ZipFile(backup, "w") as archive:
            for name, content in parts.items():
                entry = zipfile.ZipInfo(name)
                entry.external_attr = (mode if name == DATABASE else 0o100600) << 16
                archive.writestr(entry, content)
        refused(backup, "is no regular file")

    def test_an_unusual_packing_is_refused(self, backup: Path) -> None:
        parts = parts_of(backup)
        with zipfile.ZipFile(backup, "w", zipfile.ZIP_BZIP2) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        refused(backup, "packed in a way that no backup is")

    def test_a_bomb_is_refused_before_it_is_unpacked(self, backup: Path) -> None:
        parts = {**parts_of(backup), DATABASE: b"\0" * (80 * 1024 * 1024)}
        with zipfile.ZipFile(backup, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        refused(backup, "packed too tightly to be true")

    def test_more_than_the_disk_takes_is_refused(self, backup: Path) -> None:
        parts = parts_of(backup)
        members = [{"name": DATABASE, "size": 2**61, "sha256": BAD}]
        refused(pack(backup, with_manifest(parts, members=members)), "not in its manifest|has not the size")

    @pytest.mark.parametrize("which", ["database", "document"])
    def test_one_changed_byte_is_found(self, backup: Path, which: str) -> None:
        parts = parts_of(backup)
        name = DATABASE if which == "database" else document(parts)
        parts[name] = bytes([parts[name][0] ^ 1]) + parts[name][1:]
        refused(pack(backup, parts), f"{name} is not what the manifest says")

    def test_a_document_under_another_digest_is_found(self, backup: Path) -> None:
        parts = parts_of(backup)
        name = document(parts)
        parts[name] = b"x" * len(parts[name])
        refused(pack(backup, consistent(parts)), "it names a member that belongs to no workspace")


class TestsOfTheManifest:
    @pytest.mark.parametrize(
        "content",
        [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"format": 2}', b'{"format": 1, "members": 5}'],
    )
    def test_what_is_none_is_refused(self, backup: Path, content: bytes) -> None:
        refused(pack(backup, {**parts_of(backup), MANIFEST: content}), "is damaged, or no backup")

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("format", 2),
            ("schema", "4"),
            ("schema", True),
            ("schema", -1),
            ("events", 1.5),
            ("events", 0),
            ("events", 10**30),
            ("organisation", None),
            ("organisation", "x" * 5000),
            ("made_at", "yesterday"),
            ("digest", f"3:{BAD}"),
            ("digest", "nonsense"),
            ("members", []),
            ("members", [5]),
            ("members", [{"name": DATABASE, "size": -1, "sha256": BAD}]),
            ("members", [{"name": DATABASE, "size": 5, "sha256": "x"}]),
            ("members", [{"name": "other", "size": 5, "sha256": BAD}]),
        ],
    )
    def test_a_value_that_cannot_be_is_refused(self, backup: Path, name: str, value: object) -> None:
        refused(pack(backup, with_manifest(parts_of(backup), **{name: value})), "is damaged, or no backup")

    def test_that_of_a_newer_program_is_refused(self, backup: Path) -> None:
        refused(pack(backup, with_manifest(parts_of(backup), schema=99)), "made by a newer cm-tui")


class TestsOfTheDatabase:
    def changed(self, backup: Path, tmp_path: Path, statement: str) -> Path:
        """A backup whose database somebody changed, with a manifest that fits."""
        parts = parts_of(backup)
        (tmp_path / "open").mkdir()
        (tmp_path / "open" / DATABASE).write_bytes(parts[DATABASE])
        with unguarded(tmp_path / "open") as connection:
            connection.execute(statement)
        return pack(backup, consistent({**parts, DATABASE: (tmp_path / "open" / DATABASE).read_bytes()}))

    @pytest.mark.parametrize(
        ("statement", "sentence"),
        [
            ("PRAGMA user_version=99", "made by a newer cm-tui"),
            ("PRAGMA application_id=1", "belongs to another program"),
            ("UPDATE event SET host = 'x' WHERE seq = 2", "event 2: edited"),
            ("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)", r"History: event \d+|not the one"),
            ("UPDATE action_state SET test_status = 'Failed low risk' WHERE public_id = 'CA-001'", "History: event"),
            ("DROP TABLE notice", "is damaged"),
            ("DELETE FROM organisation", "is damaged"),
        ],
    )
    def test_one_that_is_not_sound_is_refused(
        self, backup: Path, tmp_path: Path, statement: str, sentence: str
    ) -> None:
        refused(self.changed(backup, tmp_path, statement), sentence)

    @pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"x" * 5000])
    def test_one_that_is_none_is_refused(self, backup: Path, content: bytes) -> None:
        refused(pack(backup, consistent({**parts_of(backup), DATABASE: content or b"\0"})), "is not a database")


class TestsOfFiles:
    @pytest.mark.parametrize("content", [b"", b"hello", b"PK", b"PK\x05\x06" + b"\0" * 18])
    def test_what_is_no_backup_is_refused(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "place").mkdir()
        (tmp_path / "place" / "b.zip").write_bytes(content)
        refused(tmp_path / "place" / "b.zip", "is no backup", InvalidInput)

    def test_what_is_no_file_is_refused(self, tmp_path: Path) -> None:
        place = tmp_path / "place"
        place.mkdir()
        os.mkfifo(place / "pipe")
        (place / "folder").mkdir()
        for name in ("pipe", "folder"):
            refused(place / name, "is no regular file", InvalidInput)
        refused(place / "nothing", "cannot be read: No such file", InvalidInput)
        refused(place / "\0", "cannot be the name of a file", InvalidInput)

    def test_an_end_that_was_cut_off_is_found(self, backup: Path) -> None:
        whole = backup.read_bytes()
        for length in (4, 100, len(whole) // 2, len(whole) - 30, len(whole) - 1):
            backup.write_bytes(whole[:length])
            refused(backup, "is damaged, or no backup")

    def test_no_changed_byte_gets_a_workspace_that_differs(self, backup: Path, own: Services) -> None:
        """A flipped bit is refused with a sentence, or it meant nothing."""
        whole, place = backup.read_bytes(), backup.parent
        objects = files_of(Path(own.workspace.path) / "evidence" / "objects")
        ends = random.Random(4)
        for _ in range(12):
            at = ends.choice([ends.randrange(len(whole)), len(whole) - 1 - ends.randrange(500)])
            backup.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << ends.randrange(8))]) + whole[at + 1 :])
            try:
                restored(backup, place / "again")
            except ServiceError:
                assert os.listdir(place) == ["b.zip"]
                continue
            services = open_services(place / "again", clock=StillClock())
            assert services.check.run().problems == ()
            assert files_of(place / "again" / "evidence" / "objects") == objects
            services.close()
            (place / "again").rename(place.parent / f"again-{at}")

    @pytest.mark.parametrize("target", ["folder", "b-link", "missing/again", "place/b.zip", "x" * 300])
    def test_a_place_that_cannot_be_is_refused(self, backup: Path, tmp_path: Path, target: str) -> None:
        (tmp_path / "folder").mkdir()
        (tmp_path / "b-link").symlink_to("nowhere")
        before = files_of(tmp_path)
        with pytest.raises(InvalidInput, match=r"exists already|no directory|too long"):
            restored(backup, tmp_path / target)
        assert files_of(tmp_path) == before

    def test_a_directory_longer_than_any_of_ours_is_not_read(self, backup: Path) -> None:
        whole = bytearray(backup.read_bytes())
        whole[-10:-6] = (2**31).to_bytes(4, "little")
        backup.write_bytes(whole)
        refused(backup, "list of members is too long")


def test_the_backup_itself_can_be_restored_again_and_again(backup: Path, own: Services) -> None:
    for number in range(2):
        restored(backup, backup.parent / f"again-{number}")
        assert documents(backup.parent / f"again-{number}")
