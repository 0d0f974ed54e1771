"""A second reviewer judges a dossier blind, for calibration; it never changes the result (issue 3).

Blind: from the moment someone is asked until they hand in, the policy keeps the first reviewer's verdicts and the
result from them; afterwards they may look, and no longer moderate. They see the same answers and the same evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from questionnaires.definition import Item, SingleChoice, YesNo
from scan.domain import dossier_messages as messages
from scan.domain.errors import InvalidInput, NotFound
from scan.domain.evidence import EvidenceState
from scan.domain.policy import Permission, decide
from scan.domain.roles import Actor, Membership, OrganisationKind, Role
from scan.domain.states import DossierState
from scan.store import paging, tenancy
from scan.store.finding import FoundDossier, dossier_subject, find_dossier
from scan.store.tables import Dossier, MembershipRow, Organisation, Person, SecondReview, SecondScore
from scan.store.upsert import dialect_of, insert_into
from scan.use_cases.audit import record
from scan.use_cases.comparing import Review, ReviewItem, claim_and_others, dossier_sides, side_by_side
from scan.use_cases.permission import require

_STAFF = (Role.TEACHER.value, Role.REVIEWER.value)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone who could judge the dossier a second time."""

    person_id: int
    display_name: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One second review of a dossier, for who may ask for one."""

    id: int
    reviewer: str
    asked_at: datetime
    handed_in_at: datetime | None
    mine: bool


@dataclass(frozen=True, slots=True)
class ToScore:
    """A second review that the actor still has to hand in."""

    dossier_id: int
    organisation: str
    asked_at: datetime
    scored: int
    """Questions with a step, or with 'cannot tell'."""


@dataclass(frozen=True, slots=True)
class BlindReview:
    """The dossier as a second reviewer sees it: no verdicts, and evidence as if nobody had decided on it."""

    id: int
    review: Review
    scores: Mapping[str, int | None]
    """The steps chosen so far, by item; None where the reviewer cannot tell."""

    @property
    def left(self) -> int:
        """Questions without a choice yet."""
        return sum(entry.item.id not in self.scores for entry in self.review.items)


def ask_second_review(
    session: Session, *, actor: Actor, dossier_id: int, reviewer_id: int, now: datetime
) -> int:
    """Ask a colleague of the own school to judge the dossier blind, or offer to do it oneself. Gives its id.

    Who took part in the first review, belongs to the organisation, or is a student of it cannot. Raises NotFound,
    NotAllowed, InvalidInput (``reviewer``).
    """
    found = find_dossier(session, actor, dossier_id, now, lock=True)
    if reviewer_id == actor.person_id:
        _require(session, actor, Permission.REVIEW_SECOND, found, now)
    else:
        _require(session, actor, Permission.ASK_SECOND_REVIEW, found, now)
        possible = _colleagues(actor, found).where(Person.id == reviewer_id)
        if session.execute(possible).first() is None:
            raise InvalidInput({"reviewer": messages.NO_COLLEAGUE})
        candidate = _actor(session, reviewer_id)
        subject = dossier_subject(session, candidate, found.dossier, now)
        decision = decide(candidate, Permission.REVIEW_SECOND, subject)
        if not decision.allowed:
            raise InvalidInput({"reviewer": decision.message})
    there = select(SecondReview.id).where(
        SecondReview.dossier_id == dossier_id, SecondReview.reviewer_id == reviewer_id
    )
    if session.scalar(there) is not None:
        raise InvalidInput({"reviewer": messages.ASKED_ALREADY})
    row = SecondReview(dossier_id=dossier_id, reviewer_id=reviewer_id, asked_by=actor.person_id, asked_at=now)
    session.add(row)
    session.flush()
    _log(session, actor, "second_review_asked", dossier_id, now, second_review=row.id, reviewer=reviewer_id)
    return row.id


def stop_second_review(session: Session, *, actor: Actor, second_review_id: int, now: datetime) -> None:
    """Take a second review back that was not handed in: by the reviewer, or who may ask for one.

    Raises NotFound (also once it is handed in), NotAllowed.
    """
    row = session.get(SecondReview, second_review_id)
    if row is None or row.handed_in_at is not None:
        raise NotFound
    found = find_dossier(session, actor, row.dossier_id, now, lock=True)
    if row.reviewer_id != actor.person_id:
        _require(session, actor, Permission.ASK_SECOND_REVIEW, found, now)
    session.execute(delete(SecondScore).where(SecondScore.second_review_id == second_review_id))
    session.execute(delete(SecondReview).where(SecondReview.id == second_review_id))
    _log(session, actor, "second_review_stopped", row.dossier_id, now, second_review=second_review_id)


def second_reviews_of(
    session: Session, *, actor: Actor, dossier_id: int, now: datetime, part: paging.Asked = paging.FIRST
) -> tuple[tuple[Asked, ...], paging.Part[Colleague]]:
    """Who was asked, and who could be, found by name; nothing for who may not ask. Raises NotFound."""
    found = find_dossier(session, actor, dossier_id, now)
    if not decide(actor, Permission.ASK_SECOND_REVIEW, found.subject).allowed:
        return (), paging.Part((), 0, 1, part.size)
    rows = session.execute(
        select(SecondReview, Person.display_name)
        .join(Person, Person.id == SecondReview.reviewer_id)
        .where(SecondReview.dossier_id == dossier_id)
        .order_by(SecondReview.id)
    )
    asked = tuple(
        Asked(row.id, name, row.asked_at, row.handed_in_at, row.reviewer_id == actor.person_id)
        for row, name in rows
    )
    colleagues = paging.to_choose(
        session, _colleagues(actor, found), part, searched=(Person.display_name,),
        order=(Person.display_name, Person.id), key=Person.id,
    )  # fmt: skip
    return asked, colleagues.of(Colleague(*row) for row in colleagues.items)


def my_second_reviews(session: Session, *, actor: Actor) -> tuple[ToScore, ...]:
    """Dossiers that the actor judges blind at this moment, oldest first. One statement."""
    scored = (
        select(func.count())
        .where(SecondScore.second_review_id == SecondReview.id)
        .correlate(SecondReview)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Dossier.id, Organisation.name, SecondReview.asked_at, scored)
        .join(Dossier, Dossier.id == SecondReview.dossier_id)
        .join(Organisation, Organisation.id == Dossier.organisation_id)
        .where(SecondReview.reviewer_id == tenancy.ME, SecondReview.handed_in_at.is_(None))
        .order_by(SecondReview.asked_at, SecondReview.id),
        tenancy.me(actor),
    )
    return tuple(ToScore(*row) for row in rows)


def open_blind_review(session: Session, *, actor: Actor, dossier_id: int, now: datetime) -> BlindReview:
    """The dossier for its second reviewer. Raises NotFound, NotAllowed (also once it is handed in)."""
    found = find_dossier(session, actor, dossier_id, now)
    _require(session, actor, Permission.SCORE_BLIND, found, now)
    row = _mine(session, actor, dossier_id)
    scores = session.execute(
        select(SecondScore.item_id, SecondScore.step).where(SecondScore.second_review_id == row.id)
    )
    sides = [side for side, _, _ in dossier_sides(session, actor, dossier_id)]
    claim, others = claim_and_others(sides)
    items = () if claim is None else side_by_side(session, claim, others, {})
    review = Review(
        dossier_id=dossier_id,
        version=found.dossier.version,
        state=DossierState(found.dossier.state),
        organisation_id=found.organisation.id,
        organisation=found.organisation.name,
        claim=claim,
        others=others,
        items=tuple(_undecided(entry) for entry in items if last_step(entry.item)),
        may_moderate=False,
        reads_review=False,
        may_open_files=True,
    )
    return BlindReview(row.id, review, dict(scores.all()))


def save_scores(
    session: Session, *, actor: Actor, dossier_id: int, scores: Mapping[str, int | None], now: datetime
) -> None:
    """Keep the chosen steps; None is 'cannot tell'. Raises NotFound, NotAllowed, InvalidInput by item."""
    blind = open_blind_review(session, actor=actor, dossier_id=dossier_id, now=now)
    last = {entry.item.id: last_step(entry.item) for entry in blind.review.items}
    faults = {
        item_id: messages.NOT_A_STEP
        for item_id, step in scores.items()
        if item_id not in last or (step is not None and not 0 <= step <= last[item_id])
    }
    if faults:
        raise InvalidInput(faults)
    if not scores:
        return
    statement = insert_into(dialect_of(session), SecondScore)
    new = statement.excluded
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[SecondScore.second_review_id, SecondScore.item_id],
            set_={"step": new.step, "scored_at": new.scored_at},
        ),
        [
            {"second_review_id": blind.id, "item_id": item_id, "step": step, "scored_at": now}
            for item_id, step in sorted(scores.items())
        ],
    )


def hand_in_second_review(session: Session, *, actor: Actor, dossier_id: int, now: datetime) -> None:
    """Done: from here on the second reviewer may see the verdicts. Raises NotFound, NotAllowed, InvalidInput."""
    find_dossier(session, actor, dossier_id, now, lock=True)
    blind = open_blind_review(session, actor=actor, dossier_id=dossier_id, now=now)
    if blind.left:
        raise InvalidInput({"scores": messages.NOT_ALL_SCORED.fill(count=blind.left)})
    session.get_one(SecondReview, blind.id).handed_in_at = now
    session.flush()
    _log(session, actor, "second_review_handed_in", dossier_id, now, second_review=blind.id)


def last_step(item: Item) -> int:
    """The highest step; 0 for what has no steps."""
    if isinstance(item, YesNo):
        return 1
    return len(item.options) - 1 if isinstance(item, SingleChoice) else 0


def _undecided(entry: ReviewItem) -> ReviewItem:
    evidence = tuple(replace(piece, state=EvidenceState.OFFERED) for piece in entry.evidence)
    return replace(entry, evidence=evidence)


def _mine(session: Session, actor: Actor, dossier_id: int) -> SecondReview:
    return session.scalars(
        select(SecondReview).where(
            SecondReview.dossier_id == dossier_id, SecondReview.reviewer_id == actor.person_id
        )
    ).one()


def _colleagues(actor: Actor, found: FoundDossier) -> Select[int, str]:
    """Teachers and reviewers of the actor's schools in the dossier who had no part in it yet."""
    schools = [school for school in found.subject.institution_ids if actor.belongs_to(school)]
    return (
        select(Person.id, Person.display_name)
        .join(MembershipRow, MembershipRow.person_id == Person.id)
        .where(
            MembershipRow.organisation_id.in_(schools),
            MembershipRow.role.in_(_STAFF),
            Person.disabled_at.is_(None),
            Person.id.not_in({*found.subject.reviewer_ids, actor.person_id}),
            Person.id.not_in(
                select(SecondReview.reviewer_id).where(SecondReview.dossier_id == found.dossier.id)
            ),
            Person.id.not_in(
                select(MembershipRow.person_id).where(MembershipRow.organisation_id == found.organisation.id)
            ),
        )
        .distinct()
    )


def _actor(session: Session, person_id: int) -> Actor:
    rows = session.execute(
        select(MembershipRow.role, MembershipRow.organisation_id, MembershipRow.organisation_kind).where(
            MembershipRow.person_id == person_id
        )
    )
    return Actor(
        person_id,
        tuple(Membership(Role(role), place, OrganisationKind(kind)) for role, place, kind in rows),
    )


def _require(
    session: Session, actor: Actor, permission: Permission, found: FoundDossier, now: datetime
) -> None:
    require(session, actor, permission, found.subject, kind="dossier", subject_id=found.dossier.id, now=now)


def _log(session: Session, actor: Actor, action: str, dossier_id: int, now: datetime, **data: object) -> None:
    record(
        session, actor=actor, action=action, subject_kind="dossier", subject_id=dossier_id, now=now, **data
    )
