"""`cm-tui evidence`: list, add, link, get, delete."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from cm_tui.cli.arguments import ACTION_ID, Arguments
from cm_tui.cli.asking import refuse_unless_yes
from cm_tui.cli.command import Command, Context
from cm_tui.cli.evidence_rows import EVIDENCE
from cm_tui.cli.output import print_json, print_lines, print_listing
from cm_tui.cli.parser import Parser
from cm_tui.cli.progress import progress_line
from cm_tui.cli.values import LISTING, REPORT, day_or_none, style
from cm_tui.model.errors import InvalidInput
from cm_tui.model.rules.evidence import shown_size
from cm_tui.model.text import show
from cm_tui.model.views.evidence import EvidenceAdded, EvidenceView

_EVIDENCE = ("EVIDENCE", "the evidence's id, such as EV-1")


def _describe_list(parser: Parser) -> None:
    parser.word(*ACTION_ID)
    parser.option("--format", "FORMAT", "table (default), json or csv")


def _list(context: Context, arguments: Arguments) -> None:
    output = style(arguments, LISTING)
    with context.services() as services:
        rows = services.evidence.evidence(arguments.action("id"))
    print_listing(EVIDENCE, rows, output)


def _describe_dates(parser: Parser) -> None:
    parser.option("--effective-date", "D", "from when on it proves the action: YYYY-MM-DD, today, -3d")
    parser.option("--expires-on", "D", "until when it does")
    parser.option("--format", "FORMAT", "text (default) or json")


def _describe_add(parser: Parser) -> None:
    parser.word(*ACTION_ID)
    parser.word("FILE", "one or several files: all of them are added, or none", many=True)
    _describe_dates(parser)


def _add(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    effective, expires = _dates(arguments)
    files = [Path(name) for name in arguments.names("file")]
    with context.services() as services, progress_line() as progress:
        added = services.evidence.add(
            arguments.action("id"), files, effective_date=effective, expires_on=expires, progress=progress
        )
    _print_added(added, output)


def _describe_link(parser: Parser) -> None:
    parser.word(*ACTION_ID)
    parser.word("NAME", "what the link is called")
    parser.word("URL", "an address that begins with https:// or http://; it is never fetched")
    _describe_dates(parser)


def _link(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    effective, expires = _dates(arguments)
    with context.services() as services:
        added = services.evidence.link(
            arguments.action("id"),
            arguments.text("name"),
            arguments.text("url"),
            effective_date=effective,
            expires_on=expires,
        )
    _print_added(added, output)


def _describe_get(parser: Parser) -> None:
    parser.word(*_EVIDENCE)
    parser.option("--to", "PATH", "the file to write, or the folder to write it into under its own name", needed=True)
    parser.switch("--force", "replace a file that exists")
    parser.option("--format", "FORMAT", "text (default) or json")


def _get(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    evidence_id, force = arguments.text("evidence").upper(), arguments.flag("force")
    with context.services() as services, progress_line() as progress:
        one = services.evidence.one(evidence_id)
        path = services.evidence.get(one.id, _target(arguments), overwrite=force, progress=progress)
        context.lasting.done("written")
    if output == "json":
        print_json({**EVIDENCE.record(one), "path": str(path)})
    else:
        print_lines([f"{one.id}: written to {path} ({shown_size(one.size or 0)}, SHA-256 as it was added)"])


def _describe_delete(parser: Parser) -> None:
    parser.word(*_EVIDENCE)
    parser.switch("--yes", "do not ask")
    parser.option("--format", "FORMAT", "text (default) or json")


def _delete(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    evidence_id = arguments.text("evidence").upper()
    with context.services() as services:
        if not arguments.flag("yes"):
            _ask(services.evidence.one(evidence_id))
        one = services.evidence.delete(evidence_id)
    if output == "json":
        print_json({**EVIDENCE.record(one), "action": one.action})
    else:
        print_lines([f"{one.action}: {one.id} {one.name} deleted"])


def _ask(one: EvidenceView) -> None:
    """Ask on the terminal whether to delete; without one, or with any answer but yes, it is refused."""
    refuse_unless_yes(
        f"{one.id}: deleting evidence asks on a terminal; say --yes where there is none.",
        f"Delete {one.id} {show(one.name)} of {one.action}? It cannot be brought back.",
        f"{one.id} was kept.",
    )


def _dates(arguments: Arguments) -> tuple[date | None, date | None]:
    from cm_tui.services.clock import system_clock, today

    effective, expires = arguments.maybe("effective_date"), arguments.maybe("expires_on")
    day = today(system_clock)
    return (
        None if effective is None else day_or_none("--effective-date", effective, day),
        None if expires is None else day_or_none("--expires-on", expires, day),
    )


def _target(arguments: Arguments) -> Path:
    text = arguments.maybe("to") or ""
    if not text:
        raise InvalidInput("--to: name a file or a folder.")
    if text.endswith("/") and not Path(text).is_dir():
        raise InvalidInput(f"--to: there is no folder {text}; make it first.")
    return Path(text)


def _print_added(added: EvidenceAdded, output: str) -> None:
    if output == "json":
        print_json([{**EVIDENCE.record(one), "action": one.action, "notices": added.notices} for one in added.evidence])
    else:
        print_lines(_added(added))


def _added(added: EvidenceAdded) -> Iterator[str]:
    for one in added.evidence:
        what = one.url if one.sha256 is None else f"{shown_size(one.size or 0)}, SHA-256 {one.sha256}"
        yield f"{one.action}: {one.id} {one.name} added ({what})"
    yield from (f"{added.evidence[0].action}: {notice}" for notice in added.notices)


COMMANDS = (
    Command(
        words=("evidence", "list"),
        summary="List the documents and links that prove an improvement action.",
        examples=("evidence list CA-001",),
        describe=_describe_list,
        run=_list,
    ),
    Command(
        words=("evidence", "add"),
        summary="Add documents to an improvement action, all of them or none.",
        examples=(
            "evidence add CA-001 policy.pdf screenshot.png",
            "evidence add CA-001 audit.xlsx --expires-on 2027-06-30",
        ),
        describe=_describe_add,
        run=_add,
    ),
    Command(
        words=("evidence", "link"),
        summary="Add an address of the web to an improvement action.",
        examples=('evidence link CA-001 "Access policy" https://intranet.example/policies/access',),
        describe=_describe_link,
        run=_link,
    ),
    Command(
        words=("evidence", "get"),
        summary="Write a document to a file, its bytes checked.",
        examples=("evidence get EV-1 --to .", "evidence get EV-1 --to policy.pdf --force"),
        describe=_describe_get,
        run=_get,
    ),
    Command(
        words=("evidence", "delete"),
        summary="Delete a piece of evidence, unless the action's test status locks it.",
        examples=("evidence delete EV-1", "evidence delete EV-1 --yes"),
        describe=_describe_delete,
        run=_delete,
    ),
)
