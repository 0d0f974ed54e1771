"""Good practices: an improvement of a member, told as a short story; its lead looks at it, the company decides."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, get_args

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, aliased

from questionnaires.definition import Theme
from scan.domain import partner_messages
from scan.domain.errors import Clash, InvalidInput, NotFound, Stale
from scan.domain.fields import Fields
from scan.domain.messages import UNKNOWN_CHOICE
from scan.domain.news import NewsKind
from scan.domain.peers import size_class
from scan.domain.plan import PlanState
from scan.domain.platforms import PRACTICE, Effort, PracticeAction, PracticeState
from scan.domain.policy import Permission, decide
from scan.domain.relations import alliance_office
from scan.domain.roles import Actor
from scan.domain.states import advance
from scan.domain.subjects import PracticeSubject
from scan.store.paging import FIRST, Asked, Part, part_of, to_choose
from scan.store.tables import (
    Action,
    Dossier,
    DossierScore,
    Organisation,
    Platform,
    Practice,
)
from scan.use_cases.audit import record
from scan.use_cases.notifying import notify, speakers
from scan.use_cases.permission import require
from scan.use_cases.platforms import find_platform, own_member, own_organisations

_NUMBER = re.compile("[1-9][0-9]{0,8}")
"""An id as it stands in a key; all that the database can have."""


@dataclass(frozen=True, slots=True)
class Improvement:
    """Something that got better and can be told of: a finished action, or a theme in a checked scan."""

    key: str
    """``action-12`` or ``scan-7-clean_energy``."""
    text: str
    """What the action was; nothing for a theme."""
    theme: str | None
    points: tuple[int, int] | None
    """Of a theme: before and after, in whole points."""


@dataclass(frozen=True, slots=True)
class PracticeInput:
    """A story as it was filled in."""

    improvement: str
    theme: str
    title: str
    story: str
    effort: str
    effect: str


@dataclass(frozen=True, slots=True)
class PracticeInfo:
    """A story for its company and for the lead."""

    id: int
    version: int
    platform_id: int
    organisation: str
    theme: str
    title: str
    story: str
    effort: Effort
    effect: str
    state: PracticeState
    return_reason: str | None
    own: bool
    may_publish: bool
    may_return: bool


def improvements(
    session: Session, *, actor: Actor, organisation_id: int, asked: Asked = FIRST, chosen: str = ""
) -> Part[Improvement]:
    """What the own organisation can tell of: finished actions, newest first, then themes with more points.

    Actions are found by their words, and paged; themes are few and always there, and so is the action that is
    ``chosen`` already. A theme counts when a reviewer closed both scans. Raises NotFound for others.
    """
    if organisation_id not in own_organisations(actor):
        raise NotFound
    kind, _, number = chosen.partition("-")
    action_id = int(number) if kind == "action" and _NUMBER.fullmatch(number) else None
    done = to_choose(
        session, _untold(organisation_id), asked, searched=(Action.text,),
        order=(Action.finished_on.desc(), Action.id.desc()), key=Action.id, chosen=action_id,
    )  # fmt: skip
    actions = tuple(_finished(row) for (row,) in done.items)
    themes = _better_themes(session, organisation_id)
    return Part((*actions, *themes), done.total + len(themes), done.page, done.size)


def offer_practice(
    session: Session, *, actor: Actor, platform_id: int, practice: PracticeInput, now: datetime
) -> int:
    """Offer a story to the platform that one is in; its lead is told. Gives its id.

    Raises NotFound, NotAllowed, InvalidInput by field (``improvement`` for what is not an improvement of this
    organisation, or was told already).
    """
    find_platform(session, actor, platform_id, Permission.TAKE_PART, now)
    mine = own_member(session, actor, platform_id)
    if mine is None:
        raise NotFound
    chosen = _improvement(session, mine, practice.improvement)
    fields = Fields()
    values = _checked(fields, practice)
    if chosen is None:
        fields.refuse("improvement", partner_messages.NO_IMPROVEMENT)
    fields.check()
    kind, _, number = practice.improvement.partition("-")
    if chosen is not None and chosen.theme is not None:
        values["theme"] = chosen.theme
    company = session.get_one(Organisation, mine)
    row = Practice(
        platform_id=platform_id,
        organisation_id=mine,
        action_id=int(number) if kind == "action" else None,
        dossier_id=int(number.partition("-")[0]) if kind == "scan" else None,
        sector=company.sector,
        size=None if company.staff is None else size_class(Decimal(company.staff)).value,
        state=PracticeState.OFFERED.value,
        offered_at=now,
        **values,
    )
    session.add(row)
    session.flush()
    _tell_lead(session, row, now)
    _log(session, actor, "practice_offered", row, now)
    return row.id


def change_practice(
    session: Session, *, actor: Actor, practice_id: int, practice: PracticeInput, version: int, now: datetime
) -> int:
    """Change a story and offer it again: until the lead has looked, it is not public. Gives the platform's id.

    Raises NotFound, NotAllowed, InvalidInput by field, Stale.
    """
    row = _found(session, actor, practice_id, Permission.SHARE_PRACTICE, now)
    _check_version(row, version, practice)
    if own_member(session, actor, row.platform_id) != row.organisation_id:
        raise InvalidInput({"improvement": partner_messages.NOT_A_MEMBER})
    fields = Fields()
    values = _checked(fields, practice)
    fields.check()
    if row.dossier_id is not None:
        del values["theme"]
    for name, value in values.items():
        setattr(row, name, value)
    row.offered_at, row.published_at, row.return_reason = now, None, None
    _move(session, row, PracticeAction.OFFER)
    _tell_lead(session, row, now)
    _log(session, actor, "practice_offered", row, now)
    return row.platform_id


def withdraw_practice(session: Session, *, actor: Actor, practice_id: int, now: datetime) -> int:
    """The company does not want it shown: gone at once. Gives the platform's id. Raises NotFound, NotAllowed."""
    row = _found(session, actor, practice_id, Permission.WITHDRAW_PRACTICE, now)
    row.return_reason = None
    _move(session, row, PracticeAction.WITHDRAW)
    _log(session, actor, "practice_withdrawn", row, now)
    return row.platform_id


def publish_practice(session: Session, *, actor: Actor, practice_id: int, version: int, now: datetime) -> int:
    """The lead agrees: everyone can read it. Gives the platform's id. Raises NotFound, NotAllowed, Stale."""
    row = _found(session, actor, practice_id, Permission.PUBLISH_PRACTICE, now)
    _check_version(row, version, PracticeAction.PUBLISH)
    row.published_at = now
    _move(session, row, PracticeAction.PUBLISH)
    _tell_company(session, row, now)
    _log(session, actor, "practice_published", row, now)
    return row.platform_id


def return_practice(
    session: Session, *, actor: Actor, practice_id: int, reason: str, version: int, now: datetime
) -> int:
    """The lead gives it back with words, also one that was public. Gives the platform's id.

    Raises NotFound, NotAllowed, InvalidInput (``reason``), Stale.
    """
    row = _found(session, actor, practice_id, Permission.RETURN_PRACTICE, now)
    _check_version(row, version, reason)
    fields = Fields()
    words = fields.words("reason", reason, 2000, 3)
    fields.check()
    row.return_reason = words
    _move(session, row, PracticeAction.RETURN)
    _tell_company(session, row, now)
    _log(session, actor, "practice_returned", row, now)
    return row.platform_id


def waiting_practices(
    session: Session, *, actor: Actor, platform_id: int, now: datetime, asked: Asked = FIRST
) -> Part[PracticeInfo]:
    """For the lead and the alliance: what waits to be looked at, oldest first. Raises NotFound, NotAllowed."""
    find_platform(session, actor, platform_id, Permission.LEAD_NETWORK, now)
    waiting = (Practice.platform_id == platform_id, Practice.state == PracticeState.OFFERED.value)
    return _infos(session, actor, *waiting, order=Practice.offered_at, asked=asked)


def own_practices(
    session: Session, *, actor: Actor, organisation_id: int, asked: Asked = FIRST
) -> Part[PracticeInfo]:
    """All stories of the own organisation, newest first, also in a platform that it left. Raises NotFound."""
    if organisation_id not in own_organisations(actor):
        raise NotFound
    mine = Practice.organisation_id == organisation_id
    return _infos(session, actor, mine, order=Practice.offered_at.desc(), asked=asked)


def open_practice(session: Session, *, actor: Actor, practice_id: int, now: datetime) -> PracticeInfo:
    """A story for its company, or for the lead to judge. Raises NotFound, NotAllowed."""
    row = session.get(Practice, practice_id)
    if row is None:
        raise NotFound
    if row.organisation_id not in own_organisations(actor):
        find_platform(session, actor, row.platform_id, Permission.LEAD_NETWORK, now)
    return _infos(session, actor, Practice.id == practice_id, order=Practice.id).items[0]


def _infos(
    session: Session, actor: Actor, *conditions: ColumnElement[bool], order: Any, asked: Asked = FIRST
) -> Part[PracticeInfo]:
    found = part_of(
        session,
        select(Practice, Organisation.name, Platform.lead_id)
        .join(Organisation, Organisation.id == Practice.organisation_id)
        .join(Platform, Platform.id == Practice.platform_id)
        .where(*conditions)
        .order_by(order, Practice.id),
        asked,
    )
    mine = own_organisations(actor)
    return found.of(
        _info(actor, row, name, lead_id, row.organisation_id in mine) for row, name, lead_id in found.items
    )


def _info(actor: Actor, row: Practice, organisation: str, lead_id: int, own: bool) -> PracticeInfo:
    subject = PracticeSubject(PracticeState(row.state), row.organisation_id, lead_id)
    return PracticeInfo(
        row.id, row.version, row.platform_id, organisation, row.theme, row.title, row.story,
        Effort(row.effort), row.effect, PracticeState(row.state), row.return_reason, own,
        may_publish=decide(actor, Permission.PUBLISH_PRACTICE, subject).allowed,
        may_return=decide(actor, Permission.RETURN_PRACTICE, subject).allowed,
    )  # fmt: skip


def _untold(organisation_id: int) -> Select[Action]:
    """Finished actions of an organisation that no story is about."""
    told = select(Practice.action_id).where(Practice.action_id.is_not(None))
    return select(Action).where(
        Action.organisation_id == organisation_id,
        Action.state == PlanState.DONE.value,
        Action.id.not_in(told),
    )


def _finished(action: Action) -> Improvement:
    return Improvement(f"action-{action.id}", action.text, None, None)


def _improvement(session: Session, organisation_id: int, key: str) -> Improvement | None:
    """The improvement with this key that can still be told; None for any other word."""
    kind, _, number = key.partition("-")
    if kind == "action" and _NUMBER.fullmatch(number):
        row = session.scalar(_untold(organisation_id).where(Action.id == int(number)))
        return None if row is None else _finished(row)
    return next((one for one in _better_themes(session, organisation_id) if one.key == key), None)


def _better_themes(session: Session, organisation_id: int) -> tuple[Improvement, ...]:
    """Themes with more points in the newest closed scan than in the one it follows, on the same basis."""
    newest = session.scalar(
        select(Dossier)
        .where(Dossier.organisation_id == organisation_id, Dossier.moderated_at.is_not(None))
        .order_by(Dossier.id.desc())
        .limit(1)
    )
    if newest is None or newest.follows_id is None:
        return ()
    before = aliased(DossierScore)
    rows = session.execute(
        select(DossierScore.theme, before.counted, DossierScore.counted)
        .join(
            before,
            (before.dossier_id == newest.follows_id)
            & (before.theme == DossierScore.theme)
            & (before.basis == DossierScore.basis),
        )
        .where(
            DossierScore.dossier_id == newest.id,
            DossierScore.counted // 100 > before.counted // 100,
            DossierScore.theme.not_in(select(Practice.theme).where(Practice.dossier_id == newest.id)),
        )
        .order_by(DossierScore.theme)
    )
    return tuple(
        Improvement(f"scan-{newest.id}-{theme}", "", theme, (earlier // 100, later // 100))
        for theme, earlier, later in rows
    )


def _checked(fields: Fields, given: PracticeInput) -> dict[str, str]:
    if given.theme not in get_args(Theme):
        fields.refuse("theme", UNKNOWN_CHOICE)
    return {
        "theme": given.theme,
        "title": fields.line("title", given.title, 120, 3),
        "story": fields.words("story", given.story, 2000, 20),
        "effort": str(fields.choice("effort", given.effort, Effort)),
        "effect": fields.words("effect", given.effect, 500, 3),
    }


def _found(
    session: Session, actor: Actor, practice_id: int, permission: Permission, now: datetime
) -> Practice:
    row = session.get(Practice, practice_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    lead_id = session.get_one(Platform, row.platform_id).lead_id
    inside = (
        actor.belongs_to(row.organisation_id) or actor.belongs_to(lead_id) or alliance_office(actor, None)
    )
    if not inside:
        raise NotFound
    subject = PracticeSubject(PracticeState(row.state), row.organisation_id, lead_id)
    require(session, actor, permission, subject, kind="practice", subject_id=practice_id, now=now)
    return row


def _check_version(row: Practice, version: int, offered: object) -> None:
    if row.version != version:
        raise Stale((Clash("practice", row.title, row.version, offered),))


def _move(session: Session, row: Practice, action: PracticeAction) -> None:
    row.state = advance(PRACTICE, PracticeState(row.state), action).value
    row.version += 1
    session.flush()


def _tell_lead(session: Session, row: Practice, now: datetime) -> None:
    people = speakers(session, session.get_one(Platform, row.platform_id).lead_id)
    notify(session, people=people, kind=NewsKind.PRACTICE_OFFERED, platform_id=row.platform_id, now=now)


def _tell_company(session: Session, row: Practice, now: datetime) -> None:
    people = speakers(session, row.organisation_id)
    notify(session, people=people, kind=NewsKind.PRACTICE_JUDGED, platform_id=row.platform_id, now=now)


def _log(session: Session, actor: Actor, action: str, row: Practice, now: datetime) -> None:
    record(session, actor=actor, action=action, subject_kind="practice", subject_id=row.id, now=now)
