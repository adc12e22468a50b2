"""What a regulation template may say, and what becomes of a regulation that one changes (spec 11.9, 11.10)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cm_tui.model.rules.scope import slug
from cm_tui.model.vocabulary import Function, Origin, Stage

OWN_PREFIX = "XA-"
"""How the ids of the organisation's own actions begin."""
LOWEST, HIGHEST = 1, 99
"""The scores that an own action can have, in whole points."""
MOST_TITLE, MOST_NAME = 500, 200
"""Characters of a title, and of a name in a list."""
MOST_IN_CELL, MOST_NAMED, MOST_COLUMNS = 500, 100_000, 100
"""Names that a cell holds, those that all controls name together, and columns of the organisation's own that a tab has."""
SHIPPED_PRODUCT = "Microsoft 365"
"""The product of every regulation of the catalogue; its certification is its short title."""
SOLUTIONS = ("Microsoft Purview Compliance Manager",)
"""Where the work of an own action is recorded, as of every action that no product does."""
ENDS_INHERITANCE = (
    "This changes or removes what the catalogue says: the regulation becomes your organisation's, and newer catalogues leave it "
    "alone from then on."
)
RENAMED = (
    "If one of the new actions is an old one under another title, write its old title in the column oldActionTitle of the tab "
    "Actions: then it keeps its id and its work."
)
MORE_FAULTS = "… and more; mend these first."
NOTHING_TO_DO = "The regulation is already as the file says; there is nothing to do."
_STAGES = {Function.PREVENTATIVE: Stage.PREVENT, Function.DETECTIVE: Stage.TRACK, Function.CORRECTIVE: Stage.PROTECT}


def is_own_action(action: str) -> bool:
    """Whether an id is one of the organisation's own actions."""
    return action.startswith(OWN_PREFIX)


def own_action_ids(known: Iterable[str], count: int) -> tuple[str, ...]:
    """The next ids of own actions; `known` are all that there ever were, none of which is used again."""
    last = max((int(one.removeprefix(OWN_PREFIX)) for one in known if is_own_action(one)), default=0)
    return tuple(f"{OWN_PREFIX}{number:03}" for number in range(last + 1, last + 1 + count))


def stage_of(function: Function) -> Stage:
    """The stage of an own action: a template does not say it."""
    return _STAGES[function]


def why_score_is_refused(value: object) -> str | None:
    """Why a value cannot be the score of an action, or None."""
    whole = isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)
    if whole and isinstance(value, int | float) and LOWEST <= value <= HIGHEST:
        return None
    return f"An action's score is a whole number from {LOWEST} to {HIGHEST}; write one."


def why_text_is_refused(text: str, most: int, what: str | None = None) -> str | None:
    """Why a text cannot be a title or a name, or None; `what` says what a blank one should be."""
    if text and text.isprintable() and len(text) <= most:
        return None
    if not text and what is not None:
        return f"Write {what}, {most} characters at most."
    return f"Write one line of visible characters here, {most} of them at most."


def regulation_key(title: str, taken: Collection[str]) -> str:
    """The key of a new regulation: its title as it stands in ids, with a number where that is taken."""
    base = slug(title)[:40].strip("-")
    base = "regulation" if base == "group" else base
    return next(key for key in _numbered(base) if key not in taken)


def _numbered(base: str) -> Iterable[str]:
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


def own_control_id(key: str, name: str, taken: Collection[str]) -> str:
    """The id of a new control, which no other control of any regulation has: its name, else with the regulation's key before it."""
    base = name if name not in taken else f"{key}: {name}"
    return next(one for one in _numbered(base) if one not in taken)


def origin_after(before: Origin, *, breaks: bool, has_own: bool) -> Origin:
    """Where a regulation comes from once a template was imported.

    `breaks` says that something of the catalogue's is changed or removed, `has_own` that something of one's own is in it then.
    """
    if before in (Origin.OWN, Origin.MODIFIED):
        return before
    if breaks:
        return Origin.MODIFIED
    return Origin.EXTENDED if has_own else Origin.SHIPPED
