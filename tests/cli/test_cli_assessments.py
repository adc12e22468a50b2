"""`assessments create`, `edit`, `delete`, `show` and `groups list`, word by word (interface 4, 5; spec 11)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cli_runner import Cli, assert_refused
from templates import part_of

MARIA, PRIYA = "maria.ruiz@contoso.example", "priya.nair@contoso.example"
NEW = ("--name", "R1 Asia", "--group", "Asia", "--regulation", "lgpd")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new organisation with two regulations in one group."""
    from cm_tui.services.catalogue.loader import data_folder, load_catalogue
    from cm_tui.services.clock import system_clock
    from cm_tui.services.creation import NewWorkspace, create_organisation
    from cm_tui.services.people.identity import system_account

    path = tmp_path_factory.mktemp("acme") / "workspace"
    request, catalogue = NewWorkspace("Acme", regulations=("lgpd", "ccpa")), part_of(load_catalogue(data_folder()))
    create_organisation(path, request, catalogue, system_account(), system_clock)
    return path


@pytest.fixture
def cm(template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(Path(shutil.copytree(template, tmp_path / "workspace")), capsys)


def names(cm: Cli) -> list[object]:
    """The assessments as they are listed."""
    return [row["name"] for row in cm("assessments", "list", "--format", "json").rows]


def assert_sound(cm: Cli) -> None:
    """Nothing is wrong, and everything follows from the history."""
    assert cm("check").code == 0


def test_it_is_created_shown_and_listed(cm: Cli) -> None:
    before = cm.digest()
    rehearsed = cm("assessments", "create", *NEW, "--dry-run")
    assert rehearsed.lines[-1] == "Dry run: nothing was stored."
    assert cm.digest() == before
    done = cm("assessments", "create", *NEW)
    assert done.lines == rehearsed.lines[:-1]
    assert done.lines[0] == "R1 Asia: assessment created: lgpd in the new group Asia, all services"
    assert names(cm) == ["R1 Asia", "CCPA Default Group", "LGPD Default Group"]
    assert cm("groups", "list", "--format", "json").rows == [
        {"name": "Asia", "slug": "asia", "assessments": ["R1 Asia"]},
        {"name": "Default Group", "slug": "default-group", "assessments": ["CCPA Default Group", "LGPD Default Group"]},
    ]
    assert cm("history", "list", "--limit", "1", "--format", "json").rows[0]["new"] == "R1 Asia"
    assert "R1 Asia" in cm("history", "list", "--limit", "1").out
    assert_sound(cm)


def test_json_names_what_it_brings(cm: Cli) -> None:
    made = cm("assessments", "create", *NEW, "--format", "json").record
    begun, shared = made["begun"], made["shared"]
    assert isinstance(begun, list)
    assert isinstance(shared, list)
    assert all(str(one).endswith("@asia") for one in begun)
    assert not any("@" in str(one) for one in shared)
    assert (made["new_group"], made["left"], made["dry_run"]) == (True, [], False)
    shown = cm("assessments", "show", "r1 asia", "--format", "json").record
    assert shown["your_actions"] == len(begun) + len(shared)
    [listed] = [row for row in cm("assessments", "list", "--format", "json").rows if row["name"] == "R1 Asia"]
    assert shown["controls_total"] == listed["controls_total"] == listed["controls"] == made["controls"]
    assert shown["points_possible"] == made["points_possible"]
    assert {"families", "progress", "microsoft", "controls", "updates"} < shown.keys()
    families = shown["families"]
    assert isinstance(families, list)
    assert sum(one["controls"] for one in families) == made["controls"]


def test_services_and_data_of_another_group_come_as_asked(cm: Cli) -> None:
    listed = cm("actions", "list", "--filter", "regulation:lgpd group:Default", "--format", "json").rows
    action = next(str(row["id"]) for row in listed if row["group"] == "Default Group")
    cm("actions", "set", action, "--implementation-status", "Planned", "--other-notes", "Begun.")
    cm("evidence", "link", action, "Policy", "https://intranet.example/policy")
    words = ("--copy-from", "default group", "--copy", "details", "--copy", "EVIDENCE")
    made = cm("assessments", "create", *NEW, *words)
    copy = action.replace("@default-group", "@asia")
    assert "R1 Asia: 1 action taken over from default group, 1 piece of evidence copied" in made.lines
    shown = cm("actions", "show", copy, "--format", "json").record
    assert (shown["implementation_status"], shown["other_notes"], shown["version"]) == ("Planned", "Begun.", 2)
    events = [row["event"] for row in cm("history", "list", "--action", copy, "--format", "json").rows]
    assert set(events) == {"action.copied", "evidence.added"}
    narrowed = cm("assessments", "edit", "r1 asia", "--service", "microsoft azure", "--format", "json").record
    assert narrowed["services"] == ["Microsoft Azure"]
    leaving, left = narrowed["leaving"], narrowed["left"]
    assert isinstance(leaving, list)
    assert isinstance(left, list)
    assert leaving
    assert not any("@" in one for one in leaving)
    assert left
    listed_now = {row["id"] for row in cm("actions", "list", "--filter", "test:any", "--format", "json").rows}
    assert set(leaving) <= listed_now
    assert not set(left) & listed_now
    assert narrowed["changes"] == [{"field": "services", "old": "all", "new": "Microsoft Azure"}]
    assert_sound(cm)


def test_it_is_edited(cm: Cli) -> None:
    edit = ("assessments", "edit", "ccpa default group")
    done = cm("assessments", "edit", " ccpa  default group", "--name", "CCPA")
    assert done.lines[0] == "CCPA Default Group: name CCPA Default Group → CCPA"
    assert cm("assessments", "edit", "CCPA", "--name", "CCPA", "--all-services").lines == ["CCPA: unchanged"]
    narrowed = cm("assessments", "edit", "CCPA", "--service", "Microsoft Azure", "--dry-run").out
    assert "of yours leave, counted by other assessments\n" in narrowed
    assert "of yours leave, counted by no other assessment\n" in narrowed
    assert_refused(cm(*edit, "--name", "x"), 1, "There is no assessment", "there are: CCPA,")
    assert_refused(cm("assessments", "edit", "CCPA"), 2, "--name, --service or --all-services")
    assert_refused(cm("assessments", "edit", "CCPA", "--service", "x", "--all-services"), 2, "not both")
    assert_sound(cm)


def test_it_is_deleted_with_what_nothing_else_uses(cm: Cli) -> None:
    delete = ("assessments", "delete", "ccpa DEFAULT group")
    before = cm.digest()
    assert_refused(cm(*delete), 1, "--yes")
    rehearsed = cm(*delete, "--dry-run", "--format", "json").record
    assert cm.digest() == before
    gone = rehearsed["disappearing"]
    assert isinstance(gone, list)
    done = cm(*delete, "--yes")
    assert done.lines[0] == "CCPA Default Group: assessment deleted"
    assert done.lines[1].startswith(f"CCPA Default Group: {len(gone)} actions of yours disappear")
    assert done.lines[2 : 2 + len(gone)] == [f"{one['id']}  {one['name']}" for one in gone]
    listed = {row["id"] for row in cm("actions", "list", "--format", "json").rows}
    assert not listed & {one["id"] for one in gone}
    assert_refused(cm("assessments", "delete", "LGPD Default Group", "--yes"), 1, "last assessment")
    assert names(cm) == ["LGPD Default Group"]
    assert_sound(cm)


@pytest.mark.parametrize(
    ("words", "code", "needles"),
    [
        (("--name", "x", "--group", "Asia"), 2, ("--regulation",)),
        (("--name", "x", "--regulation", "gdpr"), 2, ("--group",)),
        (("--group", "Asia", "--regulation", "gdpr"), 2, ("--name",)),
        ((*NEW, "--regulation", "nis2"), 1, ("'nis2'", "gdpr, ccpa")),
        ((*NEW, "--service", "Mars"), 1, ("'Mars'", "allowed: ")),
        ((*NEW, "--name", "ccpa default GROUP"), 1, ("already", "unique across groups")),
        ((*NEW, "--group", "default group"), 1, ("already, by 'LGPD Default Group'",)),
        ((*NEW, "--copy", "owners"), 1, ("--copy", "'owners'", "details, evidence")),
        ((*NEW, "--copy", "details"), 1, ("copied from a group",)),
        ((*NEW, "--copy-from", "Default Group"), 1, ("what to copy",)),
        ((*NEW, "--name", ""), 1, ("Write a name for the assessment.",)),
        ((*NEW, "--format", "csv"), 1, ("--format",)),
    ],
)
def test_what_cannot_be_created_changes_nothing(
    cm: Cli, words: tuple[str, ...], code: int, needles: tuple[str, ...]
) -> None:
    before = cm.digest()
    assert_refused(cm("assessments", "create", *words), code, *needles)
    assert cm.digest() == before


def test_what_is_only_asked_for_need_not_be_named_in_full(cm: Cli, tmp_path: Path) -> None:
    for words in (("assessments", "show", "lgp"), ("score", "--explain", "--assessment", "LGPD")):
        assert cm(*words) == cm(*words[:-1], "LGPD Default Group")
    assert cm("regulations", "show", "Cc") == cm("regulations", "show", "ccpa")
    assert cm("export", "assessment", "ccpa", str(tmp_path / "a.xlsx")).lines[0].startswith("CCPA Default Group: ")
    assert cm("assessments", "create", *NEW, "--name", "LGPD Asia").code == 0
    assert_refused(cm("assessments", "show", "lgpd"), 1, "more than one assessment", "LGPD Asia, LGPD Default Group.")
    assert_refused(cm("assessments", "show", " "), 1, "no assessment")
    assert_refused(cm("assessments", "edit", "LGPD A", "--name", "x"), 1, "no assessment 'LGPD A'")
    assert_refused(cm("assessments", "delete", "LGPD A", "--yes"), 1, "no assessment 'LGPD A'")
    assert cm("assessments", "delete", "lgpd ASIA", "--yes").code == 0


def test_roles(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cm = Cli(demo, capsys)
    assert_refused(cm("assessments", "create", *NEW, acting=PRIYA), 1, "Reader", "Contribution")
    assert_refused(cm("assessments", "delete", "GDPR Europe", "--yes", acting=MARIA), 1, "Contribution may not delete")
    assert cm("assessments", "create", *NEW, acting=MARIA).code == 0
    shown = cm("assessments", "show", "GDPR Europe").out
    for heading in ("Service", "Family", "Control", "Microsoft action"):
        assert heading in shown
