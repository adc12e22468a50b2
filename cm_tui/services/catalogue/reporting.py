"""What importing a catalogue did to a workspace, or would do: the rows and the score before and after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from cm_tui.model.rules.points import worth
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import Action, ActionVersion
from cm_tui.model.tables.organisation import AssessmentAction
from cm_tui.model.views.actions import Points
from cm_tui.model.views.catalogue import (
    CatalogueComparison,
    ChangedAction,
    LawChange,
    LawChanges,
    NewAction,
    RowChanges,
    Waiting,
    WithdrawnAction,
)
from cm_tui.model.views.updates import AssessmentEffect, ScoreEffect
from cm_tui.model.vocabulary import ManagedBy
from cm_tui.services.assessments.placing import Place, Places
from cm_tui.services.assessments.standings import assessment_points
from cm_tui.services.catalogue.comparing import Difference, GrownAction
from cm_tui.services.catalogue.definitions import ActionDefinition, RegulationDefinition
from cm_tui.services.updates.effects import overall

_NOTHING = Points(0, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """What importing can change in a row; `waits` says whether a newer version waits to be accepted."""

    action: str
    title: str
    definition: int
    retired: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """The rows, who counts them, and the score, at one moment."""

    rows: Mapping[str, Row]
    counted: Mapping[int, frozenset[str]]
    points: Mapping[int, Points]
    total: Points
    places: Mapping[int, Place]

    @classmethod
    def read(cls, session: Session) -> Standing:
        """The workspace as the session sees it."""
        return cls(
            _rows(session),
            _counted(session),
            assessment_points(session),
            overall(session),
            Places.read(session, ()).all,
        )


def _rows(session: Session) -> Mapping[str, Row]:
    statement = (
        select(ActionState, ActionVersion, Action)
        .join(ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id))
        .join(Action, col(Action.id) == col(ActionState.action_id))
        .order_by(ActionState.public_id)
    )
    return {
        state.public_id: Row(
            action=action.id,
            title=version.title,
            definition=version.number,
            retired=state.retired,
            waits=action.managed_by is ManagedBy.ORGANISATION and not (version.is_newest or state.retired),
        )
        for state, version, action in session.exec(statement)
    }


def _counted(session: Session) -> Mapping[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    statement = select(AssessmentAction.assessment_id, ActionState.public_id).join(
        ActionState, col(ActionState.id) == col(AssessmentAction.state_id)
    )
    for assessment, row in session.exec(statement):
        found[assessment].add(row)
    return {assessment: frozenset(rows) for assessment, rows in found.items()}


def comparison(found: Difference, before: Standing, after: Standing) -> CatalogueComparison:
    """What people are told of a difference, with the workspace before and after it was brought in."""
    known = len(found.catalogue.actions) - len(found.new_actions)
    return CatalogueComparison(
        release=found.release,
        release_before=found.release_before,
        new=tuple(_new(one, after) for one in found.new_actions),
        changed=tuple(_changed(one, after) for one in found.grown_actions),
        withdrawn=tuple(
            WithdrawnAction(one.id, one.newest.content.title, _ids(after, one.id)) for one in found.withdrawn_actions
        ),
        unchanged=known - len(found.grown_actions),
        controls=_controls(found),
        regulations=_regulations(found),
        rows=_row_changes(before, after),
        waiting=_waiting(before, after),
        effect=_effect(before, after),
        fingerprint=found.catalogue.digest,
        left_alone=tuple(
            found.held.left_alone[one.key] for one in found.catalogue.regulations if one.key in found.held.left_alone
        ),
    )


def _new(one: ActionDefinition, after: Standing) -> NewAction:
    newest = one.versions[-1]
    return NewAction(one.id, newest.title, worth(newest.requirement, newest.function), _ids(after, one.id))


def _changed(one: GrownAction, after: Standing) -> ChangedAction:
    return ChangedAction(
        id=one.after.id,
        title=one.after.versions[-1].title,
        from_version=one.before.newest.number,
        to_version=one.after.versions[-1].number,
        kinds=one.kinds,
        instances=tuple(row for row in _ids(after, one.after.id) if after.rows[row].waits),
        returns=one.before.withdrawn,
    )


def _ids(standing: Standing, action: str) -> tuple[str, ...]:
    """The rows of an action that some assessment counts."""
    return tuple(name for name, row in standing.rows.items() if row.action == action and not row.retired)


def _controls(found: Difference) -> LawChanges:
    total = sum(len(one.controls) for one in _updated(found))
    return LawChanges(
        new=tuple(LawChange(one.id, one.title) for one in found.new_controls),
        changed=tuple(LawChange(one.after.id, one.after.title, one.fields) for one in found.changed_controls),
        withdrawn=tuple(LawChange(one.content.id, one.content.title) for one in found.withdrawn_controls),
        unchanged=total - len(found.new_controls) - len(found.changed_controls),
    )


def _updated(found: Difference) -> list[RegulationDefinition]:
    """The regulations of the catalogue that importing it updates."""
    return [one for one in found.catalogue.regulations if one.key not in found.held.left_alone]


def _regulations(found: Difference) -> LawChanges:
    new, changed = found.new_regulations, found.changed_regulations
    return LawChanges(
        new=tuple(LawChange(one.key, one.title) for one in new),
        changed=tuple(LawChange(one.after.key, one.after.title, one.fields) for one in changed),
        withdrawn=(),
        unchanged=len(_updated(found)) - len(new) - len(changed),
    )


def _row_changes(before: Standing, after: Standing) -> RowChanges:
    pairs = [(name, before.rows[name], row) for name, row in after.rows.items() if name in before.rows]
    begun = tuple(name for name in after.rows if name not in before.rows)
    came_back = tuple(name for name, was, row in pairs if was.retired and not row.retired)
    moved_on = tuple(
        name for name, was, row in pairs if was.definition != row.definition and not (was.retired or row.retired)
    )
    retired = tuple(name for name, was, row in pairs if row.retired and not was.retired)
    titles = {name: after.rows[name].title for name in (*begun, *came_back, *moved_on, *retired)}
    return RowChanges(begun, came_back, moved_on, retired, titles)


def _waiting(before: Standing, after: Standing) -> Waiting:
    waited, waits = ({name for name, row in one.rows.items() if row.waits} for one in (before, after))
    return Waiting(more=len(waits - waited), total=len(waits))


def _effect(before: Standing, after: Standing) -> ScoreEffect:
    order = sorted(after.places.values(), key=lambda one: (one.group, one.name))
    effects = (_on_assessment(place, before, after) for place in order)
    return ScoreEffect(before.total, after.total, tuple(one for one in effects if one is not None))


def _on_assessment(place: Place, before: Standing, after: Standing) -> AssessmentEffect | None:
    had, has = _counted_in(place, before), _counted_in(place, after)
    was, becomes = before.points.get(place.key, _NOTHING), after.points.get(place.key, _NOTHING)
    if was == becomes and had == has:
        return None
    return AssessmentEffect(
        place.name, place.group, place.regulation, was, becomes, joining=len(has - had), leaving=len(had - has)
    )


def _counted_in(place: Place, standing: Standing) -> frozenset[str]:
    return standing.counted.get(place.key, frozenset())
