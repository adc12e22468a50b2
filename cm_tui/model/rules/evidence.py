"""Evidence: what is accepted, and when it may go (spec 2.8, 3.8, 6.5, 16 row 29 and the decisions; safety 6)."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from pathlib import PurePosixPath
from unicodedata import category
from urllib.parse import SplitResult, urlsplit

from cm_tui.model.rules.status import why_retired_is_locked
from cm_tui.model.rules.testing import VERDICTS
from cm_tui.model.vocabulary import ManagedBy, TestingSource, TestingType, TestStatus

DEFAULT_TYPES = (
    ".doc", ".xls", ".ppt", ".txt", ".pdf", ".jpg", ".png", ".mkv", ".zip", ".rar",
    ".docx", ".xlsx", ".pptx", ".jpeg", ".csv", ".md", ".json",
)  # fmt: skip
"""The file types that documents may have where nobody chose others."""
DEFAULT_LIMIT = 250 * 1024 * 1024
"""The most bytes that a document may have where nobody chose another limit."""
LONGEST_NAME = 200
"""Characters that the name of a document or a link may have."""
LONGEST_URL = 2000

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories of characters that nobody can see in a name; control and bidi characters are among them."""
_SCHEMES = ("http", "https")
_HOST = re.compile(r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)*\.?")
_UNITS = ((1024**3, "GB"), (1024**2, "MB"), (1024, "KB"))


def file_type(name: str) -> str:
    """The type that a file's name claims: `.pdf`, in lower case; empty where it claims none."""
    return PurePosixPath(name).suffix.lower()


def base_name(name: str, otherwise: str) -> str:
    """The name of a file that stays inside a folder and can be read in one line, for whatever name is stored (safety 6).

    Args:
        name: The name of a document; folders in it are left out.
        otherwise: What the file is called where nothing is left of that.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    readable = "".join("_" if category(char) in _UNSEEN else char for char in last)
    return otherwise if readable in ("", ".", "..") else readable


def why_evidence_is_locked(test_status: TestStatus) -> str | None:
    """The reason why the evidence of an action cannot be deleted, or None; it follows the present status (spec 2.8, 6.5)."""
    if test_status in VERDICTS:
        return f"Evidence is locked while the test status is {test_status}; it can be deleted while a test is open."
    return None


def why_action_takes_no_evidence(managed_by: ManagedBy, *, retired: bool) -> str | None:
    """The reason why nobody here adds or deletes evidence of an action, or None."""
    if managed_by is ManagedBy.MICROSOFT:
        return "This action is managed by Microsoft, which keeps the evidence of it."
    return why_retired_is_locked(retired)


def why_name_is_refused(name: str, types: Collection[str]) -> str | None:
    """The reason why a file with a name cannot be evidence, or None; `types` are those accepted (spec 2.8)."""
    if name in ("", ".", "..") or "/" in name:
        return f"{name!r} is no name of a file."
    if reason := _why_unreadable(name, "a file"):
        return reason
    if (claimed := file_type(name)) not in types:
        accepted = " ".join(types)
        said = f"files of the type {claimed} are not accepted" if claimed else "its name says no file type"
        return f"{name}: {said}; accepted are {accepted}."
    return None


def why_size_is_refused(name: str, size: int, limit: int) -> str | None:
    """The reason why a document of a size in bytes is not accepted, or None."""
    if size == 0:
        return f"{name} is empty; a file of 0 bytes proves nothing."
    if size > limit:
        return f"{name} is too large: {size} bytes, and the limit is {limit} ({shown_size(limit)})."
    return None


def why_link_name_is_refused(name: str) -> str | None:
    """The reason why a link cannot have a name, or None."""
    if not name.strip():
        return "A link needs a name; write one in one line."
    return _why_unreadable(name, "a link")


def why_url_is_refused(url: str) -> str | None:
    """The reason why an address cannot be a link, or None: http and https only, without credentials (safety 6).

    An address is never fetched; what is refused here is what would mislead whoever opens it.
    """
    if len(url) > LONGEST_URL:
        return f"The address has {len(url)} characters; at most {LONGEST_URL} are accepted."
    if any(char.isspace() or char == "\\" or category(char) in _UNSEEN for char in url):
        return f"{url!r} is no address: it holds blanks, backslashes or characters that cannot be seen."
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return f"{url!r} is no address; write one like https://example.com/report."
    return _why_parts_are_refused(url, parts, host)


def why_dates_are_refused(effective: date | None, expires: date | None) -> str | None:
    """The reason why evidence cannot be effective and expire on these days, or None."""
    if effective is not None and expires is not None and expires < effective:
        return f"The evidence would expire on {expires}, before it becomes effective on {effective}."
    return None


def why_automation_is_turned_off(testing_type: TestingType, eligible: TestingSource | None) -> str | None:
    """What is said when new evidence makes an automatic action a manual one, or None where it stays as it is.

    Defender for Cloud's testing is fixed and stays on (spec 3.8, 16 row 29).
    """
    if testing_type is not TestingType.AUTOMATIC or eligible is TestingSource.DEFENDER_FOR_CLOUD:
        return None
    return "Automatic testing is turned off: the action has evidence of your own now and is tested by hand."


def shown_size(size: int) -> str:
    """A size in bytes as people read it: `250 MB`, `1.5 MB`, `12 KB`, `7 bytes`."""
    for least, unit in _UNITS:
        if size >= least:
            return f"{size / least:.1f}".removesuffix(".0") + f" {unit}"
    return "1 byte" if size == 1 else f"{size} bytes"


def _why_unreadable(name: str, what: str) -> str | None:
    if any(category(char) in _UNSEEN for char in name):
        return f"{name!r} holds characters that cannot be seen; give it a name that can be read in one line."
    if len(name) > LONGEST_NAME:
        return f"The name of {what} may have {LONGEST_NAME} characters; this one has {len(name)}: {name[:40]}…"
    return None


def _why_parts_are_refused(url: str, parts: SplitResult, host: str) -> str | None:
    if parts.scheme not in _SCHEMES or not parts.netloc:
        return f"{url!r} is no link of the web; write an address that begins with https:// or http://."
    if "@" in parts.netloc:
        return "The address holds a user name or a password; leave that part out."
    if not (_HOST.fullmatch(host) or _is_ipv6(host)):
        return f"{url!r} names no host; write an address like https://example.com/report."
    return None


def _is_ipv6(host: str) -> bool:
    from ipaddress import IPv6Address

    try:
        IPv6Address(host)
    except ValueError:
        return False
    return True
