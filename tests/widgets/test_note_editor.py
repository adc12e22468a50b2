"""The editor of a note: every text comes back as it went in, everything in it is shown, and a megabyte is no burden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.events import Paste
from textual.strip import Strip
from textual.widgets import TextArea

from cm_tui.model.text import FORBIDDEN
from cm_tui.widgets.editor import NoteEditor
from cm_tui.widgets.editor.document import NoteDocument
from cm_tui.widgets.editor.folded_text import FoldedText
from cm_tui.widgets.editor.letters import letters

ODD = "ab  c\td字é\u0301\u0301\u0301\u0301\u0301\x1b\u202e👩\u200d☺\ufe0f—\r\x0b\x85\u2028"
MEGABYTE = 1_000_000
LONG = {
    "one line": "word " * (MEGABYTE // 5),
    "lines": f"{'x' * 39} {'y' * 39}\n" * (MEGABYTE // 80),
    "wide": "字" * (MEGABYTE // 3),
    "brackets": "(" * MEGABYTE,
}


class Host(App[None]):
    """A note in an app."""

    def __init__(self, text: str = "", *, read_only: bool = False) -> None:
        super().__init__()
        self.editor = NoteEditor(text, read_only=read_only)

    def compose(self) -> ComposeResult:
        yield self.editor

    def on_mount(self) -> None:
        self.editor.focus()

    def text(self) -> str:
        return "\n".join(Strip.join(line).text.rstrip() for line in zip(self.screen._compositor.render_strips()))


# Folding

texts = st.text(st.sampled_from(ODD + "\n"), max_size=60)


@given(texts)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert NoteDocument(text).text == text


@given(texts, st.integers(2, 14))
def test_every_character_is_drawn_once_and_fits(text: str, width: int) -> None:
    folded = FoldedText(text.split("\n"), width)
    drawn = ["" for _ in folded.rows]
    for y in range(folded.height):
        part = folded.part(y)
        drawn[part.row] += folded.rows[part.row][part.start : part.end]
        cells = sum(letter.cells for letter in letters(folded.rows[part.row], part.start, part.end))
        assert cells <= width + 1 or part.end - part.start == 1
        assert all(folded.find(part.row, column) == (y, part) for column in range(part.start, part.end))
    assert drawn == folded.rows


@given(texts, texts, st.integers(2, 14), st.data())
def test_a_change_folds_as_the_whole_would(text: str, typed: str, width: int, data: st.DataObject) -> None:
    folded = FoldedText(text.split("\n"), width)
    places = [(row, column) for row, line in enumerate(folded.rows) for column in range(len(line) + 1)]
    start, end = sorted(data.draw(st.sampled_from(places)) for _ in range(2))
    folded.replace(start, end, typed.split("\n"))
    whole = FoldedText(list(folded.rows), width)
    assert [folded.part(y) for y in range(folded.height)] == [whole.part(y) for y in range(whole.height)]


@given(texts)
def test_nothing_drawn_drives_the_terminal(text: str) -> None:
    from unicodedata import category

    for line in text.split("\n"):
        shown = [letter.text for letter in letters(line, 0, len(line))]
        assert len(shown) == len(line)
        assert not {category(char) for char in "".join(shown)} & FORBIDDEN


def test_lines_are_folded_at_words_and_long_words_anywhere() -> None:
    folded = FoldedText(["one two three", "abcdefghij"], 8)
    parts = [folded.part(y) for y in range(folded.height)]
    assert [folded.rows[one.row][one.start : one.end] for one in parts] == ["one two ", "three", "abcdefgh", "ij"]


# The widget


@pytest.mark.parametrize("text", ["a\r\nb\r\n", "a\nb\r\nc", "a\rb", "\ttab", "x\x1b[2J\u202e", "\u2028\x0b\x85", ""])
async def test_opening_and_moving_about_changes_nothing(text: str) -> None:
    app = Host(text)
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.press("down", "end", "up", "ctrl+end", "ctrl+home", "shift+right", "escape")
        assert app.editor.text == text
        assert not app.editor.is_edited


async def test_what_is_typed_joins_the_line_ends_of_the_note() -> None:
    app = Host("one\r\ntwo")
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.press("end", "enter", "x")
        assert app.editor.text == "one\r\nx\r\ntwo"
        await pilot.press("ctrl+z", "ctrl+z")
        assert app.editor.text == "one\r\ntwo"
        assert not app.editor.is_edited
        await pilot.press("ctrl+y")
        assert app.editor.text == "one\r\n\r\ntwo"


async def test_control_characters_are_shown_and_stay_one_character() -> None:
    app = Host("a\x1b[31mb\u202ec\td")
    async with app.run_test(size=(40, 8)) as pilot:
        assert r"a\x1b[31mb\u202ec" in app.text()
        await pilot.press("right", "delete")
        assert app.editor.text == "a[31mb\u202ec\td"


async def test_a_paste_keeps_its_lines_and_is_undone_as_one() -> None:
    app = Host("()")
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.press("right")
        app.post_message(Paste("one\rtwo\r\nthree\n[bold]"))
        await pilot.pause()
        assert app.editor.text == "(one\ntwo\nthree\n[bold])"
        assert "[bold])" in app.text()
        await pilot.press("ctrl+z")
        assert app.editor.text == "()"


KEYS = {
    "ctrl+a x": "xone two three",
    "ctrl+e x": "one two threex",
    "ctrl+e ctrl+w": "one two ",
    "ctrl+right ctrl+u": " two three",
    "ctrl+right ctrl+k": "one",
    "ctrl+d": "ne two three",
    "f7 delete": "",
    "ctrl+e ctrl+left x": "one two xthree",
    "shift+end ctrl+x ctrl+v ctrl+v": "one two threeone two three",
    "ctrl+end enter x ctrl+home y": "yone two three\nx",
}


@pytest.mark.parametrize("keys", KEYS)
async def test_the_keys_of_an_editor(keys: str) -> None:
    app = Host("one two three")
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.press(*keys.split())
        assert app.editor.text == KEYS[keys]


async def test_the_cursor_goes_down_what_is_drawn() -> None:
    app = Host("one two three four five six")
    async with app.run_test(size=(14, 8)) as pilot:
        await pilot.press("right", "down", "x", "down", "y")
        assert app.editor.text == "one two txhree foyur five six"
        await pilot.press("up", "up", "up", "z")
        assert app.editor.text == "zone two txhree foyur five six"


async def test_a_note_that_cannot_be_changed_is_read_and_copied() -> None:
    app = Host("secret words", read_only=True)
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.press("x", "backspace", "enter", "ctrl+k", "ctrl+x", "f7", "ctrl+c")
        app.post_message(Paste("pasted"))
        await pilot.pause()
        assert app.editor.text == "secret words"
        assert app.clipboard == "secret words"


async def test_tab_leaves_it() -> None:
    class Two(Host):
        def compose(self) -> ComposeResult:
            yield self.editor
            yield TextArea(id="next")

    app = Two("a")
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.press("tab")
        assert app.focused is not None
        assert app.focused.id == "next"
        assert app.editor.text == "a"


async def test_the_mouse_sets_the_cursor() -> None:
    app = Host("a\x1bb\nlast line")
    async with app.run_test(size=(40, 8)) as pilot:
        await pilot.click(NoteEditor, offset=(7, 0))
        await pilot.press("x")
        assert app.editor.text == "a\x1bbx\nlast line"


@pytest.mark.parametrize("kind", LONG)
async def test_a_megabyte_is_edited_like_any_other_text(kind: str) -> None:
    text = LONG[kind]
    app = Host(text)
    async with app.run_test(size=(62, 24)) as pilot:
        await pilot.press("a", "ctrl+end", "b", "enter", "c", "pageup", "ctrl+home", "end", "shift+down")
        assert app.editor.text == f"a{text}b\nc"
        await pilot.press("f7")
        app.post_message(Paste(text))
        await pilot.pause()
        assert app.editor.text == text


def test_textual_still_has_the_names_that_the_editor_stands_on() -> None:
    names = ("_set_document", "_replace_via_keyboard", "_rewrap_and_refresh_virtual_size", "_build_highlight_map")
    assert all(hasattr(TextArea, name) for name in (*names, "_draw_cursor", "find_matching_bracket", "_has_cursor"))
