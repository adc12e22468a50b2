"""No text from outside is ever read as markup: what Textual and Rich would interpret is constant or wrapped (safety 2)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import cm_tui

ROOT = Path(cm_tui.__file__).parent
MODULES = sorted([*ROOT.glob("widgets/**/*.py"), *ROOT.glob("screens/**/*.py"), ROOT / "app.py"])
CONSTRUCTORS = frozenset(
    {
        *("Static", "Label", "Option", "OptionList", "Selection", "SelectionList", "Button", "Checkbox", "RadioButton"),
        *("Collapsible", "Tab", "TabPane", "Select", "Placeholder", "Markdown", "Hit", "DiscoveryHit"),
        *("SystemCommand", "Digits", "Link"),
    }
)
"""Callables whose texts Textual reads as markup."""
FIELDS = frozenset({"Input", "TextArea", "MaskedInput"})
"""Callables of which only the placeholder is read as markup."""
METHODS = frozenset({"notify", "replace_option_prompt", "replace_option_prompt_at_index", "add_option"})
SHOWING = frozenset({"Static", "Label", "Digits", "Markdown"})
"""Widgets whose `update` takes a text; sets and mappings have an `update` too, in modules that import none of these."""
ATTRIBUTES = frozenset({"tooltip", "border_title", "border_subtitle"})
QUIET = frozenset({"id", "classes", "name", "value", "markup", "key", "disabled", "compact", "select_on_focus"})
"""Keyword arguments that are no text on the screen."""
SAFE = frozenset({"plain", "cell", "Content", "Text", "Strip"})
"""Calls whose result is no markup; beside them every function of ours that says it returns Content or Text."""
NO_TEXT = (ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.Dict, ast.DictComp, ast.Set, ast.List, ast.Tuple)


def _returns_content(tree: ast.AST) -> Iterator[str]:
    """The names of functions that are annotated to return what is no markup."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            result = ast.unparse(node.returns)
            if any(kind in result for kind in ("Content", "Text", "Option")) and "str" not in result:
                yield node.name


TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
WRAPPERS = SAFE | {name for tree in TREES.values() for name in _returns_content(tree)}


def _called(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_safe(node: ast.expr, known: frozenset[str] | set[str]) -> bool:
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, NO_TEXT):
        return True
    if isinstance(node, ast.Name):
        return node.id in known
    if isinstance(node, ast.IfExp):
        return _is_safe(node.body, known) and _is_safe(node.orelse, known)
    if isinstance(node, ast.BinOp):
        return _is_safe(node.left, known) and _is_safe(node.right, known)
    if isinstance(node, ast.Starred):
        return _is_safe(node.value, known)
    if isinstance(node, ast.Call):
        return _is_safe_call(node)
    return False


def _is_safe_call(node: ast.Call) -> bool:
    """A call of a wrapper, or of a method of one: `Content.assemble(…)`, `Content("  ").join(…)`; never of markup."""
    name = _called(node.func)
    if name == "from_markup":
        return all(isinstance(argument, ast.Constant) for argument in node.args)
    if name in WRAPPERS:
        return True
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    if isinstance(owner, ast.Call):
        return _is_safe_call(owner)
    return isinstance(owner, ast.Name) and owner.id in SAFE


def _wrapped_names(function: ast.AST) -> set[str]:
    """Names that are annotated as, or only ever assigned from, what is no markup."""
    safe: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.arg) and node.annotation is not None and "Content" in ast.unparse(node.annotation):
            safe.add(node.arg)
        if isinstance(node, ast.Assign) and _is_safe(node.value, safe):
            safe.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return safe


def _is_unmarked(call: ast.Call) -> bool:
    return any(
        keyword.arg == "markup" and isinstance(keyword.value, ast.Constant) and keyword.value.value is False
        for keyword in call.keywords
    )


def _texts(call: ast.Call) -> Iterator[ast.expr]:
    name = _called(call.func)
    if name not in FIELDS:
        yield from call.args[1:] if name.startswith("replace_option_prompt") else call.args
    for keyword in call.keywords:
        if keyword.arg == "placeholder" or (name not in FIELDS and keyword.arg not in QUIET):
            yield keyword.value


def _surfaces(tree: ast.AST) -> frozenset[str]:
    """The callables that are surfaces in a module."""
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    names = {alias.name for node in imports for alias in node.names}
    return CONSTRUCTORS | FIELDS | METHODS | (frozenset({"update"}) if names & SHOWING else frozenset())


def findings(tree: ast.AST) -> Iterator[str]:
    """The places of a module where a text that is neither constant nor wrapped reaches a surface."""
    surfaces = _surfaces(tree)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            known = _wrapped_names(function)
            wrong = (node for node in ast.walk(function) if _is_wrong(node, surfaces, known))
            yield from (f"line {getattr(node, 'lineno', 0)}: {ast.unparse(node)}" for node in wrong)


def _is_wrong(node: ast.AST, surfaces: frozenset[str], known: set[str]) -> bool:
    if isinstance(node, ast.Call) and _called(node.func) in surfaces:
        return not _is_unmarked(node) and not all(_is_safe(text, known) for text in _texts(node))
    if isinstance(node, ast.Assign) and any(_called(target) in ATTRIBUTES for target in node.targets):
        return not _is_safe(node.value, known)
    return False


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_is_read_as_markup(path: Path) -> None:
    assert list(findings(TREES[path])) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_markup_is_made_of_data(path: Path) -> None:
    """Styles and links are constants; a text that goes into `from_markup` is one too."""
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Call) and _called(node.func) in ("from_markup", "from_ansi"):
            assert all(isinstance(argument, ast.Constant) for argument in node.args), f"line {node.lineno}"


IMPORT = "from textual.widgets import Static\n"


@pytest.mark.parametrize(
    "code",
    [
        "Static(name)",
        "Label(f'{name}')",
        "self.query_one(Static).update(name)",
        "self.notify(name)",
        "self.notify('a' + name)",
        "widget.tooltip = name",
        "widget.border_title = row.name",
        "Option(show(name))",
        "Static(Content.from_markup(name))",
        "Input(placeholder=name)",
        "x = name\n    Static(x)",
    ],
)
def test_the_test_finds_what_is_wrong(code: str) -> None:
    assert list(findings(ast.parse(f"{IMPORT}def f(name, row, widget, self):\n    {code}")))


@pytest.mark.parametrize(
    "code",
    [
        "Static('fixed', id=name)",
        "Input(name, placeholder='fixed')",
        "Static(plain(name))",
        "self.notify(name, markup=False)",
        "Static(name, markup=False)",
        "widget.tooltip = Content(name)",
        "Static(Content('  ').join(names))",
        "x = plain(name)\n    Static(x)",
        "known.update({name: 1})",
    ],
)
def test_the_test_accepts_what_is_right(code: str) -> None:
    assert not list(findings(ast.parse(f"{IMPORT}def f(name, names, known, widget, self):\n    {code}")))
