"""The list of actions: pages, order, counts, facets and finding by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    UnaryExpression,
    and_,
    case,
    cast,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from cm_tui.model.errors import InvalidInput
from cm_tui.model.filters import ActionFilter, words_of
from cm_tui.model.listing import SORT_COLUMNS, ListQuery, SortOrder
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.rules.scope import is_action_id, spelled_id
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion, Regulation
from cm_tui.model.tables.organisation import Assessment, AssessmentAction, Group, Person
from cm_tui.model.text import fold
from cm_tui.model.views.actions import ActionRow, Facets, ListCounts, Listing
from cm_tui.model.vocabulary import TestingSource, TestingType, TestStatus
from cm_tui.services.actions.filter_sql import FilterSql, holds, listed_names
from cm_tui.services.actions.rows import GAIN, OWN, Rows, chunks, joined, organisations_own, read_rows
from cm_tui.services.clock import Actor
from cm_tui.services.permit import permit
from cm_tui.services.storage.interrupt import interruptible
from cm_tui.services.storage.store import Store

SortKey: TypeAlias = SQLColumnExpression[Any]
_PASSED = col(ActionState.test_status) == TestStatus.PASSED


@dataclass(frozen=True)
class ListingService:
    """Questions to the list of the organisation's own actions."""

    store: Store
    actor: Actor

    def first_page(self, query: ListQuery, limit: int = 60) -> tuple[ActionRow, ...]:
        """The first rows of a query, found by LIMIT. Raises InvalidInput for values that name nothing."""
        return self.select(query, limit)

    def select(self, query: ListQuery, limit: int | None = None) -> tuple[ActionRow, ...]:
        """The rows of a query in its order. Raises InvalidInput."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            statement = self._narrowed(session, organisations_own(), query).order_by(*_order(query.sort))
            return read_rows(session, statement if limit is None else statement.limit(limit))

    def listing(self, query: ListQuery, interrupted: Callable[[], bool] | None = None) -> Listing:
        """All ids of a query in its order, and the counts. Raises InvalidInput, and StorageProblem once `interrupted`."""
        with self.store.reading() as session, interruptible(session, interrupted):
            permit(session, self.actor, Permission.READ)
            ordered = self._narrowed(session, joined(col(ActionState.public_id)), query).where(OWN)
            ids = tuple(session.execute(ordered.order_by(*_order(query.sort))).scalars().all())
            return Listing(tuple(str(one) for one in ids), self._counts(session, query, len(ids)))

    def rows(self, ids: Sequence[str]) -> tuple[ActionRow, ...]:
        """The rows with these ids, in their order; ids that do not exist are left out."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            by_id = _by_id(session, ids)
            return tuple(by_id[one] for one in ids if one in by_id)

    def facets(self) -> Facets:
        """The values that the filters offer."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            return Facets(
                regulations=_pairs(session, _used_regulations()),
                groups=_names(session, select(col(Group.name)).order_by(col(Group.name))),
                assessments=_names(session, select(col(Assessment.name)).order_by(col(Assessment.name))),
                solutions=_listed(session, col(ActionVersion.solutions)),
                services=_listed(session, col(ActionVersion.services)),
                owners=_pairs(session, select(col(Person.email), col(Person.name)).order_by(col(Person.name))),
            )

    def find(self, text: str, limit: int = 12) -> tuple[ActionRow, ...]:
        """The actions whose id begins with a text, or whose name holds its words, best gain first."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            words = [fold(word) for word in text.split()]
            named = func.lower(col(ActionState.public_id)).startswith(text.strip().lower(), autoescape=True)
            described = and_(true(), *(holds(col(ActionVersion.search_text), word) for word in words))
            statement = joined(col(ActionState.public_id), col(ActionVersion.title)).where(OWN, or_(named, described))
            found = session.execute(statement.order_by(*_order(SortOrder())))
            meant = (str(key) for key, title in found if _is_meant(str(key), str(title), text, words))
            ids = tuple(islice(meant, limit))
            by_id = _by_id(session, ids)
            return tuple(by_id[one] for one in ids)

    def meant_ids(self, wanted: ActionFilter) -> tuple[str, ...]:
        """The words of a filter that are ids of listed actions: words are not looked for in ids, `id:` is for that."""
        words = tuple(word for word in map(spelled_id, words_of(wanted)) if is_action_id(word.partition("@")[0]))
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            meant = or_(col(ActionState.public_id).in_(words), col(ActionState.action_id).in_(words))
            listed = joined(col(ActionState.public_id), col(ActionState.action_id)).where(OWN, meant)
            known = {one for row in session.execute(listed) for one in row}
            return tuple(word for word in dict.fromkeys(words) if word in known)

    def _narrowed(self, session: Session, statement: Rows, query: ListQuery) -> Rows:
        narrowed = statement.where(FilterSql(session, self.actor).condition(query.filter))
        return narrowed.where(~_PASSED) if query.hide_passed else narrowed

    def _counts(self, session: Session, query: ListQuery, shown: int) -> ListCounts:
        totals = joined(func.count(), func.count().filter(~col(ActionVersion.is_newest))).where(OWN)
        total, pending = session.execute(totals).one()
        hidden = 0
        if query.hide_passed:
            everything = ListQuery(query.filter, query.sort, hide_passed=False)
            counted = self._narrowed(session, joined(func.count()), everything).where(OWN, _PASSED)
            hidden = int(str(session.execute(counted).scalar_one()))
        return ListCounts(shown, int(str(total)), hidden, int(str(pending)))


def _by_id(session: Session, ids: Sequence[str]) -> dict[str, ActionRow]:
    statement = organisations_own()
    pages = (read_rows(session, statement.where(col(ActionState.public_id).in_(chunk))) for chunk in chunks(ids))
    return {row.id: row for page in pages for row in page}


def _is_meant(public_id: str, title: str, text: str, words: Sequence[str]) -> bool:
    return public_id.lower().startswith(text.strip().lower()) or all(word in fold(title) for word in words)


def sort_order(text: str) -> SortOrder:
    """The order that `COLUMN` or `-COLUMN` means. Raises InvalidInput naming the columns."""
    name = text.strip().removeprefix("-")
    if name not in SORT_COLUMNS:
        raise InvalidInput(f"--sort: there is no column {name!r}; the columns are: {', '.join(SORT_COLUMNS)}.")
    return SortOrder(name, text.strip().startswith("-"))


def _order(sort: SortOrder) -> list[UnaryExpression[Any]]:
    key = _sort_key(sort.column)
    directed = key.desc() if sort.descending else key.asc()
    order: list[UnaryExpression[Any]] = [directed.nulls_last()]
    if sort.column != "id":
        order.append(col(ActionState.public_id).asc())
    return order


def _sort_key(column: str) -> SortKey:
    texts: dict[str, SortKey] = {
        "name": func.lower(col(ActionVersion.title)),
        "group": func.lower(col(Group.name)),
        "category": col(Action.category),
        "action_type": col(Action.action_type),
        "solutions": _as_shown(col(ActionVersion.solutions)),
        "services": _as_shown(col(ActionVersion.services)),
        "regulations": _linked(func.count(func.distinct(col(Assessment.regulation_key)))),
        "assessments": _linked(func.count()),
        "testing_source": _testing_source(),
        "owner": func.lower(col(Person.email)),
        "pending_update": ~col(ActionVersion.is_newest),
        "gain": GAIN,
        "id": col(ActionState.public_id),
    }
    found = texts.get(column)
    if found is not None:
        return found
    stored: SortKey = getattr(ActionState, column)
    return stored


def _as_shown(column: Mapped[list[str]]) -> SortKey:
    """A list of names as people see it, `A, B`, so that `Cloud` comes before `Cloud Apps`."""
    shown: SQLColumnExpression[str] = cast(column, String)
    for mark in '[]"':
        shown = func.replace(shown, mark, "")
    return func.lower(shown)


def _testing_source() -> SortKey:
    eligible = col(ActionVersion.eligible_source)
    defender = TestingSource.DEFENDER_FOR_CLOUD.value
    manual = or_(eligible.is_(None), (col(ActionState.testing_type) == TestingType.MANUAL) & (eligible != defender))
    return case((manual, TestingSource.MANUAL.value), else_=eligible)


def _linked(expression: ColumnElement[int]) -> SortKey:
    return (
        select(expression)
        .select_from(AssessmentAction)
        .join(Assessment, col(Assessment.id) == col(AssessmentAction.assessment_id))
        .where(col(AssessmentAction.state_id) == col(ActionState.id))
        .correlate(ActionState)
        .scalar_subquery()
    )


def _used_regulations() -> Select[str, str]:
    used = select(col(Assessment.regulation_key))
    statement = select(col(Regulation.key), col(Regulation.short_title)).where(col(Regulation.key).in_(used))
    return statement.order_by(col(Regulation.position))


def _pairs(session: Session, statement: Select[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in session.execute(statement))


def _names(session: Session, statement: Select[str]) -> tuple[str, ...]:
    return tuple(session.execute(statement).scalars())


def _listed(session: Session, column: Mapped[list[str]]) -> tuple[str, ...]:
    return tuple(listed_names(session, joined(cast(column, String)).where(OWN).distinct()))
