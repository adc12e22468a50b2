"""The filter language: the one line that search box, filters flyout, saved views and command line share.

    privacy notice                      both words occur in name, description or guidance
    "privacy notice"                    this text, blank included
    test:failed category:privacy,"Control Access"
    owner:me OR owner:none              `OR` in upper case; it binds weaker than a blank
    -(evidence:yes OR update:pending)   `-` at the start of a term negates
    points>=9 gain>0 changed:-7d        changed in the last seven days

Inside quotes `""` is one quotation mark. Parentheses that open and close inside a word belong to it: `164.308(a)(1)`.
"""

from cm_tui.model.filters.describing import describe, id_advice
from cm_tui.model.filters.editing import replace_values, values_of
from cm_tui.model.filters.nodes import (
    EVERYTHING,
    ActionFilter,
    Compare,
    Conjunction,
    Disjunction,
    FilterError,
    Match,
    Negation,
    Operator,
    Word,
    names_test_status,
    words_of,
)
from cm_tui.model.filters.parser import parse, parse_typing
from cm_tui.model.filters.terms import KEYS
from cm_tui.model.filters.values import ANY, matching

__all__ = [
    "ANY",
    "EVERYTHING",
    "KEYS",
    "ActionFilter",
    "Compare",
    "Conjunction",
    "Disjunction",
    "FilterError",
    "Match",
    "Negation",
    "Operator",
    "Word",
    "describe",
    "id_advice",
    "matching",
    "names_test_status",
    "parse",
    "parse_typing",
    "replace_values",
    "values_of",
    "words_of",
]
