"""What somebody asks for is never written among the files of a workspace: it could take the place of one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from evidence_files import ACTION, add
from support import stored

from cm_tui.model.errors import InvalidInput
from cm_tui.services.services import Services

WRITERS: Mapping[str, Callable[[Services, str, Path], object]] = {
    "a download": lambda services, evidence, target: services.evidence.get(evidence, target, overwrite=True),
    "an export": lambda services, evidence, target: services.exports.testing_history(ACTION, target, overwrite=True),
    "a backup": lambda services, evidence, target: services.backups.create(target, overwrite=True),
}


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("place", ["workspace.db", "new.xlsx", "evidence/objects/new.xlsx", "../link/new.xlsx"])
def test_a_place_in_a_workspace_is_refused(
    services: Services, acme: Path, tmp_path: Path, place: str, writer: str
) -> None:
    evidence = add(services, tmp_path, "a.txt", "text")
    (tmp_path / "link").symlink_to(acme)
    before = stored(acme)
    target = acme / place if writer != "an export" else (acme / place).with_suffix(".xlsx")
    with pytest.raises(InvalidInput, match="lies in the workspace"):
        WRITERS[writer](services, evidence, target)
    assert stored(acme) == before
