"""One file of improvement actions: entries with their earlier versions, checked against the rest of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from cm_tui.model.rules.frameworks import PRIVACY_FRAMEWORK, SP800_53, is_sp800_53, is_subcategory
from cm_tui.model.rules.scope import is_action_id
from cm_tui.model.rules.testing import why_source_does_not_fit
from cm_tui.model.rules.updates import differences
from cm_tui.model.vocabulary import (
    CATEGORY_PREFIX,
    MICROSOFT_PREFIX,
    ActionType,
    Category,
    Function,
    LegalStatus,
    ManagedBy,
    Requirement,
    Stage,
    Strength,
    TestingSource,
)
from cm_tui.services.catalogue.definitions import ActionDefinition, VersionDefinition
from cm_tui.services.catalogue.fields import TITLE, Entry

NO_AUTOMATION = "none"
"""How an earlier version says that nothing could test it then."""
_IDENTITY = ("id", "category", "type", "earlier")


@dataclass(frozen=True, slots=True)
class ActionContext:
    """What the entries of an action file may refer to."""

    solutions: frozenset[str]
    services: frozenset[str]
    releases: tuple[str, ...]
    controls: Mapping[str, LegalStatus]


def read_actions(file: Entry, context: ActionContext) -> list[ActionDefinition]:
    """The actions of one file. Raises InvalidInput naming file, entry and field."""
    category = file.optional_term("category", Category)
    actions = [_action(entry, category, context) for entry in file.tables("action")]
    file.finish()
    return actions


def _action(entry: Entry, category: Category | None, context: ActionContext) -> ActionDefinition:
    identity = entry.text("id")
    if category is not None and "category" in entry.values:
        raise entry.fault("category", "stands at the top of the file already")
    own_category = category or entry.term("category", Category)
    managed_by = ManagedBy.MICROSOFT if identity.startswith(MICROSOFT_PREFIX) else ManagedBy.ORGANISATION
    action_type = entry.term("type", ActionType)
    action = ActionDefinition(
        id=identity,
        category=own_category,
        action_type=action_type,
        managed_by=managed_by,
        versions=_versions(entry, action_type, managed_by, own_category, context),
    )
    expected = MICROSOFT_PREFIX if managed_by is ManagedBy.MICROSOFT else CATEGORY_PREFIX[own_category]
    if not is_action_id(identity) or identity.split("-")[0] != expected:
        raise entry.fault("id", f"{identity!r} must be {expected}- and at least three digits")
    return action


def _versions(
    entry: Entry, action_type: ActionType, managed_by: ManagedBy, category: Category, context: ActionContext
) -> tuple[VersionDefinition, ...]:
    earlier = entry.tables("earlier", "release")
    layers: list[Entry] = [entry]
    for older in reversed(earlier):
        for name in _IDENTITY:
            if name in older.values:
                raise older.fault(name, "never changes between versions; another type or category is another action")
        newer = layers[0].values
        merged = {**{name: newer[name] for name in newer if name not in ("earlier", "release")}, **older.values}
        layers.insert(0, Entry(older.file, older.name, merged))
    numbered = list(enumerate(layers, 1))
    newest_first = [
        _version(layer, number, managed_by, context, is_newest=layer is entry) for number, layer in reversed(numbered)
    ]
    versions = tuple(reversed(newest_first))
    if managed_by is ManagedBy.ORGANISATION:
        for layer, version in zip(layers, versions, strict=True):
            _check_automation(layer, version, action_type, category)
    _check_releases(layers, versions, context)
    _refuse_equal(earlier, versions)
    return versions


def _version(
    entry: Entry, number: int, managed_by: ManagedBy, context: ActionContext, *, is_newest: bool
) -> VersionDefinition:
    entry.known(*_IDENTITY)
    source = _automation(entry)
    version = VersionDefinition(
        number=number,
        release=entry.text("release", context.releases[0]),
        title=entry.text("title", most=TITLE),
        description=entry.prose("description"),
        guidance=entry.prose("guidance"),
        shown_by=entry.prose("shown_by"),
        launch_url=_launch_url(entry),
        requirement=entry.term("requirement", Requirement),
        function=entry.term("function", Function),
        stage=entry.term("stage", Stage),
        eligible_source=source,
        solutions=entry.texts("solutions", context.solutions, needed=managed_by is ManagedBy.ORGANISATION),
        services=entry.texts("services", context.services, needed=True),
        privacy_framework=_pivots(entry, "privacy_framework", is_subcategory, PRIVACY_FRAMEWORK),
        sp800_53=_pivots(entry, "sp800_53", is_sp800_53, SP800_53),
        controls=_controls(entry.table("satisfies"), context, may_be_vacated=not is_newest),
    )
    entry.finish()
    return version


def _automation(entry: Entry) -> TestingSource | None:
    if entry.values.get("automation") == NO_AUTOMATION:
        entry.known("automation")
        return None
    source = entry.optional_term("automation", TestingSource)
    if source is TestingSource.MANUAL:
        raise entry.fault(
            "automation", f"is left out, or {NO_AUTOMATION!r}, where an action can only be tested by hand"
        )
    return source


def _pivots(entry: Entry, name: str, known: Callable[[str], bool], framework: str) -> tuple[str, ...]:
    pivots = entry.texts(name)
    for pivot in pivots:
        if not known(pivot):
            raise entry.fault(name, f"{pivot!r} is not in {framework}")
    return pivots


def _launch_url(entry: Entry) -> str | None:
    url = entry.optional_text("launch_url")
    if url is not None and not url.startswith("https://"):
        raise entry.fault("launch_url", f"{url!r} does not begin with https://")
    return url


def _controls(entry: Entry, context: ActionContext, *, may_be_vacated: bool) -> tuple[tuple[str, Strength], ...]:
    found: list[tuple[str, Strength]] = []
    for strength in Strength:
        name = strength.value.replace(" ", "_")
        for control in entry.texts(name):
            if control not in context.controls:
                raise entry.fault(name, f"there is no control {control!r}")
            if context.controls[control] is LegalStatus.VACATED and not may_be_vacated:
                raise entry.fault(name, f"{control} is vacated; nothing maps to it")
            if control in dict(found):
                raise entry.fault(name, f"{control} stands under two strengths")
            found.append((control, strength))
    entry.finish()
    if not found:
        raise entry.fault("direct", "an action serves at least one control")
    return tuple(found)


def _check_automation(entry: Entry, version: VersionDefinition, action_type: ActionType, category: Category) -> None:
    problem = why_source_does_not_fit(
        version.eligible_source, category, action_type, version.solutions, version.services
    )
    if problem is not None:
        raise entry.fault("automation", problem)


def _refuse_equal(earlier: list[Entry], versions: tuple[VersionDefinition, ...]) -> None:
    """Refuse an earlier version that says what the one after it says: there would be nothing to decide on."""
    for entry, (older, newer) in zip(earlier, pairwise(versions), strict=True):
        if not differences(older, newer):
            raise entry.fault("release", "states no difference from the version after it")


def _check_releases(layers: list[Entry], versions: tuple[VersionDefinition, ...], context: ActionContext) -> None:
    places = []
    for layer, version in zip(layers, versions, strict=True):
        if version.release not in context.releases:
            raise layer.fault("release", f"{version.release!r} is not one of: {', '.join(context.releases)}")
        places.append(context.releases.index(version.release))
    if places != sorted(set(places)):
        raise layers[-1].fault("release", "each version comes with a later release than the one before it")
