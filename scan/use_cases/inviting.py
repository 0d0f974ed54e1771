"""How a school invites the companies of its students: by mail, by printed letter, again, or no longer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, aliased

from scan.domain.errors import NotFound
from scan.domain.fields import Fields
from scan.domain.policy import Permission
from scan.domain.roles import Actor, Role
from scan.domain.secrets import new_code, tidy_code
from scan.store.finding import find_placement
from scan.store.tables import (
    Invitation,
    Letter,
    MembershipRow,
    Organisation,
    Placement,
    SchoolClass,
)
from scan.use_cases.audit import record
from scan.use_cases.classes import find_managed
from scan.use_cases.hashing import digest
from scan.use_cases.invitations import CODE_GROUPS, VALID_FOR, NewInvitation, invite_contact
from scan.use_cases.outbox import drop_invitation, put_invitation
from scan.use_cases.permission import require

_Sibling = aliased(Placement)


class InvitationState(StrEnum):
    """What became of an invitation."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class MailState(StrEnum):
    """What became of its mail."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation as its school sees it: never for whom it was, nor the code."""

    id: int
    state: InvitationState
    created_at: datetime
    expires_at: datetime
    mail: MailState | None
    """None for one that was printed or shown."""


@dataclass(frozen=True, slots=True)
class CompanyInvitations:
    """A company of an internship, and everything this school did to invite it for that."""

    placement_id: int
    class_id: int
    class_name: str
    company: str
    place: str | None
    has_contact: bool
    invitations: tuple[InvitationLine, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True)
class PaperInvitation:
    """What is printed in a letter to a company."""

    code: str
    expires_at: datetime
    company: str
    postcode: str | None
    place: str | None
    school: str
    school_place: str | None


def company_invitations(
    session: Session, *, actor: Actor, placement_id: int, now: datetime
) -> CompanyInvitations:
    """How inviting the company of an internship goes. Raises NotFound, NotAllowed."""
    placement = _placement(session, actor, placement_id, now)
    company = session.get_one(Organisation, placement.company_id)
    school_class = session.get_one(SchoolClass, placement.class_id)
    contact = select(MembershipRow.person_id).where(
        MembershipRow.organisation_id == company.id, MembershipRow.role == Role.CONTACT.value
    )
    rows = session.execute(
        select(Invitation, Letter.sent_at, Letter.given_up_at, Letter.id)
        .outerjoin(Letter, Letter.invitation_id == Invitation.id)
        .where(Invitation.placement_id == placement_id)
        .order_by(Invitation.id.desc(), Letter.id.desc())
    )
    lines: dict[int, InvitationLine] = {}
    for row in rows:
        lines.setdefault(row[0].id, _line(row, now))
    return CompanyInvitations(
        placement_id=placement_id,
        class_id=placement.class_id,
        class_name=school_class.name,
        company=company.name,
        place=company.place,
        has_contact=session.scalar(contact.limit(1)) is not None,
        invitations=tuple(lines.values()),
    )


def mail_invitation(
    session: Session,
    *,
    actor: Actor,
    placement_id: int,
    email: str,
    language: str,
    key: bytes,
    now: datetime,
) -> None:
    """Invite a contact by mail. The address is kept until the mail is sent, and no longer. ``key``: the secret of the
    installation, which seals the code until then.

    Raises NotFound, NotAllowed, InvalidInput (``email``).
    """
    fields = Fields()
    address = fields.email("email", email)
    fields.check()
    made = invite_contact(session, actor=actor, placement_id=placement_id, now=now)
    placement, subject = find_placement(session, actor, placement_id)
    put_invitation(
        session,
        email=address,
        language="en" if language == "en" else "nl",
        code=made.code,
        invitation_id=made.id,
        organisation_id=placement.company_id,
        school_id=subject.institution_id,
        expires_at=made.expires_at,
        key=key,
        now=now,
    )


def renew_invitation(
    session: Session, *, actor: Actor, invitation_id: int, now: datetime
) -> tuple[int, NewInvitation]:
    """A new code for an invitation that was not used, with a new term; the old code is worth nothing from now on.

    Gives the internship it is for, and the code. Raises NotFound, NotAllowed.
    """
    row, placement_id = _open_to(session, actor, invitation_id, now)
    code = new_code(CODE_GROUPS)
    row.code_hash, row.expires_at, row.withdrawn_at = digest(code), now + VALID_FOR, None
    session.flush()
    drop_invitation(session, invitation_id)
    _log(session, actor, "invitation_renewed", invitation_id, now)
    organisation = session.get_one(Organisation, row.organisation_id)
    return placement_id, NewInvitation(row.id, code, row.expires_at, organisation.name, Role(row.role))


def withdraw_invitation(session: Session, *, actor: Actor, invitation_id: int, now: datetime) -> int:
    """Its code is worth nothing from now on; gives the internship it was for. Raises NotFound, NotAllowed."""
    row, placement_id = _open_to(session, actor, invitation_id, now)
    if row.withdrawn_at is None:
        row.withdrawn_at = now
        session.flush()
        drop_invitation(session, invitation_id)
        _log(session, actor, "invitation_withdrawn", invitation_id, now)
    return placement_id


def paper_invitation(
    session: Session, *, actor: Actor, placement_id: int, code: str, now: datetime
) -> PaperInvitation:
    """What to print for a code that was just shown. Raises NotFound (also when it is not a code for this internship),
    NotAllowed.
    """
    placement = _placement(session, actor, placement_id, now)
    row = session.scalar(
        select(Invitation).where(
            Invitation.code_hash == digest(tidy_code(code)),
            Invitation.placement_id == placement_id,
            Invitation.used_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now,
        )
    )
    if row is None:
        raise NotFound
    return _paper(session, placement, tidy_code(code), row.expires_at)


def companies_to_invite(session: Session, *, actor: Actor, class_id: int, now: datetime) -> tuple[str, ...]:
    """The names of companies of a class that ``invite_on_paper`` would invite. Raises NotFound, NotAllowed."""
    find_managed(session, actor, class_id, now)
    names = {one.id: one.name for _, one in session.execute(_uninvited(class_id, now))}
    return tuple(names.values())


def invite_on_paper(
    session: Session, *, actor: Actor, class_id: int, now: datetime
) -> tuple[PaperInvitation, ...]:
    """Invite every company of a class that nobody speaks for yet, each once; by name. To be printed at once.

    Companies with an open invitation for the class are left out: their letter is on its way. Raises NotFound,
    NotAllowed.
    """
    find_managed(session, actor, class_id, now)
    first: dict[int, Placement] = {}
    for placement, company in session.execute(_uninvited(class_id, now)).all():
        first.setdefault(company.id, placement)
    papers = []
    for placement in first.values():
        made = invite_contact(session, actor=actor, placement_id=placement.id, now=now)
        papers.append(_paper(session, placement, made.code, made.expires_at))
    return tuple(papers)


def _uninvited(class_id: int, now: datetime) -> Select[Placement, Organisation]:
    contact = (
        select(MembershipRow.person_id)
        .where(
            MembershipRow.organisation_id == Placement.company_id, MembershipRow.role == Role.CONTACT.value
        )
        .exists()
    )
    invited = (
        select(Invitation.id)
        .join(_Sibling, _Sibling.id == Invitation.placement_id)
        .where(
            _Sibling.class_id == class_id,
            _Sibling.company_id == Placement.company_id,
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now,
        )
        .correlate(Placement)
        .exists()
    )
    return (
        select(Placement, Organisation)
        .join(Organisation, Organisation.id == Placement.company_id)
        .where(Placement.class_id == class_id, ~contact, ~invited)
        .order_by(Organisation.name, Organisation.id, Placement.id)
    )


def _paper(session: Session, placement: Placement, code: str, expires_at: datetime) -> PaperInvitation:
    company = session.get_one(Organisation, placement.company_id)
    school_class = session.get_one(SchoolClass, placement.class_id)
    school = session.get_one(Organisation, school_class.institution_id)
    return PaperInvitation(
        code=code,
        expires_at=expires_at,
        company=company.name,
        postcode=company.postcode,
        place=company.place,
        school=school.name,
        school_place=school.place,
    )


def _placement(session: Session, actor: Actor, placement_id: int, now: datetime) -> Placement:
    placement, subject = find_placement(session, actor, placement_id)
    require(
        session,
        actor,
        Permission.INVITE_CONTACT,
        subject,
        kind="placement",
        subject_id=placement_id,
        now=now,
    )
    return placement


def _open_to(session: Session, actor: Actor, invitation_id: int, now: datetime) -> tuple[Invitation, int]:
    """An invitation of the actor's own school that was not used, for this transaction alone."""
    row = session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id, Invitation.used_at.is_(None))
        .with_for_update()
    )
    if row is None or row.placement_id is None:
        raise NotFound
    _placement(session, actor, row.placement_id, now)
    return row, row.placement_id


def _line(
    row: Row[Invitation, datetime | None, datetime | None, int | None], now: datetime
) -> InvitationLine:
    invitation, sent_at, given_up_at, letter_id = row
    if invitation.used_at is not None:
        state = InvitationState.USED
    elif invitation.withdrawn_at is not None:
        state = InvitationState.WITHDRAWN
    else:
        state = InvitationState.OPEN if invitation.expires_at > now else InvitationState.EXPIRED
    mail = None
    if letter_id is not None:
        failed = MailState.FAILED if given_up_at is not None else MailState.WAITING
        mail = MailState.SENT if sent_at is not None else failed
    return InvitationLine(invitation.id, state, invitation.created_at, invitation.expires_at, mail)


def _log(session: Session, actor: Actor, action: str, invitation_id: int, now: datetime) -> None:
    record(session, actor=actor, action=action, subject_kind="invitation", subject_id=invitation_id, now=now)
