"""What a first start can choose from, before there is a workspace, and what it chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cm_tui.model.views.assessments import RegulationView


@dataclass(frozen=True, slots=True)
class OfferedAction:
    """An action of the catalogue: whose it is, the services that it names, its worth in millionths of a point.

    `controls` are the ids of those of one regulation that it serves and that are in force.
    """

    id: str
    yours: bool
    services: tuple[str, ...]
    worth: int
    controls: frozenset[str]


@dataclass(frozen=True, slots=True)
class RegulationOffer:
    """A regulation of the shipped catalogue, and the actions that serve a control of it that is in force."""

    regulation: RegulationView
    actions: tuple[OfferedAction, ...]

    @property
    def services(self) -> tuple[str, ...]:
        """The services that its actions name, by name."""
        return tuple(sorted({service for action in self.actions for service in action.services}))

    def counted(self, services: tuple[str, ...]) -> tuple[OfferedAction, ...]:
        """The actions that count where these services are assessed; none for all of them."""
        wanted = set(services)
        return tuple(one for one in self.actions if not wanted or not wanted.isdisjoint(one.services))

    def controls(self, services: tuple[str, ...]) -> int:
        """How many controls the assessment has then: those in force that an action which counts serves."""
        return len({control for one in self.counted(services) for control in one.controls})


@dataclass(frozen=True, slots=True)
class WorkspaceChoice:
    """What a first start chose: each regulation becomes an assessment of the group; no services mean all of them."""

    organisation: str
    group: str
    regulations: tuple[str, ...]
    names: Mapping[str, str]
    """Of the assessments, by regulation."""
    services: tuple[str, ...]
