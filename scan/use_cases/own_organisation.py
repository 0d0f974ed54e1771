"""What an organisation sees of itself: its newest dossier, its own scan, and how far the others are."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scan.domain.errors import NotFound
from scan.domain.roles import Actor, Role
from scan.domain.states import DossierState, ScanState
from scan.store.tables import Dossier, Organisation, Scan
from scoring import Outcome


@dataclass(frozen=True, slots=True)
class OwnDossier:
    """Where the organisation stands; ids are None for what was not begun."""

    organisation_id: int
    organisation: str
    place: str | None
    dossier_id: int | None
    state: DossierState | None
    scan_id: int | None
    scan_state: ScanState | None
    handed_in_at: datetime | None
    questionnaire_version_id: int | None
    students_started: int
    students_handed_in: int
    moderated_at: datetime | None
    claimed: Outcome | None
    """Of the own scan as handed in."""
    moderated: Outcome | None
    """As the reviewer closed it."""


def own_dossier(session: Session, *, actor: Actor, organisation_id: int) -> OwnDossier:
    """The newest dossier of an organisation, for its own contact or coordinator. Raises NotFound for others."""
    speaks = actor.has(Role.CONTACT, organisation_id) or actor.has(Role.COORDINATOR, organisation_id)
    organisation = session.get(Organisation, organisation_id) if speaks else None
    if organisation is None:
        raise NotFound
    dossier = session.scalar(
        select(Dossier)
        .where(Dossier.organisation_id == organisation_id, Dossier.class_id.is_(None))
        .order_by(Dossier.id.desc())
        .limit(1)
    )
    scan = None if dossier is None else _own_scan(session, dossier.id)
    started, handed_in = (0, 0) if dossier is None else _students(session, dossier.id)
    return OwnDossier(
        organisation_id=organisation_id,
        organisation=organisation.name,
        place=organisation.place,
        dossier_id=None if dossier is None else dossier.id,
        state=None if dossier is None else DossierState(dossier.state),
        scan_id=None if scan is None else scan.id,
        scan_state=None if scan is None else ScanState(scan.state),
        handed_in_at=None if scan is None else scan.submitted_at,
        questionnaire_version_id=None if scan is None else scan.questionnaire_version_id,
        students_started=started,
        students_handed_in=handed_in,
        moderated_at=None if dossier is None else dossier.moderated_at,
        claimed=_outcome(None if scan is None else scan.outcome),
        moderated=_outcome(
            dossier.moderated_outcome
            if dossier is not None and dossier.state in (DossierState.MODERATED, DossierState.DECIDED)
            else None
        ),
    )


def _own_scan(session: Session, dossier_id: int) -> Scan | None:
    return session.scalar(
        select(Scan).where(
            Scan.dossier_id == dossier_id,
            Scan.placement_id.is_(None),
            Scan.state != ScanState.WITHDRAWN.value,
        )
    )


def _students(session: Session, dossier_id: int) -> tuple[int, int]:
    rows = session.execute(
        select(Scan.state, func.count())
        .where(
            Scan.dossier_id == dossier_id,
            Scan.placement_id.is_not(None),
            Scan.state != ScanState.WITHDRAWN.value,
        )
        .group_by(Scan.state)
    )
    counts = dict(rows.all())
    handed_in = (ScanState.SUBMITTED.value, ScanState.ACCEPTED.value)
    return sum(counts.values()), sum(counts.get(state, 0) for state in handed_in)


def _outcome(stored: bytes | None) -> Outcome | None:
    return None if stored is None else Outcome.from_json(stored)
