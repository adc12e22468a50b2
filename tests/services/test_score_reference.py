"""The score in SQL against the score in plain Python, on organisations as they come (issue 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from score_reference import Reference, reference
from sqlalchemy import delete
from sqlmodel import Session, select
from support import StillClock, small_catalogue, toml_action, toml_control, toml_regulation
from updating import organisation_before

from cm_tui.bootstrap import open_services
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.organisation import Assessment, AssessmentAction
from cm_tui.model.tables.subscriptions import Subscription, SubscriptionState
from cm_tui.model.vocabulary import ImplementationStatus, ManagedBy, TestingType, TestStatus
from cm_tui.services.actions.record import derived_points
from cm_tui.services.assessments.standings import AssessmentStanding, assessment_standings, control_standings
from cm_tui.services.score.sums import totals
from cm_tui.services.services import Services

CLOUD = {
    "solutions": ["Microsoft Defender for Cloud"],
    "services": ["Microsoft Azure"],
    "automation": "Defender for Cloud",
    "launch_url": "https://portal.azure.com",
}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Two groups; actions of each kind and worth, one of Defender for Cloud, one of Microsoft's, some with updates."""
    files = small_catalogue()
    files["catalogue.toml"]["solutions"] = ["Entra", "Microsoft Defender for Cloud"]
    files["regulations/r1.toml"] = toml_regulation("r1", *(toml_control(f"R1 Art. {number}") for number in range(1, 5)))
    moved = {"earlier": [{"release": "2026.1", "satisfies": {"direct": ["R1 Art. 1"]}, "requirement": "mandatory"}]}
    several = {"satisfies": {"direct": ["R1 Art. 1", "R1 Art. 3"], "supporting": ["R1 Art. 2"]}}
    files["actions/control-access.toml"]["action"] = [
        toml_action("CA-001", **several),
        toml_action("CA-002", type="Operational", function="detective", **several),
        toml_action("CA-003", type="Documentation", requirement="discretionary", release="2026.2", **moved, **several),
        toml_action("CA-004", automation="Microsoft Secure Score", function="corrective"),
    ]
    files["actions/infrastructure-cloud.toml"] = {
        "category": "Infrastructure Cloud",
        "action": [toml_action("IC-001", **CLOUD), toml_action("IC-002", **CLOUD, type="Operational")],
    }
    entry = toml_action("MS-001", category="Protect Information", solutions=None)
    files["actions/microsoft-managed.toml"] = {"action": [entry]}
    path = organisation_before(tmp_path_factory.mktemp("reference") / "own", files, StillClock())
    services = open_services(path, clock=StillClock())
    with services.store.writing() as session:
        session.add_all([Subscription(name=f"s{one}", service="Microsoft Azure", kind="x") for one in range(3)])
    yield services
    services.close()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_sql_agrees_with_plain_python_on_any_organisation(own: Services, data: st.DataObject) -> None:
    with own.store.writing() as session:
        _mix_up(session, data)
    expected = reference(Path(own.workspace.path))
    with own.store.reading() as session:
        for found, sums in zip(totals(session), (expected.yours, expected.microsoft), strict=True):
            assert (found.achieved, found.possible) == (sums.achieved, sums.possible)
        standings = assessment_standings(session)
        assert standings.keys() == expected.assessments.keys()
        for key, one in standings.items():
            _assert_agreement(one, expected, key)
            assert _controls(session, key) == {
                control: (sums.status, *sums.numbers) for control, sums in expected.controls.get(key, {}).items()
            }


def _assert_agreement(one: AssessmentStanding, expected: Reference, key: int) -> None:
    counted = (one.your_actions, one.your_actions_passed, one.microsoft_actions)
    assert (one.points.achieved, one.points.possible, *counted) == expected.assessments[key].numbers
    assert one.status.value == expected.status(key)
    statuses = Counter(control.status for control in expected.controls.get(key, {}).values())
    assert {status.value: number for status, number in one.statuses.items() if number} == statuses


def _controls(session: Session, assessment: int) -> dict[int, tuple[object, ...]]:
    return {
        control: (
            one.status.value,
            one.points.achieved,
            one.points.possible,
            one.your_actions,
            one.your_actions_passed,
            one.microsoft_actions,
        )
        for control, one in control_standings(session, assessment).items()
    }


def _mix_up(session: Session, data: st.DataObject) -> None:
    """Give every state other statuses, results, a version of its action, and assessments; points as the program derives them."""
    session.execute(delete(SubscriptionState))
    if data.draw(st.booleans(), label="a statement"):
        session.execute(delete(AssessmentAction))
    for link in session.exec(select(AssessmentAction)).all():
        session.delete(link)
    session.flush()
    assessments = session.exec(select(Assessment)).all()
    accounts = session.exec(select(Subscription)).all()
    for state, action in session.exec(select(ActionState, Action).where(ActionState.action_id == Action.id)).all():
        versions = session.exec(select(ActionVersion).where(ActionVersion.action_id == action.id)).all()
        version = data.draw(st.sampled_from(versions))
        state.accepted_version_id = version.id or 0
        state.implementation_status = data.draw(st.sampled_from(ImplementationStatus))
        state.test_status = data.draw(st.sampled_from(TestStatus))
        state.testing_type = data.draw(st.sampled_from(TestingType))
        state.covered_part, state.covered_whole = data.draw(st.sampled_from([(None, None), (0, 0), (1, 3), (2, 2)]))
        results = _results(data, state, accounts) if action.id.startswith("IC") else ()
        here = [one for one in assessments if state.group_id in (None, one.group_id)]
        counted = data.draw(st.lists(st.sampled_from(here), unique_by=lambda one: one.id)) if here else []
        state.retired = not counted and action.managed_by is ManagedBy.ORGANISATION
        state.points_achieved, state.points_possible, state.in_scope = derived_points(state, version, results)
        session.add_all([state, *results])
        session.add_all([AssessmentAction(assessment_id=one.id or 0, state_id=state.id or 0) for one in counted])
    session.flush()


def _results(
    data: st.DataObject, state: ActionState, accounts: Sequence[Subscription]
) -> tuple[SubscriptionState, ...]:
    shares = data.draw(st.lists(st.sampled_from([(0, 0), (0, 3), (1, 3), (4, 7), (2, 2)]), max_size=3))
    statuses = data.draw(st.lists(st.sampled_from(TestStatus), min_size=3, max_size=3))
    return tuple(
        SubscriptionState(
            state_id=state.id or 0,
            subscription_id=account.id or 0,
            test_status=status,
            completed=completed,
            applicable=applicable,
        )
        for (completed, applicable), status, account in zip(shares, statuses, accounts, strict=False)
    )
