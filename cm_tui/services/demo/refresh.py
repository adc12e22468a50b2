"""The prepared results of the simulated daily refresh, read from data/demo/refresh.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from sqlmodel import Session, col, select

from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.automation import why_not_reported
from cm_tui.model.signals import ResourceReading, Signal, SubscriptionReading
from cm_tui.model.tables.actions import ActionState
from cm_tui.model.tables.subscriptions import Subscription, SubscriptionState, VirtualResource
from cm_tui.model.vocabulary import ResourceStatus, TestingType, TestStatus
from cm_tui.services.catalogue.fields import Entry

_WAITING = (TestStatus.TO_BE_DETECTED, TestStatus.COULD_NOT_BE_DETECTED)
"""The statuses of actions that wait for a result, the first one or another try."""


@dataclass(frozen=True, slots=True)
class CloudResult:
    """How many hundredths of an action's applicable resources are healthy, in some subscriptions or in all."""

    action: str
    healthy: int
    subscriptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """The results of one day: of named actions, of Defender for Cloud, and for those that wait for any."""

    signals: tuple[Signal, ...]
    cloud: tuple[CloudResult, ...]
    waiting: tuple[Signal, ...]
    """Dealt out in turn; the actions they name are empty."""


def read_rounds(folder: Path) -> tuple[Round, ...]:
    """The rounds in a data folder, at least one. Raises InvalidInput naming file, entry and field."""
    path = folder / "demo" / "refresh.toml"
    try:
        entry = Entry("demo/refresh.toml", "", tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}.") from error
    rounds = tuple(_round(one) for one in entry.tables("round"))
    entry.finish()
    if not rounds:
        raise entry.fault("round", "at least one is needed")
    return rounds


def _round(entry: Entry) -> Round:
    found = Round(
        tuple(_signal(one, one.text("action")) for one in entry.tables("signal", "action")),
        tuple(_cloud(one) for one in entry.tables("cloud", "action")),
        tuple(_signal(one, "") for one in entry.tables("waiting")),
    )
    entry.finish()
    return found


def _signal(entry: Entry, action: str) -> Signal:
    status, finding = entry.term("status", TestStatus), entry.text("finding", "")
    covered = _covered(entry.table("covered")) if "covered" in entry.values else None
    if reason := why_not_reported(status, covered):
        raise entry.fault("status", reason)
    entry.finish()
    return Signal(action, status, covered, finding=finding)


def _covered(entry: Entry) -> tuple[int, int]:
    share = entry.number("part"), entry.number("whole")
    entry.finish()
    return share


def _cloud(entry: Entry) -> CloudResult:
    found = CloudResult(entry.text("action"), entry.number("healthy"), entry.texts("subscriptions"))
    if not 0 <= found.healthy <= 100:
        raise entry.fault("healthy", f"a number from 0 to 100 is needed, not {found.healthy}")
    entry.finish()
    return found


def signals_of(session: Session, played: Round) -> tuple[Signal, ...]:
    """The results of a round as signals about the actions that the workspace has now."""
    cloud = [_cloud_signal(session, one) for one in played.cloud]
    return (*played.signals, *(signal for signal in cloud if signal.subscriptions), *_dealt(session, played))


def _dealt(session: Session, played: Round) -> Iterator[Signal]:
    """A result for every action that waits for one and is not named."""
    named = {one.action for one in played.signals} | {one.action for one in played.cloud}
    in_cloud = select(SubscriptionState.state_id)
    statement = select(ActionState.public_id).where(
        ActionState.testing_type == TestingType.AUTOMATIC,
        col(ActionState.test_status).in_(_WAITING),
        col(ActionState.id).not_in(in_cloud),
    )
    waiting = [one for one in session.exec(statement.order_by(ActionState.public_id)) if one not in named]
    for public_id, result in zip(waiting, cycle(played.waiting), strict=False):
        yield Signal(public_id, result.test_status, result.covered, finding=result.finding)


def _cloud_signal(session: Session, result: CloudResult) -> Signal:
    statement = (
        select(Subscription.name, VirtualResource)
        .join(ActionState, col(ActionState.id) == col(VirtualResource.state_id))
        .join(Subscription, col(Subscription.id) == col(VirtualResource.subscription_id))
        .where(ActionState.public_id == result.action)
        .order_by(Subscription.name, VirtualResource.name)
    )
    found: dict[str, list[VirtualResource]] = {}
    for name, resource in session.exec(statement):
        if not result.subscriptions or name in result.subscriptions:
            found.setdefault(name, []).append(resource)
    return Signal(
        result.action, subscriptions=tuple(_reading(name, some, result.healthy) for name, some in found.items())
    )


def _reading(subscription: str, resources: list[VirtualResource], healthy: int) -> SubscriptionReading:
    """The resources of a subscription with the first so many hundredths of the applicable ones healthy."""
    applicable = [one.name for one in resources if one.status is not ResourceStatus.NOT_APPLICABLE]
    well = set(applicable[: len(applicable) * healthy // 100])
    return SubscriptionReading(
        subscription, tuple(ResourceReading(one.name, one.kind, _state(one, well)) for one in resources)
    )


def _state(resource: VirtualResource, well: set[str]) -> ResourceStatus:
    if resource.status is ResourceStatus.NOT_APPLICABLE:
        return resource.status
    return ResourceStatus.HEALTHY if resource.name in well else ResourceStatus.UNHEALTHY
