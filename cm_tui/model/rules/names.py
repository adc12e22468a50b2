"""Names, addresses and accounts as people type them: how they are tidied, and why one is refused (interface 2; safety 7, 11)."""

from __future__ import annotations

import re

_MOST = 200
_MOST_ADDRESS = 254
_BLANKS = re.compile(r"[ \t\u00a0]+")
_EMAIL = re.compile(r"[^\s@<>,;:\"'()\[\]\\]+@[^\s@<>,;:\"'()\[\]\\]+\.[^\s@<>,;:\"'()\[\]\\]+")


def tidy_name(text: str) -> str:
    """A name without needless blanks; a line break stays, and is refused."""
    return _BLANKS.sub(" ", text.strip())


def why_name_is_refused(text: str) -> str | None:
    """The reason why a text cannot be the name of a person, an organisation or a group, or None."""
    name = tidy_name(text)
    if name and name.isprintable() and len(name) <= _MOST:
        return None
    return f"{text!r} is not a name; write one in one line, of at most {_MOST} characters."


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
