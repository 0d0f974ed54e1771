"""A piece of evidence as a browser sends it: with the page of its question, or by a script from the device's outbox."""

from collections.abc import Mapping
from typing import Any, Literal

from flask import request
from sqlalchemy.orm import Session

from scan.domain.errors import InvalidInput
from scan.use_cases import evidence
from web import clock
from web.database import transaction
from web.files import files
from web.forms.faults import Faults, refused, said
from web.forms.scanning import EvidenceForm
from web.i18n import gettext as _
from web.identity import actor

FILE_FIELDS: tuple[Literal["photo", "document"], ...] = ("photo", "document")
Uploads = Mapping[Literal["photo", "document"], bytes]


def keep_piece(
    scan_id: int, item_id: str, piece: EvidenceForm, sent_key: str | None = None
) -> tuple[list[int], Faults]:
    """Keep photos, documents (a photo of one too) and a link, or else what somebody said.

    Gives the ids of what is kept, or what is wrong, by field; then nothing is kept. ``sent_key`` makes that a piece
    that is sent twice is kept once. Raises NotFound, NotAllowed.
    """
    uploads = _uploads()
    faults: Faults = {}
    if not piece.validate():
        faults = said(
            piece,
            {
                "caption": _("Describe the evidence in at most 500 characters."),
                "speaker_role": _("Name the job of who said it in at most 80 characters."),
                "url": _("A link has at most 1000 characters."),
            },
        )
    elif not (uploads or piece.url.data or piece.caption.data):
        faults = {"caption": _("Choose a photo or document, give a link, or write what someone told you.")}
    if faults:
        return [], faults
    try:
        with transaction() as session:
            return _store(session, scan_id, item_id, piece, uploads, sent_key), {}
    except InvalidInput as problem:
        return [], refused(problem)


def _uploads() -> Uploads:
    """What was chosen, by the field in which it was."""
    chosen: dict[Literal["photo", "document"], bytes] = {}
    for form in FILE_FIELDS:
        upload = request.files.get(form)
        if upload is not None and upload.filename:
            chosen[form] = upload.read()
    return chosen


def _store(
    session: Session, scan_id: int, item_id: str, piece: EvidenceForm, uploads: Uploads, sent_key: str | None
) -> list[int]:
    about: dict[str, Any] = {
        "actor": actor(), "scan_id": scan_id, "item_id": item_id, "sent_key": sent_key, "now": clock.now(),
    }  # fmt: skip
    words, speaker, url = piece.caption.data or "", piece.speaker_role.data, piece.url.data
    kept = [
        evidence.add_file(session, form=form, data=data, caption=words, files=files(), **about)
        for form, data in uploads.items()
    ]
    if url:
        kept.append(evidence.add_link(session, url=url, caption=words, **about))
    return kept or [evidence.add_note(session, text=words, speaker_role=speaker, **about)]
