"""From a decision to a certificate (design 7): decide within the scheme, number it, keep its snapshot."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.number import CERTIFICATE_PREFIX, STATEMENT_PREFIX, IssuedNumber
from certificates.results import strongest_theme
from certificates.scheme import CertificateScheme, StatementScheme
from certificates.validity import last_day, replace_earlier
from scan.domain.applications import CertificateKind, DecisionOutcome
from scan.domain.periods import local_day
from scan.domain.states import CertificateState
from scan.store.published import published
from scan.store.tables import Application, Certificate, DecisionRow, Dossier, QuestionnaireVersion
from scan.use_cases.audit import record
from scan.use_cases.replaying import certificate_facts
from scoring import Outcome

"""A certificate is dated by the day it is in the region."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What a granted decision gives: the row's id and its public number."""

    certificate_id: int
    number: str


def issue(
    session: Session,
    *,
    decision_id: int,
    scheme: CertificateScheme | StatementScheme,
    language: str,
    now: datetime,
) -> Issued:
    """Issue the certificate or statement of a granted decision; an earlier one for the same is replaced.

    Raises ValueError when the decision is no grant, is not about what the scheme gives, or is one person's where the
    scheme wants two: the decision use cases refuse these before. A second call for the same decision gives the same
    certificate.
    """
    decision = session.get_one(DecisionRow, decision_id)
    present = session.scalar(select(Certificate).where(Certificate.decision_id == decision_id))
    if present is not None:
        return Issued(present.id, present.number)
    if decision.outcome != DecisionOutcome.GRANT.value:
        raise ValueError(f"decision {decision_id} grants nothing")
    if isinstance(scheme, StatementScheme):
        certificate = _statement(session, decision, scheme=scheme, language=language, now=now)
    else:
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
    level = decision.level
    if level is None or level not in scheme.validity_months or decision.dossier_id is None:
        raise ValueError(f"{scheme.name} does not give level {level}")
    if level in scheme.two_persons and decision.proposed_by is None:
        raise ValueError(f"{scheme.name} gives level {level} only when two people decide")
    dossier = session.get_one(Dossier, decision.dossier_id)
    questionnaire = session.get_one(QuestionnaireVersion, dossier.questionnaire_version_id)
    row = _issued(session, decision, CERTIFICATE_PREFIX, scheme.validity_months[level], language, now)
    row.kind = CertificateKind.CERTIFICATE.value
    row.scheme = scheme.name
    row.level = level
    row.questionnaire = f"{questionnaire.slug}@{questionnaire.version}"
    row.questionnaire_sha256 = questionnaire.sha256
    row.outcome = decision.rescored_outcome
    row.strongest_theme = strongest_theme(
        published(session, questionnaire.sha256).questionnaire,
        Outcome.from_json(decision.rescored_outcome or b""),
    )
    return row


def _statement(
    session: Session, decision: DecisionRow, *, scheme: StatementScheme, language: str, now: datetime
) -> Certificate:
    """Of a statement: no level, no questionnaire and no result. What it says stays in its application."""
    if decision.dossier_id is not None:
        raise ValueError(f"decision {decision.id} is about a result; {scheme.name} gives statements")
    row = _issued(session, decision, STATEMENT_PREFIX, scheme.valid_months, language, now)
    row.kind = CertificateKind.STATEMENT.value
    row.scheme = scheme.name
    return row


def _issued(
    session: Session, decision: DecisionRow, prefix: str, months: int, language: str, now: datetime
) -> Certificate:
    """What every kind has: number, holder, scope and term."""
    application = session.get_one(Application, decision.application_id)
    today = local_day(now)
    return Certificate(
        number=str(next_number(session, prefix, today.year)),
        decision_id=decision.id,
        organisation_id=application.organisation_id,
        state=CertificateState.ISSUED.value,
        scope=application.scope,
        language=language,
        valid_from=today,
        valid_until=last_day(today, months),
        public_detail=application.public_detail,
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
