"""`cm-tui regulations`: list, show."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.folding import folded
from cm_tui.cli.forms import facts, joined, number
from cm_tui.cli.output import Json, Listing, print_json, print_lines, print_listing, terminal_width
from cm_tui.cli.parser import Parser
from cm_tui.cli.table import WHOLE, Column
from cm_tui.cli.values import LISTING, REPORT, style
from cm_tui.model.rules.points import show_points
from cm_tui.model.text import show
from cm_tui.model.views.assessments import RegulationControl, RegulationDetails, RegulationView
from cm_tui.model.vocabulary import LegalStatus, ManagedBy, Strength

_STRENGTH = max(len(strength.value) for strength in Strength)

REGULATIONS = Listing[RegulationView](
    fields={
        "key": lambda one: one.key,
        "title": lambda one: one.title,
        "version": lambda one: one.version,
        "controls": lambda one: one.controls,
        "actions": lambda one: one.actions,
        "maximum_points": lambda one: number(one.maximum_points),
        "active": lambda one: one.active,
        "origin": lambda one: one.origin.value,
        "product": lambda one: one.product,
    },
    columns=(
        Column("Key", lambda one: one.key, WHOLE),
        Column("Regulation", lambda one: one.title, 20),
        Column("Controls", lambda one: str(one.controls), WHOLE, right=True),
        Column("Actions", lambda one: str(one.actions), WHOLE, right=True),
        Column("Maximum points", lambda one: show_points(one.maximum_points), WHOLE, right=True),
        Column("Active", lambda one: "yes" if one.active else "no", WHOLE),
        Column("Origin", lambda one: one.origin.value, WHOLE),
        Column("Assessments", lambda one: str(len(one.assessments)), WHOLE, right=True),
        Column("Version", lambda one: one.version, 12),
    ),
    nothing="There is no regulation.",
)
_MORE: dict[str, Callable[[RegulationView], Json]] = {
    "short_title": lambda one: one.short_title,
    "jurisdiction": lambda one: one.jurisdiction,
    "source_url": lambda one: one.source_url,
    "controls_in_force": lambda one: one.binding,
    "assessments": lambda one: list(one.assessments),
}
"""What the report of one regulation has beside the fields of the listing."""
_CONTROL: dict[str, Callable[[RegulationControl], Json]] = {
    "control_id": lambda one: one.control.control_id,
    "title": lambda one: one.control.title,
    "family": lambda one: one.control.family,
    "summary": lambda one: one.control.summary,
    "status": lambda one: one.control.legal_status.value,
    "requirement": lambda one: one.control.obligation.value if one.control.obligation else None,
    "unverified": lambda one: one.control.unverified,
    "actions": lambda one: one.control.actions,
    "mappings": lambda one: [
        {
            "id": action.id,
            "title": action.title,
            "strength": action.strength.value,
            "managed_by": action.managed_by.value,
            "others": [{"regulation": other.key, "strength": other.strength.value} for other in action.others],
        }
        for action in one.serving
    ],
    "no_action": lambda one: one.control.no_action,
}


def _describe_list(parser: Parser) -> None:
    parser.option("--format", "FORMAT", "table (default), json or csv")


def _list(context: Context, arguments: Arguments) -> None:
    output = style(arguments, LISTING)
    with context.services() as services:
        rows = services.regulations.regulations()
    print_listing(REGULATIONS, rows, output)


def _describe_show(parser: Parser) -> None:
    parser.word("KEY", "the regulation's key or short title, such as gdpr, or a beginning that only one has")
    parser.option("--format", "FORMAT", "text (default) or json")


def _show(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    with context.services() as services:
        details = services.regulations.details(services.regulations.named(arguments.text("key")))
    if output == "json":
        controls = [{name: value(one) for name, value in _CONTROL.items()} for one in details.controls]
        more = {name: value(details.regulation) for name, value in _MORE.items()}
        print_json({**REGULATIONS.record(details.regulation), **more, "controls": controls})
    else:
        print_lines(folded(map(show, _report(details)), terminal_width()))


def _report(details: RegulationDetails) -> Iterator[str]:
    """The facts, then the tree: families, controls, and under each control the actions that serve it."""
    yield from [details.regulation.title, "", *facts(_facts(details))]
    family = None
    for one in details.controls:
        if not one.depth and one.control.family != family:
            family = one.control.family
            yield from ["", family]
        yield from _branch(one)


def _facts(details: RegulationDetails) -> list[tuple[str, str]]:
    one = details.regulation
    in_force = (control for control in details.controls if control.control.legal_status is LegalStatus.IN_FORCE)
    actions = {action.id: action.managed_by for control in in_force for action in control.serving}
    yours = sum(managed is ManagedBy.ORGANISATION for managed in actions.values())
    idle = one.controls - one.binding
    unverified = sum(control.control.unverified for control in details.controls)
    return [
        ("Key", one.key),
        ("Origin", one.origin.value),
        ("Product", one.product),
        ("Version", one.version),
        ("Jurisdiction", one.jurisdiction),
        ("Source", one.source_url),
        ("Controls", joined([str(one.controls), *_of_them(idle, "not in force"), *_of_them(unverified, "unverified")])),
        ("Actions", f"{one.actions}: {yours} yours, {one.actions - yours} managed by Microsoft"),
        ("Maximum points", show_points(one.maximum_points)),
        ("Active", "yes" if one.active else "no: no assessment uses it"),
        ("Used by", joined(one.assessments)),
    ]


def _of_them(number: int, what: str) -> list[str]:
    return [f"{number} of them {what}"] if number else []


def _branch(one: RegulationControl) -> Iterator[str]:
    control, margin = one.control, "  " * (one.depth + 1)
    marks = [control.legal_status.value] if control.legal_status is not LegalStatus.IN_FORCE else []
    marks += [control.obligation.value] if control.obligation else []
    marks += ["unverified"] if control.unverified else []
    yield f"{margin}{control.control_id}  {control.title}{f' ({joined(marks)})' if marks else ''}"
    for action in one.serving:
        others = joined([f"{other.title} {other.strength.value}" for other in action.others])
        also = f" (also {others})" if others else ""
        yield f"{margin}    {action.strength.value:<{_STRENGTH}}  {action.id}  {action.title}{also}"
    if control.no_action:
        yield f"{margin}    no action: {control.no_action}"


COMMANDS = (
    Command(
        words=("regulations", "list"),
        summary="List the regulations of the catalogue.",
        examples=("regulations list",),
        describe=_describe_list,
        run=_list,
    ),
    Command(
        words=("regulations", "show"),
        summary="Show one regulation: counts, and its controls with the actions that serve them.",
        examples=("regulations show gdpr",),
        describe=_describe_show,
        run=_show,
    ),
)
