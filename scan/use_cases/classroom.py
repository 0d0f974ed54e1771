"""The teacher's side of a round of votes: open it, go through the questions, count hands, close it (instrument C4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.answers import Answer, Answers, State
from questionnaires.definition import Questionnaire, SingleChoice
from questionnaires.visibility import visible
from scan.domain import class_messages, messages
from scan.domain.classroom import (
    CODE_WORKS_FOR,
    MOST_CHILDREN,
    Devices,
    RoundState,
    new_round_code,
)
from scan.domain.errors import IllegalTransition, InvalidInput
from scan.domain.fields import Fields
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.domain.tallies import divided, lower_median
from scan.store.classroom import (
    FoundRound,
    Tally,
    add_questions,
    find_round,
    lock_question,
    set_children,
    tallies,
    write_counts,
)
from scan.store.finding import find_class
from scan.store.published import published
from scan.store.tables import ClassRound, SchoolClass
from scan.use_cases.audit import record
from scan.use_cases.permission import require
from scan.use_cases.publishing import newest_version, read_version
from scoring import Outcome, score

AUDIENCE = "primary"


@dataclass(frozen=True, slots=True)
class RoundInfo:
    """One round in the list of a class."""

    id: int
    state: RoundState
    children: int
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class VotedQuestion:
    """One question of a round, with its counts and what the class says."""

    item: SingleChoice
    tally: Tally
    answer: str | None
    """The option of the middle voice, of two the lower; None while nobody voted."""
    divided: bool
    """No option has more than half of the votes."""


@dataclass(frozen=True, slots=True)
class OpenRound:
    """A round as its teacher sees it."""

    id: int
    class_id: int
    class_name: str
    school_year: str
    institution: str
    state: RoundState
    code: str
    code_works: bool
    devices: Devices
    children: int
    opened_at: datetime
    closed_at: datetime | None
    questionnaire: Questionnaire
    questions: tuple[VotedQuestion, ...]
    place: int
    """Of the question on the board, from 0."""
    outcome: Outcome | None
    """Once it is closed."""

    @property
    def current(self) -> VotedQuestion:
        """The question on the board."""
        return self.questions[self.place]


def rounds_of(session: Session, *, actor: Actor, class_id: int, now: datetime) -> tuple[RoundInfo, ...]:
    """The rounds of a class, newest first. Two statements. Raises NotFound, NotAllowed."""
    _, subject = find_class(session, actor, class_id)
    require(session, actor, Permission.READ_CLASS, subject, kind="class", subject_id=class_id, now=now)
    rows = session.execute(
        select(
            ClassRound.id,
            ClassRound.state,
            ClassRound.children,
            ClassRound.opened_at,
            ClassRound.closed_at,
        )
        .where(ClassRound.class_id == class_id)
        .order_by(ClassRound.id.desc())
    )
    return tuple(RoundInfo(row[0], RoundState(row[1]), *row[2:]) for row in rows)


def open_round(
    session: Session, *, actor: Actor, class_id: int, slug: str, children: int, devices: str, now: datetime
) -> int:
    """Open a round for a class and give its id; of the one that is open already, if there is one.

    ``children``: how many take part; ``devices``: a value of ``Devices``.
    Raises NotFound, NotAllowed, InvalidInput (``children``, ``devices``, ``slug`` for another audience).
    """
    _, subject = find_class(session, actor, class_id)
    require(session, actor, Permission.HOLD_ROUND, subject, kind="class", subject_id=class_id, now=now)
    fields = Fields()
    chosen = fields.choice("devices", devices, Devices)
    if not 1 <= children <= MOST_CHILDREN:
        fields.refuse("children", class_messages.CHILDREN_RANGE.fill(limit=MOST_CHILDREN))
    version = newest_version(session, slug=slug)
    if version.audience != AUDIENCE:
        fields.refuse("slug", messages.OTHER_AUDIENCE)
    fields.check()
    locked = select(SchoolClass.id).where(SchoolClass.id == class_id)
    session.execute(locked.with_for_update(key_share=True))  # two who open at once share one round
    there = select(ClassRound.id).where(
        ClassRound.class_id == class_id, ClassRound.state == RoundState.OPEN.value
    )
    known = session.scalar(there)
    if known is not None:
        return known
    items = _items(read_version(session, sha256=version.sha256).questionnaire)
    row = ClassRound(
        class_id=class_id,
        questionnaire_version_id=version.id,
        state=RoundState.OPEN.value,
        code=new_round_code(),
        devices=(chosen or Devices.SHARED).value,
        children=children,
        current_item=items[0].id,
        opened_at=now,
    )
    session.add(row)
    session.flush()
    add_questions(session, row, {item.id: tuple(option.key for option in item.options) for item in items})
    _log(session, actor, "round_opened", row.id, now, school_class=class_id, children=children)
    return row.id


def read_round(session: Session, *, actor: Actor, round_id: int, now: datetime) -> OpenRound:
    """A round with all its counts. Two statements. Raises NotFound, NotAllowed."""
    found = find_round(session, actor, round_id)
    require(session, actor, Permission.READ_CLASS, found.subject, kind="round", subject_id=round_id, now=now)
    row = found.row
    questionnaire = published(session, found.sha256).questionnaire
    questions = _questions(questionnaire, tallies(session, round_id))
    return OpenRound(
        id=round_id,
        class_id=row.class_id,
        class_name=found.school_class.name,
        school_year=found.school_class.school_year,
        institution=found.institution,
        state=RoundState(row.state),
        code=row.code,
        code_works=code_works(row, now),
        devices=Devices(row.devices),
        children=row.children,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        questionnaire=questionnaire,
        questions=questions,
        place=next(place for place, one in enumerate(questions) if one.item.id == row.current_item),
        outcome=_outcome(row),
    )


def show_question(session: Session, *, actor: Actor, round_id: int, item_id: str, now: datetime) -> None:
    """Put a question on the board, and so on the devices.

    Raises NotFound, NotAllowed, InvalidInput (``item``), IllegalTransition once it is closed.
    """
    found = _held(session, actor, round_id, now)
    _check_item(session, found, item_id)
    found.row.current_item = item_id
    session.flush()


def count_hands(
    session: Session,
    *,
    actor: Actor,
    round_id: int,
    item_id: str,
    hands: Mapping[str, int],
    now: datetime,
) -> None:
    """Set how many hands went up for each option; what devices voted stays.

    Raises NotFound, NotAllowed, IllegalTransition once it is closed, InvalidInput (``item``, ``hands``, or
    ``hands.<option>`` for a number below 0).
    """
    found = _held(session, actor, round_id, now)
    _check_item(session, found, item_id)
    before = lock_question(session, round_id, item_id)
    counted = {option: hands.get(option, before.hands[option]) for option in before.hands}
    wrong = {f"hands.{key}": class_messages.COUNT_WRONG for key, count in counted.items() if count < 0}
    if wrong:
        raise InvalidInput(wrong)
    given = sum(counted.values()) + sum(before.votes.values())
    if given > found.row.children:
        message = class_messages.TOO_MANY_HANDS.fill(given=given, children=found.row.children)
        raise InvalidInput({"hands": message})
    write_counts(
        session, round_id=round_id, before=before, votes=before.votes, hands=counted, turn=before.turn
    )
    _log(session, actor, "hands_counted", round_id, now, item=item_id)


def change_children(session: Session, *, actor: Actor, round_id: int, children: int, now: datetime) -> None:
    """A child comes in late, or goes home: from now on so many take part, never fewer than voted on a question already.

    Raises NotFound, NotAllowed, InvalidInput (``children``), IllegalTransition once it is closed.
    """
    found = _held(session, actor, round_id, now)
    if not 1 <= children <= MOST_CHILDREN:
        raise InvalidInput({"children": class_messages.CHILDREN_RANGE.fill(limit=MOST_CHILDREN)})
    most = max(tally.total for tally in tallies(session, round_id).values())
    if children < most:
        raise InvalidInput({"children": class_messages.FEWER_THAN_VOTED.fill(count=most)})
    before = found.row.children
    set_children(session, found.row, children)
    _log(session, actor, "children_changed", round_id, now, before=before, children=children)


def vote_again(session: Session, *, actor: Actor, round_id: int, item_id: str, now: datetime) -> None:
    """Take the votes on a question away, so that the class can vote on it again.

    Raises NotFound, NotAllowed, InvalidInput (``item``), IllegalTransition once it is closed.
    """
    found = _held(session, actor, round_id, now)
    _check_item(session, found, item_id)
    before = lock_question(session, round_id, item_id)
    none = dict.fromkeys(before.votes, 0)
    write_counts(session, round_id=round_id, before=before, votes=none, hands=none, turn=before.turn + 1)
    _log(session, actor, "voted_again", round_id, now, item=item_id)


def close_round(session: Session, *, actor: Actor, round_id: int, now: datetime) -> Outcome:
    """End the voting: the code stops, and the class's answers get their scores. A closed round gives its outcome again.

    Raises NotFound, NotAllowed, InvalidInput (``votes``) when nobody voted on anything.
    """
    found = find_round(session, actor, round_id, lock=True)
    require(session, actor, Permission.HOLD_ROUND, found.subject, kind="round", subject_id=round_id, now=now)
    known = _outcome(found.row)
    if known is not None:
        return known
    form = published(session, found.sha256)
    questions = _questions(form.questionnaire, tallies(session, round_id))
    answers = {one.item.id: Answer(State.ANSWERED, one.answer) for one in questions if one.answer is not None}
    if not answers:
        raise InvalidInput({"votes": class_messages.NO_VOTES})
    outcome = score(form.model, Answers(answers))
    found.row.state = RoundState.CLOSED.value
    found.row.closed_at = now
    found.row.outcome = outcome.to_json()
    session.flush()
    _log(session, actor, "round_closed", round_id, now, answered=len(answers))
    return outcome


def _outcome(row: ClassRound) -> Outcome | None:
    """Of a closed round; of an open one it is not even read."""
    if row.state == RoundState.OPEN.value or row.outcome is None:
        return None
    return Outcome.from_json(row.outcome)


def code_works(row: ClassRound, now: datetime) -> bool:
    """Whether devices may vote: not once it is closed, nor when somebody forgot to close it."""
    return row.state == RoundState.OPEN.value and now < row.opened_at + CODE_WORKS_FOR


def _items(questionnaire: Questionnaire) -> tuple[SingleChoice, ...]:
    """The questions that a class can vote on: steps to choose from, that show without a profile."""
    shown = visible(questionnaire, Answers({}))
    return tuple(
        item for item in questionnaire.items() if isinstance(item, SingleChoice) and item.id in shown
    )


def _questions(questionnaire: Questionnaire, counted: Mapping[str, Tally]) -> tuple[VotedQuestion, ...]:
    found = []
    for item in questionnaire.items():
        if isinstance(item, SingleChoice) and item.id in counted:
            ladder = [option.key for option in item.options]
            tally = counted[item.id]
            answer = lower_median(ladder, tally.counts)
            found.append(VotedQuestion(item, tally, answer, divided(ladder, tally.counts)))
    return tuple(found)


def _held(session: Session, actor: Actor, round_id: int, now: datetime) -> FoundRound:
    """The open round, locked, if the actor may hold it."""
    found = find_round(session, actor, round_id, lock=True)
    require(session, actor, Permission.HOLD_ROUND, found.subject, kind="round", subject_id=round_id, now=now)
    if found.row.state != RoundState.OPEN.value:
        raise IllegalTransition(RoundState.CLOSED, RoundState.OPEN)
    return found


def _check_item(session: Session, found: FoundRound, item_id: str) -> None:
    questionnaire = published(session, found.sha256).questionnaire
    if item_id not in {item.id for item in _items(questionnaire)}:
        raise InvalidInput({"item": messages.NOT_AN_ITEM})


def _log(session: Session, actor: Actor, action: str, round_id: int, now: datetime, **data: object) -> None:
    record(session, actor=actor, action=action, subject_kind="round", subject_id=round_id, now=now, **data)
