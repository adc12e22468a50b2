"""`check` and `history verify` on evidence: every byte, every row, and nothing that does not belong there (safety 1, 4)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from evidence_files import ACTION, OTHER, PDF, PNG, URL, add, assert_whole, at_rest
from support import OpenAs, StillClock, raw, save

from cm_tui.bootstrap import open_services
from cm_tui.model.vocabulary import Field
from cm_tui.services.services import Services

Damage = Callable[[Path], object]


@pytest.fixture(scope="module")
def proven_template(acme_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An organisation with two documents and a link; a third document was deleted. Nobody writes into it."""
    place = tmp_path_factory.mktemp("proven")
    path = Path(shutil.copytree(acme_template, place / "acme"))
    with closing(open_services(path, clock=StillClock())) as services:
        add(services, place)
        services.evidence.link(ACTION, "Policy", URL)
        services.evidence.delete(add(services, place, "gone.pdf", PDF + b"gone"))
        add(services, place, "b.png", PNG, OTHER)
        assert_whole(services)
    return path


@pytest.fixture
def own(proven_template: Path, tmp_path: Path) -> Path:
    """Such an organisation of one's own."""
    return Path(shutil.copytree(proven_template, tmp_path / "own"))


@pytest.fixture
def proven(own: Path, open_as: OpenAs) -> Services:
    """Its services."""
    return open_as(own)


def first_document(workspace: Path) -> Path:
    return workspace / "evidence" / min(at_rest(workspace))


def foreign(path: str) -> Damage:
    """A file that nobody added."""

    def damage(workspace: Path) -> None:
        target = workspace / "evidence" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("foreign")

    return damage


def swap(workspace: Path) -> None:
    first, second = (workspace / "evidence" / path for path in sorted(at_rest(workspace)))
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)


DAMAGES: list[tuple[str, Damage, str]] = [
    ("missing", lambda path: first_document(path).unlink(), "EV-.: the document is missing"),
    ("cut", lambda path: first_document(path).write_bytes(b""), "EV-.: the document has 0 bytes instead of"),
    ("changed", lambda path: first_document(path).write_bytes(bytes(len(PDF))), "EV-.: the document (is damaged|has)"),
    ("swapped", swap, "EV-.: the document has"),
    ("foreign", foreign(f"objects/ff/{'f' * 64}"), "evidence/objects/ff/f+ belongs to no evidence"),
    ("foreign name", foreign("objects/ff/readme.txt"), r"evidence/objects/ff/readme\.txt belongs to no evidence"),
    ("wrong place", foreign(f"objects/aa/{'f' * 64}"), "evidence/objects/aa/f+ belongs to no evidence"),
    ("above", foreign("objects/loose"), "evidence/objects/loose belongs to no evidence"),
    ("beside", foreign("notes.txt"), r"evidence/notes\.txt belongs to no evidence"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "sentence"), [one[1:] for one in DAMAGES], ids=[one[0] for one in DAMAGES])
def test_damaged_documents_and_foreign_ones_are_named(
    proven: Services, own: Path, damage: Damage, sentence: str
) -> None:
    damage(own)
    problems = proven.check.run().problems
    assert any(re.search(f"^Evidence: {sentence}", one) for one in problems), problems
    assert all(one.startswith("Evidence: ") and one.endswith(".") for one in problems)


def test_a_document_of_several_pieces_is_named_once_with_all_of_them(
    proven: Services, own: Path, tmp_path: Path
) -> None:
    again = add(proven, tmp_path, "again.pdf")
    (own / "evidence" / "objects" / (digest := proven.evidence.one(again).sha256 or "")[:2] / digest).unlink()
    assert proven.check.run().problems == ("Evidence: EV-1, EV-5: the document is missing.",)


FORGERIES = [
    ("name", "UPDATE evidence SET name = 'other.pdf' WHERE id = 'EV-1'", "EV-1"),
    ("digest", f"UPDATE evidence SET sha256 = '{'0' * 64}' WHERE id = 'EV-1'", "EV-1"),
    ("size", "UPDATE evidence SET size = 1 WHERE id = 'EV-1'", "EV-1"),
    ("address", "UPDATE evidence SET url = 'https://evil.example' WHERE id = 'EV-2'", "EV-2"),
    ("date", "UPDATE evidence SET expires_on = '2030-01-01' WHERE id = 'EV-2'", "EV-2"),
    ("moment", "UPDATE evidence SET added_at = '2020-01-01 00:00:00.000000' WHERE id = 'EV-2'", "EV-2"),
    ("person", "UPDATE evidence SET added_by_key = NULL WHERE id = 'EV-2'", "EV-2"),
    ("action", "UPDATE evidence SET state_id = (SELECT id FROM action_state WHERE public_id = 'CA-002') WHERE id = 'EV-2'", "EV-2"),
    ("deletion", "DELETE FROM evidence WHERE id = 'EV-4'", "EV-4"),
    ("insertion", "INSERT INTO evidence SELECT 'EV-9', state_id, kind, name, url, sha256, size, added_by_key, added_at, "
        "effective_date, expires_on FROM evidence WHERE id = 'EV-2'", "EV-9"),
    ("number", "UPDATE organisation SET evidence_number = 3", "number of evidence"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "named"), [one[1:] for one in FORGERIES], ids=[one[0] for one in FORGERIES])
def test_rows_that_do_not_follow_from_the_history_are_named(
    proven: Services, own: Path, statement: str, named: str
) -> None:
    with raw(own) as connection:
        connection.execute(statement)
    report = proven.history.verify()
    assert not report.valid
    assert re.search(rf"the present .*{named}.* does not follow", report.fault or "")


def test_a_piece_that_comes_back_after_its_deletion_is_found(proven: Services, own: Path) -> None:
    with raw(own) as connection:
        connection.execute("INSERT INTO evidence SELECT 'EV-3', state_id, kind, 'gone.pdf', url, sha256, size, added_by_key, "
                           "added_at, effective_date, expires_on FROM evidence WHERE id = 'EV-1'")  # fmt: skip
    assert "EV-3" in (proven.history.verify().fault or "")


def test_the_text_of_a_note_has_to_match_its_digest(services: Services, acme: Path) -> None:
    save(services, ACTION, {Field.OTHER_NOTES: "what was agreed"})
    assert services.check.run().problems == ()
    with raw(acme) as connection:
        connection.execute("UPDATE note SET text = 'something else'")
    [problem] = services.check.run().problems
    assert problem.startswith("Notes: ")
    assert "something else" not in problem
