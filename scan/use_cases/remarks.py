"""What a reviewer says about one answer; the respondent reads it when the scan comes back, and may answer in a line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from scan.domain import messages
from scan.domain.errors import InvalidInput, NotFound
from scan.domain.fields import Fields
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.store.finding import find_scan_alone
from scan.store.published import published
from scan.store.tables import Remark
from scan.use_cases.audit import record
from scan.use_cases.permission import require

LONGEST_REMARK = 2000
LONGEST_REPLY = 300


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """One remark with one answer; never who wrote it, only that it was the reviewer, or a respondent in reply."""

    id: int
    scan_id: int
    item_id: str
    text: str
    written_at: datetime
    replies_to: int | None


def add_remark(
    session: Session, *, actor: Actor, scan_id: int, item_id: str, text: str, now: datetime
) -> int:
    """Say something about one answer of a scan that was handed in; for who may send it back. Gives the remark's id.

    Pooled questions take none: nobody sees their single answers. Raises NotFound, NotAllowed, InvalidInput
    (``item_id``, ``text``).
    """
    found = find_scan_alone(session, actor, scan_id, now)
    require(session, actor, Permission.RETURN_SCAN, found.subject, kind="scan", subject_id=scan_id, now=now)
    item = published(session, found.sha256).items.get(item_id)
    if item is None or item.pooled:
        raise InvalidInput({"item_id": messages.NOT_AN_ITEM})
    fields = Fields()
    words = fields.words("text", text, LONGEST_REMARK, 3)
    fields.check()
    row = Remark(scan_id=scan_id, item_id=item_id, text=words, written_by=actor.person_id, written_at=now)
    session.add(row)
    session.flush()
    record(
        session,
        actor=actor,
        action="remark_written",
        subject_kind="scan",
        subject_id=scan_id,
        now=now,
        item=item_id,
        dossier=found.dossier.id,
    )
    return row.id


def reply_to_remark(session: Session, *, actor: Actor, remark_id: int, text: str, now: datetime) -> int:
    """Answer a remark in a line, while the scan is back to be changed; gives the scan's id. The same words once.

    Raises NotFound (also for a reply), NotAllowed, InvalidInput (``text``).
    """
    remark = session.get(Remark, remark_id)
    if remark is None or remark.replies_to is not None:
        raise NotFound
    found = find_scan_alone(session, actor, remark.scan_id, now)
    require(session, actor, Permission.ANSWER, found.subject, kind="scan", subject_id=found.scan.id, now=now)
    fields = Fields()
    words = fields.line("text", text, LONGEST_REPLY)
    fields.check()
    about = {"replies_to": remark_id, "text": words, "written_by": actor.person_id}
    if session.scalar(select(Remark.id).filter_by(**about).limit(1)) is not None:
        return found.scan.id
    session.add(Remark(scan_id=found.scan.id, item_id=remark.item_id, written_at=now, **about))
    session.flush()
    record(
        session,
        actor=actor,
        action="remark_answered",
        subject_kind="scan",
        subject_id=found.scan.id,
        now=now,
        item=remark.item_id,
        remark=remark_id,
    )
    return found.scan.id


_REMARKS = (
    select(Remark.id, Remark.scan_id, Remark.item_id, Remark.text, Remark.written_at, Remark.replies_to)
    .where(Remark.scan_id.in_(bindparam("scan_ids", expanding=True)))
    .order_by(Remark.id)
)


def remarks_of(session: Session, scan_ids: Iterable[int]) -> dict[str, tuple[RemarkLine, ...]]:
    """Remarks with these scans by item, oldest first. The caller checked who asks. One statement."""
    found: dict[str, tuple[RemarkLine, ...]] = {}
    for row in session.execute(_REMARKS, {"scan_ids": tuple(scan_ids)}):
        line = RemarkLine(*row)
        found[line.item_id] = (*found.get(line.item_id, ()), line)
    return found
