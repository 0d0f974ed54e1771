"""Deciding on applications, by someone who had no part in the dossier (design 6: separation of duties)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from scan.domain import application_messages, messages
from scan.domain.applications import ApplicationState, DecisionOutcome, PublicDetail
from scan.domain.errors import NotFound
from scan.domain.fields import Fields
from scan.domain.news import NewsKind
from scan.domain.policy import Decision, Permission, decide
from scan.domain.roles import Actor
from scan.domain.states import DOSSIER, DossierAction, DossierState, advance
from scan.store.tables import Application, DecisionRow, Organisation
from scan.use_cases.audit import record
from scan.use_cases.entry import outcome_of_today
from scan.use_cases.finding_applications import FoundApplication, find_application
from scan.use_cases.notifying import tell_speakers
from scan.use_cases.replaying import decision_facts
from scan.use_cases.statements_on_file import StatementOnFile, statement_on_file
from scoring import Outcome


@dataclass(frozen=True, slots=True)
class OpenApplication:
    """An application as a certifier sees it."""

    id: int
    state: ApplicationState
    scheme: str
    """The rules that held when it was sent: by these is decided."""
    dossier_id: int | None
    """None of a statement; so are the results."""
    organisation_id: int
    organisation: str
    kvk_number: str | None
    place: str | None
    scope: str
    sites: str | None
    activities: str | None
    signed_by_name: str
    signed_by_role: str | None
    declared: tuple[str, ...]
    """Ids of the scheme's declarations that were signed for."""
    declared_at: datetime
    decide_by: date | None
    public_detail: PublicDetail
    statement: StatementOnFile | None
    """With photos for who may open them, and beside the statement before it."""
    moderated: Outcome | None
    """As the reviewer closed it."""
    rescored: Outcome | None
    """The same answers with the facts of now: actions planned, finished …"""
    highest_level: str | None
    """The highest that may be granted; None when no level is reached."""
    levels: tuple[str, ...]
    """What may be granted, lowest first."""
    may_decide: Decision
    may_confirm: Decision


def open_application(
    session: Session, *, actor: Actor, application_id: int, now: datetime
) -> OpenApplication:
    """An application with its outcome of now, also for the applicant. Raises NotFound, NotAllowed."""
    found = find_application(session, actor, Permission.READ_APPLICATION, application_id, now)
    application, dossier = found.application, found.dossier
    if dossier is not None and dossier.moderated_outcome is None:
        raise NotFound
    organisation = session.get_one(Organisation, application.organisation_id)
    moderated = dossier.moderated_outcome if dossier is not None else None
    rescored = None if dossier is None else outcome_of_today(session, dossier, now)
    levels = () if rescored is None else levels_of(rescored)
    return OpenApplication(
        id=application.id,
        state=ApplicationState(application.state),
        scheme=application.scheme,
        dossier_id=application.dossier_id,
        organisation_id=organisation.id,
        organisation=organisation.name,
        kvk_number=organisation.kvk_number,
        place=organisation.place,
        scope=application.scope,
        sites=application.sites,
        activities=application.activities,
        signed_by_name=application.signed_by_name,
        signed_by_role=application.signed_by_role,
        declared=tuple(application.declared or ()),
        declared_at=application.declared_at,
        decide_by=application.decide_by,
        public_detail=PublicDetail(application.public_detail),
        statement=statement_on_file(session, actor, application, found.subject),
        moderated=None if moderated is None else Outcome.from_json(moderated),
        rescored=rescored,
        highest_level=levels[-1] if levels else None,
        levels=levels,
        may_decide=decide(actor, Permission.DECIDE, found.subject),
        may_confirm=decide(actor, Permission.CONFIRM, found.subject),
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
    two_persons: Collection[str] = (),
    now: datetime,
) -> int:
    """Grant or refuse; gives the decision's id. A certificate is made of a grant by the certificates package.

    The level may not be higher than the moderated answers give with the facts of today, and is none of those that
    take ``two_persons`` (``scan.use_cases.proposing``). A statement has no level. Deciding twice is refused: the first
    decision stands. Raises NotFound, NotAllowed (separation of duties; wrong state), InvalidInput.
    """
    found = find_application(session, actor, Permission.DECIDE, application_id, now, lock=True)
    fields = Fields()
    words = fields.words("reason", reason, 4000, 3)
    choice = fields.choice("outcome", outcome, DecisionOutcome)
    grants = choice is DecisionOutcome.GRANT
    rescored = None
    if grants and found.dossier is not None:
        rescored = outcome_of_today(session, found.dossier, now)
        check_level(fields, level, rescored)
        if level in two_persons:
            fields.refuse("level", application_messages.NEEDS_A_SECOND)
    fields.check()
    return store_decision(
        session,
        found,
        actor=actor,
        outcome=choice or DecisionOutcome.REFUSE,
        level=level,
        rescored=rescored,
        reason=words,
        scheme=scheme,
        proposed_by=None,
        now=now,
    )


def store_decision(
    session: Session,
    found: FoundApplication,
    *,
    actor: Actor,
    outcome: DecisionOutcome,
    level: str | None,
    rescored: Outcome | None,
    reason: str,
    scheme: str,
    proposed_by: int | None,
    now: datetime,
) -> int:
    """Keep a decision that was checked, close application and dossier, tell the applicant; gives the decision's id."""
    application, dossier = found.application, found.dossier
    row = DecisionRow(
        application_id=application.id,
        dossier_id=application.dossier_id,
        certifier_id=actor.person_id,
        proposed_by=proposed_by,
        outcome=outcome.value,
        level=None if rescored is None else level,
        rescored_outcome=None if rescored is None else rescored.to_json(),
        reason=reason,
        decided_at=now,
        scheme=scheme,
        reviewers=sorted(found.subject.reviewer_ids),
    )
    session.add(row)
    application.state = ApplicationState.DECIDED.value
    if dossier is not None:
        dossier.state = advance(DOSSIER, DossierState(dossier.state), DossierAction.DECIDE).value
        dossier.version += 1
    session.flush()
    _tell(session, application, NewsKind.CERTIFICATE_DECIDED, now)
    record(
        session,
        actor=actor,
        action="decided",
        subject_kind="application",
        subject_id=application.id,
        now=now,
        **decision_facts(row),
        proposed_by=proposed_by,
    )
    return row.id


def return_application(
    session: Session,
    *,
    actor: Actor,
    application_id: int,
    reason: str,
    condition: str | None = None,
    now: datetime,
) -> None:
    """Give an application back to be completed, because an entry condition of its scheme is not met.

    ``condition``: the condition's id, which the caller took from the scheme. Raises NotFound, NotAllowed, InvalidInput.
    """
    found = find_application(session, actor, Permission.DECIDE, application_id, now, lock=True)
    fields = Fields()
    words = fields.words("reason", reason, 2000, 3)
    fields.check()
    application = found.application
    application.state = ApplicationState.RETURNED.value
    application.return_reason = words
    application.return_condition = condition
    session.flush()
    _tell(session, application, NewsKind.APPLICATION_RETURNED, now)
    record(
        session,
        actor=actor,
        action="application_returned",
        subject_kind="application",
        subject_id=application_id,
        now=now,
        condition=condition,
    )


def _tell(session: Session, application: Application, kind: NewsKind, now: datetime) -> None:
    tell_speakers(
        session,
        organisation_id=application.organisation_id,
        dossier_id=application.dossier_id,
        kind=kind,
        now=now,
    )


def levels_of(rescored: Outcome) -> tuple[str, ...]:
    """Levels up to the one reached, lowest first."""
    names = [level.id for level in sorted(rescored.levels, key=lambda level: level.number)]
    return () if rescored.level is None else tuple(names[: names.index(rescored.level) + 1])


def check_level(fields: Fields, level: str | None, rescored: Outcome) -> None:
    """Refuse a level that the outcome does not reach."""
    open_levels = levels_of(rescored)
    if not open_levels:
        fields.refuse("level", messages.NO_LEVEL)
    elif level not in open_levels:
        known = level in {one.id for one in rescored.levels}
        too_high = messages.LEVEL_TOO_HIGH.fill(level=open_levels[-1])
        fields.refuse("level", too_high if known else messages.UNKNOWN_CHOICE)
