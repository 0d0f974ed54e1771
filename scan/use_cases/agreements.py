"""The life of an agreement with a partner: begun, filled in, signed by both, ended (design 2, ADR 21)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scan.domain import partner_messages
from scan.domain.errors import Clash, InvalidInput, NotFound, Stale
from scan.domain.fields import Fields
from scan.domain.messages import UNKNOWN_CHOICE, Message
from scan.domain.news import NewsKind
from scan.domain.partnering import (
    AGREEMENT,
    OPEN,
    PLEDGED,
    TERMS,
    USUAL_TERM,
    AgreementAction,
    AgreementState,
    PartnerKind,
    last_day,
)
from scan.domain.periods import local_day
from scan.domain.policy import Permission
from scan.domain.relations import alliance_office
from scan.domain.roles import Actor, OrganisationKind
from scan.domain.states import advance
from scan.domain.subjects import AgreementSubject, OrganisationSubject
from scan.store.tables import MembershipRow, Organisation, PartnerAgreement, Pledge
from scan.use_cases.audit import record
from scan.use_cases.notifying import notify, speakers
from scan.use_cases.permission import require


@dataclass(frozen=True, slots=True)
class Terms:
    """What an agreement says beside its pledges, as it was filled in."""

    partner_kind: str
    goals_endorsed: bool
    years: int
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class Officer:
    """Who signs, by name and role."""

    name: str
    office: str


def start_agreement(session: Session, *, actor: Actor, organisation_id: int, now: datetime) -> int:
    """Begin an edition, with the pledges of the one that is in force; gives its id.

    The alliance may begin one as a proposal: then the partner is told, and someone else signs for the alliance. Raises
    NotFound, NotAllowed, InvalidInput (``agreement``: one is being made already).
    """
    organisation = session.get(Organisation, organisation_id, with_for_update=True)
    proposes = alliance_office(actor, None)
    if organisation is None or not (actor.belongs_to(organisation_id) or proposes):
        raise NotFound
    kind = OrganisationKind(organisation.kind)
    subject = OrganisationSubject(organisation_id, kind)
    require(
        session, actor, Permission.START_AGREEMENT, subject,
        kind="organisation", subject_id=organisation_id, now=now,
    )  # fmt: skip
    rows = session.scalars(
        select(PartnerAgreement)
        .where(PartnerAgreement.organisation_id == organisation_id)
        .order_by(PartnerAgreement.edition)
    ).all()
    if any(row.state in OPEN for row in rows):
        raise InvalidInput({"agreement": partner_messages.OPEN_ALREADY})
    present = next((row for row in rows if row.state == AgreementState.IN_FORCE.value), None)
    school = kind is OrganisationKind.INSTITUTION
    fresh = PartnerAgreement(
        organisation_id=organisation_id,
        edition=len(rows) + 1,
        state=AgreementState.DRAFT.value,
        partner_kind=present.partner_kind
        if present
        else (PartnerKind.SCHOOL if school else PartnerKind.COMPANY),
        language=present.language if present else "nl",
        years=present.years if present else USUAL_TERM,
        goals_endorsed=False,
        drafted_by=actor.person_id,
        created_at=now,
    )
    session.add(fresh)
    session.flush()
    if present is not None:
        _copy_pledges(session, present.id, fresh.id)
    if not actor.belongs_to(organisation_id):
        people = speakers(session, organisation_id)
        notify(session, people=people, kind=NewsKind.AGREEMENT_STARTED, agreement_id=fresh.id, now=now)
    log(session, actor, "agreement_started", fresh, now)
    return fresh.id


def change_agreement(
    session: Session, *, actor: Actor, agreement_id: int, terms: Terms, version: int, now: datetime
) -> int:
    """Fill in what stands beside the pledges; gives the new version.

    Raises NotFound, NotAllowed, InvalidInput (``partner_kind``, ``years``, ``language``), Stale.
    """
    row = find_agreement(session, actor, agreement_id, Permission.WRITE_AGREEMENT, now, lock=True)
    check_version(row, version, terms)
    fields = Fields()
    kind = fields.choice("partner_kind", terms.partner_kind, PartnerKind)
    if terms.years not in TERMS:
        fields.refuse("years", UNKNOWN_CHOICE)
    if terms.language not in ("nl", "en"):
        fields.refuse("language", UNKNOWN_CHOICE)
    fields.check()
    row.partner_kind, row.years, row.language = str(kind), terms.years, terms.language
    row.goals_endorsed = terms.goals_endorsed
    row.version += 1
    session.flush()
    log(session, actor, "agreement_changed", row, now)
    return row.version


def offer_agreement(
    session: Session, *, actor: Actor, agreement_id: int, officer: Officer, version: int, now: datetime
) -> None:
    """The partner signs; the alliance is told.

    Raises NotFound, NotAllowed, Stale, and InvalidInput on ``officer`` and ``office``, and on each article
    (``goals``, ``contribution``, ``visibility``, ``platform``, ``support``) in which something is missing.
    """
    row = find_agreement(session, actor, agreement_id, Permission.WRITE_AGREEMENT, now, lock=True)
    check_version(row, version, officer)
    fields = Fields()
    for article, message in missing(session, row).items():
        fields.refuse(article, message)
    row.partner_officer, row.partner_office = _officer(fields, officer)
    row.partner_signed_by, row.partner_signed_at, row.return_reason = actor.person_id, now, None
    _move(session, row, AgreementAction.OFFER)
    _tell_alliance(session, row, NewsKind.AGREEMENT_OFFERED, now)
    log(session, actor, "agreement_offered", row, now)


def take_back_agreement(
    session: Session, *, actor: Actor, agreement_id: int, version: int, now: datetime
) -> None:
    """The partner wants to change something: its signature is void. Raises NotFound, NotAllowed, Stale."""
    row = find_agreement(session, actor, agreement_id, Permission.TAKE_BACK_AGREEMENT, now, lock=True)
    check_version(row, version, AgreementAction.TAKE_BACK)
    _void_signature(row)
    _move(session, row, AgreementAction.TAKE_BACK)
    log(session, actor, "agreement_taken_back", row, now)


def return_agreement(
    session: Session, *, actor: Actor, agreement_id: int, reason: str, version: int, now: datetime
) -> None:
    """The alliance asks for a change, and says which. Raises NotFound, NotAllowed, InvalidInput, Stale."""
    row = find_agreement(session, actor, agreement_id, Permission.JUDGE_AGREEMENT, now, lock=True)
    check_version(row, version, reason)
    fields = Fields()
    row.return_reason = fields.words("reason", reason, 2000, 3)
    fields.check()
    _void_signature(row)
    _move(session, row, AgreementAction.RETURN)
    _tell_partner(session, row, NewsKind.AGREEMENT_RETURNED, now)
    log(session, actor, "agreement_returned", row, now)


def confirm_agreement(
    session: Session, *, actor: Actor, agreement_id: int, officer: Officer, version: int, now: datetime
) -> None:
    """The alliance signs: from today it is in force, and the edition before it is renewed by it.

    Raises NotFound, NotAllowed (also for who drafted it), InvalidInput (``officer``, ``office``), Stale.
    """
    row = find_agreement(session, actor, agreement_id, Permission.CONFIRM_AGREEMENT, now, lock=True)
    check_version(row, version, officer)
    fields = Fields()
    name, office = _officer(fields, officer)
    today = local_day(now)
    before = session.scalar(
        select(PartnerAgreement).where(
            PartnerAgreement.organisation_id == row.organisation_id,
            PartnerAgreement.state == AgreementState.IN_FORCE.value,
        )
    )
    if before is not None:
        before.ended_on = today
        _move(session, before, AgreementAction.RENEW)
    row.alliance_officer, row.alliance_office = name, office
    row.alliance_signed_by, row.alliance_signed_at = actor.person_id, now
    row.valid_from, row.valid_until = today, last_day(today, row.years)
    _move(session, row, AgreementAction.CONFIRM)
    _tell_partner(session, row, NewsKind.AGREEMENT_IN_FORCE, now)
    log(session, actor, "agreement_confirmed", row, now)


def end_agreement(
    session: Session, *, actor: Actor, agreement_id: int, reason: str, version: int, now: datetime
) -> None:
    """Partner or alliance ends it today; the other is told. Raises NotFound, NotAllowed, InvalidInput, Stale."""
    row = find_agreement(session, actor, agreement_id, Permission.END_AGREEMENT, now, lock=True)
    check_version(row, version, reason)
    fields = Fields()
    row.end_reason = fields.words("reason", reason, 2000, 3)
    fields.check()
    row.ended_on = local_day(now)
    _move(session, row, AgreementAction.END)
    _tell_partner(session, row, NewsKind.AGREEMENT_ENDED, now)
    if actor.belongs_to(row.organisation_id):
        _tell_alliance(session, row, NewsKind.AGREEMENT_ENDED, now)
    log(session, actor, "agreement_ended", row, now)


def withdraw_agreement(
    session: Session, *, actor: Actor, agreement_id: int, version: int, now: datetime
) -> None:
    """Drop an edition that nobody signed. Raises NotFound, NotAllowed, Stale."""
    row = find_agreement(session, actor, agreement_id, Permission.WRITE_AGREEMENT, now, lock=True)
    check_version(row, version, AgreementAction.WITHDRAW)
    _move(session, row, AgreementAction.WITHDRAW)
    log(session, actor, "agreement_withdrawn", row, now)


def missing(session: Session, row: PartnerAgreement) -> dict[str, Message]:
    """What must still be filled in before the partner can sign, by article."""
    counted = (
        select(Pledge.article, func.count()).where(Pledge.agreement_id == row.id).group_by(Pledge.article)
    )
    there: dict[str, int] = dict(session.execute(counted).all())
    empty = {
        article.value: partner_messages.ARTICLE_EMPTY for article in PLEDGED if not there.get(article.value)
    }
    return empty if row.goals_endorsed else {"goals": partner_messages.GOALS_NOT_ENDORSED, **empty}


def find_agreement(
    session: Session,
    actor: Actor,
    agreement_id: int,
    permission: Permission,
    now: datetime,
    *,
    lock: bool = False,
) -> PartnerAgreement:
    """The row, for its own organisation and the alliance. Raises NotFound for others, NotAllowed."""
    row = session.get(PartnerAgreement, agreement_id, with_for_update=lock, populate_existing=lock)
    if row is None or not (actor.belongs_to(row.organisation_id) or alliance_office(actor, None)):
        raise NotFound
    subject = subject_of(row, now)
    require(session, actor, permission, subject, kind="agreement", subject_id=agreement_id, now=now)
    return row


def subject_of(row: PartnerAgreement, now: datetime) -> AgreementSubject:
    """What the policy must know of an agreement."""
    drafters = {row.drafted_by, row.partner_signed_by} - {None}
    return AgreementSubject(state_on(row, now), row.organisation_id, frozenset(n for n in drafters if n))


def state_on(row: PartnerAgreement, now: datetime) -> AgreementState:
    """The state at this moment: past its last day an agreement is over, also before the calendar has said so."""
    state = AgreementState(row.state)
    over = row.valid_until is not None and row.valid_until < local_day(now)
    return AgreementState.ENDED if state is AgreementState.IN_FORCE and over else state


def check_version(row: PartnerAgreement, version: int, offered: object) -> None:
    """Raise Stale when the row has changed since it was read."""
    if row.version != version:
        raise Stale((Clash("agreement", row.state, row.version, offered),))


def log(session: Session, actor: Actor | None, action: str, row: PartnerAgreement, now: datetime) -> None:
    """An event about an agreement."""
    record(
        session, actor=actor, action=action, subject_kind="agreement", subject_id=row.id, now=now,
        edition=row.edition,
    )  # fmt: skip


def _copy_pledges(session: Session, before: int, after: int) -> None:
    for pledge in session.scalars(
        select(Pledge).where(Pledge.agreement_id == before).order_by(Pledge.position)
    ):
        session.add(
            Pledge(
                agreement_id=after, position=pledge.position, article=pledge.article, theme=pledge.theme,
                text=pledge.text, amount=pledge.amount, platform_id=pledge.platform_id,
            )
        )  # fmt: skip
    session.flush()


def _officer(fields: Fields, officer: Officer) -> tuple[str, str]:
    name = fields.line("officer", officer.name, 120, 2)
    office = fields.line("office", officer.office, 120, 2)
    fields.check()
    return name, office


def _void_signature(row: PartnerAgreement) -> None:
    row.partner_officer = row.partner_office = None
    row.partner_signed_by = row.partner_signed_at = None


def _move(session: Session, row: PartnerAgreement, action: AgreementAction) -> None:
    row.state = advance(AGREEMENT, AgreementState(row.state), action).value
    row.version += 1
    session.flush()


def _tell_partner(session: Session, row: PartnerAgreement, kind: NewsKind, now: datetime) -> None:
    people = speakers(session, row.organisation_id)
    notify(session, people=people, kind=kind, agreement_id=row.id, now=now)


def _tell_alliance(session: Session, row: PartnerAgreement, kind: NewsKind, now: datetime) -> None:
    office = select(MembershipRow.person_id).where(MembershipRow.role.in_(("certifier", "administrator")))
    notify(session, people=session.scalars(office), kind=kind, agreement_id=row.id, now=now)
