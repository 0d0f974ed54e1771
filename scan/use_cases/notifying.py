"""Telling people what is new, in the transaction in which it happens; the digest and the pages take it from there."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import Session

from scan.domain.news import NewsKind
from scan.domain.roles import Actor, OrganisationKind, Role
from scan.domain.states import DossierState, ScanState
from scan.store.members import HELD_BACK
from scan.store.tables import (
    ClassMember,
    Dossier,
    MembershipRow,
    News,
    Organisation,
    Placement,
    Scan,
    ScanMember,
    SchoolClass,
)
from scan.store.tables.base import code
from scan.store.upsert import dialect_of, insert_into

_SPEAKS_FOR = (Role.CONTACT.value, Role.COORDINATOR.value)


def notify(
    session: Session,
    *,
    people: Iterable[int],
    kind: NewsKind,
    dossier_id: int | None = None,
    organisation_id: int | None = None,
    agreement_id: int | None = None,
    platform_id: int | None = None,
    ambassador_id: int | None = None,
    scan_id: int | None = None,
    return_id: int | None = None,
    now: datetime,
) -> None:
    """Note something as new for each of ``people``; telling of one return twice does nothing.

    It is about one dossier, agreement, platform or ambassador, or else about an organisation.

    Who has a mail address gets it in the digest of the next morning, unless they want no mail about it; students see
    it on their start page. No words are kept, only what it is about.
    """
    rows = [
        {
            "person_id": person_id,
            "kind": kind.value,
            "dossier_id": dossier_id,
            "agreement_id": agreement_id,
            "platform_id": platform_id,
            "organisation_id": organisation_id,
            "ambassador_id": ambassador_id,
            "scan_id": scan_id,
            "return_id": return_id,
            "created_at": now,
        }
        for person_id in sorted(set(people))
    ]
    if rows:
        statement = insert_into(dialect_of(session), News).values(rows)
        session.execute(statement.on_conflict_do_nothing())


def tell_handed_in(session: Session, scan: Scan, *, now: datetime) -> None:
    """A scan came in while the other side is still busy, or after it was compared: its teachers know."""
    notify(
        session,
        people=teachers_of(session, scan.dossier_id),
        kind=NewsKind.HANDED_IN,
        dossier_id=scan.dossier_id,
        scan_id=scan.id,
        now=now,
    )


def tell_opened(session: Session, dossier: Dossier, *, now: datetime) -> None:
    """The sides can be compared: teachers may check, student and company may look.

    What a school filled in about itself is checked by the alliance.

    The company is told once there is something of a student that its school shares.
    """
    school = session.get_one(Organisation, dossier.organisation_id).kind == OrganisationKind.INSTITUTION.value
    notify(
        session,
        people=teachers_of(session, dossier.id) | (_alliance_reviewers(session) if school else frozenset()),
        kind=NewsKind.TO_CHECK,
        dossier_id=dossier.id,
        now=now,
    )
    _tell_sides(session, dossier, NewsKind.COMPARISON_OPENED, now, company=_is_shared(session, dossier.id))


def tell_shared(session: Session, placement_id: int, *, now: datetime) -> None:
    """The school shares a student's report from now on: the company is told when its comparison stands open."""
    compared = (
        select(Dossier)
        .join(Scan, Scan.dossier_id == Dossier.id)
        .join(ScanMember, ScanMember.scan_id == Scan.id)
        .where(
            ScanMember.placement_id == placement_id,
            ~HELD_BACK,
            Scan.state == ScanState.SUBMITTED.value,
            Dossier.state == DossierState.COMPARING.value,
        )
    )
    for dossier in session.scalars(compared):
        tell_company(session, dossier, NewsKind.COMPARISON_OPENED, now=now)


def tell_accepted(session: Session, dossier: Dossier, *, now: datetime) -> None:
    """The dossier is closed: everyone who handed in can see the result."""
    _tell_sides(session, dossier, NewsKind.ACCEPTED, now, company=True)


def tell_returned(session: Session, scan: Scan, *, return_id: int, now: datetime) -> None:
    """A scan came back: its respondents know."""
    notify(
        session,
        people=respondents(session, scan),
        kind=NewsKind.RETURNED,
        dossier_id=scan.dossier_id,
        scan_id=scan.id,
        return_id=return_id,
        now=now,
    )


def tell_company(session: Session, dossier: Dossier, kind: NewsKind, *, now: datetime) -> None:
    """Something about an application for a certificate, for everyone who speaks for the organisation."""
    notify(
        session,
        people=speakers(session, dossier.organisation_id),
        kind=kind,
        dossier_id=dossier.id,
        now=now,
    )


def tell_speakers(
    session: Session, *, organisation_id: int, dossier_id: int | None, kind: NewsKind, now: datetime
) -> None:
    """Something about an application, also one without a dossier, for everyone who speaks for the organisation."""
    notify(
        session,
        people=speakers(session, organisation_id),
        kind=kind,
        dossier_id=dossier_id,
        organisation_id=organisation_id if dossier_id is None else None,
        now=now,
    )


def tell_the_certifiers(
    session: Session, *, organisation_id: int, dossier_id: int | None, now: datetime
) -> None:
    """Something came in about a decision or what was given on it: everyone who decides for the alliance."""
    found = select(MembershipRow.person_id).where(MembershipRow.role == Role.CERTIFIER.value)
    notify(
        session,
        people=session.scalars(found),
        kind=NewsKind.CERTIFICATE_WORK,
        dossier_id=dossier_id,
        organisation_id=organisation_id if dossier_id is None else None,
        now=now,
    )


def respondents(session: Session, scan: Scan) -> frozenset[int]:
    """Who fills a scan in: every student in it, or everyone who speaks for the organisation."""
    if scan.placement_id is not None:
        fellows = session.scalars(select(ScanMember.student_id).where(ScanMember.scan_id == scan.id))
        return frozenset({scan.respondent_id, *fellows})
    return speakers(session, scan.organisation_id)


def speakers(session: Session, organisation_id: int) -> frozenset[int]:
    """Contacts of a company, coordinators of a school."""
    found = select(MembershipRow.person_id).where(
        MembershipRow.organisation_id == organisation_id, MembershipRow.role.in_(_SPEAKS_FOR)
    )
    return frozenset(session.scalars(found))


def speaks_for(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor is a contact of the company, or coordinator of the school."""
    return any(actor.has(role, organisation_id) for role in (Role.CONTACT, Role.COORDINATOR))


def _alliance_reviewers(session: Session) -> frozenset[int]:
    found = select(MembershipRow.person_id).where(
        MembershipRow.role == Role.REVIEWER.value,
        MembershipRow.organisation_kind == OrganisationKind.ALLIANCE.value,
    )
    return frozenset(session.scalars(found))


def teachers_of(session: Session, dossier_id: int) -> frozenset[int]:
    """Teachers of the classes of a dossier's students, as long as they work at the school."""
    return frozenset(session.scalars(_TEACHERS, {"dossier_id": dossier_id}))


_TEACHERS = (
    select(ClassMember.person_id)
    .distinct()
    .join(SchoolClass, SchoolClass.id == ClassMember.class_id)
    .join(
        MembershipRow,
        (MembershipRow.person_id == ClassMember.person_id)
        & (MembershipRow.organisation_id == SchoolClass.institution_id)
        & (MembershipRow.role == code(Role.TEACHER)),
    )
    .join(Placement, Placement.class_id == SchoolClass.id)
    .join(ScanMember, ScanMember.placement_id == Placement.id)
    .join(Scan, Scan.id == ScanMember.scan_id)
    .where(
        ClassMember.role == code(Role.TEACHER),
        Scan.dossier_id == bindparam("dossier_id", type_=Integer),
        Scan.state != code(ScanState.WITHDRAWN),
    )
)


def _is_shared(session: Session, dossier_id: int) -> bool:
    """Whether the company may read something of a student in the dossier."""
    shared = select(Scan.id).where(
        Scan.dossier_id == dossier_id,
        Scan.placement_id.is_not(None),
        Scan.submitted_at.is_not(None),
        Scan.state != ScanState.WITHDRAWN.value,
        ~HELD_BACK,
    )
    return session.scalar(shared.limit(1)) is not None


def _tell_sides(session: Session, dossier: Dossier, kind: NewsKind, now: datetime, *, company: bool) -> None:
    """Each student of the dossier about the own scan; who speaks for the organisation about the dossier."""
    scans = select(Scan).where(
        Scan.dossier_id == dossier.id,
        Scan.placement_id.is_not(None),
        Scan.state.in_((ScanState.SUBMITTED.value, ScanState.ACCEPTED.value)),
    )
    for scan in session.scalars(scans):
        notify(
            session,
            people=respondents(session, scan),
            kind=kind,
            dossier_id=dossier.id,
            scan_id=scan.id,
            now=now,
        )
    if company:
        tell_company(session, dossier, kind, now=now)
