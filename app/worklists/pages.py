"""On which page the work of each list is done."""

from collections.abc import Mapping

#: For a list of units.
PAGES: Mapping[str, str] = {
    "to_fill": "assessments.form",
    "to_confirm": "assessments.summary",
    "to_explain": "assessments.form",
    "to_confirm_explanation": "assessments.summary",
    "to_appraise": "appraisal.unit",
    "to_report": "appraisal.unit",
    "to_bring": "council.unit",
    "to_vote": "council.unit",
    "to_settle": "council.unit",
    "to_correct": "council.unit",
    "to_take_over": "assessments.summary",
    "to_close_explanation": "assessments.summary",
}
#: For a list of rounds.
ROUND_PAGES: Mapping[str, str] = {
    "to_prepare": "rounds.setup",
    "to_run": "desk.board",
    "to_hold": "council.sessions",
    "to_conclude": "council.sessions",
    "to_submit": "documents.dossier",
    "to_decide": "documents.dossier",
    "to_publish": "documents.dossier",
    "to_submit_correction": "corrections.show",
    "to_decide_correction": "corrections.show",
    "to_publish_correction": "corrections.show",
}

#: Pages of one round, which is part of their address.
OF_ONE_ROUND = ("rounds.setup", "documents.dossier", "corrections.show")


def page_of(name: str) -> str:
    """The page for one unit of a list; its summary where a definition has a list of its own."""
    return PAGES.get(name, "assessments.summary")
