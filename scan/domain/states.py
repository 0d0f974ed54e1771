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


def advance(table: Mapping[tuple[S, A], S], state: S, action: A) -> S:
    """The state after ``action``. Raises IllegalTransition where the table has no such step."""
    try:
        return table[state, action]
    except KeyError:
        raise IllegalTransition(state, action) from None


def possible(table: Mapping[tuple[S, A], S], action: A) -> tuple[S, ...]:
    """The states from which ``action`` is possible."""
    return tuple(state for state, name in table if name == action)
