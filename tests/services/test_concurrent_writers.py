"""Twenty programs save the same action at once: every loser is told, and no update is lost (safety 1, promise 2).

The writers are forked from this process; each opens the workspace anew and acts as another person of the demo organisation.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from cm_tui.bootstrap import open_services
from cm_tui.model.drafts import ActionDraft
from cm_tui.model.errors import StaleEdit
from cm_tui.model.listing import ListQuery
from cm_tui.model.rules.permissions import Permission, allows
from cm_tui.model.views.actions import ActionDetails
from cm_tui.model.vocabulary import Field, TestingType
from cm_tui.services.services import Services

WRITERS = 20
SAVES = 3
FIELDS = (Field.OTHER_NOTES, Field.IMPLEMENTATION_NOTES, Field.TEST_NOTES, Field.OWNER)
"""Five writers share each of them."""


class Confirmed(TypedDict):
    """What a writer says of one save after it was confirmed."""

    who: str
    version: int
    field: str
    seen: str | None
    """The value that the writer looked at before this save."""
    new: str | None
    refusals: int
    strangers: list[str]
    """Who changed the field before, according to the refusals."""


def _able(services: Services) -> list[str]:
    """The e-mails of the people who may edit actions."""
    return [one.email for one in services.people.people() if allows(one.role, Permission.EDIT_ACTIONS)]


def _values(details: ActionDetails) -> dict[Field, str | None]:
    return {
        Field.OTHER_NOTES: details.other_notes,
        Field.IMPLEMENTATION_NOTES: details.implementation_notes,
        Field.TEST_NOTES: details.test_notes,
        Field.OWNER: details.row.owner,
    }


def _value(field: Field, writer: int, turn: int, people: Sequence[str]) -> str:
    if field is Field.OWNER:
        return people[(writer + turn) % len(people)]
    return f"writer {writer}, turn {turn}"


def _stranger(refusal: StaleEdit, seen: int, field: Field, value: str) -> str:
    """Who was faster, from a refusal that tells everything it has to."""
    (conflict,) = refusal.conflicts
    assert (conflict.field, conflict.yours) == (field, value)
    assert refusal.version is not None
    assert refusal.version > seen
    return conflict.who


def _save_stubbornly(services: Services, action: str, field: Field, value: str) -> Confirmed | None:
    """Save, and after each refusal look again and retry. None where the value stood there already."""
    refusals, strangers = 0, list[str]()
    while True:
        details = services.actions.details(action)
        try:
            outcome = services.actions.save(ActionDraft(action, details.row.version, {field: value}))
        except StaleEdit as error:
            refusals += 1
            strangers.append(_stranger(error, details.row.version, field, value))
            continue
        if not outcome.changes:
            return None
        (change,) = outcome.changes
        assert field not in {merged.field for merged in outcome.merged}
        return Confirmed(
            who=services.person.name,
            version=outcome.version,
            field=change.field.value,
            seen=_values(details)[field],
            new=None if change.new is None else str(change.new),
            refusals=refusals,
            strangers=strangers,
        )


def _write(workspace: Path, action: str, people: Sequence[str], writer: int, start: int, report: int) -> None:
    services = open_services(workspace, as_email=people[writer % len(people)])
    field = FIELDS[writer % len(FIELDS)]
    os.read(start, 1)
    for turn in range(SAVES):
        confirmed = _save_stubbornly(services, action, field, _value(field, writer, turn, people))
        os.write(report, json.dumps(confirmed).encode() + b"\n")


def _run_writers(workspace: Path, action: str, people: Sequence[str]) -> list[Confirmed]:
    """Let all writers run, released together; what they confirmed, in the order of the versions."""
    start, starting = os.pipe()
    reading, report = os.pipe()
    processes = []
    for writer in range(WRITERS):
        process = os.fork()
        if process == 0:
            code = 1
            try:
                os.close(starting)
                _write(workspace, action, people, writer, start, report)
                code = 0
            finally:
                os._exit(code)
        processes.append(process)
    for descriptor in (starting, start, report):
        os.close(descriptor)
    with os.fdopen(reading, "rb") as reports:
        said: list[Confirmed | None] = [json.loads(line) for line in reports]
    assert [os.waitpid(process, 0)[1] for process in processes] == [0] * WRITERS
    assert len(said) == WRITERS * SAVES
    return sorted((one for one in said if one is not None), key=lambda one: one["version"])


def test_no_update_is_lost_and_every_loser_is_told(demo: Path) -> None:
    services = open_services(demo)
    action = next(row.id for row in services.listing.select(ListQuery()) if row.testing_type is TestingType.MANUAL)
    before = services.actions.details(action)
    people = _able(services)
    services.close()

    confirmed = _run_writers(demo, action, people)

    services = open_services(demo)
    after = services.actions.details(action)
    assert [one["version"] for one in confirmed] == list(range(before.row.version + 1, after.row.version + 1))
    stored = {field.value: value for field, value in _values(before).items()}
    for one in confirmed:
        assert one["seen"] == stored[one["field"]], "somebody's value was overwritten unseen"
        stored[one["field"]] = one["new"]
    assert stored == {field.value: value for field, value in _values(after).items()}

    history = services.history.rows(action, limit=len(confirmed))[::-1]
    assert [(row.user, row.field) for row in history] == [(one["who"], one["field"]) for one in confirmed]
    assert services.check.run().problems == ()
    services.close()

    refusals = sum(one["refusals"] for one in confirmed)
    strangers = Counter(name for one in confirmed for name in one["strangers"])
    assert refusals > 0, "the writers never met; this says nothing"
    assert sum(strangers.values()) == refusals
    assert strangers.keys() <= {one["who"] for one in confirmed}
