"""A week of one action, with the real program by keys: assigned, planned, implemented, proven, judged, reworked, passed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from harness import Terminal, app
from openpyxl import load_workbook

from cm_tui.bootstrap import open_services
from cm_tui.model.views.actions import ActionDetails

ACTION = "CA-003"
SAMIR, MARIA, HELEN = (f"{name}@contoso.example" for name in ("samir.haddad", "maria.ruiz", "helen.fischer"))
FIRST_NOTE, SECOND_NOTE, VERDICT_NOTE = "Rolled out to the pilot", "Rolled out to everybody", "Two accounts are left"
TODAY = f"{date.today()}"


class Week:
    """The workspace in which it happens, and whose turn it is."""

    def __init__(self, workspace: Path, home: Path, size: tuple[int, int]) -> None:
        self.workspace, self.home, self.size = workspace, home, size

    @contextmanager
    def turn_of(self, email: str, *command: str) -> Iterator[Terminal]:
        """The program as one of the people; left by ctrl+q."""
        columns, rows = self.size
        arguments = ("--workspace", str(self.workspace), "--as", email, *command)
        with app(self.home, *arguments, columns=columns, rows=rows) as terminal:
            yield terminal
            terminal.press("ctrl+q")
            assert terminal.wait_exit() == 0
            assert terminal.left_behind() == []
            assert b"Traceback" not in terminal.output

    @property
    def action(self) -> ActionDetails:
        """What is stored of the action."""
        services = open_services(self.workspace)
        try:
            return services.actions.details(ACTION)
        finally:
            services.close()


def _save(terminal: Terminal) -> None:
    terminal.wait_for("unsaved")
    terminal.press("ctrl+s")
    terminal.wait_for("Saved")
    terminal.wait_gone("unsaved")


def _choose_person(terminal: Terminal, key: str, title: str, name: str, found: str) -> None:
    """Type somebody's name into a flyout that asks for a person, and take the first who is found."""
    terminal.press(key)
    terminal.wait_for(title)
    terminal.type(name)
    terminal.wait_for(re.compile(rf"→ {found}"))
    terminal.press("enter")


def _assigned(week: Week) -> None:
    with week.turn_of(SAMIR, "open", ACTION) as terminal:
        terminal.wait_for("of 27")
        _choose_person(terminal, "a", "Owner", "ruiz", "María Ruiz")
        _save(terminal)
    assert week.action.row.owner == MARIA


def _planned(week: Week) -> None:
    with week.turn_of(MARIA, "open", ACTION) as terminal:
        terminal.wait_for("of 27")
        terminal.press("m")
        terminal.wait_for("Decided and scheduled")
        terminal.press("down", "down", "down", "enter")
        _save(terminal)
    assert week.action.row.implementation_status == "Planned"


def _implemented_with_evidence(week: Week, folder: Path) -> None:
    report = folder / "sign-ins.csv"
    report.write_text("account,method\nmaria,passkey\n", encoding="utf-8")
    with week.turn_of(MARIA, "open", ACTION) as terminal:
        terminal.wait_for("of 27")
        terminal.press("m")
        terminal.wait_for("Decided and scheduled")
        terminal.press("up", "up")
        terminal.wait_for(f"{TODAY} · today")
        terminal.press("enter", "enter")
        terminal.wait_for("unsaved")
        terminal.press("e")
        terminal.wait_for("Edit action details")
        terminal.type(FIRST_NOTE)
        terminal.wait_for(FIRST_NOTE)
        terminal.press("ctrl+s")
        terminal.wait_for("unsaved: 3")
        _save(terminal)
        _add_document(terminal, report)
    assert week.action.implementation_notes == FIRST_NOTE
    assert [(one.name, one.added_by) for one in week.action.evidence] == [("sign-ins.csv", MARIA)]


def _add_document(terminal: Terminal, path: Path) -> None:
    terminal.press("]")
    terminal.wait_for("Add evidence")
    terminal.press("+")
    terminal.wait_for("Link")
    terminal.press("enter")
    terminal.wait_for("tab Complete")
    terminal.type(f"{path}")
    terminal.wait_for(path.name)
    terminal.press("enter", "ctrl+s")
    terminal.wait_for("Evidence (1)")


def _sent(week: Week, note: str | None = None) -> None:
    with week.turn_of(MARIA, "open", ACTION) as terminal:
        terminal.wait_for("of 27")
        if note is not None:
            terminal.press("e")
            terminal.wait_for("Edit action details")
            terminal.press("ctrl+end")
            terminal.type(f" / {note}")
            terminal.wait_for(note)
            terminal.press("ctrl+s")
            terminal.wait_for("unsaved: 1")
        _choose_person(terminal, "A", "Send to assessor", "fischer", "Helen Fischer")
        _save(terminal)
    assert (week.action.row.owner, week.action.sent_by) == (HELEN, MARIA)


def _failed_and_assigned_back(week: Week) -> None:
    with week.turn_of(HELEN) as terminal:
        _open_in_queue(terminal, week.action.row.name)
        terminal.press("H")
        terminal.wait_for("Verdict: Failed high risk")
        terminal.press("tab")
        terminal.type(VERDICT_NOTE)
        terminal.wait_for(VERDICT_NOTE)
        terminal.press("enter")
        terminal.wait_for("Assign back")
        terminal.wait_for("María Ruiz sent it")
        terminal.press("enter")
        terminal.wait_for("assigned back to María Ruiz")
    assert (week.action.row.owner, week.action.row.test_status) == (MARIA, "Failed high risk")
    assert week.action.test_notes == VERDICT_NOTE


def _open_in_queue(terminal: Terminal, name: str) -> None:
    """Open what was sent to whoever looks, and go through it until the page shows the action with a name."""
    terminal.wait_for("passed hidden")
    terminal.press("Q")
    terminal.wait_for("Ready for assessment")
    terminal.wait_for("María Ruiz")
    terminal.press("m")
    terminal.wait_for(" shown")
    terminal.press("enter")
    title = _title(terminal.wait_for("Save and close"))
    while name[:30] not in title:
        terminal.press("n")
        title = _title(terminal.wait_until(partial(_has_other_title, title), "the next action"))


def _title(screen: str) -> str:
    """The title of a details page."""
    return screen.partition("\n")[0].strip()


def _has_other_title(title: str, screen: str) -> bool:
    return _title(screen) not in ("", title)


def _passed(week: Week) -> None:
    with week.turn_of(HELEN) as terminal:
        _open_in_queue(terminal, week.action.row.name)
        terminal.press("P")
        terminal.wait_for("Verdict: Passed")
        terminal.press("enter")
        terminal.wait_for("27 of 27 points")
    assert week.action.row.test_status == "Passed"
    assert week.action.row.points.achieved == week.action.row.points.possible


def _locked_and_exported(week: Week, target: Path) -> None:
    with week.turn_of(MARIA, "open", ACTION) as terminal:
        terminal.wait_for("27 of 27")
        terminal.press("]")
        terminal.wait_for("sign-ins.csv")
        terminal.press("d")
        terminal.wait_for("Evidence is locked while the test status is Passed")
        terminal.press("h")
        terminal.wait_for("Excel workbook")
        terminal.press("ctrl+u")
        terminal.type(f"{target}")
        terminal.wait_for(target.name)
        terminal.press("ctrl+s")
        terminal.wait_gone("Excel workbook")


def _rows_of(path: Path) -> list[tuple[str, ...]]:
    """From, to, by whom, and the note of each change, the newest first, as the workbook holds them."""
    header, *rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    wanted = [header.index(name) for name in ("From", "To", "Changed by", "Note")]
    return [tuple(str(row[at] or "") for at in wanted) for row in rows]


@pytest.mark.parametrize("size", [(80, 24)])
def test_a_week_of_one_action(demo: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    week, target = Week(demo, tmp_path / "home", size), tmp_path / "history.xlsx"
    _assigned(week)
    _planned(week)
    _implemented_with_evidence(week, tmp_path)
    _sent(week)
    _failed_and_assigned_back(week)
    _sent(week, SECOND_NOTE)
    _passed(week)
    _locked_and_exported(week, target)
    assert _rows_of(target) == [
        ("Failed high risk", "Passed", "Helen Fischer", VERDICT_NOTE),
        ("None", "Failed high risk", "Helen Fischer", VERDICT_NOTE),
    ]
    services = open_services(demo)
    assert services.history.verify().valid
    assert services.check.run().problems == ()
    services.close()
