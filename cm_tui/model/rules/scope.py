"""Where the state of an action applies: the organisation or one group (spec 1.9, 6.8), and the ids that say so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from cm_tui.model.vocabulary import ActionType, ManagedBy

_ID = re.compile(r"[A-Z]{2}-[0-9]{3,9}")


def organisation_wide(action_type: ActionType, managed_by: ManagedBy) -> bool:
    """Technical actions are shared by all groups; Microsoft's actions exist once (spec 5.6)."""
    return action_type is ActionType.TECHNICAL or managed_by is ManagedBy.MICROSOFT


def counts_in(
    regulation: str, assessed: Collection[str], *, served: Collection[str], services: Collection[str]
) -> bool:
    """Whether an action counts in an assessment of its scope: it serves the regulation, and a service that is assessed.

    `assessed` are the services of the assessment, none for all of them; `served` the regulations and `services` the services that
    the accepted definition names.
    """
    return regulation in served and (not assessed or not set(assessed).isdisjoint(services))


def instance_id(action: str, group_slug: str | None) -> str:
    """The public id of an action's instance: `CA-001`, or `PM-001@europe` for a group's (interface 3)."""
    return action if group_slug is None else f"{action}@{group_slug}"


def is_action_id(text: str) -> bool:
    """Whether a text is a well-formed action id, without a group."""
    return _ID.fullmatch(text) is not None


def spelled_id(text: str) -> str:
    """The id of an action's instance as it is stored, from one in any case; any other text stays as it is."""
    action, at, group = text.strip().partition("@")
    return f"{action.upper()}{at}{group.lower()}" if is_action_id(action.upper()) else text


def slug(name: str) -> str:
    """A group's name as it stands in ids: lower case ASCII letters, digits and hyphens; `group` where nothing is left."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-") or "group"
