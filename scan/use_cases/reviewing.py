"""Reviewing: the queue, evidence, verdicts, returning a scan, closing and reopening a dossier (design 6)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from scan.domain import messages
from scan.domain.errors import Clash, InvalidInput, NotFound, Stale
from scan.domain.evidence import EvidenceState
from scan.domain.fields import Fields
from scan.domain.messages import Message
from scan.domain.moderation import Verdict, fits
from scan.domain.periods import local_day
from scan.domain.policy import Permission
from scan.domain.roles import Actor, OrganisationKind
from scan.domain.states import DOSSIER, SCAN, DossierAction, DossierState, ScanAction, ScanState, advance
from scan.store import tenancy
from scan.store.finding import FoundDossier, find_dossier, find_scan_alone
from scan.store.paging import in_order, matches
from scan.store.tables import (
    Dossier,
    Evidence,
    ItemVerdict,
    MembershipRow,
    Organisation,
    Reopening,
    Scan,
    ScanReturn,
    SecondReview,
)
from scan.store.upsert import dialect_of, insert_into
from scan.use_cases.audit import record
from scan.use_cases.comparing import HANDED_IN, open_review
from scan.use_cases.notifying import tell_returned
from scan.use_cases.permission import require
from scan.use_cases.starting import OPEN_STATES
from scan.use_cases.submitting import settle_dossier
from scan.use_cases.taking_back import take_back


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A dossier that waits for a reviewer, or for its respondents."""

    dossier_id: int
    organisation: str
    period: str
    state: DossierState
    students_started: int
    students_handed_in: int
    own_handed_in: bool
    opens_at: datetime
    waiting_since: datetime | None
    """When the last of its scans came in."""
    can_be_opened: bool
    """The set time has passed: it may be compared without the other side."""
    may_judge_blind: bool
    """The actor had no part in it yet, so may offer to be its second reviewer."""
    is_school: bool
    """A school that scans itself: there is no student beside it."""


def review_queue(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    query: str = "",
    sort: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> tuple[QueueEntry, ...]:
    """Open dossiers of the actor's classes or schools; to be reviewed first, oldest first. One statement.

    ``query``: part of the organisation's name. ``sort``: ``name`` or ``waits`` (since when), with a minus the other way
    round; else what waits longest first.
    ``limit``, ``offset``: a page of them; the database searches, sorts and cuts.
    """
    newest = func.max(Scan.submitted_at)
    orders = {"name": func.lower(Organisation.name), "waits": newest}
    by_student = Scan.placement_id.is_not(None)
    handed_in = Scan.state.in_(HANDED_IN)
    rows = session.execute(
        select(
            Dossier.id,
            Organisation.name,
            Dossier.period,
            Dossier.state,
            func.count(case((by_student, 1))),
            func.count(case((by_student & handed_in, 1))),
            func.count(case((~by_student & handed_in, 1))),
            Dossier.opens_at,
            newest,
            _took_part(),
            Organisation.kind == OrganisationKind.INSTITUTION.value,
        )
        .join(Organisation, Organisation.id == Dossier.organisation_id)
        .join(Scan, (Scan.dossier_id == Dossier.id) & (Scan.state != ScanState.WITHDRAWN.value))
        .where(Dossier.state.in_(OPEN_STATES), tenancy.reviewable(actor), *matches(query, Organisation.name))
        .group_by(Dossier.id, Organisation.name, Organisation.kind)
        .order_by(
            Dossier.state != DossierState.COMPARING.value,
            *in_order(sort, orders, newest.is_(None), newest, Dossier.id),
        )
        .limit(limit)
        .offset(offset),
        tenancy.me(actor),
    )
    return tuple(
        QueueEntry(
            *row[:3],
            DossierState(row[3]),
            row[4],
            row[5],
            row[6] > 0,
            row[7],
            row[8],
            row[3] == DossierState.COLLECTING.value and now >= row[7] and row[5] + row[6] > 0,
            row[3] == DossierState.COMPARING.value and not row[9],
            bool(row[10]),
        )
        for row in rows
    )


def _took_part() -> ColumnElement[bool]:
    """The actor reviewed the Dossier in the query, judges or judged it blind, or belongs to its organisation."""
    scan = aliased(Scan)
    in_scan = exists().where(scan.dossier_id == Dossier.id)
    return or_(
        exists().where(ItemVerdict.dossier_id == Dossier.id, ItemVerdict.reviewer_id == tenancy.ME),
        in_scan.where(Evidence.scan_id == scan.id, Evidence.decided_by == tenancy.ME),
        in_scan.where(ScanReturn.scan_id == scan.id, ScanReturn.returned_by == tenancy.ME),
        exists().where(SecondReview.dossier_id == Dossier.id, SecondReview.reviewer_id == tenancy.ME),
        exists().where(
            MembershipRow.person_id == tenancy.ME,
            MembershipRow.organisation_id == Dossier.organisation_id,
        ),
    )


def open_comparison(session: Session, *, actor: Actor, dossier_id: int, now: datetime) -> None:
    """Start comparing although one side has not handed in: the set time has passed (design 6).

    Raises NotFound, NotAllowed, InvalidInput (``dossier``) when nobody handed in.
    """
    found = _found(session, actor, Permission.OPEN_COMPARISON, dossier_id, now)
    settle_dossier(session, found.dossier, now)
    if found.dossier.state != DossierState.COMPARING.value:
        raise InvalidInput({"dossier": messages.NOTHING_HANDED_IN})
    _log(session, actor, "comparison_opened", dossier_id, now)


def decide_evidence(session: Session, *, actor: Actor, evidence_id: int, accept: bool, now: datetime) -> None:
    """Accept or reject a piece of evidence; can be changed until the dossier is closed. Raises NotFound, NotAllowed."""
    dossier_id = dossier_of_evidence(session, evidence_id)
    _found(session, actor, Permission.MODERATE, dossier_id, now)
    row = session.get_one(Evidence, evidence_id)
    row.state = (EvidenceState.ACCEPTED if accept else EvidenceState.REJECTED).value
    row.decided_by, row.decided_at = actor.person_id, now
    session.flush()
    _log(session, actor, f"evidence_{row.state}", dossier_id, now, evidence=evidence_id, item=row.item_id)


def dossier_of_evidence(session: Session, evidence_id: int) -> int:
    """The dossier a piece belongs to; the caller finds it with its tenant predicate. Raises NotFound."""
    statement = select(Scan.dossier_id).join(Evidence, Evidence.scan_id == Scan.id)
    dossier_id = session.scalar(statement.where(Evidence.id == evidence_id))
    if dossier_id is None:
        raise NotFound
    return dossier_id


def settle(
    session: Session,
    *,
    actor: Actor,
    dossier_id: int,
    item_id: str,
    verdict: Verdict,
    comment: str,
    version: int,
    now: datetime,
) -> int:
    """Give or change the verdict on a difference, with its reason; gives the verdict's new version.

    ``version``: of the verdict as the page showed it, 0 where there was none. Raises NotFound, NotAllowed,
    InvalidInput (``item_id``, ``verdict``, ``comment``), Stale with both verdicts.
    """
    _found(session, actor, Permission.MODERATE, dossier_id, now)
    review = open_review(session, actor=actor, dossier_id=dossier_id, now=now)
    item = next((one for one in review.items if one.item.id == item_id), None)
    fields = Fields()
    words = fields.words("comment", comment, 2000, 3)
    if item is None:
        fields.refuse("item_id", messages.NOT_AN_ITEM)
    elif not fits(item.comparison, verdict):
        fields.refuse("verdict", messages.NOT_BETWEEN)
    fields.check()
    row = {
        "dossier_id": dossier_id,
        "item_id": item_id,
        "verdict": verdict.value,
        "comment": words,
        "reviewer_id": actor.person_id,
        "updated_at": now,
        "version": version + 1,
    }
    statement = insert_into(dialect_of(session), ItemVerdict).values(row)
    new = statement.excluded
    written: int | None = session.scalar(
        statement.on_conflict_do_update(
            index_elements=[ItemVerdict.dossier_id, ItemVerdict.item_id],
            set_={name: new[name] for name in ("verdict", "comment", "reviewer_id", "updated_at", "version")},
            where=ItemVerdict.version == new.version - 1,
        ).returning(ItemVerdict.version)
    )
    if written is None:
        raise Stale((_verdict_clash(session, dossier_id, item_id, (verdict, words)),))
    _log(session, actor, "verdict_given", dossier_id, now, item=item_id, verdict=verdict.value)
    return written


def _verdict_clash(session: Session, dossier_id: int, item_id: str, offered: tuple[Verdict, str]) -> Clash:
    there = session.scalars(
        select(ItemVerdict).where(ItemVerdict.dossier_id == dossier_id, ItemVerdict.item_id == item_id)
    ).one()
    return Clash(item_id, (Verdict(there.verdict), there.comment), there.version, offered)


LONGEST_DEADLINE = timedelta(days=365)


def return_scan(
    session: Session,
    *,
    actor: Actor,
    scan_id: int,
    comment: str,
    deadline: date | None = None,
    now: datetime,
) -> None:
    """Give a scan back to its respondents with what to do; the dossier collects again. They are told.

    ``deadline``: the last day to hand in, from tomorrow to a year from now; they are reminded before and after it.
    Raises NotFound, NotAllowed, InvalidInput (``comment``, ``deadline``).
    """
    found = find_scan_alone(session, actor, scan_id, now)
    require(session, actor, Permission.RETURN_SCAN, found.subject, kind="scan", subject_id=scan_id, now=now)
    fields = Fields()
    words = fields.words("comment", comment, 2000, 3)
    fault = deadline_fault(deadline, now)
    if fault is not None:
        fields.refuse("deadline", fault)
    fields.check()
    scan = found.scan
    scan.state = advance(SCAN, found.subject.state, ScanAction.RETURN).value
    scan.version += 1
    row = ScanReturn(
        scan_id=scan_id, comment=words, returned_by=actor.person_id, returned_at=now, deadline=deadline
    )
    session.add(row)
    if found.dossier.state == DossierState.COMPARING.value:
        found.dossier.state = advance(DOSSIER, DossierState.COMPARING, DossierAction.RETURN).value
        found.dossier.version += 1
    session.flush()
    tell_returned(session, scan, return_id=row.id, now=now)
    record(
        session,
        actor=actor,
        action="scan_returned",
        subject_kind="scan",
        subject_id=scan_id,
        now=now,
        dossier=found.dossier.id,
        deadline=None if deadline is None else deadline.isoformat(),
    )


def deadline_fault(deadline: date | None, now: datetime) -> Message | None:
    """What is wrong with the last day to hand in again: it lies from tomorrow to a year from now; None is none."""
    today = local_day(now)
    if deadline is None:
        return None
    if deadline <= today:
        return messages.DEADLINE_PAST
    return messages.DEADLINE_FAR if deadline - today > LONGEST_DEADLINE else None


def reopen_dossier(session: Session, *, actor: Actor, dossier_id: int, reason: str, now: datetime) -> None:
    """Open a closed dossier again; its scans wait for review as before, an open application goes back.

    Raises NotFound, NotAllowed, InvalidInput (``reason``; ``dossier`` when the organisation has a newer open one).
    """
    found = _found(session, actor, Permission.REOPEN_DOSSIER, dossier_id, now)
    fields = Fields()
    words = fields.words("reason", reason, 2000, 3)
    newer = select(Dossier.id).where(
        Dossier.organisation_id == found.organisation.id,
        Dossier.class_id.is_(None),
        Dossier.state.in_(OPEN_STATES),
    )
    if session.scalar(newer) is not None:
        fields.refuse("dossier", messages.NEWER_DOSSIER)
    fields.check()
    dossier = found.dossier
    dossier.state = advance(DOSSIER, found.subject.state, DossierAction.REOPEN).value
    dossier.version += 1
    session.add(Reopening(dossier_id=dossier_id, reason=words, reopened_by=actor.person_id, reopened_at=now))
    session.flush()
    for scan in accepted_scans(session, dossier_id):
        scan.state = advance(SCAN, ScanState(scan.state), ScanAction.REOPEN).value
        scan.version += 1
    take_back(session, actor=actor, dossier_id=dossier_id, reason=words, now=now)
    _log(session, actor, "dossier_reopened", dossier_id, now)


def accepted_scans(session: Session, dossier_id: int) -> list[Scan]:
    """The scans that closing the dossier accepted."""
    accepted = select(Scan).where(Scan.dossier_id == dossier_id, Scan.state == ScanState.ACCEPTED.value)
    return list(session.scalars(accepted))


def _found(
    session: Session, actor: Actor, permission: Permission, dossier_id: int, now: datetime
) -> FoundDossier:
    """The dossier for this transaction alone, if the actor may do this with it."""
    found = find_dossier(session, actor, dossier_id, now, lock=True)
    require(session, actor, permission, found.subject, kind="dossier", subject_id=dossier_id, now=now)
    return found


def _log(session: Session, actor: Actor, action: str, dossier_id: int, now: datetime, **data: object) -> None:
    record(
        session, actor=actor, action=action, subject_kind="dossier", subject_id=dossier_id, now=now, **data
    )
