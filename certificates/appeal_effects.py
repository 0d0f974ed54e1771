"""What an appeal does when it is upheld: the certificate holds again, or the application is decided on again."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.contested import Contested
from certificates.scope_changes import copy_of
from certificates.validity import LIVE, locked, move
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
from scan.use_cases.audit import record

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
            Certificate.organisation_id == certificate.organisation_id,
            Certificate.scope == certificate.scope,
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
    dossier = lock_dossier(session, against.dossier_id)
    if dossier.state != DossierState.DECIDED:
        return  # it was opened again for another reason, or is waiting already
    dossier.state = advance(DOSSIER, DossierState(dossier.state), DossierAction.RECONSIDER).value
    dossier.version += 1
    applied = session.get_one(Application, against.application_id)
    again = Application(**copy_of(applied, state=ApplicationState.OPEN.value, return_reason=None))
    session.add(again)
    session.flush()
    record(
        session,
        actor=actor,
        action="reconsidered",
        subject_kind="application",
        subject_id=again.id,
        now=now,
        application=applied.id,
    )


def _step(
    session: Session,
    certificate: Certificate,
    action: CertificateAction,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    move(session, certificate, action, reason=reason, version=certificate.version, actor=actor, now=now)
