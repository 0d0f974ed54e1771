"""What can be done for a whole class at once: a preview of each, then one by one through the usual use cases.

Each row of the preview has a mark of everything it was made of. Acting makes the row again, with its dossier locked:
what changed in between is refused and told, never acted on unseen.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Integer, Row, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from scan.domain.code_gaps import open_questions, step_gaps
from scan.domain.errors import Clash, NotFound, Stale
from scan.domain.evidence import EvidenceState
from scan.domain.moderation import CONFIRMING_GAP
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.domain.states import DossierState, ScanState
from scan.store.finding import find_class, lock_dossier
from scan.store.members import names_by_scan
from scan.store.published import published
from scan.store.tables import (
    Dossier,
    Evidence,
    ItemVerdict,
    Organisation,
    Placement,
    QuestionnaireVersion,
    Scan,
    ScanMember,
)
from scan.store.tables.base import code
from scan.use_cases.moderating import close_dossier
from scan.use_cases.permission import require
from scan.use_cases.reviewing import open_comparison, return_scan


class ClassAction(StrEnum):
    """What a teacher does for several at once."""

    RETURN = "return"
    """Send back scans with open questions, with one comment."""
    CLOSE = "close"
    """Accept scans and send the result where nothing is left to settle."""
    OPEN = "open"
    """Compare without the other side: the set time has passed."""


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One scan (to return) or dossier (to close or open) that an action can be done to."""

    id: int
    seen: str
    """A mark of what the row was made of; another mark means that something changed."""
    version: int
    dossier_id: int
    organisation: str
    student: str | None
    count: int
    """To return: open questions. To close: differences of one step. To open: scans that were handed in."""


@dataclass(frozen=True, slots=True)
class ClassActions:
    """A class with everything that is ready for each action."""

    class_id: int
    name: str
    rows: Mapping[ClassAction, tuple[ClassRow, ...]]


def class_actions(session: Session, *, actor: Actor, class_id: int, now: datetime) -> ClassActions:
    """What is ready in a class, from stored codes. Five statements, whatever its size. Raises NotFound, NotAllowed."""
    found, subject = find_class(session, actor, class_id)
    require(session, actor, Permission.MANAGE_CLASS, subject, kind="class", subject_id=class_id, now=now)
    dossiers: dict[int, list[_Scan]] = defaultdict(list)
    for row in session.execute(_SCANS, {"class_id": class_id}):
        dossiers[row.dossier_id].append(row)
    of_class = tuple(scan.id for scans in dossiers.values() for scan in scans if scan.of_class)
    names = names_by_scan(session, of_class)
    undecided = dict(session.execute(_UNDECIDED, {"dossier_ids": tuple(dossiers)}).all())
    settled: dict[int, dict[str, int]] = defaultdict(dict)
    for dossier_id, item_id, version in session.execute(_SETTLED, {"dossier_ids": tuple(dossiers)}):
        settled[dossier_id][item_id] = version
    rows: dict[ClassAction, list[ClassRow]] = {action: [] for action in ClassAction}
    for dossier_id, scans in dossiers.items():
        for scan in scans:
            if scan.of_class and scan.state == ScanState.SUBMITTED.value:
                count = open_questions(published(session, scan.sha256).questionnaire, scan.answer_codes)
                if count:
                    rows[ClassAction.RETURN].append(_scan_row(scan, names, count))
        seen = _seen(scans, settled[dossier_id])
        if dossier_id not in undecided:
            gaps = _gaps(session, scans)
            left = {item_id for item_id, gap in gaps.items() if gap > CONFIRMING_GAP} - settled[
                dossier_id
            ].keys()
            if scans[0].dossier_state == DossierState.COMPARING.value and not left:
                near = sum(gap == 1 for gap in gaps.values())
                rows[ClassAction.CLOSE].append(_dossier_row(scans, names, near, seen))
        handed_in = sum(scan.state in _HANDED_IN for scan in scans)
        waiting = scans[0].dossier_state == DossierState.COLLECTING.value
        if waiting and handed_in and now >= scans[0].opens_at:
            rows[ClassAction.OPEN].append(_dossier_row(scans, names, handed_in, seen))
    return ClassActions(class_id, found.name, {action: tuple(lines) for action, lines in rows.items()})


def act_on_row(
    session: Session,
    *,
    actor: Actor,
    class_id: int,
    action: ClassAction,
    row_id: int,
    seen: str,
    comment: str = "",
    deadline: date | None = None,
    now: datetime,
) -> None:
    """Do one action to one row, if it is still as the preview showed it (``seen``).

    ``comment``, ``deadline``: for sending back. The dossier is locked first, as by everyone who hands in, returns,
    settles or decides. Raises NotFound, NotAllowed, Stale, and what the action itself refuses.
    """
    by_scan, alone = (
        select(Scan.dossier_id).where(Scan.id == row_id),
        select(Dossier.id).where(Dossier.id == row_id),
    )
    dossier_id = session.scalar(by_scan if action is ClassAction.RETURN else alone)
    if dossier_id is None:
        raise NotFound
    lock_dossier(session, dossier_id)
    ready = class_actions(session, actor=actor, class_id=class_id, now=now)
    row = next((one for one in ready.rows[action] if one.id == row_id and one.seen == seen), None)
    if row is None:
        raise Stale((Clash("row", None, 0, action.value),))
    if action is ClassAction.RETURN:
        return_scan(session, actor=actor, scan_id=row.id, comment=comment, deadline=deadline, now=now)
    elif action is ClassAction.CLOSE:
        close_dossier(session, actor=actor, dossier_id=row.id, version=row.version, now=now)
    else:
        open_comparison(session, actor=actor, dossier_id=row.id, now=now)


_Scan = Row[*tuple[Any, ...]]
_Names = Mapping[int, Mapping[int, str]]
_HANDED_IN = (ScanState.SUBMITTED.value, ScanState.ACCEPTED.value)
_CLASS = bindparam("class_id", type_=Integer)
_MINE, _MEMBER, _MY_PLACEMENT = aliased(Scan), aliased(ScanMember), aliased(Placement)
_OF_CLASS = (
    select(_MEMBER.scan_id)
    .join(_MY_PLACEMENT, _MY_PLACEMENT.id == _MEMBER.placement_id)
    .where(_MY_PLACEMENT.class_id == _CLASS)
)
"""Scans with a student of the class in them."""
_SCANS = (
    select(
        Scan.id,
        Scan.version,
        Scan.state,
        Scan.answer_codes,
        Scan.placement_id,
        Scan.id.in_(_OF_CLASS).label("of_class"),
        Dossier.id.label("dossier_id"),
        Dossier.state.label("dossier_state"),
        Dossier.version.label("dossier_version"),
        Dossier.opens_at,
        Organisation.name.label("organisation"),
        QuestionnaireVersion.sha256,
    )
    .join(Dossier, Dossier.id == Scan.dossier_id)
    .join(Organisation, Organisation.id == Dossier.organisation_id)
    .join(QuestionnaireVersion, QuestionnaireVersion.id == Scan.questionnaire_version_id)
    .where(
        Scan.state != code(ScanState.WITHDRAWN),
        Dossier.state.in_([code(DossierState.COLLECTING), code(DossierState.COMPARING)]),
        Dossier.id.in_(
            select(_MINE.dossier_id).where(_MINE.id.in_(_OF_CLASS), _MINE.state != code(ScanState.WITHDRAWN))
        ),
    )
    .order_by(Organisation.name, Dossier.id, Scan.id)
)
_UNDECIDED = (
    select(Scan.dossier_id, func.count())
    .join(Evidence, Evidence.scan_id == Scan.id)
    .where(
        Scan.dossier_id.in_(bindparam("dossier_ids", expanding=True)),
        Scan.state.in_([code(ScanState.SUBMITTED), code(ScanState.ACCEPTED)]),
        Evidence.state == code(EvidenceState.OFFERED),
    )
    .group_by(Scan.dossier_id)
)
_SETTLED = (
    select(ItemVerdict.dossier_id, ItemVerdict.item_id, ItemVerdict.version)
    .where(ItemVerdict.dossier_id.in_(bindparam("dossier_ids", expanding=True)))
    .order_by(ItemVerdict.dossier_id, ItemVerdict.item_id)
)


def _gaps(session: Session, scans: list[_Scan]) -> dict[str, int]:
    """The largest distance for each question between the claim and one of the others, as in the comparison."""
    handed_in = [scan for scan in scans if scan.state in _HANDED_IN]
    claim = next((scan for scan in handed_in if scan.placement_id is None), None) or next(
        iter(handed_in), None
    )
    largest: dict[str, int] = {}
    for other in handed_in:
        if claim is None or other is claim:
            continue
        found = step_gaps(
            published(session, claim.sha256).questionnaire,
            claim.answer_codes,
            published(session, other.sha256).questionnaire,
            other.answer_codes,
        )
        for item_id, gap in found.items():
            largest[item_id] = max(gap, largest.get(item_id, 0))
    return largest


def _scan_row(scan: _Scan, names: _Names, count: int) -> ClassRow:
    students = ", ".join(names[scan.id].values())
    return ClassRow(
        scan.id, _mark(scan.version), scan.version, scan.dossier_id, scan.organisation, students, count
    )


def _dossier_row(scans: list[_Scan], names: _Names, count: int, seen: str) -> ClassRow:
    students = ", ".join(name for scan in scans if scan.of_class for name in names[scan.id].values())
    one = scans[0]
    return ClassRow(
        one.dossier_id, seen, one.dossier_version, one.dossier_id, one.organisation, students or None, count
    )


def _seen(scans: list[_Scan], verdicts: Mapping[str, int]) -> str:
    """Changes when a scan came in, went back or was begun, or a verdict was given."""
    return _mark(
        scans[0].dossier_version,
        *((scan.id, scan.version, scan.state) for scan in scans),
        *verdicts.items(),
    )


def _mark(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
