"""From a decision to a certificate (design 7): decide within the scheme, number it, keep its snapshot."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.number import CERTIFICATE_PREFIX, IssuedNumber
from certificates.results import strongest_theme
from certificates.scheme import CertificateScheme
from certificates.validity import last_day, replace_earlier
from scan.domain import periods
from scan.domain.applications import DecisionOutcome
from scan.domain.states import CertificateState
from scan.store.published import published
from scan.store.tables import Application, Certificate, DecisionRow, Dossier, QuestionnaireVersion
from scan.use_cases.audit import record
from scan.use_cases.replaying import certificate_facts
from scoring import Outcome

REGION_ZONE = periods.REGION_ZONE
"""A certificate is dated by the day it is in the region."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What a granted decision gives: the row's id and its public number."""

    certificate_id: int
    number: str


def issue(
    session: Session, *, decision_id: int, scheme: CertificateScheme, language: str, now: datetime
) -> Issued:
    """Issue the certificate of a granted decision; an earlier one for the same scope is replaced.

    Raises ValueError when the decision is no grant or the scheme does not give its level: the decision use case
    refuses both before this. A second call for the same decision gives the same certificate.
    """
    decision = session.get_one(DecisionRow, decision_id)
    present = session.scalar(select(Certificate).where(Certificate.decision_id == decision_id))
    if present is not None:
        return Issued(present.id, present.number)
    if decision.outcome != DecisionOutcome.GRANT.value or decision.rescored_outcome is None:
        raise ValueError(f"decision {decision_id} grants nothing")
    if decision.level is None or decision.level not in scheme.validity_months:
        raise ValueError(f"{scheme.name} does not give level {decision.level}")
    certificate = _certificate(session, decision, scheme=scheme, language=language, now=now)
    session.add(certificate)
    session.flush()
    record(
        session,
        actor=decision.certifier_id,
        action="certificate_issued",
        subject_kind="certificate",
        subject_id=certificate.id,
        now=now,
        **certificate_facts(certificate),
    )
    replace_earlier(session, certificate, now=now)
    return Issued(certificate.id, certificate.number)


def _certificate(
    session: Session, decision: DecisionRow, *, scheme: CertificateScheme, language: str, now: datetime
) -> Certificate:
    application = session.get_one(Application, decision.application_id)
    dossier = session.get_one(Dossier, decision.dossier_id)
    questionnaire = session.get_one(QuestionnaireVersion, dossier.questionnaire_version_id)
    today = now.astimezone(REGION_ZONE).date()
    return Certificate(
        number=str(next_number(session, CERTIFICATE_PREFIX, today.year)),
        decision_id=decision.id,
        organisation_id=dossier.organisation_id,
        state=CertificateState.ISSUED.value,
        level=decision.level,
        scope=application.scope,
        language=language,
        valid_from=today,
        valid_until=last_day(today, scheme.validity_months[str(decision.level)]),
        questionnaire=f"{questionnaire.slug}@{questionnaire.version}",
        questionnaire_sha256=questionnaire.sha256,
        scheme=scheme.name,
        outcome=decision.rescored_outcome,
        public_detail=application.public_detail,
        strongest_theme=strongest_theme(
            published(session, questionnaire.sha256).questionnaire,
            Outcome.from_json(decision.rescored_outcome or b""),
        ),
        issued_at=now,
    )


def next_number(session: Session, prefix: str, year: int) -> IssuedNumber:
    """The next free certificate number of a year.

    Two issues at once: the database's unique number refuses the second, whose transaction then fails as a whole.
    """
    newest = session.scalar(
        select(Certificate.number)
        .where(Certificate.number.like(f"{prefix}-{year:04}-%"))
        .order_by(Certificate.id.desc())
        .limit(1)
    )
    return IssuedNumber(prefix, year, 1 if newest is None else IssuedNumber.parse(newest).serial + 1)
