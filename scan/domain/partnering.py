"""What a partner agrees with the alliance: five articles, a life story, a yearly word on every pledge (design 2)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from scan.domain.periods import months_later


class PartnerKind(StrEnum):
    """What a partner is to the public. All are organisations in the trade register, authorities too."""

    COMPANY = "company"
    SCHOOL = "school"
    AUTHORITY = "authority"
    ASSOCIATION = "association"


class Article(StrEnum):
    """The articles of the agreement (programme of the alliance). The first is endorsed; the others hold pledges."""

    GOALS = "goals"
    CONTRIBUTION = "contribution"
    """An own contribution within one of the five themes."""
    VISIBILITY = "visibility"
    """Being seen as a partner, through own channels."""
    PLATFORM = "platform"
    """Taking part in a local platform, or starting one."""
    SUPPORT = "support"
    """Money or kind."""


PLEDGED = (Article.CONTRIBUTION, Article.VISIBILITY, Article.PLATFORM, Article.SUPPORT)
"""Each of these needs at least one pledge before the agreement can be signed."""
MOST_PLEDGES = 12
TERMS = (1, 2, 3, 4)
"""Years that an agreement may run; the partner chooses."""
USUAL_TERM = 2


class AgreementState(StrEnum):
    """Filled in, signed by the partner, signed by both, and how it ends."""

    DRAFT = "draft"
    OFFERED = "offered"
    """Signed by the partner; it lies with the alliance."""
    IN_FORCE = "in_force"
    RENEWED = "renewed"
    """A newer edition came in its place."""
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    """Dropped before both had signed."""


class AgreementAction(StrEnum):
    """What happens to an agreement."""

    OFFER = "offer"
    """The partner signs."""
    TAKE_BACK = "take_back"
    """The partner wants to change something; the signature is void."""
    RETURN = "return"
    """The alliance asks for a change; the signature is void."""
    CONFIRM = "confirm"
    """The alliance signs."""
    RENEW = "renew"
    END = "end"
    """One of the two ends it, with a reason."""
    EXPIRE = "expire"
    """Its last day has passed."""
    WITHDRAW = "withdraw"


AGREEMENT: Mapping[tuple[AgreementState, AgreementAction], AgreementState] = MappingProxyType(
    {
        (AgreementState.DRAFT, AgreementAction.OFFER): AgreementState.OFFERED,
        (AgreementState.DRAFT, AgreementAction.WITHDRAW): AgreementState.WITHDRAWN,
        (AgreementState.OFFERED, AgreementAction.TAKE_BACK): AgreementState.DRAFT,
        (AgreementState.OFFERED, AgreementAction.RETURN): AgreementState.DRAFT,
        (AgreementState.OFFERED, AgreementAction.CONFIRM): AgreementState.IN_FORCE,
        (AgreementState.IN_FORCE, AgreementAction.RENEW): AgreementState.RENEWED,
        (AgreementState.IN_FORCE, AgreementAction.END): AgreementState.ENDED,
        (AgreementState.IN_FORCE, AgreementAction.EXPIRE): AgreementState.ENDED,
    }
)
OPEN = (AgreementState.DRAFT, AgreementState.OFFERED)
"""Being made: an organisation has one such edition at most."""
SIGNED = (AgreementState.IN_FORCE, AgreementState.RENEWED, AgreementState.ENDED)
"""Both signed it: it never changes any more, and can be read by everyone."""


class PledgeState(StrEnum):
    """How a pledge stands, by the partner's own word."""

    DONE = "done"
    BUSY = "busy"
    DROPPED = "dropped"


REMIND_ENDING = 60
"""Days before its last day from which a partner is reminded that the agreement ends."""


def last_day(first: date, years: int) -> date:
    """The last day of an agreement of so many years: one that begins on 1 July ends on 30 June."""
    return date.fromordinal(months_later(first, 12 * years).toordinal() - 1)


def report_years(valid_from: date, valid_until: date, today: date) -> tuple[int, ...]:
    """The years of the agreement of which a report can be given: those that began, counted from 1."""
    reached = min(today, valid_until)
    count = 0
    while months_later(valid_from, 12 * count) <= reached:
        count += 1
    return tuple(range(1, count + 1))


def report_due(valid_from: date, valid_until: date, year: int) -> date:
    """The day from which the report of that year is asked for: a month before the year is over."""
    return months_later(min(months_later(valid_from, 12 * year), valid_until), -1)
