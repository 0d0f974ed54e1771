"""The digest: what is new for someone, in one mail in the morning, at most one a day. And the same news on a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, update
from sqlalchemy.orm import Session

from scan.domain.news import (
    ABOUT_A_RETURN,
    REMIND_BEFORE,
    STALE_AFTER,
    TO_BE_DONE,
    TOPICS,
    LetterKind,
    NewsKind,
    Topic,
    digest_moment,
    reminder,
)
from scan.domain.periods import local_day
from scan.domain.roles import Actor
from scan.domain.states import ScanState
from scan.store.session import after_commit
from scan.store.tables import (
    Ambassador,
    Dossier,
    Letter,
    MutedTopic,
    News,
    Organisation,
    PartnerAgreement,
    Person,
    Platform,
    Scan,
    ScanReturn,
)
from scan.store.upsert import dialect_of, insert_into
from scan.use_cases.notifying import notify, respondents
from scan.use_cases.outbox import BELL
from scan.use_cases.partner_calendar import keep_the_calendar
from scan.use_cases.starting import OPEN_STATES


@dataclass(frozen=True, slots=True)
class NewsLine:
    """One thing that is new."""

    id: int
    kind: NewsKind
    organisation: str
    """The organisation, or the platform, that it is about; of news about an ambassador the school."""
    organisation_kind: str
    dossier_id: int | None
    scan_id: int | None
    deadline: date | None
    created_at: datetime
    agreement_id: int | None = None
    platform_id: int | None = None


def make_digests(session: Session, *, now: datetime) -> int:
    """Remind of deadlines, and put today's digests in the outbox; gives how many people get one.

    Before ``DIGEST_TIME`` there is none yet. It may be called as often as one likes, by several processes: a digest
    holds what happened before that time, and its person and day are a unique key.
    """
    moment = digest_moment(now)
    if now < moment:
        return 0
    remind(session, now=now)
    keep_the_calendar(session, now=now)
    day = local_day(now)
    waiting = _pending(News.person_id, Person.locale, moment=moment)
    people = session.execute(waiting.distinct().order_by(News.person_id)).all()
    rows = [
        {
            "kind": LetterKind.DIGEST.value,
            "person_id": person_id,
            "language": locale,
            "data": {},
            "day": day,
            "created_at": now,
            "not_before": now,
            "attempts": 0,
        }
        for person_id, locale in people
    ]
    made = 0
    for row in rows:
        statement = insert_into(dialect_of(session), Letter).values(row).on_conflict_do_nothing()
        letter_id = session.scalar(statement.returning(Letter.id))
        if letter_id is not None:
            made += 1
            mine = _pending(News.id, moment=moment).where(News.person_id == row["person_id"])
            session.execute(update(News).where(News.id.in_(mine)).values(letter_id=letter_id))
    if made:
        after_commit(session, BELL.set)
    return made


def digest_lines(session: Session, *, letter_id: int) -> tuple[NewsLine, ...]:
    """What stands in a digest, without what another line says already."""
    return _lines(session, News.letter_id == letter_id)


def my_news(session: Session, *, actor: Actor, now: datetime) -> tuple[NewsLine, ...]:
    """What is new for the actor and was not put away, newest first. One statement."""
    since = News.created_at > now - STALE_AFTER
    lines = _lines(session, and_(News.person_id == actor.person_id, News.seen_at.is_(None), since))
    return tuple(reversed(lines))


def put_away(session: Session, *, actor: Actor, up_to: int, now: datetime) -> None:
    """The actor has seen their news up to this number."""
    mine = (News.person_id == actor.person_id, News.id <= up_to, News.seen_at.is_(None))
    session.execute(update(News).where(*mine).values(seen_at=now))


def remind(session: Session, *, now: datetime) -> None:
    """Tell respondents of deadlines that come near or have passed, once each; and who set it, when it has passed.

    It goes by how things are: a scan that was handed in again, or withdrawn, is not in it.
    """
    today = local_day(now)
    newest = (
        select(ScanReturn.id).where(ScanReturn.scan_id == Scan.id).order_by(ScanReturn.id.desc()).limit(1)
    )
    found = session.execute(
        select(Scan, ScanReturn)
        .join(ScanReturn, ScanReturn.scan_id == Scan.id)
        .where(
            ScanReturn.deadline.between(today - STALE_AFTER, today + REMIND_BEFORE),
            Scan.state == ScanState.RETURNED.value,
            ScanReturn.id == newest.correlate(Scan).scalar_subquery(),
        )
    )
    for scan, returned in found.all():
        kind = None if returned.deadline is None else reminder(returned.deadline, today)
        if kind is None:
            continue
        about = {"dossier_id": scan.dossier_id, "scan_id": scan.id, "return_id": returned.id}
        since = digest_moment(now) - timedelta(minutes=1)
        notify(session, people=respondents(session, scan), kind=kind, now=since, **about)
        if kind is NewsKind.DEADLINE_PASSED:
            notify(session, people={returned.returned_by}, kind=NewsKind.NOT_IN_TIME, now=since, **about)


def _codes(kinds: Iterable[NewsKind]) -> list[str]:
    return [kind.value for kind in kinds]


_TOPIC = case({kind.value: topic.value for topic, kinds in TOPICS.items() for kind in kinds}, value=News.kind)
_STILL_NEWS = and_(
    or_(News.kind.not_in(_codes(ABOUT_A_RETURN)), Scan.state == ScanState.RETURNED.value),
    or_(News.kind.not_in(_codes(TO_BE_DONE)), Dossier.state.in_(OPEN_STATES)),
)
"""News about something to do counts until it is done. The query joins Dossier and Scan, both outer."""


def _pending(*columns: Any, moment: datetime) -> Select[*tuple[Any, ...]]:
    """News that belongs in a digest of that moment and is in none."""
    muted = exists().where(MutedTopic.person_id == News.person_id, MutedTopic.topic == _TOPIC)
    return (
        select(*columns)
        .select_from(News)
        .join(Person, Person.id == News.person_id)
        .outerjoin(Dossier, Dossier.id == News.dossier_id)
        .outerjoin(Scan, Scan.id == News.scan_id)
        .where(
            News.letter_id.is_(None),
            News.created_at < moment,
            News.created_at > moment - STALE_AFTER,
            Person.email.is_not(None),
            Person.disabled_at.is_(None),
            _STILL_NEWS,
            ~muted,
        )
    )


def _lines(session: Session, condition: ColumnElement[bool]) -> tuple[NewsLine, ...]:
    rows = session.execute(
        select(
            News.id,
            News.kind,
            func.coalesce(Organisation.name, Platform.name),
            func.coalesce(Organisation.kind, ""),
            News.dossier_id,
            News.scan_id,
            ScanReturn.deadline,
            News.created_at,
            News.agreement_id,
            News.platform_id,
        )
        .outerjoin(Dossier, Dossier.id == News.dossier_id)
        .outerjoin(PartnerAgreement, PartnerAgreement.id == News.agreement_id)
        .outerjoin(Ambassador, Ambassador.id == News.ambassador_id)
        .outerjoin(
            Organisation,
            Organisation.id
            == func.coalesce(
                Dossier.organisation_id,
                PartnerAgreement.organisation_id,
                News.organisation_id,
                Ambassador.institution_id,
            ),
        )
        .outerjoin(Platform, Platform.id == News.platform_id)
        .outerjoin(Scan, Scan.id == News.scan_id)
        .outerjoin(ScanReturn, ScanReturn.id == News.return_id)
        .where(condition, _STILL_NEWS)
        .order_by(News.created_at, News.id)
    )
    lines = [NewsLine(number, NewsKind(kind), *rest) for number, kind, *rest in rows]
    last = {_about(line): line for line in lines}
    return tuple(line for line in lines if last[_about(line)] is line)


def _about(line: NewsLine) -> tuple[object, ...]:
    """Of lines with the same subject only the last is told."""
    if line.kind in TOPICS[Topic.RETURNS]:
        return (Topic.RETURNS, line.scan_id)
    return (line.kind, line.dossier_id, line.organisation, line.agreement_id, line.platform_id)
