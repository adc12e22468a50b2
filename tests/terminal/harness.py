"""The real program in a pseudo-terminal: what a person at a keyboard and a screen can do and see.

Nothing here sleeps: every wait is a `select` on the terminal and on the process.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import pyte
from sequences import Piece, pieces

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20.0
"""Seconds until a wait gives up; a loaded machine is slow."""

KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "space": " ",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "delete": "\x1b[3~",
}
_QUERY = re.compile(rb"\x1b\[(?:(?P<attributes>0?c)|(?P<cursor>6n)|\?(?P<mode>\d+)\$p)")
_KNOWN_MODES = frozenset({b"2026"})
"""The private modes that this terminal says it has: synchronized output."""
_UNDERSTOOD = frozenset("ABCDEFGHJKLMPXdfhlmr")
"""The CSI sequences that the emulator knows; it would show parts of others as text."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes that the program wrote and the moment when they were read (`time.perf_counter`)."""

    at: float
    data: bytes


def key(name: str) -> bytes:
    """The bytes that a terminal sends for a key: a name of `KEYS`, `ctrl+` and a letter, or the character itself."""
    if name in KEYS:
        return KEYS[name].encode()
    if name.startswith("ctrl+") and len(name) == 6:
        return bytes([ord(name[5]) & 0x1F])
    return name.encode()


def environment(home: Path, **extra: str) -> dict[str, str]:
    """The environment of a person whose files all lie under `home`; nothing of the present one but the path of programs."""
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    basis = {"HOME": str(home), "PATH": os.environ["PATH"], "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    return {**basis, **folders, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), **extra}


class Terminal:
    """A program in a pseudo-terminal of its own; to be used as a context manager."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], columns: int = 80, rows: int = 24
    ) -> None:
        """Start a program.

        Args:
            command: The program, by its path, and its arguments.
            environment: All of its environment.
            columns: The width of the terminal in cells.
            rows: Its height in cells.
        """
        self.columns, self.rows = columns, rows
        self.chunks: list[Chunk] = []
        self.modes: dict[int, bool] = {}
        """The private modes that the program set (True) or reset (False)."""
        self.keyboards = 0
        """How often the program pushed a keyboard mode without popping it again."""
        self.exit_code: int | None = None
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._unseen = 0
        self._rest = b""
        self._master, self._slave = os.openpty()
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.attributes = termios.tcgetattr(self._slave)
        """The settings of the terminal before the program started."""
        self.started = time.perf_counter()
        self.process = _start(command, environment, os.ttyname(self._slave))
        self._ended = os.pidfd_open(self.process)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.exit_code is None:
            os.kill(self.process, signal.SIGKILL)
            self._reap()
        self.hang_up()
        os.close(self._slave)
        os.close(self._ended)

    # What a person does

    def press(self, *names: str) -> None:
        """Press keys, one after the other."""
        for name in names:
            self.send(key(name))

    def type(self, text: str) -> None:
        """Type a text."""
        self.send(text.encode())

    def send(self, data: bytes) -> None:
        """Send bytes as the terminal would."""
        while data:
            data = data[os.write(self._master, data) :]

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        os.kill(self.process, number)

    def freeze(self) -> None:
        """Take nothing more of what the program writes: its next write waits, as after ctrl+s on an old terminal."""
        termios.tcflow(self._slave, termios.TCOOFF)

    def hang_up(self) -> None:
        """Close the terminal's window, or drop the line."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    # What a person sees

    @property
    def text(self) -> str:
        """The screen as lines of text; half of a wide character, where a frame is still being drawn, is nothing."""
        self._look()
        rows, cells = range(self._screen.lines), range(self._screen.columns)
        lines = ("".join(self._screen.buffer[row][cell].data for cell in cells) for row in rows)
        return "\n".join(line.rstrip() for line in lines)

    @property
    def output(self) -> bytes:
        """Every byte that the program wrote."""
        return b"".join(chunk.data for chunk in self.chunks)

    def left_behind(self) -> list[str]:
        """What of a terminal's usual state is not in place: modes that are still set, and what the program turned off."""
        self._look()
        usual = {7: True, 25: True}
        changed = [mode for mode, on in sorted(self.modes.items()) if on != usual.get(mode, False)]
        found = [f"private mode {mode}" for mode in changed]
        found += ["keyboard mode"] if self.keyboards > 0 else []
        return found + (["terminal settings"] if self.settings() != self.attributes else [])

    def settings(self) -> list[int | list[bytes | int]]:
        """The present settings of the terminal, as `termios.tcgetattr` gives them."""
        return termios.tcgetattr(self._slave)

    # Waiting

    def wait_for(self, wanted: str | re.Pattern[str], timeout: float = PATIENCE) -> str:
        """Wait until a text, or something that a pattern finds, stands on the screen. Returns the screen."""
        pattern = re.compile(re.escape(wanted)) if isinstance(wanted, str) else wanted
        return self.wait_until(lambda text: pattern.search(text) is not None, f"{pattern.pattern!r}", timeout)

    def wait_gone(self, unwanted: str, timeout: float = PATIENCE) -> str:
        """Wait until a text no longer stands on the screen. Returns the screen."""
        return self.wait_until(lambda text: unwanted not in text, f"that {unwanted!r} goes away", timeout)

    def wait_until(self, condition: Callable[[str], bool], what: str, timeout: float = PATIENCE) -> str:
        """Wait until a condition holds for the text of the screen. Returns the screen."""
        deadline = time.perf_counter() + timeout
        while not condition(self.text):
            if not self.read(deadline - time.perf_counter()):
                state = "" if self.exit_code is None else f" (the program ended with {self.exit_code})"
                raise AssertionError(f"waited for {what}{state}; on the screen:\n{self.text}")
        return self.text

    def wait_exit(self, timeout: float = PATIENCE) -> int:
        """Wait until the program has ended. Returns its exit code, negative for a signal."""
        deadline = time.perf_counter() + timeout
        while self.exit_code is None:
            if not self.read(deadline - time.perf_counter()) and self.exit_code is None:
                raise AssertionError(f"still running after {timeout} s; on the screen:\n{self.text}")
        while self.read(0):
            pass
        return self.exit_code

    def read(self, timeout: float) -> bool:
        """Read what the program writes next, waiting at most so many seconds. False where there was nothing."""
        watched = [self._master] if self._master >= 0 else []
        if self.exit_code is None:
            watched.append(self._ended)
        ready = select.select(watched, [], [], max(timeout, 0))[0]
        if self._master in ready:
            data = os.read(self._master, 65536)
            self.chunks.append(Chunk(time.perf_counter(), data))
            self._answer(data)
            return True
        if self._ended in ready:
            self._reap()
            return True
        return False

    def _reap(self) -> None:
        self.exit_code = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])

    def _answer(self, data: bytes) -> None:
        """Answer the terminal's part of a query, at once: some programs wait for it."""
        for query in _QUERY.finditer(data):
            if query["attributes"]:
                self.send(b"\x1b[?62;22c")
            elif query["cursor"]:
                self._look()
                self.send(b"\x1b[%d;%dR" % (self._screen.cursor.y + 1, self._screen.cursor.x + 1))
            else:
                self.send(b"\x1b[?%s;%d$y" % (query["mode"], 2 if query["mode"] in _KNOWN_MODES else 0))

    def _look(self) -> None:
        """Draw on the screen what was read since the last look; slow, and therefore not done while bytes arrive."""
        unseen = b"".join(chunk.data for chunk in self.chunks[self._unseen :])
        self._unseen = len(self.chunks)
        if unseen:
            found, self._rest = pieces(self._rest + unseen)
            for piece in found:
                self._draw(piece)

    def _draw(self, piece: Piece) -> None:
        if piece.kind in ("text", "control"):
            self._stream.feed(piece.raw)
        elif piece.kind == "csi":
            private = piece.body[:1] if piece.body[:1] in b"<=>?" else b""
            if private == b"?" and piece.final in "hl":
                self.modes |= {int(mode): piece.final == "h" for mode in piece.body[1:-1].split(b";")}
            elif piece.final == "u" and private in (b">", b"<"):
                self.keyboards += 1 if private == b">" else -1
            elif not private and piece.final in _UNDERSTOOD and piece.body[-2:-1] not in b" !\"#$%&'()*+,-./":
                self._stream.feed(piece.raw)


def _start(command: Sequence[str], environment: Mapping[str, str], terminal: str) -> int:
    """Start a program as the leader of a session whose terminal is the named one."""
    opened = [(os.POSIX_SPAWN_OPEN, 0, terminal, os.O_RDWR, 0)]
    copied = [(os.POSIX_SPAWN_DUP2, 0, descriptor) for descriptor in (1, 2)]
    usual = [signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGPIPE, signal.SIGTSTP]
    return os.posix_spawn(
        command[0], tuple(command), environment, file_actions=[*opened, *copied], setsid=True, setsigdef=usual
    )


def app(home: Path, *arguments: str, columns: int = 80, rows: int = 24) -> Terminal:
    """`python -m cm_tui` in a terminal, as somebody whose files lie under `home`."""
    return Terminal([sys.executable, "-m", "cm_tui", *arguments], environment(home), columns, rows)
