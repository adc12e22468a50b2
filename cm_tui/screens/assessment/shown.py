"""What the page of an assessment shows, and the filters of the actions behind its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cm_tui.model.filters import ANY, Conjunction, Match, describe
from cm_tui.model.listing import ListQuery
from cm_tui.model.views.actions import ActionRow
from cm_tui.model.views.assessments import AssessmentDetails, AssessmentView

if TYPE_CHECKING:
    from cm_tui.services.services import Services


@dataclass(frozen=True)
class Shown:
    """An assessment as it is stored, its regulation's short title, and its improvement actions by gain."""

    details: AssessmentDetails
    regulation: str
    rows: tuple[ActionRow, ...]

    @property
    def view(self) -> AssessmentView:
        """The assessment itself."""
        return self.details.assessment

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of its actions by their ids, Microsoft's too."""
        return {
            **{row.id: row.name for row in self.rows},
            **{action.id: action.name for action in self.details.microsoft},
        }


def read(services: Services, name: str) -> Shown:
    """Everything that the page shows. Raises NotFound."""
    details = services.assessments.details(name)
    titles = services.regulations.titles()
    key = details.assessment.regulation
    rows = services.listing.select(ListQuery(_of(details.assessment.name)))
    return Shown(details, titles.get(key, key), rows)


def actions_of(name: str, **terms: str) -> str:
    """The text of the filter that selects an assessment's actions of every test status, narrowed by further terms."""
    return describe(_of(name, **terms))


def _of(name: str, **terms: str) -> Conjunction:
    return Conjunction(
        (
            Match("assessment", (name,)),
            *(Match(key, (value,)) for key, value in terms.items()),
            Match("test", (ANY,)),
        )
    )


def updates_words(count: int) -> tuple[str, str]:
    """How many updates wait, in words and as short as possible; nothing for none."""
    if not count:
        return "", ""
    return f"⟳ {count} update{' waits' if count == 1 else 's wait'}", f"⟳ {count}"
