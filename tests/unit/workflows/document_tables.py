"""The workflow of an official document as a table written by hand."""

from tests.unit.workflows.matrices import Grants, Step, Table
from workflows.loader import load_versions

STATES = ["draft", "awaiting_signature", "signed", "issued", "recalled", "replaced"]
DRAFTERS = ("standing_body", "council_secretary", "secretariat")
SIGNERS = ("chairman", "council_chair", "standing_body")
READERS = (*DRAFTERS, "chairman", "council_chair", "auditor")
UNSIGNED = ("draft", "awaiting_signature")

STEPS = {
    "submit": Step(
        "draft",
        "awaiting_signature",
        "standing_body council_secretary secretariat",
        "files_ready",
        permission="submit",
    ),
    "withdraw": Step(
        "awaiting_signature",
        "draft",
        "standing_body council_secretary secretariat",
        needs="reason",
        permission="submit",
    ),
    "return_draft": Step(
        "awaiting_signature",
        "draft",
        "chairman council_chair standing_body",
        needs="reason",
        then="tell_standing_body",
        permission="sign",
    ),
    "sign": Step(
        "awaiting_signature",
        "signed",
        "chairman council_chair standing_body",
        "files_ready",
        then="tell_secretariat",
        permission="sign",
    ),
    "record_signature": Step("draft awaiting_signature", "signed", "secretariat", needs="reason"),
    "sign_with_dossier": Step("draft awaiting_signature", "signed", "system", kind="called"),
    "return_signed": Step(
        "signed",
        "draft",
        "secretariat",
        needs="reason",
        then="tell_standing_body",
        permission="number_documents",
    ),
    "issue": Step(
        "signed",
        "issued",
        "secretariat",
        "dossier_order",
        "number",
        then="register_number replace_previous tell_standing_body",
        permission="number_documents",
    ),
    "recall": Step(
        "issued",
        "recalled",
        "secretariat",
        needs="letter_number reason",
        then="tell_standing_body",
        permission="recall",
    ),
    "replace": Step("draft awaiting_signature signed issued", "replaced", "system", kind="called"),
}

PERMISSIONS: dict[str, Grants] = {
    "view": dict.fromkeys(READERS, STATES),
    "download": dict.fromkeys(READERS, STATES),
    "edit": dict.fromkeys(DRAFTERS, ["draft"]),
    "submit": dict.fromkeys(DRAFTERS, UNSIGNED),
    "sign": dict.fromkeys(SIGNERS, ["awaiting_signature"]),
    "number_documents": {"secretariat": ["signed"]},
    "recall": {"secretariat": ["issued"]},
}

DOCUMENT = Table(
    load_versions()["official_document", 1],
    STATES,
    {*READERS, "system"},
    ("recalled", "replaced"),
    STEPS,
    PERMISSIONS,
)
