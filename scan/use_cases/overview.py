"""Where an organisation stands: its dossiers, each with what comes next (design 9: status of the company)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from scan.domain.applications import ApplicationState
from scan.domain.roles import Actor, OrganisationKind, Role
from scan.domain.states import DossierState, ScanState
from scan.store import tenancy
from scan.store.tables import Application, Dossier, Organisation, Scan
from scan.use_cases.comparing import HANDED_IN


@dataclass(frozen=True, slots=True)
class DossierInfo:
    """One dossier of an organisation of the actor."""

    id: int
    organisation_id: int
    period: str
    state: DossierState
    opens_at: datetime
    own_scan_id: int | None
    own_scan_state: ScanState | None
    student_scans: int
    """Handed in."""
    application_id: int | None
    """The newest."""
    application_state: ApplicationState | None


@dataclass(frozen=True, slots=True)
class MyOrganisation:
    """An organisation the actor speaks for, with its dossiers, newest first."""

    id: int
    kind: OrganisationKind
    name: str
    place: str | None
    dossiers: tuple[DossierInfo, ...]


def my_organisations(session: Session, *, actor: Actor) -> tuple[MyOrganisation, ...]:
    """Companies the actor is a contact of and schools they coordinate. Two statements."""
    rows = session.scalars(
        select(Organisation)
        .where(tenancy.has_role(Organisation.id, Role.CONTACT, Role.COORDINATOR))
        .order_by(Organisation.name, Organisation.id),
        tenancy.me(actor),
    ).all()
    dossiers = _dossiers(session, actor) if rows else ()
    return tuple(
        MyOrganisation(
            row.id,
            OrganisationKind(row.kind),
            row.name,
            row.place,
            tuple(dossier for dossier in dossiers if dossier.organisation_id == row.id),
        )
        for row in rows
    )


def _dossiers(session: Session, actor: Actor) -> tuple[DossierInfo, ...]:
    own = aliased(Scan)
    by_student = Scan.placement_id.is_not(None) & Scan.state.in_(HANDED_IN)
    students = (
        select(func.count(case((by_student, 1))))
        .where(Scan.dossier_id == Dossier.id)
        .correlate(Dossier)
        .scalar_subquery()
    )
    newest = (
        select(func.max(Application.id))
        .where(Application.dossier_id == Dossier.id)
        .correlate(Dossier)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Dossier.id,
            Dossier.organisation_id,
            Dossier.period,
            Dossier.state,
            Dossier.opens_at,
            own.id,
            own.state,
            students,
            Application.id,
            Application.state,
        )
        .outerjoin(
            own,
            (own.dossier_id == Dossier.id)
            & own.placement_id.is_(None)
            & (own.state != ScanState.WITHDRAWN.value),
        )
        .outerjoin(Application, Application.id == newest)
        .where(
            Dossier.class_id.is_(None),
            tenancy.has_role(Dossier.organisation_id, Role.CONTACT, Role.COORDINATOR),
        )
        .order_by(Dossier.id.desc()),
        tenancy.me(actor),
    )
    return tuple(_info(*row) for row in rows)


def _info(
    dossier_id: int,
    organisation_id: int,
    period: str,
    state: str,
    opens_at: datetime,
    own_id: int | None,
    own_state: str | None,
    students: int,
    application_id: int | None,
    application_state: str | None,
) -> DossierInfo:
    return DossierInfo(
        dossier_id,
        organisation_id,
        period,
        DossierState(state),
        opens_at,
        own_id,
        None if own_state is None else ScanState(own_state),
        students,
        application_id,
        None if application_state is None else ApplicationState(application_state),
    )
