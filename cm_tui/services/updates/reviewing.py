"""From one pending update to everything that somebody needs to decide on it."""

from __future__ import annotations

from sqlmodel import Session, col, select

from cm_tui.model.rules.updates import automation_sentence, reach_sentence, why_accept, why_wait
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import ActionVersion, Release
from cm_tui.model.tables.organisation import Group
from cm_tui.model.views.updates import ReleaseView, UpdateReview
from cm_tui.services.actions.rows import any_managed, read_rows
from cm_tui.services.updates.effects import effect_of
from cm_tui.services.updates.pending import PendingUpdate, PendingUpdates


def review_of(session: Session, pending: PendingUpdates, one: PendingUpdate) -> UpdateReview:
    """The review of an update that waits."""
    record, changed = one.plan.record, one.row.kinds
    effect = effect_of(session, [one], pending.places)
    elsewhere = _still_waiting(session, one)
    state = record.state
    after = one.plan.state_after.test_status
    gain = effect.after.achieved * effect.before.possible - effect.before.achieved * effect.after.possible
    counted = [pending.places.all[key] for key in one.after]
    return UpdateReview(
        update=one.row,
        row=read_rows(session, any_managed().where(col(ActionState.id) == state.id))[0],
        releases=_releases(session, one),
        effect=effect,
        elsewhere=elsewhere,
        reach=reach_sentence(one.row.group, len(counted), len({place.group for place in counted}), elsewhere),
        automation=automation_sentence(
            record.definition.eligible_source, one.newest.eligible_source, state.testing_type
        ),
        why_accept=why_accept(one.newest.release, changed),
        why_wait=why_wait(gain, after, changed),
    )


def _still_waiting(session: Session, one: PendingUpdate) -> tuple[str, ...]:
    """The other groups in which an update of the same action waits."""
    statement = (
        select(Group.name)
        .join(ActionState, col(ActionState.group_id) == col(Group.id))
        .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
        .where(
            ActionState.action_id == one.newest.action_id,
            ActionState.id != one.plan.record.state.id,
            ~col(ActionState.retired),
            ~col(ActionVersion.is_newest),
        )
        .order_by(Group.name)
    )
    return tuple(session.exec(statement))


def _releases(session: Session, one: PendingUpdate) -> tuple[ReleaseView, ...]:
    """The releases that brought the versions after the accepted one, oldest first."""
    later = (
        select(ActionVersion.release)
        .where(
            ActionVersion.action_id == one.newest.action_id, ActionVersion.number > one.plan.record.definition.number
        )
        .order_by(col(ActionVersion.number))
    )
    days = {one.id: one.day for one in session.exec(select(Release))}
    return tuple(ReleaseView(name, days.get(name)) for name in session.exec(later))
