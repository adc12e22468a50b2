"""`cm-tui init`: a new workspace."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from cm_tui.cli.app_commands import on_terminal
from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command, Context, storage_faults
from cm_tui.cli.exit_codes import DONE
from cm_tui.cli.output import complain, print_json, print_lines
from cm_tui.cli.parser import Parser
from cm_tui.cli.usage import PROGRAM, usage_error
from cm_tui.cli.values import REPORT, style, term
from cm_tui.model.vocabulary import Cloud

if TYPE_CHECKING:
    from cm_tui.services.creation import NewWorkspace
    from cm_tui.services.services import Services

_NOT_IN_A_DEMO = ("group", "regulation", "cloud")


def _describe(parser: Parser) -> None:
    parser.option("--organisation", "NAME", "the organisation's name")
    parser.option("--group", "NAME", "its first group (default: Default Group)")
    parser.option("--regulation", "KEY", "gdpr, ccpa, hipaa-hitech or lgpd; can be given several times", many=True)
    parser.option("--cloud", "CLOUD", "commercial (default), gcc, gcc-high or dod")
    parser.switch("--shared", "let the directory's group of this host read and write it")
    parser.switch("--demo", "make the demo organisation, Contoso unless named otherwise")
    parser.option("--format", "FORMAT", "text (default) or json")


def _init(context: Context, arguments: Arguments) -> int:
    if context.as_email is not None:
        raise usage_error("--as has no meaning here: who creates a workspace is its administrator", "init")
    output = style(arguments, REPORT)
    asks = not any(arguments.values.values()) and on_terminal()
    code = _ask(context.path()) if asks else _make(context.path, arguments)
    if code == DONE:
        context.lasting.done("created")
        with context.services() as services:
            _tell(services, context.path(), output)
    return code


def _ask(path: Path) -> int:
    """Lead through the wizard, where there is room for a workspace."""
    from cm_tui.cli.first_start import lead
    from cm_tui.services.storage.workspace import refuse_occupied

    with storage_faults(path):
        refuse_occupied(path)
    return lead(path)


def _make(place: Callable[[], Path], arguments: Arguments) -> int:
    request = None if arguments.flag("demo") else _request(arguments)
    path = place()
    if request is None:
        _make_demo(path, arguments)
    else:
        _make_workspace(path, request)
    return DONE


def _make_workspace(path: Path, request: NewWorkspace) -> None:
    from cm_tui.bootstrap import create_workspace

    warn_of_network(path)
    with storage_faults(path):
        create_workspace(path, request)


def warn_of_network(path: Path) -> None:
    """Say so where a workspace's place is a network file system."""
    if warning := network_warning(path):
        complain(warning)


def network_warning(path: Path) -> str | None:
    """What is to be said of a workspace's place where that is a network file system."""
    from cm_tui.services.storage.paths import network_file_system

    kind = network_file_system(Path(os.path.realpath(path)))
    if kind is None:
        return None
    return f"{path} lies on a network file system ({kind}), where file locks can fail; a local directory is safer."


def _request(arguments: Arguments) -> NewWorkspace:
    from cm_tui.services.creation import NewWorkspace

    organisation, group = arguments.maybe("organisation"), arguments.maybe("group")
    if organisation is None:
        raise usage_error("the following arguments are required: --organisation", "init")
    cloud = arguments.maybe("cloud")
    return NewWorkspace(
        organisation=organisation,
        group="Default Group" if group is None else group,
        regulations=arguments.texts("regulation"),
        cloud=Cloud.COMMERCIAL if cloud is None else term("--cloud", cloud, Cloud),
        shared=arguments.flag("shared"),
    )


def _make_demo(path: Path, arguments: Arguments) -> None:
    from cm_tui.bootstrap import create_demo

    if unused := [f"--{name}" for name in _NOT_IN_A_DEMO if arguments.values.get(name)]:
        complain(f"The demo has groups and assessments of its own; not used: {', '.join(unused)}.")
    warn_of_network(path)
    with storage_faults(path):
        create_demo(path, organisation=arguments.maybe("organisation"), shared=arguments.flag("shared"))


def _tell(services: Services, path: Path, output: str) -> None:
    workspace, person = services.workspace, services.person
    assessments = [one.name for one in services.assessments.assessments()]
    if output == "json":
        print_json(
            {
                "path": str(path),
                "organisation": workspace.organisation,
                "cloud": workspace.cloud,
                "demo": workspace.is_demo,
                "user": person.email,
                "assessments": assessments,
            }
        )
        return
    print_lines(
        [
            f"{path}: workspace of {workspace.organisation} created",
            *(f"{name}: assessment created" for name in assessments),
            f"{person.email}: you, with the role {person.role.label}",
            f"Open it with `{PROGRAM} --workspace {quote(str(path))}`.",
        ]
    )


COMMANDS = (
    Command(
        words=("init",),
        summary="Create a workspace: --workspace DIR before the command says where; without an option a terminal is asked.",
        examples=(
            "init --organisation Contoso --regulation gdpr --regulation ccpa",
            "init",
            "--workspace ./demo init --demo",
        ),
        describe=_describe,
        run=_init,
    ),
)
