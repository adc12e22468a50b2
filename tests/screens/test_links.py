"""A solution link opens only where a window can open beside the user."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cm_tui.screens.links import browser_here, open_link

URL = "https://entra.microsoft.com/#view/x?a=1&b=$(id)"


@pytest.mark.parametrize(
    ("environment", "here"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, False),
        ({"DISPLAY": ":0", "SSH_TTY": "/dev/pts/0"}, False),
        ({"SSH_TTY": "/dev/pts/0"}, False),
    ],
)
def test_where_a_browser_can_open(environment: dict[str, str], here: bool) -> None:
    assert browser_here(environment) is here


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desktop whose opener writes the address into a pipe."""
    pipe = tmp_path / "opened"
    os.mkfifo(pipe)
    opener = tmp_path / "xdg-open"
    opener.write_text(f'#!/bin/sh\nprintf %s "$1" > {pipe}\n')
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":0")
    for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"):
        monkeypatch.delenv(name, raising=False)
    return pipe


def test_the_address_reaches_the_opener_as_it_is(desktop: Path) -> None:
    assert open_link(URL)
    assert desktop.read_text() == URL


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "--help", "ftp://x"])
def test_only_web_pages_are_opened(desktop: Path, url: str) -> None:
    assert not open_link(url)


def test_nothing_is_opened_over_ssh(desktop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_TTY", "/dev/pts/3")
    assert not open_link(URL)
