"""Text from outside is shown verbatim and drives nothing."""

from __future__ import annotations

import sys
import unicodedata

import pytest
import rich.control
import textual.content
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text
from textual.content import Content

from cm_tui.widgets.text import cell, fit, install_second_wall, plain, show

FORBIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("", ""),
        ("Encrypt [AC-2] [/x] [@click=app.quit]now[/]", "Encrypt [AC-2] [/x] [@click=app.quit]now[/]"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x9b31m\x85", r"\x9b31m\x85"),
        ("a\x00b\x07c\x7f", r"a\x00b\x07c\x7f"),
        ("user\u202egnp.exe", r"user\u202egnp.exe"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("private\ue000", r"private\ue000"),
        ("lone\ud800", r"lone\ud800"),
        ("noncharacter\uffff", r"noncharacter\uffff"),
        ("line\u2028para\u2029", r"line\u2028para\u2029"),
        ("a\tb\rc", r"a\tb\rc"),
        ("two\nlines\r\nthree", "two⏎lines⏎three"),
        ("naïve 日本語 — ✔", "naïve 日本語 — ✔"),
        ("no-break\u00a0space", "no-break\u00a0space"),
    ],
)
def test_show_on_one_line(hostile: str, shown: str) -> None:
    assert show(hostile) == shown


def test_show_on_several_lines() -> None:
    assert show("a\tb\nc\r\nd\x1b", one_line=False) == "a b\nc\nd\\x1b"


def test_printable_ascii_is_the_same_object() -> None:
    text = "".join(map(chr, range(32, 127)))
    assert show(text) is text


def test_at_most_four_combining_marks_on_a_base() -> None:
    assert show("e" + "\u0301" * 4 + "x") == "e" + "\u0301" * 4 + "x"
    assert show("e" + "\u0301" * 6 + "x\u0301") == "e" + "\u0301" * 4 + r"\u0301\u0301" + "x\u0301"


@given(ANY_TEXT)
def test_nothing_forbidden_is_left(text: str) -> None:
    assert not [char for char in show(text) if unicodedata.category(char) in FORBIDDEN]
    assert not [char for char in show(text, one_line=False) if unicodedata.category(char) in FORBIDDEN and char != "\n"]


@given(ANY_TEXT, st.integers(0, 40), st.booleans())
def test_fit_fills_the_width_exactly(text: str, width: int, right: bool) -> None:
    shown = show(text)
    fitted = fit(shown, width, right=right)
    assert cell_len(fitted) == width
    if cell_len(shown) <= width:
        assert fitted.strip(" ") == shown.strip(" ")


@pytest.mark.parametrize(
    ("text", "width", "fitted"),
    [
        ("plan", 6, "plan  "),
        ("planned", 6, "plann…"),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日… "),
        ("日", 1, "…"),
        ("abc", 0, ""),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
    ],
)
def test_fit_crops_between_whole_characters(text: str, width: int, fitted: str) -> None:
    assert fit(text, width) == fitted


def test_fit_to_the_right() -> None:
    assert fit("0/27", 7, right=True) == "   0/27"


def test_plain_and_cell_read_no_markup() -> None:
    hostile = "[b]x[/b] [@click=app.quit]\x1b]8;;http://x\x07"
    assert plain(hostile).plain == cell(hostile).plain == show(hostile)
    assert not plain(hostile).spans
    assert not cell(hostile).spans


@pytest.fixture
def second_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    for function in (textual.content._strip_control_codes, rich.control.strip_control_codes):
        monkeypatch.setattr(function, "__defaults__", function.__defaults__)
    install_second_wall()


def test_the_private_tables_are_where_the_second_wall_expects_them() -> None:
    for module, function in (
        (textual.content, textual.content._strip_control_codes),
        (rich.control, rich.control.strip_control_codes),
    ):
        assert function.__defaults__ is not None
        assert len(function.__defaults__) == 1
        assert vars(module)["_CONTROL_STRIP_TRANSLATE"][7] is None


@pytest.mark.usefixtures("second_wall")
def test_the_second_wall_stops_every_forbidden_character() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    for passed in (Content(everything).plain, Text(everything).plain):
        assert {char for char in passed if unicodedata.category(char) in FORBIDDEN} == {"\n", "\t"}
        assert len(passed) == sum(unicodedata.category(char) not in FORBIDDEN for char in everything) + 2


@pytest.mark.usefixtures("second_wall")
def test_the_second_wall_remembers_little() -> None:
    install_second_wall()
    Content("".join(map(chr, range(0x20000))))
    defaults = textual.content._strip_control_codes.__defaults__
    assert defaults is not None
    assert len(defaults[0]) <= 4096
