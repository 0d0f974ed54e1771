"""For the coordinator: ask groups of the school, see how far they agree, and settle each combined answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.answers import State
from scan.domain import class_messages, messages
from scan.domain.contributing import (
    MOST_CONTRIBUTIONS,
    SMALLEST,
    Combined,
    Group,
    Question,
    combine,
)
from scan.domain.errors import InvalidInput, NotFound
from scan.domain.fields import Fields
from scan.domain.periods import local_day, local_midnight
from scan.domain.policy import Permission, decide
from scan.domain.roles import Actor
from scan.domain.secrets import new_code
from scan.domain.stored import missing_profile, profile_from_json
from scan.domain.tallies import shown_count
from scan.store.answers import SavedAnswer, saved_answers
from scan.store.finding import FoundScan, find_scan
from scan.store.published import published
from scan.store.tables import Contribution, ContributionCall, Settlement
from scan.use_cases.answering import AnswerInput, save_answers
from scan.use_cases.audit import record
from scan.use_cases.contributing import questions_for
from scan.use_cases.permission import require

AUDIENCE = "institution"
LONGEST_PERIOD = 120
"""Days that a group can be asked."""


@dataclass(frozen=True, slots=True)
class Call:
    """One group that is asked."""

    id: int
    group: Group
    code: str
    people: int
    received: int
    closes_at: datetime
    open: bool


@dataclass(frozen=True, slots=True)
class CombinedQuestion:
    """One question with what the groups said; ``counts`` only of groups that are large enough to show."""

    question: Question
    counts: Mapping[Group, Mapping[str, int]]
    too_few: tuple[Group, ...]
    """Groups that answered, but with too few people to show it."""
    combined: Combined
    saved: SavedAnswer | None
    """What stands in the scan now."""
    reason: str | None
    """Why it was settled so."""
    settled: bool

    @property
    def agreed(self) -> bool:
        """It can be taken over without a reason, and nobody answered it in the scan yet."""
        empty = self.saved is None or self.saved.answer.state is State.UNANSWERED
        return self.combined.option is not None and not self.combined.needs_reason and empty


@dataclass(frozen=True, slots=True)
class Collection:
    """Everything the groups contributed to one scan."""

    scan_id: int
    school: str
    may_write: bool
    profile_missing: bool
    calls: tuple[Call, ...]
    questions: tuple[CombinedQuestion, ...]


def collection(session: Session, *, actor: Actor, scan_id: int, now: datetime) -> Collection:
    """What groups contributed, combined. Six statements. Raises NotFound, NotAllowed."""
    found = _found(session, actor, scan_id, now, Permission.READ_CONTRIBUTIONS)
    form = published(session, found.sha256)
    calls = _calls(session, scan_id, now)
    counts = _counts(session, scan_id)
    saved = saved_answers(session, scan_id, form.items)
    settled = {
        row.item_id: row for row in session.scalars(select(Settlement).where(Settlement.scan_id == scan_id))
    }
    return Collection(
        scan_id=scan_id,
        school=found.organisation.name,
        may_write=decide(actor, Permission.COLLECT_CONTRIBUTIONS, found.subject).allowed,
        profile_missing=_profile_missing(session, found),
        calls=calls,
        questions=tuple(
            _combined(one, counts.get(one.item.id, {}), saved.get(one.item.id), settled.get(one.item.id))
            for one in questions_for(form.questionnaire, found.scan.profile)
        ),
    )


def ask_group(
    session: Session, *, actor: Actor, scan_id: int, group: str, people: int, until: date, now: datetime
) -> int:
    """Ask a group, or give a group that was asked more places or another last day. Gives the id of the call.

    ``people``: how many are asked, and so at most how many contributions come in; ``until``: the last day.
    Raises NotFound, NotAllowed, InvalidInput (``group``, ``people``, ``until``, ``profile``).
    """
    found = _found(session, actor, scan_id, now, Permission.COLLECT_CONTRIBUTIONS, lock=True)
    if _profile_missing(session, found):
        raise InvalidInput({"profile": class_messages.PROFILE_FIRST})
    fields = Fields()
    asked = fields.choice("group", group, Group)
    if not 1 <= people <= MOST_CONTRIBUTIONS:
        fields.refuse("people", class_messages.PEOPLE_RANGE.fill(limit=MOST_CONTRIBUTIONS))
    if until <= local_day(now):
        fields.refuse("until", class_messages.DAY_PAST)
    elif until > local_day(now) + timedelta(days=LONGEST_PERIOD):
        fields.refuse("until", class_messages.DAY_FAR.fill(days=LONGEST_PERIOD))
    fields.check()
    row = session.scalar(
        select(ContributionCall)
        .where(ContributionCall.scan_id == scan_id, ContributionCall.contributor == asked)
        .with_for_update()
    )
    if row is not None and people < row.received:
        raise InvalidInput({"people": class_messages.FEWER_THAN_RECEIVED.fill(count=row.received)})
    if row is None:
        row = ContributionCall(
            scan_id=scan_id, contributor=(asked or Group.STUDENTS).value, code=new_code(), opened_at=now
        )
        session.add(row)
    row.people = people
    row.closes_at = local_midnight(until + timedelta(days=1))
    session.flush()
    _log(session, actor, "group_asked", scan_id, now, group=row.contributor, people=people)
    return row.id


def end_call(session: Session, *, actor: Actor, scan_id: int, call_id: int, now: datetime) -> None:
    """The code of this group stops now. What came in stays. Raises NotFound, NotAllowed."""
    _found(session, actor, scan_id, now, Permission.COLLECT_CONTRIBUTIONS, lock=True)
    row = session.scalar(
        select(ContributionCall).where(ContributionCall.id == call_id, ContributionCall.scan_id == scan_id)
    )
    if row is None:
        raise NotFound
    if row.closes_at > now > row.opened_at:
        row.closes_at = now
        session.flush()
        _log(session, actor, "group_closed", scan_id, now, group=row.contributor)


def settle_answer(
    session: Session,
    *,
    actor: Actor,
    scan_id: int,
    item_id: str,
    option: str,
    reason: str,
    version: int,
    now: datetime,
) -> None:
    """Take a combined answer over into the scan, or another one with a reason.

    ``version``: of the answer in the scan as the page showed it, 0 for none.
    Raises NotFound, NotAllowed, Stale, InvalidInput (``option``; ``reason`` when groups are two steps or more apart, or
    when another answer is chosen than the groups give together).
    """
    one = _one(session, actor, scan_id, item_id, now)
    proposed = one.combined.option
    fields = Fields()
    if option not in one.question.ladder:
        fields.refuse("option", messages.UNKNOWN_CHOICE)
    words = fields.words("reason", reason, 1000, 3) if reason.strip() else None
    if proposed is None:
        fields.refuse("option", class_messages.NOBODY_KNEW)
    elif words is None and one.combined.needs_reason:
        fields.refuse("reason", class_messages.REASON_APART)
    elif words is None and option != proposed:
        fields.refuse("reason", class_messages.REASON_OTHERWISE)
    fields.check()
    given = {item_id: AnswerInput(version, State.ANSWERED, option)}
    save_answers(session, actor=actor, scan_id=scan_id, answers=given, now=now)
    _keep(session, actor, scan_id, item_id, str(proposed), option, words, now)
    _log(session, actor, "contribution_settled", scan_id, now, item=item_id, apart=one.combined.apart)


def take_over_agreed(session: Session, *, actor: Actor, scan_id: int, now: datetime) -> int:
    """Take over every combined answer on which the groups agree and that is not in the scan yet. Gives how many.

    Raises NotFound, NotAllowed, Stale.
    """
    _found(session, actor, scan_id, now, Permission.COLLECT_CONTRIBUTIONS, lock=True)
    agreed = [
        one
        for one in collection(session, actor=actor, scan_id=scan_id, now=now).questions
        if one.agreed and one.combined.option is not None
    ]
    given = {
        one.question.item.id: AnswerInput(
            one.saved.version if one.saved else 0, State.ANSWERED, one.combined.option
        )
        for one in agreed
    }
    save_answers(session, actor=actor, scan_id=scan_id, answers=given, now=now)
    for one in agreed:
        option = str(one.combined.option)
        _keep(session, actor, scan_id, one.question.item.id, option, option, None, now)
    _log(session, actor, "contributions_taken_over", scan_id, now, items=sorted(given))
    return len(given)


def _found(
    session: Session, actor: Actor, scan_id: int, now: datetime, permission: Permission, *, lock: bool = False
) -> FoundScan:
    found = find_scan(session, actor, scan_id, now, lock="share" if lock else None)
    if found.scan.audience != AUDIENCE:
        raise NotFound
    require(session, actor, permission, found.subject, kind="scan", subject_id=scan_id, now=now)
    return found


def _profile_missing(session: Session, found: FoundScan) -> bool:
    questionnaire = published(session, found.sha256).questionnaire
    return bool(missing_profile(questionnaire, profile_from_json(questionnaire, found.scan.profile)))


def _calls(session: Session, scan_id: int, now: datetime) -> tuple[Call, ...]:
    rows = {
        Group(row.contributor): row
        for row in session.scalars(select(ContributionCall).where(ContributionCall.scan_id == scan_id))
    }
    return tuple(
        Call(row.id, group, row.code, row.people, row.received, row.closes_at, now < row.closes_at)
        for group in Group
        if (row := rows.get(group)) is not None
    )


def _counts(session: Session, scan_id: int) -> dict[str, dict[Group, dict[str, int]]]:
    """How many of each group chose each option, by question.

    Of a large group in steps: else two looks at the page would give away what the last one said.
    """
    rows = session.execute(
        select(ContributionCall.contributor, Contribution.answers)
        .join(Contribution, Contribution.call_id == ContributionCall.id)
        .where(ContributionCall.scan_id == scan_id)
        .order_by(Contribution.id)
    )
    given: dict[Group, list[Mapping[str, str]]] = {}
    for group, answers in rows:
        given.setdefault(Group(group), []).append(answers)
    found: dict[str, dict[Group, dict[str, int]]] = {}
    for group, all_of_it in given.items():
        smallest = SMALLEST[group]
        counted = shown_count(len(all_of_it), smallest) if smallest > 1 else len(all_of_it)
        for answers in all_of_it[:counted]:
            for item_id, option in answers.items():
                counts = found.setdefault(item_id, {}).setdefault(group, {})
                counts[option] = counts.get(option, 0) + 1
    return found


def _combined(
    question: Question,
    counts: Mapping[Group, Mapping[str, int]],
    saved: SavedAnswer | None,
    settled: Settlement | None,
) -> CombinedQuestion:
    shown = {group: given for group, given in counts.items() if sum(given.values()) >= SMALLEST[group]}
    return CombinedQuestion(
        question=question,
        counts=shown,
        too_few=tuple(group for group in question.groups if group in counts and group not in shown),
        combined=combine(question.ladder, question.groups, counts),
        saved=saved,
        reason=None if settled is None else settled.reason,
        settled=settled is not None,
    )


def _one(session: Session, actor: Actor, scan_id: int, item_id: str, now: datetime) -> CombinedQuestion:
    _found(session, actor, scan_id, now, Permission.COLLECT_CONTRIBUTIONS, lock=True)
    everything = collection(session, actor=actor, scan_id=scan_id, now=now).questions
    one = next((each for each in everything if each.question.item.id == item_id), None)
    if one is None:
        raise InvalidInput({"option": messages.NOT_AN_ITEM})
    return one


def _keep(
    session: Session,
    actor: Actor,
    scan_id: int,
    item_id: str,
    proposed: str,
    chosen: str,
    reason: str | None,
    now: datetime,
) -> None:
    session.merge(
        Settlement(
            scan_id=scan_id,
            item_id=item_id,
            proposed=proposed,
            chosen=chosen,
            reason=reason,
            settled_by=actor.person_id,
            settled_at=now,
        )
    )
    session.flush()


def _log(session: Session, actor: Actor, action: str, scan_id: int, now: datetime, **data: object) -> None:
    record(session, actor=actor, action=action, subject_kind="scan", subject_id=scan_id, now=now, **data)
