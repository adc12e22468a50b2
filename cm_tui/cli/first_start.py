"""The first start without a workspace: the wizard on the whole screen, and what it makes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cm_tui.cli.command import storage_faults
from cm_tui.cli.exit_codes import DONE, INTERRUPTED
from cm_tui.cli.output import complain
from cm_tui.model.errors import Cancelled
from cm_tui.model.vocabulary import Cloud

if TYPE_CHECKING:
    from cm_tui.model.views.first_start import RegulationOffer, WorkspaceChoice


def lead(path: Path) -> int:
    """Lead through the first start on this terminal, which makes a workspace: DONE, or the code of a program that was ended.

    Raises Cancelled where somebody left it; no workspace was made then.
    """
    from cm_tui.cli.workspace import network_warning
    from cm_tui.first_start_app import run_first_start
    from cm_tui.screens.wizard.first_start import Outcome

    outcome, code = run_first_start(path, _load, partial(_create, path), network_warning(path))
    if outcome is Outcome.CREATED:
        return DONE
    if code:
        return code
    sentence = f"No workspace was made at {path}."
    if outcome is Outcome.INTERRUPTED:
        complain(sentence)
        return INTERRUPTED
    raise Cancelled(sentence)


def _load() -> Sequence[RegulationOffer]:
    from cm_tui.services.catalogue.loader import data_folder, load_catalogue
    from cm_tui.services.catalogue.offering import offered

    return offered(load_catalogue(data_folder()))


def _create(path: Path, choice: WorkspaceChoice) -> None:
    """Make the workspace as `init` makes it."""
    from cm_tui.bootstrap import create_workspace
    from cm_tui.services.creation import NewWorkspace

    request = NewWorkspace(
        organisation=choice.organisation,
        group=choice.group,
        regulations=choice.regulations,
        cloud=Cloud.COMMERCIAL,
        services=choice.services,
        names=choice.names,
    )
    with storage_faults(path):
        create_workspace(path, request)
