"""The stored shape of a workspace. Importing this package registers every table."""

from cm_tui.model.tables.actions import ActionState, Subscription, SubscriptionState
from cm_tui.model.tables.catalogue import Action, ActionControl, ActionVersion, Control, Regulation
from cm_tui.model.tables.history import Event
from cm_tui.model.tables.organisation import Account, Assessment, AssessmentAction, Group, Organisation, Person

__all__ = [
    "Account",
    "Action",
    "ActionControl",
    "ActionState",
    "ActionVersion",
    "Assessment",
    "AssessmentAction",
    "Control",
    "Event",
    "Group",
    "Organisation",
    "Person",
    "Regulation",
    "Subscription",
    "SubscriptionState",
]
