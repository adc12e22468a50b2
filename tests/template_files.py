"""Regulation templates for tests: real workbooks of a few rows, to be changed and imported."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import openpyxl

Cells: TypeAlias = "list[list[str | int | float | None]]"
Tabs: TypeAlias = "dict[str, Cells]"

OWN: Tabs = {
    "Template": [
        ["title", "product", "certification", "inScopeServices"],
        ["House rules", "Salesforce", "ISO 1", "Salesforce;;SAP"],
    ],
    "ControlFamily": [
        ["controlName", "controlFamily", "controlTitle", "controlDescription", "controlActionTitle"],
        ["H 1", "Houses", "Doors", "Doors are shut.", "Shut the doors;;Do what CA-001 asks"],
        ["H 2", "Houses", "Windows", "Windows too.", "Shut the windows;;Shut the doors"],
    ],
    "Actions": [
        [
            *("actionTitle", "implementationType", "actionScore", "actionDescriptionTitle", "actionDescription"),
            *("dimension-Category", "dimension-Action Purpose"),
        ],
        ["Shut the doors", "Technical", 12, "Why", "Doors let people in.", "Control Access", "Co-management"],
        ["Shut the windows", "Operational", 5, None, "So do windows.", None, None],
    ],
    "Dimensions": [["dimensionKey", "dimensionValue"], ["Action Purpose", "Co-management"]],
}
"""An own regulation of two controls, two own actions and one of the small catalogue."""


def own_template() -> Tabs:
    """A copy of the own regulation, to be changed."""
    return copy.deepcopy(OWN)


def write_template(file: Path, tabs: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """Write tabs into a workbook, and return it."""
    workbook = openpyxl.Workbook(write_only=True)
    for title, rows in tabs.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    workbook.save(file)
    return file


def read_template(file: Path) -> Tabs:
    """The tabs of an exported regulation, to be changed and imported again; what else the workbook has is left out."""
    workbook = openpyxl.load_workbook(file)
    names = [name for name in OWN if name in workbook.sheetnames]
    return {name: [list(map(_cell, row)) for row in workbook[name].iter_rows(values_only=True)] for name in names}


def _cell(value: object) -> str | int | float | None:
    assert value is None or isinstance(value, str | int | float)
    return value
