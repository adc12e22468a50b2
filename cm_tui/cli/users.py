"""`cm-tui users`: list, add, role, remove."""

from __future__ import annotations

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.output import Listing, print_json, print_lines, print_listing
from cm_tui.cli.parser import Parser
from cm_tui.cli.table import Column
from cm_tui.cli.values import LISTING, REPORT, style, term
from cm_tui.model.views.workspace import PersonView
from cm_tui.model.vocabulary import Role

USERS = Listing[PersonView](
    fields={
        "email": lambda person: person.email,
        "name": lambda person: person.name,
        "role": lambda person: person.role.value,
        "login": lambda person: person.login,
    },
    columns=(
        Column("E-mail", lambda person: person.email, 16),
        Column("Name", lambda person: person.name, 12),
        Column("Role", lambda person: person.role.value, 13),
        Column("Login", lambda person: person.login or "", 8),
    ),
    nothing="There is no user.",
)
_ROLES = ", ".join(Role)


def _describe_list(parser: Parser) -> None:
    parser.option("--format", "FORMAT", "table (default), json or csv")


def _list(context: Context, arguments: Arguments) -> None:
    output = style(arguments, LISTING)
    with context.services() as services:
        rows = services.people.people()
    print_listing(USERS, rows, output)


def _describe_add(parser: Parser) -> None:
    parser.word("EMAIL", "the user's e-mail address")
    parser.option("--name", "N", "the user's name", needed=True)
    parser.option("--role", "ROLE", _ROLES, needed=True)
    parser.option("--login", "ACCOUNT", "the account of this host that is this user")
    parser.option("--format", "FORMAT", "text (default) or json")


def _add(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    role = _role("--role", arguments.text("role"))
    with context.services() as services:
        person = services.people.add(arguments.text("email"), arguments.text("name"), role, arguments.maybe("login"))
    if output == "json":
        print_json(USERS.record(person))
    else:
        login = f", login {person.login}" if person.login else ""
        print_lines([f"{person.email}: added as {person.name}, role {person.role.value}{login}"])


def _describe_role(parser: Parser) -> None:
    parser.word("EMAIL", "the user's e-mail address")
    parser.word("ROLE", _ROLES)
    parser.option("--format", "FORMAT", "text (default) or json")


def _change_role(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    role = _role("ROLE", arguments.text("role"))
    with context.services() as services:
        before = {person.email: person.role for person in services.people.people()}
        person = services.people.change_role(arguments.text("email"), role)
    if output == "json":
        print_json(USERS.record(person))
    elif before.get(person.email) is person.role:
        print_lines([f"{person.email}: unchanged"])
    else:
        print_lines([f"{person.email}: role {before.get(person.email, '')} → {person.role.value}"])


def _describe_remove(parser: Parser) -> None:
    parser.word("EMAIL", "the user's e-mail address")
    parser.option("--format", "FORMAT", "text (default) or json")


def _remove(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    email = arguments.text("email")
    with context.services() as services:
        changes = services.people.remove(email)
    if output == "json":
        print_json({"email": email.lower(), "changes": changes})
    else:
        print_lines(changes)


def _role(place: str, value: str) -> Role:
    return term(place, value.replace(" ", "-"), Role)


COMMANDS = (
    Command(
        words=("users", "list"),
        summary="List the users of the workspace.",
        examples=("users list",),
        describe=_describe_list,
        run=_list,
    ),
    Command(
        words=("users", "add"),
        summary="Add a user.",
        examples=('users add maria@contoso.com --name "Maria Ruiz" --role contribution --login maria',),
        describe=_describe_add,
        run=_add,
    ),
    Command(
        words=("users", "role"),
        summary="Give a user another role.",
        examples=("users role maria@contoso.com assessor",),
        describe=_describe_role,
        run=_change_role,
    ),
    Command(
        words=("users", "remove"),
        summary="Remove a user: their actions lose their owner, the history says «User removed».",
        examples=("users remove maria@contoso.com",),
        describe=_describe_remove,
        run=_remove,
    ),
)
