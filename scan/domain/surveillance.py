"""Words for what happens to a certificate after it was given: the light check, a hearing, another scope (design 7)."""

from enum import StrEnum


class SurveillanceOutcome(StrEnum):
    """How a certifier closes the light check half-way."""

    FINE = "fine"
    SUSPEND = "suspend"
    WITHDRAW = "withdraw"


class HearingOutcome(StrEnum):
    """What came of the proposal to withdraw, after the company was heard."""

    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"


class ScopeOutcome(StrEnum):
    """What a certifier decided on a change of scope."""

    GRANTED = "granted"
    REFUSED = "refused"


class NoticeKind(StrEnum):
    """What the holder of a certificate is told once, by the calendar."""

    SURVEILLANCE_DUE = "surveillance_due"
    SURVEILLANCE_OVERDUE = "surveillance_overdue"
    ENDS = "ends"
