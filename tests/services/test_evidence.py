"""Evidence: what is added, read, handed out and deleted, and what each leaves (spec 2.8, 3.8; safety 6)."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from evidence_files import ACTION, OTHER, PDF, PNG, URL, add, assert_whole, at_rest, large, mode, written
from support import DONE, OpenAs, StillClock, dump, query, save, subscribe

from cm_tui.bootstrap import create_workspace
from cm_tui.model.errors import NotAllowed
from cm_tui.model.listing import ListQuery
from cm_tui.model.vocabulary import (
    EvidenceKind,
    Field,
    ImplementationStatus,
    TestingSource,
    TestingType,
    TestStatus,
)
from cm_tui.services.creation import NewWorkspace
from cm_tui.services.services import Services


class TestsOfAdding:
    def test_several_documents_come_together_as_what_they_were(
        self, services: Services, tmp_path: Path, clock: StillClock
    ) -> None:
        files = [written(tmp_path, "Zoë.pdf", PDF), written(tmp_path, "shot.PNG", PNG)]
        added = services.evidence.add(ACTION, files, effective_date=date(2026, 1, 2), expires_on=date(2027, 1, 2))
        assert added.notices == ()
        assert services.evidence.evidence(ACTION) == added.evidence == services.actions.details(ACTION).evidence
        assert [(one.id, one.name, one.kind, one.size, one.url) for one in added.evidence] == [
            ("EV-1", "Zoë.pdf", EvidenceKind.DOCUMENT, len(PDF), None),
            ("EV-2", "shot.PNG", EvidenceKind.DOCUMENT, len(PNG), None),
        ]
        one = added.evidence[0]
        assert (one.action, one.added_by, one.added_by_name) == (ACTION, services.person.email, services.person.name)
        assert (one.added_at, one.effective_date, one.expires_on) == (clock(), date(2026, 1, 2), date(2027, 1, 2))
        assert assert_whole(services) == {one.sha256 for one in added.evidence}
        assert services.evidence.one("ev-2") == added.evidence[1]

    def test_a_link_is_a_name_and_an_address(self, services: Services) -> None:
        [one] = services.evidence.link(ACTION, " The policy ", f" {URL} ").evidence
        assert (one.name, one.url, one.kind, one.sha256, one.size) == ("The policy", URL, EvidenceKind.LINK, None, None)
        assert assert_whole(services) == set()

    def test_the_same_bytes_are_stored_once_and_it_is_said(self, services: Services, tmp_path: Path) -> None:
        first = add(services, tmp_path, "a.pdf")
        again = services.evidence.add(ACTION, [written(tmp_path, "b.pdf", PDF), written(tmp_path, "c.pdf", PDF)])
        assert again.notices == (f"c.pdf holds the same bytes as {first} (a.pdf); they are stored once.",)
        elsewhere = services.evidence.add(OTHER, [written(tmp_path, "d.pdf", PDF)])
        assert elsewhere.notices == ()
        assert len(assert_whole(services)) == 1

    def test_a_file_that_came_again_mends_a_damaged_document(
        self, services: Services, acme: Path, tmp_path: Path
    ) -> None:
        add(services, tmp_path)
        [document] = [acme / "evidence" / path for path in at_rest(acme)]
        document.write_bytes(b"x" * len(PDF))
        assert services.check.run().problems
        add(services, tmp_path, "b.pdf")
        assert_whole(services)

    def test_progress_is_told_to_the_end(self, services: Services, tmp_path: Path) -> None:
        files = [large(tmp_path, "a.zip", 3_000_000), written(tmp_path, "b.pdf", PDF)]
        told: list[tuple[int, int]] = []
        services.evidence.add(ACTION, files, progress=lambda done, total: told.append((done, total)))
        total = 3_000_000 + len(PDF)
        assert told[0] == (0, total)
        assert told[-1] == (total, total)
        assert [done for done, _ in told] == sorted({done for done, _ in told})
        assert len(told) >= 5

    def test_100_mb_are_taken_and_found_whole(self, services: Services, tmp_path: Path) -> None:
        size = 100 * 1024 * 1024
        [one] = services.evidence.add(ACTION, [large(tmp_path, "recording.zip", size)]).evidence
        assert one.size == size
        assert_whole(services)

    def test_ids_are_never_used_again(self, services: Services, tmp_path: Path) -> None:
        services.evidence.delete(add(services, tmp_path))
        services.evidence.delete(services.evidence.link(ACTION, "x", URL).evidence[0].id)
        assert add(services, tmp_path) == "EV-3"
        many = [written(tmp_path, f"{n}.txt", f"text {n}") for n in range(9)]
        services.evidence.add(ACTION, many)
        assert [one.id for one in services.evidence.evidence(ACTION)] == [f"EV-{n}" for n in range(3, 13)]

    def test_the_action_itself_does_not_change(self, services: Services, tmp_path: Path) -> None:
        before = services.actions.details(ACTION).row
        add(services, tmp_path)
        assert services.actions.details(ACTION).row == before

    @pytest.mark.parametrize("shared", [False, True])
    def test_folders_and_files_are_as_private_as_the_workspace(
        self, tmp_path: Path, open_as: OpenAs, shared: bool
    ) -> None:
        path = tmp_path / "w"
        create_workspace(path, NewWorkspace("Acme", regulations=("gdpr",), shared=shared), StillClock())
        before = os.umask(0)
        try:
            add(open_as(path), tmp_path)
        finally:
            os.umask(before)
        folder, file = (0o2770, 0o660) if shared else (0o700, 0o600)
        found = list((path / "evidence").rglob("*"))
        assert {mode(one) for one in found if one.is_dir()} == {folder}
        assert {mode(one) for one in found if one.is_file()} == {file}

    def test_the_filter_finds_what_is_proven(self, services: Services, tmp_path: Path) -> None:
        add(services, tmp_path)
        services.evidence.link(OTHER, "x", URL)
        everything = len(services.listing.select(ListQuery()))
        assert {row.id for row in services.listing.select(query("evidence:yes"))} == {ACTION, OTHER}
        assert len(services.listing.select(query("evidence:no"))) == everything - 2
        assert len(services.listing.select(query("evidence:yes,no"))) == everything


class TestsOfAutomation:
    def test_evidence_turns_it_off_in_the_same_unit_and_says_so(
        self, contoso: Path, open_as: OpenAs, tmp_path: Path
    ) -> None:
        services = open_as(contoso)
        automatic = next(
            row
            for row in services.listing.select(ListQuery())
            if row.testing_type is TestingType.AUTOMATIC and row.testing_source is not TestingSource.DEFENDER_FOR_CLOUD
        )
        events = services.history.verify().events
        added = services.evidence.add(automatic.id, [written(tmp_path, "a.pdf", PDF)])
        assert added.notices[0].startswith("Automatic testing is turned off")
        after = services.actions.details(automatic.id).row
        assert (after.testing_type, after.version) == (TestingType.MANUAL, automatic.version + 1)
        assert services.history.verify().events == events + 2
        assert services.evidence.link(automatic.id, "x", URL).notices == ()
        assert_whole(services)

    def test_that_of_defender_for_cloud_stays_on(self, services: Services, tmp_path: Path) -> None:
        subscribe(services, "IC-001", (1, 2))
        before = services.actions.details("IC-001").row
        assert before.testing_type is TestingType.AUTOMATIC
        assert services.evidence.add("IC-001", [written(tmp_path, "a.pdf", PDF)]).notices == ()
        assert services.actions.details("IC-001").row == before


class TestsOfDeleting:
    def test_row_and_document_go_and_the_history_tells(self, services: Services, tmp_path: Path) -> None:
        one = add(services, tmp_path)
        assert services.evidence.delete(one).name == "a.pdf"
        assert services.evidence.evidence(ACTION) == ()
        assert assert_whole(services) == set()
        told = [(row.event, row.action, row.field, row.old, row.new) for row in services.history.rows(ACTION)]
        assert told == [
            ("evidence.deleted", ACTION, "evidence", "a.pdf", None),
            ("evidence.added", ACTION, "evidence", None, "a.pdf"),
        ]

    def test_a_document_stays_as_long_as_anything_names_it(self, services: Services, tmp_path: Path) -> None:
        first, second = add(services, tmp_path, "a.pdf"), add(services, tmp_path, "b.pdf", action=OTHER)
        services.evidence.delete(first)
        assert len(assert_whole(services)) == 1
        services.evidence.delete(second)
        assert assert_whole(services) == set()

    @pytest.mark.parametrize("status", [TestStatus.PASSED, TestStatus.FAILED_LOW, TestStatus.FAILED_HIGH])
    def test_a_verdict_locks_it_until_the_test_is_open_again(
        self, services: Services, tmp_path: Path, status: TestStatus
    ) -> None:
        one = add(services, tmp_path)
        save(services, ACTION, {**DONE, Field.TEST_STATUS: status})
        with pytest.raises(NotAllowed, match=f"{ACTION}: Evidence is locked while the test status is {status}"):
            services.evidence.delete(one)
        added = services.evidence.link(ACTION, "more", URL).evidence[0].id
        save(services, ACTION, {Field.TEST_STATUS: TestStatus.IN_PROGRESS})
        for locked in (one, added):
            services.evidence.delete(locked)
        assert assert_whole(services) == set()

    def test_what_is_out_of_scope_keeps_it(self, services: Services) -> None:
        one = services.evidence.link(ACTION, "x", URL).evidence[0].id
        save(services, ACTION, {Field.IMPLEMENTATION_STATUS: ImplementationStatus.OUT_OF_SCOPE})
        with pytest.raises(NotAllowed, match="Out of scope"):
            services.evidence.delete(one)


def test_microsofts_actions_take_none(services: Services, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed, match="managed by Microsoft"):
        services.evidence.add("MS-001", [written(tmp_path, "a.pdf", PDF)])
    with pytest.raises(NotAllowed, match="managed by Microsoft"):
        services.evidence.link("MS-001", "x", URL)
    assert services.evidence.evidence("MS-001") == ()


def test_who_added_it_becomes_user_removed_and_all_stays_sound(contoso: Path, open_as: OpenAs, tmp_path: Path) -> None:
    maria = open_as(contoso, "maria.ruiz@contoso.example")
    one = add(maria, tmp_path, action="CA-003")
    amelia = open_as(contoso, "amelia.stone@contoso.example")
    amelia.people.remove(maria.person.email)
    view = amelia.evidence.one(one)
    assert (view.added_by, view.added_by_name) == (None, None)
    assert_whole(amelia)


def test_names_and_addresses_are_in_the_history_but_no_person_and_no_text(
    services: Services, acme: Path, tmp_path: Path
) -> None:
    add(services, tmp_path, "secret plan.txt", "the text itself")
    services.evidence.link(ACTION, "Policy", URL)
    content = json.dumps(dump(acme)["event"])
    assert "secret plan.txt" in content
    assert URL in content
    assert "the text itself" not in content
    assert services.person.email not in content
