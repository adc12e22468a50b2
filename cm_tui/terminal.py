"""How the program ends when the terminal or the system says so, and what a crash leaves behind."""

from __future__ import annotations

import os
import select
import signal
import termios
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType, TracebackType

RESTORE = (
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?2004l\x1b[?1004l\x1b[?2048l\x1b[?7h"  # mouse, paste, focus, size
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[0m"  # keyboard, screen, cursor, colours
)
"""What puts a terminal back into its usual state, whatever Textual had asked of it."""
SIGNALS = (signal.SIGHUP, signal.SIGTERM)
_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL
Handler = Callable[[int, FrameType | None], object] | int | None


class Ending:
    """While inside, SIGHUP, SIGTERM and the end of the terminal's input end the app within two seconds.

    A thread sleeps until one of them happens. It asks the app to leave as by a key; if that takes too long it puts the
    terminal back itself and ends the process: whatever was saved is stored, and the rest never was.
    """

    GRACE = 1.4
    """Seconds that the app has for leaving by itself."""

    def __init__(self, leave: Callable[[int], object], terminal: int = 0) -> None:
        """Prepare.

        Args:
            leave: Asks the app to leave with an exit code; called in a thread of its own.
            terminal: The descriptor that the app reads keys from.
        """
        self._leave = leave
        self._terminal = terminal
        self._wake, self._alarm = os.pipe()
        self._handlers: dict[signal.Signals, Handler] = {}
        self._attributes = _attributes(terminal)

    def __enter__(self) -> Ending:
        for number in SIGNALS:
            self._handlers[number] = signal.signal(number, self._on_signal)
        threading.excepthook = _quiet(threading.excepthook)
        threading.Thread(target=self._watch, name="cm-tui-ending", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        os.write(self._alarm, bytes([number]))

    def _watch(self) -> None:
        poll = select.poll()
        poll.register(self._wake, select.POLLIN)
        poll.register(self._terminal, 0)
        for descriptor, event in poll.poll():
            number = os.read(self._wake, 1)[0] if descriptor == self._wake else int(signal.SIGHUP)
            if descriptor == self._wake or event & _GONE:
                self._end(128 + number)

    def _end(self, code: int) -> None:
        deadline = threading.Timer(self.GRACE, self._end_at_once, (code,))
        deadline.daemon = True
        deadline.start()
        self._leave(code)

    def _end_at_once(self, code: int) -> None:
        restore(self._terminal, self._attributes)
        os._exit(code)


Attributes = list[int | list[bytes | int]]


def _attributes(terminal: int) -> Attributes | None:
    try:
        return termios.tcgetattr(terminal)
    except termios.error:
        return None


def restore(terminal: int, attributes: Attributes | None) -> None:
    """Put the terminal back; one that is gone or does not listen is left alone."""
    screen = 2 if os.isatty(2) else terminal
    try:
        if select.select([], [screen], [], 0)[1]:
            os.write(screen, RESTORE.encode("ascii"))
        if attributes is not None:
            termios.tcsetattr(terminal, termios.TCSANOW, attributes)
    except (OSError, ValueError, termios.error):
        return


ThreadHook = Callable[[threading.ExceptHookArgs], object]


def _quiet(usual: ThreadHook) -> ThreadHook:
    """The usual hook, but for Textual's writer: its terminal has gone, and a traceback would reach whoever reads stderr."""

    def hook(arguments: threading.ExceptHookArgs) -> None:
        writer = arguments.thread is not None and arguments.thread.name == "textual-output"
        if not (writer and isinstance(arguments.exc_value, OSError)):
            usual(arguments)

    return hook


def frames(error: BaseException) -> Iterator[str]:
    """Where an error happened, innermost cause first: files, lines and kinds of errors, neither values nor messages.

    Messages are left out because they may quote what somebody wrote.
    """
    import traceback

    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from frames(cause)
    yield from traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__)).format()
    yield f"{type(error).__module__}.{type(error).__qualname__}\n"


def log_crash(error: BaseException, path: Path) -> bool:
    """Write where an error happened to the rotating log; False where it cannot be written."""
    import logging.handlers

    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = logging.handlers.RotatingFileHandler(path, maxBytes=500_000, backupCount=3, encoding="utf-8")
        path.chmod(0o600)
    except OSError:
        return False
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    text = "".join(frames(error)).encode("utf-8", "backslashreplace").decode("utf-8")
    handler.handle(logging.LogRecord("cm_tui", logging.ERROR, "", 0, f"stopped by an error\n{text}", None, None))
    handler.close()
    return True
