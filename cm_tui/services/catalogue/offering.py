"""What the catalogue offers to somebody who has no workspace yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from cm_tui.model.rules.points import worth
from cm_tui.model.rules.templates import SHIPPED_PRODUCT
from cm_tui.model.views.assessments import RegulationView
from cm_tui.model.views.first_start import OfferedAction, RegulationOffer
from cm_tui.model.vocabulary import LegalStatus, ManagedBy
from cm_tui.services.catalogue.definitions import ActionDefinition, Catalogue, RegulationDefinition


def offered(catalogue: Catalogue) -> tuple[RegulationOffer, ...]:
    """Every regulation with the newest definitions of the actions that serve it, in the catalogue's order."""
    return tuple(_offer(one, catalogue.actions) for one in catalogue.regulations)


def _offer(regulation: RegulationDefinition, actions: Iterable[ActionDefinition]) -> RegulationOffer:
    binding = {one.id for one in regulation.controls if one.legal_status is LegalStatus.IN_FORCE}
    newest = (_action(one, binding) for one in actions)
    serving = tuple(one for one in newest if one.controls)
    view = RegulationView(
        key=regulation.key,
        title=regulation.title,
        short_title=regulation.short_title,
        version=regulation.version,
        jurisdiction=regulation.jurisdiction,
        source_url=regulation.source_url,
        controls=len(regulation.controls),
        actions=len(serving),
        maximum_points=sum(one.worth for one in serving),
        active=False,
        binding=len(binding),
        product=SHIPPED_PRODUCT,
    )
    return RegulationOffer(view, serving)


def _action(action: ActionDefinition, binding: Collection[str]) -> OfferedAction:
    newest = action.versions[-1]
    served = frozenset(control for control, _ in newest.controls if control in binding)
    points = worth(newest.requirement, newest.function)
    return OfferedAction(action.id, action.managed_by is ManagedBy.ORGANISATION, newest.services, points, served)
