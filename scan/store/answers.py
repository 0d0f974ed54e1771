"""Reading and writing answers: set-based, and a write that can never overwrite what its writer has not seen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from questionnaires.answers import Answer, State
from questionnaires.definition import EvidenceKind, Item
from scan.domain.evidence import EvidenceState
from scan.domain.states import ScanState
from scan.domain.stored import value_from_json
from scan.store.tables import AnswerRow, Evidence, Scan
from scan.store.tables.base import code
from scan.store.upsert import dialect_of, insert_into


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """One answer with the version to base a change on."""

    answer: Answer
    version: int
    by: int
    """Who gave it as it is now."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Write:
    """One answer to write, in stored form; ``based_on`` is the version its writer saw, 0 for none."""

    item_id: str
    item_revision: int
    state: State
    value: Any
    reason: str | None
    note: str | None
    based_on: int

    @property
    def content(self) -> tuple[object, ...]:
        """What makes two writes of one item the same."""
        return (self.state.value, self.value, self.reason, self.note)


_ANSWERS = AnswerRow.__table__.c
"""The table's own columns: plain rows, without the ORM's work for each, on the page that is asked for most."""
_COLUMNS = select(
    _ANSWERS.item_id,
    _ANSWERS.state,
    _ANSWERS.value,
    _ANSWERS.reason,
    _ANSWERS.note,
    _ANSWERS.version,
    _ANSWERS.answered_by,
    _ANSWERS.updated_at,
)
_SAVED = _COLUMNS.where(_ANSWERS.scan_id == bindparam("scan_id"))
_SAVED_OF_MANY = _COLUMNS.add_columns(_ANSWERS.scan_id).where(
    _ANSWERS.scan_id.in_(bindparam("scan_ids", expanding=True))
)


def without(items: Mapping[str, Item], left_out: frozenset[str]) -> Mapping[str, Item]:
    """The questions that are asked, of which answers are read; most scans leave none out."""
    return {key: item for key, item in items.items() if key not in left_out} if left_out else items


def saved_answers(session: Session, scan_id: int, items: Mapping[str, Item]) -> dict[str, SavedAnswer]:
    """Every saved answer of a scan, in the order of the questionnaire. One statement."""
    rows = session.execute(_SAVED, {"scan_id": scan_id})
    found = {row[0]: _saved(items[row[0]], *row[1:]) for row in rows if row[0] in items}
    return {item_id: found[item_id] for item_id in items if item_id in found}


def saved_answers_of(
    session: Session, forms: Mapping[int, Mapping[str, Item]]
) -> dict[int, dict[str, SavedAnswer]]:
    """The same for several scans, by scan. ``forms``: the items of each scan's questionnaire. One statement."""
    found: dict[int, dict[str, SavedAnswer]] = {scan_id: {} for scan_id in forms}
    for *row, scan_id in session.execute(_SAVED_OF_MANY, {"scan_ids": tuple(forms)}):
        if row[0] in forms[scan_id]:
            found[scan_id][row[0]] = _saved(forms[scan_id][row[0]], *row[1:])
    return {
        scan_id: {item_id: found[scan_id][item_id] for item_id in items if item_id in found[scan_id]}
        for scan_id, items in forms.items()
    }


_OWN = (
    select(
        AnswerRow.item_id,
        AnswerRow.item_revision,
        AnswerRow.state,
        AnswerRow.value,
        AnswerRow.reason,
        AnswerRow.note,
        AnswerRow.version,
        AnswerRow.answered_by,
        AnswerRow.updated_at,
    )
    .join(Scan, Scan.id == AnswerRow.scan_id)
    .where(
        Scan.dossier_id == bindparam("dossier_id"),
        Scan.placement_id.is_(None),
        Scan.state == code(ScanState.ACCEPTED),
    )
)


def own_answers(session: Session, dossier_id: int, items: Mapping[str, Item]) -> dict[str, Answer]:
    """The organisation's own answers in a closed dossier to questions that still mean the same. One statement."""
    rows = session.execute(_OWN, {"dossier_id": dossier_id})
    return {
        row[0]: _saved(items[row[0]], *row[2:]).answer
        for row in rows
        if row[0] in items and row[1] == items[row[0]].revision
    }


def _saved(
    item: Item,
    state: str,
    value: Any,
    reason: str | None,
    note: str | None,
    version: int,
    by: int,
    at: datetime,
) -> SavedAnswer:
    typed = None if value is None else value_from_json(item, value)
    return SavedAnswer(Answer(State(state), typed, reason, note), version, by, at)


def accepted_kinds(session: Session, scan_ids: Iterable[int]) -> dict[str, tuple[EvidenceKind, ...]]:
    """Kinds of the accepted evidence of these scans, one for each piece, by item. One statement."""
    rows = session.execute(
        select(Evidence.item_id, Evidence.kind)
        .where(Evidence.scan_id.in_(tuple(scan_ids)), Evidence.state == EvidenceState.ACCEPTED.value)
        .order_by(Evidence.id)
    )
    kinds: dict[str, tuple[EvidenceKind, ...]] = {}
    for item_id, kind in rows:
        kinds[item_id] = (*kinds.get(item_id, ()), cast(EvidenceKind, kind))
    return kinds


def write_answers(
    session: Session, *, scan_id: int, person_id: int, writes: Sequence[Write], now: datetime
) -> dict[str, int]:
    """Write answers whose version is still the one they are based on, in one statement.

    Gives the new version of each that was written. The others were changed by someone else in the meantime, or say
    what stands there already: who goes through the pages without changing anything takes no answer over, and makes
    nobody else's page stale. On PostgreSQL the rows are locked in the order of the items, so that two pages cannot
    block each other.
    """
    rows = session.execute(
        _write_statement(dialect_of(session)),
        [
            {
                "scan_id": scan_id,
                "item_id": write.item_id,
                "item_revision": write.item_revision,
                "state": write.state.value,
                "value": write.value,
                "reason": write.reason,
                "note": write.note,
                "version": write.based_on + 1,
                "answered_by": person_id,
                "updated_at": now,
            }
            for write in sorted(writes, key=lambda write: write.item_id)
        ],
    )
    return dict(rows.all())


@cache
def _write_statement(dialect: str) -> ReturningInsert[str, int]:
    statement = insert_into(dialect, AnswerRow)
    new = statement.excluded
    content = ("state", "value", "reason", "note")
    changes = [getattr(AnswerRow, name).is_distinct_from(new[name]) for name in content]
    changed = ("item_revision", "state", "value", "reason", "note", "version", "answered_by", "updated_at")
    return statement.on_conflict_do_update(
        index_elements=[AnswerRow.scan_id, AnswerRow.item_id],
        set_={name: new[name] for name in changed},
        where=and_(AnswerRow.version == new.version - 1, or_(*changes)),
    ).returning(AnswerRow.item_id, AnswerRow.version)
