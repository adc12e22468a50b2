"""The first assessments come with the workspace: their services and their names (spec 11.1; interface 2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from assessing import AZURE, M365, assessed_catalogue
from support import OpenAs, StillClock, write_toml
from updating import assert_sound

from cm_tui.model.errors import InvalidInput
from cm_tui.services.catalogue.loader import load_catalogue
from cm_tui.services.catalogue.offering import offered
from cm_tui.services.creation import NewWorkspace, create_organisation
from cm_tui.services.people.identity import system_account
from cm_tui.services.services import Services

FIRST = NewWorkspace("Own", group="Group 1", regulations=("r1", "r2"))
Create = Callable[[NewWorkspace], Services]


@pytest.fixture
def create(tmp_path: Path, clock: StillClock, open_as: OpenAs) -> Create:
    """Creates an organisation from a request."""
    catalogue = load_catalogue(write_toml(tmp_path / "data", assessed_catalogue()))

    def create_(request: NewWorkspace) -> Services:
        create_organisation(tmp_path / "own", request, catalogue, system_account(), clock)
        return open_as(tmp_path / "own")

    return create_


def test_they_are_named_by_regulation_and_group_and_assess_all_services(create: Create) -> None:
    services = create(FIRST)
    assert [(one.name, one.services) for one in services.assessments.assessments()] == [
        ("R1 Group 1", ()),
        ("R2 Group 1", ()),
    ]
    assert_sound(services)


def test_services_and_names_are_as_they_were_chosen(create: Create) -> None:
    services = create(replace(FIRST, services=(M365, AZURE), names={"r2": " Second  one "}))
    assert [(one.name, one.services) for one in services.assessments.assessments()] == [
        ("R1 Group 1", (M365, AZURE)),
        ("Second one", (M365,)),
    ]
    assert_sound(services)


@pytest.mark.parametrize("chosen", [(), (AZURE,)], ids=["all services", "one"])
def test_the_offer_counts_controls_as_the_assessment_does(
    create: Create, tmp_path: Path, chosen: tuple[str, ...]
) -> None:
    services = create(replace(FIRST, regulations=("r1",), services=chosen))
    [offer, *_] = offered(load_catalogue(tmp_path / "data"))
    [view] = services.assessments.assessments()
    counted = offer.counted(chosen)
    assert offer.controls(chosen) == view.controls
    assert sum(one.yours for one in counted) == view.your_actions
    assert len(counted) == view.your_actions + view.microsoft_actions


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (replace(FIRST, services=("Zoom",)), f"'Zoom' is no service .* allowed: {M365}, {AZURE}"),
        (replace(FIRST, services=(AZURE,)), f"No action of R2 concerns {AZURE}"),
        (replace(FIRST, names={"r1": "Same", "r2": "SAME"}), "already; names are unique"),
        (replace(FIRST, names={"r1": ""}), "The assessment's name: Write a name."),
    ],
)
def test_what_cannot_be_is_refused(create: Create, tmp_path: Path, request_: NewWorkspace, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        create(request_)
    assert not (tmp_path / "own").exists()
