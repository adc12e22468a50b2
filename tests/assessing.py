"""Helpers of the tests of assessments: a small catalogue, and what an organisation assessed against it looks like."""

from __future__ import annotations

from support import TomlFiles, toml_action, toml_control, toml_regulation

from cm_tui.model.drafts import AssessmentDraft
from cm_tui.model.listing import ListQuery
from cm_tui.model.views.assessments import AssessmentView
from cm_tui.services.services import Services

AZURE, M365 = "Microsoft Azure", "Microsoft 365"
SHARED, OWN, IN_AZURE, OF_R2, OF_BOTH = (f"CA-{n:03}" for n in range(1, 6))
"""A technical action of both regulations; operational ones of r1, of r1 in Azure only, of r2, and of both."""


def assessed_catalogue() -> TomlFiles:
    """Two regulations with controls, five actions of the organisation's and one of Microsoft's; a third without any action."""
    both = {"direct": ["R1 Art. 1", "R1 Art. 2", "R1 Art. 3", "R2 Art. 1"]}
    light = {"requirement": "mandatory", "function": "detective"}
    actions = [
        toml_action(SHARED, satisfies=both, **light),
        toml_action(OWN, type="Operational", satisfies={"direct": ["R1 Art. 2"]}, **light),
        toml_action(IN_AZURE, type="Documentation", satisfies={"direct": ["R1 Art. 3"]}, services=[AZURE], **light),
        toml_action(OF_R2, type="Operational", satisfies={"direct": ["R2 Art. 1"]}, **light),
        toml_action(OF_BOTH, type="Operational", satisfies={"direct": ["R1 Art. 1", "R2 Art. 1"]}, **light),
    ]
    return {
        "catalogue.toml": {
            "regulations": ["r1", "r2", "r3"],
            "solutions": ["Entra"],
            "services": [M365, AZURE],
            "release": [{"id": "2026.1", "date": toml_control("x")["valid_from"]}],
        },
        "regulations/r1.toml": toml_regulation("r1", *(toml_control(f"R1 Art. {n}") for n in (1, 2, 3))),
        "regulations/r2.toml": toml_regulation("r2", toml_control("R2 Art. 1")),
        "regulations/r3.toml": toml_regulation("r3", toml_control("R3 Art. 1", no_action="Nothing to do.")),
        "actions/control-access.toml": {"category": "Control Access", "action": actions},
        "actions/microsoft-managed.toml": {
            "action": [toml_action("MS-001", category="Protect Information", solutions=None, satisfies=both, **light)]
        },
    }


def in_group(group: str, regulation: str = "r1", services: tuple[str, ...] = (), name: str = "") -> AssessmentDraft:
    """An assessment of a group, called `R1 Group 2` and so on."""
    return AssessmentDraft(name or f"{regulation.upper()} {group}", group, regulation, services)


def named(services: Services, name: str) -> AssessmentView:
    """An assessment as it is listed."""
    return next(one for one in services.assessments.assessments() if one.name == name)


def ids(services: Services) -> list[str]:
    """The ids of every action that is listed."""
    return sorted(row.id for row in services.listing.select(ListQuery()))
