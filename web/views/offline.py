"""Filling in without internet: the worker, the pack of a scan, who sends, and pieces of evidence from the outbox."""

import gzip
import json

from flask import Blueprint, Response, abort, request

from web.device import own_key
from web.forms.scanning import SentPieceForm
from web.new_evidence import keep_piece
from web.pack import needs_internet_page, pack
from web.permissions import public
from web.security import csrf_token
from web.static_files import module_url
from web.views.filling_in import RESPONDENTS, opened

offline = Blueprint("offline", __name__, url_prefix="/scans")
COMPRESSION = 6
"""Of gzip: the pages are much alike, so that little is left of them."""


@offline.get("/worker.js")
@public
def worker() -> Response:
    """The service worker: its folder is what it serves, its text changes with the build."""
    script = f'import "{module_url("worker.js")}";\n'
    return Response(script, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@offline.get("/sender")
@RESPONDENTS
def sender() -> dict[str, str]:
    """Whose outbox may be sent from this browser, and the token to send it with."""
    return {"owner": own_key(), "csrf": csrf_token()}


@offline.get("/<int:scan_id>/pack")
@RESPONDENTS
def packed(scan_id: int) -> Response:
    """A scan that may be written, packed; 409 for any other."""
    scan = opened(scan_id)
    if not scan.may_write:
        abort(409)
    data = json.dumps(pack(scan), ensure_ascii=False, separators=(",", ":")).encode()
    response = Response(mimetype="application/json", headers={"Vary": "Accept-Encoding"})
    if request.accept_encodings.quality("gzip"):
        data = gzip.compress(data, COMPRESSION)
        response.headers["Content-Encoding"] = "gzip"
    response.set_data(data)
    return response


@offline.get("/<int:scan_id>/offline")
@RESPONDENTS
def needs_internet(scan_id: int) -> str:
    """What the worker shows for a page that cannot be had without internet."""
    return needs_internet_page(opened(scan_id))


@offline.post("/<int:scan_id>/evidence")
@RESPONDENTS
def piece(scan_id: int) -> tuple[dict[str, object], int]:
    """Keep a piece of evidence for a script: ``item``, ``key`` (a UUID), ``photo`` or ``document``, ``caption``,
    ``speaker_role``. The same key gives the same id, however often it is sent.
    """
    sent = SentPieceForm(request.form)
    kept, faults = keep_piece(scan_id, sent.item.data or "", sent, sent.key.data or None)
    if faults:
        return {"error": "invalid_input", "message": " ".join(faults.values()), "fields": faults}, 422
    return {"evidence": kept[0]}, 200
