"""Applying for a certificate on a moderated dossier (design 7)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from scan.domain import application_messages, messages
from scan.domain.applications import ApplicationState, DecisionOutcome, PublicDetail
from scan.domain.entry import ApplicationRules, missing
from scan.domain.errors import NotFound
from scan.domain.fields import Fields
from scan.domain.periods import local_day
from scan.domain.policy import Permission, decide
from scan.domain.refusals import Reason
from scan.domain.roles import Actor
from scan.domain.statements import Statement
from scan.store.finding import FoundDossier, find_dossier
from scan.store.tables import Application, DecisionRow
from scan.use_cases.audit import record
from scan.use_cases.entry import entry_facts
from scan.use_cases.notifying import speaks_for
from scan.use_cases.permission import require
from scan.use_cases.risk_signs import risk_of


@dataclass(frozen=True, slots=True)
class ApplicationInput:
    """For what it holds, who signs for it, and how much of the result becomes public."""

    sites: str
    """Which places, such as 'De bakkerij aan de Brink in Assen'."""
    activities: str
    """Which work is done there, such as 'brood en banket bakken en verkopen'."""
    signed_by_name: str
    signed_by_role: str
    declared: Collection[str]
    """Ids of the scheme's declarations that were ticked."""
    public_detail: str


@dataclass(frozen=True, slots=True)
class ApplicationInfo:
    """One application, with what became of it."""

    id: int
    dossier_id: int | None
    """None of a statement."""
    scheme: str
    state: ApplicationState
    scope: str
    sites: str | None
    activities: str | None
    signed_by_name: str
    signed_by_role: str | None
    declared_at: datetime
    decide_by: date | None
    public_detail: PublicDetail
    statement: Statement | None
    return_reason: str | None
    return_condition: str | None
    """Id of the scheme's entry condition that was not met."""
    decision_id: int | None
    outcome: DecisionOutcome | None
    level: str | None
    decision_reason: str | None
    decided_at: datetime | None


def apply(
    session: Session,
    *,
    actor: Actor,
    dossier_id: int,
    application: ApplicationInput,
    rules: ApplicationRules,
    now: datetime,
) -> int:
    """Apply under these rules; gives the application's id.

    Raises NotFound, NotAllowed, and InvalidInput: for every field that is wrong, every declaration that is not signed
    for, and every entry condition that is not met (``entry-<id>``), all at once.
    """
    found = find_dossier(session, actor, dossier_id, now, lock=True)
    lacking = missing(rules.entry, entry_facts(session, found.organisation, found.dossier, now))
    _may_apply(session, actor, found, blocked=bool(lacking), now=now)
    fields = Fields()
    for field, message in lacking.items():
        fields.refuse(field, message)
    if rules.kind not in (None, found.organisation.kind):
        fields.refuse("dossier", application_messages.OTHER_KIND)
    signed = sign(fields, application, rules)
    detail = fields.choice("public_detail", application.public_detail, PublicDetail)
    running = select(Application.id).where(
        Application.dossier_id == dossier_id, Application.state == ApplicationState.OPEN.value
    )
    if session.scalar(running) is not None:
        fields.refuse("dossier", messages.ALREADY_APPLIED)
    fields.check()  # from here on every condition is met, so the dossier is closed
    risk = risk_of(session, actor=actor, dossier=found.dossier, limits=rules.thresholds, now=now)
    row = new_application(
        actor=actor, organisation_id=found.organisation.id, signed=signed, rules=rules, now=now
    )
    row.dossier_id = dossier_id
    row.public_detail = (detail or PublicDetail.LEVEL).value
    row.flag_count = len(risk.flags)
    return store_application(session, row, actor=actor, now=now)


def _may_apply(session: Session, actor: Actor, found: FoundDossier, *, blocked: bool, now: datetime) -> None:
    """Raise NotAllowed, but not for a state that the entry conditions explain better."""
    decision = decide(actor, Permission.APPLY, found.subject)
    if decision.reason is Reason.WRONG_STATE and blocked:
        return
    require(
        session, actor, Permission.APPLY, found.subject, kind="dossier", subject_id=found.dossier.id, now=now
    )


@dataclass(frozen=True, slots=True)
class Signed:
    """The tidy fields of who signs for what."""

    sites: str
    activities: str
    name: str
    role: str
    declared: tuple[str, ...]

    @property
    def scope(self) -> str:
        """Sites and activities in one line."""
        return f"{self.sites}: {self.activities}"


def sign(fields: Fields, application: ApplicationInput, rules: ApplicationRules) -> Signed:
    """Check who signs, for which sites and activities, and that each declaration was ticked."""
    signed = Signed(
        sites=fields.line("sites", application.sites, 140, 2),
        activities=fields.line("activities", application.activities, 140, 2),
        name=fields.line("signed_by_name", application.signed_by_name, 120, 2),
        role=fields.line("signed_by_role", application.signed_by_role, 80, 2),
        declared=rules.declarations,
    )
    for declaration in rules.declarations:
        if declaration not in application.declared:
            fields.refuse(f"declare-{declaration}", application_messages.SIGN_EACH)
    return signed


def new_application(
    *, actor: Actor, organisation_id: int, signed: Signed, rules: ApplicationRules, now: datetime
) -> Application:
    """The row of what was signed, without what it is about yet."""
    weeks = rules.decide_within_weeks
    return Application(
        organisation_id=organisation_id,
        scheme=rules.scheme,
        scope=signed.scope,
        sites=signed.sites,
        activities=signed.activities,
        signed_by_name=signed.name,
        signed_by_role=signed.role,
        declared=list(signed.declared),
        declared_at=now,
        public_detail=PublicDetail.LEVEL.value,
        applied_by=actor.person_id,
        state=ApplicationState.OPEN.value,
        decide_by=None if weeks is None else local_day(now) + timedelta(weeks=weeks),
        flag_count=0,
    )


def store_application(session: Session, row: Application, *, actor: Actor, now: datetime) -> int:
    """Keep an application and log it; gives its id."""
    session.add(row)
    session.flush()
    record(
        session,
        actor=actor,
        action="applied",
        subject_kind="application",
        subject_id=row.id,
        now=now,
        dossier=row.dossier_id,
        scheme=row.scheme,
    )
    return row.id


def applications_of(
    session: Session, *, actor: Actor, dossier_id: int, now: datetime
) -> tuple[ApplicationInfo, ...]:
    """The dossier's applications, newest first. Raises NotFound, NotAllowed."""
    found = find_dossier(session, actor, dossier_id, now)
    require(
        session, actor, Permission.READ_DOSSIER, found.subject, kind="dossier", subject_id=dossier_id, now=now
    )
    return _applications(session, Application.dossier_id == dossier_id)


def statements_of(session: Session, *, actor: Actor, organisation_id: int) -> tuple[ApplicationInfo, ...]:
    """The actor's own organisation's applications for a statement, newest first. Raises NotFound for others."""
    if not speaks_for(actor, organisation_id):
        raise NotFound
    mine = Application.organisation_id == organisation_id
    return _applications(session, mine & Application.dossier_id.is_(None))


def _applications(session: Session, condition: ColumnElement[bool]) -> tuple[ApplicationInfo, ...]:
    rows = session.execute(
        select(Application, DecisionRow)
        .outerjoin(DecisionRow, DecisionRow.application_id == Application.id)
        .where(condition)
        .order_by(Application.id.desc())
    )
    return tuple(_info(row[0], row[1]) for row in rows)


def _info(row: Application, decision: DecisionRow | None) -> ApplicationInfo:
    return ApplicationInfo(
        id=row.id,
        dossier_id=row.dossier_id,
        scheme=row.scheme,
        state=ApplicationState(row.state),
        scope=row.scope,
        sites=row.sites,
        activities=row.activities,
        signed_by_name=row.signed_by_name,
        signed_by_role=row.signed_by_role,
        declared_at=row.declared_at,
        decide_by=row.decide_by,
        public_detail=PublicDetail(row.public_detail),
        statement=None if row.statement is None else Statement.from_json(row.statement),
        return_reason=row.return_reason,
        return_condition=row.return_condition,
        decision_id=decision.id if decision else None,
        outcome=DecisionOutcome(decision.outcome) if decision else None,
        level=decision.level if decision else None,
        decision_reason=decision.reason if decision else None,
        decided_at=decision.decided_at if decision else None,
    )
