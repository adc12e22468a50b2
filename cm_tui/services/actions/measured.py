"""What a change of an action brings beside its fields: the covered share, results in subscriptions, virtual resources."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import delete
from sqlmodel import Session, col, select

from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.status import subscriptions_become
from cm_tui.model.rules.subscriptions import recorded_standing, stand_in
from cm_tui.model.tables.subscriptions import Subscription, SubscriptionState, VirtualResource
from cm_tui.model.vocabulary import Field, FieldValue, ImplementationStatus, TestingType, TestStatus
from cm_tui.services.actions.record import Record, stored_form
from cm_tui.services.history.chain import Json, note_digest
from cm_tui.services.history.measures import COVERED, RESOURCES, RESULT_FORM, covered_form, resources_form
from cm_tui.services.history.notes import keep_notes, note_texts

SUBSCRIPTION = "subscription"
"""What an event tells of the one subscription that somebody recorded a result in."""
STAND_IN_KIND = "Subscription"
"""The kind of the one resource that stands for a subscription itself (spec 2.9)."""
RESULT = (Field.TEST_STATUS, Field.TEST_DATE, Field.TEST_NOTES)
"""What people record in a subscription."""


class Covered(NamedTuple):
    """The share that automation measured: `part` of `whole`; both None where it measured none."""

    part: int | None
    whole: int | None


@dataclass(frozen=True, slots=True)
class Measured:
    """Results that take the place of the stored ones of the same subscriptions."""

    covered: Covered | None = None
    """None where the share stays as it is."""
    results: tuple[SubscriptionState, ...] = ()
    resources: tuple[VirtualResource, ...] = ()
    """All the resources of these results; others of theirs go."""
    told: Mapping[str, Json] = field(default_factory=dict)
    """What the event tells beside its changes."""

    def results_after(self, record: Record) -> tuple[SubscriptionState, ...]:
        """All results of an action once these are stored."""
        if not self.results:
            return record.subscriptions
        anew = {one.subscription_id for one in self.results}
        return (*(one for one in record.subscriptions if one.subscription_id not in anew), *self.results)

    def pairs(self, record: Record) -> dict[str, Json]:
        """The changes as the history writes them, each with the old and the new form."""
        pairs: dict[str, Json] = {}
        if self.covered is not None:
            state = record.state
            pairs[COVERED] = [covered_form(state.covered_part, state.covered_whole), covered_form(*self.covered)]
        if self.results:
            before = resources_form(record.subscriptions) or None
            pairs[RESOURCES] = [before, resources_form(self.results_after(record))]
        return pairs


NOTHING = Measured()


def store_measured(session: Session, many: Iterable[Measured]) -> None:
    """Write results, the texts of their notes, and resources."""
    brought = [one for one in many if one.results]
    results = [result for one in brought for result in one.results]
    if not results:
        return
    keep_notes(session, (one.test_notes for one in results))
    for one in results:
        session.merge(one)
    session.flush()
    for one in results:
        stored = delete(VirtualResource).where(
            col(VirtualResource.state_id) == one.state_id,
            col(VirtualResource.subscription_id) == one.subscription_id,
        )
        session.execute(stored, execution_options={"synchronize_session": False})
    session.add_all(resource for one in brought for resource in one.resources)
    session.flush()


def reset_results(session: Session, record: Record, changes: Mapping[Field, FieldValue]) -> Measured:
    """What another implementation status does to results by hand: they lose what they say; their notes stay (spec 6.4)."""
    after = changes.get(Field.IMPLEMENTATION_STATUS)
    by_hand = record.state.testing_type is TestingType.MANUAL
    if not (by_hand and record.subscriptions and isinstance(after, ImplementationStatus)):
        return NOTHING
    status = subscriptions_become(record.state.implementation_status, after)
    if status is None:
        return NOTHING
    standing = recorded_standing(status)
    values = {"completed": standing.completed, "applicable": standing.applicable}
    reset = {"test_status": status, "test_date": None, **values}
    stored = [one.model_dump() for one in record.subscriptions]
    results = tuple(SubscriptionState(**{**one, **reset}) for one in stored if one != {**one, **reset})
    return Measured(results=results, resources=stand_ins(session, results))


def recorded_result(
    session: Session, stored: SubscriptionState, name: str, changes: Mapping[Field, FieldValue]
) -> Measured:
    """What recording a result by hand in one subscription amounts to.

    Args:
        session: Where names are looked up.
        stored: The result as it is.
        name: The subscription's name.
        changes: The new test status, date and notes, as far as they change.
    """
    after = SubscriptionState(**{**stored.model_dump(), **{field.value: value for field, value in changes.items()}})
    standing = recorded_standing(after.test_status)
    after.completed, after.applicable = standing.completed, standing.applicable
    pairs: dict[str, Json] = {
        one.value: [stored_form(one, getattr(each, one.value), {}) for each in (stored, after)] for one in RESULT
    }
    told: dict[str, Json] = {SUBSCRIPTION: {"name": name, **pairs}}
    return Measured(results=(after,), resources=stand_ins(session, [after]), told=told)


def earlier_results(session: Session, record: Record, form: object) -> Measured:
    """The results by hand that the history wrote down; nothing where it wrote none.

    Raises ValueError for what the history cannot have written, InvalidInput where the text of a note is no longer kept.
    """
    if form is None:
        return NOTHING
    found = [RESULT_FORM.fullmatch(part) for part in str(form).split("; ")]
    known = [one for one in found if one is not None]
    if len(known) < len(found):
        raise ValueError(form)
    texts = {note_digest(one.test_notes): one.test_notes for one in record.subscriptions}
    texts |= note_texts(session, [one["note"] or "" for one in known])
    if any((one["note"] or "") not in texts for one in known):
        raise InvalidInput(
            f"{record.state.public_id}: the text of an earlier note is no longer kept; nothing was undone."
        )
    results = tuple(
        SubscriptionState(
            state_id=record.state.id or 0,
            subscription_id=int(one["subscription"]),
            test_status=TestStatus(one["status"]),
            completed=int(one["completed"]),
            applicable=int(one["applicable"]),
            test_date=date.fromisoformat(one["day"]) if one["day"] else None,
            test_notes=texts[one["note"] or ""],
        )
        for one in known
    )
    return Measured(results=results, resources=stand_ins(session, results))


def stand_ins(session: Session, results: Collection[SubscriptionState]) -> tuple[VirtualResource, ...]:
    """The one resource of each subscription whose result is recorded by hand."""
    ids = [one.subscription_id for one in results]
    names = dict(session.exec(select(Subscription.id, Subscription.name).where(col(Subscription.id).in_(ids))).all())
    return tuple(
        VirtualResource(
            state_id=one.state_id,
            subscription_id=one.subscription_id,
            name=names[one.subscription_id],
            kind=STAND_IN_KIND,
            status=stand_in(one.test_status),
        )
        for one in results
    )
