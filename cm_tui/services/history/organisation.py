"""What the history says of the organisation itself: its name, its cloud and its settings, and whether they still are so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session, select

from cm_tui.model.tables.history import Event
from cm_tui.model.tables.organisation import Organisation
from cm_tui.services.history.chain import Json, changes_of

WORKSPACE_CREATED = "workspace.created"
SETTINGS_CHANGED = "organisation.changed"
"""The event of changed settings; its changes are those of `stored_settings`."""

DEFAULTED_SETTINGS = frozenset({"evidence_types", "evidence_limit"})
"""The settings that are nothing while nobody chose, which means a default."""


def stored_settings(organisation: Organisation) -> dict[str, Json]:
    """The settings as they are stored and as the history keeps them; None where nobody chose."""
    return {
        "four_eyes": organisation.four_eyes,
        "evidence_types": organisation.evidence_types,
        "evidence_limit": organisation.evidence_limit,
    }


@dataclass
class OrganisationReplay:
    """The organisation that the events lead to."""

    values: dict[str, object] = field(
        default_factory=lambda: {"four_eyes": False, "evidence_types": None, "evidence_limit": None}
    )
    last: int = 1

    def apply(self, event: Event, payload: Mapping[str, object]) -> str | None:
        """Follow one event; says what is wrong with it. Raises StorageProblem where it cannot be read."""
        if event.event == WORKSPACE_CREATED:
            demo = payload.get("demo", False)
            self.values |= {"name": payload.get("organisation"), "cloud": payload.get("cloud"), "demo": demo}
        elif event.event == SETTINGS_CHANGED:
            changes = changes_of(event, payload)
            if any(self.values.get(name) != old for name, (old, _) in changes.items()):
                return "missing: a change of the settings before it"
            self.values |= {name: new for name, (_, new) in changes.items()}
            self.last = event.seq
        return None

    def fault(self, session: Session) -> tuple[int, str] | None:
        """The present values that do not follow from the events, or None."""
        organisation = session.exec(select(Organisation)).one()
        present = {
            "name": organisation.name,
            "cloud": organisation.cloud.value,
            "demo": organisation.is_demo,
            **stored_settings(organisation),
        }
        if wrong := sorted(name for name, value in present.items() if self.values.get(name) != value):
            return self.last, f"the present {', '.join(wrong)} of the organisation does not follow from it"
        return None
