"""What the screens and the command line receive: frozen, complete, detached from the database.

Points are integer millionths of a point everywhere (spec, decisions); `model.rules.points` shows them.
"""

from cm_tui.model.views.actions import (
    ActionDetails,
    ActionRow,
    AssessmentLink,
    ControlLink,
    Facets,
    FieldChange,
    FieldConflict,
    ForeignChange,
    ListCounts,
    Listing,
    Points,
    SaveOutcome,
    SubscriptionResult,
)
from cm_tui.model.views.assessments import (
    AssessmentDetails,
    AssessmentScore,
    AssessmentView,
    ControlView,
    GroupView,
    RegulationControl,
    RegulationDetails,
    RegulationView,
    Score,
    ScoreEntry,
    ServingAction,
)
from cm_tui.model.views.history import ChainReport, HistoryRow
from cm_tui.model.views.workspace import CheckReport, PersonView, WorkspaceView

__all__ = [
    "ActionDetails",
    "ActionRow",
    "AssessmentDetails",
    "AssessmentLink",
    "AssessmentScore",
    "AssessmentView",
    "ChainReport",
    "CheckReport",
    "ControlLink",
    "ControlView",
    "Facets",
    "FieldChange",
    "FieldConflict",
    "ForeignChange",
    "GroupView",
    "HistoryRow",
    "ListCounts",
    "Listing",
    "PersonView",
    "Points",
    "RegulationControl",
    "RegulationDetails",
    "RegulationView",
    "SaveOutcome",
    "Score",
    "ScoreEntry",
    "ServingAction",
    "SubscriptionResult",
    "WorkspaceView",
]
