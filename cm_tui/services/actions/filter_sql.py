"""A filter as a condition of SQL; values that name nothing are refused with what there is (interface 4)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    and_,
    cast,
    exists,
    false,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from cm_tui.model.errors import InvalidInput, StorageProblem
from cm_tui.model.filters import ActionFilter, Compare, Conjunction, Disjunction, Match, Negation, Word, matching
from cm_tui.model.rules.points import MILLION
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.catalogue import Regulation as RegulationTable
from cm_tui.model.tables.organisation import Assessment, AssessmentAction, Group, Person
from cm_tui.model.text import fold
from cm_tui.model.vocabulary import TestingSource, TestingType
from cm_tui.services.actions.filter_names import named, of_controls, of_ids, unknown
from cm_tui.services.actions.rows import GAIN
from cm_tui.services.clock import Actor
from cm_tui.services.history.chain import canonical

Condition = ColumnElement[bool]
MOST_TERMS = 300
"""SQLite refuses conditions deeper than 1,000; nobody types that many."""
LONGEST_WORD = 5_000
"""SQLite refuses patterns of more than 50,000 bytes; no title or guidance holds a word of that length."""


@dataclass
class FilterSql:
    """Turns filters into conditions for one session and one actor. Raises InvalidInput for values that name nothing."""

    session: Session
    actor: Actor

    def condition(self, term: ActionFilter) -> Condition:
        """The condition of a filter over the joined selection of `rows.joined`."""
        if _size(term) > MOST_TERMS:
            raise InvalidInput(f"The filter has more than {MOST_TERMS} terms; shorten it.")
        return self._condition(term)

    def of_assessments(self, term: ActionFilter) -> Condition:
        """The condition over assessments that a filter puts to them themselves: to be of its groups and regulations.

        What stands in alternatives or is negated says which actions count, not where.
        """
        if isinstance(term, Conjunction):
            return and_(true(), *(self.of_assessments(one) for one in term.terms))
        places = {"regulation": self._of_regulation, "group": self._of_group, "assessment": self._named_so}
        return places[term.key](term) if isinstance(term, Match) and term.key in places else true()

    def _condition(self, term: ActionFilter) -> Condition:
        if isinstance(term, Word):
            return holds(col(ActionVersion.search_text), fold(term.text))
        if isinstance(term, Negation):
            return not_(self._condition(term.term))
        if isinstance(term, Conjunction):
            return and_(true(), *(self._condition(one) for one in term.terms))
        if isinstance(term, Disjunction):
            return or_(false(), *(self._condition(one) for one in term.terms))
        if isinstance(term, Compare):
            return _comparison(term)
        return self._match(term)

    def _match(self, term: Match) -> Condition:
        makers: Mapping[str, Callable[[Match], Condition]] = {
            "test": self._test,
            "implementation": lambda one: col(ActionState.implementation_status).in_(one.values),
            "category": lambda one: col(Action.category).in_(one.values),
            "type": lambda one: col(Action.action_type).in_(one.values),
            "stage": lambda one: col(ActionVersion.stage).in_(one.values),
            "testing": lambda one: col(ActionState.testing_type).in_(one.values),
            "source": _source,
            "update": lambda one: not_(col(ActionVersion.is_newest)),
            "eligible": lambda one: _yes_or_no(one, col(ActionVersion.eligible_source).is_not(None)),
            "evidence": lambda one: _yes_or_no(one, _has_evidence()),
            "owner": self._owner,
            "regulation": lambda one: _counted_in(self._of_regulation(one)),
            "group": self._group,
            "assessment": lambda one: _counted_in(self._named_so(one)),
            "control": lambda one: of_controls(self.session, one),
            "id": lambda one: of_ids(self.session, one),
            "solution": lambda one: self._listed(one, col(ActionVersion.solutions)),
            "service": lambda one: self._listed(one, col(ActionVersion.services)),
        }
        return makers[term.key](term)

    def _test(self, term: Match) -> Condition:
        return true() if "any" in term.values else col(ActionState.test_status).in_(term.values)

    def _owner(self, term: Match) -> Condition:
        people = self.session.execute(select(col(Person.key), col(Person.email), col(Person.name))).all()
        conditions: list[Condition] = []
        for value in term.values:
            if value.casefold() == "none":
                conditions.append(col(ActionState.owner_key).is_(None))
            elif value.casefold() == "me":
                conditions.append(col(ActionState.owner_key) == self.actor.person_key)
            else:
                keys = named(value, [(key, (email, name)) for key, email, name in people])
                if not keys:
                    raise unknown(term, value, ["me", "none", *sorted(email for _, email, _ in people)])
                conditions.append(col(ActionState.owner_key).in_(keys))
        condition = or_(*conditions)
        return and_(condition.is_not(None), condition)

    def _of_regulation(self, term: Match) -> Condition:
        rows = self.session.execute(
            select(col(RegulationTable.key), col(RegulationTable.short_title), col(RegulationTable.title)).order_by(
                col(RegulationTable.position)
            )
        ).all()
        keys = self._keys(term, [(key, (key, short, title)) for key, short, title in rows], [row[0] for row in rows])
        return col(Assessment.regulation_key).in_(keys)

    def _group(self, term: Match) -> Condition:
        keys, own = self._groups(term), col(ActionState.group_id)
        return or_(and_(own.is_not(None), own.in_(keys)), _counted_in(col(Assessment.group_id).in_(keys)))

    def _of_group(self, term: Match) -> Condition:
        return col(Assessment.group_id).in_(self._groups(term))

    def _groups(self, term: Match) -> list[object]:
        rows = self.session.execute(
            select(col(Group.id), col(Group.name), col(Group.slug)).order_by(col(Group.name))
        ).all()
        return self._keys(term, [(key, (name, slug)) for key, name, slug in rows], [row[1] for row in rows])

    def _named_so(self, term: Match) -> Condition:
        rows = self.session.execute(
            select(col(Assessment.id), col(Assessment.name)).order_by(col(Assessment.name))
        ).all()
        keys = self._keys(term, [(key, (name,)) for key, name in rows], [row[1] for row in rows])
        return col(Assessment.id).in_(keys)

    def _keys(
        self, term: Match, labelled: Sequence[tuple[object, tuple[str, ...]]], allowed: Sequence[str]
    ) -> list[object]:
        found: list[object] = []
        for value in term.values:
            keys = named(value, labelled)
            if not keys:
                raise unknown(term, value, allowed)
            found.extend(keys)
        return found

    def _listed(self, term: Match, column: Mapped[list[str]]) -> Condition:
        names = listed_names(self.session, select(cast(column, String)).distinct())
        conditions: list[Condition] = []
        for value in term.values:
            labels = matching(value, names)
            if not labels:
                raise unknown(term, value, names)
            conditions += [_json_list_holds(column, label) for label in labels]
        return or_(*conditions)


def listed_names(session: Session, statement: Select[*tuple[object, ...]]) -> list[str]:
    """Every name in the lists that a selection finds, sorted; lists are selected as text, which PostgreSQL can compare."""
    found: set[str] = set()
    for listed in session.execute(statement).scalars():
        try:
            found.update(str(name) for name in json.loads(str(listed)))
        except (ValueError, TypeError) as error:
            raise StorageProblem(
                "The workspace database is damaged (a list cannot be read); restore a backup."
            ) from error
    return sorted(found)


def holds(column: SQLColumnExpression[str], text: str) -> Condition:
    """Whether a column contains a text; never, where the text has a NUL or is longer than SQLite's patterns may be."""
    if "\x00" in text or len(text) > LONGEST_WORD:
        return false()
    return column.contains(text, autoescape=True)


def _size(term: ActionFilter) -> int:
    if isinstance(term, Negation):
        return _size(term.term)
    if isinstance(term, Conjunction | Disjunction):
        return sum(_size(one) for one in term.terms)
    return 1


def _source(term: Match) -> Condition:
    """The testing source follows from the eligible source and the testing type (rules.testing.testing_source)."""
    eligible, manual = col(ActionVersion.eligible_source), col(ActionState.testing_type) == TestingType.MANUAL
    defender = TestingSource.DEFENDER_FOR_CLOUD
    conditions: list[Condition] = []
    for value in term.values:
        if value == TestingSource.MANUAL:
            conditions.append(or_(eligible.is_(None), and_(manual, eligible != defender)))
        elif value == defender:
            conditions.append(and_(eligible.is_not(None), eligible == defender))
        else:
            conditions.append(and_(eligible.is_not(None), eligible == value, not_(manual)))
    return or_(*conditions)


def _yes_or_no(term: Match, condition: Condition) -> Condition:
    wanted = {value == "yes" for value in term.values}
    return or_(*(condition if want else not_(condition) for want in wanted))


def _has_evidence() -> Condition:
    from cm_tui.model.tables.evidence import Evidence

    return exists().where(col(Evidence.state_id) == col(ActionState.id))


def _counted_in(condition: Condition) -> Condition:
    states = (
        select(col(AssessmentAction.state_id))
        .join(Assessment, col(Assessment.id) == col(AssessmentAction.assessment_id))
        .where(condition)
    )
    return col(ActionState.id).in_(states)


def _json_list_holds(column: Mapped[list[str]], label: str) -> Condition:
    return cast(column, String).contains(canonical(label), autoescape=True)


def _comparison(term: Compare) -> Condition:
    if term.key == "changed":
        assert isinstance(term.value, date)
        return _changed(term.operator, term.value)
    assert isinstance(term.value, Decimal)
    amount = literal(int(term.value * MILLION))
    column = col(ActionState.points_possible) if term.key == "points" else GAIN
    return _compared(column, term.operator, amount)


def _compared(column: SQLColumnExpression[int], operator: str, amount: ColumnElement[int]) -> Condition:
    made: dict[str, Condition] = {
        ">": column > amount,
        ">=": column >= amount,
        "<": column < amount,
        "<=": column <= amount,
        "=": column == amount,
    }
    return made[operator]


def _changed(operator: str, day: date) -> Condition:
    start, end = _midnight(day), _midnight(day + timedelta(days=1) if day < date.max else day)
    column = col(ActionState.changed_at)
    made: dict[str, Condition] = {
        ">": column >= end,
        ">=": column >= start,
        "<": column < start,
        "<=": column < end,
        "=": and_(column >= start, column < end),
    }
    return made[operator]


def _midnight(day: date) -> datetime:
    """The beginning of a day where the user is; the calendar's far ends are taken as they are in UTC."""
    if not date.min < day < date.max:
        return datetime.combine(day, time(), UTC)
    return datetime.combine(day, time()).astimezone(UTC)
