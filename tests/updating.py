"""Helpers of the tests of updates: an organisation that accepted the first versions of everything, and what nobody may lose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sqlmodel import Session
from support import StillClock, TomlFiles, small_catalogue, toml_action, toml_control, toml_regulation, write_toml

from cm_tui.model.rules.scope import slug
from cm_tui.model.tables.organisation import Group
from cm_tui.model.views.actions import Points
from cm_tui.model.vocabulary import Field
from cm_tui.services.assessments.membership import NewAssessment, add_assessment
from cm_tui.services.catalogue.loader import load_catalogue
from cm_tui.services.catalogue.writer import write_catalogue
from cm_tui.services.creation import NewWorkspace, found
from cm_tui.services.history.chain import Ledger
from cm_tui.services.people.identity import system_account
from cm_tui.services.services import Services
from cm_tui.services.storage.paths import PRIVATE
from cm_tui.services.storage.workspace import create

POINTS, NO_LONGER_TESTED, ELSEWHERE, OTHER_SERVICE, OTHER_SOURCE, TWICE = (f"CA-{n:03}" for n in range(2, 8))
"""The actions of the small organisation by what their updates change; all are technical but those of points and service."""


_EARLIER = [
    {"release": "2026.1", "guidance": "1.", "title": "The first title"},
    {"release": "2026.2", "guidance": "2."},
]


def updated_catalogue() -> TomlFiles:
    """Six actions with newer versions, and CA-001 without one."""
    files = small_catalogue()
    releases = [{"id": f"2026.{n}", "date": date(2026, n, 2)} for n in (1, 2, 3)]
    files["catalogue.toml"] |= {"regulations": ["r1", "r2"], "release": releases}
    files["regulations/r2.toml"] = toml_regulation("r2", toml_control("R2 Art. 1"))
    files["actions/control-access.toml"]["action"] = [
        toml_action("CA-001"),
        _updated(POINTS, {"requirement": "discretionary"}, type="Operational"),
        _updated(NO_LONGER_TESTED, {"automation": "Microsoft Secure Score"}),
        _updated(ELSEWHERE, {"satisfies": {"direct": ["R1 Art. 2"]}}, satisfies={"direct": ["R2 Art. 1"]}),
        _updated(OTHER_SERVICE, {"services": ["Microsoft 365"]}, services=["Microsoft Azure"], type="Operational"),
        _updated(OTHER_SOURCE, {"automation": "Built-in"}, automation="Microsoft Secure Score"),
        toml_action(TWICE, release="2026.3", guidance="3.", earlier=_EARLIER),
    ]
    return files


def once_more_updated(identity: str) -> TomlFiles:
    """The same catalogue with a later release, in which the guidance of one action changes."""
    files = updated_catalogue()
    catalogue, category = files["catalogue.toml"], files["actions/control-access.toml"]
    assert isinstance(catalogue["release"], list)
    assert isinstance(category["action"], list)
    catalogue["release"].append({"id": "2026.4", "date": date(2026, 4, 2)})
    action = next(one for one in category["action"] if one["id"] == identity)
    earlier = {"release": action["release"], "guidance": action["guidance"]}
    action |= {"release": "2026.4", "guidance": "1. What to do now.", "earlier": [*action["earlier"], earlier]}
    return files


def _updated(identity: str, earlier: Mapping[str, object], **changes: object) -> dict[str, object]:
    return toml_action(identity, release="2026.2", earlier=[{"release": "2026.1", **earlier}], **changes)


def organisation_before(path: Path, files: TomlFiles, clock: StillClock) -> Path:
    """An organisation assessed against r1 in two groups, in South for Microsoft 365 only, before it accepted any update."""
    catalogue = load_catalogue(write_toml(path.with_name("data"), files))
    first = {action.id: 1 for action in catalogue.actions}

    def fill(session: Session) -> None:
        actor = found(session, NewWorkspace("Own", regulations=("r1",)), system_account(), clock)
        write_catalogue(session, catalogue)
        ledger = Ledger(session)
        for name, services in (("North", ()), ("South", ("Microsoft 365",))):
            group = Group(name=name, slug=slug(name))
            session.add(group)
            session.flush()
            new = NewAssessment(f"R1 {name}", group, "r1", services, first)
            add_assessment(session, ledger, actor, clock(), new)
        ledger.flush()

    create(path, fill, PRIVATE)
    return path


def work(services: Services, action: str) -> dict[str, object]:
    """Everything that people recorded of an action; what it is worth is not among it."""
    details = services.actions.details(action)
    row = details.row
    return {
        Field.IMPLEMENTATION_STATUS: row.implementation_status,
        Field.IMPLEMENTATION_DATE: row.implementation_date,
        Field.TEST_STATUS: row.test_status,
        Field.TEST_DATE: row.test_date,
        Field.TESTING_TYPE: row.testing_type,
        Field.OWNER: row.owner,
        Field.SENT_BY: details.sent_by,
        Field.IMPLEMENTATION_NOTES: details.implementation_notes,
        Field.TEST_NOTES: details.test_notes,
        Field.OTHER_NOTES: details.other_notes,
        "evidence": details.evidence,
        "subscriptions": details.subscriptions,
        "measured": details.measured,
    }


def scores(services: Services) -> dict[str, Points]:
    """The points overall, under the empty name, and of every assessment."""
    score = services.score.score()
    return {"": score.total, **{one.name: one.points for one in score.assessments}}


def waiting(services: Services) -> list[str]:
    """The ids of the actions whose updates wait."""
    return [one.id for one in services.updates.updates()]


def assert_sound(services: Services) -> None:
    """Nothing is wrong with the workspace, and everything follows from its history."""
    assert services.check.run().problems == ()
