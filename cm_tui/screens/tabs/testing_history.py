"""The Testing history tab: every change of the test status, newest first, with the note that stood then (spec 2.2)."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from cm_tui.model.views.history import TestingRecord
from cm_tui.model.vocabulary import TestingSource, TestStatus
from cm_tui.screens.tabs.read import ReadTab
from cm_tui.widgets.folded import Fold
from cm_tui.widgets.folding import INK, MUTED, columns, hanging, paragraphs
from cm_tui.widgets.status import look
from cm_tui.widgets.text import fit, show

NOTHING = "The test status of this action was never changed."
NOT_KEPT = "The text of its note is no longer kept."
_TITLES = ("When", "From", "To", "Testing", "Changed by", "Test date")
_WIDTHS = (16, 23, 25, 34, 17, 10)
_WIDE = sum(_WIDTHS) + 2 * (len(_WIDTHS) - 1)
"""From this width on a change is one line in columns; below, two lines."""
_INDENT = 4
_LONGEST_NOTE = 2000
"""Characters of a note that are shown; the export has them all."""


class TestingHistoryTab(ReadTab):
    """Reads how the test of an action went."""

    __test__ = False

    def read(self, action_id: str) -> Fold:
        """The testing history of an action."""
        records = self.services.testing_history.of(action_id)
        return lambda width: testing_lines(records, width)


def testing_lines(records: Sequence[TestingRecord], width: int) -> list[Content]:
    """The changes: in columns where there is room, else folded; below each its subscription and its note."""
    if not records:
        return [Content.styled(NOTHING, MUTED)]
    wide = width >= _WIDE
    lines = [Content.styled(columns(_TITLES, _WIDTHS).rstrip(), MUTED)] if wide else []
    for record in records:
        lines += [_row(record)] if wide else _folded(record, width)
        lines += _below(record, width, wide)
    return lines


def _row(record: TestingRecord) -> Content:
    when, old, new, testing, by, day = _WIDTHS
    status = _status(record.new)
    return Content.assemble(
        (fit(_when(record), when), "bold"),
        "  ",
        fit(_from(record), old),
        "  ",
        status.pad_right(new - status.cell_length),
        "  ",
        fit(_testing(record), testing),
        "  ",
        fit(show(record.changed_by), by),
        "  ",
        fit(_day(record) or "—", day),
    )


def _folded(record: TestingRecord, width: int) -> list[Content]:
    change = Content.assemble(f"{_from(record)} → ", _status(record.new))
    tested = f"tested {_day(record)}" if record.test_date else ""
    facts = " · ".join(one for one in (show(record.changed_by), _testing(record), tested) if one)
    return [
        *hanging(Content.styled(f"{_when(record)}  ", "bold"), change, width),
        *hanging(Content(" " * _INDENT), Content.styled(facts, MUTED), width),
    ]


def _below(record: TestingRecord, width: int, wide: bool) -> list[Content]:
    """What stands below a change: the subscription it was in, and the note."""
    indent = 18 if wide else _INDENT
    lines: list[Content] = []
    if record.subscription is not None:
        text = Content.styled(f"Subscription {show(record.subscription)}", MUTED)
        lines += hanging(Content(" " * indent), text, width)
    if record.note is None:
        lines += hanging(Content(" " * indent), Content.styled(NOT_KEPT, MUTED), width)
    elif record.note:
        lines += paragraphs(_shown_note(record.note), width, indent)
    return lines


def _shown_note(note: str) -> str:
    if len(note) <= _LONGEST_NOTE:
        return note
    return f"{note[:_LONGEST_NOTE]} …\n({len(note)} characters; the export has them all.)"


def _when(record: TestingRecord) -> str:
    return f"{record.at.astimezone():%Y-%m-%d %H:%M}"


def _from(record: TestingRecord) -> str:
    return record.old.value if record.old is not None else "—"


def _status(status: TestStatus) -> Content:
    seen = look(status)
    return Content.assemble((seen.glyph, INK[seen.tone]), f" {status.value}")


def _testing(record: TestingRecord) -> str:
    if record.testing_source is TestingSource.MANUAL:
        return record.testing_type.value
    return f"{record.testing_type.value} · {record.testing_source.value}"


def _day(record: TestingRecord) -> str:
    return record.test_date.isoformat() if record.test_date else ""
