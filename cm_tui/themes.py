"""Themes of our own, beside those of Textual."""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

DEFAULT_THEME = "tokyo-night"
MONOCHROME = "monochrome"
"""The theme under NO_COLOR: the terminal's own two colours; bold, reverse and underline say the rest."""

_PLAIN = "ansi_default"

THEMES = (
    Theme(
        name=MONOCHROME,
        ansi=True,
        primary=_PLAIN,
        secondary=_PLAIN,
        warning=_PLAIN,
        error=_PLAIN,
        success=_PLAIN,
        accent=_PLAIN,
        foreground=_PLAIN,
        background=_PLAIN,
        surface=_PLAIN,
        panel=_PLAIN,
        boost=_PLAIN,
        variables=dict(BUILTIN_THEMES["ansi-dark"].variables),
    ),
)


def theme_names() -> tuple[str, ...]:
    """Every theme that `[appearance] theme` can name."""
    return tuple(sorted({*BUILTIN_THEMES, *(theme.name for theme in THEMES)}))
