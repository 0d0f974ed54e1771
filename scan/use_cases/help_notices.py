"""Help that members of a platform ask each other for and offer, for a while."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.definition import Theme
from scan.domain import partner_messages
from scan.domain.errors import NotFound
from scan.domain.fields import Fields
from scan.domain.messages import UNKNOWN_CHOICE
from scan.domain.periods import local_day, months_later
from scan.domain.platforms import NOTICE_MONTHS, HelpKind
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.store.paging import FIRST, Asked, Part, part_of
from scan.store.tables import HelpNotice, Organisation
from scan.use_cases.platforms import find_platform, leads, log, own_member, own_organisations


@dataclass(frozen=True, slots=True)
class NoticeInfo:
    """Help asked for or offered."""

    id: int
    kind: HelpKind
    theme: str
    text: str
    organisation: str
    placed_at: datetime
    expires_on: date
    may_close: bool


def notices_of(
    session: Session, *, actor: Actor, platform_id: int, now: datetime, asked: Asked = FIRST
) -> Part[NoticeInfo]:
    """What stands today, newest first. Raises NotFound, NotAllowed."""
    find_platform(session, actor, platform_id, Permission.READ_NETWORK, now)
    runs, mine = leads(session, actor, platform_id), own_organisations(actor)
    found = part_of(
        session,
        select(HelpNotice, Organisation.name)
        .join(Organisation, Organisation.id == HelpNotice.organisation_id)
        .where(
            HelpNotice.platform_id == platform_id,
            HelpNotice.closed_at.is_(None),
            HelpNotice.expires_on >= local_day(now),
        )
        .order_by(HelpNotice.placed_at.desc(), HelpNotice.id.desc()),
        asked,
    )
    return found.of(
        NoticeInfo(
            row.id, HelpKind(row.kind), row.theme, row.text, name, row.placed_at, row.expires_on,
            runs or row.organisation_id in mine,
        )
        for row, name in found.items
    )  # fmt: skip


def place_notice(
    session: Session,
    *,
    actor: Actor,
    platform_id: int,
    kind: str,
    theme: str,
    text: str,
    expires_on: date | None,
    now: datetime,
) -> None:
    """Ask for help or offer it, for a while. Raises NotFound, NotAllowed, InvalidInput by field."""
    find_platform(session, actor, platform_id, Permission.TAKE_PART, now)
    mine, today = own_member(session, actor, platform_id), local_day(now)
    fields = Fields()
    wanted = fields.choice("kind", kind, HelpKind)
    if theme not in get_args(Theme):
        fields.refuse("theme", UNKNOWN_CHOICE)
    words = fields.words("text", text, 500, 10)
    if expires_on is None or not today < expires_on <= months_later(today, NOTICE_MONTHS):
        fields.refuse("expires_on", partner_messages.EXPIRY_WRONG.fill(months=NOTICE_MONTHS))
    fields.check()
    session.add(
        HelpNotice(
            platform_id=platform_id, organisation_id=mine, kind=str(wanted), theme=theme, text=words,
            placed_at=now, expires_on=expires_on,
        )
    )  # fmt: skip
    session.flush()
    log(session, actor, "notice_placed", platform_id, now)


def close_notice(session: Session, *, actor: Actor, notice_id: int, now: datetime) -> int:
    """Take a notice away, by who placed it or the lead; gives the platform's id. Raises NotFound, NotAllowed."""
    row = session.get(HelpNotice, notice_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    own = row.organisation_id in own_organisations(actor)
    find_platform(
        session, actor, row.platform_id, Permission.TAKE_PART if own else Permission.LEAD_NETWORK, now
    )
    row.closed_at = row.closed_at or now
    session.flush()
    log(session, actor, "notice_closed", row.platform_id, now)
    return row.platform_id
