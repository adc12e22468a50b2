"""What a regulation template does, as it is read before it is imported: numbers, and lines to walk."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from cm_tui.model.rules.points import show_points
from cm_tui.model.rules.templates import ENDS_INHERITANCE, MORE_FAULTS
from cm_tui.model.views.templates import TemplateReview
from cm_tui.screens.flyouts.change_lines import ChangeLine, changed_cell
from cm_tui.screens.flyouts.preview_text import change_text
from cm_tui.widgets.folding import MUTED, hanging, labelled
from cm_tui.widgets.table import Cell, Column

TEMPLATE_COLUMNS: tuple[Column[ChangeLine], ...] = (
    Column("name", "What", 34, 100, lambda line: Cell(line.name)),
    Column("change", "Becomes", 10, 90, changed_cell),
    Column("meaning", "What it means", 40, 80, lambda line: Cell(line.meaning)),
)
"""What is read of each line; the one under the cursor stands in full below the table."""


def template_lines(review: TemplateReview) -> tuple[ChangeLine, ...]:
    """The faults, if there are any; else the assessments that change, and every control and action that does."""
    return tuple(_faults(review)) or tuple(_changes(review))


def _faults(review: TemplateReview) -> Iterator[ChangeLine]:
    for number, one in enumerate(review.faults):
        allowed = f" Allowed: {', '.join(one.allowed)}." if one.allowed else ""
        value = f"{one.value!r}: " if one.value else ""
        place = f"{one.sheet}, row {one.row}, {one.column}"
        yield ChangeLine(f"fault {number}", place, "fault", f"{value}{one.message}{allowed}")
    if review.more_faults:
        yield ChangeLine("more", MORE_FAULTS, "fault", "")


def _changes(review: TemplateReview) -> Iterator[ChangeLine]:
    for name in review.assessments:
        yield ChangeLine(f"assessment {name}", name, "changes", "this assessment uses the regulation")
    for number, notice in enumerate(review.notices):
        yield ChangeLine(f"notice {number}", notice, "notice", "")
    for one in review.parts:
        meaning = f"{one.kind.value}: {one.note}" if one.note else one.kind.value
        yield ChangeLine(
            f"{one.kind.value} {one.id} {one.change.value}", f"{one.id}  {one.title}", one.change.value, meaning
        )


def review_lines(review: TemplateReview, width: int) -> list[Content]:
    """The regulation, how many controls and actions change, its maximum score, the score before and after."""
    what = {"new": "a new regulation", "modified": "a modification"}.get(review.what, "which stays as it is")
    if review.faults:
        count = len(review.faults)
        more = "More than " if review.more_faults else ""
        said = f"{more}{count} fault{'' if count == 1 else 's'}: mend the workbook, and import it again."
        facts = [("File", review.file.name), ("Regulation", review.title)]
        return [*labelled(facts, width), *hanging(Content.styled("✗ ", "$text-error"), Content(said), width)]
    facts = [
        ("Regulation", f"{review.title}, {what}"),
        ("Product", review.product),
        ("Controls", review.controls.told(review.controls_in_all)),
        ("Actions", review.actions.told(review.actions_in_all)),
        ("Maximum score", _maximum(review)),
        ("Score", change_text(review.before, review.after)),
    ]
    return labelled(facts, width)


def _maximum(review: TemplateReview) -> str:
    before, after = show_points(review.maximum_before), show_points(review.maximum_points)
    return after if review.is_new or before == after else f"{before} → {after}"


def promise_lines(review: TemplateReview, width: int) -> list[Content]:
    """What importing means: at once for assessments, and perhaps the end of inheritance."""
    if review.faults:
        return []
    if review.ends_inheritance:
        lead = Content.styled("! ", "$text-warning")
        return hanging(lead, Content.styled(ENDS_INHERITANCE, "$text-warning"), width)
    kept = "What it changes holds at once; newer versions of your own actions wait until somebody accepts them."
    return hanging(Content(""), Content.styled(kept, MUTED), width)
