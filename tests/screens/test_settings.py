"""config.toml is read and judged, state.toml is written whole; keys are remapped or refused with a sentence."""

from __future__ import annotations

import os
import stat
import threading
import tomllib
from pathlib import Path

import pytest
from details_page import still, still_template
from list_page import list_page

from cm_tui.keymap import all_bindings, check, check_keys, normalised, why_undeliverable
from cm_tui.model.errors import InvalidInput
from cm_tui.screens.help import HelpScreen
from cm_tui.settings import ListMemory, Memory, Settings, config_path, read_settings

__all__ = ["still", "still_template"]


def _config(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "none.toml") == Settings()


def test_everything_is_read(tmp_path: Path) -> None:
    text = '[appearance]\ntheme = "nord"\n[start]\nsection = "improvement-actions"\n[keys]\n"list.filters" = "ctrl+f"\n'
    settings = read_settings(_config(tmp_path, text))
    assert settings == Settings("nord", "improvement-actions", {"list.filters": "ctrl+f"})
    check(settings)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[appearance", "Mend the file"),
        ("[colours]\n", "there is no [colours]; allowed are [appearance], [keys], [start]"),
        ("appearance = 1\n", "appearance has to be a table"),
        ("[appearance]\ncolour = 1\n", "[appearance] has no colour; allowed: theme"),
        ("[appearance]\ntheme = 1\n", "[appearance] theme has to be a text in quotes, not 1"),
        ('[start]\nsection = "x"\n', "[start] section 'x' does not exist; allowed: overview, improvement-actions"),
        ('[keys]\n"list.filters" = 1\n', "[keys] list.filters has to be a text in quotes"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InvalidInput) as error:
        read_settings(_config(tmp_path, text))
    assert says in str(error.value)
    assert "config.toml" in str(error.value)


def test_an_unknown_theme_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match=r"theme 'pink' does not exist; allowed: .*ansi-dark.*monochrome"):
        check(Settings(theme="pink"))


def _refusal(**keys: str) -> str:
    wishes = {name.replace("__", "."): key for name, key in keys.items()}
    with pytest.raises(InvalidInput) as error:
        check_keys(wishes, [binding for _, binding in all_bindings()])
    return str(error.value)


def test_an_unknown_binding_is_refused_with_the_known_ones() -> None:
    refusal = _refusal(list__nothing="x")
    assert "'list.nothing' is no key binding" in refusal
    assert "list.filters" in refusal


@pytest.mark.parametrize(
    "key", ["ctrl+h", "ctrl+i", "ctrl+m", "ctrl+[", "ctrl+left_square_bracket", "alt+enter", "alt+f", "alt+b"]
)
def test_keys_that_terminals_do_not_deliver_are_refused(key: str) -> None:
    assert f"list.filters: terminals deliver {key} as " in _refusal(list__filters=key)


@pytest.mark.parametrize("key", ["shift+x", "nokey", "ctrl+nokey", "", "hyper+x"])
def test_what_is_no_key_is_refused(key: str) -> None:
    assert why_undeliverable(normalised(key)[0]) is not None


@pytest.mark.parametrize(
    "key", ["x", "?", "question_mark", "f2", "pagedown", "ctrl+k", "alt+x", "shift+left", "space", "-"]
)
def test_keys_that_exist_are_taken(key: str) -> None:
    assert why_undeliverable(normalised(key)[0]) is None


def test_clashes_are_refused_where_both_keys_are_active() -> None:
    assert "list.filters: s is the key of list.sort already" in _refusal(list__filters="s")
    assert "j is the key of table.down already" in _refusal(list__filters="j")
    assert "question_mark is the key of app.help already" in _refusal(list__filters="?")
    assert "is the key of" in _refusal(list__filters="x", list__sort="x")


def test_keys_may_be_swapped_and_shared_by_different_views() -> None:
    bindings = [binding for _, binding in all_bindings()]
    check_keys({"list.filters": "s", "list.sort": "f"}, bindings)
    check_keys({"details.next": "F"}, bindings)


async def test_a_remapped_key_works_and_is_shown(still: Path) -> None:
    settings = Settings(keys={"list.filters": "ctrl+k", "app.help": "f1,?"})
    async with list_page(still, settings=settings) as page:
        assert "ctrl+k Filters" in page.lines()[-1]
        await page.press("f")
        assert page.is_left
        await page.press("ctrl+k")
        assert type(page.app.screen).__name__ == "FiltersFlyout"
        await page.press("escape", "f1")
        assert isinstance(page.app.screen, HelpScreen)


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light", "nord"])
async def test_the_theme_of_the_settings_is_shown(still: Path, theme: str) -> None:
    async with list_page(still, settings=Settings(theme=theme)) as page:
        assert page.app.theme == theme
        assert page.app.current_theme.name == theme


async def test_no_color_gives_the_monochrome_theme(still: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with list_page(still, settings=Settings(theme="nord")) as page:
        assert page.app.theme == "monochrome"
        segments = [segment for strip in page.app.screen._compositor.render_strips() for segment in strip]
        cursor = next(segment for segment in segments if "Require multifactor" in segment.text)
        assert cursor.style is not None
        assert cursor.style.reverse


def test_the_place_of_the_config_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CM_TUI_CONFIG", str(tmp_path))
    assert config_path() == tmp_path / "config.toml"
    monkeypatch.setenv("CM_TUI_CONFIG", str(tmp_path / "mine.toml"))
    assert config_path() == tmp_path / "mine.toml"


def test_memory_comes_back_as_it_was(tmp_path: Path) -> None:
    state = tmp_path / "deep" / "state.toml"
    left = ListMemory("test:any ‮ \" '", "-test_date", ("name", "owner"), "GI-003@emea", False)
    Memory(state).remember(str(tmp_path), left)
    assert Memory(state).recall(str(tmp_path)) == left
    assert Memory(state).recall("/elsewhere") == ListMemory()
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    assert os.listdir(state.parent) == ["state.toml"]


def test_workspaces_that_are_gone_are_forgotten(tmp_path: Path) -> None:
    gone, here = tmp_path / "gone", tmp_path / "here"
    gone.mkdir()
    here.mkdir()
    memory = Memory(tmp_path / "state.toml")
    memory.remember(str(gone), ListMemory("x"))
    gone.rmdir()
    memory.remember(str(here), ListMemory("y"))
    assert list(tomllib.loads((tmp_path / "state.toml").read_text())["workspaces"]) == [str(here)]


@pytest.mark.parametrize("text", ["", "workspaces = 3", "[workspaces]\n'/x' = 1", "not toml [", "\x00", "theme = 3"])
def test_a_damaged_state_counts_as_forgotten(tmp_path: Path, text: str) -> None:
    state = tmp_path / "state.toml"
    state.write_text(text)
    assert Memory(state).recall("/x") == ListMemory()
    assert Memory(state).theme is None
    Memory(state).remember(str(tmp_path), ListMemory("y"))
    assert Memory(state).recall(str(tmp_path)).filter == "y"


def test_a_state_that_cannot_be_written_disturbs_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    Memory(tmp_path / "file" / "state.toml").remember(str(tmp_path), ListMemory("x"))


def test_two_threads_leave_a_whole_file(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "state.toml")
    folders = [tmp_path / f"w{number}" for number in range(8)]
    for folder in folders:
        folder.mkdir()
    threads = [threading.Thread(target=memory.remember, args=(str(folder), ListMemory("x"))) for folder in folders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(memory.recall(str(folder)).filter == "x" for folder in folders)
