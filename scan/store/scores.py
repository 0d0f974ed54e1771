"""Points by theme, kept when a dossier is closed, and what they say of other companies together (design 8)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, bindparam, case, delete, exists, func, insert, select
from sqlalchemy.orm import Session

from questionnaires.definition import Questionnaire
from scan.domain.applications import PublicDetail
from scan.domain.peers import (
    PeerScores,
    SizeClass,
    basis,
    earliest_day,
    may_be_shown,
    size_class,
)
from scan.domain.periods import local_midnight
from scan.domain.states import DossierState
from scan.store.tables import Certificate, DecisionRow, Dossier, DossierScore, Organisation
from scan.store.tables.base import code
from scoring import Outcome

_HUNDREDTHS = 100
Whole = ColumnElement[int]


def keep_scores(
    session: Session,
    *,
    dossier: Dossier,
    organisation: Organisation,
    questionnaire: Questionnaire,
    profile: Mapping[str, object],
    outcome: Outcome,
) -> None:
    """Keep the counted points of a dossier that was just closed, in place of those of an earlier closing.

    Size and sector come from the profile, else from what the organisation is registered with; without them nothing
    is kept, because then there is nobody to compare with.
    """
    session.execute(delete(DossierScore).where(DossierScore.dossier_id == dossier.id))
    sector = str(profile.get("sector") or organisation.sector or "")[:40]
    staff = profile.get("staff", organisation.staff)
    if not sector or not isinstance(staff, Decimal | int):
        return
    counted = {group.id: group.counted for group in outcome.groups}
    rows = [
        {
            "dossier_id": dossier.id,
            "theme": group.theme,
            "organisation_id": organisation.id,
            "basis": basis(questionnaire),
            "sector": sector,
            "size": size_class(staff).value,
            "counted": (counted[group.id] or 0) * _HUNDREDTHS // 10**outcome.decimals,
            "moderated_at": dossier.moderated_at,
        }
        for group in questionnaire.groups
        if group.theme is not None and counted[group.id] is not None
    ]
    if rows:
        session.execute(insert(DossierScore), rows)


def cell_of(session: Session, dossier_id: int) -> tuple[str, str, SizeClass] | None:
    """(basis, sector, size) under which a closed dossier is compared; None without them. One statement."""
    row = session.execute(
        select(DossierScore.basis, DossierScore.sector, DossierScore.size)
        .where(DossierScore.dossier_id == dossier_id)
        .limit(1)
    ).one_or_none()
    return None if row is None else (row[0], row[1], SizeClass(row[2]))


_NEWEST_FIRST = (DossierScore.moderated_at.desc(), DossierScore.dossier_id.desc())
PUBLISHED = exists().where(
    DecisionRow.dossier_id == DossierScore.dossier_id,
    Certificate.decision_id == DecisionRow.id,
    Certificate.public_detail != code(PublicDetail.LEVEL),
)
"""Everyone could read the points of the dossier in the query: a certificate came of it that shows them."""
_OTHERS = (
    select(
        DossierScore.theme,
        DossierScore.counted,
        PUBLISHED.label("published"),
        func.row_number()
        .over(partition_by=(DossierScore.organisation_id, DossierScore.theme), order_by=_NEWEST_FIRST)
        .label("age"),
    )
    .join(Dossier, Dossier.id == DossierScore.dossier_id)
    .where(
        DossierScore.basis == bindparam("basis"),
        DossierScore.sector == bindparam("sector"),
        DossierScore.size == bindparam("size"),
        DossierScore.moderated_at >= bindparam("earliest"),
        DossierScore.moderated_at < bindparam("reference"),
        DossierScore.organisation_id != bindparam("organisation_id"),
        Dossier.state.in_((code(DossierState.MODERATED), code(DossierState.DECIDED))),
    )
    .subquery()
)
_RANKED = (
    select(
        _OTHERS.c.theme,
        _OTHERS.c.counted,
        _OTHERS.c.published,
        func.row_number().over(partition_by=_OTHERS.c.theme, order_by=_OTHERS.c.counted).label("place"),
        func.count().over(partition_by=_OTHERS.c.theme).label("many"),
    )
    .where(_OTHERS.c.age == 1)
    .subquery()
)
_MANY = _RANKED.c.many
_QUARTER = (_MANY + 3) // 4


def _middle(low: Whole, high: Whole) -> Whole:
    """The points from one place to another, shared out; in whole numbers, alike on both databases."""
    between = case((_RANKED.c.place.between(low, high), _RANKED.c.counted))
    return func.sum(between) // func.count(between)


_PEERS = (
    select(
        _RANKED.c.theme,
        func.count(),
        func.sum(case((_RANKED.c.published, 0), else_=1)),
        _middle(_QUARTER, _QUARTER),
        _middle((_MANY + 1) // 2, (_MANY + 2) // 2),
        _middle(_MANY + 1 - _QUARTER, _MANY + 1 - _QUARTER),
    )
    .group_by(_RANKED.c.theme)
    .order_by(_RANKED.c.theme)
)


def peer_scores(
    session: Session, cell: tuple[str, str, SizeClass], *, organisation_id: int, reference: date
) -> tuple[PeerScores, ...]:
    """Of each theme the middle of the others' newest points, where enough of them have any. One statement.

    Reads only the cell of the index, whatever else is stored. A dossier that was opened again does not count.
    """
    rows = session.execute(
        _PEERS,
        {
            "basis": cell[0],
            "sector": cell[1],
            "size": cell[2].value,
            "earliest": local_midnight(earliest_day(reference)),
            "reference": local_midnight(reference),
            "organisation_id": organisation_id,
        },
    )
    return tuple(
        PeerScores(theme, others, *(points // _HUNDREDTHS for points in middles))
        for theme, others, unpublished, *middles in rows
        if may_be_shown(others, unpublished)
    )
