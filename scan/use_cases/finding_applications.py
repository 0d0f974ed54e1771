"""Finding one application for one actor, and what the policy must know of it or of a whole page of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from scan.domain.applications import ApplicationState
from scan.domain.errors import NotFound
from scan.domain.policy import Permission
from scan.domain.roles import Actor, Role
from scan.domain.states import AppealState, DossierState, ProposalState, ScanState
from scan.domain.subjects import ApplicationSubject
from scan.store.finding import lock_dossier, reviewers_of
from scan.store.tables import (
    Appeal,
    Application,
    DecisionRow,
    Dossier,
    Placement,
    Proposal,
    Scan,
    ScanMember,
    SchoolClass,
)
from scan.use_cases.permission import require


@dataclass(frozen=True, slots=True)
class FoundApplication:
    """An application with its dossier; a statement has none."""

    application: Application
    dossier: Dossier | None
    subject: ApplicationSubject


def find_application(
    session: Session,
    actor: Actor,
    permission: Permission,
    application_id: int,
    now: datetime,
    *,
    lock: bool = False,
) -> FoundApplication:
    """The application, for the alliance and for the organisation's own people; NotFound for everyone else.

    ``lock``: the dossier first, as everyone does, else the application itself. Raises NotFound, NotAllowed.
    """
    application = session.get(Application, application_id)
    alliance = actor.is_a(Role.CERTIFIER) or actor.is_a(Role.MONITOR)
    if application is None or not (alliance or actor.belongs_to(application.organisation_id)):
        raise NotFound
    dossier = None
    if application.dossier_id is not None:
        dossier = (lock_dossier(session, application.dossier_id) if lock else None) or session.get_one(
            Dossier, application.dossier_id
        )
    if lock:
        session.refresh(application, with_for_update={"key_share": True})
    states = {} if dossier is None else {dossier.id: dossier.state}
    subject = application_subjects(session, [application], states)[application.id]
    require(session, actor, permission, subject, kind="application", subject_id=application_id, now=now)
    return FoundApplication(application, dossier, subject)


def application_subjects(
    session: Session, applications: Sequence[Application], dossier_states: Mapping[int, str]
) -> dict[int, ApplicationSubject]:
    """What the policy must know of each of these. Four statements, however many there are."""
    dossiers = [one.dossier_id for one in applications if one.dossier_id is not None]
    schools = _schools(session, dossiers)
    reviewed = reviewers_of(session, dossiers)
    proposers = dict(
        session.execute(
            select(Proposal.application_id, Proposal.proposed_by).where(
                Proposal.application_id.in_([one.id for one in applications]),
                Proposal.state == ProposalState.PROPOSED.value,
            )
        ).all()
    )
    set_aside = _set_aside(session, applications)
    nobody = frozenset[int]()
    return {
        one.id: ApplicationSubject(
            open=one.state == ApplicationState.OPEN.value,
            dossier_state=None if one.dossier_id is None else DossierState(dossier_states[one.dossier_id]),
            organisation_id=one.organisation_id,
            institution_ids=schools.get(one.dossier_id or 0, nobody),
            applied_by=one.applied_by,
            reviewer_ids=reviewed.get(one.dossier_id or 0, nobody),
            proposed_by=proposers.get(one.id),
            earlier_certifier_ids=set_aside[one.id],
        )
        for one in applications
    }


def _set_aside(session: Session, applications: Sequence[Application]) -> dict[int, frozenset[int]]:
    """Who took decisions that an appeal set aside: on the same dossier, or the organisation's last on a statement."""
    dossiers = {one.dossier_id for one in applications if one.dossier_id is not None}
    organisations = {one.organisation_id for one in applications if one.dossier_id is None}
    rows = session.execute(
        select(Application.dossier_id, Application.organisation_id, DecisionRow)
        .join(Application, Application.id == DecisionRow.application_id)
        .join(Appeal, Appeal.decision_id == DecisionRow.id)
        .where(
            Appeal.state == AppealState.UPHELD.value,
            Application.dossier_id.in_(dossiers)
            | (
                Application.dossier_id.is_(None)
                & Application.organisation_id.in_(organisations)
                & ~_decided_since()
            ),
        )
    ).all()
    return {
        one.id: frozenset(
            person_id
            for dossier_id, organisation_id, decision in rows
            if dossier_id == one.dossier_id and organisation_id == one.organisation_id
            for person_id in (decision.certifier_id, decision.proposed_by)
            if person_id is not None
        )
        for one in applications
    }


def _decided_since() -> ColumnElement[bool]:
    """Someone else decided on a statement of the organisation after that: whoever was set aside may decide again."""
    later, about = aliased(DecisionRow), aliased(Application)
    return (
        select(later.id)
        .join(about, about.id == later.application_id)
        .where(
            about.organisation_id == Application.organisation_id,
            about.dossier_id.is_(None),
            later.id > DecisionRow.id,
        )
        .correlate(DecisionRow, Application)
        .exists()
    )


def _schools(session: Session, dossiers: Sequence[int]) -> dict[int, frozenset[int]]:
    """Schools with students in each dossier."""
    found: dict[int, set[int]] = defaultdict(set)
    if dossiers:
        rows = session.execute(
            select(Scan.dossier_id, SchoolClass.institution_id)
            .distinct()
            .join(ScanMember, ScanMember.scan_id == Scan.id)
            .join(Placement, Placement.id == ScanMember.placement_id)
            .join(SchoolClass, SchoolClass.id == Placement.class_id)
            .where(Scan.dossier_id.in_(dossiers), Scan.state != ScanState.WITHDRAWN.value)
        )
        for dossier_id, school in rows:
            found[dossier_id].add(school)
    return {dossier_id: frozenset(ids) for dossier_id, ids in found.items()}
