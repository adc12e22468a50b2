"""Where the data lies, in a checkout and in a wheel, and the script of the demo that lies with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cm_tui.model.errors import InvalidInput
from cm_tui.services.catalogue.loader import data_folder, load_catalogue
from cm_tui.services.demo.script import read_script

ROOT = Path(__file__).parents[2]


class TestsOfTheDemoScript:
    @pytest.mark.parametrize(
        ("old", "new", "place"),
        [
            ("seed = 20260120", "seed = 'x'", "field seed"),
            ("days = 182", "", "field days"),
            ('organisation = "Contoso"', 'organisation = "Contoso"\ncompany = "x"', "field company"),
            ('role = "reader"', 'role = "king"', "entry demo, priya.nair@contoso.example, field role"),
            ('categories = ["Control Access", ', 'categories = ["Nonsense", ', "field categories"),
            ("created = 182", "created = 182\nfoo = 1", "entry demo, GDPR Europe, field foo"),
            ("resources = 48", "resources = 48\nfoo = 1", "entry demo, Contoso Production, field foo"),
            ("[notes]", "[notes]\nfoo = ['x']", "table notes, field foo"),
        ],
    )
    def test_names_its_faults_too(self, tmp_path: Path, old: str, new: str, place: str) -> None:
        shutil.copytree(data_folder() / "demo", tmp_path / "demo")
        script = tmp_path / "demo" / "contoso.toml"
        text = script.read_text(encoding="utf-8")
        assert old in text
        script.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(InvalidInput, match=place):
            read_script(tmp_path)

    def test_names_only_what_the_catalogue_has(self) -> None:
        script, catalogue = read_script(data_folder()), load_catalogue(data_folder())
        actions = {action.id: action for action in catalogue.actions}
        assert script.untouched | script.accepted | script.accepted_in.keys() <= actions.keys()
        assert all(len(actions[one].versions) > 1 for one in (*script.accepted, *script.accepted_in))
        groups = {one.group for one in script.assessments}
        assert {group for names in script.accepted_in.values() for group in names} <= groups
        assert {one.regulation for one in script.assessments} <= {one.key for one in catalogue.regulations}
        services = {service for action in catalogue.actions for service in action.versions[-1].services}
        assert {one.service for one in script.subscriptions} <= services
        assert script.first_release in {name for name, _ in catalogue.releases}


class TestsOfWhereTheDataLies:
    PROGRAM = (
        "from cm_tui.services.catalogue.loader import data_folder, load_catalogue;"
        "print(data_folder()); print(len(load_catalogue(data_folder()).actions))"
    )

    def run(self, site: Path, cwd: Path) -> list[str]:
        environment = {**os.environ, "PYTHONPATH": str(site)}
        command = [sys.executable, "-c", self.PROGRAM]
        done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    def test_in_a_checkout_beside_the_package(self, tmp_path: Path) -> None:
        assert data_folder() == ROOT / "data"
        assert self.run(ROOT, tmp_path)[0] == str(ROOT / "data")

    def test_in_an_installed_wheel_inside_the_package(self, tmp_path: Path) -> None:
        site = tmp_path / "site packages"
        shutil.copytree(ROOT / "cm_tui", site / "cm_tui", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "data", site / "cm_tui" / "data", dirs_exist_ok=True)
        folder, actions = self.run(site, tmp_path)
        assert folder == str(site / "cm_tui" / "data")
        assert int(actions) == len(load_catalogue(ROOT / "data").actions)

    def test_the_wheel_carries_it_there(self) -> None:
        assert '"data" = "cm_tui/data"' in (ROOT / "pyproject.toml").read_text()
