"""Updates that come with the program: real ones of every kind, readable as a difference, never edited in place (issue 5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TypeAlias

import pytest
from record import RECORD, broken, lines_of, read_record, unrecorded, with_new
from shipped import CATALOGUE, MICROSOFT, OWN, REGULATION_OF

from cm_tui.model.definition import UpdateKind
from cm_tui.model.rules.points import worth
from cm_tui.model.rules.updates import differences, kinds, why_not_an_update
from cm_tui.model.vocabulary import (
    ActionType,
    Category,
    ManagedBy,
    Requirement,
    Strength,
    TestingSource,
)
from cm_tui.services.catalogue.definitions import ActionDefinition, VersionDefinition

Kind: TypeAlias = tuple[Category, ActionType, ManagedBy, TestingSource | None]
STEPS = [
    (action, before, after)
    for action in CATALOGUE.actions
    for before, after in zip(action.versions, action.versions[1:], strict=False)
]
"""Each later version of an action, with the one before it."""
REVIEWED_FROM = "2026.3"
"""The first release whose versions people could review; those before it stay as they were shipped."""
RELEASES = [name for name, _ in CATALOGUE.releases]
REVIEWED = [one for one in STEPS if RELEASES.index(one[2].release) >= RELEASES.index(REVIEWED_FROM)]
"""Those that people read as a difference before they accept it."""
UPDATED = [action for action in OWN if len(action.versions) > 1]
SHARED = 0.75
"""So much of two texts of guidance is the same at least; below that people read two texts and no difference."""


def served(version: VersionDefinition) -> frozenset[str]:
    """The regulations that a version serves."""
    return frozenset(REGULATION_OF[control] for control, _ in version.controls)


def kind(action: ActionDefinition, version: VersionDefinition) -> Kind:
    """What an update never changes: category, type, manager, and whether Defender for Cloud tests it."""
    return action.category, action.action_type, action.managed_by, version.eligible_source


def shared(before: str, after: str) -> float:
    """The share of words that two texts have in common, in the same order."""
    return SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio()


def steps_of(guidance: str) -> frozenset[str]:
    """The steps of a guidance, without their numbers."""
    return frozenset(re.sub(r"^\d+\. ", "", step) for step in guidance.splitlines())


def moved_points() -> Iterator[int]:
    """By how much the points of each reviewed version differ from those before it."""
    for _, before, after in REVIEWED:
        yield worth(after.requirement, after.function) - worth(before.requirement, before.function)


class TestsOfTheUpdates:
    def test_are_fourteen_or_more_in_every_category_and_of_every_type(self) -> None:
        own = [action for action, _, _ in REVIEWED if action in OWN]
        assert len(own) >= 14
        assert {action.category for action in own} == set(Category)
        assert {action.action_type for action in own} == set(ActionType)
        assert sum(action.action_type is not ActionType.TECHNICAL for action in own) >= 4

    def test_are_of_every_kind_several_times(self) -> None:
        found = [kind for _, before, after in REVIEWED for kind in kinds(differences(before, after))]
        assert {kind: found.count(kind) for kind in UpdateKind if found.count(kind) < 2} == {}

    def test_add_points_and_take_points(self) -> None:
        moved = list(moved_points())
        assert sum(one > 0 for one in moved) >= 2
        assert sum(one < 0 for one in moved) >= 2

    def test_bring_automation_take_it_and_replace_it(self) -> None:
        pairs = [(before.eligible_source, after.eligible_source) for _, before, after in REVIEWED]
        assert sum(before is None and after is not None for before, after in pairs) >= 2
        assert sum(before is not None and after is None for before, after in pairs) >= 2
        assert sum(None not in (before, after) and before is not after for before, after in pairs) >= 2

    def test_move_actions_into_assessments_and_out_of_them(self) -> None:
        assert sum(served(after) > served(before) for _, before, after in REVIEWED) >= 2
        assert sum(served(after) < served(before) for _, before, after in REVIEWED) >= 2

    def test_widen_services_and_solutions(self) -> None:
        assert any(set(after.services) > set(before.services) for _, before, after in REVIEWED)
        assert any(set(after.solutions) > set(before.solutions) for _, before, after in REVIEWED)

    def test_come_several_at_once_where_somebody_waited(self) -> None:
        assert sum(len(action.versions) > 2 for action in UPDATED) >= 2
        assert {action.versions[-1].release for action in UPDATED} == set(RELEASES[1:])

    def test_are_among_those_of_microsoft_too(self) -> None:
        assert any(len(action.versions) > 1 for action in MICROSOFT)

    def test_never_make_another_action_of_it(self) -> None:
        odd = [one.id for one, before, after in STEPS if why_not_an_update(kind(one, before), kind(one, after))]
        assert odd == []

    def test_can_be_read_as_a_difference(self) -> None:
        changed = [(one, before, after) for one, before, after in REVIEWED if before.guidance != after.guidance]
        alike = {(one.id, after.number): shared(before.guidance, after.guidance) for one, before, after in changed}
        assert {key: share for key, share in alike.items() if share < SHARED} == {}
        edited = {one.id: len(steps_of(after.guidance) - steps_of(before.guidance)) for one, before, after in changed}
        assert {identity: count for identity, count in edited.items() if not 1 <= count <= 3} == {}

    def test_rest_on_no_best_practice_alone(self) -> None:
        odd = []
        for action, _, version in REVIEWED:
            real = {
                REGULATION_OF[name] for name, strength in version.controls if strength is not Strength.BEST_PRACTICE
            }
            odd += [(action.id, version.number)] if served(version) - real else []
        assert odd == []


class TestsOfTheRecord:
    def test_has_every_version_as_it_is_and_as_it_was_shipped(self) -> None:
        recorded, present = read_record(RECORD.read_text(encoding="utf-8")), lines_of(CATALOGUE.actions)
        assert [*broken(recorded, present), *unrecorded(recorded, present)] == []

    def test_stands_in_the_order_of_the_ids(self) -> None:
        written = RECORD.read_text(encoding="utf-8")
        assert written == "".join(f"{line}\n" for line in with_new(read_record(written), {}))

    @pytest.mark.parametrize("place", [0, 1], ids=["the earlier version", "the newest version"])
    def test_names_the_action_of_a_shipped_text_that_was_edited(self, place: int) -> None:
        action = UPDATED[1]
        versions = list(action.versions)
        versions[place] = replace(versions[place], guidance=versions[place].guidance.replace("1.", "1. Today", 1))
        (told,) = broken(lines_of([action]), lines_of([replace(action, versions=tuple(versions))]))
        assert told.startswith(f"{action.id}: version {place + 1}, which was shipped, was edited in place.")
        assert "add a new version" in told

    @pytest.mark.parametrize(
        "edited",
        [
            lambda one: replace(one, category=next(other for other in Category if other is not one.category)),
            lambda one: replace(one, versions=(replace(one.versions[0], release="2031.1"), *one.versions[1:])),
            lambda one: replace(one, versions=tuple(_other_points(version) for version in one.versions)),
            lambda one: replace(one, versions=one.versions[:1]),
        ],
        ids=["category", "release", "points", "a version that is gone"],
    )
    def test_notices_every_change(self, edited: Callable[[ActionDefinition], ActionDefinition]) -> None:
        assert list(broken(lines_of([UPDATED[1]]), lines_of([edited(UPDATED[1])])))

    def test_asks_to_record_what_is_new_and_keeps_every_line(self) -> None:
        action = UPDATED[1]
        old, new = lines_of([_without_newest(action)]), lines_of([action])
        (told,) = unrecorded(old, new)
        assert told.startswith(f"{action.id}: version {len(action.versions)} is not recorded")
        assert "make versions" in told
        assert with_new(old, new)[: len(old)] == list(old.values())
        tampered = {key: f"{line[:-4]}0000" for key, line in old.items()}
        assert set(tampered.values()) <= set(with_new(tampered, new))

    def test_lets_an_action_be_withdrawn(self) -> None:
        assert list(broken(lines_of(UPDATED), lines_of(UPDATED[1:]))) == []


def _without_newest(action: ActionDefinition) -> ActionDefinition:
    return replace(action, versions=action.versions[:-1])


def _other_points(version: VersionDefinition) -> VersionDefinition:
    other = Requirement.DISCRETIONARY if version.requirement is Requirement.MANDATORY else Requirement.MANDATORY
    return replace(version, requirement=other)
