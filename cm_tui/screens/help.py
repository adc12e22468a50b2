"""The keys of the view that was open, generated from its bindings, and a glossary (spec 15)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen

from cm_tui.screens.glossary import GLOSSARY
from cm_tui.widgets.folded import Fold, Folded
from cm_tui.widgets.folding import hanging
from cm_tui.widgets.key_bar import KeyBar, key_label, why_not
from cm_tui.widgets.line import Line

_TITLES = {
    "list": "Improvement actions",
    "details": "Action details",
    "table": "Table",
    "search": "Search",
    "body": "Text",
    "focus": "Regions",
    "section": "Sections",
    "app": "Everywhere",
}
"""The headings of the groups in their order, by the first part of an id; others come first, with a capital."""
_KEYS_WIDTH = 18


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A binding as the help shows it: its id, its keys, its name, what it does, and why it cannot act now."""

    id: str
    keys: tuple[str, ...]
    name: str
    does: str
    reason: str | None = None


def key_rows(screen: Screen[object]) -> list[KeyRow]:
    """The bindings of our own that are active on a screen, each once, with all its keys."""
    rows: dict[str, KeyRow] = {}
    for key, active in screen.active_bindings.items():
        binding = active.binding
        if binding.id is None:
            continue
        known = rows.get(binding.id)
        keys = (*known.keys, key_label(key)) if known else (key_label(key),)
        rows[binding.id] = KeyRow(binding.id, keys, binding.description, binding.tooltip, why_not(screen, binding.id))
    return list(rows.values())


class HelpScreen(ModalScreen[None], inherit_bindings=False):
    """Two pages: the keys and the glossary."""

    CSS_PATH = "../styles/help.tcss"
    KEY_BAR: ClassVar[tuple[str, ...]] = ("help.close", "help.page", "help.scroll_down", "help.scroll_up")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "dismiss", "Close", id="help.close", tooltip="Close the help"),
        Binding(
            "tab,left_square_bracket,right_square_bracket",
            "page",
            "Keys, glossary",
            id="help.page",
            tooltip="Change between the keys and the glossary",
        ),
        Binding("down,j", "scroll(1)", "Down", id="help.scroll_down", tooltip="Scroll down"),
        Binding("up,k", "scroll(-1)", "Up", id="help.scroll_up", tooltip="Scroll up"),
        Binding("pagedown,ctrl+d,space", "scroll(10)", "Page down", id="help.page_down", tooltip="Scroll a page down"),
        Binding("pageup,ctrl+u", "scroll(-10)", "Page up", id="help.page_up", tooltip="Scroll a page up"),
    ]

    def __init__(self, rows: Sequence[KeyRow]) -> None:
        super().__init__()
        self._pages: tuple[tuple[str, Fold], ...] = (("Keys", partial(keys_page, rows)), ("Glossary", glossary_page))
        self._page = 0

    def compose(self) -> ComposeResult:
        """Titles, page, keys."""
        with Vertical(id="help-panel"):
            yield Line(id="help-title")
            with VerticalScroll(can_focus=False):
                yield Folded()
            yield KeyBar()

    def on_mount(self) -> None:
        """Begin with the keys."""
        self._show()

    def _show(self) -> None:
        style = "bold underline $text-primary"
        names = [Content.styled(name, style if at == self._page else "") for at, (name, _) in enumerate(self._pages)]
        self.query_one("#help-title", Line).put([Content("   ").join(names)])
        self.query_one(Folded).put(self._pages[self._page][1])
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_page(self) -> None:
        """Turn to the other page."""
        self._page = 1 - self._page
        self._show()

    def action_scroll(self, lines: int) -> None:
        """Scroll by some lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def keys_page(rows: Iterable[KeyRow], width: int) -> list[Content]:
    """The keys in groups, folded to a width: those of the view first, those that work everywhere last."""
    groups: dict[str, list[KeyRow]] = {}
    for row in rows:
        groups.setdefault(row.id.partition(".")[0], []).append(row)
    known = list(_TITLES)
    lines: list[Content] = []
    for name in sorted(groups, key=lambda group: known.index(group) if group in known else -1):
        lines.append(Content.styled(_TITLES.get(name, name.capitalize()), "bold"))
        for row in groups[name]:
            lines += _key_lines(row, width)
        lines.append(Content(""))
    return lines


def _key_lines(row: KeyRow, width: int) -> list[Content]:
    keys = Content.styled(f"{' '.join(row.keys):{_KEYS_WIDTH}} ", "bold $text-accent")
    reason = f" Not now: {row.reason}" if row.reason else ""
    return hanging(keys, Content(f"{row.does}.{reason}"), width)


def glossary_page(width: int) -> list[Content]:
    """The words of the field, folded to a width."""
    lines: list[Content] = []
    for word, meaning in GLOSSARY:
        lines += [Content.styled(word, "bold"), *hanging(Content("  "), Content(meaning), width), Content("")]
    return lines
