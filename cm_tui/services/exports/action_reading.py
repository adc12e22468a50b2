"""Reading the organisation's actions for a workbook: a few hundred at a time, each portion in a unit of its own.

One long unit would keep everybody else from saving until the last row is written. Every row is read whole in one unit, and carries
the version that it was read at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlmodel import Session, col

from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.permissions import Permission
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import ActionVersion, Regulation
from cm_tui.model.tables.controls import ActionControl, Control
from cm_tui.model.tables.organisation import Assessment, AssessmentAction
from cm_tui.model.views.actions import ActionRow
from cm_tui.model.vocabulary import Strength
from cm_tui.services.action_workbook.layout import StoredAction
from cm_tui.services.action_workbook.stored import read_stored
from cm_tui.services.actions.record import find_record
from cm_tui.services.actions.rows import OWN, Rows, chunks, joined, organisations_own, read_rows
from cm_tui.services.clock import Actor
from cm_tui.services.permit import permit
from cm_tui.services.storage.store import Store

_SERVED: tuple[object, ...] = (
    col(ActionControl.version_id),
    col(ActionVersion.title),
    col(Regulation.key),
    col(Regulation.short_title),
    col(Control.control_id),
    col(Control.title),
    col(Control.family),
    col(ActionControl.strength),
)
_ASSESSED: ColumnElement[bool] = exists().where(
    col(AssessmentAction.state_id) == col(ActionState.id),
    col(AssessmentAction.assessment_id) == col(Assessment.id),
    col(Assessment.regulation_key) == col(Control.regulation_key),
)
"""Whether an action is assessed against the regulation of a control."""


@dataclass(frozen=True, slots=True)
class ReportedAction:
    """What the report says of one action: its row on the screen, and the texts of its definition."""

    row: ActionRow
    description: str
    guidance: str


@dataclass(frozen=True, slots=True)
class ServedControl:
    """A control that a definition serves, of the regulation `key`."""

    name: str
    key: str
    regulation: str
    control_id: str
    title: str
    family: str
    strength: Strength


class MappedControl(NamedTuple):
    """A control that an action serves, of a regulation that the action is assessed against."""

    action: str
    control: ServedControl


@dataclass(frozen=True)
class ActionReading:
    """Reads actions by their ids, in the order of these."""

    store: Store
    actor: Actor

    def ids(self, wanted: Sequence[str] | None = None) -> tuple[str, ...]:
        """The actions that can be exported, by id; or those of `wanted`, each once.

        Raises NotFound for an id that nobody has, InvalidInput for an action that is not the organisation's to work on.
        """
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            own = joined(col(ActionState.public_id)).where(OWN)
            if wanted is None:
                found = session.execute(own.order_by(col(ActionState.public_id))).scalars()
                return tuple(str(one) for one in found)
            asked = tuple(dict.fromkeys(wanted))
            known = {
                str(one)
                for chunk in chunks(asked)
                for one in session.execute(own.where(col(ActionState.public_id).in_(chunk))).scalars()
            }
            for one in asked:
                if one not in known:
                    raise _why_not(session, one)
            return asked

    def stored(self, ids: Sequence[str]) -> Iterator[StoredAction]:
        """What Action Update says of actions; those that are gone meanwhile are left out."""
        for portion in chunks(ids):
            with self.store.reading() as session:
                found = read_stored(session, portion)
            yield from (found[one].row for one in portion if one in found and found[one].is_ours)

    def reported(self, ids: Sequence[str]) -> Iterator[ReportedAction]:
        """What the report says of actions."""
        for portion in chunks(ids):
            with self.store.reading() as session:
                rows = _rows(session, portion)
                texts = _texts(session, portion)
            yield from (ReportedAction(rows[one], *texts[one]) for one in portion if one in rows)

    def rows(self, ids: Sequence[str]) -> Iterator[ActionRow]:
        """The rows of actions as the screen knows them."""
        for portion in chunks(ids):
            with self.store.reading() as session:
                rows = _rows(session, portion)
            yield from (rows[one] for one in portion if one in rows)

    def mapped(self, ids: Sequence[str]) -> Iterator[MappedControl]:
        """The controls that actions serve, in the order of the catalogue."""
        for portion in chunks(ids):
            with self.store.reading() as session:
                versions = _versions(session, portion)
                regulations = _regulations(session, portion)
                controls = _controls(session, set(versions.values()))
            for one in portion:
                served = controls[versions[one]] if one in versions else []
                yield from (MappedControl(one, control) for control in served if control.key in regulations[one])

    def count_mapped(self, ids: Sequence[str]) -> int:
        """How many controls `mapped` gives."""
        with self.store.reading() as session:
            return sum(
                int(session.execute(_serving(func.count()).where(col(ActionState.public_id).in_(chunk))).scalar_one())
                for chunk in chunks(ids)
            )


def _why_not(session: Session, public_id: str) -> InvalidInput:
    """Why an action cannot be exported. Raises NotFound for one that does not exist."""
    if find_record(session, public_id).state.retired:
        return InvalidInput(f"{public_id} is counted by no assessment any more, so it is not exported; leave it out.")
    return InvalidInput(f"{public_id} is managed by Microsoft, so there is nothing to export; leave it out.")


def _rows(session: Session, ids: Sequence[str]) -> dict[str, ActionRow]:
    found = read_rows(session, organisations_own().where(col(ActionState.public_id).in_(ids)))
    return {row.id: row for row in found}


def _texts(session: Session, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    versions = _versions(session, ids)
    # many actions of groups share one definition, whose texts are long
    definitions = select(col(ActionVersion.id), col(ActionVersion.description), col(ActionVersion.guidance))
    found = session.execute(definitions.where(col(ActionVersion.id).in_(set(versions.values()))))
    texts = {key: (description, guidance) for key, description, guidance in found}
    return {public_id: texts[version] for public_id, version in versions.items()}


def _versions(session: Session, ids: Sequence[str]) -> dict[str, int]:
    """The definition that each action accepted."""
    wanted = select(col(ActionState.public_id), col(ActionState.accepted_version_id))
    return dict(session.execute(wanted.where(col(ActionState.public_id).in_(ids))).all())


def _regulations(session: Session, ids: Sequence[str]) -> dict[str, set[str]]:
    """The keys of the regulations that each action is assessed against."""
    found: dict[str, set[str]] = defaultdict(set)
    statement = (
        select(col(ActionState.public_id), col(Assessment.regulation_key))
        .join(AssessmentAction, col(AssessmentAction.state_id) == col(ActionState.id))
        .join(Assessment, col(Assessment.id) == col(AssessmentAction.assessment_id))
        .where(col(ActionState.public_id).in_(ids))
        .distinct()
    )
    for public_id, regulation in session.execute(statement):
        found[public_id].add(regulation)
    return found


def _controls(session: Session, versions: Collection[int]) -> dict[int, list[ServedControl]]:
    """By definition the controls that it serves, in the order of the catalogue."""
    found: dict[int, list[ServedControl]] = defaultdict(list)
    # SQLAlchemy types `select` for a fixed number of columns only
    statement: Rows = select(*_SERVED)  # type: ignore[call-overload]
    statement = (
        statement.select_from(ActionControl)
        .join(ActionVersion, col(ActionVersion.id) == col(ActionControl.version_id))
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .join(Regulation, col(Regulation.key) == col(Control.regulation_key))
        .where(col(ActionControl.version_id).in_(versions))
        .order_by(col(Regulation.position), col(Control.position))
    )
    for version, *row in session.execute(statement):
        found[version].append(ServedControl(*row))
    return found


def _serving(*columns: object) -> Rows:
    return (
        joined(*columns)
        .join(ActionControl, col(ActionControl.version_id) == col(ActionVersion.id))
        .join(Control, col(Control.id) == col(ActionControl.control_id))
        .join(Regulation, col(Regulation.key) == col(Control.regulation_key))
        .where(and_(OWN, _ASSESSED))
    )
