"""`cm-tui assessments`: create, edit, delete."""

from __future__ import annotations

from collections.abc import Iterator

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.asking import refuse_unless_yes
from cm_tui.cli.command import Command, Context
from cm_tui.cli.forms import joined, number, percentage, points_of
from cm_tui.cli.output import Json, print_json, print_lines
from cm_tui.cli.parser import Parser
from cm_tui.cli.update_rows import arrow, score_of
from cm_tui.cli.usage import usage_error
from cm_tui.cli.values import REPORT, refuse, style
from cm_tui.model.drafts import AssessmentDraft, AssessmentEdit, AssessmentForm
from cm_tui.model.text import show
from cm_tui.model.views.actions import Points
from cm_tui.model.views.assessments import AssessmentPreview, AssessmentRemoval

EDIT = "assessments edit"
REHEARSED = "Dry run: nothing was stored."
KEPT = "no assessment counts it any more; its work is kept"
_DETAILS, _EVIDENCE = "details", "evidence"
_COPY = (_DETAILS, _EVIDENCE)


def _describe_create(parser: Parser) -> None:
    parser.option("--name", "N", "the assessment's name, which no other one has", needed=True)
    parser.option("--group", "G", "a group that exists, or the name of a new one", needed=True)
    parser.option("--regulation", "KEY", "gdpr, ccpa, hipaa-hitech, lgpd or an imported one", needed=True)
    parser.option("--service", "S", "assess this service only; can be given several times (default: all)", many=True)
    parser.option("--copy-from", "GROUP", "let a new group take over what this one did about its own actions")
    parser.option("--copy", "WHAT", "details or evidence; can be given twice", many=True)
    parser.switch("--dry-run", "only show what creating it would bring")
    parser.option("--format", "FORMAT", "text (default) or json")


def _create(context: Context, arguments: Arguments) -> None:
    output, dry_run = style(arguments, REPORT), arguments.flag("dry_run")
    copied = _copied(arguments)
    draft = AssessmentDraft(
        name=arguments.text("name"),
        group=arguments.text("group"),
        regulation=arguments.text("regulation"),
        services=arguments.texts("service"),
        copy_from=arguments.maybe("copy_from"),
        copy_details=_DETAILS in copied,
        copy_evidence=_EVIDENCE in copied,
    )
    with context.services() as services:
        made = services.assessments.preview(draft) if dry_run else services.assessments.create(draft)
    if output == "json":
        print_json({**_preview_record(made), "dry_run": dry_run})
    else:
        print_lines([*_created(made, draft.copy_from), *_rehearsed(dry_run)])


def _copied(arguments: Arguments) -> set[str]:
    wanted = {one.lower() for one in arguments.texts("copy")}
    for one in sorted(wanted - set(_COPY)):
        raise refuse("--copy", one, _COPY)
    return wanted


def _created(made: AssessmentPreview, source: str | None) -> Iterator[str]:
    group = f"the {'new' if made.new_group else 'existing'} group {made.group}"
    yield f"{made.name}: assessment created: {made.regulation} in {group}, {joined(made.services) or 'all services'}"
    yield f"{made.name}: {counted(made.controls, 'control')}, {points_of(made.points)} points"
    yield f"{made.name}: {counted(len(made.begun), 'action')} of yours {_verb(len(made.begun), 'begin')}"
    if back := len(made.returned):
        yield f"{made.name}: {counted(back, 'action')} of yours {_verb(back, 'come')} back with their work"
    yield f"{made.name}: {counted(len(made.shared), 'action')} of yours shared with other assessments"
    yield f"{made.name}: {counted(made.microsoft_actions, 'Microsoft action')}"
    if source is not None:
        pieces = f"{counted(made.documents, 'piece')} of evidence copied"
        yield f"{made.name}: {counted(len(made.copied), 'action')} taken over from {source}, {pieces}"
    yield _score(made.before, made.after)


def _describe_edit(parser: Parser) -> None:
    parser.word("ASSESSMENT", "the assessment's whole name, in any case")
    parser.option("--name", "N", "its new name")
    parser.option("--service", "S", "assess this service only; can be given several times", many=True)
    parser.switch("--all-services", "assess all services")
    parser.switch("--dry-run", "only show what changing it would bring")
    parser.option("--format", "FORMAT", "text (default) or json")


def _edit(context: Context, arguments: Arguments) -> None:
    output, dry_run = style(arguments, REPORT), arguments.flag("dry_run")
    edit = _wanted(arguments)
    with context.services() as services:
        made = services.assessments.preview_edit(edit) if dry_run else services.assessments.edit(edit)
    before = made.was or AssessmentForm(made.name, made.services)
    changes = _changes(before, made)
    if output == "json":
        told: list[Json] = [{"field": field, "old": old, "new": new} for field, old, new in changes]
        print_json({**_preview_record(made), "changes": told, "dry_run": dry_run})
    else:
        print_lines([*_edited(before.name, made, changes), *_rehearsed(dry_run)])


def _wanted(arguments: Arguments) -> AssessmentEdit:
    name, services = arguments.maybe("name"), arguments.texts("service")
    everything = arguments.flag("all_services")
    if everything and services:
        raise usage_error("name services or --all-services, not both", EDIT)
    if name is None and not services and not everything:
        raise usage_error("say what changes: --name, --service or --all-services", EDIT)
    return AssessmentEdit(arguments.text("assessment"), name, services if services or everything else None)


def _changes(before: AssessmentForm, made: AssessmentPreview) -> list[tuple[str, str, str]]:
    found = [("name", before.name, made.name)] if before.name != made.name else []
    if before.services != made.services:
        found.append(("services", joined(before.services) or "all", joined(made.services) or "all"))
    return found


def _edited(name: str, made: AssessmentPreview, changes: list[tuple[str, str, str]]) -> Iterator[str]:
    if not changes:
        yield f"{name}: unchanged"
        return
    for field, old, new in changes:
        yield f"{name}: {field} {arrow(old, new)}"
    if joining := len(made.begun) + len(made.returned) + len(made.shared):
        yield f"{made.name}: {counted(joining, 'action')} of yours {_verb(joining, 'join')}"
    if leaving := len(made.leaving):
        yield f"{made.name}: {counted(leaving, 'action')} of yours {_verb(leaving, 'leave')}, counted by other assessments"
    if left := len(made.left):
        yield f"{made.name}: {counted(left, 'action')} of yours {_verb(left, 'leave')}, counted by no other assessment"
    yield from (f"{one}: {KEPT}" for one in made.left)
    yield _score(made.before, made.after)


def _describe_delete(parser: Parser) -> None:
    parser.word("NAME", "the assessment's whole name, in any case")
    parser.switch("--yes", "do not ask")
    parser.switch("--dry-run", "only show what would go with it")
    parser.option("--format", "FORMAT", "text (default) or json")


def _delete(context: Context, arguments: Arguments) -> None:
    output, dry_run = style(arguments, REPORT), arguments.flag("dry_run")
    name = arguments.text("name")
    with context.services() as services:
        if dry_run:
            removal = services.assessments.removal(name)
        elif arguments.flag("yes"):
            removal = services.assessments.delete(name)
        else:
            shown = services.assessments.removal(name)
            _ask(shown)
            removal = services.assessments.delete(name, shown)
    if output == "json":
        print_json({**_removal_record(removal), "dry_run": dry_run})
    else:
        print_lines([f"{removal.name}: assessment deleted", *_going(removal), *_rehearsed(dry_run)])


def _ask(removal: AssessmentRemoval) -> None:
    """Ask on the terminal whether to delete; without one, or with any answer but yes, it is refused."""
    lines = "".join(f"{show(line)}\n" for line in _going(removal))
    refuse_unless_yes(
        f"{removal.name}: deleting an assessment asks on a terminal; say --yes where there is none.",
        f"{lines}Delete {show(removal.name)} of {show(removal.group)}?",
        f"{removal.name} was kept.",
    )


def _going(removal: AssessmentRemoval) -> Iterator[str]:
    """What goes with an assessment, a line each."""
    gone = removal.disappearing
    remaining = f"{removal.staying} with other assessments"
    yield f"{removal.name}: {counted(len(gone), 'action')} of yours {_verb(len(gone), 'disappear')}, {remaining}"
    for one in gone:
        yield f"{one.id}  {one.name}{': its work is kept' if one.touched else ''}"
    if removal.microsoft_actions:
        yield f"{removal.name}: {counted(removal.microsoft_actions, 'Microsoft action')} counted no longer"
    yield _score(removal.before, removal.after)


def _score(before: Points, after: Points) -> str:
    return f"Score: {percentage(before)} ({points_of(before)}) → {percentage(after)} ({points_of(after)})"


def _rehearsed(dry_run: bool) -> tuple[str, ...]:
    return (REHEARSED,) if dry_run else ()


def counted(number_of: int, noun: str) -> str:
    """A number of things: `1 action`, `2 actions`."""
    return f"{number_of} {noun}{'' if number_of == 1 else 's'}"


def _verb(number_of: int, verb: str) -> str:
    return f"{verb}s" if number_of == 1 else verb


def _preview_record(made: AssessmentPreview) -> dict[str, Json]:
    return {
        "name": made.name,
        "group": made.group,
        "regulation": made.regulation,
        "services": made.services,
        "new_group": made.new_group,
        "controls": made.controls,
        "points_achieved": number(made.points.achieved),
        "points_possible": number(made.points.possible),
        "begun": made.begun,
        "returned": made.returned,
        "shared": made.shared,
        "leaving": made.leaving,
        "left": made.left,
        "copied": made.copied,
        "evidence_copied": made.documents,
        "microsoft_actions": made.microsoft_actions,
        "score_before": score_of(made.before),
        "score_after": score_of(made.after),
    }


def _removal_record(removal: AssessmentRemoval) -> dict[str, Json]:
    return {
        "name": removal.name,
        "group": removal.group,
        "disappearing": [{"id": one.id, "name": one.name, "touched": one.touched} for one in removal.disappearing],
        "microsoft_actions": removal.microsoft_actions,
        "remaining": removal.remaining,
        "score_before": score_of(removal.before),
        "score_after": score_of(removal.after),
    }


COMMANDS = (
    Command(
        words=("assessments", "create"),
        summary="Assess a group, an existing or a new one, against a regulation.",
        examples=(
            'assessments create --name "GDPR Asia" --group Asia --regulation gdpr',
            'assessments create --name "GDPR Asia" --group Asia --regulation gdpr --copy-from Europe --copy details --dry-run',
        ),
        describe=_describe_create,
        run=_create,
    ),
    Command(
        words=("assessments", "edit"),
        summary="Change the name or the services of an assessment.",
        examples=('assessments edit "GDPR Asia" --name "GDPR APAC"', 'assessments edit "GDPR Asia" --all-services'),
        describe=_describe_edit,
        run=_edit,
    ),
    Command(
        words=("assessments", "delete"),
        summary="Delete an assessment; actions that nothing else uses disappear with it, their work is kept.",
        examples=('assessments delete "GDPR Asia" --dry-run', 'assessments delete "GDPR Asia" --yes'),
        describe=_describe_delete,
        run=_delete,
    ),
)
