"""What works in the background and can be closed meanwhile ends its work first: else it asks for widgets that are gone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from textual.app import App

import cm_tui
from cm_tui.widgets.workers import EndsWorkFirst

BEGINS = {"work", "asks"}
"""Decorators that make a method a worker."""


def _begins_work(node: ast.ClassDef) -> bool:
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            called = one.func
            if isinstance(called, ast.Name) and called.id in BEGINS:
                return True
            if isinstance(called, ast.Attribute) and ast.unparse(called) == "self.run_worker":
                return True
    return False


def _workers() -> Iterator[type]:
    root = Path(cm_tui.__file__).parent
    for path in sorted(root.rglob("*.py")):
        names = [
            node.name
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.ClassDef) and _begins_work(node)
        ]
        if names:
            module = import_module(".".join((cm_tui.__name__, *path.relative_to(root).with_suffix("").parts)))
            yield from (vars(module)[name] for name in names)


def test_every_class_with_workers_ends_them_before_its_widgets_go() -> None:
    found = list(_workers())
    assert len(found) > 50
    assert [one for one in found if not issubclass(one, (App, EndsWorkFirst))] == []
