"""What the calendar does to agreements: they end, and partners are reminded in time; to be called every day."""

from datetime import date, datetime, timedelta

from sqlalchemy import Exists, exists, select
from sqlalchemy.orm import Session

from scan.domain.news import NewsKind, digest_moment
from scan.domain.partnering import (
    AGREEMENT,
    OPEN,
    REMIND_ENDING,
    AgreementAction,
    AgreementState,
    report_due,
    report_years,
)
from scan.domain.periods import local_day
from scan.domain.states import advance
from scan.store.tables import News, PartnerAgreement, Pledge, PledgeReport
from scan.use_cases.agreements import log
from scan.use_cases.notifying import notify, speakers
from scan.use_cases.platform_calendar import keep_platforms

ASKED_FOR = timedelta(days=60)
"""How long a report is asked for; news that is a month old is forgotten, and then it is asked once more."""


def keep_the_calendar(session: Session, *, now: datetime) -> None:
    """End what is over, remind of what comes near; twice on a day does nothing more."""
    today, moment = local_day(now), digest_moment(now) - timedelta(minutes=1)
    _end(session, today, now, moment)
    _remind_of_the_end(session, today, moment)
    _ask_for_reports(session, today, moment)
    keep_platforms(session, today=today, now=now, moment=moment)


def _end(session: Session, today: date, now: datetime, moment: datetime) -> None:
    over = select(PartnerAgreement).where(
        PartnerAgreement.state == AgreementState.IN_FORCE.value, PartnerAgreement.valid_until < today
    )
    for row in session.scalars(over.with_for_update()).all():
        row.state = advance(AGREEMENT, AgreementState(row.state), AgreementAction.EXPIRE).value
        row.ended_on = row.valid_until
        row.version += 1
        session.flush()
        _tell(session, row, NewsKind.AGREEMENT_ENDED, moment)
        log(session, None, "agreement_expired", row, now)


def _remind_of_the_end(session: Session, today: date, moment: datetime) -> None:
    """Unless a new edition is being made already."""
    last = today + timedelta(days=REMIND_ENDING)
    newer = PartnerAgreement.__table__.alias("newer")
    near = select(PartnerAgreement).where(
        PartnerAgreement.state == AgreementState.IN_FORCE.value,
        PartnerAgreement.valid_until.between(today, last),
        ~exists().where(newer.c.organisation_id == PartnerAgreement.organisation_id, newer.c.state.in_(OPEN)),
        ~_told(NewsKind.AGREEMENT_ENDING),
    )
    for row in session.scalars(near).all():
        _tell(session, row, NewsKind.AGREEMENT_ENDING, moment)


def _ask_for_reports(session: Session, today: date, moment: datetime) -> None:
    """In the last month of each year of an agreement, as long as a pledge has no report about it."""
    running = select(PartnerAgreement.id, PartnerAgreement.valid_from, PartnerAgreement.valid_until).where(
        PartnerAgreement.state == AgreementState.IN_FORCE.value, ~_told(NewsKind.REPORT_DUE)
    )
    for agreement_id, first, last in session.execute(running).all():
        if first is None or last is None:
            continue  # the database has none in force without its days
        for year in report_years(first, last, today):
            due = report_due(first, last, year)
            if due <= today <= due + ASKED_FOR and _is_silent(session, agreement_id, year):
                _tell(session, session.get_one(PartnerAgreement, agreement_id), NewsKind.REPORT_DUE, moment)


def _is_silent(session: Session, agreement_id: int, year: int) -> bool:
    reported = exists().where(PledgeReport.pledge_id == Pledge.id, PledgeReport.year == year)
    silent = select(Pledge.id).where(Pledge.agreement_id == agreement_id, ~reported)
    return session.scalar(silent.limit(1)) is not None


def _told(kind: NewsKind) -> Exists:
    return exists().where(News.agreement_id == PartnerAgreement.id, News.kind == kind.value)


def _tell(session: Session, row: PartnerAgreement, kind: NewsKind, moment: datetime) -> None:
    people = speakers(session, row.organisation_id)
    notify(session, people=people, kind=kind, agreement_id=row.id, now=moment)
