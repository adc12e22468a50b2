"""From stored records to the rows of the actions table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias, TypeVar

from sqlalchemy import BindParameter, Row, Select, and_, bindparam, case, select
from sqlmodel import Session, col

from cm_tui.model.rules.testing import testing_source
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion, Regulation
from cm_tui.model.tables.organisation import Assessment, AssessmentAction, Group, Person
from cm_tui.model.views.actions import ActionRow, AssessmentLink, Points
from cm_tui.model.vocabulary import ManagedBy

Value = TypeVar("Value")
Rows: TypeAlias = "Select[*tuple[object, ...]]"
"""A selection of rows whose columns are read by name."""
CHUNK = 500
"""Ids bound in one statement; SQLite allows 999 variables in old versions."""

_COLUMNS: tuple[object, ...] = (
    col(ActionState.id).label("state_id"),
    col(ActionState.public_id),
    col(ActionVersion.title),
    col(Group.name).label("group_name"),
    col(Action.category),
    col(Action.action_type),
    col(ActionVersion.solutions),
    col(ActionVersion.services),
    col(ActionState.points_achieved),
    col(ActionState.points_possible),
    col(ActionState.in_scope),
    col(ActionState.implementation_status),
    col(ActionState.implementation_date),
    col(ActionState.test_status),
    col(ActionState.test_date),
    col(ActionState.testing_type),
    col(ActionVersion.eligible_source),
    col(Person.email),
    col(Person.name).label("owner_name"),
    and_(~col(ActionVersion.is_newest), ~col(ActionState.retired)).label("update_waits"),
    col(ActionState.version),
)

GAIN = case(
    (col(ActionState.in_scope), col(ActionState.points_possible) - col(ActionState.points_achieved)),
    else_=0,
)
"""Millionths still to gain."""
OWN = and_(col(Action.managed_by) == ManagedBy.ORGANISATION, ~col(ActionState.retired))
"""What is listed: everything that the organisation manages itself and that an assessment counts (spec 1.1)."""


def joined(*columns: object) -> Rows:
    """A selection over states with their action, accepted definition, group and owner."""
    # SQLAlchemy types `select` for a fixed number of columns only
    statement: Rows = select(*columns)  # type: ignore[call-overload]
    return (
        statement.select_from(ActionState)
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
        .outerjoin(Group, col(Group.id) == col(ActionState.group_id))
        .outerjoin(Person, col(Person.key) == col(ActionState.owner_key))
    )


def organisations_own() -> Rows:
    """The rows of the table."""
    return joined(*_COLUMNS).where(OWN)


def read_rows(session: Session, statement: Rows) -> tuple[ActionRow, ...]:
    """Run a selection made from `organisations_own` or `any_managed` and complete its rows."""
    found = session.execute(statement).all()
    links = assessment_links(session, [row.state_id for row in found])
    titles = _short_titles(session)
    return tuple(_row(row, links.get(row.state_id, ()), titles) for row in found)


def any_managed() -> Rows:
    """Like `organisations_own`, with Microsoft's actions and those that no assessment counts any more."""
    return joined(*_COLUMNS)


def assessment_links(session: Session, states: Sequence[int]) -> dict[int, tuple[AssessmentLink, ...]]:
    """The assessments that states count in, by name."""
    found: dict[int, list[AssessmentLink]] = defaultdict(list)
    for chunk in chunks(states):
        statement = (
            select(
                col(AssessmentAction.state_id), col(Assessment.name), col(Group.name), col(Assessment.regulation_key)
            )
            .join(Assessment, col(Assessment.id) == col(AssessmentAction.assessment_id))
            .join(Group, col(Group.id) == col(Assessment.group_id))
            .where(col(AssessmentAction.state_id).in_(chunk))
            .order_by(col(Assessment.name))
        )
        for state, name, group, regulation in session.execute(statement):
            found[state].append(AssessmentLink(name, group, regulation))
    return {state: tuple(links) for state, links in found.items()}


def chunks(values: Sequence[Value]) -> Iterable[Sequence[Value]]:
    """The values in portions that one statement can bind."""
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))


def written_keys(keys: Iterable[object]) -> BindParameter[int]:
    """Keys of rows written into the statement: there may be more of them than it can have variables."""
    return bindparam("keys", list(keys), expanding=True, literal_execute=True, unique=True)


def _short_titles(session: Session) -> dict[str, str]:
    """Short titles by key, in the order of the catalogue."""
    statement = select(col(Regulation.key), col(Regulation.short_title)).order_by(col(Regulation.position))
    return dict(session.execute(statement).all())


def _assessed(links: tuple[AssessmentLink, ...], titles: dict[str, str]) -> dict[str, str]:
    """The titles of the regulations that an action is assessed against, by key."""
    used = {link.regulation for link in links}
    return {key: title for key, title in titles.items() if key in used}


def _row(row: Row[*tuple[object, ...]], links: tuple[AssessmentLink, ...], titles: dict[str, str]) -> ActionRow:
    regulations = _assessed(links, titles)
    return ActionRow(
        id=row.public_id,
        name=row.title,
        group=row.group_name,
        category=row.category,
        action_type=row.action_type,
        solutions=tuple(row.solutions),
        services=tuple(row.services),
        regulations=tuple(regulations),
        regulation_titles=tuple(regulations.values()),
        assessments=tuple(link.name for link in links),
        points=Points(row.points_achieved, row.points_possible),
        in_scope=row.in_scope,
        implementation_status=row.implementation_status,
        implementation_date=row.implementation_date,
        test_status=row.test_status,
        test_date=row.test_date,
        testing_type=row.testing_type,
        testing_source=testing_source(row.eligible_source, row.testing_type),
        owner=row.email,
        owner_name=row.owner_name,
        pending_update=row.update_waits,
        version=row.version,
    )
