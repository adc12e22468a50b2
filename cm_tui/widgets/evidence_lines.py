"""Evidence as it is listed and as it is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.content import Content

from cm_tui.model.rules.evidence import shown_size
from cm_tui.model.views.evidence import EvidenceText, EvidenceView
from cm_tui.model.vocabulary import EvidenceKind
from cm_tui.widgets.folding import MUTED, columns, hanging, labelled
from cm_tui.widgets.text import show

_WIDE = 110
"""From this width on a piece of evidence is one line in columns; below, two lines."""
_WIDTHS = (8, 10, 24, 16, 12)
_TITLES = ("Kind", "Size", "Added by", "Added", "SHA-256")
_SCROLL_BAR = 1
_DIGITS = 12
"""Digits of the digest that the list shows."""
_REMOVED = "User removed"


def heading(width: int) -> list[Content]:
    """The titles of the columns, where there are columns."""
    inner = width - _SCROLL_BAR
    if inner < _WIDE:
        return []
    room = _name_room(inner)
    return [Content.styled(f"{'Name':<{room}}  {columns(_TITLES, _WIDTHS)}".rstrip(), MUTED)]


def evidence_lines(one: EvidenceView, today: date, width: int) -> list[Content]:
    """A piece of evidence as the list shows it."""
    name = Content.assemble((show(one.name), "bold"), *_expiry(one, today))
    size = shown_size(one.size) if one.size is not None else ""
    facts = (kind_name(one.kind), size, _who(one), _moment(one), (one.sha256 or "")[:_DIGITS])
    if width >= _WIDE:
        first, *others = hanging(Content(""), name, _name_room(width))
        cells = Content.styled(columns(facts, _WIDTHS).rstrip(), MUTED)
        return [Content.assemble(first.pad_right(_name_room(width) - first.cell_length), "  ", cells), *others]
    quiet = Content.styled(show(" · ".join(fact for fact in facts if fact)), MUTED)
    return [*hanging(Content(""), name, width), *hanging(Content("    "), quiet, width)]


def fact_lines(one: EvidenceView, action: str, today: date, width: int) -> list[Content]:
    """All that is known of a piece of evidence; of a document not its content."""
    days = [
        ("Effective date", one.effective_date.isoformat() if one.effective_date else ""),
        ("Expires on", _expires(one, today)),
    ]
    facts = [
        ("Name", one.name),
        ("Kind", kind_name(one.kind)),
        ("Link", one.url or ""),
        ("Size", _exact_size(one.size)),
        ("SHA-256", one.sha256 or ""),
        ("Added by", f"{_who(one)} ({one.added_by})" if one.added_by else _REMOVED),
        ("Added", _moment(one)),
        *days,
        ("Action", action),
        ("Evidence id", one.id),
    ]
    return labelled(facts, width)


def text_lines(content: EvidenceText, width: int) -> list[Content]:
    """The text of a document: its own lines, folded where they are too long, and a word where it goes on."""
    lines = [Content.styled("Content", "bold")]
    for line in content.text.replace("\r\n", "\n").split("\n"):
        shown = Content(show(line.replace("\t", "    ")))
        lines += [shown] if shown.cell_length <= width else shown.wrap(width)
    if not content.whole:
        lines += [Content(""), *hanging(Content(""), Content.styled(_GOES_ON, MUTED), width)]
    return lines


_GOES_ON = "The document goes on; download it to read the rest."


def kind_name(kind: EvidenceKind) -> str:
    """What a kind of evidence is called where it stands alone."""
    return kind.value.capitalize()


def expired(one: EvidenceView, today: date) -> bool:
    """Whether a piece of evidence proves nothing any longer."""
    return one.expires_on is not None and one.expires_on < today


def _expiry(one: EvidenceView, today: date) -> Sequence[tuple[str, str]]:
    return [("  ! expired", "$text-warning")] if expired(one, today) else []


def _expires(one: EvidenceView, today: date) -> str:
    if one.expires_on is None:
        return ""
    return f"{one.expires_on}{' (expired)' if expired(one, today) else ''}"


def _exact_size(size: int | None) -> str:
    """A size in few characters and, where those are rounded, in bytes too."""
    if size is None:
        return ""
    return shown_size(size) if size < 1024 else f"{shown_size(size)} ({size:,} bytes)".replace(",", " ")


def _who(one: EvidenceView) -> str:
    return one.added_by_name or one.added_by or _REMOVED


def _moment(one: EvidenceView) -> str:
    return f"{one.added_at.astimezone():%Y-%m-%d %H:%M}"


def _name_room(width: int) -> int:
    return width - sum(_WIDTHS) - 2 * len(_WIDTHS)
