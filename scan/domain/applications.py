"""Words for applications and decisions (design 7)."""

from enum import StrEnum


class ApplicationState(StrEnum):
    """Open until it is decided, or returned to the company to be completed."""

    OPEN = "open"
    DECIDED = "decided"
    RETURNED = "returned"


class DecisionOutcome(StrEnum):
    """What a certifier decides."""

    GRANT = "grant"
    REFUSE = "refuse"


class PublicDetail(StrEnum):
    """How much the public page shows beyond the minimum: the level only, the themes, or every indicator."""

    LEVEL = "level"
    THEMES = "themes"
    INDICATORS = "indicators"


class CertificateKind(StrEnum):
    """What is issued: a certificate with a level, or a statement of will and activity without one (design 2)."""

    CERTIFICATE = "certificate"
    STATEMENT = "statement"
