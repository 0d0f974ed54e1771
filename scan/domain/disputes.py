"""Words for complaints about a certificate."""

from enum import StrEnum


class ComplaintOutcome(StrEnum):
    """How a complaint was closed."""

    NO_GROUND = "no_ground"
    SETTLED = "settled"
    """There was something; the company has put it right."""
    SUSPENDED = "suspended"
