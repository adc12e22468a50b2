"""What a catalogue has that the one of a workspace has not, and the other way round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from cm_tui.model.definition import UpdateKind
from cm_tui.model.rules.updates import differences, kinds
from cm_tui.services.catalogue.definitions import (
    ActionDefinition,
    Catalogue,
    ControlDefinition,
    RegulationDefinition,
    VersionDefinition,
)
from cm_tui.services.catalogue.held import Held, HeldAction, HeldControl

COMES_BACK = "comes back"
"""How a control that was withdrawn and is there again is said to differ."""
_ORDER, _PLACE = "order of its controls", "place among the regulations"


@dataclass(frozen=True, slots=True)
class NewRelease:
    """A release that the workspace does not know, with its place among all."""

    name: str
    day: date
    position: int


@dataclass(frozen=True, slots=True)
class ChangedControl:
    """A control that is not as it was in some fields."""

    before: HeldControl
    after: ControlDefinition
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedRegulation:
    """A regulation that is not as it was in some fields; its controls are told of separately."""

    after: RegulationDefinition
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GrownAction:
    """An action with versions that the workspace does not have, or one that was withdrawn and is there again."""

    before: HeldAction
    after: ActionDefinition

    @property
    def versions(self) -> tuple[VersionDefinition, ...]:
        """The versions that are new."""
        return self.after.versions[len(self.before.versions) :]

    @property
    def kinds(self) -> tuple[UpdateKind, ...]:
        """What changes from the newest version that the workspace has to the newest one."""
        return kinds(differences(self.before.newest.content, self.after.versions[-1]))


@dataclass(frozen=True, slots=True)
class Difference:
    """A catalogue against what a workspace holds."""

    catalogue: Catalogue
    held: Held
    releases: tuple[NewRelease, ...]
    new_regulations: tuple[RegulationDefinition, ...]
    changed_regulations: tuple[ChangedRegulation, ...]
    new_controls: tuple[ControlDefinition, ...]
    changed_controls: tuple[ChangedControl, ...]
    withdrawn_controls: tuple[HeldControl, ...]
    new_actions: tuple[ActionDefinition, ...]
    grown_actions: tuple[GrownAction, ...]
    withdrawn_actions: tuple[HeldAction, ...]
    unseen_controls: tuple[tuple[str, ControlDefinition], ...]
    """New controls of regulations that are left alone, with their regulation: stored for what is mapped to them, never shown."""

    @property
    def release(self) -> str:
        """The newest release of the catalogue."""
        return self.catalogue.releases[-1][0]

    @property
    def release_before(self) -> str | None:
        """The newest release that the workspace knows."""
        return self.held.releases[-1] if self.held.releases else None

    @property
    def is_nothing(self) -> bool:
        """Whether the workspace has all of it already."""
        regulations = (*self.new_regulations, *self.changed_regulations)
        controls = (*self.new_controls, *self.changed_controls, *self.withdrawn_controls)
        actions = (*self.new_actions, *self.grown_actions, *self.withdrawn_actions)
        return not (self.releases or regulations or controls or actions)


def difference(held: Held, catalogue: Catalogue) -> Difference:
    """How a catalogue that can follow differs from the one that is held."""
    updated = [one for one in catalogue.regulations if one.key not in held.left_alone]
    controls = {one.id: one for regulation in updated for one in regulation.controls}
    brought = {one.id for one in catalogue.actions}
    known = [(held.actions[one.id], one) for one in catalogue.actions if one.id in held.actions]
    return Difference(
        catalogue=catalogue,
        held=held,
        releases=tuple(
            NewRelease(name, day, place)
            for place, (name, day) in enumerate(catalogue.releases)
            if name not in held.releases
        ),
        new_regulations=tuple(one for one in updated if one.key not in held.regulations),
        changed_regulations=tuple(_changed_regulations(held, catalogue.regulations)),
        new_controls=tuple(one for one in controls.values() if one.id not in held.controls),
        changed_controls=tuple(_changed_controls(held, controls)),
        withdrawn_controls=tuple(
            one
            for name, one in held.controls.items()
            if name not in controls and not one.withdrawn and one.regulation not in held.left_alone
        ),
        new_actions=tuple(one for one in catalogue.actions if one.id not in held.actions),
        grown_actions=tuple(GrownAction(*one) for one in known if one[0].withdrawn or _has_grown(*one)),
        withdrawn_actions=tuple(one for name, one in held.actions.items() if name not in brought and not one.withdrawn),
        unseen_controls=tuple(
            (regulation.key, one)
            for regulation in catalogue.regulations
            if regulation.key in held.left_alone
            for one in regulation.controls
            if one.id not in held.controls
        ),
    )


def _has_grown(before: HeldAction, after: ActionDefinition) -> bool:
    return len(after.versions) > len(before.versions)


def _changed_controls(held: Held, controls: Mapping[str, ControlDefinition]) -> Iterable[ChangedControl]:
    for name, after in controls.items():
        if (before := held.controls.get(name)) is not None:
            back = (COMES_BACK,) if before.withdrawn else ()
            differ = (*back, *_differing(before.content, after))
            if differ:
                yield ChangedControl(before, after, differ)


def _changed_regulations(held: Held, regulations: Sequence[RegulationDefinition]) -> Iterable[ChangedRegulation]:
    keys = [one.key for one in regulations if one.key in held.regulations]
    for after, before in zip((one for one in regulations if one.key in keys), held.regulations, strict=True):
        if after.key in held.left_alone:
            continue
        known = held.regulations[after.key]
        differ = [*_differing(known, after, leave_out="controls")]
        differ += [_ORDER] if _in_other_order(known, after) else []
        differ += [_PLACE] if after.key != before else []
        if differ:
            yield ChangedRegulation(after, tuple(differ))


def _in_other_order(before: RegulationDefinition, after: RegulationDefinition) -> bool:
    """Whether the controls that both have follow each other differently."""
    had, has = [one.id for one in before.controls], [one.id for one in after.controls]
    both = set(had) & set(has)
    return [one for one in had if one in both] != [one for one in has if one in both]


def _differing(
    before: ControlDefinition | RegulationDefinition,
    after: ControlDefinition | RegulationDefinition,
    leave_out: str = "",
) -> tuple[str, ...]:
    """The fields in which two definitions differ, as people read their names."""
    names = (one.name for one in fields(before) if one.name != leave_out)
    return tuple(name.replace("_", " ") for name in names if getattr(before, name) != getattr(after, name))
