"""Saving the profile and the answers, one by one or a page at a time; nothing is ever overwritten unseen (design 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionnaires.answer_values import written_value
from questionnaires.answers import Answer, Answers, State
from questionnaires.answers_file import read_answers
from questionnaires.definition import Item, Questionnaire
from questionnaires.faults import AnswersError
from scan.domain import messages
from scan.domain.errors import Clash, InvalidInput, Stale
from scan.domain.messages import Message
from scan.domain.policy import Permission
from scan.domain.pooling import left_out
from scan.domain.roles import Actor
from scan.domain.stored import value_from_json
from scan.domain.subjects import ScanSubject
from scan.store.answers import SavedAnswer, Write, saved_answers, write_answers
from scan.store.finding import find_scan
from scan.store.published import Published, published
from scan.use_cases.audit import record
from scan.use_cases.permission import require


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """One answer as it was given. ``version`` is the one the page showed; 0 where nothing was saved yet."""

    version: int
    state: State
    value: object = None
    """As in an answers file: option key, list of keys, true/false, number or date as text."""
    reason: str | None = None
    note: str | None = None


def save_profile(
    session: Session,
    *,
    actor: Actor,
    scan_id: int,
    profile: Mapping[str, object],
    version: int,
    now: datetime,
) -> int:
    """Save the profile, whole or in part, and give the scan's new version.

    Raises NotFound, NotAllowed, InvalidInput by field id, Stale on ``profile`` when the scan is not at ``version``.
    """
    found = find_scan(session, actor, scan_id, now, lock="update")
    _require_writing(session, actor, found.subject, scan_id, now)
    questionnaire = published(session, found.sha256).questionnaire
    given = {key: value for key, value in profile.items() if value not in (None, "")}
    values = _read(questionnaire, {"profile": given}).profile
    stored = {key: written_value(value) for key, value in values.items()}
    scan = found.scan
    if scan.version != version:
        if scan.profile == stored:
            return scan.version
        raise Stale((Clash("profile", dict(scan.profile), scan.version, stored),))
    scan.profile, scan.version = stored, version + 1
    session.flush()
    record(
        session,
        actor=actor,
        action="profile_saved",
        subject_kind="scan",
        subject_id=scan_id,
        now=now,
        fields=sorted(stored),
    )
    return version + 1


def save_answers(
    session: Session, *, actor: Actor, scan_id: int, answers: Mapping[str, AnswerInput], now: datetime
) -> dict[str, int]:
    """Save answers and give the new version of each.

    All or nothing: when one of them was changed by someone else since the page was made, Stale carries both values
    of every clash and nothing is written, so that the page can be sent again as a whole. An answer that says what
    stands there already is no clash: a request that is sent twice succeeds twice, and is logged once.
    Answers of hidden questions are kept. Five statements; one more when something is stale.
    Raises NotFound, NotAllowed (also once it is handed in), InvalidInput by item id, Stale.
    """
    found = find_scan(session, actor, scan_id, now, lock="share")
    _require_writing(session, actor, found.subject, scan_id, now)
    if not answers:
        return {}
    form = published(session, found.sha256)
    writes = _writes(form, answers, left_out(form.questionnaire, found.subject))
    versions = write_answers(session, scan_id=scan_id, person_id=actor.person_id, writes=writes, now=now)
    late = [write for write in writes if write.item_id not in versions]
    same = _unchanged(form, saved_answers(session, scan_id, form.items), late) if late else {}
    if versions:
        record(
            session,
            actor=actor,
            action="answers_saved",
            subject_kind="scan",
            subject_id=scan_id,
            now=now,
            items=sorted(versions),
        )
    return versions | same


def _require_writing(
    session: Session, actor: Actor, subject: ScanSubject, scan_id: int, now: datetime
) -> None:
    require(session, actor, Permission.ANSWER, subject, kind="scan", subject_id=scan_id, now=now)


def _writes(form: Published, answers: Mapping[str, AnswerInput], not_asked: frozenset[str]) -> list[Write]:
    """Every answer checked against its question. Raises InvalidInput with all faults."""
    faults: dict[str, Message] = {}
    mapping: dict[str, object] = {}
    for item_id, given in answers.items():
        item = form.items.get(item_id)
        if item is None:
            faults[item_id] = messages.NOT_AN_ITEM
        elif item_id in not_asked:
            faults[item_id] = messages.ALONE_ONLY
        elif item.pooled and given.note:
            faults[item_id] = messages.NO_TEXT_HERE
        elif given.state is not State.UNANSWERED:
            mapping[item_id] = _as_in_a_file(given)
    read: Mapping[str, Answer] = {}
    try:
        read = _read(form.questionnaire, {"answers": mapping}).items
    except InvalidInput as error:
        faults |= error.fields
    if faults:
        raise InvalidInput(faults)
    return [_write(form.items[item_id], read.get(item_id), given) for item_id, given in answers.items()]


def _as_in_a_file(given: AnswerInput) -> dict[str, object]:
    note = {"note": given.note} if given.note else {}
    if given.state is State.NOT_APPLICABLE:
        return {"not_applicable": given.reason, **note}
    if given.state is State.DONT_KNOW:
        return {"dont_know": True, **note}
    return {"answer": given.value, **note}


def _write(item: Item, answer: Answer | None, given: AnswerInput) -> Write:
    if answer is None:
        return Write(item.id, item.revision, State.UNANSWERED, None, None, given.note or None, given.version)
    value = written_value(answer.value)
    return Write(item.id, item.revision, answer.state, value, answer.reason, answer.note, given.version)


def _unchanged(form: Published, saved: Mapping[str, SavedAnswer], late: list[Write]) -> dict[str, int]:
    """Versions of the late ones that say what is there already. Raises Stale for the others."""
    clashes = []
    same = {}
    for write in late:
        there = saved[write.item_id]
        item = form.items[write.item_id]
        current = _write(item, there.answer, AnswerInput(there.version, there.answer.state))
        if current.content == write.content:
            same[write.item_id] = there.version
        else:
            offered = _offered(form, write)
            clashes.append(Clash(write.item_id, there.answer, there.version, offered))
    if clashes:
        raise Stale(tuple(clashes))
    return same


def _offered(form: Published, write: Write) -> Answer:
    value = None if write.value is None else value_from_json(form.items[write.item_id], write.value)
    return Answer(write.state, value, write.reason, write.note)


def _read(questionnaire: Questionnaire, mapping: Mapping[str, object]) -> Answers:
    """``read_answers`` with its faults by field. Raises InvalidInput."""
    try:
        return read_answers(questionnaire, mapping)
    except AnswersError as error:
        faults: dict[str, Message] = {}
        for fault in error.faults:
            field = str(fault.place.path[1]) if len(fault.place.path) > 1 else "answers"
            faults.setdefault(field, Message(fault.code, fault.message("nl"), fault.message("en")))
        raise InvalidInput(faults) from None
