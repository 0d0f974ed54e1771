"""What a scan's page shows: the questions, the answers so far, evidence and progress (design 9)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import CompoundSelect, Integer, bindparam, literal, null, select, union_all
from sqlalchemy.orm import Session

from questionnaires.answers import Answer, Answers, State
from questionnaires.definition import EvidenceKind, Group, Item, Member, Questionnaire
from questionnaires.evaluation import compile_condition, reference_types
from questionnaires.visibility import visible
from scan.domain.evidence import EvidenceForm, EvidenceState
from scan.domain.policy import Permission, decide
from scan.domain.pooling import left_out, sensitive
from scan.domain.roles import Actor
from scan.domain.states import DossierState, ScanState
from scan.domain.stored import ProfileValue, missing_profile, profile_from_json
from scan.store.answers import SavedAnswer, own_answers, saved_answers, without
from scan.store.finding import FoundScan, find_scan
from scan.store.published import published
from scan.store.tables import Evidence, Remark, ScanReturn, StoredFile
from scan.use_cases.permission import require
from scoring import Outcome


@dataclass(frozen=True, slots=True)
class EvidencePiece:
    """One piece of evidence as it is shown."""

    id: int
    item_id: str
    kind: EvidenceKind
    form: EvidenceForm
    caption: str | None
    speaker_role: str | None
    url: str | None
    file_sha256: str | None
    media_type: str | None
    state: EvidenceState


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """How far one top group (theme) is; only questions that show are counted."""

    group_id: str
    total: int
    done: int
    """Answered or not applicable."""
    dont_know: int
    """On the list 'Nog navragen': open, but not empty."""


@dataclass(frozen=True, slots=True)
class ReturnComment:
    """Why a scan came back."""

    comment: str
    returned_at: datetime
    deadline: date | None
    """The last day to hand in again."""


@dataclass(frozen=True, slots=True)
class RemarkShown:
    """What the reviewer said about one answer, with what the respondents said in reply."""

    id: int
    text: str
    is_new: bool
    """Written since the scan was last handed in."""
    replies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenScan:
    """A scan as its page shows it; what this reader may not see is not in it."""

    id: int
    version: int
    state: ScanState
    dossier_id: int
    dossier_state: DossierState
    organisation_id: int
    organisation: str
    audience: str
    questionnaire: Questionnaire
    sha256: str
    profile: Mapping[str, ProfileValue]
    missing_profile: tuple[str, ...]
    answers: Mapping[str, SavedAnswer]
    """In the order of the questionnaire; also of hidden questions."""
    evidence: Mapping[str, tuple[EvidencePiece, ...]]
    left_out: frozenset[str]
    """Questions that are not asked while several students share the scan; they are in nothing else here."""
    visible: frozenset[str]
    progress: tuple[GroupProgress, ...]
    returns: tuple[ReturnComment, ...]
    """Oldest first."""
    remarks: Mapping[str, tuple[RemarkShown, ...]]
    """What the reviewer said about single answers, by item, oldest first; once the scan came back."""
    submitted_at: datetime | None
    may_write: bool
    is_respondent: bool
    previous: Mapping[str, Answer]
    """What the organisation answered in its scan before this one: to be shown, never filled in."""
    fellows: Mapping[int, str]
    """Names by person of the students in it, in the order they came, for themselves and their school; else none."""

    @property
    def is_shared(self) -> bool:
        """Several students fill it in, and this reader may know who."""
        return len(self.fellows) > 1

    def author_of(self, item_id: str) -> str | None:
        """The name of who gave this answer; None where there is none, nobody needs to ask, or they left."""
        saved = self.answers.get(item_id)
        return self.fellows.get(saved.by) if saved is not None and self.is_shared else None

    @property
    def open_items(self) -> tuple[str, ...]:
        """Shown questions without an answer or with 'don't know', in order: the list 'Nog navragen'."""
        return tuple(
            item.id
            for item in self.questionnaire.items()
            if item.id in self.visible and _state(self.answers, item.id) in _OPEN
        )


_OPEN = (State.UNANSWERED, State.DONT_KNOW)


def open_scan(session: Session, *, actor: Actor, scan_id: int, now: datetime) -> OpenScan:
    """A scan for someone who may read it. Three statements for those who fill it in; one more when it came back.

    Others than those who fill it in do not see answers to pooled questions (design 6: students are safe), nor, when
    they are a student, answers that are private (instrument B6). Raises NotFound, NotAllowed.
    """
    found = find_scan(session, actor, scan_id, now)
    require(session, actor, Permission.READ_SCAN, found.subject, kind="scan", subject_id=scan_id, now=now)
    form = published(session, found.sha256)
    not_asked = left_out(form.questionnaire, found.subject)
    saved = saved_answers(session, scan_id, without(form.items, not_asked))
    profile = profile_from_json(form.questionnaire, found.scan.profile)
    given = Answers({key: value.answer for key, value in saved.items()}, profile)
    shown = visible(form.questionnaire, given) - not_asked
    writer = decide(actor, Permission.ANSWER, found.subject)
    respondent = writer.reason.value != "no_role"
    kept_from = frozenset() if respondent else kept_from_others(form.questionnaire, given, found, actor)
    readable = {key: value for key, value in saved.items() if key not in kept_from}
    pieces = evidence_of(session, (scan_id,))
    returns, remarks = _came_back(session, found)
    return OpenScan(
        id=scan_id,
        version=found.scan.version,
        state=ScanState(found.scan.state),
        dossier_id=found.dossier.id,
        dossier_state=DossierState(found.dossier.state),
        organisation_id=found.organisation.id,
        organisation=found.organisation.name,
        audience=found.scan.audience,
        questionnaire=form.questionnaire,
        sha256=found.sha256,
        profile=profile,
        missing_profile=missing_profile(form.questionnaire, profile),
        answers=readable,
        evidence={key: value for key, value in pieces.items() if key not in kept_from},
        left_out=not_asked,
        visible=shown - kept_from,
        progress=progress(form.questionnaire, given, shown - kept_from),
        returns=returns,
        remarks=remarks,
        submitted_at=found.scan.submitted_at,
        may_write=writer.allowed,
        is_respondent=respondent,
        previous=_previous(session, found, form.items) if respondent else {},
        fellows=_names(found, actor, respondent),
    )


def _previous(session: Session, found: FoundScan, items: Mapping[str, Item]) -> dict[str, Answer]:
    """Of the own scan in the dossier that this one follows; one statement, and none where there is no such dossier."""
    if found.subject.by_student or found.dossier.follows_id is None:
        return {}
    return own_answers(session, found.dossier.follows_id, items)


def _names(found: FoundScan, actor: Actor, respondent: bool) -> dict[int, str]:
    school = found.subject.institution_id
    if not respondent and (school is None or not actor.belongs_to(school)):
        return {}
    return {one.person_id: one.name for one in found.fellows}


def read_result(session: Session, *, actor: Actor, scan_id: int, now: datetime) -> Outcome | None:
    """The Outcome of the last submission, for those who may read the scan; None before it was handed in.

    Pooled questions are in no Outcome (instrument A4). Raises NotFound, NotAllowed.
    """
    found = find_scan(session, actor, scan_id, now)
    require(session, actor, Permission.READ_SCAN, found.subject, kind="scan", subject_id=scan_id, now=now)
    return None if found.scan.outcome is None else Outcome.from_json(found.scan.outcome)


def progress(
    questionnaire: Questionnaire, answers: Answers, shown: frozenset[str]
) -> tuple[GroupProgress, ...]:
    """How far each top group is."""
    return tuple(_progress(group, answers, shown) for group in questionnaire.groups)


def _progress(group: Group, answers: Answers, shown: frozenset[str]) -> GroupProgress:
    states = [
        answers.items[item.id].state if item.id in answers.items else State.UNANSWERED
        for item in items_of(group)
        if item.id in shown
    ]
    return GroupProgress(
        group.id,
        total=len(states),
        done=sum(state in (State.ANSWERED, State.NOT_APPLICABLE) for state in states),
        dont_know=states.count(State.DONT_KNOW),
    )


def items_of(group: Group) -> tuple[Item, ...]:
    """Every item in a group, nested ones too, in order."""
    found: list[Item] = []
    waiting: list[Member] = list(reversed(group.members))
    while waiting:
        member = waiting.pop()
        if isinstance(member, Group):
            waiting.extend(reversed(member.members))
        else:
            found.append(member)
    return tuple(found)


def kept_from_others(
    questionnaire: Questionnaire, answers: Answers, found: FoundScan, actor: Actor
) -> frozenset[str]:
    """Items whose answers this reader, who does not fill the scan in, must not see."""
    pooled = sensitive(questionnaire)
    if not found.subject.by_student and actor.person_id in found.subject.student_ids:
        pooled |= private_items(questionnaire, answers)
    return pooled


def private_items(questionnaire: Questionnaire, answers: Answers) -> frozenset[str]:
    """Items whose answers are not for others now, such as figures of a very small firm (instrument B6)."""
    types = reference_types(questionnaire)

    def lookup(reference: str) -> object:
        place, _, key = reference.partition(".")
        if place == "profile":
            return answers.profile.get(key)
        answer = answers.items.get(key) if place == "answers" else None
        return answers.facts.get(key) if answer is None else answer.value

    return frozenset(
        item.id
        for item in questionnaire.items()
        if item.private_when is not None and compile_condition(item.private_when, types)(lookup)
    )


def evidence_of(session: Session, scan_ids: tuple[int, ...]) -> dict[str, tuple[EvidencePiece, ...]]:
    """Evidence of these scans by item, oldest first. One statement."""
    pieces: dict[str, tuple[EvidencePiece, ...]] = {}
    for piece in _pieces(session, scan_ids):
        pieces[piece.item_id] = (*pieces.get(piece.item_id, ()), piece)
    return pieces


_PIECES = (
    select(
        Evidence.id,
        Evidence.item_id,
        Evidence.kind,
        Evidence.form,
        Evidence.caption,
        Evidence.speaker_role,
        Evidence.url,
        Evidence.file_sha256,
        StoredFile.media_type,
        Evidence.state,
    )
    .outerjoin(StoredFile, StoredFile.sha256 == Evidence.file_sha256)
    .where(Evidence.scan_id.in_(bindparam("scan_ids", expanding=True)))
    .order_by(Evidence.id)
)


def _pieces(session: Session, scan_ids: tuple[int, ...]) -> list[EvidencePiece]:
    rows = session.execute(_PIECES, {"scan_ids": scan_ids})
    return [
        EvidencePiece(
            row[0], row[1], cast(EvidenceKind, row[2]), EvidenceForm(row[3]), *row[4:9], EvidenceState(row[9])
        )
        for row in rows
    ]


_CAME_BACK: CompoundSelect[*tuple[Any, ...]] = union_all(
    select(
        literal(0).label("id"),
        literal("").label("item_id"),
        ScanReturn.comment,
        ScanReturn.returned_at.label("at"),
        ScanReturn.deadline,
        null().label("replies_to"),
    ).where(ScanReturn.scan_id == bindparam("scan_id", type_=Integer)),
    select(Remark.id, Remark.item_id, Remark.text, Remark.written_at, null(), Remark.replies_to).where(
        Remark.scan_id == bindparam("scan_id", type_=Integer)
    ),
).order_by("at", "id")


def _came_back(
    session: Session, found: FoundScan
) -> tuple[tuple[ReturnComment, ...], dict[str, tuple[RemarkShown, ...]]]:
    """Why a scan came back, and what was said about its answers. One statement, none for others."""
    if found.scan.state != ScanState.RETURNED.value:
        return (), {}
    returns: list[ReturnComment] = []
    said: dict[str, dict[int, RemarkShown]] = {}
    handed_in = found.scan.submitted_at
    for number, item_id, words, at, deadline, replies_to in session.execute(
        _CAME_BACK, {"scan_id": found.scan.id}
    ):
        if not item_id:
            returns.append(ReturnComment(words, at, deadline))
        elif replies_to is None:
            is_new = handed_in is None or at > handed_in
            said.setdefault(item_id, {})[number] = RemarkShown(number, words, is_new)
        else:
            remark = said[item_id][replies_to]
            said[item_id][replies_to] = replace(remark, replies=(*remark.replies, words))
    return tuple(returns), {item_id: tuple(lines.values()) for item_id, lines in said.items()}


def _state(answers: Mapping[str, SavedAnswer], item_id: str) -> State:
    return answers[item_id].answer.state if item_id in answers else State.UNANSWERED
