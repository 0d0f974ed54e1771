"""Applying for a certificate on a moderated dossier (design 7)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scan.domain import messages
from scan.domain.applications import ApplicationState, DecisionOutcome, PublicDetail
from scan.domain.fields import Fields
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.store.finding import find_dossier
from scan.store.tables import Application, DecisionRow
from scan.use_cases.audit import record
from scan.use_cases.permission import require


@dataclass(frozen=True, slots=True)
class ApplicationInfo:
    """One application of a dossier, with what became of it."""

    id: int
    state: ApplicationState
    scope: str
    signed_by_name: str
    declared_at: datetime
    public_detail: PublicDetail
    return_reason: str | None
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
    scope: str,
    signed_by_name: str,
    declaration: bool,
    public_detail: str,
    now: datetime,
) -> int:
    """Apply; gives the application's id.

    ``scope``: what the certificate is about, such as 'De bakkerij aan de Brink'. ``declaration``: the signer vouches
    that everything is true. Raises NotFound, NotAllowed, InvalidInput (also when one is open already).
    """
    found = find_dossier(session, actor, dossier_id, now, lock=True)
    require(session, actor, Permission.APPLY, found.subject, kind="dossier", subject_id=dossier_id, now=now)
    fields = Fields()
    about = fields.line("scope", scope, 300, 3)
    signer = fields.line("signed_by_name", signed_by_name, 120, 2)
    detail = fields.choice("public_detail", public_detail, PublicDetail)
    if not declaration:
        fields.refuse("declaration", messages.DECLARATION_NEEDED)
    running = select(Application.id).where(
        Application.dossier_id == dossier_id, Application.state == ApplicationState.OPEN.value
    )
    if session.scalar(running) is not None:
        fields.refuse("dossier", messages.ALREADY_APPLIED)
    fields.check()
    row = Application(
        dossier_id=dossier_id,
        scope=about,
        signed_by_name=signer,
        declared_at=now,
        public_detail=(detail or PublicDetail.LEVEL).value,
        applied_by=actor.person_id,
        state=ApplicationState.OPEN.value,
    )
    session.add(row)
    session.flush()
    record(
        session,
        actor=actor,
        action="applied",
        subject_kind="application",
        subject_id=row.id,
        now=now,
        dossier=dossier_id,
    )
    return row.id


def applications_of(
    session: Session, *, actor: Actor, dossier_id: int, now: datetime
) -> tuple[ApplicationInfo, ...]:
    """The dossier's applications, newest first. Raises NotFound, NotAllowed."""
    found = find_dossier(session, actor, dossier_id, now)
    require(
        session,
        actor,
        Permission.READ_DOSSIER,
        found.subject,
        kind="dossier",
        subject_id=dossier_id,
        now=now,
    )
    rows = session.execute(
        select(Application, DecisionRow)
        .outerjoin(DecisionRow, DecisionRow.application_id == Application.id)
        .where(Application.dossier_id == dossier_id)
        .order_by(Application.id.desc())
    )
    return tuple(_info(row[0], row[1]) for row in rows)


def _info(row: Application, decision: DecisionRow | None) -> ApplicationInfo:
    return ApplicationInfo(
        id=row.id,
        state=ApplicationState(row.state),
        scope=row.scope,
        signed_by_name=row.signed_by_name,
        declared_at=row.declared_at,
        public_detail=PublicDetail(row.public_detail),
        return_reason=row.return_reason,
        decision_id=decision.id if decision else None,
        outcome=DecisionOutcome(decision.outcome) if decision else None,
        level=decision.level if decision else None,
        decision_reason=decision.reason if decision else None,
        decided_at=decision.decided_at if decision else None,
    )
