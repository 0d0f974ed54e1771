"""Decisions and certificates as the audit chain tells them, beside the rows that are there (design 6).

What one can see in an event is compared with its row; what stands in only one of the two is a difference as well.
Rows and events are read side by side in order of the number they are about, in batches: the memory does not grow.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, select, union
from sqlalchemy.orm import Session

from scan.domain.errors import IllegalTransition
from scan.domain.states import CERTIFICATE, CertificateAction, CertificateState, advance
from scan.store.tables import AuditEvent, Certificate, DecisionRow

BATCH = 500
MISSING = "missing"
"""Stands for a row, or for an event, that is not there."""
Told = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the chain and the database tell differently."""

    kind: str
    """``decision`` (of an application) or ``certificate``."""
    subject_id: int
    field: str
    by_chain: object
    by_row: object


def decision_facts(row: DecisionRow) -> dict[str, object]:
    """What the event of a decision says of it."""
    return {
        "decision": row.id,
        "outcome": row.outcome,
        "level": row.level,
        "scheme": row.scheme,
        "sha256": None if row.rescored_outcome is None else _sha256(row.rescored_outcome),
    }


def certificate_facts(row: Certificate) -> dict[str, object]:
    """What the event of issuing says of a certificate: everything of it that never changes."""
    return {
        "decision": row.decision_id,
        "kind": row.kind,
        "number": row.number,
        "organisation": row.organisation_id,
        "level": row.level,
        "scheme": row.scheme,
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until.isoformat(),
        "questionnaire": row.questionnaire_sha256,
        "sha256": None if row.outcome is None else _sha256(row.outcome),
    }


def replay(session: Session) -> Iterator[Difference]:
    """Every difference between the chain and the rows of decisions and certificates, in order."""
    yield from _replay(session, _DECISIONS)
    yield from _replay(session, _CERTIFICATES)


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of row is told by events."""

    name: str
    subject_kind: str
    table: type[DecisionRow] | type[Certificate]
    key: Any
    told: Callable[[Sequence[AuditEvent]], dict[str, object] | None]
    stored: Callable[[Any], dict[str, object]]


def _replay(session: Session, kind: _Kind) -> Iterator[Difference]:
    last = 0
    while ids := list(session.scalars(_next_subjects(kind, last))):
        events = session.scalars(
            select(AuditEvent)
            .where(AuditEvent.subject_kind == kind.subject_kind, AuditEvent.subject_id.in_(ids))
            .order_by(AuditEvent.subject_id, AuditEvent.sequence)
        )
        told = {key: kind.told(list(group)) for key, group in groupby(events, lambda one: one.subject_id)}
        rows = {getattr(row, kind.key.key): row for row in session.scalars(
            select(kind.table).where(kind.key.in_(ids))
        )}  # fmt: skip
        for subject_id in ids:
            row = rows.get(subject_id)
            stored = None if row is None else kind.stored(row)
            yield from _compare(kind.name, subject_id, told.get(subject_id), stored)
        last = ids[-1]
        session.expunge_all()


def _next_subjects(kind: _Kind, last: int) -> Select[Any]:
    """The next numbers that a row or an event is about."""
    numbers = union(
        select(AuditEvent.subject_id.label("id"))
        .where(AuditEvent.subject_kind == kind.subject_kind, AuditEvent.subject_id > last),
        select(kind.key.label("id")).where(kind.key > last),
    ).subquery()  # fmt: skip
    return select(numbers.c.id).order_by(numbers.c.id).limit(BATCH)


def _compare(name: str, subject_id: int, told: Told | None, stored: Told | None) -> Iterator[Difference]:
    if told is None or stored is None:
        if told is not stored:
            by_chain, by_row = (MISSING if told is None else "there", MISSING if stored is None else "there")
            yield Difference(name, subject_id, "row", by_chain, by_row)
        return
    for field in stored:
        if field in told and told[field] != stored[field]:  # an older event may tell less, a newer one more
            yield Difference(name, subject_id, field, told[field], stored[field])


def _decision_told(events: Sequence[AuditEvent]) -> dict[str, object] | None:
    decided = [event for event in events if event.action == "decided"]
    if not decided:
        return None
    last = decided[-1]
    return {**last.data, "certifier": last.actor_id, "at": last.at}


def _certificate_told(events: Sequence[AuditEvent]) -> dict[str, object] | None:
    issued = next((event for event in events if event.action == "certificate_issued"), None)
    if issued is None:
        return None
    return {**issued.data, "at": issued.at, "state": _state(events)}


def _state(events: Sequence[AuditEvent]) -> str:
    """The state after everything that happened; what could not happen in that order is named."""
    state = CertificateState.ISSUED
    for event in events:
        name = event.action.removeprefix("certificate_")
        if event.action != name and name in set(CertificateAction):
            try:
                state = advance(CERTIFICATE, state, CertificateAction(name))
            except IllegalTransition:
                return f"{name} after {state.value}"
    return state.value


def _of_decision(row: DecisionRow) -> dict[str, object]:
    return {**decision_facts(row), "certifier": row.certifier_id, "at": row.decided_at}


def _of_certificate(row: Certificate) -> dict[str, object]:
    return {**certificate_facts(row), "at": row.issued_at, "state": row.state}


_DECISIONS = _Kind(
    "decision", "application", DecisionRow, DecisionRow.application_id, _decision_told, _of_decision
)
_CERTIFICATES = _Kind(
    "certificate", "certificate", Certificate, Certificate.id, _certificate_told, _of_certificate
)


def _sha256(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()


def words(value: object) -> str:
    """A value of a difference as the command line shows it."""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
