"""The pivot ids: what the NIST Privacy Framework 1.0 and SP 800-53 revision 5 have."""

from __future__ import annotations

import pytest

from cm_tui.model.rules.frameworks import is_sp800_53, is_subcategory


@pytest.mark.parametrize("known", ["ID.IM-P1", "ID.IM-P8", "GV.MT-P7", "CT.DM-P10", "PR.PO-P10", "CM.AW-P8"])
def test_subcategories_of_the_privacy_framework(known: str) -> None:
    assert is_subcategory(known)


@pytest.mark.parametrize(
    "unknown", ["ID.IM-P0", "ID.IM-P9", "CT.DM-P11", "PR.AC-1", "XX.AC-P1", "PR.AC-P01", "PR.AC-P1 ", ""]
)
def test_what_is_no_subcategory(unknown: str) -> None:
    assert not is_subcategory(unknown)


def test_the_framework_has_a_hundred_subcategories() -> None:
    letters = [
        f"{one}.{other}"
        for one in ("ID", "GV", "CT", "CM", "PR")
        for other in ["IM", "BE", "RA", "DE", "PO", "RM", "AT", "MT", "DM", "DP", "AW", "AC", "DS", "MA", "PT"]
    ]
    assert sum(is_subcategory(f"{category}-P{number}") for category in letters for number in range(1, 20)) == 100


@pytest.mark.parametrize("known", ["AC-2", "AC-2(3)", "IA-2(1)", "PT-8", "PM-32", "SR-12", "SI-18(4)"])
def test_controls_of_sp_800_53(known: str) -> None:
    assert is_sp800_53(known)


@pytest.mark.parametrize(
    "unknown", ["AC-0", "AC-26", "AC-02", "XX-1", "AC2", "AC-2(0)", "AC-2 (3)", "ac-2", "PL-3", "SA-12", ""]
)
def test_what_is_no_control_or_was_withdrawn(unknown: str) -> None:
    assert not is_sp800_53(unknown)
