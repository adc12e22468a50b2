"""`check`: whether the workspace is whole, and every derived value follows from what it is derived from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col, select

from cm_tui.model.rules.permissions import Permission
from cm_tui.model.rules.scope import instance_id
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.catalogue import ActionVersion
from cm_tui.model.tables.history import Event
from cm_tui.model.tables.notes import Note
from cm_tui.model.tables.organisation import AssessmentAction, Group
from cm_tui.model.tables.subscriptions import SubscriptionState
from cm_tui.model.views.workspace import CheckReport
from cm_tui.services.actions.record import derived_points
from cm_tui.services.assessments.placing import Places, links_of
from cm_tui.services.checking.definitions import definition_faults
from cm_tui.services.checking.subscriptions import subscription_faults
from cm_tui.services.checking.tallies import tally_faults
from cm_tui.services.clock import Actor
from cm_tui.services.evidence.checking import evidence_problems
from cm_tui.services.evidence.folder import EvidenceFolder
from cm_tui.services.history.chain import note_digest
from cm_tui.services.history.verifying import clock_faults, verify_chain
from cm_tui.services.permit import permit
from cm_tui.services.storage.dialect import append_only_history, immutable_definitions
from cm_tui.services.storage.store import Store


@dataclass(frozen=True)
class CheckService:
    """Finds faults; it mends nothing."""

    store: Store
    actor: Actor
    workspace: Path

    def run(self) -> CheckReport:
        """Every problem of database, definitions, points, memberships, tallies, history and evidence, as sentences."""
        with self.store.reading() as session:
            permit(session, self.actor, Permission.READ)
            if unreadable := [*_database(session)] or [*_values(session)]:
                return CheckReport(tuple(unreadable))
            problems = [
                *_guards(session),
                *definition_faults(session),
                *_points(session),
                *subscription_faults(session),
                *_scopes(session),
                *_memberships(session),
                *tally_faults(session),
                *_notes(session),
                *_history(session),
            ]
        return CheckReport((*problems, *evidence_problems(self.store, EvidenceFolder(self.workspace))))


def damage_of(session: Session) -> tuple[str, ...]:
    """What makes a database unfit to work on: it cannot be read, or its history is not valid. Other faults are for `run`."""
    problems = (*_database(session),) or (*_values(session),) or (*_guards(session),)
    return problems or tuple(_broken_history(session))


def _database(session: Session) -> Iterator[str]:
    if session.connection().dialect.name != "sqlite":
        return
    try:
        lines = session.execute(text("PRAGMA integrity_check(20)")).scalars().all()
    except DatabaseError as error:
        lines = [str(error.orig)]
    yield from (f"Database: {line}." for line in lines if line != "ok")
    if lines != ["ok"]:
        return
    for table, row, parent, _ in session.execute(text("PRAGMA foreign_key_check")):
        yield f"Database: row {row} of {table} names a {parent} that does not exist."


def _values(session: Session) -> Iterator[str]:
    """Every value has to be one that its column can hold; the database itself does not know that of days and lists."""
    for table in Event.metadata.sorted_tables:
        try:
            session.execute(table.select()).all()
        except (DatabaseError, LookupError, ValueError) as error:
            reason = str(error.orig if isinstance(error, DatabaseError) else error).splitlines()[0].rstrip(".")
            yield f"Database: a value of {table.name} cannot be read: {reason}."


def _guards(session: Session) -> Iterator[str]:
    if session.connection().dialect.name != "sqlite":
        return
    present = session.execute(text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")).scalars()
    triggers = {" ".join(str(statement).split()) for statement in present}
    for guard in (*append_only_history("sqlite"), *immutable_definitions("sqlite")):
        if " ".join(guard.text.split()) not in triggers:
            yield f"Database: the guard {guard.text.split()[2]} is missing or not as it was."


def _points(session: Session) -> Iterator[str]:
    results: dict[int, list[SubscriptionState]] = defaultdict(list)
    for one in session.exec(select(SubscriptionState)):
        results[one.state_id].append(one)
    statement = select(ActionState, ActionVersion).join(
        ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id)
    )
    for state, definition in session.exec(statement.order_by(col(ActionState.public_id))):
        expected = derived_points(state, definition, tuple(results[state.id or 0]))
        if expected != (state.points_achieved, state.points_possible, state.in_scope):
            yield f"Points: those stored for {state.public_id} do not follow from its status."
        if definition.action_id != state.action_id:
            yield f"Definitions: {state.public_id} accepted a version of {definition.action_id}."


def _scopes(session: Session) -> Iterator[str]:
    slugs = dict(session.exec(select(Group.id, Group.slug)).all())
    counted = set(session.exec(select(AssessmentAction.state_id)))
    for state in session.exec(select(ActionState).order_by(ActionState.public_id)):
        slug = slugs.get(state.group_id) if state.group_id is not None else None
        if state.public_id != instance_id(state.action_id, slug):
            yield f"Scope: the id {state.public_id} does not name its action and group."
        if (state.id in counted) is state.retired:
            says = "is counted and yet retired" if state.retired else "belongs to no assessment"
            yield f"Scope: {state.public_id} {says}."


def _memberships(session: Session) -> Iterator[str]:
    """Each assessment counts just the states whose accepted definition serves its regulation."""
    statement = select(ActionState, ActionVersion).join(
        ActionVersion, col(ActionVersion.id) == col(ActionState.accepted_version_id)
    )
    found = session.exec(statement).all()
    places = Places.read(session, {version.id or 0 for _, version in found})
    links = links_of(session, [state.id or 0 for state, _ in found])
    wrong = {
        assessment
        for state, version in found
        if not state.retired
        for assessment in places.of(version, state.group_id) ^ links[state.id or 0]
    }
    for assessment in sorted(wrong):
        name = places.all[assessment].name
        yield f"Scope: the actions counted in {name} are not those that serve its regulation."


def _notes(session: Session) -> Iterator[str]:
    """The texts beside the history are those that it knows by their digests."""
    for note in session.exec(select(Note).order_by(Note.digest)):
        if note_digest(note.text) != note.digest:
            yield f"Notes: the text kept as {note.digest} is not the one that was written."


def _history(session: Session) -> Iterator[str]:
    yield from (*_broken_history(session),) or clock_faults(session)


def _broken_history(session: Session) -> Iterator[str]:
    report = verify_chain(session)
    if not report.valid:
        yield f"History: event {report.first_invalid}: {report.fault}."
