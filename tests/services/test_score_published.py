"""The published example of spec 5.6 and rule 25 of spec 17, with the catalogue that is shipped."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support import DONE, OpenAs, TomlFiles, assess_group, save, small_catalogue, toml_action

from cm_tui.model.errors import NotAllowed
from cm_tui.model.rules.points import MILLION
from cm_tui.model.views.actions import Points
from cm_tui.model.vocabulary import ControlStatus, Field, ImplementationStatus, TestStatus
from cm_tui.services.services import Services

TECHNICAL, NONTECHNICAL = "CA-004", "CA-005"
"""Detective and mandatory, so 3 points each; the second is operational."""
GROUPS = ("Europe", "Brazil", "California", "Subsidiary")


@pytest.fixture(scope="module")
def _five_groups(acme_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from cm_tui.bootstrap import open_services

    path = Path(shutil.copytree(acme_template, tmp_path_factory.mktemp("published") / "acme"))
    services = open_services(path)
    for group in GROUPS:
        assess_group(services, group, "gdpr")
    services.close()
    return path


@pytest.fixture
def five(_five_groups: Path, tmp_path: Path, open_as: OpenAs) -> Services:
    """The shipped catalogue in five groups, all of them assessed against the GDPR."""
    return open_as(Path(shutil.copytree(_five_groups, tmp_path / "acme")))


def gained(services: Services, before: Points) -> Points:
    """What the overall score has more than before."""
    return services.score.score().total - before


def test_3_points_once_for_all_five_groups_and_3_in_each_of_them(five: Services) -> None:
    names = [group.slug for group in five.assessments.groups()]
    assert len(names) == 5
    before = five.score.score().total
    save(five, TECHNICAL, DONE)
    assert gained(five, before) == Points(3 * MILLION, 0)
    for number, name in enumerate(names, 1):
        save(five, f"{NONTECHNICAL}@{name}", DONE)
        assert gained(five, before) == Points(3 * MILLION + number * 3 * MILLION, 0)
        if number == 2:
            assert gained(five, before) == Points((3 + 6) * MILLION, 0)
    assert gained(five, before) == Points((3 + 15) * MILLION, 0)


def test_both_assessments_of_a_group_show_its_action_and_no_other_group_does(five: Services) -> None:
    def passed() -> dict[tuple[str, str], int]:
        return {(one.group, one.regulation): one.your_actions_passed for one in five.assessments.assessments()}

    before = passed()
    save(five, f"{NONTECHNICAL}@default-group", DONE)
    after = passed()
    moved = {key for key, number in after.items() if number != before[key]}
    assert moved == {("Default Group", "gdpr"), ("Default Group", "hipaa-hitech")}


IN, OUT = TestStatus.IN_PROGRESS, TestStatus.OUT_OF_SCOPE
PASSED, FAILED, NONE = TestStatus.PASSED, TestStatus.FAILED_LOW, TestStatus.NONE


def test_a_controls_status_follows_from_its_actions(organisation_of: Callable[[TomlFiles], Services]) -> None:
    files = small_catalogue()
    files["actions/control-access.toml"]["action"] = [
        toml_action("CA-001"),
        toml_action("CA-002", function="detective"),
    ]
    services = organisation_of(files)
    [name] = (one.name for one in services.assessments.assessments())
    expected = [
        ((NONE, NONE), ControlStatus.NONE, 0),
        ((PASSED, NONE), ControlStatus.IN_PROGRESS, 1),
        ((PASSED, OUT), ControlStatus.PASSED, 1),
        ((PASSED, FAILED), ControlStatus.FAILED, 1),
        ((IN, FAILED), ControlStatus.FAILED, 0),
        ((OUT, OUT), ControlStatus.OUT_OF_SCOPE, 0),
    ]
    for tests, status, passed in expected:
        for action, test in zip(("CA-001", "CA-002"), tests, strict=True):
            implemented = ImplementationStatus.NOT_IMPLEMENTED if test is NONE else ImplementationStatus.IMPLEMENTED
            save(services, action, {Field.IMPLEMENTATION_STATUS: implemented, Field.TEST_STATUS: test})
        [found] = services.assessments.details(name).controls
        assert (found.status, found.your_actions, found.your_actions_passed) == (status, 2, passed), tests
        assert found.points is not None
        assert found.points.possible == sum(
            worth * MILLION for worth, test in zip((27, 3), tests, strict=True) if test is not OUT
        )


def test_the_last_assessment_stays(services: Services) -> None:
    first, last = (one.name for one in services.assessments.assessments())
    services.assessments.delete(first)
    with pytest.raises(NotAllowed, match="last assessment"):
        services.assessments.delete(last)
