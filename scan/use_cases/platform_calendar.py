"""What the calendar does to platforms: who has no certificate or agreement any more leaves after a term."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, exists, or_, select
from sqlalchemy.orm import Session

from scan.domain.news import NewsKind
from scan.domain.partnering import AgreementState
from scan.domain.platforms import REMIND_MEETING, Ground, leaves_on
from scan.domain.states import CertificateState
from scan.store.tables import (
    Certificate,
    News,
    Organisation,
    PartnerAgreement,
    PlatformMeeting,
    PlatformMember,
)
from scan.use_cases.audit import record
from scan.use_cases.notifying import notify, speakers


def holds_certificate(today: date) -> ColumnElement[bool]:
    """Of an Organisation in the query: it has a certificate that holds on that day."""
    return exists().where(
        Certificate.organisation_id == Organisation.id,
        Certificate.state == CertificateState.ISSUED.value,
        Certificate.valid_from <= today,
        Certificate.valid_until >= today,
    )


def has_agreement(today: date) -> ColumnElement[bool]:
    """Of an Organisation in the query: it has an agreement in force on that day."""
    return exists().where(
        PartnerAgreement.organisation_id == Organisation.id,
        PartnerAgreement.state == AgreementState.IN_FORCE.value,
        PartnerAgreement.valid_until >= today,
    )


def ground_of(session: Session, organisation_id: int, today: date) -> Ground | None:
    """Why an organisation may be in a platform on that day; None when it may not."""
    ground = case(
        (holds_certificate(today), Ground.CERTIFICATE.value), (has_agreement(today), Ground.AGREEMENT.value)
    )
    found = session.scalar(select(ground).where(Organisation.id == organisation_id))
    return None if found is None else Ground(found)


def keep_platforms(session: Session, *, today: date, now: datetime, moment: datetime) -> None:
    """Members leave or stay, and meetings come near. ``moment``: that of the news."""
    here = (
        select(PlatformMember)
        .join(Organisation, Organisation.id == PlatformMember.organisation_id)
        .where(PlatformMember.left_on.is_(None))
    )
    entitled = or_(holds_certificate(today), has_agreement(today))
    for member in session.scalars(here.where(entitled, PlatformMember.leaves_on.is_not(None))).all():
        member.leaves_on = None
        _log(session, "member_stays", member, now)
    for member in session.scalars(here.where(~entitled, PlatformMember.leaves_on.is_(None))).all():
        member.leaves_on = leaves_on(today)
        people = speakers(session, member.organisation_id)
        platform_id = member.platform_id
        notify(session, people=people, kind=NewsKind.LEAVING_NEAR, platform_id=platform_id, now=moment)
        _log(session, "member_will_leave", member, now)
    for member in session.scalars(here.where(~entitled, PlatformMember.leaves_on <= today)).all():
        member.left_on = today
        _log(session, "member_left", member, now)
    session.flush()
    _remind_of_meetings(session, now, moment)


def _remind_of_meetings(session: Session, now: datetime, moment: datetime) -> None:
    """Everyone who speaks for a member, once for each platform as long as the news is kept."""
    near = select(PlatformMeeting).where(
        PlatformMeeting.starts_at.between(now, now + timedelta(days=REMIND_MEETING)),
        PlatformMeeting.cancelled_at.is_(None),
    )
    for meeting in session.scalars(near).all():
        since = meeting.starts_at - timedelta(days=REMIND_MEETING + 1)
        known = select(News.id).where(
            News.platform_id == meeting.platform_id,
            News.kind == NewsKind.MEETING_NEAR.value,
            News.created_at > since,
        )
        if session.scalar(known.limit(1)) is not None:
            continue
        members = select(PlatformMember.organisation_id).where(
            PlatformMember.platform_id == meeting.platform_id, PlatformMember.left_on.is_(None)
        )
        people = {one for member in session.scalars(members) for one in speakers(session, member)}
        notify(
            session, people=people, kind=NewsKind.MEETING_NEAR, platform_id=meeting.platform_id, now=moment
        )


def _log(session: Session, action: str, member: PlatformMember, now: datetime) -> None:
    record(
        session, actor=None, action=action, subject_kind="platform", subject_id=member.platform_id, now=now,
        organisation=member.organisation_id,
    )  # fmt: skip
