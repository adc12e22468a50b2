"""The pivot ids of an improvement action: which subcategories and controls the two public frameworks have (issue 3)."""

from __future__ import annotations

import re

PRIVACY_FRAMEWORK = "NIST PF 1.0"
SP800_53 = "SP 800-53 r5"
"""The frameworks with the version whose ids the catalogue uses, as short as a label of facts."""

_SUBCATEGORIES = {
    "ID.IM": 8, "ID.BE": 3, "ID.RA": 5, "ID.DE": 5,
    "GV.PO": 6, "GV.RM": 3, "GV.AT": 4, "GV.MT": 7,
    "CT.PO": 4, "CT.DM": 10, "CT.DP": 5,
    "CM.PO": 2, "CM.AW": 8,
    "PR.PO": 10, "PR.AC": 6, "PR.DS": 8, "PR.MA": 2, "PR.PT": 4,
}  # fmt: skip
"""Of each category of the Privacy Framework, how many subcategories it has."""
_FAMILIES = {
    "AC": 25, "AT": 6, "AU": 16, "CA": 9, "CM": 14, "CP": 13, "IA": 13, "IR": 9, "MA": 7, "MP": 8,
    "PE": 23, "PL": 11, "PM": 32, "PS": 9, "PT": 8, "RA": 10, "SA": 23, "SC": 51, "SI": 23, "SR": 12,
}  # fmt: skip
"""Of each family of SP 800-53, the number of its last control."""
_WITHDRAWN = {
    "AC": (13, 15), "AT": (5,), "AU": (15,), "CA": (4,), "CP": (5,), "PE": (7,), "PL": (3, 5, 6), "RA": (4,),
    "SA": (6, 7, 12, 13, 14, 18, 19), "SC": (9, 14, 19, 33), "SI": (9,),
}  # fmt: skip
"""Of each family, the controls that the revision took out."""


def is_subcategory(text: str) -> bool:
    """Whether the Privacy Framework 1.0 has this subcategory, as in `PR.AC-P1`."""
    found = re.fullmatch(r"([A-Z]{2}\.[A-Z]{2})-P([1-9]\d?)", text)
    return found is not None and int(found[2]) <= _SUBCATEGORIES.get(found[1], 0)


def is_sp800_53(text: str) -> bool:
    """Whether SP 800-53 revision 5 has this control, as in `IA-2`; an enhancement's number, as in `IA-2(1)`, is not checked."""
    found = re.fullmatch(r"([A-Z]{2})-([1-9]\d?)(\([1-9]\d?\))?", text)
    if found is None:
        return False
    family, number = found[1], int(found[2])
    return number <= _FAMILIES.get(family, 0) and number not in _WITHDRAWN.get(family, ())
