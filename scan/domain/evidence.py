"""Words for evidence: in which form it comes, and what became of it (instrument A2)."""

from enum import StrEnum

MAX_PER_ITEM = 5
"""Pieces with one answer; one is enough (instrument A2)."""


class EvidenceForm(StrEnum):
    """In which form evidence comes."""

    PHOTO = "photo"
    DOCUMENT = "document"
    NOTE = "note"
    LINK = "link"


class EvidenceState(StrEnum):
    """Offered by a respondent, then accepted or rejected by a reviewer."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
