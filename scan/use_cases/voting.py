"""The children's side of a round of votes: a code and nothing else. Nothing about who votes is asked or kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionnaires.definition import Questionnaire, SingleChoice
from scan.domain import class_messages
from scan.domain.classroom import Cast, Devices, tidy_round_code
from scan.domain.errors import InvalidInput
from scan.store.classroom import count_vote, round_of_code, tally_of
from scan.store.published import Published, published
from scan.store.tables import ClassRound
from scan.use_cases.classroom import code_works
from scan.use_cases.throttle import ADDRESS_LIMIT, Throttle


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a device shows: the question on the board, or that the round is over."""

    code: str
    open: bool
    devices: Devices
    questionnaire: Questionnaire
    item: SingleChoice
    number: int
    """Of the question, from 1."""
    turn: int
    total: int
    children: int

    @property
    def full(self) -> bool:
        """Every child has voted on this question."""
        return self.total >= self.children


def read_ballot(session: Session, *, code: str, address: str, pepper: bytes, now: datetime) -> Ballot:
    """The question that is voted on now. Three statements.

    Wrong codes are counted by network address, as a keyed hash, so that guessing ends; right ones leave no trace.
    Raises InvalidInput (``code``), TooManyAttempts.
    """
    row, form = _found(session, code, address, pepper, now, voting=False)
    tally = tally_of(session, row.id, row.current_item)
    item = form.items[row.current_item]
    if not isinstance(item, SingleChoice):  # a round asks no other questions
        raise LookupError(f"{row.current_item} is not a question to vote on.")
    votable = [one.id for one in form.items.values() if isinstance(one, SingleChoice)]
    return Ballot(
        code=row.code,
        open=code_works(row, now),
        devices=Devices(row.devices),
        questionnaire=form.questionnaire,
        item=item,
        number=votable.index(item.id) + 1,
        turn=tally.turn,
        total=tally.total,
        children=row.children,
    )


def cast_vote(
    session: Session,
    *,
    code: str,
    item_id: str,
    turn: int,
    option: str,
    address: str,
    pepper: bytes,
    now: datetime,
) -> Cast:
    """Count one vote, if the question is still the one on the board and not every child has voted. Four statements.

    Only the count changes: no row, time or address of a vote is kept, so there is no event in the audit trail either.
    Raises InvalidInput (``code``; ``option`` when nothing of this question was chosen), TooManyAttempts.
    """
    row, form = _found(session, code, address, pepper, now, voting=True)
    if not code_works(row, now):
        return Cast.CLOSED
    if row.current_item != item_id:
        return Cast.MOVED_ON
    item = form.items[item_id]
    if option not in {one.key for one in getattr(item, "options", ())}:
        raise InvalidInput({"option": class_messages.CHOOSE_ONE})
    if count_vote(session, round_id=row.id, item_id=item_id, turn=turn, option=option):
        return Cast.COUNTED
    return Cast.FULL if tally_of(session, row.id, item_id).turn == turn else Cast.MOVED_ON


def _found(
    session: Session, code: str, address: str, pepper: bytes, now: datetime, *, voting: bool
) -> tuple[ClassRound, Published]:
    throttle = Throttle.of(pepper, ("round", address, ADDRESS_LIMIT))
    throttle.check(session, now)
    found = round_of_code(session, tidy_round_code(code), voting=voting)
    if found is None:
        throttle.count_failure(session, now)
        raise InvalidInput({"code": class_messages.ROUND_CODE_UNKNOWN})
    return found[0], published(session, found[1])
