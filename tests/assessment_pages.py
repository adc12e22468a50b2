"""An organisation of a test's own with two regulations, families, services and something that Microsoft does."""

from __future__ import annotations

from pathlib import Path

from details_page import own_workspace
from support import small_catalogue, toml_action, toml_control, toml_regulation

NAME = "R1 Group 1"
"""The name of its assessment."""


def assessed(folder: Path) -> Path:
    """A workspace with one assessment of five controls; nothing is done yet."""
    files = small_catalogue()
    files["regulations/r1.toml"] = toml_regulation(
        "r1",
        toml_control("R1 Art. 1", family="Principles", title="Lawful processing"),
        toml_control("R1 Art. 2", family="Principles", title="Accuracy", summary="Keep data correct."),
        toml_control("R1 Art. 3", family="Security of processing", title="Protection of stored data"),
        toml_control("R1 Art. 4", family="Security of processing", title="Sign-in of administrators"),
        toml_control("R1 Art. 5", family="Security of processing", title="Recovery after an incident"),
    )
    files["actions/control-access.toml"]["action"] = [
        toml_action("CA-001", title="Require a second factor", satisfies={"direct": ["R1 Art. 1", "R1 Art. 4"]}),
        toml_action(
            "CA-002",
            title="Review privileged roles",
            type="Operational",
            services=["Microsoft 365", "Microsoft Azure"],
            satisfies={"direct": ["R1 Art. 2", "R1 Art. 4"]},
        ),
        toml_action(
            "CA-003",
            title="Write down who approves access",
            type="Documentation",
            requirement="discretionary",
            services=["Microsoft Azure"],
            satisfies={"supporting": ["R1 Art. 5"]},
        ),
    ]
    files["actions/microsoft-managed.toml"] = {
        "action": [
            toml_action(
                "MS-001",
                category="Protect Information",
                title="Encrypt stored data",
                services=["Microsoft Azure"],
                satisfies={"direct": ["R1 Art. 3"]},
            )
        ]
    }
    return own_workspace(folder, files)
