"""kill -9 in the middle of creating or deleting an assessment leaves nothing of it, or all of it (safety 1, promise 1)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from assessing import OWN, assessed_catalogue, in_group
from killing import killed_in_workspace
from support import DONE, TomlFiles, dump, save

from cm_tui.bootstrap import open_services
from cm_tui.services.services import Services

STEP = 13
FEWEST = 39
"""Statements that each makes at least; with fewer the kills would say little."""
SECOND = replace(in_group("Group 2"), copy_from="Group 1", copy_details=True, copy_evidence=True)


def create(services: Services) -> None:
    services.assessments.create(SECOND)


def delete(services: Services) -> None:
    services.assessments.delete("R1 Group 1")


@pytest.mark.parametrize(("work", "left"), [(create, ["R1 Group 1", "R1 Group 2"]), (delete, ["R2 Group 1"])])
def test_before_every_few_statements_of_it(
    organisation_of: Callable[[TomlFiles], Services], work: Callable[[Services], None], left: list[str]
) -> None:
    own = organisation_of(assessed_catalogue())
    save(own, f"{OWN}@group-1", DONE)
    own.evidence.link(f"{OWN}@group-1", "Policy", "https://intranet.example/policy")
    if work is delete:
        own.assessments.create(in_group("Group 1", "r2"))
    path = Path(own.workspace.path)
    before = dump(path)
    fatal = 1
    while killed_in_workspace(path, fatal, work):
        assert dump(path) == before, f"killed before statement {fatal}"
        fatal += STEP
    assert fatal > FEWEST
    with closing(open_services(path)) as whole:
        assert [one.name for one in whole.assessments.assessments()] == left
        assert whole.check.run().problems == ()
        assert whole.history.verify().valid
