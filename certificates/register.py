"""The public register: who holds a certificate, and whether a number holds at this moment (design 7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
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


class Sort(StrEnum):
    """In which order certificates stand; of equals the one that was issued first comes first."""

    NAME = "name"
    PLACE = "place"
    LEVEL = "level"
    UNTIL = "until"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody searches for; an empty word asks nothing."""

    query: str = ""
    """Part of a name or number."""
    municipality: str = ""
    """A municipality or place, in full; capitals do not matter."""
    sector: str = ""
    level: str = ""
    """Only certificates have one."""
    kind: CertificateKind | None = None
    """Without it both certificates and statements."""
    theme: str = ""
    """Only those whose strongest theme is this one, and that show their themes to everyone."""
    sort: Sort = Sort.NAME
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register; a statement has no level and no result."""

    number: str
    kind: CertificateKind
    name: str
    place: str | None
    municipality: str | None
    sector: str | None
    level: str | None
    scope: str
    valid_from: date
    valid_until: date
    status: Status
    scheme: str
    questionnaire_sha256: str | None
    strongest_theme: str | None
    """Only where the holder shows its themes."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of entries, of so many that match."""

    entries: tuple[Entry, ...]
    total: int
    page: int

    size: int = PAGE

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))


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
    place: str | None
    municipality: str | None
    sector: str | None
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
    strongest_theme: str | None
    """Only where the holder shows its themes."""
    schools: tuple[str, ...]
    scanned_on: datetime | None
    events: tuple[Event, ...]
    version: int
    organisation_id: int


def search(
    session: Session,
    *,
    today: date,
    wanted: Wanted = Wanted(),
    levels: Sequence[str] = (),
    page: int = 1,
    size: int = PAGE,
) -> Listing:
    """Certificates that hold today. The database searches, sorts and cuts: two statements, ``size`` rows at most.

    ``levels``: ids of the levels, lowest first, to sort by. A page beyond the last is the last.
    """
    chosen = _chosen(today, wanted)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    page = min(max(1, page), max(1, -(-total // size)))
    rows = session.execute(chosen.order_by(*_order(wanted, levels)).limit(size).offset((page - 1) * size))
    return Listing(
        tuple(_entry(certificate, holder, today) for certificate, holder in rows), total, page, size
    )


def count(session: Session, *, today: date, kind: CertificateKind) -> int:
    """How many of a kind hold today."""
    chosen = _chosen(today, Wanted(kind=kind))
    return session.scalar(select(func.count()).select_from(chosen.subquery())) or 0


def everything(
    session: Session, *, today: date, wanted: Wanted, levels: Sequence[str] = ()
) -> Iterator[Entry]:
    """Every certificate that is searched for, one after the other; not all of them are in memory at once."""
    rows = session.execute(
        _chosen(today, wanted).order_by(*_order(wanted, levels)).execution_options(yield_per=500)
    )
    for certificate, holder in rows:
        yield _entry(certificate, holder, today)


def _chosen(today: date, wanted: Wanted) -> Select[Certificate, Organisation]:
    conditions: list[ColumnElement[bool]] = [
        Certificate.state == CertificateState.ISSUED.value,
        Certificate.valid_from <= today,
        Certificate.valid_until >= today,
    ]
    if words := wanted.query.strip()[:_QUERY_MAXIMUM]:
        conditions.append(
            or_(
                Organisation.name.icontains(words, autoescape=True),
                Certificate.number.icontains(words, autoescape=True),
            )
        )
    if wanted.municipality:
        place = wanted.municipality.lower()
        conditions.append(
            or_(func.lower(Organisation.municipality) == place, func.lower(Organisation.place) == place)
        )
    if wanted.sector:
        conditions.append(Organisation.sector == wanted.sector)
    if wanted.kind is not None:
        conditions.append(Certificate.kind == wanted.kind.value)
    if wanted.level:
        conditions.append(Certificate.level == wanted.level)
    if wanted.theme:
        conditions += [
            Certificate.strongest_theme == wanted.theme,
            Certificate.public_detail != PublicDetail.LEVEL.value,
        ]
    return select(Certificate, Organisation).join(Organisation).where(*conditions)


def _order(wanted: Wanted, levels: Sequence[str]) -> tuple[Any, ...]:
    name = func.lower(Organisation.name)
    height = {level: number for number, level in enumerate(levels)}
    columns: dict[Sort, Any] = {
        Sort.NAME: name,
        Sort.PLACE: func.lower(func.coalesce(Organisation.municipality, Organisation.place, "")),
        Sort.LEVEL: case(height, value=Certificate.level, else_=-1) if height else Certificate.level,
        Sort.UNTIL: Certificate.valid_until,
    }
    first = columns[wanted.sort]
    return (first.desc() if wanted.descending else first.asc(), name, Certificate.id)


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
        sector=holder.sector,
        level=certificate.level,
        scope=certificate.scope,
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
        status=status_on(certificate, today),
        scheme=certificate.scheme,
        questionnaire_sha256=certificate.questionnaire_sha256,
        strongest_theme=_shown_theme(certificate),
    )


def _shown_theme(certificate: Certificate) -> str | None:
    return None if certificate.public_detail == PublicDetail.LEVEL.value else certificate.strongest_theme


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
        place=holder.place,
        municipality=holder.municipality,
        sector=holder.sector,
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
        strongest_theme=_shown_theme(certificate),
        schools=tuple(by_school),
        scanned_on=max(dates, default=None),
        events=tuple(Event(event.action, event.reason, event.at) for event in events),
        version=certificate.version,
        organisation_id=certificate.organisation_id,
    )
