"""The queue of notices: who is to be told of which action, newest first, for everybody to see (spec 14)."""

from __future__ import annotations

from pathlib import Path

from support import OpenAs, StillClock, save

from cm_tui.model.vocabulary import Field, NoticeReason

AMELIA, MARIA = "amelia.stone@contoso.example", "maria.ruiz@contoso.example"
PRIYA, LI = "priya.nair@contoso.example", "li.chen@contoso.example"


def test_an_assignment_waits_with_the_command_that_opens_the_action(
    contoso: Path, open_as: OpenAs, clock: StillClock
) -> None:
    amelia, reader = open_as(contoso, AMELIA), open_as(contoso, PRIYA)
    assert reader.notices.waiting() == ()
    save(amelia, "CA-003", {Field.OWNER: MARIA})
    clock.forward(hours=1)
    save(amelia, "CA-004", {Field.OWNER: LI})
    newest, oldest = reader.notices.waiting()
    assert (newest.action, newest.recipient, newest.command) == ("CA-004", LI, "cm-tui open CA-004")
    assert (oldest.recipient_name, oldest.by_name, oldest.reason) == (
        "María Ruiz",
        "Amelia Stone",
        NoticeReason.ASSIGNED,
    )
    assert oldest.action_name == amelia.actions.details("CA-003").row.name
    assert newest.at > oldest.at


def test_another_owner_takes_the_place_of_the_one_before(contoso: Path, open_as: OpenAs) -> None:
    amelia = open_as(contoso, AMELIA)
    for owner in (MARIA, LI):
        save(amelia, "CA-003", {Field.OWNER: owner})
    assert [one.recipient for one in amelia.notices.waiting()] == [LI]
    save(amelia, "CA-003", {Field.OWNER: None})
    assert amelia.notices.waiting() == ()


def test_who_was_removed_is_neither_told_nor_named(contoso: Path, open_as: OpenAs) -> None:
    amelia, maria = open_as(contoso, AMELIA), open_as(contoso, MARIA)
    save(maria, "CA-003", {Field.OWNER: LI})
    save(amelia, "CA-004", {Field.OWNER: MARIA})
    amelia.people.remove(MARIA)
    assert [(one.action, one.by_name) for one in amelia.notices.waiting()] == [("CA-003", "User removed")]
