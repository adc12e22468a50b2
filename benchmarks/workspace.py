"""A workspace of 400 improvement actions: the demo organisation on the shipped catalogue, scaled up with copies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

from cm_tui.bootstrap import open_services
from cm_tui.model.listing import ListQuery
from cm_tui.model.vocabulary import ManagedBy
from cm_tui.services.catalogue.definitions import ActionDefinition, Catalogue
from cm_tui.services.catalogue.loader import data_folder, load_catalogue
from cm_tui.services.clock import system_clock
from cm_tui.services.demo.build import create_demo_organisation
from cm_tui.services.demo.script import read_script
from cm_tui.services.people.identity import system_account

ACTIONS = 400
_WAVES = ("Northern", "Southern", "Eastern", "Western", "Central", "Coastal", "Alpine", "Island", "Capital", "Harbour")


def scaled_workspace(path: Path) -> int:
    """Make the workspace. Returns how many actions the unfiltered list shows, at least `ACTIONS`."""
    folder = data_folder()
    catalogue, script = load_catalogue(folder), read_script(folder)
    create_demo_organisation(path / "trial", script, catalogue, system_account(), system_clock)
    own = sum(action.managed_by is ManagedBy.ORGANISATION for action in catalogue.actions)
    wanted = max(ACTIONS * own // _rows(path / "trial") + 10 - own, 0)
    scaled = replace(catalogue, actions=(*catalogue.actions, *islice(_copies(catalogue), wanted)))
    create_demo_organisation(path / "scaled", script, scaled, system_account(), system_clock)
    return _rows(path / "scaled")


def _rows(workspace: Path) -> int:
    services = open_services(workspace)
    try:
        return services.listing.listing(ListQuery()).counts.total
    finally:
        services.close()


def _copies(catalogue: Catalogue) -> Iterator[ActionDefinition]:
    """Every action of the organisation again and again, under new ids and names of their own."""
    for wave in count():
        word = _WAVES[wave % len(_WAVES)]
        for action in catalogue.actions:
            if action.managed_by is ManagedBy.ORGANISATION:
                prefix, number = action.id.split("-")
                versions = tuple(
                    replace(one, title=f"{one.title} in the {word} region {wave + 1}") for one in action.versions
                )
                yield replace(action, id=f"{prefix}-{int(number) + 100 * (wave + 1):03}", versions=versions)
