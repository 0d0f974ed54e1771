"""For people of a school: one page with the questions their group can answer, behind a code or with an account."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import String, bindparam, exists, select, update
from sqlalchemy.orm import Session

from questionnaires.answers import Answers
from questionnaires.definition import Questionnaire
from questionnaires.visibility import visible
from scan.domain import class_messages, messages
from scan.domain.contributing import STAFF, Group, Question, questions
from scan.domain.errors import InvalidInput, NotFound
from scan.domain.messages import Message
from scan.domain.roles import Actor
from scan.domain.secrets import tidy_code
from scan.domain.states import ScanState
from scan.domain.stored import profile_from_json
from scan.store import tenancy
from scan.store.published import published
from scan.store.tables import (
    Contribution,
    ContributionCall,
    ContributionGiver,
    Organisation,
    QuestionnaireVersion,
    Scan,
)
from scan.store.tables.base import code as code_of
from scan.use_cases.throttle import ADDRESS_LIMIT, Throttle

WRITING = (ScanState.DRAFT.value, ScanState.RETURNED.value)
DONT_KNOW = "dont_know"


@dataclass(frozen=True, slots=True)
class ContributionPage:
    """What one group is asked."""

    code: str
    group: Group
    school: str
    closes_at: datetime
    questionnaire: Questionnaire
    questions: tuple[Question, ...]
    refusal: Message | None
    """Why nobody can take part any more; None while it is open."""


_BY_CODE = (
    select(ContributionCall, Scan, Organisation.name, QuestionnaireVersion.sha256)
    .join(Scan, Scan.id == ContributionCall.scan_id)
    .join(Organisation, Organisation.id == Scan.organisation_id)
    .join(QuestionnaireVersion, QuestionnaireVersion.id == Scan.questionnaire_version_id)
    .where(ContributionCall.code == bindparam("code", type_=String))
)
_BY_CODE_WRITING = _BY_CODE.with_for_update(read=True, of=Scan).execution_options(populate_existing=True)
_TAKE_PLACE = (
    update(ContributionCall)
    .where(ContributionCall.id == bindparam("call"), ContributionCall.received < ContributionCall.people)
    .values(received=ContributionCall.received + 1)
)


def read_call(session: Session, *, code: str, address: str, pepper: bytes, now: datetime) -> ContributionPage:
    """The questions behind a code. Two statements.

    Wrong codes are counted by network address, as a keyed hash; right ones leave no trace.
    Raises InvalidInput (``code``), TooManyAttempts.
    """
    return _page(session, code, address, pepper, now, writing=False)[1]


def contribute(
    session: Session,
    *,
    code: str,
    answers: Mapping[str, str],
    address: str,
    pepper: bytes,
    now: datetime,
) -> None:
    """Keep what one person knows. Nothing says who it was or when: there is no event in the audit trail either.

    ``answers``: the option by question; ``dont_know`` and what is missing are left out.
    Raises InvalidInput (``code``; ``answers`` without any; by question for what is no option), TooManyAttempts.
    """
    call, page = _page(session, code, address, pepper, now, writing=True)
    _keep(session, call, page, answers)


@dataclass(frozen=True, slots=True)
class AskedOfMe:
    """A call to the group of the actor, to which the actor did not answer yet."""

    call_id: int
    school: str
    closes_at: datetime


def asked_of_me(session: Session, *, actor: Actor, now: datetime) -> tuple[AskedOfMe, ...]:
    """What the actor's schools ask of their staff, and the actor did not do yet; first what ends first. A statement."""
    statement = _OF_MINE.where(
        ContributionCall.closes_at > now,
        ContributionCall.received < ContributionCall.people,
        Scan.state.in_(WRITING),
        ~_TOOK_PART,
    )
    rows = session.execute(
        statement.order_by(ContributionCall.closes_at, ContributionCall.id), tenancy.me(actor)
    )
    return tuple(AskedOfMe(call.id, school, call.closes_at) for call, _, school, _, _ in rows)


def read_my_call(session: Session, *, actor: Actor, call_id: int, now: datetime) -> ContributionPage:
    """The questions for the actor's group. One statement. Raises NotFound for other schools and groups."""
    return _my_page(session, actor, call_id, now)[1]


def contribute_as_staff(
    session: Session, *, actor: Actor, call_id: int, answers: Mapping[str, str], now: datetime
) -> None:
    """Keep what the actor knows as one of the group, once. That they took part is kept; not what they said, nor when.

    Raises NotFound, InvalidInput as ``contribute`` does.
    """
    call, page = _my_page(session, actor, call_id, now, writing=True)
    _keep(session, call, page, answers)
    session.add(ContributionGiver(call_id=call.id, person_id=actor.person_id))
    session.flush()


def _keep(
    session: Session, call: ContributionCall, page: ContributionPage, answers: Mapping[str, str]
) -> None:
    if page.refusal is not None:
        raise InvalidInput({"code": page.refusal})
    ladders = {one.item.id: one.ladder for one in page.questions}
    given = {
        key: option for key, option in answers.items() if key in ladders and option not in ("", DONT_KNOW)
    }
    faults = {key: messages.UNKNOWN_CHOICE for key, option in given.items() if option not in ladders[key]}
    if faults:
        raise InvalidInput(faults)
    if not given:
        raise InvalidInput({"answers": class_messages.NOTHING_KNOWN})
    if session.execute(_TAKE_PLACE, {"call": call.id}).rowcount != 1:  # type: ignore[attr-defined]  # of an UPDATE
        raise InvalidInput({"code": class_messages.CALL_FULL})
    session.add(Contribution(call_id=call.id, answers=given))
    session.flush()


def questions_for(
    questionnaire: Questionnaire, profile: Mapping[str, object], group: Group | None = None
) -> tuple[Question, ...]:
    """The questions that fit this school, of ``group`` or of all groups; ``profile`` as it is stored."""
    shown = visible(questionnaire, Answers({}, profile_from_json(questionnaire, profile)))
    return tuple(
        one
        for one in questions(questionnaire)
        if one.item.id in shown and (group is None or group in one.groups)
    )


_TOOK_PART = exists().where(
    ContributionGiver.call_id == ContributionCall.id, ContributionGiver.person_id == tenancy.ME
)
_OF_MINE = (
    select(ContributionCall, Scan, Organisation.name, QuestionnaireVersion.sha256, _TOOK_PART)
    .join(Scan, Scan.id == ContributionCall.scan_id)
    .join(Organisation, Organisation.id == Scan.organisation_id)
    .join(QuestionnaireVersion, QuestionnaireVersion.id == Scan.questionnaire_version_id)
    .where(
        ContributionCall.contributor == code_of(Group.TEACHERS),
        tenancy.has_role(Scan.organisation_id, *STAFF),
    )
)


def _my_page(
    session: Session, actor: Actor, call_id: int, now: datetime, *, writing: bool = False
) -> tuple[ContributionCall, ContributionPage]:
    """``writing``: the call is locked, so that one who sends twice at once is seen the second time."""
    statement = _OF_MINE.where(ContributionCall.id == call_id)
    if writing:
        session.execute(select(ContributionCall.id).where(ContributionCall.id == call_id).with_for_update())
        statement = statement.with_for_update(read=True, of=Scan).execution_options(populate_existing=True)
    found = session.execute(statement, tenancy.me(actor)).one_or_none()
    if found is None:
        raise NotFound
    call, scan, school, sha256, took_part = found
    page = _page_of(session, call, scan, school, sha256, now)
    return call, replace(page, refusal=class_messages.TOOK_PART) if took_part else page


def _page(
    session: Session, code: str, address: str, pepper: bytes, now: datetime, *, writing: bool
) -> tuple[ContributionCall, ContributionPage]:
    throttle = Throttle.of(pepper, ("contribution", address, ADDRESS_LIMIT))
    throttle.check(session, now)
    statement = _BY_CODE_WRITING if writing else _BY_CODE
    found = session.execute(statement, {"code": tidy_code(code)[:20]}).one_or_none()
    if found is None:
        throttle.count_failure(session, now)
        raise InvalidInput({"code": class_messages.CALL_CODE_UNKNOWN})
    call, scan, school, sha256 = found
    return call, _page_of(session, call, scan, school, sha256, now)


def _page_of(
    session: Session, call: ContributionCall, scan: Scan, school: str, sha256: str, now: datetime
) -> ContributionPage:
    questionnaire = published(session, sha256).questionnaire
    group = Group(call.contributor)
    return ContributionPage(
        code=call.code,
        group=group,
        school=school,
        closes_at=call.closes_at,
        questionnaire=questionnaire,
        questions=questions_for(questionnaire, scan.profile, group),
        refusal=_refusal(call, scan, now),
    )


def _refusal(call: ContributionCall, scan: Scan, now: datetime) -> Message | None:
    if now >= call.closes_at or scan.state not in WRITING:
        return class_messages.CALL_OVER
    return class_messages.CALL_FULL if call.received >= call.people else None
