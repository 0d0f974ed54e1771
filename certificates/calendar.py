"""What the calendar does to certificates, once a day: they expire, light checks fall due, holders are told in time."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.scheme import scheme
from certificates.surveillance import follow_late, note_once, open_due, schemes_in_use
from certificates.validity import expire_due, tell_holder
from scan.domain.news import NewsKind
from scan.domain.periods import months_later
from scan.domain.states import CertificateState
from scan.domain.surveillance import NoticeKind
from scan.store.tables import Certificate, Notice


@dataclass(frozen=True, slots=True)
class Done:
    """How many of each."""

    expired: int
    checks_opened: int
    checks_late: int
    told_of_the_end: int


def run_day(session: Session, *, today: date, now: datetime) -> Done:
    """Everything that the calendar asks for on this day. Run daily; harmless to run twice, or twice at once."""
    return Done(
        expired=expire_due(session, today=today, now=now),
        checks_opened=open_due(session, today=today, now=now),
        checks_late=follow_late(session, today=today, now=now),
        told_of_the_end=_tell_of_the_end(session, today=today, now=now),
    )


def _tell_of_the_end(session: Session, *, today: date, now: datetime) -> int:
    """Tell holders, once, that their certificate ends within the scheme's months; gives how many were told."""
    told = 0
    for name in schemes_in_use(session):
        ends = months_later(today, scheme(name).afterwards.renewal_notice_months)
        near = select(Certificate).where(
            Certificate.scheme == name,
            Certificate.state == CertificateState.ISSUED.value,
            Certificate.valid_until.between(today, ends),
            ~select(Notice.kind)
            .where(Notice.certificate_id == Certificate.id, Notice.kind == NoticeKind.ENDS.value)
            .exists(),
        )
        for certificate in session.scalars(near.order_by(Certificate.id)).all():
            if note_once(session, certificate, NoticeKind.ENDS, now):
                told += 1
                tell_holder(session, certificate, NewsKind.CERTIFICATE_ENDS, now=now)
    return told
