"""How the history writes down what automation measured, so that points can be followed back to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

from cm_tui.model.rules.subscriptions import Standing
from cm_tui.model.tables.subscriptions import SubscriptionState
from cm_tui.model.vocabulary import TestStatus
from cm_tui.services.history.chain import note_digest

RESULT_FORM = re.compile(
    r"(?P<subscription>\d{1,18}):(?P<completed>\d{1,18})/(?P<applicable>\d{1,18}) (?P<status>[A-Za-z ]+?)"
    r"(?: on (?P<day>\d{4}-\d{2}-\d{2}))?(?:, note (?P<note>[0-9a-f]+))?"
)
"""One part of what `resources_form` writes."""
COVERED = "covered"
RESOURCES = "resources"


def covered_form(part: int | None, whole: int | None) -> str | None:
    """The covered share, `120/200`; None where nothing was measured."""
    return None if part is None or whole is None else f"{part}/{whole}"


def resources_form(results: Iterable[SubscriptionState]) -> str:
    """The completed resources and the status of each subscription, and the day and the note's digest where there are such.

    `1:12/24 Partially tested; 2:0/1 Failed low risk on 2026-08-30, note 5d41402abc4b2a76…`.
    """
    return "; ".join(_form(one) for one in sorted(results, key=lambda one: one.subscription_id))


def _form(one: SubscriptionState) -> str:
    day = f" on {one.test_date.isoformat()}" if one.test_date is not None else ""
    note = f", note {note_digest(one.test_notes)}" if one.test_notes else ""
    return f"{one.subscription_id}:{one.completed}/{one.applicable} {one.test_status.value}{day}{note}"


def covered_in(form: object) -> Fraction | None:
    """The covered share that such a form tells; None for none. Raises ValueError for what nobody could have written."""
    if form is None:
        return None
    part, whole = (int(one) for one in str(form).split("/"))
    return Fraction(part, whole) if whole else None


def standings_in(form: object) -> tuple[Standing, ...]:
    """How an action stands in its subscriptions by such a form. Raises ValueError for what nobody could have written."""
    found = []
    for part in str(form).split("; ") if form else ():
        one = RESULT_FORM.fullmatch(part)
        if one is None:
            raise ValueError(part)
        found.append(Standing(TestStatus(one["status"]), int(one["completed"]), int(one["applicable"])))
    return tuple(found)


def changed_results(old: object, new: object, names: Mapping[str, str]) -> tuple[str | None, str | None]:
    """What differs between two such forms, for people; of a note only that it changed.

    Args:
        old: The form before, None for no results.
        new: The form after.
        names: The names of subscriptions by their numbers.
    """
    before, after = _results(old), _results(new)
    if before is None or after is None:
        return (str(old) if old is not None else None, str(new))
    differ = [key for key in dict.fromkeys([*before, *after]) if before.get(key) != after.get(key)]
    texts = [
        "; ".join(f"{names.get(key, key)}: {side[key][0]}" for key in differ if key in side) for side in (before, after)
    ]
    return texts[0] or None, texts[1] + " (note changed)" if texts[0] == texts[1] else texts[1]


def _results(form: object) -> dict[str, tuple[str, str | None]] | None:
    """By subscription, what is read of its result and the digest of its note; None for what nobody could have written."""
    found: dict[str, tuple[str, str | None]] = {}
    for part in str(form).split("; ") if form else ():
        one = RESULT_FORM.fullmatch(part)
        if one is None:
            return None
        day = f" on {one['day']}" if one["day"] else ""
        found[one["subscription"]] = f"{one['status']}{day}, {one['completed']} of {one['applicable']}", one["note"]
    return found
