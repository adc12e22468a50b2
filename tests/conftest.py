"""Fixtures for every room of the suite: a demo workspace, made once and copied for each test that wants one."""

from __future__ import annotations

import gc
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
import quiet_loop
from hypothesis import settings

os.environ["TZ"] = "UTC"
time.tzset()
quiet_loop.install()
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")
"""The same examples at every run, whatever else the machine does; `--hypothesis-profile=default` looks for new ones."""


@pytest.fixture(autouse=True)
def _drawn(request: pytest.FixtureRequest) -> Iterator[None]:
    """The tests of widgets look at what is drawn anew."""
    with quiet_loop.drawing() if "widgets" in request.path.parts else nullcontext():
        yield


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo workspace that copies are made from; nobody writes into it."""
    from templates import made_once

    from cm_tui.bootstrap import create_demo

    return made_once(tmp_path_factory, "demo", create_demo)


@pytest.fixture
def demo(demo_template: Path, tmp_path: Path) -> Path:
    """A fresh demo workspace of one's own."""
    return Path(shutil.copytree(demo_template, tmp_path / "workspace"))


def pytest_collection_finish() -> None:
    """What is imported by now stays: looking through it for garbage again and again took a sixth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    quiet_loop.keep_garbage_collected()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The real program in a terminal first: these files take longest, and at the end one process would wait for them alone."""
    items.sort(key=lambda item: "terminal" not in item.path.parts)
