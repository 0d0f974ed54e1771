"""Deciding on applications, by someone who had no part in the dossier (design 6: separation of duties)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scan.domain import messages
from scan.domain.applications import ApplicationState, DecisionOutcome, PublicDetail
from scan.domain.errors import NotFound
from scan.domain.fields import Fields
from scan.domain.messages import Message
from scan.domain.news import NewsKind
from scan.domain.policy import Decision, Permission, decide
from scan.domain.roles import Actor, Role
from scan.domain.states import DOSSIER, AppealState, DossierAction, DossierState, advance
from scan.domain.subjects import ApplicationSubject
from scan.store.finding import dossier_subject, lock_dossier
from scan.store.published import published
from scan.store.tables import Appeal, Application, DecisionRow, Dossier, Organisation
from scan.use_cases.audit import record
from scan.use_cases.moderating import moderated_answers
from scan.use_cases.notifying import tell_company
from scan.use_cases.permission import PLATFORM, require
from scoring import Outcome, score

QUEUE_LENGTH = 50
"""So many are shown at once; the next ones come when these are decided."""


@dataclass(frozen=True, slots=True)
class QueuedApplication:
    """An application that waits for a decision."""

    id: int
    dossier_id: int
    organisation: str
    place: str | None
    scope: str
    declared_at: datetime
    moderated_at: datetime | None
    conflict: Message | None
    """Why this reader may not decide on it; None when they may."""


@dataclass(frozen=True, slots=True)
class OpenApplication:
    """An application as a certifier sees it."""

    id: int
    state: ApplicationState
    dossier_id: int
    organisation_id: int
    organisation: str
    kvk_number: str | None
    place: str | None
    scope: str
    signed_by_name: str
    declared_at: datetime
    public_detail: PublicDetail
    moderated: Outcome
    """As the reviewer closed it."""
    rescored: Outcome
    """The same answers with the facts of now: actions planned, finished …"""
    highest_level: str | None
    """The highest that may be granted; None when no level is reached."""
    levels: tuple[str, ...]
    """What may be granted, lowest first."""
    may_decide: Decision


def decision_queue(session: Session, *, actor: Actor, now: datetime) -> tuple[QueuedApplication, ...]:
    """Open applications on moderated dossiers, oldest first. Raises NotAllowed for all but certifiers."""
    require(session, actor, Permission.READ_QUEUE, PLATFORM, kind="platform", subject_id=None, now=now)
    rows = session.execute(
        select(Application, Dossier, Organisation)
        .join(Dossier, Dossier.id == Application.dossier_id)
        .join(Organisation, Organisation.id == Dossier.organisation_id)
        .where(
            Application.state == ApplicationState.OPEN.value,
            Dossier.state == DossierState.MODERATED.value,
        )
        .order_by(Application.declared_at, Application.id)
        .limit(QUEUE_LENGTH)
    )
    return tuple(
        QueuedApplication(
            application.id,
            dossier.id,
            organisation.name,
            organisation.place,
            application.scope,
            application.declared_at,
            dossier.moderated_at,
            _conflict(decide(actor, Permission.DECIDE, _subject(session, actor, application, dossier, now))),
        )
        for application, dossier, organisation in rows.all()
    )


def open_application(
    session: Session, *, actor: Actor, application_id: int, now: datetime
) -> OpenApplication:
    """An application with its outcome of now, also for the applicant. Raises NotFound, NotAllowed."""
    application, dossier, subject = find_application(
        session, actor, Permission.READ_APPLICATION, application_id, now
    )
    organisation = session.get_one(Organisation, dossier.organisation_id)
    if dossier.moderated_outcome is None:
        raise NotFound
    rescored = _rescored(session, dossier, now)
    levels = _levels(rescored)
    return OpenApplication(
        id=application.id,
        state=ApplicationState(application.state),
        dossier_id=dossier.id,
        organisation_id=organisation.id,
        organisation=organisation.name,
        kvk_number=organisation.kvk_number,
        place=organisation.place,
        scope=application.scope,
        signed_by_name=application.signed_by_name,
        declared_at=application.declared_at,
        public_detail=PublicDetail(application.public_detail),
        moderated=Outcome.from_json(dossier.moderated_outcome),
        rescored=rescored,
        highest_level=levels[-1] if levels else None,
        levels=levels,
        may_decide=decide(actor, Permission.DECIDE, subject),
    )


def decide_application(
    session: Session,
    *,
    actor: Actor,
    application_id: int,
    outcome: str,
    level: str | None,
    reason: str,
    scheme: str,
    now: datetime,
) -> int:
    """Grant or refuse; gives the decision's id. A certificate is made of a grant by the certificates package.

    The level may not be higher than the moderated answers give with the facts of today. Deciding twice is refused:
    the first decision stands. Raises NotFound, NotAllowed (separation of duties; wrong state), InvalidInput.
    """
    application, dossier, subject = find_application(
        session, actor, Permission.DECIDE, application_id, now, lock=True
    )
    fields = Fields()
    words = fields.words("reason", reason, 4000, 3)
    choice = fields.choice("outcome", outcome, DecisionOutcome)
    rescored = _rescored(session, dossier, now)
    grants = choice is DecisionOutcome.GRANT
    if grants:
        _check_level(fields, level, rescored)
    fields.check()
    row = DecisionRow(
        application_id=application_id,
        dossier_id=dossier.id,
        certifier_id=actor.person_id,
        outcome=(choice or DecisionOutcome.REFUSE).value,
        level=level if grants else None,
        rescored_outcome=rescored.to_json() if grants else None,
        reason=words,
        decided_at=now,
        scheme=scheme,
        reviewers=sorted(subject.reviewer_ids),
    )
    session.add(row)
    application.state = ApplicationState.DECIDED.value
    dossier.state = advance(DOSSIER, DossierState(dossier.state), DossierAction.DECIDE).value
    dossier.version += 1
    session.flush()
    tell_company(session, dossier, NewsKind.CERTIFICATE_DECIDED, now=now)
    record(
        session,
        actor=actor,
        action="decided",
        subject_kind="application",
        subject_id=application_id,
        now=now,
        decision=row.id,
        outcome=row.outcome,
        level=row.level,
        scheme=scheme,
    )
    return row.id


def return_application(
    session: Session, *, actor: Actor, application_id: int, reason: str, now: datetime
) -> None:
    """Give an application back to be completed. Raises NotFound, NotAllowed, InvalidInput."""
    application, dossier, _ = find_application(
        session, actor, Permission.DECIDE, application_id, now, lock=True
    )
    fields = Fields()
    words = fields.words("reason", reason, 2000, 3)
    fields.check()
    application.state = ApplicationState.RETURNED.value
    application.return_reason = words
    session.flush()
    tell_company(session, dossier, NewsKind.APPLICATION_RETURNED, now=now)
    record(
        session,
        actor=actor,
        action="application_returned",
        subject_kind="application",
        subject_id=application_id,
        now=now,
    )


def find_application(
    session: Session,
    actor: Actor,
    permission: Permission,
    application_id: int,
    now: datetime,
    *,
    lock: bool = False,
) -> tuple[Application, Dossier, ApplicationSubject]:
    """The application, for the alliance and for the organisation's own people; NotFound for everyone else."""
    application = session.get(Application, application_id)
    if application is None:
        raise NotFound
    if lock:
        dossier = lock_dossier(session, application.dossier_id)
        session.refresh(application)
    else:
        dossier = session.get_one(Dossier, application.dossier_id)
    alliance = actor.is_a(Role.CERTIFIER) or actor.is_a(Role.MONITOR)
    if not alliance and not actor.belongs_to(dossier.organisation_id):
        raise NotFound
    subject = _subject(session, actor, application, dossier, now)
    require(session, actor, permission, subject, kind="application", subject_id=application_id, now=now)
    return application, dossier, subject


def _subject(
    session: Session, actor: Actor, application: Application, dossier: Dossier, now: datetime
) -> ApplicationSubject:
    about = dossier_subject(session, actor, dossier, now)
    return ApplicationSubject(
        open=application.state == ApplicationState.OPEN.value,
        dossier_state=about.state,
        organisation_id=about.organisation_id,
        institution_ids=about.institution_ids,
        applied_by=application.applied_by,
        reviewer_ids=about.reviewer_ids,
        earlier_certifier_ids=_set_aside(session, dossier.id),
    )


def _set_aside(session: Session, dossier_id: int) -> frozenset[int]:
    """Who took decisions on this dossier that an appeal set aside."""
    found = (
        select(DecisionRow.certifier_id)
        .join(Appeal, Appeal.decision_id == DecisionRow.id)
        .where(DecisionRow.dossier_id == dossier_id, Appeal.state == AppealState.UPHELD.value)
    )
    return frozenset(session.scalars(found))


def _rescored(session: Session, dossier: Dossier, now: datetime) -> Outcome:
    sha256, answers = moderated_answers(session, dossier, now)
    return score(published(session, sha256).model, answers)


def _levels(rescored: Outcome) -> tuple[str, ...]:
    """Levels up to the one reached, lowest first."""
    names = [level.id for level in sorted(rescored.levels, key=lambda level: level.number)]
    return () if rescored.level is None else tuple(names[: names.index(rescored.level) + 1])


def _check_level(fields: Fields, level: str | None, rescored: Outcome) -> None:
    open_levels = _levels(rescored)
    if not open_levels:
        fields.refuse("level", messages.NO_LEVEL)
    elif level not in open_levels:
        known = level in {one.id for one in rescored.levels}
        too_high = messages.LEVEL_TOO_HIGH.fill(level=open_levels[-1])
        fields.refuse("level", too_high if known else messages.UNKNOWN_CHOICE)


def _conflict(decision: Decision) -> Message | None:
    return None if decision.allowed else decision.message
