"""Settings that hold for everybody: who changes them, what they may be, and that the history knows (issue 4)."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import OpenAs, raw, stored

from cm_tui.model.errors import InvalidInput, NotAllowed
from cm_tui.model.rules.evidence import DEFAULT_LIMIT, DEFAULT_TYPES
from cm_tui.model.vocabulary import Cloud
from cm_tui.services.services import Services

SAMIR, MARIA = "samir.haddad@contoso.example", "maria.ruiz@contoso.example"


def test_a_new_organisation_has_the_defaults(services: Services) -> None:
    settings = services.settings.settings()
    assert (settings.organisation, settings.cloud) == ("Acme", Cloud.COMMERCIAL)
    assert (settings.four_eyes, settings.evidence_types, settings.evidence_limit) == (
        False,
        DEFAULT_TYPES,
        DEFAULT_LIMIT,
    )


def test_a_change_holds_for_everybody_and_stands_in_the_history(contoso: Path, open_as: OpenAs) -> None:
    samir, maria = open_as(contoso, SAMIR), open_as(contoso, MARIA)
    changed = samir.settings.change(four_eyes=True, evidence_types=["PDF", ".txt", "pdf"], evidence_limit=5000)
    assert maria.settings.settings() == changed
    assert (changed.four_eyes, changed.evidence_types, changed.evidence_limit) == (True, (".pdf", ".txt"), 5000)
    rows = samir.history.rows(limit=3)
    assert len({row.seq for row in rows}) == 1
    assert {(row.event, row.action, row.user) for row in rows} == {("organisation.changed", None, "Samir Haddad")}
    assert {(row.field, row.old, row.new) for row in rows} == {
        ("four_eyes", "off", "on"),
        ("evidence_types", "default", ".pdf .txt"),
        ("evidence_limit", "default", "5000"),
    }
    assert samir.check.run().problems == ()


def test_what_is_so_already_writes_nothing(services: Services, acme: Path) -> None:
    before = stored(acme)
    services.settings.change()
    services.settings.change(
        four_eyes=False, evidence_types=tuple(reversed(DEFAULT_TYPES)), evidence_limit=DEFAULT_LIMIT
    )
    assert stored(acme) == before


def test_the_default_can_be_had_again(services: Services) -> None:
    services.settings.change(evidence_types=[".pdf"], evidence_limit=2048)
    settings = services.settings.change(evidence_types=DEFAULT_TYPES, evidence_limit=DEFAULT_LIMIT)
    assert (settings.evidence_types, settings.evidence_limit) == (DEFAULT_TYPES, DEFAULT_LIMIT)
    assert {row.new for row in services.history.rows(limit=2)} == {"default"}
    assert services.history.verify().valid


@pytest.mark.parametrize("types", [[], [""], ["."], [".exe"], ["pdf", "x\ny"], ["\udcff"], [".p df"]])
def test_types_that_cannot_be_checked_are_refused(refusing: Services, types: list[str]) -> None:
    with pytest.raises(InvalidInput, match="file type"):
        refusing.settings.change(four_eyes=True, evidence_types=types)


@pytest.mark.parametrize("limit", [-1, 0, 1023, 10 * 1024**3 + 1, 2**70])
def test_a_limit_out_of_bounds_is_refused(refusing: Services, limit: int) -> None:
    with pytest.raises(InvalidInput, match="between 1 KB and 10 GB"):
        refusing.settings.change(evidence_limit=limit)


def test_who_may_not_changes_nothing(contoso: Path, open_as: OpenAs) -> None:
    maria, before = open_as(contoso, MARIA), stored(contoso)
    with pytest.raises(NotAllowed, match="Contribution may not change the settings"):
        maria.settings.change(four_eyes=False)
    assert stored(contoso) == before


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("four_eyes = 0", "four_eyes"),
        ("evidence_limit = 9999999", "evidence_limit"),
        ("evidence_types = '[\".exe\"]'", "evidence_types"),
        ("cloud = 'dod'", "cloud"),
        ("name = 'Another'", "name"),
    ],
)
def test_a_value_changed_behind_the_program_is_found(
    services: Services, acme: Path, statement: str, names: str
) -> None:
    services.settings.change(four_eyes=True)
    with raw(acme) as connection:
        connection.execute(f"UPDATE organisation SET {statement}")
    report = services.history.verify()
    assert not report.valid
    assert names in (report.fault or "")
    assert "organisation" in (report.fault or "")
    assert services.check.run().problems
