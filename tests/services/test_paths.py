"""Where a workspace lies (interface 2), and whether that is a good place."""

from __future__ import annotations

from pathlib import Path

import pytest

from cm_tui.services.storage.paths import network_file_system, workspace_path


class TestsOfPlaces:
    def test_the_option_wins_over_the_environment(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("CM_TUI_WORKSPACE", "/elsewhere")
        assert workspace_path(str(tmp_path)) == tmp_path
        assert workspace_path(None) == Path("/elsewhere")
        monkeypatch.delenv("CM_TUI_WORKSPACE")
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        assert workspace_path(None) == tmp_path / "cm-tui"

    @pytest.mark.parametrize(
        ("path", "kind"),
        [("/home/me/w", None), ("/net/w", "nfs4"), ("/net", "nfs4"), ("/network/w", None), ("/a b/w", "cifs")],
    )
    def test_network_file_systems_are_noticed(self, path: str, kind: str | None) -> None:
        mounts = "/dev/sda / ext4 rw 0 0\nserver:/x /net nfs4 rw 0 0\n//s/x /a\\040b cifs rw 0 0\nnonsense\n"
        assert network_file_system(Path(path), mounts) == kind
