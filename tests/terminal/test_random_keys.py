"""Whatever keys come, and however fast, the program neither stops nor loses what is stored."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from harness import app

from cm_tui.bootstrap import open_services

BURSTS = 60
KEYS = (
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "enter", "enter", "esc", "tab", "shift+tab"),
    *("space", "backspace", "ctrl+s", "ctrl+p", "ctrl+r", "ctrl+o", "ctrl+d", "ctrl+u", "?", "/", "[", "]", "*", "_"),
    *"2jkgGsfFcpVmtynlSabeuz",
)
"""All but those that leave the program."""


@pytest.mark.parametrize("seed", range(2))
def test_it_survives(demo: Path, tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    home = tmp_path / "home"
    size = random.choice([(60, 20), (80, 24), (140, 40)])
    with app(home, "--workspace", str(demo), columns=size[0], rows=size[1]) as terminal:
        terminal.wait_for("hidden")
        pressed: list[str] = []
        for _ in range(BURSTS):
            burst = random.choices(KEYS, k=random.randint(1, 5))
            pressed += burst
            terminal.press(*burst)
            while terminal.read(0.02):
                pass
            assert terminal.exit_code is None, f"{terminal.text}\nafter {pressed}"
        terminal.hang_up()
        terminal.wait_exit(2)
    assert not [path for path in home.rglob("*.log") if path.read_text()], f"it complained in the log, after {pressed}"
    services = open_services(demo)
    assert services.check.run().problems == ()
    services.close()
