"""What a wizard can choose from, read at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cm_tui.model.views.assessments import AssessmentView, GroupView, RegulationView

if TYPE_CHECKING:
    from cm_tui.services.assessments.regulations import RegulationService
    from cm_tui.services.assessments.service import AssessmentService


@dataclass(frozen=True, slots=True)
class Offer:
    """Regulations with the services that their actions name, groups, and the assessments that are there."""

    regulations: tuple[RegulationView, ...]
    services: Mapping[str, tuple[str, ...]]
    """By the key of a regulation."""
    groups: tuple[GroupView, ...]
    assessments: tuple[AssessmentView, ...]

    def regulation(self, key: str) -> RegulationView:
        """A regulation by its key."""
        return next(one for one in self.regulations if one.key == key)

    def assessed(self, regulation: str, group: str) -> str | None:
        """The name of a group's assessment of a regulation; None where it has none."""
        found = (one.name for one in self.assessments if one.regulation == regulation and one.group == group)
        return next(found, None)

    def everywhere(self, regulation: str) -> bool:
        """Whether every group is assessed against a regulation."""
        return all(self.assessed(regulation, group.name) is not None for group in self.groups)


def read_offer(assessments: AssessmentService, regulations: RegulationService) -> Offer:
    """Read what there is. Blocks; raises what the services raise."""
    known, services = regulations.regulations(), assessments.services()
    return Offer(
        known, {one.key: services.get(one.key, ()) for one in known}, assessments.groups(), assessments.assessments()
    )
