"""Asking the policy before doing; every refusal leaves a trace (design 6)."""

from datetime import datetime

from sqlalchemy.orm import Session

from scan.domain.errors import NotAllowed
from scan.domain.policy import Decision, Permission, decide
from scan.domain.roles import Actor
from scan.domain.subjects import PlatformSubject, Subject
from scan.store.session import after_rollback
from scan.use_cases.audit import record

PLATFORM = PlatformSubject()


def require(
    session: Session,
    actor: Actor,
    permission: Permission,
    subject: Subject,
    *,
    kind: str,
    subject_id: int | None,
    now: datetime,
) -> None:
    """Raise NotAllowed when the policy refuses, and log the attempt in a transaction of its own."""
    decision = decide(actor, permission, subject)
    if decision.allowed:
        return

    def log(aftermath: Session) -> None:
        record(
            aftermath,
            actor=actor,
            action="refused",
            subject_kind=kind,
            subject_id=subject_id,
            now=now,
            permission=permission.value,
            reason=decision.reason.value,
        )

    after_rollback(session, log)
    raise NotAllowed(decision.message)


def ask(
    session: Session,
    actor: Actor,
    permission: Permission,
    subject: Subject,
    *,
    kind: str,
    subject_id: int | None,
    now: datetime,
) -> Decision:
    """What the policy says of one of many. A refusal is logged at once: it does not end the transaction."""
    decision = decide(actor, permission, subject)
    if not decision.allowed:
        record(
            session,
            actor=actor,
            action="refused",
            subject_kind=kind,
            subject_id=subject_id,
            now=now,
            permission=permission.value,
            reason=decision.reason.value,
        )
    return decision
