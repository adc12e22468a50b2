"""What no assessment counts any more: its work is kept as it is and can be read, only its owner changes (issue 5, decisions)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from evidence_files import PDF, written
from support import DONE, DONE_DAY, TODAY, OpenAs, StillClock, draft, raw, save

from cm_tui.model.errors import NotAllowed
from cm_tui.model.rules.status import RETIRED_IS_LOCKED
from cm_tui.model.signals import Signal
from cm_tui.model.views.bulk import UndoStep
from cm_tui.model.vocabulary import Field, TestingType, TestStatus
from cm_tui.services.services import Services

ACTION = "MC-044@europe"
"""Its update takes it out of every assessment."""
AUTOMATIC, IN_SUBSCRIPTIONS, PRODUCTION = "MD-001", "IC-005@europe", "Contoso Production"
AMELIA, LI, TOMAS = "amelia.stone@contoso.example", "li.chen@contoso.example", "tomas.vesely@contoso.example"


def retire(path: Path, action: str) -> None:
    """Take an action out of every assessment, without a word in the history."""
    with raw(path) as database:
        database.execute("UPDATE action_state SET retired = 1, in_scope = 0 WHERE public_id = ?", (action,))


@pytest.fixture
def amelia(contoso: Path, open_as: OpenAs) -> Services:
    """The demo organisation, as its Global administrator."""
    return open_as(contoso, AMELIA)


@pytest.fixture
def retired(amelia: Services, tmp_path: Path) -> Services:
    """The same, after an update retired an action of Li's with evidence and a note."""
    save(amelia, ACTION, {Field.OWNER: LI, Field.OTHER_NOTES: "Kept."})
    amelia.evidence.link(ACTION, "A policy", "https://intranet.example/policy")
    amelia.evidence.add(ACTION, [written(tmp_path, "kept.pdf", PDF)])
    amelia.updates.accept_ids([ACTION])
    return amelia


def owner(services: Services) -> str | None:
    """Who owns the retired action."""
    return services.actions.details(ACTION).row.owner


def is_sound(services: Services) -> bool:
    """Whether nothing is wrong, and everything follows from the history."""
    return services.check.run().problems == ()


class TestsOfPeople:
    def test_its_owner_is_changed_hands_it_over_leaves_and_is_taken_away(self, retired: Services) -> None:
        assert ACTION in retired.people.reassign(LI, TOMAS).actions
        assert owner(retired) == TOMAS
        assert ACTION in retired.people.remove(TOMAS)
        assert owner(retired) is None
        save(retired, ACTION, {Field.OWNER: LI})
        assert owner(retired) == LI
        save(retired, ACTION, {Field.OWNER: None})
        assert owner(retired) is None
        assert is_sound(retired)

    def test_whoever_sent_it_leaves(self, amelia: Services, contoso: Path, open_as: OpenAs) -> None:
        open_as(contoso, TOMAS).assessing.send([ACTION], LI)
        amelia.updates.accept_ids([ACTION])
        amelia.people.remove(TOMAS)
        assert amelia.actions.details(ACTION).sent_by is None
        assert is_sound(amelia)

    def test_it_is_not_counted_as_work(self, amelia: Services) -> None:
        save(amelia, ACTION, {Field.OWNER: LI})
        before = {one.email: (one.owned, one.kept) for one in amelia.people.people()}
        amelia.updates.accept_ids([ACTION])
        after = {one.email: (one.owned, one.kept) for one in amelia.people.people()}
        assert after == {**before, LI: (before[LI][0] - 1, 1)}

    def test_who_owns_it_alone_is_no_better_suggestion(self, amelia: Services, contoso: Path) -> None:
        category = amelia.actions.details(ACTION).row.category
        rows = amelia.listing.rows([row.id for row in amelia.listing.find("", 5000)])
        for row in rows:
            if row.category is category or row.id == ACTION:
                with raw(contoso) as database:
                    database.execute("UPDATE action_state SET owner_key = NULL WHERE public_id = ?", (row.id,))
        save(amelia, ACTION, {Field.OWNER: LI})
        asked = next(row.id for row in rows if row.category is category and row.id != ACTION)
        said = f"owns 1 in {category}"
        assert said in {one.reason for one in amelia.bulk.suggestions([asked])}
        retire(contoso, ACTION)
        assert said not in {one.reason for one in amelia.bulk.suggestions([asked])}

    def test_nobody_is_told_of_it(self, amelia: Services, contoso: Path) -> None:
        save(amelia, ACTION, {Field.OWNER: LI})
        assert [one.action for one in amelia.notices.waiting()] == [ACTION]
        amelia.updates.accept_ids([ACTION])
        assert amelia.notices.waiting() == ()
        save(amelia, ACTION, {Field.OWNER: TOMAS})
        with raw(contoso) as database:
            assert database.execute("SELECT count(*) FROM notice").fetchone() == (0,)


REFUSED: dict[str, Callable[[Services, Path], object]] = {
    "save": lambda one, _: save(one, ACTION, DONE),
    "save with an owner": lambda one, _: save(one, ACTION, {Field.OWNER: TOMAS, Field.OTHER_NOTES: "More."}),
    "judge": lambda one, _: one.assessing.judge(
        ACTION, TestStatus.FAILED_LOW, DONE_DAY, None, one.actions.details(ACTION).row.version
    ),
    "send": lambda one, _: one.assessing.send([ACTION], TOMAS),
    "add evidence": lambda one, path: one.evidence.add(ACTION, [written(path, "more.pdf", PDF)]),
    "link evidence": lambda one, _: one.evidence.link(ACTION, "More", "https://intranet.example/more"),
    "delete evidence": lambda one, _: one.evidence.delete(one.evidence.evidence(ACTION)[0].id),
}


class TestsOfItsWork:
    def test_stays_as_it_is_and_can_be_read(self, retired: Services, tmp_path: Path) -> None:
        before = retired.actions.details(ACTION)
        for name, request in REFUSED.items():
            with pytest.raises(NotAllowed, match=f"{ACTION}: {RETIRED_IS_LOCKED}"):
                request(retired, tmp_path)
            assert retired.actions.details(ACTION) == before, name
        details = retired.actions.details(ACTION)
        assert (details.retired, details.other_notes, len(details.evidence)) == (True, "Kept.", 2)
        document = next(one for one in retired.evidence.evidence(ACTION) if one.size is not None)
        assert retired.evidence.get(document.id, tmp_path / "got.pdf").read_bytes() == PDF
        assert not retired.actions.details("CA-003").retired

    def test_is_not_undone_but_its_owner_is(self, amelia: Services, contoso: Path) -> None:
        saved = save(amelia, ACTION, {Field.OTHER_NOTES: "Kept."})
        retire(contoso, ACTION)
        with pytest.raises(NotAllowed, match=RETIRED_IS_LOCKED):
            amelia.bulk.undo(UndoStep.of(saved))
        before = owner(amelia)
        assigned = save(amelia, ACTION, {Field.OWNER: TOMAS if before != TOMAS else LI})
        amelia.bulk.undo(UndoStep.of(assigned))
        assert owner(amelia) == before
        assert amelia.actions.details(ACTION).other_notes == "Kept."

    def test_a_bulk_change_says_why(self, retired: Services) -> None:
        preview = retired.bulk.preview([ACTION, "CA-003"], {Field.OTHER_NOTES: "All."})
        assert [line.refusal for line in preview.lines] == [RETIRED_IS_LOCKED, None]

    def test_automation_leaves_it(self, amelia: Services, contoso: Path) -> None:
        retire(contoso, AUTOMATIC)
        before = amelia.actions.details(AUTOMATIC)
        assert before.row.testing_type is TestingType.AUTOMATIC
        assert amelia.automation.report([Signal(AUTOMATIC, TestStatus.FAILED_HIGH)]) == ()
        assert amelia.actions.details(AUTOMATIC) == before

    def test_its_subscriptions_are_read_only(self, amelia: Services, contoso: Path) -> None:
        assert amelia.subscriptions.details(IN_SUBSCRIPTIONS, PRODUCTION).locked is None
        retire(contoso, IN_SUBSCRIPTIONS)
        found = amelia.subscriptions.details(IN_SUBSCRIPTIONS, PRODUCTION)
        assert found.locked == RETIRED_IS_LOCKED
        with pytest.raises(NotAllowed, match=RETIRED_IS_LOCKED):
            amelia.subscriptions.record(
                IN_SUBSCRIPTIONS,
                PRODUCTION,
                test_status=TestStatus.PASSED,
                test_date=TODAY,
                test_notes="",
                seen=found.version,
            )

    def test_a_refusal_is_no_conflict_where_somebody_else_changed_it_too(
        self, amelia: Services, contoso: Path, open_as: OpenAs, clock: StillClock
    ) -> None:
        mine = draft(amelia, ACTION, DONE)
        clock.forward(hours=1)
        save(open_as(contoso, LI), ACTION, {Field.OTHER_NOTES: "Theirs."})
        retire(contoso, ACTION)
        with pytest.raises(NotAllowed, match=RETIRED_IS_LOCKED):
            amelia.actions.save(mine)
