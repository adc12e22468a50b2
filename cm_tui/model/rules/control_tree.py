"""Which control is part of which: read from the ids, whose last bracket is a step down (regulations.md 6)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_LAST = re.compile(r"\([^()]+\)$")


def parent(control: str, known: Collection[str]) -> str | None:
    """The control of which this one is a part, or None at the top.

    Where the enclosing paragraph is no control itself, as in the HIPAA Security Rule, the specifications of `(2)` and `(ii)`
    belong to the standard that stands in `(1)` or `(i)` beside it.
    """
    enclosing = _LAST.sub("", control)
    while enclosing != control:
        standard = _LAST.sub("", enclosing)
        for candidate in (enclosing, f"{standard}(1)", f"{standard}(i)"):
            if candidate in known and candidate != control:
                return candidate
        control, enclosing = enclosing, standard
    return None


def depths(controls: Sequence[str]) -> dict[str, int]:
    """How many levels below the top each control of a regulation stands."""
    known = frozenset(controls)
    found: dict[str, int] = {}
    for control in controls:
        above = parent(control, known)
        found[control] = 0 if above is None else found.get(above, 0) + 1
    return found


def leaves(controls: Collection[str]) -> frozenset[str]:
    """The controls that no other control is a part of: the paragraphs that ask for the work."""
    known = frozenset(controls)
    return known - {above for control in known if (above := parent(control, known)) is not None}
