"""Workspaces that tests copy: each is made once for all processes of a run, whoever asks first."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from support import StillClock

from cm_tui.bootstrap import create_demo
from cm_tui.services.catalogue.definitions import Catalogue

FEW = 7
"""So many actions of each category are in a part of the catalogue."""


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A copy, the process's own, of the workspace of this name; whoever asks while another process makes it waits for it."""
    base = factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "templates"
    shared.mkdir(exist_ok=True)
    ready = shared / f"{name}.ready"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            make(shared / name)
            ready.touch()
    return Path(shutil.copytree(shared / name, factory.mktemp(name) / "workspace"))


def still_demo(factory: pytest.TempPathFactory) -> Path:
    """The demo organisation on the day of the still clock."""
    return made_once(factory, "still-demo", lambda path: create_demo(path, StillClock()))


def part_of(catalogue: Catalogue) -> Catalogue:
    """The first actions of every category, and the controls that they serve: whole, but quickly gone through."""
    actions = tuple(one for one in catalogue.actions if int(one.id[-3:]) <= FEW)
    served = {control for action in actions for version in action.versions for control, _ in version.controls}
    regulations = tuple(
        replace(one, controls=tuple(control for control in one.controls if control.id in served))
        for one in catalogue.regulations
    )
    return replace(catalogue, regulations=regulations, actions=actions)
