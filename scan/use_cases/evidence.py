"""Evidence with an answer: notes, photos, documents and links (instrument A2)."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import Integer, bindparam, delete, func, select
from sqlalchemy.orm import Session

from questionnaires.answers import Answers
from questionnaires.definition import EvidenceKind
from scan.domain import messages
from scan.domain.errors import InvalidInput, NotFound
from scan.domain.evidence import MAX_PER_ITEM, EvidenceForm, EvidenceState
from scan.domain.fields import Fields
from scan.domain.policy import Permission, decide
from scan.domain.relations import respondent
from scan.domain.roles import Actor
from scan.domain.states import ScanState
from scan.domain.stored import profile_from_json
from scan.store.answers import saved_answers
from scan.store.files import FileStore
from scan.store.finding import FoundScan, find_dossier, find_scan
from scan.store.media import prepare_document, prepare_photo
from scan.store.published import published
from scan.store.tables import Evidence, QuestionnaireVersion, Scan, StoredFile
from scan.store.tables.base import code
from scan.use_cases.audit import record
from scan.use_cases.opening import kept_from_others
from scan.use_cases.permission import require
from scan.use_cases.stored_files import FileContent, drop_file, keep_file

ENDINGS = {
    "image/jpeg": "jpg",
    "application/pdf": "pdf",
    "document": "docx",
    "sheet": "xlsx",
    "presentation": "pptx",
}
"""Of a file's name, by its media type or the last part of it."""
LONGEST_CAPTION = 300
LONGEST_NOTE = 2000


def add_note(
    session: Session,
    *,
    actor: Actor,
    scan_id: int,
    item_id: str,
    text: str,
    speaker_role: str | None = None,
    sent_key: str | None = None,
    now: datetime,
) -> int:
    """A note; with the role of who said it (never a name) it is testimony, else something seen.

    ``sent_key``: a UUID of the device; the same note sent again gives the id of the first.
    Raises NotFound, NotAllowed, InvalidInput (``text``, ``speaker_role``, ``item_id``, ``pieces``, ``sent_key``).
    """
    fields = Fields()
    words = fields.words("text", text, LONGEST_NOTE, 3)
    speaker = fields.optional("speaker_role", speaker_role, 80)
    kind: EvidenceKind = "testimony" if speaker else "observation"
    fields.check()
    row = Evidence(kind=kind, form=EvidenceForm.NOTE.value, caption=words, speaker_role=speaker)
    return _add(session, actor, scan_id, item_id, row, now, sent_key)


def add_link(
    session: Session,
    *,
    actor: Actor,
    scan_id: int,
    item_id: str,
    url: str,
    caption: str | None = None,
    sent_key: str | None = None,
    now: datetime,
) -> int:
    """A link to a page that shows it; counts as a document. Nothing is fetched.

    ``sent_key``: a UUID of the device; the same link sent again gives the id of the first.
    Raises NotFound, NotAllowed, InvalidInput (``url``, ``caption``, ``item_id``, ``pieces``, ``sent_key``).
    """
    fields = Fields()
    address = fields.link("url", url)
    words = fields.optional("caption", caption, LONGEST_CAPTION)
    fields.check()
    row = Evidence(kind="document", form=EvidenceForm.LINK.value, caption=words, url=address)
    return _add(session, actor, scan_id, item_id, row, now, sent_key)


def add_file(
    session: Session,
    *,
    actor: Actor,
    scan_id: int,
    item_id: str,
    form: Literal["photo", "document"],
    data: bytes,
    caption: str | None = None,
    files: FileStore,
    sent_key: str | None = None,
    now: datetime,
) -> int:
    """A photo (counts as observation) or a document. The file is written first; without a commit it is an orphan.

    ``sent_key``: a UUID of the device; the same piece sent again gives the id of the first.
    Raises NotFound, NotAllowed, InvalidInput (``file``, ``caption``, ``item_id``, ``pieces``, ``sent_key``).
    """
    found = _writable(session, actor, scan_id, item_id, now)
    sent_before = _sent_before(session, scan_id, sent_key)
    if sent_before is not None:
        return sent_before
    _check_room(session, scan_id, item_id)
    fields = Fields()
    words = fields.optional("caption", caption, LONGEST_CAPTION)
    fields.check()
    media = prepare_photo(data) if form == "photo" else prepare_document(data)
    sha256 = keep_file(session, media, files, now)
    kind: EvidenceKind = "observation" if form == "photo" else "document"
    row = Evidence(kind=kind, form=form, caption=words, file_sha256=sha256, sent_key=sent_key)
    return _store(session, actor, found, item_id, row, now)


def describe_evidence(
    session: Session, *, actor: Actor, evidence_id: int, caption: str | None, now: datetime
) -> None:
    """Change the words with a photo, document or link. Raises NotFound, NotAllowed, InvalidInput (``caption``)."""
    row = _find(session, evidence_id)
    _writable(session, actor, row.scan_id, row.item_id, now)
    fields = Fields()
    if row.form == EvidenceForm.NOTE.value:
        row.caption = fields.words("caption", caption or "", LONGEST_NOTE, 3)
    else:
        row.caption = fields.optional("caption", caption, LONGEST_CAPTION)
    fields.check()
    _log(session, actor, "evidence_described", row, now)


def remove_evidence(
    session: Session, *, actor: Actor, evidence_id: int, files: FileStore, now: datetime
) -> None:
    """Take away a piece and its file while the scan is being written. A piece that was decided on stays.

    Raises NotFound, NotAllowed, InvalidInput (``evidence``).
    """
    row = _find(session, evidence_id)
    _writable(session, actor, row.scan_id, row.item_id, now)
    if row.state != EvidenceState.OFFERED.value:
        raise InvalidInput({"evidence": messages.EVIDENCE_DECIDED})
    session.execute(delete(Evidence).where(Evidence.id == evidence_id))
    if row.file_sha256 is not None:
        drop_file(session, row.file_sha256, files)
    _log(session, actor, "evidence_removed", row, now)


def read_file(
    session: Session, *, actor: Actor, evidence_id: int, files: FileStore, now: datetime
) -> FileContent:
    """The bytes of a photo or document, for those who may read the answer it belongs to, or judge the dossier.

    Raises NotFound (also for pieces without a file), NotAllowed.
    """
    row = _find(session, evidence_id)
    found = _reads(session, actor, row, now)
    if found is not None and _kept_from(session, actor, found, row.item_id):
        raise NotFound
    file = None if row.file_sha256 is None else session.get(StoredFile, row.file_sha256)
    if file is None:
        raise NotFound
    return FileContent(file.media_type, files.get(file.sha256), file_name(evidence_id, file.media_type))


def file_name(evidence_id: int, media_type: str) -> str:
    """Under which name a file is given: ``bewijs-12.pdf``. What its maker called it is not kept."""
    return f"bewijs-{evidence_id}.{ENDINGS[media_type.rpartition('.')[2]]}"


def _reads(session: Session, actor: Actor, row: Evidence, now: datetime) -> FoundScan | None:
    """The scan of the piece for who may read that; None for who judges its dossier. Raises NotFound, NotAllowed."""
    try:
        found = find_scan(session, actor, row.scan_id, now)
    except NotFound:
        if _judges(session, actor, row, now):
            return None
        raise
    if not decide(actor, Permission.READ_SCAN, found.subject).allowed and _judges(session, actor, row, now):
        return None
    require(session, actor, Permission.READ_SCAN, found.subject, kind="scan", subject_id=row.scan_id, now=now)
    return found


def _judges(session: Session, actor: Actor, row: Evidence, now: datetime) -> bool:
    """Whether the actor judges or decides on the dossier that the piece was handed in for, and so may see it.

    Students of other schools and the organisation's own scan are in it too; nothing beside the evidence is opened.
    """
    place = session.execute(_HANDED_IN_FOR, {"scan_id": row.scan_id}).one_or_none()
    if place is None or published(session, place.sha256).items[row.item_id].pooled:
        return False
    try:
        found = find_dossier(session, actor, place.dossier_id, now)
    except NotFound:
        return False
    return decide(actor, Permission.READ_EVIDENCE, found.subject).allowed


_HANDED_IN_FOR = (
    select(Scan.dossier_id, QuestionnaireVersion.sha256)
    .join(QuestionnaireVersion, QuestionnaireVersion.id == Scan.questionnaire_version_id)
    .where(
        Scan.id == bindparam("scan_id", type_=Integer),
        Scan.state.in_((code(ScanState.SUBMITTED), code(ScanState.ACCEPTED))),
    )
)


def _kept_from(session: Session, actor: Actor, found: FoundScan, item_id: str) -> bool:
    if respondent(actor, found.subject):
        return False
    form = published(session, found.sha256)
    saved = saved_answers(session, found.scan.id, form.items)
    answers = Answers(
        {key: value.answer for key, value in saved.items()},
        profile_from_json(form.questionnaire, found.scan.profile),
    )
    return item_id in kept_from_others(form.questionnaire, answers, found, actor)


def _find(session: Session, evidence_id: int) -> Evidence:
    """The row alone; the caller finds its scan, which has the tenant predicate."""
    row = session.get(Evidence, evidence_id)
    if row is None:
        raise NotFound
    return row


def _add(
    session: Session,
    actor: Actor,
    scan_id: int,
    item_id: str,
    row: Evidence,
    now: datetime,
    sent_key: str | None = None,
) -> int:
    found = _writable(session, actor, scan_id, item_id, now)
    sent_before = _sent_before(session, scan_id, sent_key)
    if sent_before is not None:
        return sent_before
    _check_room(session, scan_id, item_id)
    row.sent_key = sent_key
    return _store(session, actor, found, item_id, row, now)


def _sent_before(session: Session, scan_id: int, sent_key: str | None) -> int | None:
    """The piece that came with this key; the scan is locked, so that the same key cannot come in beside this one."""
    if sent_key is None:
        return None
    try:
        well_formed = str(UUID(sent_key)) == sent_key
    except ValueError:
        well_formed = False
    if not well_formed:
        raise InvalidInput({"sent_key": messages.UNKNOWN_CHOICE})
    return session.scalar(
        select(Evidence.id).where(Evidence.scan_id == scan_id, Evidence.sent_key == sent_key)
    )


def _check_room(session: Session, scan_id: int, item_id: str) -> None:
    pieces = select(func.count()).where(Evidence.scan_id == scan_id, Evidence.item_id == item_id)
    if (session.scalar(pieces) or 0) >= MAX_PER_ITEM:
        raise InvalidInput({"pieces": messages.TOO_MANY_PIECES.fill(limit=MAX_PER_ITEM)})


def _writable(session: Session, actor: Actor, scan_id: int, item_id: str, now: datetime) -> FoundScan:
    """The scan, locked, if the actor may add evidence to this item of it."""
    found = find_scan(session, actor, scan_id, now, lock="update")
    require(session, actor, Permission.ANSWER, found.subject, kind="scan", subject_id=scan_id, now=now)
    item = published(session, found.sha256).items.get(item_id)
    if item is None:
        raise InvalidInput({"item_id": messages.NOT_AN_ITEM})
    if item.pooled or found.subject.by_pupil:
        raise InvalidInput({"item_id": messages.NO_TEXT_HERE})
    return found


def _store(
    session: Session, actor: Actor, found: FoundScan, item_id: str, row: Evidence, now: datetime
) -> int:
    row.scan_id, row.item_id = found.scan.id, item_id
    row.state = EvidenceState.OFFERED.value
    row.created_by, row.created_at = actor.person_id, now
    session.add(row)
    session.flush()
    _log(session, actor, "evidence_added", row, now)
    return row.id


def _log(session: Session, actor: Actor, action: str, row: Evidence, now: datetime) -> None:
    record(
        session,
        actor=actor,
        action=action,
        subject_kind="scan",
        subject_id=row.scan_id,
        now=now,
        item=row.item_id,
        evidence=row.id,
        form=row.form,
    )
