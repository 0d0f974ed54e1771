"""A student shares the report of an internship with the company, when school and independence allow it (design 6)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from scan.domain.errors import NotFound
from scan.domain.messages import Message
from scan.domain.policy import Permission, decide
from scan.domain.relations import fellow
from scan.domain.roles import Actor
from scan.store.finding import find_scan, find_scan_alone
from scan.store.tables import SharedReport
from scan.use_cases.audit import record
from scan.use_cases.permission import require


@dataclass(frozen=True, slots=True)
class Sharing:
    """Whether a report is shared, and if not, what stands in the way."""

    shared_at: datetime | None
    refusal: Message | None
    """Why it cannot be shared now."""


def sharing_of(session: Session, *, actor: Actor, scan_id: int, now: datetime) -> Sharing:
    """How it stands with sharing a student's own report. Raises NotFound, also for others' scans."""
    found = find_scan(session, actor, scan_id, now)
    if not fellow(actor, found.subject):
        raise NotFound
    decision = decide(actor, Permission.SHARE_REPORT, found.subject)
    row = session.get(SharedReport, scan_id)
    return Sharing(None if row is None else row.shared_at, None if decision.allowed else decision.message)


def share_report(session: Session, *, actor: Actor, scan_id: int, now: datetime) -> None:
    """Share it; doing so twice is as good as once. Raises NotFound, NotAllowed with the reason."""
    found = find_scan_alone(session, actor, scan_id, now)
    permission = Permission.SHARE_REPORT
    require(session, actor, permission, found.subject, kind="scan", subject_id=scan_id, now=now)
    if session.get(SharedReport, scan_id) is not None:
        return
    session.add(SharedReport(scan_id=scan_id, shared_at=now))
    session.flush()
    record(
        session,
        actor=actor,
        action="report_shared_by_student",
        subject_kind="scan",
        subject_id=scan_id,
        now=now,
        dossier=found.dossier.id,
    )
