"""Files that cannot be evidence, and uploads that fail: a sentence, and nothing is stored (safety 1, promise 3; safety 6)."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from evidence_files import ACTION, OLE, PAGE, PDF, PROGRAM, URL, assert_whole, at_rest, large, written
from support import stored

from cm_tui.model.errors import Cancelled, InvalidInput, NotFound, StorageProblem
from cm_tui.services.services import Services

Make = Callable[[Path], Path]


@pytest.fixture
def unchanged(services: Services, acme: Path) -> Iterator[Services]:
    """Services for uploads that are refused; the test fails where one left anything behind."""
    before = stored(acme)
    yield services
    assert stored(acme) == before
    assert at_rest(acme) == {}
    assert_whole(services)


def at(name: str) -> Make:
    return lambda folder: folder / name


def of(name: str, content: bytes) -> Make:
    return lambda folder: written(folder, name, content)


def _folder(folder: Path) -> Path:
    (folder / "folder.pdf").mkdir()
    return folder / "folder.pdf"


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.pdf")
    return folder / "pipe.pdf"


def _socket(folder: Path) -> Path:
    before = Path.cwd()
    os.chdir(folder)  # a socket's path is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("s.pdf")
    finally:
        os.chdir(before)
    return folder / "s.pdf"


def _symbolic_link(folder: Path) -> Path:
    written(folder, "real.pdf", PDF)
    (folder / "link.pdf").symlink_to("real.pdf")
    return folder / "link.pdf"


def _device(device: str) -> Make:
    def make(folder: Path) -> Path:
        try:
            os.mknod(folder / "device.pdf", 0o20644, Path(device).stat().st_rdev)
        except PermissionError:
            pytest.skip("only root makes devices")
        return folder / "device.pdf"

    return make


BAD: list[tuple[str, Make, str]] = [
    ("vanished", at("gone.pdf"), r"gone\.pdf does not exist"),
    ("below a file", lambda folder: written(folder, "a.pdf", PDF) / "b.pdf", "a part of its path is a file"),
    ("empty", of("a.pdf", b""), r"a\.pdf is empty"),
    ("wrong type", of("a.exe", PDF), r"the type \.exe are not accepted; accepted are \.doc"),
    ("no type", of("pdf", PDF), "says no file type"),
    ("page", of("a.pdf", PAGE), "a PDF document, but its content is an HTML page"),
    ("program", of("a.txt", PROGRAM), "plain text, but its content is a program"),
    ("binary text", of("a.csv", b"a,b\n" * 1000 + b"\x00"), "plain text, but its content is something unknown"),
    ("old office", of("a.docx", OLE), "a ZIP archive, but its content is an old Office document"),
    ("folder", _folder, "is a folder"),
    ("pipe", _pipe, "is a pipe"),
    ("socket", _socket, "is a socket"),
    ("symbolic link", _symbolic_link, "is a symbolic link"),
    ("endless device", _device("/dev/zero"), "is a device"),
    ("full device", _device("/dev/full"), "is a device"),
    ("device by its name", lambda folder: Path("/dev/zero"), "says no file type"),
    ("name over two lines", of("a\nb.pdf", PDF), "cannot be seen"),
    ("name with an escape", of("a\x1b[2J.pdf", PDF), "cannot be seen"),
    ("name turned round", of("a\u202efdp.pdf", PDF), "cannot be seen"),
    ("name that is no text", lambda folder: folder / "a\udcff.pdf", "cannot be seen"),
    ("name with a NUL", at("a\x00.pdf"), "cannot be seen"),
    ("folder with a NUL", lambda folder: folder / "a\x00b" / "c.pdf", "is no path of a file"),
    ("way up", lambda folder: folder / "..", "is no name"),
    ("nothing", lambda folder: Path(), "is no name"),
]


@pytest.mark.parametrize(("make", "sentence"), [one[1:] for one in BAD], ids=[one[0] for one in BAD])
def test_a_file_that_cannot_be_evidence_is_refused_and_so_are_its_companions(
    unchanged: Services, tmp_path: Path, make: Make, sentence: str
) -> None:
    (tmp_path / "good").mkdir()
    good, bad = written(tmp_path / "good", "good.pdf", PDF), make(tmp_path)
    for files in ([bad], [good, bad]):
        with pytest.raises(InvalidInput, match=sentence):
            unchanged.evidence.add(ACTION, files)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(unchanged: Services, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"a\.zip is too large: .* the limit is 262144000 \(250 MB\)"):
        unchanged.evidence.add(ACTION, [large(tmp_path, "a.zip", 250 * 1024 * 1024 + 1)])


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_cannot_be_read_is_refused(unchanged: Services, tmp_path: Path) -> None:
    file = written(tmp_path, "a.pdf", PDF)
    file.chmod(0)
    with pytest.raises(InvalidInput, match="cannot be read by you"):
        unchanged.evidence.add(ACTION, [file])


def append(file: Path) -> None:
    with file.open("ab") as opened:
        opened.write(b"more")


def overwrite(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(2_500_000)
        opened.write(b"x")


CHANGES: list[tuple[str, Callable[[Path], object]]] = [
    ("grows", append),
    ("is overwritten", overwrite),
    ("shrinks", lambda file: os.truncate(file, 1_500_000)),
]


@pytest.mark.parametrize("change", [one[1] for one in CHANGES], ids=[one[0] for one in CHANGES])
def test_a_file_that_changes_while_it_is_read_is_refused(
    unchanged: Services, tmp_path: Path, change: Callable[[Path], object]
) -> None:
    file = large(tmp_path, "a.zip", 3_000_000)

    def meanwhile(done: int, total: int) -> None:
        if done:
            change(file)

    with pytest.raises(InvalidInput, match=r"a\.zip was changed while it was read"):
        unchanged.evidence.add(ACTION, [file], progress=meanwhile)


def test_what_takes_the_place_of_a_file_meanwhile_is_looked_at_as_well(unchanged: Services, tmp_path: Path) -> None:
    first, second = large(tmp_path, "a.zip", 2_000_000), written(tmp_path, "b.pdf", PDF)

    def replace(done: int, total: int) -> None:
        second.unlink(missing_ok=True)
        second.symlink_to("/etc/passwd")

    with pytest.raises(InvalidInput, match="is a symbolic link"):
        unchanged.evidence.add(ACTION, [first, second], progress=replace)


@pytest.mark.parametrize("asked", [1, 2, 4])
def test_a_cancelled_upload_leaves_nothing(unchanged: Services, tmp_path: Path, asked: int) -> None:
    answers = iter([False] * (asked - 1) + [True] * 10)
    with pytest.raises(Cancelled):
        unchanged.evidence.add(ACTION, [large(tmp_path, "a.zip", 3_000_000)], cancelled=lambda: next(answers))


def test_ctrl_c_leaves_nothing(unchanged: Services, tmp_path: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        unchanged.evidence.add(ACTION, [large(tmp_path, "a.zip", 3_000_000)], progress=interrupt)


@pytest.mark.parametrize("call", ["write", "fsync", "mkdir", "replace", "fchmod"])
@pytest.mark.parametrize(("code", "sentence"), [(errno.ENOSPC, "the disk is full"), (errno.EIO, "Input/output error")])
def test_a_disk_that_refuses_leaves_nothing(
    unchanged: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, sentence: str
) -> None:
    file = large(tmp_path, "a.zip", 3_000_000)

    def fail(*arguments: object, **named: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(StorageProblem, match=f"The evidence could not be stored: {sentence}; nothing was stored"):
            unchanged.evidence.add(ACTION, [file])


def test_no_file_an_unknown_action_and_dates_that_cross_are_refused(unchanged: Services, tmp_path: Path) -> None:
    file, early, late = written(tmp_path, "a.pdf", PDF), date(2026, 1, 1), date(2026, 1, 2)
    with pytest.raises(InvalidInput, match="at least one file"):
        unchanged.evidence.add(ACTION, [])
    with pytest.raises(NotFound, match="XX-999"):
        unchanged.evidence.add("XX-999", [file])
    with pytest.raises(NotFound, match="XX-999"):
        unchanged.evidence.link("XX-999", "x", URL)
    with pytest.raises(InvalidInput, match="would expire"):
        unchanged.evidence.add(ACTION, [file], effective_date=late, expires_on=early)
    with pytest.raises(InvalidInput, match="would expire"):
        unchanged.evidence.link(ACTION, "x", URL, effective_date=late, expires_on=early)


@pytest.mark.parametrize(
    ("name", "url"), [("", URL), ("a\nb", URL), ("x", "ftp://a.example"), ("x", "https://a:b@c.example"), ("x", "")]
)
def test_a_link_that_cannot_be_one_is_refused(unchanged: Services, name: str, url: str) -> None:
    with pytest.raises(InvalidInput):
        unchanged.evidence.link(ACTION, name, url)


def test_types_and_limit_are_those_of_the_settings(services: Services, tmp_path: Path) -> None:
    services.settings.change(evidence_types=[".pdf"], evidence_limit=1024)
    with pytest.raises(InvalidInput, match=r"accepted are \.pdf\."):
        services.evidence.add(ACTION, [written(tmp_path, "a.txt", "hello")])
    with pytest.raises(InvalidInput, match="the limit is 1024"):
        services.evidence.add(ACTION, [written(tmp_path, "a.pdf", PDF + bytes(1024))])
    services.evidence.add(ACTION, [written(tmp_path, "a.pdf", PDF)])
    assert_whole(services)
