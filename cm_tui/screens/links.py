"""Opening a solution link: only where a browser exists beside the user, and never one that would take the terminal."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping

_OPENERS = ("xdg-open", "gio", "firefox", "chromium", "google-chrome")
"""Programs of a desktop that show a web page in a window of their own."""


def browser_here(environment: Mapping[str, str]) -> bool:
    """Whether a window could open where the user sits: a display, and no SSH session in between."""
    display = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    remote = any(environment.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))
    return bool(display) and not remote


def open_link(url: str) -> bool:
    """Show a web page in the browser of the desktop; whether one was started. Blocks while the program starts."""
    if not browser_here(os.environ) or not url.startswith(("https://", "http://")):
        return False
    program = next((found for name in _OPENERS if (found := shutil.which(name))), None)
    if program is None:
        return False
    command = [program, "open", url] if os.path.basename(program) == "gio" else [program, url]
    nothing = subprocess.DEVNULL
    try:
        subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)
    except OSError:
        return False
    return True
