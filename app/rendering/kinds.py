"""The kinds of document the program writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.rendering import data


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document: its Vietnamese name, its type code and the shape of its data."""

    name: str
    """Name of the template folder."""
    title: str
    """Vietnamese name, as screens show it."""
    type_code: str | None
    """Abbreviation in the document's symbol (Decree 30, Annex III, I); None for a form without number."""
    shape: type
    """The TypedDict of its data."""

    def symbol(self, body_code: str) -> str | None:
        """The symbol after the number: "QĐ-UBND" for body_code "UBND"; None for a form without number."""
        return None if self.type_code is None else f"{self.type_code}-{body_code}"


_KINDS = (
    DocumentKind("self_assessment_form", "Phiếu tự đánh giá của đơn vị", None, data.SelfAssessmentForm),
    DocumentKind("appraisal_minutes", "Biên bản thẩm định", "BB", data.AppraisalMinutes),
    DocumentKind("explanation_request", "Công văn yêu cầu giải trình", "CV", data.ExplanationRequest),
    DocumentKind("council_invitation", "Giấy mời họp Hội đồng", "GM", data.CouncilInvitation),
    DocumentKind("council_minutes", "Biên bản họp Hội đồng", "BB", data.CouncilMinutes),
    DocumentKind("submission", "Tờ trình công bố kết quả", "TTr", data.Submission),
    DocumentKind("decision", "Quyết định công bố kết quả", "QĐ", data.Decision),
    DocumentKind("correction_submission", "Tờ trình điều chỉnh kết quả", "TTr", data.CorrectionSubmission),
    DocumentKind("correction_decision", "Quyết định điều chỉnh kết quả", "QĐ", data.CorrectionDecision),
)

DOCUMENT_KINDS: Mapping[str, DocumentKind] = MappingProxyType({kind.name: kind for kind in _KINDS})
"""Every kind by its name."""
