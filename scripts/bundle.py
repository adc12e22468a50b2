"""Writes dist/cm-tui-VERSION-PLATFORM.tar.gz: everything that a machine without internet needs, and nothing else.

In it: our wheel, every wheel of requirements-run.lock for this platform (for each Python of `PYTHONS` that has them all), the
hashes of all of them, and an install script. At the end the bundle is unpacked and installed with the package index switched off.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
LOCK = ROOT / "requirements-run.lock"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
OURS = f"{sys.version_info.major}.{sys.version_info.minor}"

INSTALL = """\
#!/bin/sh
# Installs cm-tui from the wheels beside this script. Nothing is fetched from anywhere.
#   sh install.sh [DIRECTORY]        PYTHON=python3.12 sh install.sh    to choose another Python
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
target=${1:-"$HOME/.local/lib/cm-tui"}
python=${PYTHON:-python3}

fail() { echo "install.sh: $1" >&2; exit 1; }

command -v "$python" >/dev/null 2>&1 || fail "there is no $python here; cm-tui needs Python 3.11 or newer."
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
case " @PYTHONS@ " in
    *" $version "*) ;;
    *) fail "$python is Python $version; this bundle is for @NAMES@. Name one: PYTHON=python3.11 sh install.sh" ;;
esac
if [ -e "$target" ] && [ ! -e "$target/pyvenv.cfg" ] && [ -n "$(ls -A "$target")" ]; then
    fail "$target is not empty and no earlier installation; name another directory: sh install.sh DIRECTORY"
fi
"$python" -m venv "$target" || fail "the virtual environment could not be made (on Debian and Ubuntu: apt install python3-venv)."
PIP_CONFIG_FILE=/dev/null "$target/bin/python" -m pip --isolated --disable-pip-version-check install --quiet \\
    --no-index --find-links "$here/wheels" --require-hashes --requirement "$here/requirements.txt" ||
    fail "the wheels could not be installed; is the bundle complete?"
echo "Installed: $("$target/bin/cm-tui" --version), the command is $target/bin/cm-tui"
"""

README = """\
cm-tui @VERSION@ for @PLATFORM@, for machines without internet.

    tar xzf @NAME@.tar.gz
    sh @NAME@/install.sh [DIRECTORY]

It needs @NAMES@ with its venv module, and nothing else; without DIRECTORY it installs
into ~/.local/lib/cm-tui. The script says where the command is; try it with `cm-tui demo`. Installing again into the same
directory upgrades. Removing the directory removes the program; workspaces live elsewhere and stay.
"""


def main() -> int:
    """Build the bundle, try it, and say where it is."""
    with tempfile.TemporaryDirectory(prefix="cm-tui-bundle-") as folder:
        work = Path(folder)
        wheel = build_wheel(work)
        name = f"{'-'.join(wheel.name.split('-')[:2]).replace('_', '-')}-{sysconfig.get_platform()}"
        pythons = [python for python in PYTHONS if download(python, work / name / "wheels")]
        shutil.copy(wheel, work / name / "wheels")
        write_texts(work / name, wheel, pythons)
        DIST.mkdir(exist_ok=True)
        archive = pack(work / name, DIST / f"{name}.tar.gz")
    print(f"{archive.relative_to(ROOT)}: {archive.stat().st_size / 1e6:.1f} MB, for Python {', '.join(pythons)}")
    print("Installed with the package index switched off:")
    for line in try_out(archive):
        print(f"  {line}")
    return 0


def run(command: Sequence[str], place: Path, environ: Mapping[str, str] | None = None) -> str:
    """Run a command in a folder and give its output; where it fails the bundle is not made."""
    done = subprocess.run(command, cwd=place, env=environ, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"bundle: {' '.join(command)} failed with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def build_wheel(work: Path) -> Path:
    """Our wheel, built with the tools of this environment."""
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(work / "own"), str(ROOT)], work)
    (wheel,) = (work / "own").glob("*.whl")
    return wheel


def download(python: str, wheels: Path) -> bool:
    """Get the locked wheels for one version of Python; whether all of them exist. They have to for the present one."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
    chosen = ["--only-binary", ":all:", "--require-hashes", "--python-version", python]
    command = [*pip, *chosen, "--requirement", str(LOCK), "--dest", str(wheels)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode and python == OURS:
        raise SystemExit(f"bundle: the locked wheels could not be downloaded:\n{done.stderr}")
    if done.returncode:
        print(f"without Python {python}: {done.stderr.strip().splitlines()[-1]}")
    return done.returncode == 0


def write_texts(folder: Path, wheel: Path, pythons: Sequence[str]) -> None:
    """Write install.sh, README.txt and requirements.txt, which holds the lock and our wheel with its hash."""
    version = wheel.name.split("-")[1]
    words = {
        "VERSION": version,
        "PLATFORM": sysconfig.get_platform(),
        "NAME": folder.name,
        "PYTHONS": " ".join(pythons),
        "NAMES": f"Python {', '.join(pythons[:-1])} or {pythons[-1]}" if len(pythons) > 1 else f"Python {pythons[0]}",
    }
    for name, text in (("install.sh", INSTALL), ("README.txt", README)):
        (folder / name).write_text(re.sub(r"@([A-Z]+)@", lambda found: words[found[1]], text), encoding="utf-8")
    (folder / "install.sh").chmod(0o755)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    ours = f"cm-tui=={version} \\\n    --hash=sha256:{digest}\n"
    (folder / "requirements.txt").write_text(LOCK.read_text(encoding="utf-8") + ours, encoding="utf-8")


def pack(folder: Path, archive: Path) -> Path:
    """Write the archive, its members owned by nobody in particular."""

    def owned_by_root(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = "root"
        member.mode = 0o755 if member.isdir() or member.name.endswith(".sh") else 0o644
        return member

    with tarfile.open(archive, "w:gz") as tar:
        tar.add(folder, arcname=folder.name, filter=owned_by_root)
    return archive


def try_out(archive: Path) -> Iterator[str]:
    """Unpack and install the bundle far from the checkout, with the package index switched off; what was seen."""
    with tempfile.TemporaryDirectory(prefix="cm-tui-try-") as folder:
        place = Path(folder)
        run(["tar", "xzf", str(archive)], place)
        unpacked = place / archive.name.removesuffix(".tar.gz")
        offline = {"PIP_NO_INDEX": "1", "PIP_INDEX_URL": "http://127.0.0.1:9/nowhere", "PYTHON": sys.executable}
        environ = {"PATH": os.environ["PATH"], "HOME": folder, "LANG": "C.UTF-8", **offline}
        command = str(place / "venv/bin/cm-tui")
        workspace = ("--workspace", str(place / "workspace"))
        for step in (
            ["sh", str(unpacked / "install.sh"), str(place / "venv")],
            [command, *workspace, "init", "--demo"],
            [command, *workspace, "check"],
            [command, *workspace, "actions", "list", "--limit", "1", "--format", "csv"],
        ):
            yield from run(step, place, environ).splitlines()


if __name__ == "__main__":
    sys.exit(main())
