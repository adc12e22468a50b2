"""Every key of ours has an id for the keymap, a name and a sentence, and can be delivered by a terminal."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

from cm_tui.keymap import all_bindings, check_keys, normalised, why_undeliverable
from cm_tui.screens.actions_list import ActionsList
from cm_tui.widgets.table import PagedTable

ALL = all_bindings()
LATER = ("b", "v")
"""Keys of the list whose verbs come with later issues."""


def _name(entry: tuple[type, Binding]) -> str:
    return f"{entry[0].__name__}.{entry[1].id or entry[1].key}"


@pytest.mark.parametrize("entry", ALL, ids=_name)
def test_a_binding_has_id_description_and_tooltip(entry: tuple[type, Binding]) -> None:
    binding = entry[1]
    assert binding.id is not None
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", binding.id)
    assert binding.description
    assert binding.description[0].isupper()
    assert binding.tooltip
    assert binding.tooltip[0].isupper()
    assert not binding.tooltip.endswith(".")


@pytest.mark.parametrize("entry", ALL, ids=_name)
def test_a_binding_uses_keys_that_arrive(entry: tuple[type, Binding]) -> None:
    for key in normalised(entry[1].key):
        assert why_undeliverable(key) is None


def test_an_id_means_one_binding() -> None:
    """Two classes may share a binding as it is; two bindings never share an id."""
    different = {binding for _, binding in ALL}
    assert [name for name, count in Counter(binding.id for binding in different).items() if count > 1] == []


def test_every_declared_binding_is_found() -> None:
    for owner, _ in ALL:
        assert all(isinstance(binding, Binding) for binding in vars(owner)["BINDINGS"])


def test_no_class_binds_a_key_twice() -> None:
    for owner in {owner for owner, _ in ALL}:
        keys = Counter(key for binding in vars(owner)["BINDINGS"] for key in normalised(binding.key))
        assert [key for key, count in keys.items() if count > 1] == [], owner


def test_the_usual_keys_do_not_clash_in_a_view() -> None:
    bindings = [binding for _, binding in ALL]
    usual = {binding.id: binding.key for binding in bindings if binding.id is not None}
    shadowed = ("list.escape", "search.leave", "details.", "app.escape", "app.back", "jump.", "help.", "palette.")
    for name, keys in usual.items():
        if not name.startswith(shadowed) and name.startswith(("list.", "table.")):
            check_keys({name: keys}, bindings)


def test_keys_of_later_issues_are_free() -> None:
    def keys(node: type[DOMNode]) -> set[str]:
        return {key for base in node.__mro__ for one in vars(base).get("BINDINGS", ()) for key in normalised(one.key)}

    assert not (keys(ActionsList) | keys(PagedTable)) & set(LATER)
