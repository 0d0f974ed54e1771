"""The public register: who holds a certificate, and whether a number holds at this moment (design 7)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from certificates.number import IssuedNumber
from certificates.validity import Status, status_on
from scan.domain.applications import CertificateKind, PublicDetail
from scan.domain.statements import Statement
from scan.domain.states import CertificateState
from scan.store.tables import (
    Application,
    Certificate,
    CertificateEvent,
    DecisionRow,
    Organisation,
    Placement,
    QuestionnaireVersion,
    Scan,
    SchoolClass,
)

PAGE = 25
_QUERY_MAXIMUM = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register; a statement has no level and no result."""

    number: str
    kind: CertificateKind
    name: str
    place: str | None
    municipality: str | None
    level: str | None
    valid_until: date
    status: Status
    questionnaire_sha256: str | None
    outcome: bytes | None
    public_detail: PublicDetail


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of entries, of so many that match."""

    entries: tuple[Entry, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a certificate after it was issued."""

    action: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Check:
    """Everything the public page and the document of one certificate or statement are made of.

    A certificate has a level, a questionnaire and a result; a statement has what the organisation wrote.
    """

    number: str
    kind: CertificateKind
    status: Status
    name: str
    level: str | None
    scope: str
    language: str
    valid_from: date
    valid_until: date
    decided_on: datetime
    questionnaire: str | None
    questionnaire_sha256: str | None
    document: bytes | None
    scheme: str
    outcome: bytes | None
    statement: Statement | None
    public_detail: PublicDetail
    schools: tuple[str, ...]
    scanned_on: datetime | None
    events: tuple[Event, ...]
    version: int
    organisation_id: int


def search(
    session: Session,
    *,
    today: date,
    query: str = "",
    municipality: str = "",
    level: str = "",
    kind: CertificateKind | None = None,
    page: int = 1,
) -> Listing:
    """Certificates that hold today, by name. ``query``: part of a name or number. The database sorts and pages.

    ``level``: only certificates have one. ``kind``: without it both certificates and statements.
    """
    conditions: list[ColumnElement[bool]] = [
        Certificate.state == CertificateState.ISSUED.value,
        Certificate.valid_from <= today,
        Certificate.valid_until >= today,
    ]
    if words := query.strip()[:_QUERY_MAXIMUM]:
        conditions.append(
            or_(
                Organisation.name.icontains(words, autoescape=True),
                Certificate.number.icontains(words, autoescape=True),
            )
        )
    if municipality:
        conditions.append(Organisation.municipality == municipality)
    if kind is not None:
        conditions.append(Certificate.kind == kind.value)
    if level:
        conditions.append(Certificate.level == level)
    chosen = select(Certificate, Organisation).join(Organisation).where(*conditions)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    last = max(1, -(-total // PAGE))
    page = min(max(1, page), last)
    rows = session.execute(
        chosen.order_by(func.lower(Organisation.name), Certificate.id).limit(PAGE).offset((page - 1) * PAGE)
    )
    return Listing(tuple(_entry(certificate, holder, today) for certificate, holder in rows), total, page)


def municipalities(session: Session, *, today: date) -> tuple[str, ...]:
    """Where holders of a certificate that holds today are, in order of the alphabet."""
    found = session.scalars(
        select(Organisation.municipality)
        .join(Certificate, Certificate.organisation_id == Organisation.id)
        .where(
            Certificate.state == CertificateState.ISSUED.value,
            Certificate.valid_until >= today,
            Organisation.municipality.is_not(None),
        )
        .distinct()
        .order_by(Organisation.municipality)
    )
    return tuple(name for name in found if name is not None)


def check(session: Session, *, number: str, today: date) -> Check | None:
    """What the register knows of ``number`` as somebody typed it; None when there is no such certificate.

    Raises InvalidNumber when it cannot be a number of ours at all (form or check digits).
    """
    row = session.execute(
        select(Certificate, Organisation, DecisionRow)
        .join(Organisation, Organisation.id == Certificate.organisation_id)
        .join(DecisionRow, DecisionRow.id == Certificate.decision_id)
        .where(Certificate.number == str(IssuedNumber.parse(number)))
    ).one_or_none()
    return None if row is None else _check(session, *row, today)


def of_organisation(session: Session, *, organisation_id: int, today: date) -> tuple[Entry, ...]:
    """All certificates of one organisation, newest first, whatever their status. For its own contacts."""
    rows = session.execute(
        select(Certificate, Organisation)
        .join(Organisation)
        .where(Certificate.organisation_id == organisation_id)
        .order_by(Certificate.id.desc())
    )
    return tuple(_entry(certificate, holder, today) for certificate, holder in rows)


def _entry(certificate: Certificate, holder: Organisation, today: date) -> Entry:
    return Entry(
        number=certificate.number,
        kind=CertificateKind(certificate.kind),
        name=holder.name,
        place=holder.place,
        municipality=holder.municipality,
        level=certificate.level,
        valid_until=certificate.valid_until,
        status=status_on(certificate, today),
        questionnaire_sha256=certificate.questionnaire_sha256,
        outcome=certificate.outcome,
        public_detail=PublicDetail(certificate.public_detail),
    )


def _check(
    session: Session, certificate: Certificate, holder: Organisation, decision: DecisionRow, today: date
) -> Check:
    scans = session.execute(
        select(Organisation.name, func.max(Scan.submitted_at))
        .join(SchoolClass, SchoolClass.institution_id == Organisation.id)
        .join(Placement, Placement.class_id == SchoolClass.id)
        .join(Scan, Scan.placement_id == Placement.id)
        .where(Scan.dossier_id == decision.dossier_id)
        .group_by(Organisation.name)
        .order_by(Organisation.name)
    )
    by_school = dict(scans.all())
    dates = [day for day in by_school.values() if day is not None]
    document = None
    if certificate.questionnaire is not None:
        slug, _, version = certificate.questionnaire.partition("@")
        document = session.scalars(
            select(QuestionnaireVersion.document).where(
                QuestionnaireVersion.slug == slug, QuestionnaireVersion.version == version
            )
        ).one()
    written = session.get_one(Application, decision.application_id).statement
    events = session.scalars(
        select(CertificateEvent)
        .where(CertificateEvent.certificate_id == certificate.id)
        .order_by(CertificateEvent.id)
    )
    return Check(
        number=certificate.number,
        kind=CertificateKind(certificate.kind),
        status=status_on(certificate, today),
        name=holder.name,
        level=certificate.level,
        scope=certificate.scope,
        language=certificate.language,
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
        decided_on=decision.decided_at,
        questionnaire=certificate.questionnaire,
        questionnaire_sha256=certificate.questionnaire_sha256,
        document=document,
        scheme=certificate.scheme,
        outcome=certificate.outcome,
        statement=None if written is None else Statement.from_json(written),
        public_detail=PublicDetail(certificate.public_detail),
        schools=tuple(by_school),
        scanned_on=max(dates, default=None),
        events=tuple(Event(event.action, event.reason, event.at) for event in events),
        version=certificate.version,
        organisation_id=certificate.organisation_id,
    )
