"""A path that is typed: completed by tab and right, chosen from the entries below, pasted in several."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Input

from cm_tui.screens.folders import default_target, examine, matches_of, where_to
from cm_tui.widgets.path_input import PathInput
from cm_tui.widgets.paths import paths_in

TYPES = (".pdf", ".txt")


class Host(App[None]):
    """A path field between two others; remembers what was taken."""

    def __init__(self, value: str = "") -> None:
        super().__init__()
        self.taken: list[tuple[str, ...]] = []
        self.value = value

    def compose(self) -> ComposeResult:
        yield Input(id="before")
        yield PathInput("File", matches_of, self.value, why_refused=lambda name: None if name[-4:] in TYPES else "no")
        yield Input(id="after")

    @property
    def field(self) -> PathInput:
        return self.query_one(PathInput)

    def on_mount(self) -> None:
        self.field.focus_field()

    def on_path_input_submitted(self, event: PathInput.Submitted) -> None:
        self.taken.append(event.paths)

    def text(self) -> str:
        return "\n".join(Strip.join(line).text.rstrip() for line in zip(self.screen._compositor.render_strips()))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with files, folders and something hidden."""
    for name in ("report-2025.pdf", "report-2026.pdf", "notes.txt", "tool.exe", ".hidden.txt", "deep/inside.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, each once what the one before asked for is found."""
    for key in keys:
        await pilot.press(key)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def test_tab_goes_as_far_as_it_is_clear_then_to_the_next_field(folder: Path) -> None:
    app = Host()
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "n", "tab")
        assert app.field.text == "notes.txt"
        await press(pilot, "tab")
        assert app.focused is app.query_one("#after")


async def test_tab_in_an_empty_field_goes_on(folder: Path) -> None:
    app = Host()
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "tab")
        assert app.focused is app.query_one("#after")


async def test_tab_stays_where_nothing_begins_like_what_is_typed(folder: Path) -> None:
    app = Host()
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "x", "tab", "tab")
        assert app.field.has_the_focus
        assert "Nothing begins like this." in app.text()


async def test_several_are_listed_and_one_is_chosen_with_tab(folder: Path) -> None:
    app = Host()
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "r", "right")
        assert app.field.text == "report-202"
        assert "  report-2025.pdf" in app.text()
        await press(pilot, "tab")
        assert "▸ report-2025.pdf" in app.text()
        await press(pilot, "down", "tab")
        assert app.field.text == "report-2026.pdf"


async def test_keys_typed_ahead_are_completed_too(folder: Path) -> None:
    app = Host()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("d", "tab", "tab")
        await press(pilot, "enter")
        assert app.taken == [("deep/inside.pdf",)]


async def test_enter_looks_into_a_folder_and_takes_a_file(folder: Path) -> None:
    app = Host()
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "down", "enter")
        assert app.field.text == "deep/"
        await press(pilot, "down", "enter")
        assert app.taken == [("deep/inside.pdf",)]


async def test_arrows_leave_the_entries_at_their_ends(folder: Path) -> None:
    app = Host()
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "up")
        assert app.focused is app.query_one("#before")
        app.field.focus_field()
        await press(pilot, "d", "down", "down")
        assert app.focused is app.query_one("#after")


async def test_right_inside_the_text_only_moves(folder: Path) -> None:
    app = Host()
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "n", "o", "left", "right")
        assert app.field.text == "no"
        await press(pilot, "right")
        assert app.field.text == "notes.txt"


async def test_refused_types_are_listed_as_such(folder: Path) -> None:
    app = Host()
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "t")
        assert "tool.exe  (not accepted)" in app.text()


async def test_a_folder_that_is_not_there_says_so(folder: Path) -> None:
    app = Host("nowhere/")
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "x")
        assert "✗ No such file or directory: nowhere" in app.text()


async def test_several_pasted_paths_are_taken_and_one_is_typed(folder: Path) -> None:
    app = Host()
    async with app.run_test(size=(60, 20)) as pilot:
        field = app.field.query_one(Input)
        field.post_message(events.Paste("/a/one two.pdf\n'/b/three.pdf' /c/four\\ five.pdf\n"))
        await pilot.pause()
        assert app.taken == [("/a/one two.pdf", "/b/three.pdf", "/c/four five.pdf")]
        field.post_message(events.Paste("'/d/six seven.pdf'"))
        await pilot.pause()
        assert app.field.text == "/d/six seven.pdf"


async def test_hostile_names_are_shown_as_escapes_and_can_be_chosen(folder: Path) -> None:
    names = ("z[bold]a.pdf", "z\x1b[31mb.pdf", "z\u202ec.pdf", os.fsdecode(b"z\xff.pdf"))
    for name in names:
        (folder / name).write_text("x")
    app = Host()
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "z")
        text = app.text()
        assert "z[bold]a.pdf" in text
        assert r"z\x1b[31mb.pdf" in text
        assert r"z\u202ec.pdf" in text
        assert r"z\udcff.pdf" in text
        chosen = sorted(names).index("z\x1b[31mb.pdf") + 1
        await press(pilot, *["down"] * chosen, "tab")
        assert app.field.text == "z"
        await press(pilot, "enter")
        assert app.taken == [("z\x1b[31mb.pdf",)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["deep/", "notes.txt", "report-2025.pdf", "report-2026.pdf", "tool.exe"]),
        (".", [".hidden.txt"]),
        ("~", ["~/"]),
        ("~/n", ["~/notes.txt"]),
        ("deep/", ["deep/inside.pdf"]),
        ("deep/../n", ["deep/../notes.txt"]),
        ("x", []),
        ("~nobody-of-this-name/", []),
        ("notes.txt/", []),
        ("a\0b/", []),
    ],
)
def test_what_a_text_could_go_on_to_be(folder: Path, text: str, found: list[str]) -> None:
    assert [match.text for match in matches_of(text).found] == found


def test_a_large_folder_is_capped_and_counted(folder: Path) -> None:
    for number in range(300):
        (folder / f"many-{number:03}.txt").touch()
    matches = matches_of("m")
    assert (len(matches.found), matches.more, matches.common) == (200, 100, "many-")


@pytest.mark.parametrize(
    ("pasted", "paths"),
    [
        ("", ()),
        ("  /a b.pdf  ", ("/a b.pdf",)),
        ("/a\r\n\r\n/b\n", ("/a", "/b")),
        ("\"/a b\" '/c'", ("/a b", "/c")),
        ("/it's mine.pdf", ("/it's mine.pdf",)),
        ("'/never closed", ("'/never closed",)),
    ],
)
def test_paths_in_what_is_pasted(pasted: str, paths: tuple[str, ...]) -> None:
    assert paths_in(pasted) == paths


def test_what_cannot_be_evidence_says_what_it_is(folder: Path) -> None:
    (folder / "empty.txt").touch()
    (folder / "link.pdf").symlink_to(folder / "notes.txt")
    os.mkfifo(folder / "pipe.txt")
    reasons = {
        "deep": "is a folder",
        "link.pdf": "is a symbolic link",
        "pipe.txt": "is no file",
        "empty.txt": "is empty",
        "gone.txt": "No such file",
        "tool.exe": ".exe are not accepted",
    }
    for name, reason in reasons.items():
        assert reason in str(examine(folder / name, TYPES, 100))
    assert examine(folder / "notes.txt", TYPES, 100) == 1
    assert "too large" in str(examine(folder / "notes.txt", TYPES, 0))


def test_where_a_download_goes(folder: Path) -> None:
    assert default_target("a/../../b.pdf") == f"{folder}/b.pdf"
    assert default_target("..") == f"{folder}/evidence"
    for text, expected in {"deep": "deep/n.pdf", "deep/": "deep/n.pdf", "new.pdf": "new.pdf", "~": "n.pdf"}.items():
        found = where_to(text, "n.pdf")
        assert not isinstance(found, str)
        assert (found.path, found.exists) == (folder / expected, False)
    assert "There is no folder" in str(where_to("nowhere/n.pdf", "n.pdf"))
    (folder / "dangling.pdf").symlink_to(folder / "gone")
    assert "no ordinary file" in str(where_to("dangling.pdf", "n.pdf"))
