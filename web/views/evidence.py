"""Pieces of evidence: fetched by those who may see them, and taken away again."""

from io import BytesIO

from flask import Blueprint, flash, redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from scan.domain.roles import Role
from scan.use_cases import evidence as pieces
from scan.use_cases.activity_photos import read_photo
from scan.use_cases.stored_files import FileContent
from web import clock
from web.database import read, transaction
from web.files import files
from web.i18n import gettext as _
from web.identity import actor
from web.permissions import allow, signed_in

evidence = Blueprint("evidence", __name__)


@evidence.post("/evidence/<int:evidence_id>/remove")
@allow(Role.STUDENT, Role.CONTACT, Role.COORDINATOR)
def remove(evidence_id: int) -> Response:
    """Take a piece of evidence away."""
    with transaction() as session:
        pieces.remove_evidence(
            session, actor=actor(), evidence_id=evidence_id, files=files(), now=clock.now()
        )
    flash(_("The evidence is gone."), "ok")
    return redirect(request.referrer or url_for("public.home"))


@evidence.get("/evidence/<int:evidence_id>/file")
@signed_in
def file(evidence_id: int) -> Response:
    """A photo or document, for those who may read the answer it belongs to."""
    with read() as session:
        found = pieces.read_file(
            session, actor=actor(), evidence_id=evidence_id, files=files(), now=clock.now()
        )
    return _sent(found)


@evidence.get("/evidence/photos/<int:photo_id>/file")
@signed_in
def activity_photo(photo_id: int) -> Response:
    """A photo of an activity of a statement, for the organisation's own people and who may decide on it."""
    with read() as session:
        return _sent(read_photo(session, actor=actor(), photo_id=photo_id, files=files()))


def _sent(found: FileContent) -> Response:
    inline = found.media_type.startswith("image/")
    answer = send_file(
        BytesIO(found.data), mimetype=found.media_type, download_name=found.name, as_attachment=not inline
    )
    answer.headers["Cache-Control"] = (
        "no-store"  # nobody finds it on a shared computer, or after it was erased
    )
    return answer
