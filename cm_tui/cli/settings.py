"""`cm-tui settings`: show, set."""

from __future__ import annotations

from collections.abc import Mapping

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.output import Json, print_json, print_lines
from cm_tui.cli.parser import Parser
from cm_tui.cli.usage import usage_error
from cm_tui.cli.values import REPORT, refuse, style
from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.evidence import DEFAULT_TYPES, shown_size
from cm_tui.model.rules.settings import parse_size, tidy_types, why_types_are_refused
from cm_tui.model.views.workspace import SettingsView

_ON_OFF = {"on": True, "off": False}
_DEFAULT = "default"


def _describe_show(parser: Parser) -> None:
    parser.option("--format", "FORMAT", "text (default) or json")


def _show(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    with context.services() as services:
        settings = services.settings.settings()
    if output == "json":
        print_json(_record(settings))
    else:
        print_lines(f"{name}: {value}" for name, value in _lines(settings).items())


def _describe_set(parser: Parser) -> None:
    parser.option("--four-eyes", "on|off", "refuse a pass by whoever recorded the implementation")
    parser.option("--evidence-limit", "MB", "the largest document: 250, 512 KB, 1.5 GB")
    parser.option("--evidence-types", "LIST", "the accepted file types, separated by commas, or default")
    parser.option("--format", "FORMAT", "text (default) or json")


def _set(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    four_eyes, limit, types = (arguments.maybe(name) for name in ("four_eyes", "evidence_limit", "evidence_types"))
    if (four_eyes, limit, types) == (None, None, None):
        raise usage_error("one of these is required: --four-eyes, --evidence-limit, --evidence-types", "settings set")
    changes = (_on_off(four_eyes), _types(types), _limit(limit))
    with context.services() as services:
        before = _lines(services.settings.settings())
        settings = services.settings.change(four_eyes=changes[0], evidence_types=changes[1], evidence_limit=changes[2])
    after = _lines(settings)
    changed = [f"{name}: {before[name]} → {after[name]}" for name in after if before[name] != after[name]]
    if output == "json":
        print_json(_record(settings))
    else:
        print_lines(changed or ["settings: unchanged"])


def _on_off(value: str | None) -> bool | None:
    if value is None:
        return None
    if value.strip().lower() not in _ON_OFF:
        raise refuse("--four-eyes", value, _ON_OFF)
    return _ON_OFF[value.strip().lower()]


def _limit(value: str | None) -> int | None:
    size = None if value is None else parse_size(value)
    if isinstance(size, str):
        raise InvalidInput(f"--evidence-limit: {size}")
    return size


def _types(value: str | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    if value.strip().lower() == _DEFAULT:
        return DEFAULT_TYPES
    types = tidy_types(value.replace(",", " ").split())
    if reason := why_types_are_refused(types):
        raise InvalidInput(f"--evidence-types: {reason}")
    return types


def _record(settings: SettingsView) -> dict[str, Json]:
    return {
        "organisation": settings.organisation,
        "cloud": settings.cloud.value,
        "four_eyes": settings.four_eyes,
        "evidence_types": settings.evidence_types,
        "evidence_limit": settings.evidence_limit,
    }


def _lines(settings: SettingsView) -> Mapping[str, str]:
    return {
        "organisation": settings.organisation,
        "cloud": settings.cloud.value,
        "four eyes": "on" if settings.four_eyes else "off",
        "evidence types": " ".join(settings.evidence_types),
        "evidence limit": shown_size(settings.evidence_limit),
    }


COMMANDS = (
    Command(
        words=("settings", "show"),
        summary="Show the settings that hold for everybody.",
        examples=("settings show", "settings show --format json"),
        describe=_describe_show,
        run=_show,
    ),
    Command(
        words=("settings", "set"),
        summary="Change the settings that hold for everybody.",
        examples=("settings set --four-eyes on", "settings set --evidence-types pdf,docx --evidence-limit 100"),
        describe=_describe_set,
        run=_set,
    ),
)
