"""The result of a dossier for who may read it: what was found, beside others, and what was shared (design 6)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questionnaires.answers import Answers
from scan.domain.errors import NotAllowed, NotFound
from scan.domain.peers import Peers, reference_day
from scan.domain.periods import local_day
from scan.domain.policy import Permission
from scan.domain.result_messages import COMPANY_NOT_IN
from scan.domain.roles import Actor, Role
from scan.domain.states import DossierState
from scan.domain.stored import profile_from_json
from scan.store.answers import saved_answers
from scan.store.finding import FoundDossier, find_dossier
from scan.store.members import HELD_BACK
from scan.store.published import published
from scan.store.scores import cell_of, peer_scores
from scan.store.tables import (
    Dossier,
    Organisation,
    Placement,
    QuestionnaireVersion,
    Scan,
    ScanMember,
    SchoolClass,
    SharedReport,
)
from scan.use_cases.comparing import HANDED_IN
from scan.use_cases.improving import CLOSED, Standing, moderated_standing, own_standing
from scan.use_cases.opening import private_items
from scan.use_cases.permission import require


@dataclass(frozen=True, slots=True)
class Report:
    """What was found at an organisation, as one reader may see it."""

    dossier_id: int
    organisation_id: int
    organisation: str
    place: str | None
    period: str
    state: DossierState
    follows_id: int | None
    """The dossier before this one, where there is one with a result."""
    moderated_at: datetime | None
    """None: not checked yet, only what the organisation itself filled in."""
    handed_in_at: datetime | None
    """Of the organisation's own scan."""
    standing: Standing
    private: frozenset[str]
    """Questions whose answers this reader must not see."""
    schools: tuple[str, ...]
    """Of the students who handed in."""
    students: int
    peers: Peers | None
    """None where the dossier is not checked, or its size and sector are not known."""
    speaks_for_it: bool
    """The reader is of the organisation itself."""

    @property
    def moderated(self) -> bool:
        """Whether a reviewer settled it."""
        return self.moderated_at is not None


@dataclass(frozen=True, slots=True)
class SharedScan:
    """A student's report that was shared with the organisation. No name: the school's is enough."""

    scan_id: int
    school: str
    shared_at: datetime


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One result of an organisation in a list."""

    dossier_id: int
    period: str
    state: DossierState
    moderated_at: datetime | None
    follows_id: int | None


def open_report(session: Session, *, actor: Actor, dossier_id: int, now: datetime) -> Report:
    """The result of a dossier with what belongs to it.

    Everyone who has to do with the dossier reads it once it is checked; before that only the organisation itself,
    from its own answers. Raises NotFound (also where there is nothing yet), NotAllowed.
    """
    found = find_dossier(session, actor, dossier_id, now)
    permission = Permission.READ_DOSSIER
    require(session, actor, permission, found.subject, kind="dossier", subject_id=dossier_id, now=now)
    if found.subject.state not in CLOSED and not _speaks(actor, found.organisation.id):
        raise NotFound
    return _report(session, actor, found, now, with_peers=True)


def open_presentation(session: Session, *, actor: Actor, dossier_id: int, now: datetime) -> Report:
    """The same for a screen that others look at: only what the organisation itself filled in, or what was checked.

    Never a student's answers. Raises NotFound, NotAllowed (also while the organisation has not handed in).
    """
    found = find_dossier(session, actor, dossier_id, now)
    require(session, actor, Permission.PRESENT, found.subject, kind="dossier", subject_id=dossier_id, now=now)
    if _own_scan(session, dossier_id) is None:
        raise NotAllowed(COMPANY_NOT_IN)
    return _report(session, actor, found, now, with_peers=False)


def results_of(session: Session, *, actor: Actor, organisation_id: int) -> tuple[ResultLine, ...]:
    """The results of the actor's own organisation, newest first. One statement. Raises NotFound for others."""
    if not _speaks(actor, organisation_id):
        raise NotFound
    closed = Dossier.state.in_([state.value for state in CLOSED])
    rows = session.execute(
        select(Dossier.id, Dossier.period, Dossier.state, Dossier.moderated_at, Dossier.follows_id)
        .where(Dossier.organisation_id == organisation_id, closed)
        .order_by(Dossier.moderated_at.desc(), Dossier.id.desc())
    )
    return tuple(ResultLine(row[0], row[1], DossierState(row[2]), *row[3:]) for row in rows)


def shared_with(session: Session, report: Report) -> tuple[SharedScan, ...]:
    """Reports of students that were shared with the organisation and may still be read by it. One statement."""
    rows = session.execute(
        select(Scan.id, Organisation.name, SharedReport.shared_at)
        .join(SharedReport, SharedReport.scan_id == Scan.id)
        .join(Placement, Placement.id == Scan.placement_id)
        .join(SchoolClass, SchoolClass.id == Placement.class_id)
        .join(Organisation, Organisation.id == SchoolClass.institution_id)
        .where(
            Scan.dossier_id == report.dossier_id,
            Scan.state.in_(HANDED_IN),
            ~HELD_BACK,
        )
        .order_by(SharedReport.shared_at, Scan.id)
    )
    return tuple(SharedScan(*row) for row in rows) if report.speaks_for_it else ()


def _report(
    session: Session, actor: Actor, found: FoundDossier, now: datetime, *, with_peers: bool
) -> Report:
    dossier, organisation = found.dossier, found.organisation
    own = _own_scan(session, dossier.id)
    closed = found.subject.state in CLOSED
    standing = (
        moderated_standing(session, dossier, now) if closed else _own_standing(session, dossier, own, now)
    )
    speaks = _speaks(actor, organisation.id)
    hidden = frozenset[str]()
    if not speaks:
        hidden = private_items(standing.form.questionnaire, standing.answers)
    schools, students = _students(session, dossier.id)
    return Report(
        dossier_id=dossier.id,
        organisation_id=organisation.id,
        organisation=organisation.name,
        place=organisation.place,
        period=dossier.period,
        state=found.subject.state,
        follows_id=dossier.follows_id,
        moderated_at=dossier.moderated_at if closed else None,
        handed_in_at=None if own is None else own.submitted_at,
        standing=standing,
        private=hidden,
        schools=schools,
        students=students,
        peers=_peers(session, dossier, now) if closed and with_peers else None,
        speaks_for_it=speaks,
    )


def _own_scan(session: Session, dossier_id: int) -> Scan | None:
    """The organisation's own scan, handed in."""
    return session.scalar(
        select(Scan).where(
            Scan.dossier_id == dossier_id, Scan.placement_id.is_(None), Scan.state.in_(HANDED_IN)
        )
    )


def _own_standing(session: Session, dossier: Dossier, own: Scan | None, now: datetime) -> Standing:
    if own is None:
        raise NotFound
    sha256 = session.scalars(
        select(QuestionnaireVersion.sha256).where(QuestionnaireVersion.id == own.questionnaire_version_id)
    ).one()
    form = published(session, sha256)
    saved = saved_answers(session, own.id, form.items)
    profile = profile_from_json(form.questionnaire, own.profile)
    answers = Answers({key: value.answer for key, value in saved.items()}, profile)
    return own_standing(session, dossier, sha256, answers, now)


def _students(session: Session, dossier_id: int) -> tuple[tuple[str, ...], int]:
    """Schools by name, and how many students handed in."""
    rows = session.execute(
        select(Organisation.name, func.count())
        .select_from(Scan)
        .join(ScanMember, ScanMember.scan_id == Scan.id)
        .join(Placement, Placement.id == ScanMember.placement_id)
        .join(SchoolClass, SchoolClass.id == Placement.class_id)
        .join(Organisation, Organisation.id == SchoolClass.institution_id)
        .where(Scan.dossier_id == dossier_id, Scan.state.in_(HANDED_IN))
        .group_by(Organisation.name)
        .order_by(Organisation.name)
    ).all()
    return tuple(name for name, _ in rows), sum(count for _, count in rows)


def _peers(session: Session, dossier: Dossier, now: datetime) -> Peers | None:
    cell = cell_of(session, dossier.id)
    if cell is None:
        return None
    reference = reference_day(local_day(now))
    themes = peer_scores(session, cell, organisation_id=dossier.organisation_id, reference=reference)
    return Peers(cell[2], cell[1], reference, themes)


def _speaks(actor: Actor, organisation_id: int) -> bool:
    return actor.has(Role.CONTACT, organisation_id) or actor.has(Role.COORDINATOR, organisation_id)
