"""What is said above the lines of the review: counts, score, assessments, what is to be known of the whole workbook."""

from __future__ import annotations

from textual.content import Content

from cm_tui.screens.flyouts.preview_text import score_text
from cm_tui.screens.update_actions.decisions import Decisions, waiting
from cm_tui.widgets.choices import TICKED, UNTICKED
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.text import show

_NAMED = 4
"""Assessments that are named; the others are counted."""
LOOKED = "I have looked through every change."


def head_lines(decisions: Decisions, width: int) -> list[Content]:
    """Rows read, unchanged, changed, conflicting, faulty; choices that are left; score before and after; assessments; notices."""
    review = decisions.review
    lines = hanging(Content(""), _counts(decisions), width)
    if decisions.undecided:
        left = Content.styled(f"{waiting(decisions.undecided)}.", "bold $text-warning")
        lines += hanging(Content.styled("! ", "bold $text-warning"), left, width)
    if not review.faults:
        lines += hanging(Content(""), Content(score_text(review.before, review.after)), width)
    if review.assessments:
        lines += hanging(Content.styled("Assessments  ", MUTED), Content(show(_named(review.assessments))), width)
    for notice in review.notices:
        lines += hanging(Content.styled("! ", "$text-warning"), Content.styled(show(notice), "$text-warning"), width)
    return lines


def _counts(decisions: Decisions) -> Content:
    review = decisions.review
    changed = len(decisions.changed)
    conflicting = len(review.rows) - changed
    parts = [
        Content.styled(f"{review.read} row{'' if review.read == 1 else 's'} read", "bold"),
        Content(f"{review.unchanged} unchanged"),
        Content.styled(f"{changed} changed", "bold $text-accent" if changed else ""),
        Content.styled(f"{conflicting} conflicting", "bold $text-warning" if conflicting else ""),
        Content.styled(f"{review.faulty} faulty", "bold $text-error" if review.faulty else ""),
    ]
    return Content.styled(" · ", MUTED).join(parts)


def _named(names: tuple[str, ...]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def look_lines(decisions: Decisions, width: int) -> list[Content]:
    """The tick that somebody looked through every change, where that is asked for, and why."""
    if not decisions.needs_a_look or decisions.review.faults:
        return []
    box = TICKED if decisions.looked_through else UNTICKED
    found = decisions.found_by_name
    why = f"{found} found by name. " if found else "No versions, so no conflict can be seen. "
    return hanging(Content.styled(f"{box} ", "bold"), Content.assemble(LOOKED, (f" {why}", MUTED)), width)
