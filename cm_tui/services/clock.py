"""The clock and the actor: what every service is given instead of asking the system."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

Clock = Callable[[], datetime]
"""Returns the present moment, aware, in UTC."""


def system_clock() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def today(clock: Clock) -> date:
    """The calendar day where the user is."""
    return clock().astimezone().date()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person of the workspace through an operating-system account on a host.

    Keys are the random names that the history uses; `login_account` is the key of the account that logged in, where it is another.
    """

    person_key: str
    email: str
    account_key: str
    host: str
