"""What is shipped: the wheel and the sdist carry the catalogue, and the installed program works outside the checkout."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from harness import ROOT, Terminal, environment

from cm_tui import __version__
from cm_tui.services.catalogue.loader import load_catalogue


def _files(folder: str, *endings: str) -> set[str]:
    """The files of a folder of the checkout, by their paths inside of it."""
    found = (path for ending in endings for path in (ROOT / folder).rglob(f"*{ending}"))
    return {str(path.relative_to(ROOT / folder)) for path in found}


def _run(command: list[str], place: Path, **extra: str) -> str:
    """Run a command outside the checkout, with nothing of the checkout in its environment. Returns its output."""
    environ = environment(place / "home") | {"PYTHONPATH": "", "PIP_NO_INDEX": "1"} | extra
    done = subprocess.run(command, cwd=place, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--sdist",
        "--no-isolation",
        "--outdir",
        str(folder),
        str(ROOT),
    ]
    _run(command, folder)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the wheel was installed, without its dependencies, which are there already."""
    place = tmp_path_factory.mktemp("installed")
    (wheel,) = built.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--isolated", "install", "--quiet", "--no-deps", "--no-index"]
    _run([*pip, "--target", str(place / "site"), str(wheel)], place)
    return place / "site"


def test_the_wheel_carries_the_catalogue_the_styles_and_the_migrations(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"cm_tui/data/{name}" for name in _files("data", ".toml")} <= names
    assert {f"cm_tui/{name}" for name in _files("cm_tui", ".py", ".tcss", "py.typed")} <= names
    strangers = {name for name in names if not name.startswith(("cm_tui/", f"cm_tui-{__version__}.dist-info/"))}
    assert strangers == set()


def test_the_sdist_carries_the_catalogue_and_what_make_needs(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as tar:
        names = {name.partition("/")[2] for name in tar.getnames()}
    assert {f"data/{name}" for name in _files("data", ".toml")} <= names
    assert {"README.md", "LICENSE", "Makefile", "pyproject.toml"} <= names
    assert {"requirements.lock", "requirements-run.lock", "scripts/bundle.py"} <= names, (
        "make demo and make bundle need them"
    )


def test_the_installed_catalogue_is_the_one_of_the_checkout(installed: Path) -> None:
    code = (
        "from cm_tui.services.catalogue.loader import data_folder, load_catalogue;"
        "print(data_folder()); print(len(load_catalogue(data_folder()).actions))"
    )
    found = _run([sys.executable, "-c", code], installed.parent, PYTHONPATH=str(installed)).splitlines()
    ours = load_catalogue(ROOT / "data")
    assert found == [str(installed / "cm_tui" / "data"), str(len(ours.actions))]
    assert load_catalogue(Path(found[0])) == ours


def test_the_installed_program_works(installed: Path) -> None:
    place, command = installed.parent, str(installed / "bin" / "cm-tui")
    there = {"PYTHONPATH": str(installed)}
    workspace = ["--workspace", str(place / "workspace")]
    assert _run([command, "--version"], place, **there) == f"cm-tui {__version__}\n"
    _run([command, *workspace, "init", "--demo"], place, **there)
    assert "CA-001" in _run([command, *workspace, "actions", "list", "--limit", "1"], place, **there)
    with Terminal([command, *workspace], environment(place / "home", **there)) as terminal:
        terminal.wait_for("passed hidden")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
