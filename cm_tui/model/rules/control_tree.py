"""Which control is part of which: read from the ids, whose last bracket is a step down (regulations.md 6)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

_LAST = re.compile(r"\([^()]+\)$")
_SECURITY_RULE = re.compile(r"45 CFR 164\.3(08|10|12|14|16)\(")
_SPECIFICATIONS = re.compile(r"\((2|3|ii)\)")
_BETWEEN_NUMBERS = re.compile(r"(?<=\d)[\s.]+(?=\d)")
_BESIDE_LETTERS = re.compile(r"[\s.]+(?!\d)|(?<!\d)[\s.]+")
_WORD = re.compile(r"(?<!\S)\S")
_STANDARD = {"2": "(1)", "3": "(1)", "ii": "(i)"}
"""In the Security Rule the bracket of specifications, and that of the standard beside them."""


def parent(control: str, known: Collection[str]) -> str | None:
    """The control of which this one is a part, or None at the top.

    It is the nearest enclosing paragraph that is a control itself. In the HIPAA Security Rule the standard stands beside its
    specifications, in `(1)` or `(i)`, and they are its parts: `164.308(a)(1)(ii)(A)` belongs to `164.308(a)(1)(i)`.
    """
    enclosing = _LAST.sub("", control)
    while enclosing not in known:
        wider = _LAST.sub("", enclosing)
        if wider == enclosing:
            return _standard(control, known) if _SECURITY_RULE.match(control) else None
        enclosing = wider
    return enclosing if enclosing != control else None


def _standard(control: str, known: Collection[str]) -> str | None:
    for found in _SPECIFICATIONS.finditer(control):
        standard = control[: found.start()] + _STANDARD[found[1]]
        if standard in known:
            return standard
    return None


def depths(controls: Sequence[str]) -> dict[str, int]:
    """How many levels below the top each control of a regulation stands; a control comes after the one it is a part of."""
    known = frozenset(controls)
    found: dict[str, int] = {}
    for control in controls:
        above = parent(control, known)
        found[control] = 0 if above is None else found[above] + 1
    return found


def parts(controls: Collection[str], wanted: str) -> frozenset[str]:
    """The control with this id, in any case, and everything that is a part of it; nothing where there is none."""
    asked = " ".join(wanted.casefold().split())
    known = frozenset(controls)
    return frozenset(one for one in known if any(above.casefold() == asked for above in _upwards(one, known)))


def spelled_like(controls: Collection[str], wanted: str) -> frozenset[str]:
    """As `parts`, whatever the blanks and full stops: `gdpr art 32` means `GDPR Art. 32`; else those with a word beginning so."""
    asked = _loose(wanted)
    if not asked:
        return frozenset()
    known = frozenset(controls)
    whole = frozenset(one for one in known if any(_loose(above) == asked for above in _upwards(one, known)))
    return whole or frozenset(
        one for one in known if any(_loose(one[word.start() :]).startswith(asked) for word in _WORD.finditer(one))
    )


def _loose(control: str) -> str:
    """An id for comparison without case, blanks and full stops; between two numbers one full stop is kept."""
    return _BESIDE_LETTERS.sub("", _BETWEEN_NUMBERS.sub(".", control.casefold().strip()))


def _upwards(control: str, known: Collection[str]) -> Iterator[str]:
    above: str | None = control
    while above is not None:
        yield above
        above = parent(above, known)


def leaves(controls: Collection[str]) -> frozenset[str]:
    """The controls that no other control is a part of: the paragraphs that ask for the work."""
    known = frozenset(controls)
    return known - {above for control in known if (above := parent(control, known)) is not None}
