"""What is imported is what was looked at; where that changed meanwhile nothing is (issue 5, item 1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from newer_catalogue import ACCESS, R1, entries, entry, first_catalogue, grow, newer, take_out
from support import DONE, TomlFiles, assess_group, save, stored, toml_action, toml_control, write_toml

from cm_tui.model.errors import StaleEdit
from cm_tui.model.views.catalogue import Waiting
from cm_tui.services.services import Services

Organisation = Callable[[TomlFiles], Services]


@pytest.fixture
def own(organisation_of: Organisation) -> Services:
    """An organisation with the first catalogue, one group and one assessment."""
    return organisation_of(first_catalogue())


def updated(guidance: str = "1. Do more.") -> TomlFiles:
    """The next release, in which the guidance of one action changes."""
    files = newer(first_catalogue())
    grow(files, "CA-001", guidance=guidance)
    return files


def test_a_folder_that_says_something_else_by_now_is_looked_at_again(own: Services, tmp_path: Path) -> None:
    folder = write_toml(tmp_path / "newer", updated())
    looked, before = own.catalogue.compare(folder), stored(Path(own.workspace.path))
    write_toml(folder, updated("1. Do even more."))
    sentence = f"The catalogue in {folder} changed since you looked; look again. Nothing was imported."
    with pytest.raises(StaleEdit, match=f"^{re.escape(sentence)}$"):
        own.catalogue.take_over(folder, looked)
    assert stored(Path(own.workspace.path)) == before
    again = own.catalogue.compare(folder)
    assert own.catalogue.take_over(folder, again) == again
    assert own.updates.review("CA-001").update.changes[0].after == "1. Do even more."


def test_a_workspace_that_others_brought_further_is_looked_at_again(own: Services, tmp_path: Path) -> None:
    folder = write_toml(tmp_path / "newer", updated())
    looked = own.catalogue.compare(folder)
    assess_group(own, "Group 2", "r1")
    before = stored(Path(own.workspace.path))
    sentence = "The workspace changed since you looked; look again. Nothing was imported."
    grown = own.catalogue.compare(folder)
    assert grown.changed == looked.changed
    own.catalogue.take_over(folder, grown)
    with pytest.raises(StaleEdit, match=f"^{re.escape(sentence)}$"):
        own.catalogue.take_over(folder, looked)
    assert stored(Path(own.workspace.path)) != before
    assert own.catalogue.compare(folder).is_nothing


def test_rows_that_began_meanwhile_are_looked_at_first(own: Services, tmp_path: Path) -> None:
    files = updated()
    grow(files, "CA-002", guidance="1. Do more.")
    folder = write_toml(tmp_path / "newer", files)
    looked = own.catalogue.compare(folder)
    assess_group(own, "Group 2", "r1")
    before = stored(Path(own.workspace.path))
    with pytest.raises(StaleEdit, match="The workspace changed"):
        own.catalogue.take_over(folder, looked)
    assert stored(Path(own.workspace.path)) == before


def test_work_that_others_do_meanwhile_stands_against_nothing(own: Services, tmp_path: Path) -> None:
    folder = write_toml(tmp_path / "newer", updated())
    looked = own.catalogue.compare(folder)
    save(own, "CA-002@group-1", DONE)
    done = own.catalogue.take_over(folder, looked)
    assert done.effect.before != looked.effect.before
    assert done.changed == looked.changed


def test_what_waits_already_is_not_counted_as_more(own: Services, tmp_path: Path) -> None:
    assert own.catalogue.take_over(write_toml(tmp_path / "first", updated())).waiting == Waiting(more=1, total=1)
    files = newer(updated(), "2026.4", 10)
    grow(files, "CA-001", "2026.4", guidance="1. Third.")
    grow(files, "CA-002", "2026.4", guidance="1. Other.")
    assert own.catalogue.take_over(write_toml(tmp_path / "second", files)).waiting == Waiting(more=1, total=2)
    files = newer(files, "2026.5", 11)
    assert own.catalogue.take_over(write_toml(tmp_path / "third", files)).waiting == Waiting(more=0, total=2)
    assert len(own.updates.updates()) == 2


def test_rows_that_begin_without_a_new_version_are_named(own: Services, tmp_path: Path) -> None:
    files = newer(first_catalogue())
    entries(files, R1, "control").append(toml_control("R1 Art. 10", status="proposed"))
    entries(files, ACCESS).append(toml_action("CA-005", satisfies={"direct": ["R1 Art. 10"]}))
    own.catalogue.take_over(write_toml(tmp_path / "first", files))
    files = newer(files, "2026.4", 10)
    entry(files, "R1 Art. 10")["status"] = "in force"
    entry(files, "R1 Art. 3")["status"] = "vacated"
    take_out(files, "CA-003")
    rows = own.catalogue.compare(write_toml(tmp_path / "second", files)).rows
    assert (rows.begun, rows.retired) == (("CA-005",), ("CA-003@group-1",))
    assert rows.titles == {"CA-005": "Do what CA-005 asks", "CA-003@group-1": "Do what CA-003 asks"}
