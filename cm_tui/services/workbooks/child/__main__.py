"""The process that parses one workbook: it is given little memory and little time, and what it says is data."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent
_PACKAGE = "cm_tui_workbook_child"


def main() -> None:
    """Load this folder as a package under a name of its own, whatever else the interpreter could find, and answer."""
    spec = spec_from_file_location(_PACKAGE, _FOLDER / "__init__.py", submodule_search_locations=[str(_FOLDER)])
    assert spec is not None
    assert spec.loader is not None
    package = module_from_spec(spec)
    sys.modules[_PACKAGE] = package
    spec.loader.exec_module(package)
    answering = __import__(f"{_PACKAGE}.answering", fromlist=["answer"])
    answering.answer()


if __name__ == "__main__":
    main()
