"""What a reviewer says to a respondent about one answer; the respondent reads it when the scan comes back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from scan.domain import messages
from scan.domain.errors import InvalidInput
from scan.domain.fields import Fields
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.store.finding import find_scan_alone
from scan.store.published import published
from scan.store.tables import Remark
from scan.use_cases.audit import record
from scan.use_cases.permission import require

LONGEST_REMARK = 2000


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """One remark with one answer; never who wrote it, only that it was the reviewer."""

    scan_id: int
    item_id: str
    text: str
    written_at: datetime


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


_REMARKS = (
    select(Remark.scan_id, Remark.item_id, Remark.text, Remark.written_at)
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
