"""Who could own actions: those who own similar ones come to mind first (spec 1.7; issue 4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from cm_tui.model.rules.permissions import Permission, allows
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.organisation import Person
from cm_tui.model.views.bulk import Suggestion
from cm_tui.model.views.workspace import PersonView
from cm_tui.model.vocabulary import ManagedBy


def suggestions_for(session: Session, ids: Collection[str]) -> tuple[Suggestion, ...]:
    """Everybody: owners of actions of the same categories, then of the same solutions, then other editors, then readers."""
    people = session.exec(select(Person).order_by(Person.name, Person.email)).all()
    actions = _own_actions(session)
    wanted = [one for one in actions if one.id in ids]
    categories, solutions = {one.category for one in wanted}, {name for one in wanted for name in one.solutions}
    by_category = _counts((one.owner, [one.category]) for one in actions if one.category in categories)
    by_solution = _counts((one.owner, solutions.intersection(one.solutions)) for one in actions)
    ranked = [_ranked(person, by_category, by_solution) for person in people]
    return tuple(suggestion for _, suggestion in sorted(ranked, key=lambda one: one[0]))


@dataclass(frozen=True, slots=True)
class _Action:
    id: str
    owner: str | None
    category: str
    solutions: Sequence[str]


Counts = dict[str, Counter[str]]
"""By a person's key, how many actions they own in each category, or of each solution."""


def _own_actions(session: Session) -> list[_Action]:
    """Every action that the organisation manages; what no assessment counts any more makes nobody its owner here."""
    statement = (
        select(ActionState.public_id, ActionState.owner_key, Action.category, ActionVersion.solutions)
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
        .where(Action.managed_by == ManagedBy.ORGANISATION)
    )
    retired = set(session.exec(select(ActionState.public_id).where(col(ActionState.retired))))
    return [
        _Action(public_id, None if public_id in retired else owner, category, solutions)
        for public_id, owner, category, solutions in session.exec(statement)
    ]


def _counts(owned: Iterable[tuple[str | None, Iterable[str]]]) -> Counts:
    counts: Counts = {}
    for owner, names in owned:
        if owner is not None:
            counts.setdefault(owner, Counter()).update(names)
    return counts


def _ranked(person: Person, by_category: Counts, by_solution: Counts) -> tuple[tuple[int, int], Suggestion]:
    """A person with their place: the group they come in, and in it those who own most first."""
    view = PersonView(person.email, person.name, person.role, person.login)
    for rank, counts in enumerate((by_category, by_solution)):
        for name, count in counts.get(person.key, Counter()).most_common(1):
            return (rank, -count), Suggestion(view, f"owns {count} in {name}")
    return (2 if allows(person.role, Permission.EDIT_ACTIONS) else 3, 0), Suggestion(view)
