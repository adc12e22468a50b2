"""Evidence read and handed out: whole and checked, or not at all (spec 2.8; safety 1, promise 4; safety 6)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from evidence_files import ACTION, PDF, URL, ZIP, add, at_rest, mode, written
from support import OpenAs, raw

from cm_tui.model.errors import AlreadyThere, InvalidInput, NotAllowed, NotFound, StorageProblem
from cm_tui.model.views.evidence import EvidenceText
from cm_tui.model.vocabulary import Role
from cm_tui.services.services import Services


class TestsOfReading:
    @pytest.mark.parametrize(
        ("name", "content", "text"),
        [
            ("a.txt", "hällo\n".encode(), "hällo\n"),
            ("a.csv", "a;ä".encode("utf-16"), "a;ä"),
            ("a.md", b"caf\xe9", "café"),
            ("a.json", b"\xef\xbb\xbf[1]", "[1]"),
            ("a.pdf", PDF, None),
            ("a.zip", ZIP, None),
        ],
    )
    def test_text_is_shown_and_nothing_else(
        self, services: Services, tmp_path: Path, name: str, content: bytes, text: str | None
    ) -> None:
        found = services.evidence.text(add(services, tmp_path, name, content))
        assert found == (None if text is None else EvidenceText(text, True))

    def test_a_long_text_is_cut_between_two_characters(self, services: Services, tmp_path: Path) -> None:
        one = add(services, tmp_path, "a.txt", "ä" * 1000)
        assert services.evidence.text(one, 7) == EvidenceText("äää", False)
        assert services.evidence.text(one, 2000) == EvidenceText("ä" * 1000, True)

    def test_a_link_has_no_text(self, services: Services) -> None:
        assert services.evidence.text(services.evidence.link(ACTION, "x", URL).evidence[0].id) is None

    def test_a_reader_sees_list_and_text_and_gets_nothing(self, contoso: Path, open_as: OpenAs, tmp_path: Path) -> None:
        services = open_as(contoso)
        one = add(services, tmp_path, "a.txt", "read me", "CA-003")
        reader = open_as(contoso, "priya.nair@contoso.example")
        assert reader.person.role is Role.READER
        assert reader.evidence.text(one) == EvidenceText("read me", True)
        assert reader.evidence.evidence("CA-003")[0] == reader.evidence.one(one)
        for ask in (
            lambda: reader.evidence.get(one, tmp_path / "out.txt"),
            lambda: reader.evidence.delete(one),
            lambda: reader.evidence.link("CA-003", "x", URL),
            lambda: reader.evidence.add("CA-003", [tmp_path / "a.txt"]),
        ):
            with pytest.raises(NotAllowed, match="The role Reader may not upload, download or delete evidence"):
                ask()
        assert not (tmp_path / "out.txt").exists()

    @pytest.mark.parametrize("wrong", ["EV-9", "", "%", "EV-1' OR '1", "\x00"])
    def test_what_is_not_there_is_not_found(self, services: Services, tmp_path: Path, wrong: str) -> None:
        for ask in (
            lambda: services.evidence.one(wrong),
            lambda: services.evidence.text(wrong),
            lambda: services.evidence.get(wrong, tmp_path),
            lambda: services.evidence.delete(wrong),
        ):
            with pytest.raises(NotFound, match="There is no evidence"):
                ask()


class TestsOfHandingOut:
    def test_into_a_folder_it_has_its_own_name(self, services: Services, tmp_path: Path) -> None:
        one = add(services, tmp_path, "Zoë 1.pdf")
        (tmp_path / "out").mkdir()
        told: list[tuple[int, int]] = []
        path = services.evidence.get(one, tmp_path / "out", progress=lambda done, total: told.append((done, total)))
        assert path == tmp_path / "out" / "Zoë 1.pdf"
        assert path.read_bytes() == PDF
        assert mode(path) == 0o600
        assert told[-1] == (len(PDF), len(PDF))
        assert [entry.name for entry in (tmp_path / "out").iterdir()] == ["Zoë 1.pdf"]

    def test_nothing_is_replaced_without_consent(self, services: Services, tmp_path: Path) -> None:
        one = add(services, tmp_path)
        target = written(tmp_path, "mine.pdf", "mine")
        with pytest.raises(AlreadyThere, match=r"mine\.pdf exists already"):
            services.evidence.get(one, target)
        assert target.read_text() == "mine"
        assert services.evidence.get(one, target, overwrite=True) == target
        assert target.read_bytes() == PDF

    def test_a_link_is_not_downloaded_but_its_address_is_said(self, services: Services, tmp_path: Path) -> None:
        one = services.evidence.link(ACTION, "x", URL).evidence[0].id
        with pytest.raises(InvalidInput, match=URL):
            services.evidence.get(one, tmp_path / "x")

    @pytest.mark.parametrize("place", ["missing/x.pdf", "a.pdf/x.pdf", "x" * 300, "a\x00b"])
    def test_a_place_that_cannot_be_is_refused(self, services: Services, tmp_path: Path, place: str) -> None:
        one = add(services, tmp_path)
        before = sorted(tmp_path.iterdir())
        with pytest.raises(InvalidInput):
            services.evidence.get(one, tmp_path / place)
        assert sorted(tmp_path.iterdir()) == before

    def test_a_device_is_never_replaced(self, services: Services, tmp_path: Path) -> None:
        one = add(services, tmp_path)
        (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
        os.mkfifo(tmp_path / "pipe")
        for name in ("link", "pipe"):
            with pytest.raises(InvalidInput):
                services.evidence.get(one, tmp_path / name, overwrite=True)
        assert (tmp_path / "link").is_symlink()

    @pytest.mark.parametrize("stored", ["../../evil.pdf", "/etc/passwd", "..", "a\nb.pdf", "..\\evil.pdf"])
    def test_a_forged_name_never_leaves_the_folder(
        self, services: Services, acme: Path, tmp_path: Path, stored: str
    ) -> None:
        one = add(services, tmp_path)
        with raw(acme) as connection:
            connection.execute("UPDATE evidence SET name = ?", (stored,))
        (tmp_path / "out").mkdir()
        path = services.evidence.get(one, tmp_path / "out")
        assert path.parent == tmp_path / "out"
        assert path.read_bytes() == PDF
        assert path.name.isprintable()

    @pytest.mark.parametrize("damage", ["changed", "cut", "missing"])
    def test_a_damaged_document_is_never_handed_out(
        self, services: Services, acme: Path, tmp_path: Path, damage: str
    ) -> None:
        one = add(services, tmp_path, "a.txt", "hello")
        [document] = [acme / "evidence" / path for path in at_rest(acme)]
        document.unlink() if damage == "missing" else document.write_text("hallo" if damage == "changed" else "hel")
        for ask in (lambda: services.evidence.text(one), lambda: services.evidence.get(one, tmp_path / "out.txt")):
            with pytest.raises(StorageProblem, match=r"EV-1 \(a\.txt\).*restore a backup"):
                ask()
        assert not (tmp_path / "out.txt").exists()
