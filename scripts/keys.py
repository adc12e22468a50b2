"""Writes docs/keys.md: every key of the program, from its bindings. `--check` only says whether the page is current."""

from __future__ import annotations

import sys
from pathlib import Path

from cm_tui.keymap import all_bindings
from cm_tui.widgets.key_bar import key_label

PAGE = Path(__file__).parent.parent / "docs" / "keys.md"
HEAD = """# Keys

Written by `make keys` from the bindings themselves. In `config.toml`, under `[keys]`, an id gets other keys:
`"table.down" = "j,down"`.

| id | keys | what it does |
|---|---|---|
"""


def page() -> str:
    """The page as it has to be now."""
    rows = {}
    for _, binding in all_bindings():
        keys = " ".join(f"`{key_label(key.strip())}`" for key in binding.key.split(","))
        rows[binding.id or ""] = f"| `{binding.id}` | {keys.replace('|', '&#124;')} | {binding.tooltip} |"
    return HEAD + "\n".join(rows[name] for name in sorted(rows)) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text() != page())
    PAGE.write_text(page())
