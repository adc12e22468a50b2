"""The keys of the details page: what they are called, what forbids them, and what the information bar says of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from textual.binding import Binding, BindingType

from cm_tui.model.rules.handover import why_not_sent
from cm_tui.model.rules.permissions import Permission, why_not_allowed
from cm_tui.model.rules.updates import why_nothing_waits
from cm_tui.model.views.actions import ActionDetails
from cm_tui.model.vocabulary import Field, ManagedBy, Role
from cm_tui.screens.details.edit import Edit
from cm_tui.widgets.info_bar import InfoField, row_fields
from cm_tui.widgets.key_bar import KeyHint

Step = Callable[[str, int], str | None]
"""Gives the id of the next (+1) or previous (-1) action of the list as filtered; None where there is none."""
STEPS = {"details.next": 1, "details.previous": -1}
"""Which key goes in which direction."""
SAVES = ("details.save", "details.save_and_close")
"""What stores the draft."""
COMMANDS = (*SAVES, "details.notes", "details.export")
"""What stands in the line of commands."""
CHANGED_BY: dict[str, tuple[Field, ...]] = {
    "details.implementation_status": (Field.IMPLEMENTATION_STATUS, Field.IMPLEMENTATION_DATE),
    "details.test_status": (Field.TEST_STATUS, Field.TEST_DATE),
    "details.testing_type": (Field.TESTING_TYPE,),
    "details.owner": (Field.OWNER,),
}
"""Which key changes which fields; the first one stands in the information bar."""


def _key(keys: str, action: str, name: str, description: str, tooltip: str) -> Binding:
    return Binding(keys, action, description, id=f"details.{name}", tooltip=tooltip)


BINDINGS: list[BindingType] = [
    _key("ctrl+s", "save", "save", "Save", "Save the changes of this action and stay"),
    _key("S", "save_and_close", "save_and_close", "Save and close", "Save the changes and go back to the list"),
    _key(
        "m",
        "change('details.implementation_status')",
        "implementation_status",
        "Implementation",
        "Choose the implementation status and its date",
    ),
    _key("t", "change('details.test_status')", "test_status", "Test status", "Choose the test status and its date"),
    _key("a", "owner", "owner", "Owner", "Choose who owns the action, or nobody"),
    _key("y", "change('details.testing_type')", "testing_type", "Testing type", "Choose who tests the action"),
    _key("e", "change('details.notes')", "notes", "Edit notes", "Read and edit the notes, with statuses and dates"),
    _key(
        "A",
        "send",
        "send",
        "Send to assessor",
        "Assign the action to somebody who may assess it, and remember who sent it",
    ),
    _key(
        "h", "export", "export", "Export testing history", "Write every change of the test status to an Excel workbook"
    ),
    _key(
        "u",
        "review_update",
        "review_update",
        "Review update",
        "Read what an update changes, and accept it or leave it for later",
    ),
    _key("z", "undo", "undo", "Undo", "Take back the last change that is not saved; without one, undo the last save"),
    _key(
        "v",
        "change('details.subscriptions')",
        "subscriptions",
        "Subscriptions",
        "Read how the action stands in each subscription, and record results there",
    ),
    _key("right_square_bracket", "tab(1)", "next_tab", "Next tab", "Open the next tab"),
    _key("left_square_bracket", "tab(-1)", "previous_tab", "Previous tab", "Open the tab before"),
    _key("n", "step(1)", "next", "Next", "Open the next action of the list as filtered"),
    _key("p", "step(-1)", "previous", "Previous", "Open the previous action of the list as filtered"),
    _key("W", "what_if", "what_if", "What if", "Show the score as if this action had passed; nothing is stored"),
    _key("l", "link", "link", "Copy link", "Copy the solution link, and open it where a browser exists"),
]


def action_changing(name: str) -> str | None:
    """The action of the key that changes an entry of the information bar; None where no key does."""
    ids = [binding_id for binding_id, fields in CHANGED_BY.items() if name == fields[0]]
    return next((one.action for one in BINDINGS if isinstance(one, Binding) and one.id in ids), None)


def why_key_is_locked(binding_id: str, edit: Edit, role: Role, subscriptions_key: str = "") -> str | None:
    """The rule that forbids a key on an action, or None; `subscriptions_key` leads to what the test status follows from."""
    if binding_id in CHANGED_BY:
        reason = edit.why_locked(CHANGED_BY[binding_id][0], role)
        in_subscriptions = edit.details.subscriptions and not edit.details.retired
        elsewhere = binding_id == "details.test_status" and in_subscriptions and subscriptions_key
        return f"{reason} The key {subscriptions_key} leads to its subscriptions." if reason and elsewhere else reason
    if binding_id == "details.subscriptions" and not edit.details.subscriptions:
        return "This action has no subscriptions; Defender for Cloud does not watch it, or has not reported any yet."
    if binding_id in SAVES and (reason := why_not_allowed(role, Permission.EDIT_ACTIONS)):
        return reason
    if binding_id == "details.send":
        return why_not_allowed(role, Permission.EDIT_ACTIONS) or why_not_sent(edit.facts)
    if binding_id == "details.save" and not edit.draft:
        return "Nothing was changed; there is nothing to save."
    if binding_id == "details.review_update" and not edit.details.row.pending_update:
        return why_nothing_waits(edit.details.withdrawn_in, retired=edit.details.retired)
    if binding_id == "details.what_if":
        return _why_no_what_if(edit.details)
    if binding_id == "details.link" and edit.details.launch_url is None:
        return "This action has no solution link."
    return None


def _why_no_what_if(details: ActionDetails) -> str | None:
    if details.managed_by is not ManagedBy.ORGANISATION:
        return "Microsoft manages this action; what if is asked of your own."
    return "No assessment counts this action; the score would stay as it is." if details.retired else None


def why_no_neighbour(neighbour: Step, action_id: str, step: int) -> str | None:
    """The reason why there is no next (+1) or previous (-1) action to go to, or None."""
    if neighbour(action_id, step) is not None:
        return None
    if neighbour(action_id, -step) is None:
        return "The list as filtered has no other action beside this one."
    return f"This is the {'last' if step > 0 else 'first'} action of the list as filtered."


def update_labels(key: str) -> tuple[str, ...]:
    """The banner of an update that waits, from the fullest to the shortest; `key` reviews it, empty where none does."""
    if not key:
        return ("⟳ Pending update", "⟳")
    return (f"⟳ Pending update   {key} Review", f"⟳ Pending  {key} Review", f"⟳ {key} Review")


def banner(details: ActionDetails, key: str) -> tuple[str, ...]:
    """What stands beside the name, from the fullest to the shortest: that an update waits, or that nothing counts the action.

    `key` reviews an update, empty where none does.
    """
    if details.retired:
        return ("! No assessment counts it", "! Not counted")
    return update_labels(key) if details.row.pending_update else ("",)


def info_fields(edit: Edit, hints: Mapping[str, KeyHint]) -> tuple[InfoField, ...]:
    """The entries of the information bar, with their keys, and a mark at what is not saved."""
    entries = {entry.name: entry for entry in row_fields(edit.row, edit.changed_points)}
    for binding_id, fields in CHANGED_BY.items():
        hint = hints.get(binding_id)
        staged = any(field in edit.draft.changes for field in fields)
        entries[fields[0]] = replace(
            entries[fields[0]],
            key=hint.label if hint else "",
            enabled=hint is not None and hint.enabled,
            staged=staged,
        )
    entries[Field.OWNER] = _owner(entries[Field.OWNER], edit)
    return tuple(entries.values())


def _owner(entry: InfoField, edit: Edit) -> InfoField:
    """The owner, and who sent the action where it waits for an assessor."""
    return entry if edit.sender is None else replace(entry, value=f"{entry.value} · sent by {edit.sender}")
