"""The words of the field: every status, type, category and source, with its label and its workbook spelling.

The value of each member is the product's label (spec 1.3, 6.1, 6.2, 9.2); it is what is stored, shown and written to JSON.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self, TypeAlias


class Term(StrEnum):
    """A word with a label (its value) and the spelling that Purview workbooks use."""

    @property
    def workbook(self) -> str:
        """The spelling in a workbook: the label's words joined, each with a capital."""
        return "".join(word[:1].upper() + word[1:] for word in self.value.split())

    @classmethod
    def lookup(cls, text: str) -> Self | None:
        """The member that is meant by a label or a workbook spelling, in any case; None if there is none.

        `OutOfScope` means what `Out of scope` and `NotInScope` mean (spec 6.3).
        """
        wanted = text.strip().casefold()
        for member in cls:
            if wanted in (
                member.value.casefold(),
                member.workbook.casefold(),
                "".join(member.value.split()).casefold(),
            ):
                return member
        return None


class Category(Term):
    """The ten categories of spec 1.3."""

    CONTROL_ACCESS = "Control Access"
    DISCOVER_AND_RESPOND = "Discover and Respond"
    GOVERN_INFORMATION = "Govern Information"
    INFRASTRUCTURE_CLOUD = "Infrastructure Cloud"
    MANAGE_COMPLIANCE = "Manage Compliance"
    MANAGE_DEVICES = "Manage Devices"
    MANAGE_INTERNAL_RISKS = "Manage Internal Risks"
    PRIVACY_MANAGEMENT = "Privacy Management"
    PROTECT_AGAINST_THREATS = "Protect Against Threats"
    PROTECT_INFORMATION = "Protect Information"


CATEGORY_PREFIX: dict[Category, str] = {
    Category.CONTROL_ACCESS: "CA",
    Category.DISCOVER_AND_RESPOND: "DR",
    Category.GOVERN_INFORMATION: "GI",
    Category.INFRASTRUCTURE_CLOUD: "IC",
    Category.MANAGE_COMPLIANCE: "MC",
    Category.MANAGE_DEVICES: "MD",
    Category.MANAGE_INTERNAL_RISKS: "IR",
    Category.PRIVACY_MANAGEMENT: "PM",
    Category.PROTECT_AGAINST_THREATS: "PT",
    Category.PROTECT_INFORMATION: "PI",
}
MICROSOFT_PREFIX = "MS"


class ActionType(Term):
    """Technical actions are shared by all groups; the other two are nontechnical (spec 1.2, 6.8)."""

    TECHNICAL = "Technical"
    OPERATIONAL = "Operational"
    DOCUMENTATION = "Documentation"


class ManagedBy(Term):
    """Who does the work of an action."""

    ORGANISATION = "your organisation"
    MICROSOFT = "Microsoft"


class Origin(Term):
    """Where a regulation comes from (spec 11.10): a catalogue, a catalogue and own additions, or the organisation alone."""

    SHIPPED = "shipped"
    EXTENDED = "extended"
    """Of a catalogue, with controls, actions or mappings of the organisation's own; newer catalogues still update the rest."""
    MODIFIED = "modified"
    """Was of a catalogue; newer ones leave it alone."""
    OWN = "own"


LEFT_ALONE = frozenset({Origin.MODIFIED, Origin.OWN})
"""The origins of regulations that no catalogue updates."""


class Requirement(Term):
    """Mandatory cannot be bypassed; discretionary relies on people (spec 5.1)."""

    MANDATORY = "mandatory"
    DISCRETIONARY = "discretionary"


class Function(Term):
    """What an action does about a risk (spec 5.1)."""

    PREVENTATIVE = "preventative"
    DETECTIVE = "detective"
    CORRECTIVE = "corrective"


class Stage(Term):
    """The stage of the work that an action belongs to."""

    TRACK = "track"
    PREVENT = "prevent"
    PROTECT = "protect"
    RETAIN = "retain"
    INVESTIGATE = "investigate"


class Strength(Term):
    """How strongly an action serves a control."""

    DIRECT = "direct"
    SUPPORTING = "supporting"
    BEST_PRACTICE = "best practice"


class ImplementationStatus(Term):
    """Spec 6.1; `Out of scope` is spelled NotInScope in workbooks."""

    NOT_IMPLEMENTED = "Not implemented"
    IMPLEMENTED = "Implemented"
    ALTERNATIVE = "Alternative implementation"
    PLANNED = "Planned"
    OUT_OF_SCOPE = "Out of scope"

    @property
    def workbook(self) -> str:
        """The spelling in a workbook."""
        return "NotInScope" if self is ImplementationStatus.OUT_OF_SCOPE else super().workbook


class TestStatus(Term):
    """Spec 6.2 and 6.3; the two "detected" values are set by automation only."""

    __test__ = False

    NONE = "None"
    NOT_ASSESSED = "Not assessed"
    PASSED = "Passed"
    FAILED_LOW = "Failed low risk"
    FAILED_MEDIUM = "Failed medium risk"
    FAILED_HIGH = "Failed high risk"
    OUT_OF_SCOPE = "Out of scope"
    TO_BE_DETERMINED = "To be determined"
    COULD_NOT_BE_DETERMINED = "Could not be determined"
    TO_BE_DETECTED = "To be detected"
    COULD_NOT_BE_DETECTED = "Could not be detected"
    PARTIALLY_TESTED = "Partially tested"
    IN_PROGRESS = "In progress"

    @property
    def workbook(self) -> str:
        """The spelling in a workbook."""
        return "NotInScope" if self is TestStatus.OUT_OF_SCOPE else super().workbook


class TestingType(Term):
    """How an action is tested (spec 2.3, 9.2)."""

    __test__ = False

    MANUAL = "Manual"
    AUTOMATIC = "Automatic"


class TestingSource(Term):
    """Who supplies the result of a test (spec 9.2)."""

    __test__ = False

    MANUAL = "Manual"
    BUILT_IN = "Built-in"
    SECURE_SCORE = "Microsoft Secure Score"
    DEFENDER_FOR_CLOUD = "Defender for Cloud"
    SALESFORCE = "Connector (Salesforce)"
    ZOOM = "Connector (Zoom)"


class ControlStatus(Term):
    """The result of a control or an assessment (spec 11.4, 11.6)."""

    PASSED = "Passed"
    FAILED = "Failed"
    NONE = "None"
    OUT_OF_SCOPE = "Out of scope"
    IN_PROGRESS = "In progress"


class AssessmentStatus(Term):
    """Spec 11.4."""

    COMPLETE = "Complete"
    INCOMPLETE = "Incomplete"
    NONE = "None"
    IN_PROGRESS = "In progress"


class LegalStatus(Term):
    """Whether a control binds today."""

    IN_FORCE = "in force"
    PROPOSED = "proposed"
    VACATED = "vacated"


class Obligation(Term):
    """The HIPAA Security Rule's mark of an implementation specification."""

    REQUIRED = "required"
    ADDRESSABLE = "addressable"


class Role(Term):
    """The roles of spec 7.1; the value is the key that commands use."""

    READER = "reader"
    CONTRIBUTION = "contribution"
    ASSESSOR = "assessor"
    ADMINISTRATION = "administration"
    GLOBAL_ADMINISTRATOR = "global-administrator"

    @property
    def label(self) -> str:
        """The role's name on the screen."""
        return self.value.replace("-", " ").capitalize()


class Cloud(Term):
    """The cloud an organisation lives in; GCC High and DoD never send owner mail (spec 14)."""

    COMMERCIAL = "commercial"
    GCC = "gcc"
    GCC_HIGH = "gcc-high"
    DOD = "dod"


class EvidenceKind(Term):
    """What proves an action: a stored document, or a link (spec 2.8)."""

    DOCUMENT = "document"
    LINK = "link"


class NoticeReason(Term):
    """Why somebody is told about an action."""

    ASSIGNED = "assigned"
    SENT = "sent for assessment"
    RETURNED = "assigned back"


class ResourceStatus(Term):
    """How a virtual resource stands in Defender for Cloud (spec 2.9); healthy ones are completed."""

    HEALTHY = "Healthy"
    UNHEALTHY = "Unhealthy"
    NOT_APPLICABLE = "Not applicable"


class Field(Term):
    """The fields of an improvement action that people change, by their JSON names."""

    IMPLEMENTATION_STATUS = "implementation_status"
    IMPLEMENTATION_DATE = "implementation_date"
    IMPLEMENTATION_NOTES = "implementation_notes"
    TEST_STATUS = "test_status"
    TEST_DATE = "test_date"
    TEST_NOTES = "test_notes"
    OTHER_NOTES = "other_notes"
    TESTING_TYPE = "testing_type"
    OWNER = "owner"
    SENT_BY = "sent_by"
    """Who sent the action to its owner for assessment; nobody where it does not wait for an assessor."""

    @property
    def label(self) -> str:
        """The field's name in a sentence: «implementation status»."""
        if self is Field.SENT_BY:
            return "sender"
        return self.value.replace("_", " ")


NOTES_FIELDS = frozenset({Field.IMPLEMENTATION_NOTES, Field.TEST_NOTES, Field.OTHER_NOTES})
PERSON_FIELDS = frozenset({Field.OWNER, Field.SENT_BY})
"""Fields that hold a person: an e-mail for people, a random key where they are stored."""

FieldValue: TypeAlias = ImplementationStatus | TestStatus | TestingType | date | str | None
"""What a field can hold: a status, a date, a text, a person's e-mail, or nothing."""
