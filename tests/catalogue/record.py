"""`make versions`: records the versions of actions that are shipped; what is recorded can never be edited in place."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from cm_tui.model.errors import InvalidInput
from cm_tui.services.catalogue.definitions import ActionDefinition, VersionDefinition
from cm_tui.services.catalogue.loader import data_folder, load_catalogue

RECORD = Path(__file__).parent / "shipped_versions.txt"
Key: TypeAlias = tuple[str, int]
"""An action's id and the number of a version."""
Lines: TypeAlias = Mapping[Key, str]
"""A line `ID VERSION RELEASE DIGEST` for each version."""


def lines_of(actions: Iterable[ActionDefinition]) -> Lines:
    """What the record has to say of these actions."""
    return {
        (action.id, version.number): f"{action.id} {version.number} {version.release} {_digest(action, version)}"
        for action in actions
        for version in action.versions
    }


def _digest(action: ActionDefinition, version: VersionDefinition) -> str:
    """A fingerprint of everything that people agree to when they accept a version, the kind of the action included."""
    identity = (action.category, action.action_type, action.managed_by)
    return hashlib.sha256("\n".join([*identity, version.digest]).encode()).hexdigest()


def read_record(text: str) -> Lines:
    """The lines of a record. Raises ValueError for one that is not of four words, or stands twice."""
    found: dict[Key, str] = {}
    for line in text.splitlines():
        identity, number, _, _ = line.split()
        if (identity, int(number)) in found:
            raise ValueError(f"{identity} {number} is recorded twice")
        found[identity, int(number)] = line
    return found


def broken(recorded: Lines, present: Lines) -> Iterator[str]:
    """What became of shipped versions that must never change, a sentence each; a withdrawn action keeps its lines."""
    actions = {identity for identity, _ in present}
    for (identity, number), line in recorded.items():
        now = present.get((identity, number))
        if now != line and identity in actions:
            what = "is gone" if now is None else "was edited in place"
            yield f"{identity}: version {number}, which was shipped, {what}. Put it back and add a new version instead."


def unrecorded(recorded: Lines, present: Lines) -> Iterator[str]:
    """The versions that the record does not have yet, a sentence each."""
    for identity, number in present.keys() - recorded.keys():
        yield f"{identity}: version {number} is not recorded as shipped; run `make versions` once its text is final."


def with_new(recorded: Lines, present: Lines) -> Sequence[str]:
    """The record with the versions that it does not have yet; the lines that it has stay as they are."""
    both = {**present, **recorded}
    return [both[key] for key in sorted(both, key=_place)]


def _place(key: Key) -> tuple[str, int, int]:
    prefix, number = key[0].split("-")
    return prefix, int(number), key[1]


def _record() -> None:
    present = lines_of(load_catalogue(data_folder()).actions)
    recorded = read_record(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    if faults := sorted(broken(recorded, present)):
        sys.exit("\n".join(faults))
    RECORD.write_text("".join(f"{line}\n" for line in with_new(recorded, present)), encoding="utf-8")
    print(f"{len(present.keys() - recorded.keys())} versions recorded as shipped, {len(recorded)} were there already.")


if __name__ == "__main__":
    try:
        _record()
    except InvalidInput as fault:
        sys.exit(str(fault))
