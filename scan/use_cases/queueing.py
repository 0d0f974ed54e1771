"""The certifiers' queue: applications that wait, a page at a time, sorted in the database; and the clear ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from scan.domain.applications import ApplicationState, CertificateKind
from scan.domain.messages import Message
from scan.domain.policy import Permission, decide
from scan.domain.roles import Actor
from scan.domain.states import DossierState
from scan.store.paging import FIRST, Asked, Order, Part, in_order, matches, part_of
from scan.store.tables import Application, Dossier, Organisation
from scan.use_cases.finding_applications import application_subjects
from scan.use_cases.permission import PLATFORM, require


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


_ORDERS: Mapping[str, Order] = {
    "name": func.lower(Organisation.name),
    "by": Application.decide_by,
    "flags": Application.flag_count,
}
_WAITING: tuple[ColumnElement[bool], ...] = (
    Application.state == ApplicationState.OPEN.value,
    or_(Application.dossier_id.is_(None), Dossier.state == DossierState.MODERATED.value),
)


def decision_queue(
    session: Session, *, actor: Actor, now: datetime, asked: Asked = FIRST
) -> Part[QueuedApplication]:
    """Applications that can be decided on, found by company or scope: the one that waits longest first.

    Other orders: ``name``, ``by`` (the day to decide), ``flags`` (how much there is to look at). Six statements.
    Raises NotAllowed for all but certifiers.
    """
    require(session, actor, Permission.READ_QUEUE, PLATFORM, kind="platform", subject_id=None, now=now)
    waiting = (
        select(Application, Dossier, Organisation)
        .outerjoin(Dossier, Dossier.id == Application.dossier_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(*_WAITING, *matches(asked.query, Organisation.name, Application.scope))
        .order_by(*in_order(asked.sort, _ORDERS, Application.declared_at, Application.id))
    )
    found = part_of(session, waiting, asked)
    return found.of(_entries(session, actor, [(row[0], row[1], row[2]) for row in found.items]))


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
