"""How the score explains itself: its moves as lines, its points as columns, and the sentence above each."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from cm_tui.model.rules.points import percent, show_difference, show_percent, show_points
from cm_tui.model.views.actions import Points
from cm_tui.model.views.score import PointsFound, ScoreEntry, ScoreHistory, ScoreMove
from cm_tui.model.vocabulary import ManagedBy
from cm_tui.widgets.folding import INK, MUTED, hanging
from cm_tui.widgets.status import Tone
from cm_tui.widgets.table import Cell, Column
from cm_tui.widgets.text import fit, show

_TITLED = 96
"""From this width on, on a terminal of 100 columns, an action's name stands beside its id, cut where it is long."""
_TAG = 10
"""Cells that a group's name may take behind the name of its action."""
COVERS = "Only what this filter selects now is counted, on earlier days too."
"""Why the start of a filtered score is not what somebody may have read then."""
ORGANISATION = "Organisation"
"""The scope of what is done once for everybody."""
_AMOUNT, _WHO = 11, 18


def move_lines(move: ScoreMove, width: int) -> list[Content]:
    """A move: when, by how much, which action and who did it; below that what of the action changed."""
    glyph, tone = _direction(move)
    when = Content.styled(f"{move.at.astimezone():%Y-%m-%d %H:%M}", MUTED)
    amount = Content.styled(f"{glyph} {_amount(move.amount):>{_AMOUNT}}", INK[tone])
    lead = Content.assemble(when, "  ", amount, "  ")
    who, reason = show(move.user), Content(show(move.reason))
    if width < _TITLED:
        head = Content.assemble(lead, show(move.action or move.name), (f"  {who}", MUTED))
        return [*hanging(Content(""), head, width), *hanging(Content("    "), reason, width)]
    about = _about(move, width - lead.cell_length - _WHO - 2)
    head = Content.assemble(lead, about, (f"  {fit(who, _WHO).rstrip()}", MUTED))
    return [head, *hanging(Content(" " * lead.cell_length), reason, width)]


def _about(move: ScoreMove, room: int) -> Content:
    """The action and its name on exactly so many cells; where many moved, how many."""
    if not move.action:
        return Content(fit(show(move.name), room))
    key = show(move.action)
    beside = room - cell_len(key) - 2
    return (
        Content.assemble(key, "  ", (fit(show(move.name), beside), "bold")) if beside > 0 else Content(fit(key, room))
    )


def covers_lines(chips: Sequence[str], width: int) -> list[Content]:
    """What a filtered score counts."""
    text = Content.assemble(
        ("Filtered  ", "bold"),
        (show(" · ".join(chips)), "$text-accent"),
        (f"  {COVERS}", MUTED),
    )
    return hanging(Content(""), text, width)


def history_head(history: ScoreHistory, since: str, shown: int, width: int) -> list[Content]:
    """From where to where the score went, by how much, in how many moves."""
    amount, count = history.end - history.start, len(history.moves)
    moves = f"{count} move{'' if count == 1 else 's'}"
    moves += f", the newest {shown} listed" if shown < count else ""
    text = Content.assemble(
        (f"{since}  ", "bold"),
        f"{_standing(history.start)} → {_standing(history.end)}",
        (f"  {show_difference(amount.achieved)} achieved, {show_difference(amount.possible)} possible", "bold"),
        (f"  {moves}", MUTED),
    )
    return hanging(Content(""), text, width)


def entries_head(found: PointsFound, shown: Points | None, width: int) -> list[Content]:
    """What all lines are together, how many do not count, and what those are that words were found in."""
    text = Content.assemble(
        ("Together  ", "bold"),
        _standing(found.together),
        (f"  {found.out} not counted" if found.out else "", "$text-warning"),
        ("" if shown is None else "  Found  ", "bold"),
        "" if shown is None else _standing(shown),
    )
    return hanging(Content(""), text, width)


def entry_lines(entry: ScoreEntry | None, width: int) -> list[Content]:
    """Why the action under the cursor earns what it earns, in full."""
    if entry is None:
        return [Content("")]
    return hanging(Content.styled(f"{show(entry.id)}  ", "bold"), Content.styled(show(entry.condition), MUTED), width)


def entry_columns(wide: bool) -> tuple[Column[ScoreEntry], ...]:
    """The columns of explained points; where room is short the least important go first."""
    return (
        Column("name", "Improvement action", 36 if wide else 34, 100, _name),
        Column("id", "Id", 22 if wide else 12, 50, lambda one: Cell(one.id)),
        Column("points", "Points", 11, 95, _points, "right"),
        Column("why", "Why", 44 if wide else 30, 90, lambda one: Cell(one.condition)),
        Column("scope", "Scope", 16, 40, lambda one: Cell(one.scope)),
    )


def _name(entry: ScoreEntry) -> Cell:
    """The name; whose it is follows it where that is not the whole organisation's own."""
    if entry.managed_by is ManagedBy.MICROSOFT:
        return Cell(entry.name, tails=(" · Microsoft's", " · MS"))
    return Cell(
        entry.name, tails=() if entry.scope == ORGANISATION else (f" · {fit(show(entry.scope), _TAG).rstrip()}",)
    )


def _points(entry: ScoreEntry) -> Cell:
    if not entry.in_scope:
        return Cell("not counted", "muted")
    text = f"{show_points(entry.points.achieved)}/{show_points(entry.points.possible)}"
    return Cell(text, "good" if entry.points.achieved == entry.points.possible else "")


def _direction(move: ScoreMove) -> tuple[str, Tone]:
    """Whether the percentage rose or fell; a move can leave it as it was."""
    before = percent(move.before.achieved, move.before.possible)
    after = percent(move.after.achieved, move.after.possible)
    if after == before:
        return "·", "muted"
    return ("▲", "good") if after > before else ("▼", "bad")


def _amount(amount: Points) -> str:
    """What became more or less; of what is possible only where that moved too."""
    achieved = show_difference(amount.achieved)
    return f"{achieved}/{show_difference(amount.possible)}" if amount.possible else achieved


def _standing(points: Points) -> str:
    share = show_percent(percent(points.achieved, points.possible) / 100)
    return f"{show_points(points.achieved)} of {show_points(points.possible)} ({share})"
