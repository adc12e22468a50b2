"""Assessments change and go: what joins and leaves, what is kept, and what the history proves (spec 11.3; rule 25)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from assessing import AZURE, IN_AZURE, M365, OF_BOTH, OWN, SHARED, assessed_catalogue, ids, in_group, named
from newer_catalogue import grow, newer, take_out
from sqlmodel import select
from support import DONE, TomlFiles, raw, save, write_toml
from updating import assert_sound

from cm_tui.model.drafts import AssessmentEdit, AssessmentForm
from cm_tui.model.errors import InvalidInput, NotAllowed, NotFound, StaleAssessment, StaleEdit, StaleGroup
from cm_tui.model.listing import ListQuery
from cm_tui.model.rules.points import MILLION
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.views.assessments import Disappearing
from cm_tui.model.vocabulary import Field
from cm_tui.services.assessments.finding import find_assessment
from cm_tui.services.services import Services

FIRST, SECOND = "R1 Group 1", "R1 Group 2"
SEEN = AssessmentForm(SECOND, ())
AS_SEEN = AssessmentEdit(SECOND, seen=SEEN, group="Group 2", regulation="r1")


@pytest.fixture
def own(organisation_of: Callable[[TomlFiles], Services]) -> Services:
    """An organisation with two groups that are assessed against r1."""
    services = organisation_of(assessed_catalogue())
    services.assessments.create(in_group("Group 2"))
    return services


def events(services: Services) -> list[str]:
    """The names of the events, the newest first."""
    return list({row.seq: row.event for row in services.history.rows()}.values())


class TestsOfChanges:
    def test_a_name(self, own: Services) -> None:
        changed = own.assessments.edit(AssessmentEdit(SECOND.upper(), name="  Second  group "))
        assert (changed.name, changed.begun, changed.shared, changed.left) == ("Second group", (), (), ())
        assert changed.was == SEEN
        assert named(own, "Second group").group == "Group 2"
        row = own.history.rows()[0]
        assert (row.event, row.assessment, row.field, row.old, row.new) == (
            "assessment.changed",
            SECOND,
            "name",
            SECOND,
            "Second group",
        )
        assert_sound(own)

    def test_its_own_name_in_another_case_is_no_other_one(self, own: Services) -> None:
        assert own.assessments.edit(AssessmentEdit(SECOND, name="r1 GROUP 2")).name == "r1 GROUP 2"
        assert_sound(own)

    def test_services_let_actions_leave_and_come_back_with_their_work(self, own: Services) -> None:
        save(own, f"{OWN}@group-2", {**DONE, Field.OTHER_NOTES: "Kept."})
        before = own.score.score().total
        narrowed = own.assessments.edit(AssessmentEdit(SECOND, services=(AZURE,)))
        assert (narrowed.services, narrowed.left) == ((AZURE,), (f"{OWN}@group-2", f"{OF_BOTH}@group-2"))
        assert narrowed.leaving == (SHARED,)
        assert own.score.since(own.clock().date()).moves[-1].reason.endswith(f": {SECOND} has other services")
        assert (before.achieved - narrowed.after.achieved, narrowed.before) == (3 * MILLION, before)
        assert f"{OWN}@group-2" not in ids(own)
        assert SHARED in ids(own)
        assert_sound(own)
        widened = own.assessments.edit(AssessmentEdit(SECOND, services=()))
        assert (widened.returned, widened.shared) == (narrowed.left, (SHARED,))
        assert own.actions.details(f"{OWN}@group-2").other_notes == "Kept."
        assert own.score.score().total == before
        assert_sound(own)

    def test_what_never_was_there_begins(self, own: Services) -> None:
        own.assessments.create(in_group("Group 3", services=(AZURE,)))
        changed = own.assessments.edit(AssessmentEdit("R1 Group 3", services=(M365, AZURE)))
        assert changed.begun == (f"{OWN}@group-3", f"{OF_BOTH}@group-3")
        assert_sound(own)

    def test_the_preview_is_what_comes_and_stores_nothing(self, own: Services) -> None:
        edit = AssessmentEdit(SECOND, name="Second", services=(AZURE,))
        before = ids(own), own.history.rows()
        preview = own.assessments.preview_edit(edit)
        assert (ids(own), own.history.rows()) == before
        assert own.assessments.edit(edit) == preview

    def test_what_is_so_already_leaves_no_event(self, own: Services) -> None:
        before = own.history.rows()
        told = own.assessments.edit(AssessmentEdit(SECOND, name=SECOND, services=()))
        assert (told.name, told.before) == (SECOND, told.after)
        assert own.history.rows() == before

    @pytest.mark.parametrize(
        ("edit", "sentence"),
        [
            (AssessmentEdit(SECOND, name=FIRST.lower()), "already; names are unique"),
            (AssessmentEdit(SECOND, name="\t"), "Write a name for the assessment."),
            (AssessmentEdit(SECOND, services=("Zoom",)), "'Zoom' is no service"),
        ],
    )
    def test_refused(self, own: Services, edit: AssessmentEdit, sentence: str) -> None:
        before = own.history.rows()
        for ask in (own.assessments.preview_edit, own.assessments.edit):
            with pytest.raises(InvalidInput, match=sentence):
                ask(edit)
        with pytest.raises(NotFound, match=f"there are: {FIRST}, {SECOND}"):
            own.assessments.edit(AssessmentEdit("R9"))
        assert own.history.rows() == before


class TestsOfOthersChanges:
    def test_two_who_change_the_services_learn_of_each_other(self, own: Services) -> None:
        own.assessments.edit(replace(AS_SEEN, services=(AZURE,)))
        before = own.history.rows()
        sentence = rf"services {AZURE} by {own.person.name} at 20\d\d-.*, {M365} by you\. Nothing was saved"
        for ask in (own.assessments.preview_edit, own.assessments.edit):
            with pytest.raises(StaleAssessment, match=sentence) as refused:
                ask(replace(AS_SEEN, name="Other", services=(M365,)))
            assert refused.value.now == AssessmentForm(SECOND, (AZURE,))
        assert own.history.rows() == before
        own.assessments.edit(replace(AS_SEEN, services=(AZURE,)))  # both want the same
        own.assessments.edit(AssessmentEdit(SECOND, services=(M365,)))  # who saw nothing states what is to be
        assert named(own, SECOND).services == (M365,)

    def test_a_name_and_services_are_both_kept(self, own: Services) -> None:
        own.assessments.edit(replace(AS_SEEN, name="Between"))
        own.assessments.edit(AssessmentEdit("Between", name="Renamed"))
        done = own.assessments.edit(replace(AS_SEEN, services=(AZURE,)))
        assert (done.name, done.services, done.was) == ("Renamed", (AZURE,), AssessmentForm("Renamed", ()))
        with pytest.raises(StaleAssessment, match=rf"name 'Renamed' by {own.person.name} at .*, 'Mine' by you"):
            own.assessments.edit(replace(AS_SEEN, name="Mine"))
        assert own.assessments.edit(replace(AS_SEEN, name="Renamed")).services == (AZURE,)
        assert_sound(own)

    def test_what_was_deleted_is_said_to_be(self, own: Services) -> None:
        own.assessments.edit(AssessmentEdit(SECOND, name="Renamed"))
        own.assessments.delete("Renamed")
        with pytest.raises(NotFound, match=rf"'Renamed' was deleted by {own.person.name} at "):
            own.assessments.edit(replace(AS_SEEN, services=(AZURE,)))

    def test_another_one_that_took_the_name_is_not_meant(self, own: Services) -> None:
        own.assessments.edit(AssessmentEdit(SECOND, name="Renamed"))
        own.assessments.edit(AssessmentEdit(FIRST, name=SECOND))
        own.assessments.edit(replace(AS_SEEN, services=(AZURE,)))
        assert named(own, "Renamed").services == (AZURE,)
        assert named(own, SECOND).services == ()

    def test_a_group_that_began_meanwhile_is_not_joined_unseen(self, own: Services) -> None:
        draft = in_group("Group 2", "r2")
        for ask in (own.assessments.preview, own.assessments.create):
            with pytest.raises(StaleGroup, match=rf"'Group 2' was created by {own.person.name} at "):
                ask(replace(draft, new_group=True))
            with pytest.raises(StaleGroup, match="There is no group 'Group 9' by now"):
                ask(replace(in_group("Group 9", "r2"), new_group=False))
        assert own.assessments.create(replace(draft, new_group=False)).new_group is False
        assert own.assessments.create(in_group("Group 3")).new_group is True


def test_what_is_tried_keeps_nobody_from_writing(own: Services) -> None:
    with own.assessments.store.trying() as session:
        assessment, group = find_assessment(session, SECOND)
        assessment.name = "Tried"
        session.flush()
        save(own, SHARED, DONE)
        assert session.exec(select(ActionState.version).where(ActionState.public_id == SHARED)).one() == 1
    assert named(own, SECOND).group == group.name
    assert own.actions.details(SHARED).row.version == 2
    assert_sound(own)


class TestsOfGoing:
    def test_takes_the_actions_that_nothing_else_uses_and_says_which(self, own: Services) -> None:
        own.assessments.create(in_group("Group 2", "r2"))
        save(own, f"{IN_AZURE}@group-2", {Field.OTHER_NOTES: "Begun."})
        own.evidence.link(f"{IN_AZURE}@group-2", "Policy", "https://intranet.example/policy")
        removal = own.assessments.removal(SECOND.lower())
        assert removal.disappearing == (
            Disappearing(f"{OWN}@group-2", f"Do what {OWN} asks", touched=False),
            Disappearing(f"{IN_AZURE}@group-2", f"Do what {IN_AZURE} asks", touched=True),
        )
        assert (removal.name, removal.group, removal.microsoft_actions, removal.remaining) == (SECOND, "Group 2", 0, 3)
        assert own.assessments.delete(SECOND) == removal
        assert own.score.score().total == removal.after
        assert not {f"{OWN}@group-2", f"{IN_AZURE}@group-2"} & set(ids(own))
        assert f"{OF_BOTH}@group-2" in ids(own)
        kept = own.actions.details(f"{IN_AZURE}@group-2")
        assert (kept.retired, kept.other_notes, len(kept.evidence)) == (True, "Begun.", 1)
        assert events(own)[:3] == ["action.retired", "action.retired", "assessment.deleted"]
        assert_sound(own)

    def test_an_update_or_a_return_is_nobodys_work(self, own: Services) -> None:
        own.assessments.delete(SECOND)
        own.assessments.create(in_group("Group 2"))
        save(own, f"{IN_AZURE}@group-2", {Field.OWNER: own.person.email})
        assert {one.id: one.touched for one in own.assessments.removal(SECOND).disappearing} == {
            f"{OWN}@group-2": False,
            f"{IN_AZURE}@group-2": True,
            f"{OF_BOTH}@group-2": False,
        }
        assert own.actions.details(f"{OWN}@group-2").row.version > 1

    def test_the_group_remains_and_its_work_comes_back(self, own: Services) -> None:
        save(own, f"{OWN}@group-2", DONE)
        own.assessments.delete(SECOND)
        assert [(one.name, one.assessments) for one in own.assessments.groups()] == [
            ("Group 1", (FIRST,)),
            ("Group 2", ()),
        ]
        made = own.assessments.create(in_group("Group 2"))
        assert (made.new_group, f"{OWN}@group-2" in made.returned) == (False, True)
        assert named(own, SECOND).your_actions_passed == 1
        assert_sound(own)

    def test_the_last_one_stays(self, own: Services) -> None:
        own.assessments.delete(SECOND)
        for ask in (own.assessments.removal, own.assessments.delete):
            with pytest.raises(NotAllowed, match="last assessment"):
                ask(FIRST)

    def test_what_somebody_changed_since_it_was_shown_is_refused(self, own: Services) -> None:
        shown = own.assessments.removal(SECOND)
        save(own, SHARED, DONE)
        own.assessments.create(in_group("Group 2", "r2"))
        with pytest.raises(StaleEdit, match="changed since you looked"):
            own.assessments.delete(SECOND, shown)
        assert named(own, SECOND).group == "Group 2"

    def test_what_changes_the_points_alone_is_no_other_removal(self, own: Services) -> None:
        shown = own.assessments.removal(SECOND)
        save(own, SHARED, DONE)
        own.assessments.delete(SECOND, shown)
        assert_sound(own)

    def test_nobody_waits_to_be_told_of_what_is_gone(self, own: Services) -> None:
        save(own, f"{OWN}@group-2", {Field.OWNER: own.person.email})
        own.assessments.delete(SECOND)
        assert own.notices.waiting() == ()

    def test_what_comes_back_keeps_the_definition_that_it_accepted(self, own: Services, tmp_path: Path) -> None:
        own.assessments.create(in_group("Group 1", "r2"))
        files = newer(assessed_catalogue(), "2026.3")
        grow(files, OWN, "2026.3", satisfies={"direct": ["R1 Art. 2", "R2 Art. 1"]})
        own.catalogue.take_over(write_toml(tmp_path / "newer", files))
        own.assessments.delete(FIRST)
        assert f"{OWN}@group-1" not in ids(own)
        assert_sound(own)
        own.assessments.create(in_group("Group 1"))
        row = next(row for row in own.listing.select(ListQuery()) if row.id == f"{OWN}@group-1")
        assert (row.assessments, row.pending_update) == ((FIRST,), True)
        assert_sound(own)

    def test_what_was_withdrawn_stays_where_it_is_in_use_and_begins_nowhere(
        self, own: Services, tmp_path: Path
    ) -> None:
        files = newer(assessed_catalogue(), "2026.3")
        take_out(files, SHARED)
        take_out(files, OWN)
        own.catalogue.take_over(write_toml(tmp_path / "newer", files))
        made = own.assessments.create(in_group("Group 3"))
        assert (made.begun, made.shared) == ((f"{IN_AZURE}@group-3", f"{OF_BOTH}@group-3"), (SHARED,))
        assert_sound(own)


FORGERIES: dict[str, tuple[str, str]] = {
    "renamed": ("UPDATE assessment SET name = 'Other' WHERE name = 'R1 Group 2'", "the present assessment Other"),
    "narrowed": (
        "UPDATE assessment SET services = '[\"x\"]' WHERE name = 'R1 Group 2'",
        f"the present assessment {SECOND}",
    ),
    "moved": (
        "UPDATE assessment_group SET name = 'Elsewhere' WHERE name = 'Group 2'",
        f"the present assessment {SECOND}",
    ),
    "a group from nowhere": ("INSERT INTO assessment_group (name, slug) VALUES ('G', 'g')", "the present group G"),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_the_history_tells_where_assessments_do_not_follow_from_it(own: Services, what: str) -> None:
    statement, sentence = FORGERIES[what]
    with raw(Path(own.workspace.path)) as database:
        database.execute(statement)
    report = own.history.verify()
    assert not report.valid
    assert sentence in str(report.fault)
