"""What waits for an assessor in the demo: a few implemented actions that their owners sent lately."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from cm_tui.model.rules.handover import is_ready_for_assessment
from cm_tui.model.vocabulary import Field, Role
from cm_tui.services.demo.script import Script
from cm_tui.services.demo.stage import Stage

_SENT_TO_EACH = 2
_LATEST, _EARLIEST = 1, 9
"""Days ago on which something was sent."""


def send_to_assessors(stage: Stage, script: Script, today: date) -> None:
    """Let the owners of some actions send them to the assessors; drawn apart, so that no other story changes."""
    random = Random(script.seed + len(script.people))
    assessors = [one.email for one in script.people if one.role is Role.ASSESSOR] * _SENT_TO_EACH
    waiting = sorted(_waiting(stage, script))
    for assessor, public_id in zip(assessors, random.sample(waiting, min(len(assessors), len(waiting))), strict=False):
        state = stage.states[public_id]
        sender = next(email for email, one in stage.people.items() if one.key == state.owner_key)
        days = random.randint(_LATEST, _EARLIEST)
        at = datetime.combine(today - timedelta(days=days), time(random.randint(8, 15), random.randint(0, 59)), UTC)
        later = max(at, state.changed_at + timedelta(minutes=25))
        stage.act(later, sender, public_id, {Field.OWNER: assessor, Field.SENT_BY: sender})


def _waiting(stage: Stage, script: Script) -> Iterator[str]:
    """The actions that are ready for assessment and owned by somebody who works on them."""
    workers = {stage.people[one.email].key for one in script.people if one.role is Role.CONTRIBUTION}
    for public_id, state in stage.states.items():
        if state.owner_key in workers and is_ready_for_assessment(stage.facts(public_id), sent=False):
            yield public_id
