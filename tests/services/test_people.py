"""Users: who is added, changed, removed, and who must not be (spec 7.1, 14; interface 4; safety 7)."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import OpenAs, StillClock, dump, save, stored

from cm_tui.model.errors import InvalidInput, NotAllowed, NotFound
from cm_tui.model.listing import ListQuery
from cm_tui.model.vocabulary import Field, Role
from cm_tui.services.services import Services

NEW = "new@example.org"
AMELIA, SAMIR, MARIA = "amelia.stone@contoso.example", "samir.haddad@contoso.example", "maria.ruiz@contoso.example"


class TestsOfAdding:
    def test_a_user_is_listed_with_address_and_login(self, services: Services) -> None:
        added = services.people.add("  New@Example.ORG ", " Neu Ling ", Role.ASSESSOR, "neu")
        assert (added.email, added.name, added.role, added.login) == (NEW, "Neu Ling", Role.ASSESSOR, "neu")
        assert added in services.people.people()

    @pytest.mark.parametrize(
        "email",
        [
            "",
            "x",
            "x@",
            "@example.org",
            "a@b",
            "a b@example.org",
            "a@b@example.org",
            "a,b@example.org",
            "a@example.org;",
            "<a@example.org>",
            "a@example.org\nBcc: x@y.z",
            "a@example.org\x1b[2J",
            "a\u202e@example.org",
            "\udcff@example.org",
            "=?utf-8?q?x?=@example\x00.org",
            "a" * 250 + "@b.cd",
        ],
    )
    def test_what_is_no_address_is_refused(self, refusing: Services, email: str) -> None:
        with pytest.raises(InvalidInput, match="e-mail"):
            refusing.people.add(email, "Name", Role.READER, None)

    @pytest.mark.parametrize("name", ["", " ", "a\nb", "\x1b]0;x\x07", "\u202e", "\udcff", "x" * 201])
    def test_what_is_no_name_is_refused(self, refusing: Services, name: str) -> None:
        with pytest.raises(InvalidInput, match="--name"):
            refusing.people.add(NEW, name, Role.READER, None)

    @pytest.mark.parametrize("login", ["", " ", "a\nb", "\x00", "\udcff", "x" * 201])
    def test_what_is_no_account_is_refused(self, refusing: Services, login: str) -> None:
        with pytest.raises(InvalidInput, match="--login"):
            refusing.people.add(NEW, "Name", Role.READER, login)

    @pytest.mark.parametrize("name", ["[bold]Bob[/]", "Zoë O'Brien-日本", "%s", "=1+1", "😀"])
    def test_any_name_in_one_line_will_do(self, services: Services, name: str) -> None:
        assert services.people.add(NEW, name, Role.READER, None).name == name

    def test_nobody_is_added_twice_in_any_case(self, services: Services, acme: Path) -> None:
        services.people.add(NEW, "New", Role.READER, "neu")
        before = stored(acme)
        with pytest.raises(InvalidInput, match="is a user already"):
            services.people.add("NEW@example.org", "Other", Role.READER, None)
        with pytest.raises(InvalidInput, match=r"'neu' is new@example\.org already"):
            services.people.add("other@example.org", "Other", Role.READER, "neu")
        assert stored(acme) == before

    def test_nothing_of_a_person_stands_in_the_history(self, services: Services, acme: Path) -> None:
        services.people.add(NEW, "Neu Ling", Role.READER, "neu")
        content = repr(dump(acme)["event"])
        assert "Neu Ling" not in content
        assert NEW not in content


class TestsOfRoles:
    def test_a_new_role_holds_from_the_next_question_on(self, contoso: Path, open_as: OpenAs) -> None:
        maria, amelia = open_as(contoso, MARIA), open_as(contoso, AMELIA)
        save(maria, "CA-003", {Field.OTHER_NOTES: "one"})
        assert amelia.people.change_role(MARIA.upper(), Role.READER).role is Role.READER
        with pytest.raises(NotAllowed, match="Reader may not"):
            save(maria, "CA-003", {Field.OTHER_NOTES: "two"})
        amelia.people.change_role(MARIA, Role.CONTRIBUTION)
        save(maria, "CA-003", {Field.OTHER_NOTES: "two"})

    def test_that_are_theirs_already_write_nothing(self, contoso: Path, open_as: OpenAs) -> None:
        amelia = open_as(contoso, AMELIA)
        before = stored(contoso)
        assert amelia.people.change_role(MARIA, Role.CONTRIBUTION).role is Role.CONTRIBUTION
        assert stored(contoso) == before

    @pytest.mark.parametrize("email", ["nobody@example.org", "", "%", "\udcff"])
    def test_of_nobody_are_refused(self, refusing: Services, email: str) -> None:
        for ask in (lambda: refusing.people.change_role(email, Role.READER), lambda: refusing.people.remove(email)):
            with pytest.raises((NotFound, InvalidInput), match=r"no user|UTF-8"):
                ask()

    def test_only_a_global_administrator_gives_or_takes_that_one(self, contoso: Path, open_as: OpenAs) -> None:
        samir = open_as(contoso, SAMIR)
        before = stored(contoso)
        for ask in (
            lambda: samir.people.add(NEW, "New", Role.GLOBAL_ADMINISTRATOR, None),
            lambda: samir.people.change_role(MARIA, Role.GLOBAL_ADMINISTRATOR),
            lambda: samir.people.change_role(SAMIR, Role.GLOBAL_ADMINISTRATOR),
            lambda: samir.people.change_role(AMELIA, Role.READER),
            lambda: samir.people.remove(AMELIA),
        ):
            with pytest.raises(NotAllowed, match="Only a Global administrator"):
                ask()
        assert stored(contoso) == before
        samir.people.change_role(MARIA, Role.ADMINISTRATION)

    def test_the_last_global_administrator_stays(self, services: Services, acme: Path) -> None:
        me = services.person.email
        before = stored(acme)
        for ask in (lambda: services.people.remove(me), lambda: services.people.change_role(me, Role.READER)):
            with pytest.raises(NotAllowed, match="last Global administrator"):
                ask()
        assert stored(acme) == before
        services.people.add("no.account@example.org", "Nobody", Role.GLOBAL_ADMINISTRATOR, None)
        with pytest.raises(NotAllowed, match="last Global administrator"):
            services.people.remove(me)
        services.people.add(NEW, "New", Role.GLOBAL_ADMINISTRATOR, "somebody")
        assert services.people.change_role(me, Role.READER).role is Role.READER


class TestsOfRemoving:
    def test_takes_their_actions_from_them_one_event_each(self, contoso: Path, open_as: OpenAs) -> None:
        amelia = open_as(contoso, AMELIA)
        owned = [row for row in amelia.listing.select(ListQuery()) if row.owner == MARIA]
        sent = [one for one in amelia.assessing.ready() if one.sender == MARIA and one.owner != MARIA]
        before = amelia.history.verify().events
        assert set(amelia.people.remove(MARIA)) == {row.id for row in owned}
        assert amelia.history.verify().events == before + len(owned) + len(sent) + 1
        after = {row.id: row for row in amelia.listing.rows([row.id for row in owned])}
        for row in owned:
            assert after[row.id].owner is None
            assert after[row.id].version == row.version + 1
            assert after[row.id].test_status is row.test_status
        assert MARIA not in {one.email for one in amelia.people.people()}
        assert amelia.check.run().problems == ()

    def test_shuts_the_door_at_once(self, contoso: Path, open_as: OpenAs) -> None:
        maria = open_as(contoso, MARIA)
        open_as(contoso, AMELIA).people.remove(MARIA)
        for ask in (
            lambda: maria.listing.select(ListQuery()),
            lambda: maria.actions.details("CA-001"),
            lambda: save(maria, "CA-001", {Field.OTHER_NOTES: "x"}),
        ):
            with pytest.raises(NotAllowed, match="no longer a user"):
                ask()

    def test_a_person_who_comes_back_is_somebody_new(self, services: Services, clock: StillClock) -> None:
        services.people.add(NEW, "New", Role.READER, "neu")
        services.people.remove(NEW)
        clock.forward(days=1)
        services.people.add(NEW, "New", Role.ASSESSOR, "neu")
        fields = [row.field for row in services.history.rows(limit=3)]
        assert fields == ["role", "role", "role"]
        assert services.check.run().problems == ()

    def test_of_oneself_is_possible_while_another_global_administrator_stays(self, services: Services) -> None:
        services.people.add(NEW, "New", Role.GLOBAL_ADMINISTRATOR, "somebody")
        services.people.remove(services.person.email)
        with pytest.raises(NotAllowed, match="no longer a user"):
            services.people.people()


def test_people_are_listed_by_name(contoso_read: Services) -> None:
    names = [one.name for one in contoso_read.people.people()]
    assert names == sorted(names)
