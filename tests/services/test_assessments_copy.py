"""A new group takes over what another one did about its own actions (spec 11.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from assessing import IN_AZURE, M365, OF_BOTH, OWN, SHARED, assessed_catalogue, in_group
from evidence_files import PDF, written
from newer_catalogue import grow, newer
from support import DONE, OpenAs, StillClock, TomlFiles, save, write_toml
from updating import assert_sound, waiting, work

from cm_tui.model.drafts import AssessmentDraft
from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.points import MILLION
from cm_tui.model.vocabulary import Field, ImplementationStatus, Role, TestStatus
from cm_tui.services.services import Services

FROM, TO = f"{OWN}@group-1", f"{OWN}@group-2"
NOTES = {
    Field.IMPLEMENTATION_NOTES: "How it is done.",
    Field.TEST_NOTES: "How it was tested.",
    Field.OTHER_NOTES: "What else.",
}
MARIA = "maria@example.org"
COPY_ALL = replace(in_group("Group 2"), copy_from="group 1", copy_details=True, copy_evidence=True)


@pytest.fixture
def own(organisation_of: Callable[[TomlFiles], Services], clock: StillClock, tmp_path: Path) -> Services:
    """An organisation whose first group did one of its actions, with notes, an owner, a document and a link."""
    services = organisation_of(assessed_catalogue())
    services.people.add(MARIA, "Maria", Role.CONTRIBUTION, None)
    save(services, FROM, {**DONE, **NOTES, Field.OWNER: MARIA})
    first, last = date(2026, 1, 1), date(2027, 1, 1)
    services.evidence.add(FROM, [written(tmp_path, "policy.pdf", PDF)], effective_date=first, expires_on=last)
    services.evidence.link(FROM, "Policy", "https://intranet.example/policy")
    save(services, SHARED, DONE)
    clock.forward(hours=1)
    return services


def recorded(services: Services, action: str) -> dict[str, object]:
    """What was recorded of an action, without its owner, its hand-over and its evidence."""
    found = work(services, action)
    return {name: value for name, value in found.items() if name not in (Field.OWNER, Field.SENT_BY, "evidence")}


class TestsOfDetails:
    def test_statuses_dates_and_notes_come_but_no_owner_and_no_evidence(self, own: Services) -> None:
        made = own.assessments.create(replace(COPY_ALL, copy_evidence=False))
        assert (made.copied, made.documents) == ((TO,), 0)
        assert recorded(own, TO) == recorded(own, FROM)
        details = own.actions.details(TO)
        assert (details.row.owner, details.row.version, details.evidence) == (None, 2, ())
        assert own.actions.details(f"{OF_BOTH}@group-2").row.version == 1
        assert made.after.achieved - made.before.achieved == 3 * MILLION
        assert own.notices.waiting()[0].action == FROM
        assert_sound(own)

    def test_the_histories_name_where_it_comes_from(self, own: Services) -> None:
        own.assessments.create(COPY_ALL)
        rows = [row for row in own.history.rows(TO) if row.event == "action.copied"]
        assert [(row.field, row.new) for row in rows[:3]] == [
            ("copied_from", FROM),
            ("implementation_status", "Implemented"),
            ("implementation_date", "2026-11-02"),
        ]
        (tested,) = own.testing_history.of(TO)
        assert (tested.old, tested.new, tested.note) == (TestStatus.NONE, TestStatus.PASSED, "How it was tested.")
        assert tested.changed_by == f"{own.person.name} (copied from {FROM})"

    def test_what_waits_to_be_accepted_waits_there_too(self, own: Services, tmp_path: Path) -> None:
        files = newer(assessed_catalogue(), "2026.3")
        grow(files, OWN, "2026.3", guidance="1. Something else.")
        own.catalogue.take_over(write_toml(tmp_path / "newer", files))
        own.assessments.create(COPY_ALL)
        assert waiting(own) == [FROM, TO]
        own.updates.accept_ids([TO])
        assert waiting(own) == [FROM]
        assert_sound(own)

    def test_a_version_that_does_not_serve_it_there_is_not_copied(self, own: Services, tmp_path: Path) -> None:
        files = newer(assessed_catalogue(), "2026.3")
        grow(files, OWN, "2026.3", satisfies={"direct": ["R2 Art. 1"]})
        own.catalogue.take_over(write_toml(tmp_path / "newer", files))
        made = own.assessments.create(replace(COPY_ALL, regulation="r2", name="R2 Group 2"))
        assert TO in made.begun
        assert own.actions.details(TO).row.test_status is TestStatus.NONE
        assert_sound(own)

    def test_out_of_scope_comes_too(self, own: Services) -> None:
        save(own, f"{OF_BOTH}@group-1", {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE})
        made = own.assessments.create(COPY_ALL)
        assert made.copied == (TO, f"{OF_BOTH}@group-2")
        assert own.actions.details(f"{OF_BOTH}@group-2").row.test_status is TestStatus.OUT_OF_SCOPE
        assert_sound(own)


class TestsOfEvidence:
    def test_documents_come_with_the_same_bytes_and_new_numbers(self, own: Services, tmp_path: Path) -> None:
        made = own.assessments.create(replace(COPY_ALL, copy_details=False))
        assert (made.copied, made.documents) == ((TO,), 2)
        old, new = own.evidence.evidence(FROM), own.evidence.evidence(TO)
        assert [one.id for one in (*old, *new)] == ["EV-1", "EV-2", "EV-3", "EV-4"]
        assert [replace(one, id="", action="", added_at=old[0].added_at) for one in new] == [
            replace(one, id="", action="", added_at=old[0].added_at) for one in old
        ]
        objects = [one for one in (Path(own.workspace.path) / "evidence" / "objects").rglob("*") if one.is_file()]
        assert len(objects) == 1
        assert own.actions.details(TO).row.test_status is TestStatus.NONE
        own.assessments.delete("R1 Group 1")
        assert own.evidence.get("EV-3", tmp_path / "got.pdf").read_bytes() == PDF
        assert_sound(own)

    def test_only_of_actions_that_both_groups_have(self, own: Services) -> None:
        own.evidence.link(f"{IN_AZURE}@group-1", "Elsewhere", "https://intranet.example/elsewhere")
        made = own.assessments.create(replace(COPY_ALL, services=(M365,)))
        assert made.documents == 2
        assert_sound(own)


def test_the_preview_is_what_comes_and_stores_nothing(own: Services) -> None:
    before = own.history.rows()
    preview = own.assessments.preview(COPY_ALL)
    assert own.history.rows() == before
    assert own.assessments.create(COPY_ALL) == preview
    assert own.assessments.groups()[1].name == "Group 2"


def test_nothing_comes_from_a_group_without_an_assessment(own: Services) -> None:
    own.assessments.create(in_group("Group 2"))
    own.assessments.delete("R1 Group 1")
    for ask in (own.assessments.preview, own.assessments.create):
        with pytest.raises(InvalidInput, match="'Group 1' has no assessment any more"):
            ask(replace(COPY_ALL, name="R1 Group 3", group="Group 3"))


def test_nothing_is_taken_over_unless_asked_for(own: Services) -> None:
    made = own.assessments.create(AssessmentDraft("Plain", "Group 2", "r1"))
    assert (made.copied, made.documents) == ((), 0)
    assert own.actions.details(TO).row.version == 1


def test_half_a_year_of_work_comes_whole(contoso: Path, open_as: OpenAs) -> None:
    """Results in subscriptions, updates that wait, evidence and notes of the demo's Europe."""
    services = open_as(contoso, "amelia.stone@contoso.example")
    draft = AssessmentDraft("GDPR Nordic", "Nordic", "gdpr", copy_from="Europe", copy_details=True, copy_evidence=True)
    preview = services.assessments.preview(draft)
    made = services.assessments.create(draft)
    assert made == preview
    assert len(made.copied) > 50
    assert made.documents > 0
    pairs = [(one, one.replace("@nordic", "@europe")) for one in made.begun]
    differ = [new for new, old in pairs if recorded(services, new) != recorded(services, old)]
    assert differ == []
    assert any(services.actions.details(one).subscriptions for one in made.copied)
    europe = [one for one in waiting(services) if one in {old for _, old in pairs}]
    assert [one.replace("@europe", "@nordic") for one in europe] == [
        one for one in waiting(services) if one in made.begun
    ]
    for action in made.copied[::8]:
        services.testing_history.of(action)
    assert_sound(services)
