"""`cm-tui users`: list, add, role, login, reassign, remove."""

from __future__ import annotations

from collections.abc import Iterable

from cm_tui.cli.arguments import Arguments
from cm_tui.cli.command import Command, Context
from cm_tui.cli.output import Listing, complain, print_json, print_lines, print_listing
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
    _warn(person.notices)


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


def _describe_login(parser: Parser) -> None:
    parser.word("EMAIL", "the user's e-mail address")
    parser.word("ACCOUNT", "the account of this host that is let in as this user, or none")
    parser.option("--format", "FORMAT", "text (default) or json")


def _change_login(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    account = arguments.text("account")
    with context.services() as services:
        before = {person.email: person.login for person in services.people.people()}
        person = services.people.map(arguments.text("email"), None if account.lower() == "none" else account)
    old, new = before.get(person.email) or "none", person.login or "none"
    if output == "json":
        print_json(USERS.record(person))
    else:
        print_lines([f"{person.email}: unchanged" if old == new else f"{person.email}: login {old} → {new}"])
    _warn(person.notices)


def _describe_reassign(parser: Parser) -> None:
    parser.word("EMAIL", "the e-mail address of the user whose actions they are")
    parser.option("--to", "EMAIL", "the user who owns them from then on", needed=True)
    parser.option("--format", "FORMAT", "text (default) or json")


def _reassign(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    with context.services() as services:
        done = services.people.reassign(arguments.text("email"), arguments.text("to"))
    changes = [f"{action}: owner {done.before} → {done.after}" for action in done.actions]
    if output == "json":
        print_json({"email": done.before, "to": done.after, "actions": done.actions})
    else:
        print_lines(changes or [f"{done.before}: unchanged, owns no action"])
    _warn(done.notices)


def _warn(notices: Iterable[str]) -> None:
    for notice in notices:
        complain(notice)


def _describe_remove(parser: Parser) -> None:
    parser.word("EMAIL", "the user's e-mail address")
    parser.option("--format", "FORMAT", "text (default) or json")


def _remove(context: Context, arguments: Arguments) -> None:
    output = style(arguments, REPORT)
    email = arguments.text("email")
    with context.services() as services:
        freed = services.people.remove(email)
    address = email.lower()
    changes = [*(f"{action}: owner {address} → none" for action in freed), f"{address}: removed"]
    if output == "json":
        print_json({"email": address, "changes": changes})
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
        words=("users", "login"),
        summary="Let an account of this host in as a user, instead of the one before; none lets nobody in.",
        examples=("users login maria@contoso.com maria", "users login maria@contoso.com none"),
        describe=_describe_login,
        run=_change_login,
    ),
    Command(
        words=("users", "reassign"),
        summary="Give all actions of a user to another one, in one step.",
        examples=("users reassign maria@contoso.com --to li@contoso.com",),
        describe=_describe_reassign,
        run=_reassign,
    ),
    Command(
        words=("users", "remove"),
        summary="Remove a user: their actions lose their owner, the history says «User removed».",
        examples=("users remove maria@contoso.com",),
        describe=_describe_remove,
        run=_remove,
    ),
)
