"""Counting votes so that none is lost and no question gets more than there are children, whoever votes at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Row, String, bindparam, insert, select, update
from sqlalchemy.orm import Session

from scan.domain.errors import NotFound
from scan.domain.roles import Actor
from scan.domain.subjects import ClassSubject
from scan.store import tenancy
from scan.store.tables import (
    ClassRound,
    Organisation,
    QuestionnaireVersion,
    RoundCount,
    RoundQuestion,
    SchoolClass,
)


@dataclass(frozen=True, slots=True)
class FoundRound:
    """A round with what belongs to it."""

    row: ClassRound
    school_class: SchoolClass
    institution: str
    sha256: str
    """Of its questionnaire."""
    subject: ClassSubject


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one question."""

    item_id: str
    turn: int
    total: int
    votes: Mapping[str, int]
    """Of devices, by option."""
    hands: Mapping[str, int]
    """Counted by the teacher, by option."""

    @property
    def counts(self) -> dict[str, int]:
        """Both together, by option."""
        return {option: count + self.hands[option] for option, count in self.votes.items()}


_ROUND = bindparam("of_round", type_=Integer)
_ITEM = bindparam("of_item", type_=String)
_FIND = (
    select(ClassRound, SchoolClass, Organisation.name, QuestionnaireVersion.sha256, tenancy.TEACHES)
    .join(SchoolClass, SchoolClass.id == ClassRound.class_id)
    .join(Organisation, Organisation.id == SchoolClass.institution_id)
    .join(QuestionnaireVersion, QuestionnaireVersion.id == ClassRound.questionnaire_version_id)
    .where(ClassRound.id == _ROUND, tenancy.CLASSES)
)
_FIND_ALONE = _FIND.with_for_update(of=ClassRound).execution_options(populate_existing=True)
_BY_CODE = (
    select(ClassRound, QuestionnaireVersion.sha256)
    .join(QuestionnaireVersion, QuestionnaireVersion.id == ClassRound.questionnaire_version_id)
    .where(ClassRound.code == bindparam("code", type_=String))
)
_BY_CODE_SHARED = _BY_CODE.with_for_update(read=True, of=ClassRound).execution_options(populate_existing=True)
_TALLIES = (
    select(
        RoundQuestion.item_id,
        RoundQuestion.turn,
        RoundQuestion.total,
        RoundCount.option_key,
        RoundCount.votes,
        RoundCount.hands,
    )
    .join(
        RoundCount,
        (RoundCount.round_id == RoundQuestion.round_id) & (RoundCount.item_id == RoundQuestion.item_id),
    )
    .where(RoundQuestion.round_id == _ROUND)
)
_TALLY = _TALLIES.where(RoundQuestion.item_id == _ITEM)
_LOCK_QUESTION = (
    select(RoundQuestion.total)
    .where(RoundQuestion.round_id == _ROUND, RoundQuestion.item_id == _ITEM)
    .with_for_update()
)
_TAKE_PLACE = (
    update(RoundQuestion)
    .where(
        RoundQuestion.round_id == _ROUND,
        RoundQuestion.item_id == _ITEM,
        RoundQuestion.turn == bindparam("at_turn", type_=Integer),
        RoundQuestion.total < RoundQuestion.children,
    )
    .values(total=RoundQuestion.total + 1)
)
_ADD_VOTE = (
    update(RoundCount)
    .where(
        RoundCount.round_id == _ROUND,
        RoundCount.item_id == _ITEM,
        RoundCount.option_key == bindparam("of_option", type_=String),
    )
    .values(votes=RoundCount.votes + 1)
)


def find_round(session: Session, actor: Actor, round_id: int, *, lock: bool = False) -> FoundRound:
    """A round of a class of the actor. ``lock``: no vote is counted until this transaction ends. Raises NotFound."""
    statement = _FIND_ALONE if lock else _FIND
    found = session.execute(statement, tenancy.me(actor, of_round=round_id)).one_or_none()
    if found is None:
        raise NotFound
    row, school_class, institution, sha256, teaches = found
    me = frozenset({actor.person_id}) if teaches else frozenset[int]()
    return FoundRound(row, school_class, institution, sha256, ClassSubject(school_class.institution_id, me))


def round_of_code(session: Session, code: str, *, voting: bool = False) -> tuple[ClassRound, str] | None:
    """The round with this code and the hash of its questionnaire, for anyone who has the code.

    ``voting``: it stays open until this transaction ends, while others may vote as well.
    """
    found = session.execute(_BY_CODE_SHARED if voting else _BY_CODE, {"code": code}).one_or_none()
    return None if found is None else (found[0], found[1])


def add_questions(session: Session, row: ClassRound, options: Mapping[str, tuple[str, ...]]) -> None:
    """A new round's empty counts. Two statements."""
    session.execute(
        insert(RoundQuestion),
        [
            {"round_id": row.id, "item_id": item, "children": row.children, "total": 0, "turn": 1}
            for item in options
        ],
    )
    session.execute(
        insert(RoundCount),
        [
            {"round_id": row.id, "item_id": item, "option_key": key, "votes": 0, "hands": 0}
            for item, keys in options.items()
            for key in keys
        ],
    )


def set_children(session: Session, row: ClassRound, children: int) -> None:
    """The number that take part, in the round and in each of its questions. The round is locked by the caller."""
    row.children = children
    session.flush()
    session.execute(update(RoundQuestion).where(RoundQuestion.round_id == row.id).values(children=children))


def tallies(session: Session, round_id: int) -> dict[str, Tally]:
    """The counts of every question of a round. One statement."""
    return _tallies(session.execute(_TALLIES, {"of_round": round_id}).all())


def tally_of(session: Session, round_id: int, item_id: str) -> Tally:
    """The counts of one question. One statement."""
    return _tallies(session.execute(_TALLY, {"of_round": round_id, "of_item": item_id}).all())[item_id]


def _tallies(rows: Sequence[Row[*tuple[Any, ...]]]) -> dict[str, Tally]:
    votes: dict[str, dict[str, int]] = {}
    hands: dict[str, dict[str, int]] = {}
    about: dict[str, tuple[int, int]] = {}
    for item, turn, total, option, voted, counted in rows:
        about[item] = (turn, total)
        votes.setdefault(item, {})[option] = voted
        hands.setdefault(item, {})[option] = counted
    return {item: Tally(item, turn, total, votes[item], hands[item]) for item, (turn, total) in about.items()}


def count_vote(session: Session, *, round_id: int, item_id: str, turn: int, option: str) -> bool:
    """Count one vote; False when every child has voted or the turn is over. The question's row is locked by it."""
    about = {"of_round": round_id, "of_item": item_id}
    taken = session.execute(_TAKE_PLACE, about | {"at_turn": turn})
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # of an UPDATE
        return False
    session.execute(_ADD_VOTE, about | {"of_option": option})
    return True


def lock_question(session: Session, round_id: int, item_id: str) -> Tally:
    """The counts of a question as they stay until this transaction ends."""
    session.execute(_LOCK_QUESTION, {"of_round": round_id, "of_item": item_id})
    return tally_of(session, round_id, item_id)


def write_counts(
    session: Session,
    *,
    round_id: int,
    before: Tally,
    votes: Mapping[str, int],
    hands: Mapping[str, int],
    turn: int,
) -> None:
    """Set the counts of a question that is locked."""
    for option in before.votes:
        session.execute(
            update(RoundCount)
            .where(
                RoundCount.round_id == round_id,
                RoundCount.item_id == before.item_id,
                RoundCount.option_key == option,
            )
            .values(votes=votes[option], hands=hands[option])
        )
    session.execute(
        update(RoundQuestion)
        .where(RoundQuestion.round_id == round_id, RoundQuestion.item_id == before.item_id)
        .values(total=sum(votes.values()) + sum(hands.values()), turn=turn)
    )
