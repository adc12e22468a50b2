"""How the history writes down what automation measured, so that points can be followed back to it."""

from __future__ import annotations

from collections.abc import Iterable

from cm_tui.model.tables.subscriptions import SubscriptionState

COVERED = "covered"
RESOURCES = "resources"


def covered_form(part: int | None, whole: int | None) -> str | None:
    """The covered share, `120/200`; None where nothing was measured."""
    return None if part is None or whole is None else f"{part}/{whole}"


def resources_form(results: Iterable[SubscriptionState]) -> str:
    """The completed resources and the status of each subscription, `1:12/24 Partially tested; …`."""
    ordered = sorted(results, key=lambda one: one.subscription_id)
    return "; ".join(
        f"{one.subscription_id}:{one.completed}/{one.applicable} {one.test_status.value}" for one in ordered
    )
