"""What the score would be if actions passed: the same as storing it would make it, and nothing is stored (issue 6, item 4)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from support import DONE, TODAY, OpenAs, save, stored

from cm_tui.model.errors import InvalidInput, NotFound
from cm_tui.model.filters import parse
from cm_tui.model.vocabulary import AssessmentStatus, Field, ImplementationStatus, ManagedBy
from cm_tui.services.services import Services

OUT = {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE}


def test_it_is_what_storing_it_makes(services: Services, acme: Path, tmp_path: Path, open_as: OpenAs) -> None:
    ids = ["CA-001", "CA-002", "PM-001@default-group"]
    save(services, "CA-003", OUT)
    save(services, "CA-002", DONE)
    before = stored(acme)
    found = services.score.what_if_ids([*ids, "CA-003", "CA-001"])
    assert stored(acme) == before
    assert (found.before, found.passing, found.out_of_scope) == (services.score.score(), ("CA-001", ids[2]), 1)
    copied = open_as(Path(shutil.copytree(acme, tmp_path / "copy")))
    for one in ids:
        save(copied, one, DONE)
    assert found.after == copied.score.score()
    assert found.after != found.before


def test_a_filter_selects_what_passes_and_everything_at_once_completes_every_assessment(services: Services) -> None:
    category = services.score.what_if(parse('category:"Control Access"', TODAY))
    assert {one[:3] for one in category.passing} == {"CA-"}
    everything = services.score.what_if(parse("", TODAY))
    assert everything.after.total.achieved == everything.after.total.possible == everything.before.total.possible
    assert {one.status for one in everything.after.assessments} == {AssessmentStatus.COMPLETE}
    assert {one.status for one in everything.before.assessments} != {AssessmentStatus.COMPLETE}


def test_nobody_asks_about_actions_that_are_not_the_organisations_own(services: Services) -> None:
    microsoft = next(one.id for one in services.score.explain() if one.managed_by is ManagedBy.MICROSOFT)
    with pytest.raises(NotFound, match="your organisation manages"):
        services.score.what_if_ids(["CA-001", microsoft])
    with pytest.raises(NotFound, match="'XX-999'"):
        services.score.what_if_ids(["XX-999"])
    with pytest.raises(InvalidInput, match="Nobody"):
        services.score.what_if(parse("group:Nobody", date(2026, 11, 20)))
    nothing = services.score.what_if_ids([])
    assert nothing.before == nothing.after


def test_the_explained_points_of_an_assessment_add_up_to_it(services: Services) -> None:
    save(services, "CA-001", DONE)
    for one in services.score.score().assessments:
        entries = services.score.explain(assessment=one.name.upper())
        counted = [entry.points for entry in entries if entry.in_scope]
        assert sum(points.achieved for points in counted) == one.points.achieved > 0
        assert sum(points.possible for points in counted) == one.points.possible


def test_an_action_is_explained_in_an_assessment_that_counts_it_only(services: Services) -> None:
    names = [one.name for one in services.score.score().assessments]
    inside = {name: {entry.id for entry in services.score.explain(assessment=name)} for name in names}
    only = next(iter(inside[names[0]] - inside[names[1]]))
    assert [entry.id for entry in services.score.explain(only, names[0])] == [only]
    with pytest.raises(NotFound, match=f"{only} does not count"):
        services.score.explain(only, names[1])
    with pytest.raises(NotFound, match=names[0]):
        services.score.explain(assessment="nothing of the kind")
