"""Names, addresses and accounts as people type them: how they are tidied, and why one is refused (interface 2; safety 7, 11)."""

from __future__ import annotations

import re
from unicodedata import category

from cm_tui.model.text import fold

JOINERS = "\u200c\u200d"
"""Zero-width non-joiner and joiner: Persian and Indic words and sequences of emoji are written with them."""
_DROPPED = dict.fromkeys(map(ord, JOINERS))
_JOINED = frozenset("LMS")
"""The kinds of what a joiner may stand between: letters, their marks, symbols."""
_LINE_BREAKS = "\n\r\v\f\x85\u2028\u2029"
_MOST = 200
_MOST_ADDRESS = 254
_BLANKS = re.compile(r"[ \t\u00a0]+")
_EMAIL = re.compile(r"[^\s@<>,;:\"'()\[\]\\]+@[^\s@<>,;:\"'()\[\]\\]+\.[^\s@<>,;:\"'()\[\]\\]+")


def tidy_name(text: str) -> str:
    """A name without needless blanks; a line break stays, and is refused."""
    return _BLANKS.sub(" ", text.strip())


def folded_name(text: str) -> str:
    """A name for comparison: case, how accents are composed and joiners, which nobody sees, make no other one."""
    return fold(text.translate(_DROPPED))


def why_name_is_refused(text: str, asked: str = "a name") -> str | None:
    """The reason why a text cannot be the name of a person, an organisation or a group, or None.

    `asked` is what to write where there is nothing, such as `a name for the group`.
    """
    name = tidy_name(text)
    if not name:
        return f"Write {asked}."
    refused = next((char for place, char in enumerate(name) if not _may_stand(name, place)), None)
    if refused is not None:
        what = "a line break" if refused in _LINE_BREAKS else f"the character U+{ord(refused):04X}"
        return f"{text!r} is not a name, because of {what}; write one in one line without it."
    if len(name) > _MOST:
        return f"{text!r} is not a name; write one of at most {_MOST} characters."
    return None


def _may_stand(name: str, place: int) -> bool:
    if name[place] not in JOINERS:
        return name[place].isprintable()
    around = name[place - 1 : place] + name[place + 1 : place + 2]
    return len(around) == 2 and all(category(char)[0] in _JOINED for char in around)


def tidy_email(text: str) -> str:
    """An e-mail address as it is stored: addresses that differ in case are one."""
    return text.strip().lower()


def why_email_is_refused(text: str) -> str | None:
    """The reason why a text cannot be an e-mail address, or None."""
    address = tidy_email(text)
    if _EMAIL.fullmatch(address) and address.isprintable() and len(address) <= _MOST_ADDRESS:
        return None
    return f"{text!r} is not an e-mail address like name@example.com."


def why_account_is_refused(account: str) -> str | None:
    """The reason why a text cannot be the name of an operating-system account, or None."""
    if account.strip() and account.isprintable() and len(account) <= _MOST:
        return None
    return f"{account!r} is not the name of an operating-system account."
