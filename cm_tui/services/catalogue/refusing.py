"""Which catalogues cannot follow the one that a workspace holds: older ones, and those that edit what people accepted."""

from __future__ import annotations

from itertools import pairwise

from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.updates import differences, why_not_an_update
from cm_tui.services.catalogue.definitions import ActionDefinition, Catalogue, RegulationDefinition, VersionDefinition
from cm_tui.services.catalogue.held import Held, HeldAction, HeldVersion


def refuse_unfit(held: Held, catalogue: Catalogue) -> None:
    """Raise InvalidInput, naming what stands against it, for a catalogue that cannot follow the one that is held."""
    _refuse_other_releases(held, [name for name, _ in catalogue.releases])
    _refuse_lost_regulations(held, catalogue)
    for regulation in catalogue.regulations:
        _refuse_moved_controls(held, regulation)
    for action in catalogue.actions:
        before = held.actions.get(action.id)
        if before is not None:
            _refuse_other_action(before, action)
            _refuse_edited_versions(before, action)


def _refuse_other_releases(held: Held, names: list[str]) -> None:
    for known in held.known:
        if known not in names:
            raise _refusal(f"The catalogue is older than the workspace's, or another one: it lacks the release {known}")
    if held.releases and tuple(names[: len(held.releases)]) != held.releases:
        listed = ", ".join(held.releases)
        raise _refusal(f"The catalogue's releases do not go on from those of the workspace ({listed})")


def _refuse_lost_regulations(held: Held, catalogue: Catalogue) -> None:
    brought = {one.key for one in catalogue.regulations}
    for key in held.regulations:
        if key not in brought:
            raise _refusal(f"The catalogue lacks the regulation {key}; one that a workspace has is never taken out")


def _refuse_moved_controls(held: Held, regulation: RegulationDefinition) -> None:
    for control in regulation.controls:
        known = held.controls.get(control.id)
        if known is not None and known.regulation != regulation.key:
            raise _refusal(
                f"{control.id} belongs to {known.regulation} in the workspace and to {regulation.key} in the catalogue; "
                "the id of a control is never used for another one"
            )


def _refuse_other_action(before: HeldAction, action: ActionDefinition) -> None:
    """Refuse an action that lost versions, or became another one."""
    had, has = len(before.versions), len(action.versions)
    if has < had:
        raise _refusal(
            f"The catalogue is older than the workspace's: {action.id} has {has} of the {had} versions that are known here"
        )
    sources = [before.newest.content.eligible_source, *(one.eligible_source for one in action.versions[had - 1 :])]
    was = before.category, before.action_type, before.managed_by
    becomes = action.category, action.action_type, action.managed_by
    for older, newer in pairwise(sources):
        if reason := why_not_an_update((*was, older), (*becomes, newer)):
            raise _refusal(f"{action.id}: {reason}")


def _refuse_edited_versions(before: HeldAction, action: ActionDefinition) -> None:
    for known, brought in zip(before.versions, action.versions, strict=False):
        if what := _edited(known, brought):
            raise _refusal(
                f"{action.id}, version {known.number}: {what} not the one that the workspace has; a definition is never edited "
                "in place: make the change a newer version"
            )


def _edited(known: HeldVersion, brought: VersionDefinition) -> str | None:
    """What differs between a version as it is stored and as the catalogue has it."""
    if known.content.digest != brought.digest:
        fields = [one.field.label for one in differences(known.content, brought)]
        return f"its content ({', '.join(fields) or 'the order of names'}) is"
    return "its release is" if known.release != brought.release else None


def _refusal(sentence: str) -> InvalidInput:
    return InvalidInput(f"{sentence}. Nothing was imported.")
