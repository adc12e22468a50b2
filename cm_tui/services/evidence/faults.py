"""What the file system says, as sentences that say what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from cm_tui.model.errors import StorageProblem

_FULL = (errno.ENOSPC, errno.EDQUOT)


def reason_of(error: OSError) -> str:
    """Why the file system refused."""
    return "the disk is full" if error.errno in _FULL else error.strerror or "the disk refused it"


@contextmanager
def storing() -> Iterator[None]:
    """Turn what the file system says while evidence is stored into a StorageProblem."""
    try:
        yield
    except OSError as error:
        raise StorageProblem(f"The evidence could not be stored: {reason_of(error)}; nothing was stored.") from error
