"""A year after the start a second group comes in, by keys: an assessment, its first passed action, and why everything moved."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from harness import Terminal, app

from cm_tui.bootstrap import open_services
from cm_tui.model.rules.points import show_points
from cm_tui.model.views.actions import Points
from cm_tui.model.views.assessments import AssessmentDetails, ControlView
from cm_tui.model.views.score import Score
from cm_tui.services.services import Services

NAME = "LGPD Asia"


@contextmanager
def services_on(workspace: Path) -> Iterator[Services]:
    """What is stored, for a look beside the program."""
    services = open_services(workspace)
    try:
        yield services
    finally:
        services.close()


def _created(terminal: Terminal) -> None:
    """By the wizard: LGPD again, in a new group, for all services."""
    terminal.wait_for("340 of 340 shown")
    terminal.press("4")
    terminal.wait_for("LGPD Europe")
    terminal.press("+")
    terminal.wait_for("letters find one")
    terminal.type("lgpd")
    terminal.wait_for("Looking for lgpd")
    terminal.press("enter")
    terminal.wait_for("assessed against LGPD already, by 'LGPD Europe'")
    terminal.press("G")
    terminal.wait_for("Name of the new group")
    terminal.press("enter")
    terminal.type("Asia")
    terminal.wait_for(NAME)
    terminal.press("ctrl+s")
    terminal.wait_for("☑ Zoom")
    terminal.press("enter")
    terminal.wait_for(re.compile(r"\d+ new actions begin with it"))
    terminal.press("enter")
    terminal.wait_for(f"Assessment {NAME} created")


def _waiting_control(details: AssessmentDetails) -> ControlView:
    """A control that one action of the new group's own decides."""
    return next(
        one
        for one in details.controls
        if len(one.actions) == 1 and one.actions[0].endswith("@asia") and one.microsoft_actions == 0
    )


def _passed(terminal: Terminal, control: ControlView) -> None:
    """From the assessment's page: the control, its action, implemented and passed, and back to the control."""
    terminal.press("]")
    terminal.wait_for("Control title")
    terminal.press("/")
    terminal.type(control.title)
    terminal.wait_for("○ None")
    terminal.press("enter", "enter")
    terminal.wait_for("Actions that serve it here")
    terminal.press("enter")
    terminal.wait_for("Save and close")
    terminal.press("m")
    terminal.wait_for("Decided and scheduled")
    terminal.press("g")
    terminal.press("down", "enter", "enter")
    terminal.wait_for("unsaved: 2")
    terminal.press("t")
    terminal.wait_for("Passed")
    terminal.press("g", "down", "down", "enter", "enter")
    terminal.wait_for("unsaved: 4")
    terminal.press("S")
    terminal.wait_for("Saved")


@pytest.mark.parametrize("size", [(80, 24)], ids=["80x24"])
def test_a_new_group_is_assessed_an_action_passes_and_everything_moves(tmp_path: Path, size: tuple[int, int]) -> None:
    workspace = tmp_path / "workspace"
    make = [sys.executable, "-m", "cm_tui", "--workspace", str(workspace), "init", "--organisation", "Fabrikam"]
    subprocess.run([*make, "--group", "Europe", "--regulation", "lgpd"], check=True, capture_output=True)
    with app(tmp_path / "home", "--workspace", str(workspace), columns=size[0], rows=size[1]) as terminal:
        _created(terminal)
        with services_on(workspace) as services:
            before, control = services.score.score(), _waiting_control(services.assessments.details(NAME))
        terminal.press("g", "enter")
        terminal.wait_for(f"‹ Assessments  {NAME}")
        _passed(terminal, control)
        terminal.wait_for("Actions that serve it here")
        terminal.wait_for("✔ Passed")
        terminal.press("q")
        terminal.wait_for("Control title")
        _read_why(terminal, control)
        terminal.press("q")
        terminal.wait_for("2 assessments by group")
        terminal.wait_for("1/340")
        terminal.press("1")
        terminal.wait_for("points achieved")
        with services_on(workspace) as services:
            after, details = services.score.score(), services.assessments.details(NAME)
        terminal.wait_for(f"{show_points(after.total.achieved)} of {show_points(after.total.possible)} points")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert terminal.left_behind() == []
    gained = Points(control.points.possible, 0) if control.points else Points(0, 0)
    assert after.total == before.total + gained
    assert _points(after) == {**_points(before), NAME: _points(before)[NAME] + gained}
    assert next(one for one in details.controls if one.control_id == control.control_id).status == "Passed"


def _read_why(terminal: Terminal, control: ControlView) -> None:
    """What moved the assessment: the action, what changed, and its creation; and back to the page."""
    terminal.press("E")
    terminal.wait_for("What moved it")
    terminal.wait_for(f"+27  {control.actions[0]}")
    terminal.wait_for("Implementation status: Not implemented → Implemented")
    terminal.wait_for(f"Assessment created: {NAME}")
    terminal.press("q")
    terminal.wait_for("Control title")


def _points(score: Score) -> dict[str, Points]:
    return {one.name: one.points for one in score.assessments}
