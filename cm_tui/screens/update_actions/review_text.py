"""What is said of the whole workbook: counts, what stands in the way, score, assessments, what is to be known (spec 3.6)."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from cm_tui.screens.flyouts.preview_text import score_text
from cm_tui.screens.update_actions.decisions import UNCHECKED, Decisions, waiting
from cm_tui.widgets.choices import TICKED, UNTICKED
from cm_tui.widgets.folding import MUTED, hanging, labelled
from cm_tui.widgets.text import show

_NAMED = 4
"""Assessments that are named above the lines; the others are counted."""
LOOKED = "I have looked through every change."


def head_lines(decisions: Decisions, width: int) -> list[Content]:
    """In brief, what matters most first: counts, faults, choices that are left, the score, notices, assessments."""
    review = decisions.review
    lines = hanging(Content(""), Content.styled(" · ", MUTED).join(_counts(decisions)), width)
    lines += _obstacle_lines(decisions, width)
    if not review.faults:
        lines += hanging(Content(""), Content(score_text(review.before, review.after)), width)
    lines += _notice_lines(review.notices, width)
    if review.assessments:
        lines += hanging(Content.styled("Assessments  ", MUTED), Content(show(_named(review.assessments))), width)
    return lines


def summary_lines(decisions: Decisions, width: int) -> list[Content]:
    """All of it, every assessment by its name."""
    review = decisions.review
    lines = labelled([("Workbook", str(decisions.file))], width, 13)
    lead = Content.styled("Rows".ljust(13), MUTED)
    lines += hanging(lead, Content.styled(" · ", MUTED).join(_counts(decisions)), width)
    score = (
        "nothing is stored as long as there are faults" if review.faults else score_text(review.before, review.after)
    )
    lines += labelled([("Score", score.removeprefix("Score: "))], width, 13)
    for blank in (_obstacle_lines(decisions, width), _notice_lines(review.notices, width)):
        lines += [Content(""), *blank] if blank else []
    number = len(review.assessments)
    heading = f"{number} assessment{' counts' if number == 1 else 's count'} an action that changes"
    lines += [Content(""), *hanging(Content(""), Content.styled(heading, "bold"), width)] if number else []
    return lines + [line for one in review.assessments for line in hanging(Content("  "), Content(show(one)), width)]


def _counts(decisions: Decisions) -> Iterator[Content]:
    review = decisions.review
    waiting_rows = {row.id for row in review.rows if decisions.waiting_in(row)}
    changed = sum(row.changes_something and row.id not in waiting_rows for row in review.rows)
    conflicting = len(waiting_rows)
    unchanged = review.unchanged + len(review.rows) - changed - conflicting
    none = "no conflict waits" if decisions.conflicting else "0 conflicting"
    yield Content.styled(f"{review.read} row{'' if review.read == 1 else 's'} read", "bold")
    yield Content(f"{unchanged} unchanged")
    yield Content.styled(f"{changed} changed", "bold $text-accent" if changed else "")
    yield Content.styled(f"{conflicting} conflicting", "bold $text-warning") if conflicting else Content(none)
    yield Content.styled(f"{review.faulty} faulty", "bold $text-error" if review.faulty else "")


def _obstacle_lines(decisions: Decisions, width: int) -> list[Content]:
    """What keeps the workbook from being applied: its faults, and the choices that are left."""
    lines: list[Content] = []
    if decisions.is_unchecked:
        style = "bold $text-error"
        return hanging(Content.styled("✗ ", style), Content.styled(UNCHECKED, style), width)
    if refusal := decisions.why_refused:
        style = "bold $text-error"
        lines += hanging(Content.styled("✗ ", style), Content.styled(refusal, style), width)
    if decisions.undecided:
        style = "bold $text-warning"
        left = Content.styled(f"{waiting(decisions.undecided)}.", style)
        lines += hanging(Content.styled("! ", style), left, width)
    return lines


def _notice_lines(notices: tuple[str, ...], width: int) -> list[Content]:
    lead, style = Content.styled("! ", "$text-warning"), "$text-warning"
    return [line for one in notices for line in hanging(lead, Content.styled(show(one), style), width)]


def _named(names: tuple[str, ...]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def look_lines(decisions: Decisions, width: int) -> list[Content]:
    """The tick that somebody looked through every change, and why it is asked for."""
    box = TICKED if decisions.looked_through else UNTICKED
    found = decisions.found_by_name
    why = f"{found} found by name. " if found else "No versions, so no conflict can be seen. "
    return hanging(Content.styled(f"{box} ", "bold"), Content.assemble(LOOKED, (f" {why}", MUTED)), width)
