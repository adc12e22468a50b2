"""The tree of a regulation's controls: families, controls and their parts, folded and unfolded, narrowed by words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from textual.content import Content

from cm_tui.model.text import fold
from cm_tui.model.views.assessments import RegulationControl
from cm_tui.model.vocabulary import LegalStatus
from cm_tui.screens.regulation_text import counted
from cm_tui.widgets.folding import MUTED, hanging
from cm_tui.widgets.picker import ListLine
from cm_tui.widgets.text import fit, show

_COUNT, _STATUS, _OBLIGATION = 12, 10, 12
"""Cells of the columns at the right."""
_WIDE = 110
"""From this width on legal status and obligation stand in columns of their own."""
_NARROW = 50
"""Below this width the number of actions stands behind the title."""
FOLDED, UNFOLDED, LEAF = "▸ ", "▾ ", "  "


@dataclass(frozen=True)
class Node:
    """A line of the tree: a family, or a control where `control` is there. `depth` counts from the families, which are 0."""

    key: str
    depth: int
    parent: str | None
    title: str
    control: RegulationControl | None = None
    text: str = ""
    """What words are looked for in, folded for comparison."""


@dataclass
class Tree:
    """The nodes in their order, which of them are folded, and the words that narrow them; while there are any all is unfolded."""

    nodes: tuple[Node, ...] = ()
    closed: set[str] = field(default_factory=set)
    words: tuple[str, ...] = ()

    @property
    def branches(self) -> frozenset[str]:
        """The keys of the nodes that have something below them."""
        return frozenset(node.parent for node in self.nodes if node.parent is not None)

    def node(self, key: str | None) -> Node | None:
        """The node of a key."""
        return next((node for node in self.nodes if node.key == key), None)

    @property
    def found(self) -> int:
        """How many controls the words select."""
        return sum(self._matches(node) for node in self.nodes)

    def visible(self) -> tuple[Node, ...]:
        """The nodes that are seen."""
        return self._narrowed() if self.words else self._open()

    def _open(self) -> tuple[Node, ...]:
        hidden: set[str] = set()
        seen: list[Node] = []
        for node in self.nodes:
            if node.parent is not None and (node.parent in hidden or node.parent in self.closed):
                hidden.add(node.key)
            else:
                seen.append(node)
        return tuple(seen)

    def _narrowed(self) -> tuple[Node, ...]:
        """The controls that have all words, each below what it is a part of."""
        wanted: set[str] = set()
        for node in reversed(self.nodes):
            if self._matches(node):
                wanted.add(node.key)
            if node.key in wanted and node.parent is not None:
                wanted.add(node.parent)
        return tuple(node for node in self.nodes if node.key in wanted)

    def _matches(self, node: Node) -> bool:
        return node.control is not None and all(word in node.text for word in self.words)

    def lines(self) -> list[ListLine]:
        """The lines of the list."""
        branches = self.branches
        below = {key: tuple(filter(self._matches, group)) for key, group in _families(self.nodes).items()}
        return [
            ListLine(node.key, partial(_family, node, below[node.key], self._mark(node, branches)))
            if node.control is None
            else ListLine(node.key, partial(_control, node, node.control, self._mark(node, branches)))
            for node in self.visible()
        ]

    def _mark(self, node: Node, branches: Collection[str]) -> str:
        if node.key not in branches:
            return LEAF
        return FOLDED if node.key in self.closed and not self.words else UNFOLDED


def tree_of(controls: Sequence[RegulationControl]) -> tuple[Node, ...]:
    """Families, and below them the controls; a family that comes again later is another line, as in the text."""
    nodes: list[Node] = []
    above: list[str] = []
    family = None
    for at, one in enumerate(controls):
        if not one.depth and one.control.family != family:
            family = one.control.family
            nodes.append(Node(f"family-{at}", 0, None, family))
            above = [nodes[-1].key]
        above = above[: one.depth + 1]
        nodes.append(Node(f"control-{at}", len(above), above[-1], one.control.title, one, _text(one)))
        above.append(nodes[-1].key)
    return tuple(nodes)


def _text(one: RegulationControl) -> str:
    control = one.control
    return fold(f"{control.control_id} {control.title} {control.family} {control.summary}")


def _families(nodes: Iterable[Node]) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for node in nodes:
        if node.parent is None:
            current = found.setdefault(node.key, [])
        else:
            current.append(node)
    return found


def _family(node: Node, controls: Sequence[Node], mark: str, width: int) -> list[Content]:
    """The family, how many controls it has, and the first of them: a law comes back to a subject."""
    lead = Content.styled(mark, MUTED)
    first = next((one.control.control.control_id for one in controls if one.control is not None), "")
    count = f"  {counted(len(controls), 'control')}"
    title = (show(node.title), "bold $text-primary")
    full = Content.assemble(title, (f"{count} from {show(first)}", MUTED))
    fits = lead.cell_length + full.cell_length <= width
    return _beside(lead, full if fits else Content.assemble(title, (count, MUTED)), width)


def _control(node: Node, one: RegulationControl, mark: str, width: int) -> list[Content]:
    """The control with its marks, the number of actions at the right, and below why none serves it."""
    lead = Content.styled("  " * node.depth + mark, MUTED)
    wide, served = width >= _WIDE, _actions(one, mark)
    right = _columns(one, served) if wide else Content(fit(served, _COUNT, right=True) if width >= _NARROW else "")
    head = Content.assemble((show(one.control.control_id), "bold"), "  ", show(one.control.title), *_marks(one, wide))
    if width < _NARROW and one.serving:
        head = Content.assemble(head, (f" · {served}", MUTED))
    first, *others = _beside(lead, head, max(1, width - right.cell_length - 2 * bool(right)))
    gap = " " * max(0, width - first.cell_length - right.cell_length)
    lines = [Content.assemble(first, gap, right), *others] if right else [first, *others]
    if one.control.no_action:
        because = Content.styled(f"no action: {show(one.control.no_action)}", MUTED)
        lines += hanging(Content(" " * lead.cell_length), because, width)
    return lines


def _beside(lead: Content, body: Content, width: int) -> list[Content]:
    """A text beside its lead; folding is only begun where it does not fit, because a tree has hundreds of lines."""
    return [lead + body] if lead.cell_length + body.cell_length <= width else hanging(lead, body, width)


def _actions(one: RegulationControl, mark: str) -> str:
    if not one.serving and mark != LEAF:
        return "in its parts"
    return counted(len(one.serving), "action") if one.serving else "no action"


def _columns(one: RegulationControl, served: str) -> Content:
    obligation = one.control.obligation.value if one.control.obligation else ""
    cells = f"{fit(obligation, _OBLIGATION)} {fit(one.control.legal_status.value, _STATUS)}"
    return Content.styled(f"{cells} {fit(served, _COUNT, right=True)}", MUTED)


def _marks(one: RegulationControl, wide: bool) -> list[tuple[str, str]]:
    control = one.control
    marks: list[tuple[str, str]] = []
    if control.legal_status is not LegalStatus.IN_FORCE:
        marks.append((f" · ✗ {control.legal_status.value}", "$text-warning"))
    if control.obligation and not wide:
        marks.append((f" · {control.obligation.value}", MUTED))
    if control.unverified:
        marks.append((" · ! unverified", "$text-warning"))
    return marks
