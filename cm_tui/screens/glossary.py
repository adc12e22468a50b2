"""The words of the field in one sentence each (spec 15)."""

from cm_tui.model.rules.points import DISCLAIMER

GLOSSARY = (
    ("Assessment", "A set of controls of one regulation, worked through for one group."),
    ("Control", "One requirement of a regulation."),
    (
        "Improvement action",
        "An activity with guidance that helps to complete a control. A technical one is done once for the organisation, "
        "an operational or documentation one once for each group.",
    ),
    (
        "Direct, supporting, best practice",
        "How strongly an action serves a control: it carries out the duty itself, contributes to it, or goes beyond it.",
    ),
    (
        "Unverified",
        "A control whose facts were not checked against the official text; look there before relying on it.",
    ),
    (
        "Required, addressable",
        "Marks of the HIPAA Security Rule. Addressable is not optional: do it, or do an equivalent and document why.",
    ),
    ("Stage", "What the work does with the data: track, prevent, protect, retain, investigate."),
    ("Group", "A part of the organisation, or a year, that assessments are kept together in."),
    ("Licence", "Allows any number of assessments over the versions of a regulation."),
    ("Regulation", "A rule, standard or framework. Defender for Cloud says standard."),
    ("Service", "A data source or digital entity that is assessed, such as Microsoft 365."),
    ("Service instance", "One account at a provider other than Microsoft; each has a connector of its own."),
    ("Solution", "The feature in which the work of an action is done."),
    ("Subscription", "An account for a service that Defender for Cloud covers."),
    ("Virtual resource", "A resource in the cloud, such as a virtual machine or a disk."),
    (
        "Testing source",
        "Who supplies the result of a test: a person, the product itself, Secure Score, Defender, a connector.",
    ),
    ("Pending update", "A newer version of an action's definition that the organisation has not accepted yet."),
    (
        "Points",
        "27, 9, 3 or 1 for an action: preventative more than detective and corrective, mandatory more than discretionary. "
        "They are earned by Implemented (or an alternative) together with Passed.",
    ),
    ("Score", "Points achieved of points possible. " + DISCLAIMER),
)
"""Each word with its meaning."""
