"""For people of a school: one page with the questions their group can answer, behind a code, without an account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, bindparam, select, update
from sqlalchemy.orm import Session

from questionnaires.answers import Answers
from questionnaires.definition import Questionnaire
from questionnaires.visibility import visible
from scan.domain import class_messages, messages
from scan.domain.contributing import Group, Question, questions
from scan.domain.errors import InvalidInput
from scan.domain.messages import Message
from scan.domain.secrets import tidy_code
from scan.domain.states import ScanState
from scan.domain.stored import profile_from_json
from scan.store.published import published
from scan.store.tables import Contribution, ContributionCall, Organisation, QuestionnaireVersion, Scan
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
    questionnaire = published(session, sha256).questionnaire
    group = Group(call.contributor)
    page = ContributionPage(
        code=call.code,
        group=group,
        school=school,
        closes_at=call.closes_at,
        questionnaire=questionnaire,
        questions=questions_for(questionnaire, scan.profile, group),
        refusal=_refusal(call, scan, now),
    )
    return call, page


def _refusal(call: ContributionCall, scan: Scan, now: datetime) -> Message | None:
    if now >= call.closes_at or scan.state not in WRITING:
        return class_messages.CALL_OVER
    return class_messages.CALL_FULL if call.received >= call.people else None
