"""What assessments and groups are called, and when one may come or go (spec 11.1 to 11.3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import count

from cm_tui.model.rules.names import folded_name
from cm_tui.model.rules.scope import slug


def default_name(regulation: str, group: str) -> str:
    """The name that an assessment gets where nobody chose one: the regulation's short title and the group."""
    return f"{regulation} {group}"


def same_name(one: str, other: str) -> bool:
    """Whether two names are taken for one: those that differ in case, in how accents are composed or in joiners alone."""
    return folded_name(one) == folded_name(other)


def named_so(text: str, names: Collection[str]) -> tuple[str, ...]:
    """The names that a text means, in any case: the one that it is, else all that begin with it; nothing for a blank text."""
    asked = folded_name(text.strip())
    whole = tuple(name for name in names if same_name(name, asked))
    return whole or tuple(name for name in names if asked and folded_name(name).startswith(asked))


def why_name_is_taken(name: str, taken: Collection[str]) -> str | None:
    """Why an assessment cannot have a name, or None: names are unique across groups (spec 11.1)."""
    if any(same_name(name, other) for other in taken):
        return f"There is an assessment {name!r} already; names are unique across groups, choose another one."
    return None


def why_group_is_taken(name: str, taken: Collection[str]) -> str | None:
    """Why a new group cannot have a name, or None (spec 11.2)."""
    if any(same_name(name, other) for other in taken):
        return f"There is a group {name!r} already; choose it, or give the new group another name."
    return None


def why_regulation_is_assessed(regulation: str, group: str, assessment: str | None) -> str | None:
    """Why a group cannot be assessed against a regulation, or None: once per group (spec 11.2).

    `assessment` is the name of the group's assessment of the regulation, None where it has none.
    """
    if assessment is None:
        return None
    return f"The group {group!r} is assessed against {regulation} already, by {assessment!r}; choose another group."


def why_service_is_unknown(services: Collection[str], known: Sequence[str]) -> str | None:
    """Why services cannot be assessed, or None: actions that serve the regulation have to name them (spec 11.1)."""
    unknown = [one for one in services if one not in known]
    if not unknown:
        return None
    return f"{unknown[0]!r} is no service that the regulation's actions name; allowed: {', '.join(known)}."


def why_nothing_is_assessed(regulation: str, services: Collection[str]) -> str:
    """Why an assessment without any action is refused."""
    concerns = (
        f" concerns {', '.join(services)}; choose other services"
        if services
        else " is in force; choose another regulation"
    )
    return f"No action of {regulation}{concerns}."


def why_copying_is_refused(copy_from: str | None, *, something: bool, new_group: bool) -> str | None:
    """Why data are not copied from a group, or None: a new group only takes data over, and has to be told what (spec 11.2)."""
    if copy_from is None:
        return "Data are copied from a group; name it." if something else None
    if not new_group:
        return "Only a new group takes data over from another one; this group exists already."
    return None if something else "Choose what to copy: implementation and testing details, evidence, or both."


def why_group_gives_nothing(group: str, assessments: int) -> str | None:
    """Why nothing can be copied from a group, or None: what no assessment counts any more is not taken over."""
    if assessments:
        return None
    return f"The group {group!r} has no assessment any more; copy from another group, or copy nothing."


def why_assessment_stays(assessments: int) -> str | None:
    """Why an assessment cannot be deleted, or None: the last one stays (spec 11.3)."""
    return None if assessments > 1 else "The last assessment cannot be deleted; create another one first."


def free_slug(name: str, taken: Collection[str]) -> str:
    """The slug of a new group, with a number behind it where another group has the same; it never changes (interface 3)."""
    wanted = slug(name)
    others = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(one for one in others if one not in taken)
