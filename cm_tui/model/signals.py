"""What sources of automatic testing report about actions."""

from __future__ import annotations

from dataclasses import dataclass

from cm_tui.model.vocabulary import ResourceStatus, TestStatus


@dataclass(frozen=True, slots=True)
class ResourceReading:
    """How a virtual resource stands."""

    name: str
    kind: str
    status: ResourceStatus


@dataclass(frozen=True, slots=True)
class SubscriptionReading:
    """All the virtual resources that an action concerns in one subscription, by the subscription's name."""

    subscription: str
    resources: tuple[ResourceReading, ...]


@dataclass(frozen=True, slots=True)
class Signal:
    """One result about one action: a status, or for Defender for Cloud the resources that the status follows from."""

    action: str
    test_status: TestStatus | None = None
    """None where the status follows from subscriptions."""
    covered: tuple[int, int] | None = None
    """How many of how many users, devices or the like are covered, where that was measured."""
    subscriptions: tuple[SubscriptionReading, ...] = ()
    """What is not named stays as it was."""
    finding: str = ""
    """A sentence of the source about what it saw."""
