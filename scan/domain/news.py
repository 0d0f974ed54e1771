"""What is new for someone, and what goes out by mail (issue 3: nobody gets more than one digest a day)."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from scan.domain.periods import REGION_ZONE, local_day


class NewsKind(StrEnum):
    """What happened, told from where the reader stands: a teacher reads something else than a respondent."""

    HANDED_IN = "handed_in"
    """Teacher: a scan came in, the other side is still busy."""
    TO_CHECK = "to_check"
    """Teacher: everyone handed in, or the set time has passed."""
    NOT_IN_TIME = "not_in_time"
    """Who returned a scan: the deadline has passed."""
    RETURNED = "returned"
    DEADLINE_NEAR = "deadline_near"
    DEADLINE_PASSED = "deadline_passed"
    COMPARISON_OPENED = "comparison_opened"
    """Student and company: the answers stand side by side now."""
    ACCEPTED = "accepted"
    """Student and company: the dossier is closed, there is a result."""
    CERTIFICATE_DECIDED = "certificate_decided"
    APPLICATION_RETURNED = "application_returned"
    AGREEMENT_STARTED = "agreement_started"
    """Partner: the alliance proposes an agreement."""
    AGREEMENT_OFFERED = "agreement_offered"
    """Alliance: a partner signed."""
    AGREEMENT_RETURNED = "agreement_returned"
    AGREEMENT_IN_FORCE = "agreement_in_force"
    REPORT_DUE = "report_due"
    """Partner: tell how the pledges went this year."""
    AGREEMENT_ENDING = "agreement_ending"
    AGREEMENT_ENDED = "agreement_ended"
    PRACTICE_OFFERED = "practice_offered"
    """Lead of a platform: a member offers a good practice."""
    PRACTICE_JUDGED = "practice_judged"
    """Company: its good practice is public, or came back."""
    MEETING_NEAR = "meeting_near"
    LEAVING_NEAR = "leaving_near"
    """Member of a platform: without a certificate or agreement it leaves."""
    SURVEILLANCE_DUE = "surveillance_due"
    SURVEILLANCE_OVERDUE = "surveillance_overdue"
    CERTIFICATE_ENDS = "certificate_ends"
    CERTIFICATE_CHANGED = "certificate_changed"
    """Suspended, reinstated, withdrawn, restored, replaced or expired; or a change of scope was refused."""
    WITHDRAWAL_PROPOSED = "withdrawal_proposed"
    COMPLAINT_ASKED = "complaint_asked"
    APPEAL_DECIDED = "appeal_decided"
    CERTIFICATE_WORK = "certificate_work"
    """Certifier: something came in about a certificate that was given."""
    AMBASSADOR_APPOINTED = "ambassador_appointed"
    """Student and school."""
    NOMINATION_DECLINED = "nomination_declined"
    """School: the alliance gave a nomination back."""
    ACTIVITY_NOTED = "activity_noted"
    """School: an ambassador wrote something in the log."""
    AMBASSADOR_HEARING_OPENED = "ambassador_hearing_opened"
    """Student: the alliance asks for an answer."""
    TERM_ENDS = "term_ends"
    """Student and school: an ambassador's term ends soon."""


class Topic(StrEnum):
    """What one can have mail about, or not."""

    CHECKING = "checking"
    RETURNS = "returns"
    RESULTS = "results"
    CERTIFICATE = "certificate"
    PARTNERS = "partners"
    """Agreements and platforms."""
    AMBASSADORS = "ambassadors"


TOPICS: Mapping[Topic, tuple[NewsKind, ...]] = {
    Topic.CHECKING: (NewsKind.HANDED_IN, NewsKind.TO_CHECK, NewsKind.NOT_IN_TIME),
    Topic.RETURNS: (NewsKind.RETURNED, NewsKind.DEADLINE_NEAR, NewsKind.DEADLINE_PASSED),
    Topic.RESULTS: (NewsKind.COMPARISON_OPENED, NewsKind.ACCEPTED),
    Topic.CERTIFICATE: (
        NewsKind.CERTIFICATE_DECIDED,
        NewsKind.APPLICATION_RETURNED,
        NewsKind.SURVEILLANCE_DUE,
        NewsKind.SURVEILLANCE_OVERDUE,
        NewsKind.CERTIFICATE_ENDS,
        NewsKind.CERTIFICATE_CHANGED,
        NewsKind.WITHDRAWAL_PROPOSED,
        NewsKind.COMPLAINT_ASKED,
        NewsKind.APPEAL_DECIDED,
        NewsKind.CERTIFICATE_WORK,
    ),
    Topic.PARTNERS: (
        NewsKind.AGREEMENT_STARTED,
        NewsKind.AGREEMENT_OFFERED,
        NewsKind.AGREEMENT_RETURNED,
        NewsKind.AGREEMENT_IN_FORCE,
        NewsKind.REPORT_DUE,
        NewsKind.AGREEMENT_ENDING,
        NewsKind.AGREEMENT_ENDED,
        NewsKind.PRACTICE_OFFERED,
        NewsKind.PRACTICE_JUDGED,
        NewsKind.MEETING_NEAR,
        NewsKind.LEAVING_NEAR,
    ),
    Topic.AMBASSADORS: (
        NewsKind.AMBASSADOR_APPOINTED,
        NewsKind.NOMINATION_DECLINED,
        NewsKind.ACTIVITY_NOTED,
        NewsKind.AMBASSADOR_HEARING_OPENED,
        NewsKind.TERM_ENDS,
    ),
}
ABOUT_A_RETURN = (*TOPICS[Topic.RETURNS], NewsKind.NOT_IN_TIME)
"""News only as long as the scan has not been handed in again; of one return the last of these says it all."""
TO_BE_DONE = (NewsKind.HANDED_IN, NewsKind.TO_CHECK, NewsKind.COMPARISON_OPENED)
"""News only as long as the dossier is open."""


class LetterKind(StrEnum):
    """What is sent. Only the digest waits for the morning; who asked for the others waits for them."""

    INVITATION = "invitation"
    ADDRESS_CONFIRMATION = "address_confirmation"
    DIGEST = "digest"
    COMPLAINT_RECEIPT = "complaint_receipt"
    COMPLAINT_ANSWER = "complaint_answer"


class MailError(StrEnum):
    """Why a letter did not go: a code, because what a mail server says may hold addresses."""

    UNREACHABLE = "unreachable"
    """No connection, or it broke off."""
    NOT_SECURE = "not_secure"
    """The server offers no TLS, or its certificate is wrong."""
    SIGN_IN = "sign_in"
    """The server refuses our user and password."""
    BUSY = "busy"
    """The server says: later (4xx)."""
    REFUSED = "refused"
    """The server will not have this letter or this address (5xx): trying again is no use."""
    VOID = "void"
    """It has no meaning any more: expired, withdrawn, or the account is closed."""
    UNWRITABLE = "unwritable"
    """It cannot be made: sealed with another secret, or an address that no mail can have."""


FINAL = frozenset({MailError.REFUSED, MailError.VOID, MailError.UNWRITABLE})
"""Errors after which no further attempt is made."""

MOST_ATTEMPTS = 8
"""The last one comes about 30 hours after the first: a server that is down for a day loses nothing."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=12)

DIGEST_TIME = time(7)
"""In the region. A digest holds what happened before this moment of its day."""
STALE_AFTER = timedelta(days=14)
"""Older news is not worth a mail: the page has it. It also keeps a long outage from ending in a flood."""
REMIND_BEFORE = timedelta(days=2)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts failed: 1, 4, 16, 64 minutes, and so on up to 12 hours."""
    return min(_FIRST_WAIT * int(4 ** (attempts - 1)), _LONGEST_WAIT)


def digest_moment(now: datetime) -> datetime:
    """The moment of the digest of this day in the region; before it, there is none to send yet."""
    return datetime.combine(local_day(now), DIGEST_TIME, REGION_ZONE)


def reminder(deadline: date, today: date) -> NewsKind | None:
    """What a respondent is reminded of today, about a deadline that is the last day to hand in."""
    if today > deadline:
        return NewsKind.DEADLINE_PASSED if today - deadline <= STALE_AFTER else None
    return NewsKind.DEADLINE_NEAR if deadline - today <= REMIND_BEFORE else None
