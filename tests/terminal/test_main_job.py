"""The main job, with the real program, by keys: find an action, record it as implemented and passed, save, see the points move."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from harness import Terminal, app, environment

from cm_tui.bootstrap import open_services
from cm_tui.model.filters import parse_typing
from cm_tui.model.listing import ListQuery
from cm_tui.model.rules.points import MILLION
from cm_tui.model.views.actions import ActionRow
from cm_tui.model.vocabulary import ImplementationStatus, TestingType
from cm_tui.services.services import Services

SIZES = [(80, 24)]


def _findable(services: Services) -> tuple[ActionRow, str]:
    """A manual action worth 27 points that nobody has begun, and a word of its name that finds it as the first row."""
    for row in services.listing.select(ListQuery(hide_passed=True)):
        begun = row.implementation_status is not ImplementationStatus.NOT_IMPLEMENTED
        if row.testing_type is not TestingType.MANUAL or row.points.possible != 27 * MILLION or begun:
            continue
        for word in re.findall(r"\w{5,}", row.name):
            query = ListQuery(parse_typing(word, date.today()), hide_passed=True)
            if [one.id for one in services.listing.first_page(query, 1)] == [row.id]:
                return row, word
    raise AssertionError("the demo has no such action")


def _shown(home: Path, workspace: Path, action: str) -> dict[str, object]:
    command = [sys.executable, "-m", "cm_tui", "--workspace", str(workspace), "actions", "show", action]
    done = subprocess.run(
        [*command, "--format", "json"], env=environment(home), capture_output=True, check=True, text=True
    )
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def _find(terminal: Terminal, word: str, name: str) -> None:
    """Search an action by a word of its name, and open it."""
    terminal.press("/")
    terminal.wait_for("To the table")
    terminal.type(word)
    terminal.wait_for(f"/ {word}")
    terminal.wait_for(re.compile(rf"Points.*\n☐ {re.escape(name[:30])}"))
    terminal.press("enter")
    terminal.wait_for("enter Open")
    terminal.press("enter")
    terminal.wait_for(f"‹ Improvement actions  {name[:40]}")
    terminal.wait_for("0 of 27")


def _record(terminal: Terminal) -> None:
    """Choose Implemented and Passed, each with today's date, and save."""
    today = f"{date.today()}"
    terminal.press("m")
    terminal.wait_for("Alternative implementation")
    terminal.press("down")
    _take_date(terminal, today)
    terminal.wait_for(f"Implemented {today}")
    terminal.press("t")
    terminal.wait_for("An assessor verified")
    terminal.press("down", "down")
    terminal.wait_for("27 of 27")
    _take_date(terminal, today)
    terminal.wait_for(f"Passed {today}")
    terminal.wait_for("unsaved: 4 fields")
    terminal.press("ctrl+s")
    terminal.wait_for("Saved 4 fields")
    terminal.wait_gone("unsaved")
    terminal.wait_for(re.compile(r"(?<!→ )27 of 27"))


def _take_date(terminal: Terminal, today: str) -> None:
    """Take the status under the cursor with the date that is preset."""
    terminal.wait_for(f"{today} · today")
    terminal.press("enter")
    terminal.wait_gone("enter Choose")
    terminal.press("enter")


def _quit(terminal: Terminal) -> None:
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
    assert terminal.left_behind() == []
    assert b"Traceback" not in terminal.output


def _score(text: str) -> str | None:
    """The score as the header shows it, or None while it is not there."""
    found = re.search(r"(\d+ %).*?([\d. ]+) of", text)
    return found and f"{found[1]} {found[2].strip()}"


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_an_action_is_found_recorded_saved_and_still_there(demo: Path, tmp_path: Path, columns: int, rows: int) -> None:
    home = tmp_path / "home"
    services = open_services(demo)
    row, word = _findable(services)
    services.close()
    with app(home, "--workspace", str(demo), columns=columns, rows=rows) as terminal:
        before = _score(terminal.wait_until(lambda text: _score(text) is not None, "the score"))
        _find(terminal, word, row.name)
        _record(terminal)
        terminal.press("[")
        terminal.wait_for(re.compile(r"test status +None → Passed"))
        terminal.wait_for(re.compile(r"implementation status +Not implemented → Implemented"))
        terminal.press("q")
        terminal.wait_for("Search")
        after = _score(terminal.wait_until(lambda text: _score(text) not in (None, before), "another score"))
        terminal.wait_for(re.compile(rf"{re.escape(row.name[:30])}.* 27/27 ✔ Passed"))
        _quit(terminal)

    with app(home, "--workspace", str(demo), columns=columns, rows=rows) as terminal:
        terminal.wait_for(re.compile(rf"/ {word}"))
        terminal.wait_until(lambda text: _score(text) == after, f"the score {after}")
        terminal.press("ctrl+p")
        terminal.wait_for("words of a name")
        terminal.type(row.id)
        terminal.wait_for(re.compile(rf"{re.escape(row.name[:20])}"))
        terminal.press("enter")
        terminal.wait_for("27 of 27")
        terminal.wait_for(f"Passed {date.today()}")
        terminal.press("esc")
        terminal.wait_gone("‹ Improvement actions")
        _quit(terminal)

    shown = _shown(home, demo, row.id)
    assert shown["implementation_status"] == "Implemented"
    assert shown["test_status"] == "Passed"
    assert shown["implementation_date"] == shown["test_date"] == f"{date.today()}"
    assert (shown["points_achieved"], shown["points_possible"]) == (27, 27)
    assert shown["version"] == row.version + 1


def test_what_is_typed_ahead_reaches_the_search(demo: Path, tmp_path: Path) -> None:
    with app(tmp_path / "home", "--workspace", str(demo)) as terminal:
        terminal.wait_for("passed hidden")
        terminal.send(b"/roles")
        terminal.wait_for("/ roles")
        _quit(terminal)
