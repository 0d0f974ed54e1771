"""A statement as its reader sees it: the activities with their photos, and beside the earlier statement (D5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scan.domain.entry import Activity
from scan.domain.errors import NotFound
from scan.domain.policy import Permission, decide
from scan.domain.renewal import Compared, Renewal, Shown, compare
from scan.domain.roles import Actor
from scan.domain.statements import Statement
from scan.domain.subjects import ApplicationSubject
from scan.store.tables import ActivityPhoto, Application, Certificate, DecisionRow
from scan.use_cases.activity_photos import Photos, photos_of
from scan.use_cases.entry import statement_since, statements_given
from scan.use_cases.notifying import speaks_for


@dataclass(frozen=True, slots=True)
class OnFile:
    """One activity of a statement that was signed."""

    activity: Activity
    photos: tuple[int, ...]
    """Numbers of those that the reader may open."""
    closed: int
    """How many there are that the reader may not open."""
    erased: int
    compared: Compared | None
    """None where there was no statement before."""


@dataclass(frozen=True, slots=True)
class StatementOnFile:
    """What was signed."""

    statement: Statement
    activities: tuple[OnFile, ...]
    renewal: Renewal | None

    @property
    def new(self) -> int:
        """How many activities count as new at a renewal."""
        return sum(one.compared is not None and one.compared.counts_as_new for one in self.activities)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The statement that an organisation was given last."""

    since: date
    activities: tuple[Shown, ...]


def statement_on_file(
    session: Session, actor: Actor, application: Application, subject: ApplicationSubject
) -> StatementOnFile | None:
    """What an application for a statement says; None of one for a certificate. The caller found it for the actor."""
    if application.statement is None:
        return None
    statement = Statement.from_json(application.statement)
    photos = photos_of(session, application.id)
    opens = decide(actor, Permission.READ_ACTIVITY_PHOTO, subject).allowed
    earlier = _earlier(session, application.organisation_id, before=application.id)
    renewal = None
    if earlier is not None:
        renewal = compare(_shown(statement.activities, photos), earlier.activities, earlier.since)
    return StatementOnFile(
        statement,
        tuple(
            _on_file(
                one,
                photos.get(place, ()),
                None if renewal is None else renewal.activities[place],
                opens=opens,
            )
            for place, one in enumerate(statement.activities)
        ),
        renewal,
    )


def own_earlier_statement(session: Session, *, actor: Actor, organisation_id: int) -> Earlier | None:
    """What the actor's own organisation wrote for the statement that it was given last. Raises NotFound for others."""
    if not speaks_for(actor, organisation_id):
        raise NotFound
    return _earlier(session, organisation_id, before=None)


def _earlier(session: Session, organisation_id: int, *, before: int | None) -> Earlier | None:
    since = statement_since(session, organisation_id, before=before)
    if since is None:
        return None
    last = (
        select(Application)
        .join(DecisionRow, DecisionRow.application_id == Application.id)
        .join(Certificate, Certificate.decision_id == DecisionRow.id)
        .where(statements_given(organisation_id, before))
        .order_by(Certificate.id.desc())
        .limit(1)
    )
    row = session.scalars(last).one()
    written: Any = row.statement
    statement = Statement.from_json(written)
    return Earlier(since, _shown(statement.activities, photos_of(session, row.id)))


def _shown(activities: Sequence[Activity], photos: Photos) -> tuple[Shown, ...]:
    return tuple(Shown(one, _hashes(photos.get(place, ()))) for place, one in enumerate(activities))


def _hashes(rows: Sequence[ActivityPhoto]) -> frozenset[str] | None:
    hashes = frozenset(row.file_sha256 for row in rows if row.file_sha256 is not None)
    return hashes if len(hashes) == len(rows) else None


def _on_file(
    activity: Activity, rows: Sequence[ActivityPhoto], compared: Compared | None, *, opens: bool
) -> OnFile:
    kept = tuple(row.id for row in rows if row.file_sha256 is not None)
    return OnFile(
        activity,
        photos=kept if opens else (),
        closed=0 if opens else len(kept),
        erased=len(rows) - len(kept),
        compared=compared,
    )
