"""Making and reading the picture of the region (issue: the region, for everyone).

It is made by a command that runs every day, because what it counts grows with every scan and what a visitor waits for
may not. Results come in together, once a quarter and only when enough are new (``scan.domain.peers``).
"""

from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from scan.domain.applications import CertificateKind
from scan.domain.disclosure import shown_count, shown_counts
from scan.domain.peers import ENOUGH, reference_day
from scan.domain.periods import local_day, local_midnight
from scan.domain.plan import PlanState
from scan.domain.region import Counts, LevelCount, Picture, Result, Results, SchoolCount, results_of
from scan.domain.roles import OrganisationKind
from scan.domain.states import AmbassadorState, CertificateState, DossierState, ScanState
from scan.store.scores import PUBLISHED
from scan.store.tables import (
    Action,
    Ambassador,
    Certificate,
    Dossier,
    DossierScore,
    Organisation,
    Placement,
    RegionPicture,
    Scan,
    ScanMember,
    SchoolClass,
)
from scan.store.tables.base import code
from scan.store.upsert import dialect_of, insert_into

_CLOSED = (code(DossierState.MODERATED), code(DossierState.DECIDED))


def newest_picture(session: Session) -> Picture | None:
    """The picture of the newest day; None before the first was made. One statement, whatever is stored."""
    found = session.scalar(select(RegionPicture.document).order_by(RegionPicture.made_on.desc()).limit(1))
    return None if found is None else Picture.model_validate_json(found)


def refresh_picture(session: Session, *, now: datetime) -> Picture:
    """Make the picture of this day, in place of every earlier one. Safe to run twice, and by two processes at once."""
    today = local_day(now)
    earlier = newest_picture(session)
    picture = Picture(
        made_at=now,
        counts=_counts(session, today),
        levels=_levels(session, today),
        schools=_schools(session, today),
        results=_results(session, None if earlier is None else earlier.results, reference_day(today)),
    )
    values = {
        "made_on": today,
        "results_before": picture.results.before,
        "document": picture.model_dump_json().encode(),
    }
    statement = insert_into(dialect_of(session), RegionPicture).values(values)
    session.execute(
        statement.on_conflict_do_update(index_elements=[RegionPicture.made_on], set_=statement.excluded)
    )
    session.execute(delete(RegionPicture).where(RegionPicture.made_on != today))
    return picture


def _results(session: Session, earlier: Results | None, before: date) -> Results:
    """As they were, until enough new ones can come in together."""
    if earlier is not None:
        new = select(func.count(DossierScore.organisation_id.distinct())).where(
            DossierScore.moderated_at >= local_midnight(earlier.before),
            DossierScore.moderated_at < local_midnight(before),
        )
        if before <= earlier.before or (session.scalar(new) or 0) < ENOUGH:
            return earlier
    return results_of(_found(session, before), before)


def _found(session: Session, before: date) -> list[Result]:
    rows = session.execute(
        select(
            DossierScore.dossier_id,
            DossierScore.organisation_id,
            DossierScore.moderated_at,
            DossierScore.sector,
            DossierScore.size,
            Organisation.municipality,
            PUBLISHED,
            DossierScore.theme,
            DossierScore.counted,
        )
        .join(Dossier, Dossier.id == DossierScore.dossier_id)
        .join(Organisation, Organisation.id == DossierScore.organisation_id)
        .where(
            DossierScore.moderated_at < local_midnight(before),
            Dossier.state.in_(_CLOSED),
            Organisation.kind == code(OrganisationKind.COMPANY),
        )
        .order_by(DossierScore.dossier_id, DossierScore.theme)
        .execution_options(yield_per=5000)
    )
    found: list[Result] = []
    points: dict[str, int] = {}
    for dossier_id, organisation_id, at, sector, size, municipality, published, theme, counted in rows:
        if not found or found[-1].dossier_id != dossier_id:
            points = {}
            about = Result(dossier_id, organisation_id, at, sector, size, municipality, published, points)
            found.append(about)
        points[theme] = counted
    return found


def _counts(session: Session, today: date) -> Counts:
    def count(what: ColumnElement[int], *conditions: ColumnElement[bool]) -> int:
        return session.scalar(select(what).where(*conditions)) or 0

    accepted = Scan.state == code(ScanState.ACCEPTED)
    in_accepted = select(Scan.id).where(accepted).scalar_subquery()
    return Counts(
        scans=count(func.count(Scan.id), accepted),
        students=shown_count(
            count(func.count(ScanMember.student_id.distinct()), ScanMember.scan_id.in_(in_accepted))
        ),
        certificates=count(func.count(Certificate.id), *_holds(today)),
        ambassadors=shown_count(count(func.count(Ambassador.id), *_appointed(today))),
        schools=count(
            func.count(SchoolClass.institution_id.distinct()),
            SchoolClass.id.in_(
                select(Placement.class_id)
                .join(ScanMember, ScanMember.placement_id == Placement.id)
                .where(ScanMember.scan_id.in_(in_accepted))
                .scalar_subquery()
            ),
        ),
        finished_actions=count(func.count(Action.id), Action.state == code(PlanState.DONE)),
    )


def _levels(session: Session, today: date) -> tuple[LevelCount, ...]:
    rows = session.execute(
        select(Organisation.municipality, Certificate.level, func.count())
        .join(Organisation, Organisation.id == Certificate.organisation_id)
        .where(*_holds(today))
        .group_by(Organisation.municipality, Certificate.level)
        .order_by(Organisation.municipality, Certificate.level)
    )
    return tuple(
        LevelCount(municipality=place, level=level, certificates=count) for place, level, count in rows
    )


def _schools(session: Session, today: date) -> tuple[SchoolCount, ...]:
    """Schools with students who took part or became ambassador, by name; small counts are hidden."""
    students = dict(
        session.execute(
            select(SchoolClass.institution_id, func.count(ScanMember.student_id.distinct()))
            .join(Placement, Placement.class_id == SchoolClass.id)
            .join(ScanMember, ScanMember.placement_id == Placement.id)
            .join(Scan, Scan.id == ScanMember.scan_id)
            .where(Scan.state == code(ScanState.ACCEPTED))
            .group_by(SchoolClass.institution_id)
        ).all()
    )
    ambassadors = dict(
        session.execute(
            select(Ambassador.institution_id, func.count())
            .where(*_appointed(today))
            .group_by(Ambassador.institution_id)
        ).all()
    )
    names = dict(
        session.execute(
            select(Organisation.id, Organisation.name)
            .where(Organisation.id.in_({*students, *ambassadors}))
            .order_by(func.lower(Organisation.name), Organisation.id)
        ).all()
    )
    shown_students = shown_counts({str(one): students.get(one, 0) for one in names})
    shown_ambassadors = shown_counts({str(one): ambassadors.get(one, 0) for one in names})
    return tuple(
        SchoolCount(
            institution_id=one,
            name=name,
            students=shown_students[str(one)],
            ambassadors=shown_ambassadors[str(one)],
        )
        for one, name in names.items()
    )


def _holds(today: date) -> tuple[ColumnElement[bool], ...]:
    """Certificates that hold; a statement has no level and is none of them."""
    return (
        Certificate.kind == code(CertificateKind.CERTIFICATE),
        Certificate.state == code(CertificateState.ISSUED),
        Certificate.valid_from <= today,
        Certificate.valid_until >= today,
    )


def _appointed(today: date) -> tuple[ColumnElement[bool], ...]:
    return (Ambassador.state == code(AmbassadorState.APPOINTED), Ambassador.valid_until >= today)
