"""Many plans at once are stored as if one after the other (issue 7)."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from support import DONE_DAY, LATER_DAY, OpenAs, actor_of, dump, query, save, stored

from cm_tui.model.drafts import ActionDraft
from cm_tui.model.errors import InvalidInput, NotAllowed, StaleEdit
from cm_tui.model.views.actions import SaveOutcome
from cm_tui.model.vocabulary import Field, FieldValue, ImplementationStatus, TestingType, TestStatus
from cm_tui.services.actions.planning import Plan, Planner
from cm_tui.services.actions.record import find_records
from cm_tui.services.actions.saving import Saving
from cm_tui.services.actions.saving_many import save_many
from cm_tui.services.history.chain import Ledger
from cm_tui.services.services import Services

MARIA, HELEN = "maria.ruiz@contoso.example", "helen.fischer@contoso.example"
PEOPLE = (MARIA, HELEN, "amelia.stone@contoso.example", None)
NOTES = ("", "done", "Zażółć gęślą jaźń 漢字", "a longer one\nin two lines")
VALUES: dict[Field, Sequence[FieldValue]] = {
    Field.IMPLEMENTATION_STATUS: tuple(ImplementationStatus),
    Field.IMPLEMENTATION_DATE: (DONE_DAY, None),
    Field.IMPLEMENTATION_NOTES: NOTES,
    Field.TEST_STATUS: tuple(TestStatus),
    Field.TEST_DATE: (LATER_DAY, None),
    Field.OTHER_NOTES: NOTES,
    Field.TESTING_TYPE: tuple(TestingType),
    Field.OWNER: PEOPLE,
}


@pytest.fixture
def maria(contoso: Path, open_as: OpenAs) -> Services:
    """The demo organisation as somebody who may change actions."""
    return open_as(contoso, MARIA)


def planned(services: Services, random: Random) -> list[Plan]:
    """What many drafts at random amount to, those of them that the rules allow."""
    ids = [row.id for row in services.listing.select(query(""))]
    with services.store.reading() as session:
        planner = Planner(session, actor_of(services))
        plans = []
        for action, record in find_records(session, random.sample(ids, 150)).items():
            changes: dict[Field, FieldValue] = {
                field: random.choice(list(VALUES[field])) for field in random.sample(list(VALUES), random.randint(1, 4))
            }
            if random.random() < 0.2:
                changes = {Field.OWNER: HELEN, Field.SENT_BY: MARIA}
            try:
                plans.append(planner.plan(ActionDraft(action, record.state.version, changes), record=record))
            except (NotAllowed, InvalidInput):
                continue
        return plans


def one_by_one(services: Services, plans: list[Plan]) -> tuple[SaveOutcome, ...]:
    """Store plans as single saves do."""
    with services.store.writing() as session:
        ledger = Ledger(session)
        saving = Saving(session, ledger, actor_of(services), services.clock())
        outcomes = tuple(saving.store(plan) for plan in plans)
        ledger.flush()
        return outcomes


def at_once(services: Services, plans: list[Plan]) -> tuple[SaveOutcome, ...]:
    """Store plans together."""
    with services.store.writing() as session:
        ledger = Ledger(session)
        outcomes = save_many(session, ledger, actor_of(services), services.clock(), plans)
        ledger.flush()
        return outcomes


def comparable(workspace: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table; of notices not the numbers, which nobody sees."""
    tables = dump(workspace)
    return {**tables, "notice": sorted((row[1:] for row in tables["notice"]), key=repr)}


@pytest.mark.parametrize("seed", [7, 11])
def test_it_stores_what_single_saves_store(contoso_template: Path, tmp_path: Path, open_as: OpenAs, seed: int) -> None:
    found = []
    for name, store in (("single", one_by_one), ("many", at_once)):
        path = Path(shutil.copytree(contoso_template, tmp_path / name))
        services = open_as(path, MARIA)
        plans = planned(services, Random(seed))
        assert len([plan for plan in plans if not plan.is_nothing]) > 60
        outcomes = store(services, plans)
        assert services.check.run().problems == ()
        assert services.history.verify().valid
        found.append((outcomes, comparable(path)))
    (singles, expected), (together, rows) = found
    assert together == singles
    for table, content in expected.items():
        assert rows[table] == content, table


def test_a_record_of_another_version_refuses_all_and_is_named(maria: Services, contoso: Path, open_as: OpenAs) -> None:
    plans = planned(maria, Random(3))
    changing = [plan.record.state.public_id for plan in plans if not plan.is_nothing]
    save(open_as(contoso, HELEN), changing[5], {Field.OTHER_NOTES: "hers"})
    before = stored(contoso)
    with pytest.raises(StaleEdit, match=f"^{changing[5]} was changed in this moment"):
        at_once(maria, plans)
    assert stored(contoso) == before


def test_a_unit_that_goes_on_sees_what_is_stored(maria: Services) -> None:
    with maria.store.writing() as session:
        actor, at, ledger = actor_of(maria), maria.clock(), Ledger(session)
        records = find_records(session, ["CA-003", "CA-004"])
        plans = [Plan(record, {Field.OTHER_NOTES: "first"}) for record in records.values()]
        save_many(session, ledger, actor, at, plans)
        assert {(one.state.other_notes, one.state.version) for one in records.values()} == {
            ("first", find_records(session, [action])[action].state.version) for action in records
        }


def test_nothing_to_store_writes_nothing(maria: Services, contoso: Path) -> None:
    with maria.store.reading() as session:
        plans = [Plan(record, {}) for record in find_records(session, ["CA-003", "CA-004"]).values()]
    before = stored(contoso)
    assert [one.event for one in at_once(maria, plans)] == [None, None]
    assert at_once(maria, []) == ()
    assert stored(contoso) == before
