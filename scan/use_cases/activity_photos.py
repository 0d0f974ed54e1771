"""Photos of the activities of a statement: of the draft while it is written, then of what was signed (D5).

What holds for photos of evidence holds here: they are made anew without place and device, and there is a most of them.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, exists, select, true, update
from sqlalchemy.orm import Session

from scan.domain import application_messages as said
from scan.domain.applications import ApplicationState
from scan.domain.errors import InvalidInput, NotFound
from scan.domain.evidence import MAX_PER_ITEM
from scan.domain.periods import local_midnight
from scan.domain.policy import Permission, decide
from scan.domain.roles import Actor, OrganisationKind
from scan.domain.statements import MOST_ACTIVITIES
from scan.domain.states import CertificateState
from scan.domain.subjects import OrganisationSubject
from scan.store.files import FileStore
from scan.store.media import prepare_photo
from scan.store.tables import (
    ActivityPhoto,
    Application,
    Certificate,
    DecisionRow,
    Organisation,
    StatementDraft,
    StoredFile,
)
from scan.use_cases.audit import record
from scan.use_cases.finding_applications import application_subjects
from scan.use_cases.statement_drafts import writable_draft
from scan.use_cases.stored_files import FileContent, drop_file, keep_file

Photos = Mapping[int, tuple[ActivityPhoto, ...]]
"""By the place of their activity, in the order in which they were added."""
_LIVE = (CertificateState.ISSUED.value, CertificateState.SUSPENDED.value)


def add_photo(
    session: Session,
    *,
    actor: Actor,
    organisation_id: int,
    activity: int,
    data: bytes,
    files: FileStore,
    now: datetime,
) -> int:
    """Add a photo to an activity (its place, from 0) of the organisation's draft; gives its number.

    The same photo with the same activity is kept once. Raises NotFound (no draft, or not one's own), NotAllowed,
    InvalidInput (``photo``, ``organisation``).
    """
    draft = writable_draft(session, actor, organisation_id, now)
    if draft is None or not 0 <= activity < MOST_ACTIVITIES:
        raise NotFound
    there = photos_of_draft(session, organisation_id).get(activity, ())
    try:
        media = prepare_photo(data)
    except InvalidInput as problem:
        raise InvalidInput({"photo": problem.fields["file"]}) from problem
    sha256 = hashlib.sha256(media.data).hexdigest()
    before = next((one.id for one in there if one.file_sha256 == sha256), None)
    if before is not None:
        return before
    if len(there) >= MAX_PER_ITEM:
        raise InvalidInput({"photo": said.TOO_MANY_PHOTOS.fill(limit=MAX_PER_ITEM)})
    row = ActivityPhoto(
        organisation_id=organisation_id,
        activity=activity,
        file_sha256=keep_file(session, media, files, now),
        created_by=actor.person_id,
        created_at=now,
    )
    session.add(row)
    _changed(session, draft, actor, now)
    _log(session, actor, "activity_photo_added", row, now)
    return row.id


def remove_photo(session: Session, *, actor: Actor, photo_id: int, files: FileStore, now: datetime) -> int:
    """Take a photo out of the draft, and its file when nothing else shows it; gives the place of its activity.

    A photo of what was signed is not found here. Raises NotFound, NotAllowed, InvalidInput (``organisation``).
    """
    row = session.get(ActivityPhoto, photo_id)
    if row is None:
        raise NotFound
    draft = writable_draft(session, actor, row.organisation_id, now)
    if draft is None or row.application_id is not None:
        raise NotFound
    activity, sha256 = row.activity, row.file_sha256
    session.execute(delete(ActivityPhoto).where(ActivityPhoto.id == photo_id))
    _changed(session, draft, actor, now)
    _log(session, actor, "activity_photo_removed", row, now)
    if sha256 is not None:
        drop_file(session, sha256, files)
    return activity


def read_photo(session: Session, *, actor: Actor, photo_id: int, files: FileStore) -> FileContent:
    """The bytes, for the organisation's own people and, once it was signed, for who may decide on it.

    For everyone else it is not there. Raises NotFound.
    """
    found = session.execute(
        select(ActivityPhoto, StoredFile, Organisation.kind)
        .join(StoredFile, StoredFile.sha256 == ActivityPhoto.file_sha256)
        .join(Organisation, Organisation.id == ActivityPhoto.organisation_id)
        .where(ActivityPhoto.id == photo_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    row, file, kind = found
    if row.application_id is None:
        about = OrganisationSubject(row.organisation_id, OrganisationKind(kind))
        allowed = decide(actor, Permission.APPLY_FOR_STATEMENT, about).allowed
    else:
        application = session.get_one(Application, row.application_id)
        subject = application_subjects(session, [application], {})[application.id]
        allowed = decide(actor, Permission.READ_ACTIVITY_PHOTO, subject).allowed
    if not allowed:
        raise NotFound
    return FileContent(file.media_type, files.get(file.sha256), photo_name(row.id))


def photo_name(photo_id: int) -> str:
    """Under which name a photo is given: ``foto-12.jpg``. What its maker called it is not kept."""
    return f"foto-{photo_id}.jpg"


def photos_of_draft(session: Session, organisation_id: int) -> Photos:
    """What is with the draft. The caller knows that the organisation is the actor's own."""
    mine = ActivityPhoto.organisation_id == organisation_id
    return _photos(session, mine & ActivityPhoto.application_id.is_(None))


def photos_of(session: Session, application_id: int) -> Photos:
    """What was signed with, erased ones too. The caller has found the application for who asks."""
    return _photos(session, ActivityPhoto.application_id == application_id)


def _photos(session: Session, condition: ColumnElement[bool]) -> Photos:
    found: dict[int, list[ActivityPhoto]] = defaultdict(list)
    for row in session.scalars(select(ActivityPhoto).where(condition).order_by(ActivityPhoto.id)):
        found[row.activity].append(row)
    return {activity: tuple(rows) for activity, rows in found.items()}


def copy_photos(
    session: Session, photos: Photos, *, application_id: int | None, places: Mapping[int, int] | None = None
) -> None:
    """Put the same photos with another application, or with the draft (None); erased ones stay behind.

    ``places``: which place an activity has there; None is the same one.
    """
    for activity, rows in photos.items():
        place = activity if places is None else places[activity]
        for row in rows:
            if row.file_sha256 is None:
                continue
            session.add(
                ActivityPhoto(
                    organisation_id=row.organisation_id,
                    application_id=application_id,
                    activity=place,
                    file_sha256=row.file_sha256,
                    created_by=row.created_by,
                    created_at=row.created_at,
                )
            )
    session.flush()


def sign_photos(
    session: Session, *, organisation_id: int, application_id: int, places: Mapping[int, int]
) -> None:
    """Take the photos of the draft along into the application; ``places`` says which activity is which."""
    for activity, rows in photos_of_draft(session, organisation_id).items():
        for row in rows:
            row.application_id, row.activity = application_id, places[activity]
    session.flush()


def clear_photos(session: Session, rows: Iterable[ActivityPhoto], files: FileStore) -> int:
    """Take the files of these away; gives how many. That there was a photo stays with what was signed."""
    hashes: set[str] = set()
    count = 0
    for row in rows:
        count += 1
        hashes |= {row.file_sha256} if row.file_sha256 else set()
        if row.application_id is None:
            session.delete(row)
        else:
            row.file_sha256 = None
    session.flush()
    for sha256 in sorted(hashes):
        drop_file(session, sha256, files)
    return count


def photos_by(session: Session, person_id: int) -> Sequence[ActivityPhoto]:
    """What a person added and no statement rests on that still holds."""
    found = select(ActivityPhoto).where(
        ActivityPhoto.created_by == person_id,
        ActivityPhoto.file_sha256.is_not(None),
        ~_given(Certificate.state.in_(_LIVE)),
    )
    return session.scalars(found.order_by(ActivityPhoto.id)).all()


def photos_over(session: Session, ended_by: date) -> Sequence[ActivityPhoto]:
    """What was signed, of which the statement ended before that day; without one: of which the application was sent."""
    found = (
        select(ActivityPhoto)
        .join(Application, Application.id == ActivityPhoto.application_id)
        .where(
            ActivityPhoto.file_sha256.is_not(None),
            ~_given(Certificate.valid_until >= ended_by),
            _given(true())
            | (
                (Application.declared_at < local_midnight(ended_by))
                & (Application.state != ApplicationState.OPEN.value)
            ),
        )
    )
    return session.scalars(found.order_by(ActivityPhoto.id)).all()


def _given(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A statement was given on the application of this photo, and this holds for it."""
    return (
        exists(select(Certificate.id))
        .where(
            Certificate.decision_id == DecisionRow.id,
            DecisionRow.application_id == ActivityPhoto.application_id,
            condition,
        )
        .correlate(ActivityPhoto)
    )


def _changed(session: Session, draft: StatementDraft, actor: Actor, now: datetime) -> None:
    """Other photos make another draft: who signs what they saw before is told."""
    session.execute(
        update(StatementDraft)
        .where(StatementDraft.organisation_id == draft.organisation_id)
        .values(version=StatementDraft.version + 1, saved_by=actor.person_id, saved_at=now)
    )
    session.flush()


def _log(session: Session, actor: Actor, action: str, row: ActivityPhoto, now: datetime) -> None:
    record(
        session,
        actor=actor,
        action=action,
        subject_kind="organisation",
        subject_id=row.organisation_id,
        now=now,
        photo=row.id,
        activity=row.activity,
    )
