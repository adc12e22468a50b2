"""What the texts of a catalogue may hold at most, and which versions of an action are none (docs/catalogue.md)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from support import TomlFile, TomlFiles, small_catalogue, toml_action, write_toml

from cm_tui.model.errors import InvalidInput
from cm_tui.services.catalogue.fields import MOST_NAMES, NAME, TEXT, TITLE
from cm_tui.services.catalogue.loader import load_catalogue

ACTIONS, REGULATION, INDEX = "actions/control-access.toml", "regulations/r1.toml", "catalogue.toml"
Limited = Callable[[int], TomlFiles]


def of_action(name: str) -> Limited:
    """The small catalogue with so many characters in a field of an action."""
    return lambda size: with_action(**{name: "x" * size})


def with_action(**changes: object) -> TomlFiles:
    """The small catalogue with one action that says something else."""
    files = small_catalogue()
    files[ACTIONS]["action"] = [toml_action("CA-001", **changes)]
    return files


def of_control(name: str) -> Limited:
    """The small catalogue with so many characters in a field of its first control."""

    def make(size: int) -> TomlFiles:
        files = small_catalogue()
        cast("list[TomlFile]", files[REGULATION]["control"])[0][name] = "x" * size
        return files

    return make


def of_regulation(size: int) -> TomlFiles:
    """The small catalogue with so many characters in the title of its regulation."""
    files = small_catalogue()
    files[REGULATION]["title"] = "x" * size
    return files


def of_name(size: int) -> TomlFiles:
    """The small catalogue with one more solution whose name has so many characters."""
    files = small_catalogue()
    files[INDEX]["solutions"] = [*cast("list[str]", files[INDEX]["solutions"]), "x" * size]
    return files


def of_names(number: int) -> TomlFiles:
    """The small catalogue with so many services."""
    files = small_catalogue()
    known = cast("list[str]", files[INDEX]["services"])
    files[INDEX]["services"] = [*known, *(f"Service {n}" for n in range(number - len(known)))]
    return files


LIMITS: list[tuple[Limited, int, str, str]] = [
    (of_action("title"), 200, f"{ACTIONS}, entry CA-001, field title", "at most 200 characters"),
    (of_control("title"), 200, f"{REGULATION}, entry R1 Art. 1, field title", "at most 200 characters"),
    (of_regulation, 500, f"{REGULATION}, field title", "at most 500 characters"),
    (of_action("guidance"), 100_000, f"{ACTIONS}, entry CA-001, field guidance", "at most 100,000 characters"),
    (of_action("shown_by"), 100_000, f"{ACTIONS}, entry CA-001, field shown_by", "at most 100,000 characters"),
    (of_control("summary"), 100_000, f"{REGULATION}, entry R1 Art. 1, field summary", "at most 100,000 characters"),
    (of_name, 500, f"{INDEX}, field solutions", "at most 500 characters"),
    (of_names, 1_000, f"{INDEX}, field services", "at most 1,000 names"),
]


def load(tmp_path: Path, files: TomlFiles) -> object:
    """The catalogue that these files make; the index is named by its folder."""
    return load_catalogue(write_toml(tmp_path / "data", files))


@pytest.mark.parametrize(("make", "most", "place", "told"), LIMITS)
def test_a_text_of_more_than_is_read_is_named_by_its_place(
    tmp_path: Path, make: Limited, most: int, place: str, told: str
) -> None:
    load(tmp_path, make(most))
    with pytest.raises(InvalidInput, match=f"{re.escape(place)}: .*{told}") as refused:
        load(tmp_path, make(most + 1))
    assert len(str(refused.value)) < 400


def test_the_limits_are_the_documented_ones() -> None:
    text = (Path(__file__).parents[2] / "docs" / "catalogue.md").read_text(encoding="utf-8")
    assert all(f"{limit:,}" in text for limit in (TITLE, NAME, TEXT, MOST_NAMES))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"sp800_53": ["AC-2", "AC-3"]}, {"sp800_53": ["AC-3", "AC-2"]}),
        ({"satisfies": {"direct": ["R1 Art. 1", "R1 Art. 2"]}}, {"satisfies": {"direct": ["R1 Art. 2", "R1 Art. 1"]}}),
        ({"guidance": "1. What\nto do."}, {"guidance": "1. What to\ndo."}),
        ({"title": "Do it"}, {"title": "Do it"}),
    ],
)
def test_a_version_that_changes_nothing_that_people_read_is_none(
    tmp_path: Path, before: TomlFile, after: TomlFile
) -> None:
    files = with_action(release="2026.2", earlier=[{"release": "2026.1", **before}], **after)
    with pytest.raises(InvalidInput, match=r"CA-001, 2026.1, field release: states no difference from the version"):
        load(tmp_path, files)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("title = 0x" + "f" * 5000, "entry CA-001, field title: a text is needed, not an endless number"),
        ("title" + ".a" * 15 + " = 1", "entry CA-001, field title: a text is needed, not a table"),
        ("title" + ".a" * 3000 + " = 1", "has a key of more than 20 parts"),
        ("title" + " . 'a'" * 3000 + " = 1", "has a key of more than 20 parts"),
        ("title = [" + "1," * 3000 + "]", "entry CA-001, field title: a text is needed, not a list"),
    ],
    ids=["number", "table", "long key", "quoted key", "list"],
)
def test_values_without_an_end_are_named_in_a_sentence(tmp_path: Path, line: str, problem: str) -> None:
    folder = write_toml(tmp_path / "catalogue", with_action())
    file = folder / ACTIONS
    text = re.sub(r"^title = .*$", lambda _: line, file.read_text(), count=1, flags=re.MULTILINE)
    file.write_text(text)
    with pytest.raises(InvalidInput) as refused:
        load_catalogue(folder)
    assert problem in str(refused.value)
    assert len(str(refused.value)) < 500
