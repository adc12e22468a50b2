"""kill -9 in the middle of `import regulation` leaves nothing of it, or all of it (issue 7)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from killing import killed_in_workspace
from support import TODAY, TomlFiles, assess_group, dump, small_catalogue
from template_files import own_template, write_template

from cm_tui.bootstrap import open_services
from cm_tui.services.services import Services

STEP = 11
FEWEST = 20
"""Statements that importing makes at least; with fewer the kills would say little."""


def test_before_every_few_statements_of_it(tmp_path: Path, organisation_of: Callable[[TomlFiles], Services]) -> None:
    own = organisation_of(small_catalogue())
    own_path = Path(own.workspace.path)
    own.templates.take_over(write_template(tmp_path / "t.xlsx", own_template()))
    assess_group(own, "Group 2", "house-rules")
    tabs = own_template()
    tabs["ControlFamily"][2] = ["H 3", "Houses", "Roofs", "Roofs too.", "Mend the roof;;Shut the doors"]
    tabs["Actions"][2] = ["Mend the roof", "Documentation", 7, None, "Roofs leak.", None, None]
    tabs["Actions"][1][2] = 20
    file = write_template(tmp_path / "m.xlsx", tabs)
    before = dump(own_path)
    fatal = 1
    while killed_in_workspace(own_path, fatal, lambda services: services.templates.take_over(file)):
        assert dump(own_path) == before, f"killed before statement {fatal}"
        fatal += STEP
    assert fatal > FEWEST
    with closing(open_services(own_path)) as whole:
        assert whole.templates.review(file).is_nothing
        assert whole.check.run().problems == ()
        assert whole.history.verify().valid
        whole.score.since(TODAY)
