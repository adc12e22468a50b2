"""`cm-tui import regulation`: an own regulation from a template, or a modification of one (spec 11.9, 11.10)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.asking import refuse_unless_yes
from cm_tui.cli.command import Command, Context
from cm_tui.cli.folding import folded
from cm_tui.cli.forms import facts, joined, number, percentage, points_of
from cm_tui.cli.output import Json, print_json, print_report, terminal_width
from cm_tui.cli.parser import Parser
from cm_tui.cli.progress import progress_line
from cm_tui.cli.update_rows import arrow, score_of
from cm_tui.cli.values import style
from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.points import show_points
from cm_tui.model.rules.templates import ENDS_INHERITANCE, MORE_FAULTS, NOTHING_TO_DO
from cm_tui.model.text import show
from cm_tui.model.views.templates import Counts, PartChange, PartKind, TemplateReview

_STYLES = ("table", "json")
REHEARSED = "Dry run: nothing was stored."


def _describe(parser: Parser) -> None:
    parser.word("FILE", "a workbook with the tabs Template, ControlFamily, Actions and Dimensions")
    parser.switch("--dry-run", "only show what importing would do")
    parser.switch("--yes", "do not ask, even where the regulation leaves the catalogue")
    parser.option("--format", "FORMAT", "table (default) or json")


def _import(context: Context, arguments: Arguments) -> None:
    output, dry_run = style(arguments, _STYLES), arguments.flag("dry_run")
    file = Path(arguments.maybe("file") or "")
    with context.services() as services:
        with progress_line("Checking") as progress:
            review = services.templates.review(file, progress=progress)
        if not (dry_run or review.faults):
            if review.ends_inheritance and not arguments.flag("yes"):
                _ask(review)
            with progress_line("Importing") as progress:
                review = services.templates.take_over(file, review, progress=progress)
    if output == "json":
        print_json(_record(review, dry_run=dry_run))
    else:
        lines = [*_report(review), *(["", REHEARSED] if dry_run else [])]
        print_report(folded(map(show, lines), terminal_width()))
    if review.faults:
        count = len(review.faults)
        more = "more than " if review.more_faults else ""
        raise InvalidInput(f"{file.name} has {more}{count} fault{'' if count == 1 else 's'}; nothing was imported.")


def _ask(review: TemplateReview) -> None:
    """Ask on the terminal whether the regulation shall leave the catalogue; without one it is refused."""
    refuse_unless_yes(
        f"{review.title}: {ENDS_INHERITANCE} Say --yes to import it all the same.",
        f"{show(review.title)}: {ENDS_INHERITANCE} Import it?",
        f"{review.title} was left as it is.",
    )


def _record(review: TemplateReview, *, dry_run: bool) -> dict[str, Json]:
    """The review as JSON."""
    return {
        "key": review.key,
        "title": review.title,
        "product": review.product,
        "new": review.is_new,
        "dry_run": dry_run,
        "unchanged": review.is_nothing,
        "ends_inheritance": review.ends_inheritance,
        "controls": {**_counts(review.controls), "in_all": review.controls_in_all},
        "actions": {**_counts(review.actions), "in_all": review.actions_in_all},
        "maximum_points_before": number(review.maximum_before),
        "maximum_points": number(review.maximum_points),
        **{f"{kind.value}s_{change.value}": _parts(review, kind, change) for kind in PartKind for change in PartChange},
        "new_actions": [{"id": name, "name": title} for name, title in review.new_actions],
        "assessments": review.assessments,
        "score_before": score_of(review.before),
        "score_after": score_of(review.after),
        "errors": [
            {
                "sheet": one.sheet,
                "row": one.row,
                "column": one.column,
                "value": one.value,
                "message": one.message,
                "allowed": one.allowed,
            }
            for one in review.faults
        ],
        "more_errors": review.more_faults,
        "notices": review.notices,
    }


def _parts(review: TemplateReview, kind: PartKind, change: PartChange) -> list[Json]:
    return [{"id": one.id, "name": one.title, "note": one.note} for one in review.those(kind, change)]


def _counts(counts: Counts) -> dict[str, Json]:
    return {"added": counts.added, "changed": counts.changed, "removed": counts.removed}


def _report(review: TemplateReview) -> Iterator[str]:
    if review.faults:
        yield f"{review.file.name} cannot be imported:"
        for one in review.faults:
            allowed = f" Allowed: {joined(one.allowed)}." if one.allowed else ""
            yield f"  {one.sheet}, row {one.row}, {one.column}: {one.value!r}: {one.message}{allowed}"
        if review.more_faults:
            yield f"  {MORE_FAULTS}"
        return
    yield from facts(_facts(review))
    yield from _changes(review)
    if review.ends_inheritance:
        yield from ("", ENDS_INHERITANCE)
    for notice in review.notices:
        yield from ("", notice)
    if review.is_nothing:
        yield from ("", NOTHING_TO_DO)


def _changes(review: TemplateReview) -> Iterator[str]:
    """Every control and action that changes, by what becomes of it."""
    for kind in PartKind:
        for change in PartChange:
            found = review.those(kind, change)
            if found:
                yield from ("", f"{kind.value.capitalize()}s {change.value}")
            for one in found:
                note = f": {one.note}" if one.note else ""
                yield f"  {one.id}  {one.title}{note}"


def _facts(review: TemplateReview) -> list[tuple[str, str]]:
    before, after, most = review.before, review.after, show_points(review.maximum_points)
    score = f"{arrow(percentage(before), percentage(after))}, {arrow(points_of(before), points_of(after))} points"
    return [
        ("Regulation", f"{review.title} ({review.what})"),
        ("Key", review.key),
        ("Product", review.product),
        ("Controls", review.controls.told(review.controls_in_all)),
        ("Actions", review.actions.told(review.actions_in_all)),
        ("Maximum points", most if review.is_new else arrow(show_points(review.maximum_before), most)),
        ("Assessments", joined(review.assessments) or "none uses it"),
        ("Score", score),
    ]


COMMANDS = (
    Command(
        words=("import", "regulation"),
        summary="Import a regulation template: an own regulation, or a modification of one.",
        examples=("import regulation house-rules.xlsx --dry-run", "import regulation house-rules.xlsx"),
        describe=_describe,
        run=_import,
    ),
)
