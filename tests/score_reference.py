"""The score and the statuses over again, in plain Python over the rows as they lie on the disk; none of the program's rules."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

WORTH = {
    ("mandatory", "preventative"): 27,
    ("discretionary", "preventative"): 9,
    ("mandatory", "detective"): 3,
    ("discretionary", "detective"): 1,
    ("mandatory", "corrective"): 3,
    ("discretionary", "corrective"): 1,
}
Row = dict[str, object]


@dataclass
class Sum:
    """Millionths of points, and how the actions that they are of were tested."""

    achieved: int = 0
    possible: int = 0
    tests: list[str] = field(default_factory=list)
    own: int = 0
    own_passed: int = 0
    microsoft: int = 0

    def add(self, state: Row, achieved: int, possible: int, counts: bool) -> None:
        """Count an action."""
        own = state["managed_by"] != "Microsoft"
        self.achieved += achieved if counts else 0
        self.possible += possible if counts else 0
        self.tests.append(str(state["test_status"]) if counts else "Out of scope")
        self.own += own
        self.own_passed += own and state["test_status"] == "Passed"
        self.microsoft += not own

    @property
    def numbers(self) -> tuple[int, ...]:
        """What can be counted."""
        return self.achieved, self.possible, self.own, self.own_passed, self.microsoft

    @property
    def status(self) -> str:
        """Of a control: Failed beats the rest (spec 11.6)."""
        if any(test.startswith("Failed") for test in self.tests):
            return "Failed"
        counted = [test for test in self.tests if test != "Out of scope"]
        if self.tests and not counted:
            return "Out of scope"
        if all(test == "None" for test in counted):
            return "None"
        return "Passed" if all(test in ("Passed", "Out of scope") for test in self.tests) else "In progress"


@dataclass
class Reference:
    """Yours, Microsoft's, each assessment's sum, and the sums of its controls."""

    yours: Sum
    microsoft: Sum
    assessments: dict[int, Sum]
    controls: dict[int, dict[int, Sum]]

    def status(self, assessment: int) -> str:
        """Of an assessment (spec 11.4)."""
        kinds = {control.status for control in self.controls.get(assessment, {}).values()}
        if "Failed" in kinds:
            return "Incomplete"
        if not kinds or ("None" in kinds and not kinds - {"None", "Out of scope"}):
            return "None"
        return "Complete" if "Passed" in kinds and not kinds - {"Passed", "Out of scope"} else "In progress"


def reference(workspace: Path) -> Reference:
    """Read the rows of a workspace and add them up one by one."""
    connection = sqlite3.connect(workspace / "workspace.db")
    connection.row_factory = lambda cursor, row: dict(zip([one[0] for one in cursor.description], row, strict=True))
    try:
        return _added_up(connection)
    finally:
        connection.close()


def _added_up(connection: sqlite3.Connection) -> Reference:
    states = connection.execute(
        "SELECT s.*, a.managed_by, v.requirement, v.function, v.eligible_source FROM action_state s, action a, "
        "action_version v WHERE a.id = s.action_id AND v.id = s.accepted_version_id"
    ).fetchall()
    results = defaultdict(list)
    for one in connection.execute("SELECT * FROM subscription_state"):
        results[one["state_id"]].append(one)
    regulations = {one["id"]: one["regulation_key"] for one in connection.execute("SELECT * FROM assessment")}
    binding = {
        one["id"]: one["regulation_key"]
        for one in connection.execute("SELECT * FROM control")
        if one["legal_status"] == "in force" and one["withdrawn_in"] is None
    }
    served = connection.execute("SELECT * FROM action_control").fetchall()
    links = connection.execute("SELECT * FROM assessment_action").fetchall()
    found = Reference(Sum(), Sum(), defaultdict(Sum), defaultdict(lambda: defaultdict(Sum)))
    for state in states:
        amounts = _amounts(state, results[state["id"]])
        (found.microsoft if state["managed_by"] == "Microsoft" else found.yours).add(state, *amounts)
        for link in links:
            if link["state_id"] == state["id"]:
                key = link["assessment_id"]
                found.assessments[key].add(state, *amounts)
                for one in served:
                    control = one["control_id"]
                    if one["version_id"] == state["accepted_version_id"] and binding.get(control) == regulations[key]:
                        found.controls[key][control].add(state, *amounts)
    return found


def _amounts(state: Row, results: list[Row]) -> tuple[int, int, bool]:
    """Achieved and possible millionths, and whether the action counts at all."""
    possible = WORTH[str(state["requirement"]), str(state["function"])] * 1_000_000
    out = "Out of scope" in (state["implementation_status"], state["test_status"])
    exact = possible * _share(state, results)
    return int(exact + Fraction(1, 2)), possible, not out and not state["retired"]


def _share(state: Row, results: list[Row]) -> Fraction:
    done = state["implementation_status"] in ("Implemented", "Alternative implementation")
    automatic = state["testing_type"] == "Automatic"
    shares = [
        Fraction(int(str(one["completed"])), int(str(one["applicable"])))
        for one in results
        if one["applicable"] and one["test_status"] != "Out of scope"
    ]
    measured = sum(shares, Fraction(0)) / len(shares) if shares else None
    if measured is None and state["covered_whole"]:
        measured = Fraction(int(str(state["covered_part"])), int(str(state["covered_whole"])))
    if state["eligible_source"] == "Defender for Cloud" and measured is not None:
        return measured if done or automatic else Fraction(0)
    if automatic and state["test_status"] == "Partially tested":
        return measured or Fraction(0)
    return Fraction((automatic or done) and state["test_status"] == "Passed")
