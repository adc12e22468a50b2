"""Where a workspace lives and what its files may be read by (interface 2)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cm_tui.model.errors import StorageProblem

DATABASE = "workspace.db"
EVIDENCE = "evidence"
INCOMING = "incoming"
"""Where evidence lies that is on its way in or out."""
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph", "glusterfs"})


@dataclass(frozen=True, slots=True)
class Modes:
    """The permissions of a workspace's folders and files."""

    folder: int
    file: int


PRIVATE = Modes(0o700, 0o600)
SHARED = Modes(0o2770, 0o660)


def workspace_path(option: str | None) -> Path:
    """The workspace directory: the option, else `$CM_TUI_WORKSPACE`, else the platform's data directory.

    Raises StorageProblem for a name of blanks alone, which nobody means.
    """
    if chosen := option or os.environ.get("CM_TUI_WORKSPACE"):
        if not chosen.strip():
            raise StorageProblem("The workspace's name is blank; name a directory with --workspace DIR.")
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("cm-tui", appauthor=False))


def make_folder(path: Path, modes: Modes) -> None:
    """Make a folder (and its parents) with exactly these permissions, whatever the umask says."""
    path.mkdir(parents=True, exist_ok=True)
    os.chmod(path, modes.folder)


def modes_of(workspace: Path) -> Modes:
    """The permissions of a workspace that exists: shared where its folder lets the group write."""
    return SHARED if workspace.stat().st_mode & 0o020 else PRIVATE


def evidence_is_on_its_way(workspace: Path) -> bool:
    """Whether evidence comes or goes, or a killed program left some halfway: cheap, to be asked whenever a workspace is opened."""
    try:
        with os.scandir(workspace / EVIDENCE / INCOMING) as found:
            return any(True for _ in found)
    except OSError:
        return False


def sync_folder(path: Path) -> None:
    """Make a rename inside a folder durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def network_file_system(path: Path, mounts: str | None = None) -> str | None:
    """The type of the network file system that a path lies on, or None; `mounts` replaces /proc/self/mounts."""
    try:
        table = mounts if mounts is not None else Path("/proc/self/mounts").read_text(errors="replace")
    except OSError:
        return None
    best, kind = "", None
    for line in table.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ")
        inside = str(path.absolute()) == point or str(path.absolute()).startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, parts[2]
    return kind if kind in _NETWORK else None
