"""What the history says of assessments and groups, and whether they still are so (spec 11.1 to 11.3; safety 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from cm_tui.model.tables.history import Event
from cm_tui.model.tables.organisation import Assessment, Group
from cm_tui.services.history.chain import changes_of, damaged

ASSESSMENT_CREATED = "assessment.created"
ASSESSMENT_CHANGED = "assessment.changed"
"""The event of a changed assessment: it tells the name before, and the changes of name and services."""
ASSESSMENT_DELETED = "assessment.deleted"
NAME, SERVICES, GROUP, REGULATION = "name", "services", "group", "regulation"


def assessment_in(event: Event, payload: Mapping[str, object]) -> str | None:
    """The name of the assessment that an event is about; None for events about anything else."""
    if event.event not in (ASSESSMENT_CREATED, ASSESSMENT_CHANGED, ASSESSMENT_DELETED):
        return None
    name = payload.get(NAME)
    if not isinstance(name, str):
        raise damaged(event)
    return name


@dataclass
class AssessmentReplay:
    """The assessments that the events lead to, by their names, the last event that touched each, and the groups."""

    present: dict[str, dict[str, object]] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)

    def apply(self, event: Event, payload: Mapping[str, object]) -> str | None:
        """Follow one event; says what is wrong with it. Raises StorageProblem where it cannot be read."""
        name = assessment_in(event, payload)
        if name is None:
            return None
        self.last[name] = event.seq
        if event.event == ASSESSMENT_CREATED:
            if name in self.present:
                return f"edited: the assessment {name} was created before"
            self.present[name] = _form(payload)
            self.groups.setdefault(str(payload.get(GROUP)), event.seq)
            return None
        before = self.present.pop(name, None)
        if event.event == ASSESSMENT_DELETED:
            return None if before == _form(payload) else f"missing: a change of the assessment {name} before it"
        return self._change(event, name, before, payload)

    def _change(
        self, event: Event, name: str, before: dict[str, object] | None, payload: Mapping[str, object]
    ) -> str | None:
        changes = changes_of(event, payload)
        known = None if before is None else {NAME: name, **before}
        if known is None or any(known.get(one) != old for one, (old, _) in changes.items()):
            return f"missing: a change of the assessment {name} before it"
        after = known | {one: new for one, (_, new) in changes.items()}
        renamed = str(after.pop(NAME))
        if renamed in self.present:
            return f"edited: the assessment {renamed} was created before"
        self.present[renamed], self.last[renamed] = after, event.seq
        return None

    def fault(self, session: Session) -> tuple[int, str] | None:
        """The event from which the present assessments and groups do not follow, and what is wrong; None where they do."""
        found = _present(session)
        for name in sorted(self.present.keys() | found.keys()):
            if self.present.get(name) != found.get(name):
                return self.last.get(name, 1), f"the present assessment {name} does not follow from it"
        for name in sorted(self.groups.keys() ^ set(session.exec(select(Group.name)))):
            return self.groups.get(name, 1), f"the present group {name} does not follow from it"
        return None


def _form(payload: Mapping[str, object]) -> dict[str, object]:
    return {one: payload.get(one) for one in (GROUP, REGULATION, SERVICES)}


def _present(session: Session) -> dict[str, dict[str, object]]:
    """The stored assessments as the history would tell of them, by name."""
    statement = select(Assessment, Group).join(Group, col(Group.id) == col(Assessment.group_id))
    return {
        one.name: {GROUP: group.name, REGULATION: one.regulation_key, SERVICES: list(one.services)}
        for one, group in session.exec(statement)
    }
