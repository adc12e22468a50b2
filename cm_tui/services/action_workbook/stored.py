"""What the workspace has of the actions that a workbook names, read in few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, select
from sqlmodel import Session, col

from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.evidence import Evidence
from cm_tui.model.tables.organisation import Group, Person
from cm_tui.model.tables.subscriptions import SubscriptionState
from cm_tui.model.vocabulary import ActionType, Field, FieldValue, ManagedBy
from cm_tui.services.action_workbook.layout import Document, StoredAction, standing_row
from cm_tui.services.actions.rows import chunks, joined
from cm_tui.services.workbooks.tables import Value

_COLUMNS: tuple[object, ...] = (
    col(ActionState.id).label("state_id"),
    col(ActionState.public_id),
    col(ActionState.action_id),
    col(ActionVersion.title),
    col(ActionVersion.services),
    col(Group.name).label("group_name"),
    col(Action.action_type),
    col(Action.managed_by),
    col(ActionState.retired),
    col(ActionState.implementation_status),
    col(ActionState.implementation_date),
    col(ActionState.implementation_notes),
    col(ActionState.test_status),
    col(ActionState.test_date),
    col(ActionState.test_notes),
    col(ActionState.other_notes),
    col(ActionState.testing_type),
    col(Person.email),
    col(ActionState.version),
)


@dataclass(frozen=True)
class Stored:
    """An action's instance as it is stored: what its row in a workbook would say, and what is not in the workbook."""

    row: StoredAction
    state_id: int
    action_id: str
    is_technical: bool
    managed_by: ManagedBy
    retired: bool

    @cached_property
    def standing(self) -> Mapping[str, Value]:
        """By heading, what a reader finds in the cells of its row."""
        return standing_row(self.row)

    @property
    def is_ours(self) -> bool:
        """Whether the organisation works on it: Microsoft's are not ours, and what no assessment counts is only kept."""
        return self.managed_by is ManagedBy.ORGANISATION and not self.retired

    def value(self, field: Field) -> FieldValue:
        """The stored value of a field; the owner is an e-mail."""
        value: FieldValue = getattr(self.row, field.value)
        return value


def read_stored(session: Session, ids: Sequence[str]) -> dict[str, Stored]:
    """The actions' instances with these ids, as far as there are such."""
    found: dict[str, Stored] = {}
    statement = joined(*_COLUMNS)
    for chunk in chunks(ids):
        rows = session.execute(statement.where(col(ActionState.public_id).in_(chunk))).all()
        states = [row[0] for row in rows]
        documents, with_results = _documents(session, states), _with_results(session, states)
        for (
            state, public_id, action, title, services, group, kind, managed_by, retired, implementation, implemented,
            implementation_notes, test, tested, test_notes, other_notes, testing_type, owner, version,
        ) in rows:  # fmt: skip
            row = StoredAction(
                public_id, title, services, state in with_results, group, implementation, implemented,
                implementation_notes, test, tested, test_notes, other_notes, documents.get(state, ()), owner,
                testing_type, version,
            )  # fmt: skip
            found[public_id] = Stored(row, state, action, kind is ActionType.TECHNICAL, managed_by, retired)
    return found


def ids_by_name(session: Session) -> Mapping[str, Sequence[tuple[str, str | None]]]:
    """By name, the ids of the organisation's own actions that are called so, each with its group; None for all groups."""
    statement = joined(col(ActionVersion.title), col(ActionState.public_id), col(Group.name)).where(
        col(Action.managed_by) == ManagedBy.ORGANISATION, ~col(ActionState.retired)
    )
    found: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for title, public_id, group in session.execute(statement):
        found[str(title).strip()].append((public_id, group))
    return found


def earlier_names(session: Session, actions: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """By action, every name that any version of it has."""
    found: dict[str, set[str]] = defaultdict(set)
    for chunk in chunks(sorted(set(actions))):
        statement = select(col(ActionVersion.action_id), col(ActionVersion.title))
        for action, title in session.execute(statement.where(col(ActionVersion.action_id).in_(chunk))):
            found[action].add(title.strip())
    return {action: frozenset(titles) for action, titles in found.items()}


def _with_results(session: Session, states: Sequence[int]) -> frozenset[int]:
    """The states that have results in subscriptions."""
    statement = select(col(SubscriptionState.state_id)).where(col(SubscriptionState.state_id).in_(states))
    return frozenset(session.execute(statement.distinct()).scalars())


def _documents(session: Session, states: Sequence[int]) -> Mapping[int, Sequence[Document]]:
    found: dict[int, list[Document]] = defaultdict(list)
    statement = select(col(Evidence.state_id), col(Evidence.name), col(Evidence.url))
    ordered = statement.order_by(col(Evidence.added_at), func.length(col(Evidence.id)), col(Evidence.id))
    for state, name, url in session.execute(ordered.where(col(Evidence.state_id).in_(states))):
        found[state].append(Document(name, url))
    return found
