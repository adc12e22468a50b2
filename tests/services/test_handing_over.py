"""Accounts of users, and what becomes of somebody's work: given to another one, or left without an owner (spec 14)."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import OpenAs, StillClock, dump, save, stored

from cm_tui.model.errors import InvalidInput, NotAllowed, NotFound
from cm_tui.model.listing import ListQuery
from cm_tui.model.vocabulary import Field, Role
from cm_tui.services.people.identity import system_account
from cm_tui.services.services import Services

NEW = "new@example.org"
AMELIA, SAMIR, MARIA = "amelia.stone@contoso.example", "samir.haddad@contoso.example", "maria.ruiz@contoso.example"
LI, PRIYA = "li.chen@contoso.example", "priya.nair@contoso.example"


class TestsOfAccounts:
    def test_are_set_changed_and_cleared_without_a_name_in_the_history(self, services: Services, acme: Path) -> None:
        services.people.add(NEW, "New", Role.READER, None)
        for login in ("neu-eins", "neu-zwei", None):
            assert services.people.map(NEW.upper(), login).login == login
        rows = services.history.rows(limit=3)
        assert {(row.event, row.field, row.person) for row in rows} == {("person.account", "login", NEW)}
        assert [(row.old, row.new) for row in rows] == [
            ("an account", None),
            ("an account", "another account"),
            (None, "an account"),
        ]
        assert "neu-" not in repr(dump(acme)["event"])
        assert services.check.run().problems == ()

    def test_that_are_theirs_already_write_nothing(self, services: Services, acme: Path) -> None:
        before = stored(acme)
        services.people.map(services.person.email, services.person.login)
        assert stored(acme) == before

    def test_that_this_host_does_not_know_are_taken_with_a_warning(self, services: Services) -> None:
        assert "no account 'neu'" in services.people.add(NEW, "New", Role.READER, "neu").notices[0]
        assert services.people.map(NEW, "other").notices
        assert services.people.map(NEW, "nobody").notices == ()
        assert services.people.map(NEW, None).notices == ()

    @pytest.mark.parametrize("login", ["", " ", "a\nb", "\x00", "x" * 201])
    def test_that_are_none_are_refused(self, refusing: Services, login: str) -> None:
        with pytest.raises(InvalidInput, match="--login"):
            refusing.people.map(refusing.person.email, login)

    def test_of_somebody_else_are_refused(self, services: Services, acme: Path) -> None:
        services.people.add(NEW, "New", Role.READER, None)
        before = stored(acme)
        with pytest.raises(InvalidInput, match=r"is .* already"):
            services.people.map(NEW, services.person.login)
        with pytest.raises(NotFound, match="no user"):
            services.people.map("nobody@example.org", None)
        assert stored(acme) == before

    def test_of_the_last_global_administrator_stay(self, services: Services, acme: Path) -> None:
        me, before = services.person.email, stored(acme)
        for login in (None, "no-such-account"):
            with pytest.raises(NotAllowed, match="last Global administrator"):
                services.people.map(me, login)
        assert stored(acme) == before
        services.people.add(NEW, "New", Role.GLOBAL_ADMINISTRATOR, "nobody")
        assert services.people.map(me, None).login is None

    def test_are_no_way_to_become_a_global_administrator(self, contoso: Path, open_as: OpenAs) -> None:
        samir, before = open_as(contoso, SAMIR), stored(contoso)
        with pytest.raises(NotAllowed, match="Only a Global administrator"):
            samir.people.map(AMELIA, "samir")
        assert stored(contoso) == before
        assert samir.people.map(MARIA, "maria").login == "maria"

    def test_that_somebody_had_before_are_forgotten_with_them(self, services: Services, acme: Path) -> None:
        me, mine = services.person.email, system_account().name
        services.people.add(NEW, "New", Role.GLOBAL_ADMINISTRATOR, "nobody")
        services.people.map(me, "somebody-else")
        assert mine in repr(dump(acme)["account"])
        services.people.remove(me)
        assert mine not in repr(dump(acme)["account"])


class TestsOfReassigning:
    def test_all_actions_get_the_other_owner_in_one_step(self, contoso: Path, open_as: OpenAs) -> None:
        amelia = open_as(contoso, AMELIA)
        [owned] = [one.owned for one in amelia.people.people() if one.email == MARIA]
        done = amelia.people.reassign(MARIA, LI)
        assert (done.before, done.after, len(done.actions), done.notices) == (MARIA, LI, owned, ())
        assert {row.owner for row in amelia.listing.rows(done.actions)} == {LI}
        assert MARIA not in {row.owner for row in amelia.listing.select(ListQuery())}
        told = [one for one in amelia.notices.waiting() if one.recipient == LI]
        assert {one.action for one in told} == set(done.actions)
        [row] = amelia.history.rows(limit=1)
        assert (row.event, row.person, row.field, row.old, row.new) == ("person.reassigned", MARIA, "owner", MARIA, LI)
        assert amelia.check.run().problems == ()
        before = stored(contoso)
        assert amelia.people.reassign(MARIA, LI).actions == ()
        assert stored(contoso) == before

    def test_files_stay_without_the_name(self, contoso: Path, open_as: OpenAs) -> None:
        amelia, maria = open_as(contoso, AMELIA), open_as(contoso, MARIA)
        save(amelia, "CA-003", {Field.OWNER: MARIA})
        save(amelia, "CA-004", {Field.OWNER: LI})
        for action in ("CA-003", "CA-004"):
            maria.evidence.link(action, "Report", "https://example.com/report")
        amelia.people.reassign(MARIA, LI)
        assert [one.added_by_name for one in amelia.actions.details("CA-003").evidence] == [None]
        assert [one.added_by_name for one in amelia.actions.details("CA-004").evidence] == ["María Ruiz"]

    def test_a_reader_who_takes_over_is_warned_of(self, contoso: Path, open_as: OpenAs) -> None:
        assert "may only read" in open_as(contoso, SAMIR).people.reassign(MARIA, PRIYA).notices[0]

    @pytest.mark.parametrize(
        ("email", "to", "says"),
        [
            ("nobody@example.org", LI, "no user 'nobody"),
            (MARIA, "nobody@example.org", "no user 'nobody"),
            (MARIA, MARIA.upper(), "already"),
        ],
    )
    def test_from_or_to_nobody_is_refused(self, contoso: Path, open_as: OpenAs, email: str, to: str, says: str) -> None:
        amelia, before = open_as(contoso, AMELIA), stored(contoso)
        with pytest.raises((NotFound, InvalidInput), match=says):
            amelia.people.reassign(email, to)
        assert stored(contoso) == before


class TestsOfRemoving:
    def test_where_the_name_stood_it_says_user_removed(self, contoso: Path, open_as: OpenAs, clock: StillClock) -> None:
        amelia, maria = open_as(contoso, AMELIA), open_as(contoso, MARIA)
        save(maria, "CA-003", {Field.OWNER: MARIA})
        maria.evidence.link("CA-003", "Report", "https://example.com/report")
        clock.forward(minutes=1)
        amelia.people.remove(MARIA)
        [proof] = amelia.actions.details("CA-003").evidence
        assert (proof.name, proof.added_by, proof.added_by_name) == ("Report", None, None)
        rows = amelia.history.rows("CA-003")
        assert "User removed" in {row.user for row in rows}
        assert "User removed" in {row.old for row in rows if row.field == "owner"}
        assert "María" not in repr(rows)
        assert MARIA not in repr(dump(contoso))
        assert amelia.check.run().problems == ()

    def test_what_can_be_done_with_somebody_is_known_before(self, contoso: Path, open_as: OpenAs) -> None:
        amelia, samir, priya = (open_as(contoso, one) for one in (AMELIA, SAMIR, PRIYA))
        assert set(amelia.people.options(MARIA).roles.values()) == {None}
        limited = samir.people.options(MARIA).roles
        assert [role for role in Role if limited[role] is not None] == [Role.GLOBAL_ADMINISTRATOR]
        of_amelia = samir.people.options(AMELIA)
        assert "Only a Global" in (of_amelia.account or "")
        assert "Only a Global" in (of_amelia.removal or "")
        none = priya.people.options()
        assert all("Reader may not" in (reason or "") for reason in (*none.roles.values(), none.account, none.removal))
