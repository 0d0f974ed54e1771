"""Which decisions the monitor can draw, and how heavy each weighs: more where there were signs of risk."""

from datetime import date

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from certificates.sampling import Candidate
from certificates.scheme import DecidedScheme
from scan.domain.periods import local_midnight
from scan.domain.states import CertificateAction
from scan.store.tables import Certificate, CertificateEvent, Complaint, DecisionRow

_TROUBLE = (CertificateAction.SUSPEND.value, CertificateAction.WITHDRAW.value)


def candidates_of(session: Session, rules: DecidedScheme, year: int) -> tuple[Candidate, ...]:
    """All decisions of the year under any version of the scheme, heavier where there were signs of risk.

    1 for each; 2 more for a complaint, 2 more for a suspension or withdrawal, 1 more where a single person reviewed.
    """
    begin = local_midnight(date(year, 1, 1))
    end = local_midnight(date(year + 1, 1, 1))
    complained = (
        select(Complaint.id)
        .join(Certificate, Certificate.id == Complaint.certificate_id)
        .where(Certificate.decision_id == DecisionRow.id)
        .correlate(DecisionRow)
        .exists()
    )
    troubled = (
        select(CertificateEvent.id)
        .join(Certificate, Certificate.id == CertificateEvent.certificate_id)
        .where(Certificate.decision_id == DecisionRow.id, CertificateEvent.action.in_(_TROUBLE))
        .correlate(DecisionRow)
        .exists()
    )
    rows = session.execute(
        select(
            DecisionRow.id,
            DecisionRow.level,
            DecisionRow.reviewers,
            case((complained, 2), else_=0) + case((troubled, 2), else_=0),
        )
        .where(
            DecisionRow.scheme.startswith(f"{rules.id}@", autoescape=True),
            DecisionRow.decided_at >= begin,
            DecisionRow.decided_at < end,
        )
        .order_by(DecisionRow.id)
    )
    return tuple(
        Candidate(
            number,
            1 + risk + (1 if len(reviewers) == 1 else 0),
            level is not None and level == rules.top_level,
        )
        for number, level, reviewers, risk in rows
    )
