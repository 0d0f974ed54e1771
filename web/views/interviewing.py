"""Filling in a scan away from the screen: the questions to ask person by person, and the blank scan on paper."""

from collections.abc import Mapping

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questionnaires.definition import Item
from scan.domain.errors import InvalidInput
from scan.use_cases import evidence
from scan.use_cases.opening import OpenScan
from web import clock
from web.database import transaction
from web.forms.faults import refused, said
from web.forms.together import InterviewNoteForm
from web.i18n import gettext as _
from web.i18n import language
from web.identity import actor
from web.interview import left_out, sections, speaker_of
from web.views.filling_in import RESPONDENTS, opened
from web.views.together import scanning

__all__ = ["scanning"]
Page = str | Response | tuple[str, int]


@scanning.get("/interview")
@RESPONDENTS
def interview(scan_id: int) -> Page:
    """The questions that are still open, or all of them, by who can answer them; to print or to use on a phone."""
    return _page(opened(scan_id), {})


@scanning.post("/interview")
@RESPONDENTS
def interview_note(scan_id: int) -> Page:
    """Keep what somebody said about one question, under the role of who was asked."""
    form = InterviewNoteForm(request.form)
    scan = opened(scan_id)
    item = next((one for one in scan.questionnaire.items() if one.id == form.item.data), None)
    if item is None:
        return redirect(url_for("scanning.interview", scan_id=scan_id))
    if not form.validate():
        return _page(
            scan, said(form, {"note": _("Write what you heard, in 3 to 500 characters.")}), item
        ), 422
    try:
        with transaction() as session:
            evidence.add_note(
                session,
                actor=actor(),
                scan_id=scan_id,
                item_id=item.id,
                text=form.note.data or "",
                speaker_role=speaker_of(item),
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _page(scan, refused(problem, {"text": "note", "pieces": "note", "item_id": "note"}), item), 422
    flash(_("Your note is saved with the question."), "ok")
    everything = request.args.get("show") == "all"
    return redirect(
        url_for(
            "scanning.interview",
            scan_id=scan_id,
            show="all" if everything else None,
            _anchor=f"item-{item.id}",
        )
    )


def _page(scan: OpenScan, faults: Mapping[str, str], item: Item | None = None) -> str:
    everything = request.args.get("show") == "all"
    here = "" if item is None else item.id
    return render_template(
        "scanning/interview.html",
        scan=scan,
        sections=sections(scan, everything=everything),
        left_out=left_out(scan),
        everything=everything,
        faults=faults,
        posted=request.form,
        here=here,
        summary=[{"field": f"note-{here}", "text": fault} for fault in faults.values()],
        has_errors=bool(faults),
    )


@scanning.get("/paper.pdf")
@RESPONDENTS
def paper(scan_id: int) -> Response:
    """The blank scan as a PDF; its QR code leads back to this scan, for those who may see it."""
    from certificates.pdf.paper import PaperScan, render_paper_scan

    scan = opened(scan_id)
    address = f"{current_app.config['SETTINGS'].base_url}{url_for('scanning.overview', scan_id=scan_id)}"
    document = render_paper_scan(
        PaperScan(scan.questionnaire, language(), scan.organisation, address, scan.left_out)
    )
    answer = make_response(document)
    answer.headers["Content-Type"] = "application/pdf"
    name = _("scan-on-paper")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
