"""What a partner pledges under each article, and the yearly word on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from questionnaires.definition import Theme
from scan.domain import partner_messages
from scan.domain.errors import Clash, InvalidInput, NotFound, Stale
from scan.domain.fields import Fields
from scan.domain.messages import UNKNOWN_CHOICE
from scan.domain.partnering import MOST_PLEDGES, PLEDGED, Article, PledgeState, report_years
from scan.domain.periods import local_day
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.store.tables import PartnerAgreement, Platform, Pledge, PledgeReport
from scan.use_cases.agreements import find_agreement, log

LARGEST_AMOUNT = 1_000_000
"""Euros a year."""


@dataclass(frozen=True, slots=True)
class PledgeInput:
    """One pledge as it was filled in; what does not belong to its article is left out."""

    article: str
    text: str
    theme: str | None = None
    amount: int | None = None
    """Euros a year."""
    platform_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReportInput:
    """How a pledge went in one year, as it was filled in."""

    state: str
    text: str
    evidence_url: str | None = None


def add_pledge(
    session: Session, *, actor: Actor, agreement_id: int, pledge: PledgeInput, now: datetime
) -> int:
    """Put a pledge under an article of a draft; gives its id.

    Raises NotFound, NotAllowed, InvalidInput (``article``, ``text``, ``theme``, ``amount``, ``platform_id``).
    """
    row = find_agreement(session, actor, agreement_id, Permission.WRITE_AGREEMENT, now, lock=True)
    values = _checked(session, pledge)
    count, last = session.execute(
        select(func.count(), func.coalesce(func.max(Pledge.position), 0)).where(
            Pledge.agreement_id == agreement_id
        )
    ).one()
    if count >= MOST_PLEDGES:
        raise InvalidInput({"text": partner_messages.TOO_MANY_PLEDGES.fill(limit=MOST_PLEDGES)})
    fresh = Pledge(agreement_id=agreement_id, position=last + 1, **values)
    session.add(fresh)
    row.version += 1
    session.flush()
    log(session, actor, "pledge_added", row, now)
    return fresh.id


def change_pledge(
    session: Session, *, actor: Actor, pledge_id: int, pledge: PledgeInput, version: int, now: datetime
) -> None:
    """Change what a pledge of a draft says; ``version`` is that of the agreement.

    Raises NotFound, NotAllowed, InvalidInput, Stale.
    """
    found, row = _found(session, actor, pledge_id, Permission.WRITE_AGREEMENT, now)
    if row.version != version:
        raise Stale((Clash("pledge", found.text, row.version, pledge),))
    for name, value in _checked(session, pledge).items():
        setattr(found, name, value)
    row.version += 1
    session.flush()
    log(session, actor, "pledge_changed", row, now)


def remove_pledge(session: Session, *, actor: Actor, pledge_id: int, now: datetime) -> int:
    """Take a pledge out of a draft; gives the id of its agreement. Raises NotFound, NotAllowed."""
    _, row = _found(session, actor, pledge_id, Permission.WRITE_AGREEMENT, now)
    session.execute(delete(Pledge).where(Pledge.id == pledge_id))
    row.version += 1
    session.flush()
    log(session, actor, "pledge_removed", row, now)
    return row.id


def report_pledge(
    session: Session,
    *,
    actor: Actor,
    pledge_id: int,
    year: int,
    report: ReportInput,
    version: int,
    now: datetime,
) -> int:
    """Say how a pledge went in a year of the agreement; gives the agreement's id. It is public at once.

    ``version`` is that of the report, 0 for a new one. Raises NotFound, NotAllowed, InvalidInput (``year``,
    ``state``, ``text``, ``evidence_url``), Stale.
    """
    _, row = _found(session, actor, pledge_id, Permission.REPORT_PLEDGE, now)
    if row.valid_from is None or row.valid_until is None:
        raise NotFound
    if year not in report_years(row.valid_from, row.valid_until, local_day(now)):
        raise InvalidInput({"year": partner_messages.NO_REPORT_YET})
    fields, url = Fields(), (report.evidence_url or "").strip()
    state = fields.choice("state", report.state, PledgeState)
    text = fields.words("text", report.text, 1000, 3)
    link = fields.link("evidence_url", url) if url else None
    fields.check()
    there = session.get(PledgeReport, (pledge_id, year))
    if (0 if there is None else there.version) != version:
        raise Stale((Clash("report", None if there is None else there.text, version, report),))
    kept = there or PledgeReport(pledge_id=pledge_id, year=year, version=0)
    kept.state, kept.text, kept.evidence_url = str(state), text, link
    kept.reported_at, kept.version = now, version + 1
    session.add(kept)
    session.flush()
    log(session, actor, "pledge_reported", row, now)
    return row.id


def agreement_of(session: Session, pledge_id: int) -> int:
    """The agreement of a pledge, which is asked for next: nobody learns anything from its number. Raises NotFound."""
    pledge = session.get(Pledge, pledge_id)
    if pledge is None:
        raise NotFound
    return pledge.agreement_id


def _found(
    session: Session, actor: Actor, pledge_id: int, permission: Permission, now: datetime
) -> tuple[Pledge, PartnerAgreement]:
    """The pledge with its agreement, which is locked. Raises NotFound, NotAllowed."""
    pledge = session.get(Pledge, pledge_id)
    if pledge is None:
        raise NotFound
    return pledge, find_agreement(session, actor, pledge.agreement_id, permission, now, lock=True)


def _checked(session: Session, given: PledgeInput) -> dict[str, Any]:
    """The columns of a pledge as it was filled in."""
    fields = Fields()
    article = fields.choice("article", given.article, Article)
    if article is not None and article not in PLEDGED:
        fields.refuse("article", UNKNOWN_CHOICE)
    values = {
        "article": given.article,
        "text": fields.words("text", given.text, 1000, 3),
        "theme": given.theme if article is Article.CONTRIBUTION else None,
        "amount": given.amount if article is Article.SUPPORT else None,
        "platform_id": given.platform_id if article is Article.PLATFORM else None,
    }
    if article is Article.CONTRIBUTION and given.theme not in get_args(Theme):
        fields.refuse("theme", UNKNOWN_CHOICE)
    if values["amount"] is not None and not 1 <= int(given.amount or 0) <= LARGEST_AMOUNT:
        fields.refuse("amount", partner_messages.AMOUNT_WRONG)
    if values["platform_id"] is not None and session.get(Platform, given.platform_id) is None:
        fields.refuse("platform_id", UNKNOWN_CHOICE)
    fields.check()
    return values
