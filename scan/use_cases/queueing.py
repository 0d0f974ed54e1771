"""The certifiers' queue: applications that wait, a page at a time, sorted in the database; and the clear ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from scan.domain.applications import ApplicationState, CertificateKind, Order
from scan.domain.messages import Message
from scan.domain.policy import Permission, decide
from scan.domain.roles import Actor
from scan.domain.states import DossierState
from scan.store.tables import Application, Dossier, Organisation
from scan.use_cases.finding_applications import application_subjects
from scan.use_cases.permission import PLATFORM, require

PAGE = 25


@dataclass(frozen=True, slots=True)
class QueuedApplication:
    """An application that waits for a decision."""

    id: int
    dossier_id: int | None
    kind: CertificateKind
    organisation: str
    place: str | None
    scope: str
    declared_at: datetime
    decide_by: date | None
    flag_count: int
    moderated_at: datetime | None
    proposed: bool
    """A level was proposed and waits for a second certifier."""
    conflict: Message | None
    """Why this reader may not decide on it, or not confirm it; None when they may."""


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of it, of so many that wait."""

    entries: tuple[QueuedApplication, ...]
    total: int
    page: int
    order: Order

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PAGE))


_DOSSIER = Dossier.id == Application.dossier_id
_WAITING: tuple[ColumnElement[bool], ...] = (
    Application.state == ApplicationState.OPEN.value,
    or_(Application.dossier_id.is_(None), Dossier.state == DossierState.MODERATED.value),
)


def decision_queue(
    session: Session, *, actor: Actor, now: datetime, order: Order = Order.AGE, page: int = 1
) -> Queue:
    """Applications that can be decided on. Six statements. Raises NotAllowed for all but certifiers."""
    require(session, actor, Permission.READ_QUEUE, PLATFORM, kind="platform", subject_id=None, now=now)
    counted = select(func.count()).select_from(Application)
    total = session.scalar(counted.outerjoin(Dossier, _DOSSIER).where(*_WAITING)) or 0
    page = min(max(1, page), max(1, -(-total // PAGE)))
    oldest = (Application.declared_at, Application.id)
    rows = session.execute(
        select(Application, Dossier, Organisation)
        .outerjoin(Dossier, _DOSSIER)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(*_WAITING)
        .order_by(*(oldest if order is Order.AGE else (Application.flag_count.desc(), *oldest)))
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Queue(_entries(session, actor, [(row[0], row[1], row[2]) for row in rows]), total, page, order)


Row = tuple[Application, Dossier | None, Organisation]


def _entries(session: Session, actor: Actor, rows: Sequence[Row]) -> tuple[QueuedApplication, ...]:
    states = {dossier.id: dossier.state for _, dossier, _ in rows if dossier is not None}
    subjects = application_subjects(session, [application for application, *_ in rows], states)
    found = []
    for application, dossier, organisation in rows:
        subject = subjects[application.id]
        asked = Permission.DECIDE if subject.proposed_by is None else Permission.CONFIRM
        decision = decide(actor, asked, subject)
        found.append(
            QueuedApplication(
                id=application.id,
                dossier_id=application.dossier_id,
                kind=CertificateKind.STATEMENT if dossier is None else CertificateKind.CERTIFICATE,
                organisation=organisation.name,
                place=organisation.place,
                scope=application.scope,
                declared_at=application.declared_at,
                decide_by=application.decide_by,
                flag_count=application.flag_count,
                moderated_at=None if dossier is None else dossier.moderated_at,
                proposed=subject.proposed_by is not None,
                conflict=None if decision.allowed else decision.message,
            )
        )
    return tuple(found)
