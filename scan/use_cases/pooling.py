"""Students' answers to sensitive questions, pooled over one organisation's scans (design 6, instrument A4)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Row, bindparam, select
from sqlalchemy.orm import Session

from questionnaires.definition import Item, SingleChoice
from scan.domain.codes import FIRST_OPTION_CODE
from scan.domain.policy import Permission, decide
from scan.domain.pooling import Pool, PoolAnswer, made_anew
from scan.domain.roles import Actor
from scan.domain.states import ScanState
from scan.store.finding import find_dossier
from scan.store.published import Published, published
from scan.store.tables import Placement, PooledAnswer, QuestionnaireVersion, Scan, ScanMember
from scan.store.tables.base import code
from scan.store.upsert import dialect_of, insert_into


@dataclass(frozen=True, slots=True)
class PooledItem:
    """One sensitive question with what students together say of it."""

    item: SingleChoice
    pool: Pool


_USABLE = (
    select(
        Scan.id,
        ScanMember.student_id,
        Scan.questionnaire_version_id,
        QuestionnaireVersion.sha256,
        Scan.answer_codes,
        Scan.submitted_at,
        Placement.hold_back,
        Placement.assessed_at,
    )
    .join(ScanMember, ScanMember.scan_id == Scan.id)
    .join(Placement, Placement.id == ScanMember.placement_id)
    .join(QuestionnaireVersion, QuestionnaireVersion.id == Scan.questionnaire_version_id)
    .where(
        Scan.organisation_id == bindparam("organisation_id", type_=Integer),
        Scan.state.in_([code(ScanState.SUBMITTED), code(ScanState.ACCEPTED)]),
    )
    .order_by(Scan.submitted_at.desc(), Scan.id.desc(), ScanMember.seat)
)
"""One row for each student in a scan."""
_POOLED = (
    select(
        PooledAnswer.item_id,
        PooledAnswer.counts,
        PooledAnswer.made_at,
        PooledAnswer.version_id,
        QuestionnaireVersion.sha256,
    )
    .join(QuestionnaireVersion, QuestionnaireVersion.id == PooledAnswer.version_id)
    .where(PooledAnswer.organisation_id == bindparam("organisation_id", type_=Integer))
)


def pool_answers(session: Session, *, organisation_id: int, now: datetime) -> None:
    """Make the pools of an organisation anew where the rules say so; after a scan came in or was shared.

    Only reports that the school shares are in it, one for each student: the newest with an answer. A scan that several
    students share is not asked these questions (ADR 18). Two statements when nothing changes.
    """
    rows = _shared_by_school(session, organisation_id)
    if not rows:
        return
    before = {
        row.item_id: Pool(tuple(row.counts), row.made_at)
        for row in session.execute(_POOLED, {"organisation_id": organisation_id})
    }
    newest = published(session, rows[0].sha256)
    asked = {
        item.id: item for item in newest.items.values() if item.pooled and isinstance(item, SingleChoice)
    }
    answers = _answers(session, rows, asked)
    for item_id, item in asked.items():
        pool = made_anew(answers[item_id], len(item.options), before.get(item_id), now)
        if pool is not None and pool is not before.get(item_id):
            _keep(session, organisation_id, item_id, rows[0].questionnaire_version_id, pool)


def pooled_answers(session: Session, *, organisation_id: int, now: datetime) -> tuple[PooledItem, ...]:
    """What may be shown of the sensitive questions. The caller checked who asks. One statement."""
    found = []
    for row in session.execute(_POOLED, {"organisation_id": organisation_id}):
        form = published(session, row.sha256)
        item, pool = form.items.get(row.item_id), Pool(tuple(row.counts), row.made_at)
        if isinstance(item, SingleChoice) and pool.is_shown(now):
            found.append((list(form.items).index(row.item_id), PooledItem(item, pool)))
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))


def read_pool(
    session: Session, *, actor: Actor, dossier_id: int, now: datetime
) -> tuple[PooledItem, ...] | None:
    """The same for one of a dossier's readers; None while their own side is still being written. Raises NotFound.

    An organisation that sees what students say before it handed in its own scan would not answer independently.
    """
    found = find_dossier(session, actor, dossier_id, now)
    if not decide(actor, Permission.READ_POOL, found.subject).allowed:
        return None
    return pooled_answers(session, organisation_id=found.organisation.id, now=now)


def _shared_by_school(session: Session, organisation_id: int) -> list[Row[*tuple[Any, ...]]]:
    """Rows of the scans whose report the school shares, for each of their students; newest scan first."""
    rows = session.execute(_USABLE, {"organisation_id": organisation_id}).all()
    held_back = {row.id for row in rows if row.hold_back and row.assessed_at is None}
    return [row for row in rows if row.id not in held_back]


def _answers(
    session: Session, rows: Sequence[Row[*tuple[Any, ...]]], asked: Mapping[str, SingleChoice]
) -> dict[str, list[PoolAnswer]]:
    """For each question what each student chose in the newest scan that they made alone and answered these in."""
    answers: dict[str, list[PoolAnswer]] = {item_id: [] for item_id in asked}
    students_in = Counter(row.id for row in rows)
    seen: set[int] = set()
    for row in rows:
        if students_in[row.id] > 1 or row.student_id in seen:
            continue
        usable_at = max(row.assessed_at if row.hold_back else row.submitted_at, row.submitted_at)
        for item_id, step in _steps(published(session, row.sha256), row.answer_codes, asked):
            answers[item_id].append(PoolAnswer(row.student_id, step, usable_at))
            seen.add(row.student_id)
    return answers


def _steps(form: Published, codes: bytes, asked: Mapping[str, SingleChoice]) -> Iterator[tuple[str, int]]:
    """Steps that one scan gives to these questions, where it asks them in the same way."""
    for item, value in zip(form.items.values(), codes, strict=True):
        if item.id in asked and value >= FIRST_OPTION_CODE and _same(item, asked[item.id]):
            yield item.id, value - FIRST_OPTION_CODE


def _same(item: Item, other: SingleChoice) -> bool:
    return isinstance(item, SingleChoice) and [option.key for option in item.options] == [
        option.key for option in other.options
    ]


def _keep(session: Session, organisation_id: int, item_id: str, version_id: int, pool: Pool) -> None:
    statement = insert_into(dialect_of(session), PooledAnswer).values(
        organisation_id=organisation_id,
        item_id=item_id,
        version_id=version_id,
        students=pool.students,
        counts=list(pool.counts),
        made_at=pool.made_at,
    )
    new = statement.excluded
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[PooledAnswer.organisation_id, PooledAnswer.item_id],
            set_={name: new[name] for name in ("version_id", "students", "counts", "made_at")},
        )
    )
