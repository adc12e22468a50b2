"""A regulation as it is read: its facts, and how much it asks."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from cm_tui.model.rules.points import show_points
from cm_tui.model.views.assessments import RegulationView
from cm_tui.model.vocabulary import Origin
from cm_tui.widgets.folding import labelled, paragraphs

UNUSED = "No assessment uses it."
_MOST = 6
"""Names that are listed; how many more there are is said."""


def actions_serving(key: str) -> str:
    """The filter that selects the improvement actions that count for a regulation, passed ones too."""
    return f"regulation:{key} test:any"


def counted(number: int, what: str) -> str:
    """`1 control`, `2 controls`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def named(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more


def control_counts(one: RegulationView) -> str:
    """How many controls it has, and how many of them nobody is assessed against: `204 controls, 1 of them not in force`."""
    idle = one.controls - one.binding
    return counted(one.controls, "control") + (f", {idle} of them not in force" if idle else "")


def regulation_facts(one: RegulationView) -> list[tuple[str, str]]:
    """Labels and values of a regulation."""
    worth = f"maximum score {show_points(one.maximum_points)}"
    said = f"{one.origin}, product {one.product}"
    origin = [] if one.origin is Origin.SHIPPED else [("Origin", said)]
    return [
        *origin,
        ("Version", one.version),
        ("Jurisdiction", one.jurisdiction),
        ("Counts", f"{control_counts(one)} · {counted(one.actions, 'action')} · {worth}"),
        ("Used by", named(one.assessments) or UNUSED),
        *([("Source", one.source_url)] if one.source_url else []),
    ]


def brief_facts(one: RegulationView) -> str:
    """The facts in a sentence, without the source."""
    facts = dict(regulation_facts(one))
    users = f"used by {facts['Used by']}" if one.active else UNUSED
    return " · ".join(filter(None, (facts["Version"], facts["Jurisdiction"], facts["Counts"], users)))


def regulation_lines(one: RegulationView, width: int) -> list[Content]:
    """A regulation in full: whatever a list had to crop."""
    return [*paragraphs(one.title, width), *labelled(regulation_facts(one), width)]
