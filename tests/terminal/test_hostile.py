"""Text from outside never drives the terminal: hostile names, titles and notes are shown verbatim and inert (safety 1.6, 2)."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import Terminal, app
from sequences import Piece, pieces
from support import unguarded

from cm_tui.model.text import FORBIDDEN

HOSTILE = (
    "[red]not red[/red]",
    "[/x] closes nothing [TBD] [AC-2]",
    "[@click=app.quit]x[/]",
    "[link=file:///etc/passwd]x[/link]",
    "\x1b[31m\x1b[2J\x1b[?1049l red",
    "\x1b]0;title\x07\x1b]52;c;aGFjaw==\x07\x1b]8;;http://evil.example\x1b\\x",
    "\x1bP+q544e\x1b\\\x1bc\x05\x0e",
    "\x9b31m\x90q\x9c\x85 C1",
    "\u202eright to left\u202c \u2066isolated\u2069",
    "zero\u200bwidth\u200d\u2060\ufeff",
    "e" + "\u0301" * 5000,
    "tab\there\r\nnew\nline\x0b\x0c\u2028\u2029",
    "private \ue000 \U000f0000 unassigned \u0378",
    "$primary {x!r} %s \\ ${HOME} `id`",
    "字" * 60,
    "👩‍👩‍👧‍👦🏴‍☠️🇪🇺",
)
EVERYTHING = " ".join(HOSTILE[:10]) + "e" + "\u0301" * 5000 + " ".join(HOSTILE[11:])
COLUMNS = {
    "organisation": ("name",),
    "person": ("name",),
    "assessment_group": ("name",),
    "assessment": ("name",),
    "regulation": ("title", "short_title"),
    "control": ("title", "family", "summary"),
    "subscription": ("name",),
    "account": ("name",),
    "action_version": ("title", "description", "guidance", "shown_by"),
    "action_state": ("implementation_notes", "test_notes", "other_notes"),
}
"""What is made hostile: past every service, as a catalogue or another program with access to the file could do it."""
_CSI = re.compile(rb"[\d;:]*m|[\d;]*H|\?[\d;]+[hl]|\?\d+\$p|>\d+u|<u")
_OSC = re.compile(rb"22;[a-z-]*")
_MOST_MARKS = 4


def _poison(workspace: Path) -> None:
    """Write a hostile text, another one for each row, into every column that holds text from outside."""
    with unguarded(workspace) as connection:
        for table, columns in COLUMNS.items():
            rows = [row for (row,) in connection.execute(f"SELECT rowid FROM {table} ORDER BY rowid")]
            for column in columns:
                texts = [(_text(table, place, row), row) for place, row in enumerate(rows)]
                connection.executemany(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", texts)
        solutions = json.dumps([HOSTILE[2], HOSTILE[4]])
        connection.execute("UPDATE action_version SET solutions = ?", (solutions,))


def _text(table: str, place: int, row: int) -> str:
    """Unique, because names are; the organisation gets everything at once."""
    return EVERYTHING if table == "organisation" else f"{HOSTILE[place % len(HOSTILE)]} {row}"


def _forbidden(output: bytes) -> Iterator[str]:
    """Everything in an output that a terminal must not receive from this program."""
    found, rest = pieces(output)
    for piece in found:
        allowed = (
            piece.kind == "text"
            or (piece.kind == "csi" and _CSI.fullmatch(piece.body) is not None)
            or (piece.kind == "osc" and _OSC.fullmatch(piece.body) is not None)
            or (piece.kind == "control" and piece.body in b"\r\n")
        )
        if not allowed:
            yield f"{piece.kind} {piece.raw!r}"
    text = b"".join(piece.raw for piece in found if piece.kind == "text").decode()
    yield from {f"U+{ord(char):04X}" for char in text if unicodedata.category(char) in FORBIDDEN}
    if re.search(rf"[\u0300-\u036f]{{{_MOST_MARKS + 1}}}", text):
        yield f"more than {_MOST_MARKS} combining marks"
    if rest:
        yield f"unfinished {rest!r}"


def _visit(terminal: Terminal, key: str, shown: str, *, back: str | None = "esc") -> None:
    """Open something with a key, wait for a word of it, and close it again."""
    terminal.press(key)
    terminal.wait_for(shown)
    if back is not None:
        terminal.press(back)
        terminal.wait_gone(shown)


def _visit_everything(terminal: Terminal) -> None:
    """Every place where text from outside is shown."""
    terminal.wait_for("passed hidden")
    terminal.press("end", "home", "pagedown", "pagedown", "home")
    for key, shown in (("f", "esc Cancel"), ("c", "esc Cancel"), ("s", "esc Cancel"), ("question_mark", "Glossary")):
        _visit(terminal, "?" if key == "question_mark" else key, shown)
    for _ in range(4):
        terminal.send(b"\x1b[1;2C")
    terminal.press("ctrl+p")
    terminal.wait_for("words of a name")
    terminal.type("red")
    terminal.wait_for("not red")
    terminal.press("esc")
    terminal.wait_gone("words of a name")


def _visit_an_action(terminal: Terminal) -> None:
    terminal.press("down", "enter")
    terminal.wait_for("‹ Improvement actions")
    terminal.wait_for(re.compile(r"\d of \d"))
    for _ in range(3):
        terminal.press("]", "pagedown", "down", "down")
    terminal.press("e")
    terminal.wait_for("Edit action details")
    terminal.press("ctrl+t", "down", "ctrl+t", "end")
    terminal.press("esc")
    terminal.wait_gone("Edit action details")
    for key in ("m", "t"):
        terminal.press(key)
    terminal.press("esc", "esc", "esc")
    terminal.wait_for("enter Open")


@pytest.mark.parametrize(("columns", "rows"), [(80, 24)])
def test_hostile_text_is_shown_and_does_nothing(demo: Path, tmp_path: Path, columns: int, rows: int) -> None:
    _poison(demo)
    with app(tmp_path / "home", "--workspace", str(demo), columns=columns, rows=rows) as terminal:
        _visit_everything(terminal)
        _visit_an_action(terminal)
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert sorted(set(_forbidden(terminal.output))) == []
        assert terminal.left_behind() == []


def test_a_click_on_hostile_markup_does_nothing(demo: Path, tmp_path: Path) -> None:
    _poison(demo)
    with app(tmp_path / "home", "--workspace", str(demo), columns=140, rows=40) as terminal:
        terminal.wait_for("passed hidden")
        lines = terminal.wait_for("[@click=app.quit]x[/]").splitlines()
        row = next(place for place, line in enumerate(lines) if "[@click=app.quit]x[/]" in line)
        column = lines[row].index("]x[") + 1
        for change in ("M", "m"):
            terminal.send(f"\x1b[<0;{column + 1};{row + 1}{change}".encode())
        terminal.press("/")
        terminal.wait_for("To the table")
        assert terminal.exit_code is None


def test_what_is_pasted_into_the_search_is_inert(demo: Path, tmp_path: Path) -> None:
    with app(tmp_path / "home", "--workspace", str(demo)) as terminal:
        shown = re.search(r"\d+ of \d+", terminal.wait_for("passed hidden"))
        assert shown is not None
        terminal.press("/")
        terminal.wait_for("To the table")
        for text in HOSTILE:
            terminal.send(b"\x1b[200~" + text[:200].encode() + b"\x1b[201~")
            terminal.wait_gone(shown[0])
            terminal.press("ctrl+u")
            terminal.wait_for(shown[0])
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert sorted(set(_forbidden(terminal.output))) == []


def test_the_judge_knows_what_is_forbidden() -> None:
    innocent = "\x1b[?2026h\x1b[1;5H\x1b[38;2;1;2;3mé\x1b[0m\r\n\x1b]22;text\x1b\\\x1b[>17u\x1b[<u".encode()
    assert list(_forbidden(innocent)) == []
    for guilty in ("\x1b]52;c;eA==\x07", "\x1b[2J", "\x1bc", "\x07", "\u202e", "\x9b", "e" + "\u0301" * 5):
        assert list(_forbidden(innocent + guilty.encode()))


def test_pieces_are_put_together_again() -> None:
    stream = "aé\x1b[1;2H\x1b]0;x\x07\x1bP1$r\x1b\\\x1b(B\r\n".encode()
    found, rest = pieces(stream + b"\x1b[12")
    assert [piece.kind for piece in found] == ["text", "csi", "osc", "string", "escape", "control", "control"]
    assert b"".join(piece.raw for piece in found) == stream
    assert rest == b"\x1b[12"
    assert found[1] == Piece("csi", b"1;2H", b"\x1b[1;2H")
