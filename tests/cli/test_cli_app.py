"""What starts the app: what is checked before it, and what it is given. The app itself is a stand-in here."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest
from cli_runner import Cli, assert_refused

from cm_tui.model.errors import StorageProblem
from cm_tui.model.views.first_start import WorkspaceChoice
from cm_tui.screens.wizard.first_start import Create, Load, Outcome
from cm_tui.services.services import Services


@dataclass
class FakeApp:
    """Stands in for `cm_tui.app.run_app`: opens the services and notes what it saw."""

    code: int = 0
    seen: list[tuple[str, str, str | None]] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)

    def run_app(self, open_services: Callable[[], Services], *, start_action: str | None = None) -> int:
        services = open_services()
        if start_action is not None:
            services.actions.details(start_action)
        self.seen.append((services.workspace.organisation, services.person.email, start_action))
        self.paths.append(Path(services.workspace.path))
        services.close()
        return self.code


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> FakeApp:
    found = FakeApp()
    module = ModuleType("cm_tui.app")
    module.run_app = found.run_app  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "cm_tui.app", module)
    return found


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cm_tui.cli.app_commands.is_terminal", lambda stream: True)


@pytest.fixture
def cm(demo: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(demo, capsys)


@dataclass
class FakeWizard:
    """Stands in for `cm_tui.first_start_app.run_first_start`: chooses from what there is, or leaves."""

    outcome: Outcome = Outcome.CREATED
    code: int = 0
    offered: list[str] = field(default_factory=list)

    def run_first_start(self, path: Path, load: Load, create: Create, warning: str | None) -> tuple[Outcome, int]:
        self.offered = [one.regulation.key for one in load()]
        if self.outcome is Outcome.CREATED:
            create(WorkspaceChoice("Fabrikam", "Board", ("gdpr", "lgpd"), {"gdpr": "Ours"}, ("Microsoft 365",)))
        return self.outcome, self.code


@pytest.fixture
def wizard(monkeypatch: pytest.MonkeyPatch) -> FakeWizard:
    found = FakeWizard()
    module = ModuleType("cm_tui.first_start_app")
    module.run_first_start = found.run_first_start  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "cm_tui.first_start_app", module)
    return found


@pytest.mark.usefixtures("terminal")
def test_no_command_is_the_app(cm: Cli, app: FakeApp) -> None:
    assert cm().code == 0
    assert cm(acting="li.chen@contoso.example").code == 0
    assert [seen[2] for seen in app.seen] == [None, None]
    assert app.seen[1][:2] == ("Contoso", "li.chen@contoso.example")


@pytest.mark.usefixtures("terminal")
def test_the_apps_exit_code_is_ours(cm: Cli, app: FakeApp) -> None:
    app.code = 4
    assert cm().code == 4


@pytest.mark.usefixtures("terminal")
def test_open_starts_on_an_action(cm: Cli, app: FakeApp) -> None:
    assert cm("open", " ca-003 ").code == 0
    assert app.seen[0][2] == "CA-003"


@pytest.mark.usefixtures("terminal")
def test_open_of_an_unknown_action_starts_nothing(cm: Cli, app: FakeApp) -> None:
    assert_refused(cm("open", "XX-999"), 1, "'XX-999'")
    assert app.seen == []


@pytest.mark.parametrize("words", [(), ("open", "CA-003"), ("demo",)])
def test_the_app_needs_a_terminal(cm: Cli, app: FakeApp, words: tuple[str, ...]) -> None:
    result = cm(*words) if words != ("demo",) else cm.bare(*words)
    assert_refused(result, 1, "terminal", "--help")
    assert app.seen == []


@pytest.mark.parametrize("words", [(), ("open", "CA-003")])
def test_without_a_terminal_a_missing_workspace_is_exit_4(cm: Cli, tmp_path: Path, words: tuple[str, ...]) -> None:
    nowhere = Cli(tmp_path / "nowhere", cm.capsys)
    assert_refused(nowhere(*words), 4, "cm-tui init")
    assert not nowhere.path.exists()


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("words", [(), ("open", "CA-003")])
@pytest.mark.parametrize("content", [None, b"", b"Dear Sir, " * 50])
def test_a_broken_workspace_is_reported_before_the_app(
    cm: Cli, app: FakeApp, words: tuple[str, ...], content: bytes | None
) -> None:
    (cm.path / "workspace.db").unlink()
    if content is not None:
        (cm.path / "workspace.db").write_bytes(content)
    assert_refused(cm(*words), 4, "workspace")
    assert app.seen == []


@pytest.mark.usefixtures("terminal", "app")
def test_what_the_opener_refuses_is_one_line(cm: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, as_email: str | None) -> Services:
        raise StorageProblem("The workspace was made by a newer cm-tui.")

    monkeypatch.setattr("cm_tui.bootstrap.open_services", refuse)
    assert_refused(cm(), 4, "newer")


@pytest.mark.usefixtures("terminal")
def test_a_demo_is_fresh_and_gone_at_the_end(cm: Cli, app: FakeApp) -> None:
    result = cm.bare("--as", "oliver.grant@contoso.example", "demo")
    assert (result.code, result.out, result.err) == (0, "", "")
    assert app.seen == [("Contoso", "oliver.grant@contoso.example", None)]
    assert not app.paths[0].exists()
    assert not app.paths[0].parent.exists()


@pytest.mark.usefixtures("terminal")
def test_a_demo_can_be_kept(cm: Cli, app: FakeApp, tmp_path: Path) -> None:
    place = tmp_path / "kept"
    assert str(place) in cm.bare("demo", "--keep", str(place)).out
    assert app.paths == [place]
    assert Cli(place, cm.capsys)("users", "list").code == 0
    assert_refused(cm.bare("demo", "--keep", str(place)), 4, str(place), "--workspace")
    assert_refused(cm.bare("demo", "--keep", " "), 1, "--keep", "empty")
    assert len(app.paths) == 1


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("content", ["file", "letter"])
def test_a_demo_overwrites_nothing(cm: Cli, app: FakeApp, tmp_path: Path, content: str) -> None:
    place = tmp_path / "kept"
    if content == "file":
        place.write_text("Dear")
    else:
        place.mkdir()
        (place / "letter.txt").write_text("Dear")
    assert_refused(cm.bare("demo", "--keep", str(place)), 4, "not an empty directory")
    assert app.paths == []


@pytest.mark.usefixtures("terminal")
def test_the_first_start_makes_the_workspace_and_opens_it(
    cm: Cli, app: FakeApp, wizard: FakeWizard, tmp_path: Path
) -> None:
    first = Cli(tmp_path / "first", cm.capsys)
    assert first().code == 0
    assert app.seen[0][0] == "Fabrikam"
    assert wizard.offered == ["gdpr", "ccpa", "hipaa-hitech", "lgpd"]
    assert first("groups", "list", "--format", "json").rows == [
        {"name": "Board", "slug": "board", "assessments": ["LGPD Board", "Ours"]}
    ]
    assert first("check").code == 0


@pytest.mark.usefixtures("terminal", "app", "wizard")
def test_init_without_an_option_asks_and_tells_what_it_made(cm: Cli, tmp_path: Path) -> None:
    first = Cli(tmp_path / "first", cm.capsys)
    result = first("init")
    assert result.code == 0
    assert result.lines[0] == f"{first.path}: workspace of Fabrikam created"
    assert "Ours: assessment created" in result.lines
    assert_refused(first("init"), 4, "already holds a workspace")


@pytest.mark.usefixtures("terminal", "app", "wizard")
def test_init_with_an_option_asks_nothing(cm: Cli, tmp_path: Path) -> None:
    first = Cli(tmp_path / "first", cm.capsys)
    assert_refused(first("init", "--organisation", "Fabrikam"), 1, "--regulation", "gdpr, ccpa, hipaa-hitech, lgpd")
    assert_refused(first("init", "--group", "Board"), 2, "--organisation")
    assert not first.path.exists()


def test_init_without_a_terminal_asks_nothing(cm: Cli, tmp_path: Path) -> None:
    first = Cli(tmp_path / "first", cm.capsys)
    assert_refused(first("init"), 2, "--organisation")
    assert not first.path.exists()


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("words", [(), ("init",)])
@pytest.mark.parametrize(("outcome", "code"), [(Outcome.LEFT, 1), (Outcome.INTERRUPTED, 130)])
def test_a_first_start_that_is_left_leaves_nothing(
    cm: Cli, app: FakeApp, wizard: FakeWizard, tmp_path: Path, words: tuple[str, ...], outcome: Outcome, code: int
) -> None:
    wizard.outcome = outcome
    first = Cli(tmp_path / "first", cm.capsys)
    assert_refused(first(*words), code, "No workspace was made", str(first.path))
    assert not first.path.exists()
    assert app.seen == []


@pytest.mark.usefixtures("terminal")
def test_a_first_start_that_a_signal_ends_says_its_code(
    cm: Cli, app: FakeApp, wizard: FakeWizard, tmp_path: Path
) -> None:
    wizard.outcome, wizard.code = Outcome.LEFT, 143
    assert Cli(tmp_path / "first", cm.capsys)().code == 143
    assert app.seen == []
