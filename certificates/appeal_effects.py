"""What an appeal does when it is upheld: the certificate holds again, or the application is decided on again."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.contested import Contested
from certificates.scope_changes import copy_of
from certificates.validity import LIVE, for_the_same, locked, move
from scan.domain.applications import ApplicationState
from scan.domain.roles import Actor
from scan.domain.states import (
    CERTIFICATE,
    DOSSIER,
    CertificateAction,
    CertificateState,
    DossierAction,
    DossierState,
    advance,
)
from scan.store.finding import lock_dossier
from scan.store.tables import Application, Certificate
from scan.use_cases.activity_photos import copy_photos, photos_of
from scan.use_cases.audit import record
from scan.use_cases.taking_back import lapse_proposals

_UNDONE = {"suspended": CertificateAction.REINSTATE, "withdrawn": CertificateAction.RESTORE}


def take_effect(session: Session, against: Contested, *, actor: Actor, reason: str, now: datetime) -> None:
    """Undo what the appeal was against, as far as it still stands."""
    if against.event_id is not None:
        _holds_again(session, against, actor=actor, reason=reason, now=now)
    else:
        _decide_again(session, against, actor=actor, now=now)


def _holds_again(session: Session, against: Contested, *, actor: Actor, reason: str, now: datetime) -> None:
    """Suspended or withdrawn no longer. What has expired, was replaced or holds already stays as it is."""
    certificate = session.scalars(
        locked(select(Certificate).where(Certificate.id == against.certificate_id))
    ).one()
    action = _UNDONE[against.kind]
    if (CertificateState(certificate.state), action) not in CERTIFICATE:
        return
    _step(session, certificate, action, reason[:2000], actor, now)
    newer = session.scalars(
        select(Certificate)
        .where(
            for_the_same(certificate),
            Certificate.id > certificate.id,
            Certificate.state.in_([state.value for state in LIVE]),
        )
        .order_by(Certificate.id.desc())
        .limit(1)
    ).one_or_none()
    if newer is not None:  # one was given meanwhile: it stands in this one's place
        _step(session, certificate, CertificateAction.REPLACE, newer.number, actor, now)


def _decide_again(session: Session, against: Contested, *, actor: Actor, now: datetime) -> None:
    """The same application waits again; who decided before may not decide now. What was given holds until then."""
    applied = session.get_one(Application, against.application_id)
    waits = (
        _statement_waits(session, against.organisation_id)
        if against.dossier_id is None
        else not _reopened(session, against.dossier_id, actor, now)
    )
    if waits:
        return  # it was opened again for another reason, or a newer application is there already
    again = Application(**copy_of(applied, state=ApplicationState.OPEN.value, return_reason=None))
    session.add(again)
    session.flush()
    copy_photos(session, photos_of(session, applied.id), application_id=again.id)
    record(
        session,
        actor=actor,
        action="reconsidered",
        subject_kind="application",
        subject_id=again.id,
        now=now,
        application=applied.id,
    )


def _reopened(session: Session, dossier_id: int, actor: Actor, now: datetime) -> bool:
    """Whether the dossier waits for a decision again. What was proposed meanwhile may be by who is set aside now."""
    dossier = lock_dossier(session, dossier_id)
    lapse_proposals(session, actor=actor, dossier_id=dossier_id, now=now)
    if dossier.state != DossierState.DECIDED:
        return False
    dossier.state = advance(DOSSIER, DossierState(dossier.state), DossierAction.RECONSIDER).value
    dossier.version += 1
    session.flush()
    return True


def _statement_waits(session: Session, organisation_id: int) -> bool:
    """Whether the organisation has an application for a statement that waits already."""
    waiting = select(Application.id).where(
        Application.organisation_id == organisation_id,
        Application.dossier_id.is_(None),
        Application.state == ApplicationState.OPEN.value,
    )
    return session.scalar(waiting) is not None


def _step(
    session: Session,
    certificate: Certificate,
    action: CertificateAction,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    move(session, certificate, action, reason=reason, version=certificate.version, actor=actor, now=now)
