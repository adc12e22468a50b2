"""Who am I: the operating-system account, mapped to a user (interface 2; safety 7)."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest
from support import OpenAs, StillClock, raw, save, stored

from cm_tui.bootstrap import open_services
from cm_tui.model.errors import InvalidInput, NotAllowed
from cm_tui.model.listing import ListQuery
from cm_tui.model.vocabulary import Field, Role
from cm_tui.services.people.identity import SystemAccount, identify, system_account
from cm_tui.services.services import Services
from cm_tui.services.storage.workspace import open_store

MARIA = "maria.ruiz@contoso.example"
ME = pwd.getpwuid(os.geteuid()).pw_name


class TestsOfTheAccount:
    def test_is_that_of_the_process_and_of_no_environment_variable(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("USER", "LOGNAME", "LNAME", "USERNAME", "SUDO_USER"):
            monkeypatch.setenv(name, "somebody-else")
        assert system_account().name == ME

    def test_tells_who_called_sudo_where_that_is_another(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SUDO_UID", "54321")
        assert "sudo by uid 54321" in system_account().recorded
        monkeypatch.setenv("SUDO_UID", str(os.geteuid()))
        assert "sudo" not in system_account().recorded
        monkeypatch.setenv("SUDO_UID", "nonsense; rm -rf")
        assert "sudo" not in system_account().recorded

    @pytest.mark.parametrize("uid", ["9" * 30, "²", "-1", "1e3", ""])
    def test_does_not_stumble_over_what_sudo_says(self, monkeypatch: pytest.MonkeyPatch, uid: str) -> None:
        monkeypatch.setenv("SUDO_UID", uid)
        assert system_account().name == ME


class TestsOfANewcomer:
    def test_is_refused_and_told_who_can_let_them_in_and_how(self, acme: Path) -> None:
        with raw(acme) as connection:
            connection.execute("UPDATE person SET login = 'somebody-else'")
        before = stored(acme)
        with pytest.raises(NotAllowed) as refused:
            open_services(acme, clock=StillClock())
        sentence = str(refused.value)
        assert f"'{ME}' is not a user" in sentence
        assert "@acme.local" in sentence
        assert f"cm-tui users add EMAIL --name NAME --role ROLE --login {ME}" in sentence
        assert stored(acme) == before

    def test_comes_in_once_somebody_added_the_account(self, services: Services, acme: Path) -> None:
        services.people.add("new@example.org", "New", Role.READER, "newcomer")
        store = open_store(acme)
        actor, person = identify(store, SystemAccount("newcomer", (), "host"), None)
        store.close()
        assert (person.email, actor.email, actor.host) == ("new@example.org", "new@example.org", "host")

    @pytest.mark.parametrize("account", ["NEWCOMER", "newcome", "newcomer ", "%", "", "' OR 1=1 --"])
    def test_with_another_account_does_not(self, services: Services, acme: Path, account: str) -> None:
        services.people.add("new@example.org", "New", Role.READER, "newcomer")
        store = open_store(acme)
        with pytest.raises(NotAllowed):
            identify(store, SystemAccount(account), None)
        store.close()

    def test_a_user_without_an_account_is_nobody_on_this_host(self, services: Services, acme: Path) -> None:
        services.people.add("new@example.org", "New", Role.READER, None)
        store = open_store(acme)
        with pytest.raises(NotAllowed):
            identify(store, SystemAccount("None"), None)
        store.close()


class TestsOfActingAsAnother:
    def test_works_in_the_demo_and_the_history_records_both(self, contoso: Path, open_as: OpenAs) -> None:
        maria = open_as(contoso, "  Maria.Ruiz@CONTOSO.example ")
        assert (maria.person.email, maria.person.role) == (MARIA, Role.CONTRIBUTION)
        save(maria, "CA-003", {Field.OTHER_NOTES: "x"})
        [row] = maria.history.rows("CA-003", limit=1)
        assert row.user == "María Ruiz"
        assert row.account.split("@")[0].split(" ")[0] == ME

    def test_can_change_while_the_workspace_is_open(self, contoso: Path, open_as: OpenAs) -> None:
        visitor = open_as(contoso)
        maria = visitor.acting_as(MARIA)
        assert maria.person.email == MARIA
        save(maria, "CA-003", {Field.OWNER: MARIA})
        assert visitor.history.rows("CA-003", limit=1)[0].user == "María Ruiz"
        with pytest.raises(InvalidInput, match="there is no user"):
            visitor.acting_as("nobody@contoso.example")

    @pytest.mark.parametrize("email", ["nobody@contoso.example", "maria", "%", "\udcff"])
    def test_nobody_is_refused_and_told_who_there_is(self, contoso: Path, email: str) -> None:
        with pytest.raises(InvalidInput, match=r"amelia\.stone@contoso\.example|not UTF-8"):
            open_services(contoso, email, StillClock())

    def test_is_refused_everywhere_else_even_as_oneself(self, services: Services, acme: Path) -> None:
        for email in (services.person.email, "nobody@example.org"):
            with pytest.raises(NotAllowed, match="demo workspaces only"):
                open_services(acme, email, StillClock())
            with pytest.raises(NotAllowed, match="demo workspaces only"):
                services.acting_as(email)


class TestsOfTheVisitor:
    def test_of_a_demo_is_a_global_administrator_who_owns_nothing(self, contoso_read: Services) -> None:
        person = contoso_read.person
        assert (person.role, person.login) == (Role.GLOBAL_ADMINISTRATOR, ME)
        assert not any(row.owner == person.email for row in contoso_read.listing.select(ListQuery()))
