"""The clock and the actor: what every service is given instead of asking the system."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

Clock = Callable[[], datetime]
"""Returns the present moment, aware, in UTC."""
FIRST_DAY, LAST_DAY = date(1970, 1, 2), date(9999, 12, 30)
"""The days that are moments in every time zone; nothing is recorded before or after them."""


def system_clock() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def today(clock: Clock) -> date:
    """The calendar day where the user is."""
    return clock().astimezone().date()


def midnight(day: date) -> datetime:
    """The beginning of a day where the user is, in UTC; of days that no time zone knows the nearest that it does."""
    return datetime.combine(min(max(day, FIRST_DAY), LAST_DAY), time()).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person of the workspace through an operating-system account on a host.

    Keys are the random names that the history uses; `login_account` is the key of the account that logged in, where it is another.
    """

    person_key: str
    email: str
    account_key: str
    host: str
