"""The life stories, each one transition table (design 6). Nothing else changes a state."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from scan.domain.errors import IllegalTransition


class ScanState(StrEnum):
    """A scan is written in draft or returned, and read from submitted on."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class ScanAction(StrEnum):
    """What happens to a scan."""

    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


class DossierState(StrEnum):
    """Each side for itself, then side by side, then one result, then a certifier's decision."""

    COLLECTING = "collecting"
    COMPARING = "comparing"
    MODERATED = "moderated"
    DECIDED = "decided"


class DossierAction(StrEnum):
    """What happens to a dossier."""

    COMPARE = "compare"
    RETURN = "return"
    MODERATE = "moderate"
    DECIDE = "decide"
    REOPEN = "reopen"
    RECONSIDER = "reconsider"
    """An appeal was upheld: the same result is decided on again, by someone else."""


class ProposalState(StrEnum):
    """A level that a second certifier must confirm: proposed by the first, then confirmed or refused."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    LAPSED = "lapsed"


class ProposalAction(StrEnum):
    """What happens to a proposal; it lapses when the dossier is opened again."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    LAPSE = "lapse"


class CertificateState(StrEnum):
    """What the public page says; reinstating makes a suspended certificate issued again."""

    ISSUED = "issued"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REPLACED = "replaced"


class CertificateAction(StrEnum):
    """What happens to a certificate after it was issued."""

    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    REPLACE = "replace"
    RESTORE = "restore"
    """An appeal against the withdrawal was upheld; nothing else brings a withdrawn certificate back."""


class AmbassadorState(StrEnum):
    """From the first milestone to alumnus (design 7, instrument F)."""

    CANDIDATE = "candidate"
    NOMINATED = "nominated"
    APPOINTED = "appointed"
    ALUMNUS = "alumnus"
    REVOKED = "revoked"


class AmbassadorAction(StrEnum):
    """What happens to a junior ambassador."""

    NOMINATE = "nominate"
    DECLINE = "decline"
    APPOINT = "appoint"
    RENEW = "renew"
    RETIRE = "retire"
    REVOKE = "revoke"


class AppealState(StrEnum):
    """A company disagrees; a certifier who had no part in it takes it up and settles it."""

    FILED = "filed"
    TAKEN_UP = "taken_up"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class AppealAction(StrEnum):
    """What happens to an appeal; who takes it up may be followed by someone else."""

    TAKE_UP = "take_up"
    UPHOLD = "uphold"
    REJECT = "reject"
    WITHDRAW = "withdraw"


class ComplaintState(StrEnum):
    """Anyone says that something is wrong with a certificate."""

    RECEIVED = "received"
    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"


class ComplaintAction(StrEnum):
    """What happens to a complaint: the certifier may ask the company, which answers."""

    ASK = "ask"
    ANSWER = "answer"
    CLOSE = "close"


S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)

SCAN: Mapping[tuple[ScanState, ScanAction], ScanState] = MappingProxyType(
    {
        (ScanState.DRAFT, ScanAction.SUBMIT): ScanState.SUBMITTED,
        (ScanState.RETURNED, ScanAction.SUBMIT): ScanState.SUBMITTED,
        (ScanState.SUBMITTED, ScanAction.RETURN): ScanState.RETURNED,
        (ScanState.SUBMITTED, ScanAction.ACCEPT): ScanState.ACCEPTED,
        (ScanState.ACCEPTED, ScanAction.REOPEN): ScanState.SUBMITTED,
        (ScanState.DRAFT, ScanAction.WITHDRAW): ScanState.WITHDRAWN,
        (ScanState.SUBMITTED, ScanAction.WITHDRAW): ScanState.WITHDRAWN,
        (ScanState.RETURNED, ScanAction.WITHDRAW): ScanState.WITHDRAWN,
    }
)

DOSSIER: Mapping[tuple[DossierState, DossierAction], DossierState] = MappingProxyType(
    {
        (DossierState.COLLECTING, DossierAction.COMPARE): DossierState.COMPARING,
        (DossierState.COMPARING, DossierAction.RETURN): DossierState.COLLECTING,
        (DossierState.COMPARING, DossierAction.MODERATE): DossierState.MODERATED,
        (DossierState.MODERATED, DossierAction.DECIDE): DossierState.DECIDED,
        (DossierState.MODERATED, DossierAction.REOPEN): DossierState.COMPARING,
        (DossierState.DECIDED, DossierAction.REOPEN): DossierState.COMPARING,
        (DossierState.DECIDED, DossierAction.RECONSIDER): DossierState.MODERATED,
    }
)

PROPOSAL: Mapping[tuple[ProposalState, ProposalAction], ProposalState] = MappingProxyType(
    {
        (ProposalState.PROPOSED, ProposalAction.CONFIRM): ProposalState.CONFIRMED,
        (ProposalState.PROPOSED, ProposalAction.REFUSE): ProposalState.REFUSED,
        (ProposalState.PROPOSED, ProposalAction.LAPSE): ProposalState.LAPSED,
    }
)

CERTIFICATE: Mapping[tuple[CertificateState, CertificateAction], CertificateState] = MappingProxyType(
    {
        (CertificateState.ISSUED, CertificateAction.SUSPEND): CertificateState.SUSPENDED,
        (CertificateState.SUSPENDED, CertificateAction.REINSTATE): CertificateState.ISSUED,
        (CertificateState.ISSUED, CertificateAction.WITHDRAW): CertificateState.WITHDRAWN,
        (CertificateState.SUSPENDED, CertificateAction.WITHDRAW): CertificateState.WITHDRAWN,
        (CertificateState.ISSUED, CertificateAction.EXPIRE): CertificateState.EXPIRED,
        (CertificateState.SUSPENDED, CertificateAction.EXPIRE): CertificateState.EXPIRED,
        (CertificateState.ISSUED, CertificateAction.REPLACE): CertificateState.REPLACED,
        (CertificateState.SUSPENDED, CertificateAction.REPLACE): CertificateState.REPLACED,
        (CertificateState.WITHDRAWN, CertificateAction.RESTORE): CertificateState.ISSUED,
    }
)

AMBASSADOR: Mapping[tuple[AmbassadorState, AmbassadorAction], AmbassadorState] = MappingProxyType(
    {
        (AmbassadorState.CANDIDATE, AmbassadorAction.NOMINATE): AmbassadorState.NOMINATED,
        (AmbassadorState.NOMINATED, AmbassadorAction.DECLINE): AmbassadorState.CANDIDATE,
        (AmbassadorState.NOMINATED, AmbassadorAction.APPOINT): AmbassadorState.APPOINTED,
        (AmbassadorState.APPOINTED, AmbassadorAction.RENEW): AmbassadorState.APPOINTED,
        (AmbassadorState.APPOINTED, AmbassadorAction.RETIRE): AmbassadorState.ALUMNUS,
        (AmbassadorState.APPOINTED, AmbassadorAction.REVOKE): AmbassadorState.REVOKED,
        (AmbassadorState.ALUMNUS, AmbassadorAction.REVOKE): AmbassadorState.REVOKED,
    }
)

APPEAL: Mapping[tuple[AppealState, AppealAction], AppealState] = MappingProxyType(
    {
        (AppealState.FILED, AppealAction.TAKE_UP): AppealState.TAKEN_UP,
        (AppealState.TAKEN_UP, AppealAction.TAKE_UP): AppealState.TAKEN_UP,
        (AppealState.TAKEN_UP, AppealAction.UPHOLD): AppealState.UPHELD,
        (AppealState.TAKEN_UP, AppealAction.REJECT): AppealState.REJECTED,
        (AppealState.FILED, AppealAction.WITHDRAW): AppealState.WITHDRAWN,
        (AppealState.TAKEN_UP, AppealAction.WITHDRAW): AppealState.WITHDRAWN,
    }
)

COMPLAINT: Mapping[tuple[ComplaintState, ComplaintAction], ComplaintState] = MappingProxyType(
    {
        (ComplaintState.RECEIVED, ComplaintAction.ASK): ComplaintState.ASKED,
        (ComplaintState.ANSWERED, ComplaintAction.ASK): ComplaintState.ASKED,
        (ComplaintState.ASKED, ComplaintAction.ANSWER): ComplaintState.ANSWERED,
        (ComplaintState.RECEIVED, ComplaintAction.CLOSE): ComplaintState.CLOSED,
        (ComplaintState.ASKED, ComplaintAction.CLOSE): ComplaintState.CLOSED,
        (ComplaintState.ANSWERED, ComplaintAction.CLOSE): ComplaintState.CLOSED,
    }
)


def advance(table: Mapping[tuple[S, A], S], state: S, action: A) -> S:
    """The state after ``action``. Raises IllegalTransition where the table has no such step."""
    try:
        return table[state, action]
    except KeyError:
        raise IllegalTransition(state, action) from None


def possible(table: Mapping[tuple[S, A], S], action: A) -> tuple[S, ...]:
    """The states from which ``action`` is possible."""
    return tuple(state for state, name in table if name == action)
