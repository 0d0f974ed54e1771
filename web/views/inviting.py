"""For teachers and coordinators: inviting the companies of their students, by mail or by printed letter."""

from collections.abc import Mapping
from io import BytesIO

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from certificates.wheel import Language
from scan.domain.errors import InvalidInput
from scan.domain.roles import Role
from scan.use_cases import inviting as use_cases
from scan.use_cases.classes import open_class
from scan.use_cases.invitations import NewInvitation, invite_contact
from scan.use_cases.inviting import PaperInvitation
from web import clock
from web.database import read, transaction
from web.forms.faults import refused, said, summary_of
from web.forms.inviting import LettersForm, PaperForm, WayForm
from web.i18n import gettext as _
from web.i18n import language
from web.identity import actor
from web.permissions import allow

inviting = Blueprint("inviting", __name__)
Page = str | Response | tuple[str, int]
STAFF = allow(Role.TEACHER, Role.COORDINATOR)


@inviting.get("/placements/<int:placement_id>/invite")
@STAFF
def overview(placement_id: int) -> Page:
    """What was done to invite the company, and the two ways to do it."""
    return _overview_page(placement_id, {})


@inviting.post("/placements/<int:placement_id>/invite")
@STAFF
def invite(placement_id: int) -> Page:
    """Send a mail; or show a code this once, so that page is the answer itself."""
    form = WayForm(request.form)
    if not form.validate():
        return _overview_page(placement_id, said(form, {"way": _("Choose: a mail or a letter.")}))
    if form.way.data == "code":
        with transaction() as session:
            made = invite_contact(session, actor=actor(), placement_id=placement_id, now=clock.now())
        return _code_page(placement_id, made)
    try:
        with transaction() as session:
            use_cases.mail_invitation(
                session,
                actor=actor(),
                placement_id=placement_id,
                email=form.email.data or "",
                language=form.language.data or "nl",
                key=current_app.config["SETTINGS"].secret,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _overview_page(placement_id, refused(problem))
    flash(_("The mail is on its way."), "ok")
    return redirect(url_for("inviting.overview", placement_id=placement_id))


@inviting.post("/invitations/<int:invitation_id>/renew")
@STAFF
def renew(invitation_id: int) -> Page:
    """A new code in the place of one that was lost. It is shown this once."""
    with transaction() as session:
        placement_id, made = use_cases.renew_invitation(
            session, actor=actor(), invitation_id=invitation_id, now=clock.now()
        )
    return _code_page(placement_id, made)


@inviting.post("/invitations/<int:invitation_id>/withdraw")
@STAFF
def withdraw(invitation_id: int) -> Page:
    """The code is worth nothing from now on."""
    with transaction() as session:
        placement_id = use_cases.withdraw_invitation(
            session, actor=actor(), invitation_id=invitation_id, now=clock.now()
        )
    flash(_("The invitation is withdrawn. Its code does not work any more."), "ok")
    return redirect(url_for("inviting.overview", placement_id=placement_id))


@inviting.post("/placements/<int:placement_id>/invite/letter")
@STAFF
def letter(placement_id: int) -> Page:
    """The code that was just shown, as a letter to print."""
    form = PaperForm(request.form)
    if not form.validate():
        return _overview_page(placement_id, {"way": _("Make a new code, and print that one.")})
    with read() as session:
        paper = use_cases.paper_invitation(
            session,
            actor=actor(),
            placement_id=placement_id,
            code=form.code.data or "",
            now=clock.now(),
        )
    return _pdf((paper,), form.language.data or "nl")


@inviting.get("/teacher/classes/<int:class_id>/letters")
@STAFF
def letters(class_id: int) -> Page:
    """Which companies of a class would get a letter."""
    return _letters_page(class_id, {})


@inviting.post("/teacher/classes/<int:class_id>/letters")
@STAFF
def letters_post(class_id: int) -> Page:
    """Invite all of them, and give the letters as one document. The codes are in it, and nowhere else."""
    form = LettersForm(request.form)
    if not form.validate():
        return _letters_page(class_id, {"language": _("Choose a language.")})
    with transaction() as session:
        papers = use_cases.invite_on_paper(session, actor=actor(), class_id=class_id, now=clock.now())
        answer = _pdf(papers, form.language.data or "nl") if papers else None
    if answer is None:
        flash(_("Every company is invited already."), "ok")
        return redirect(url_for("inviting.letters", class_id=class_id))
    return answer


def _overview_page(placement_id: int, faults: Mapping[str, str]) -> Page:
    with read() as session:
        found = use_cases.company_invitations(
            session, actor=actor(), placement_id=placement_id, now=clock.now()
        )
    written = WayForm(request.form)
    page = render_template(
        "teacher/invite.html",
        found=found,
        email=written.email.data or "",
        chosen=written.language.data or language(),
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page


def _code_page(placement_id: int, made: NewInvitation) -> Page:
    return render_template(
        "teacher/invitation.html", made=made, placement_id=placement_id, address=_join_url()
    )


def _letters_page(class_id: int, faults: Mapping[str, str]) -> Page:
    with read() as session:
        names = use_cases.companies_to_invite(session, actor=actor(), class_id=class_id, now=clock.now())
        found = open_class(session, actor=actor(), class_id=class_id, now=clock.now())
    page = render_template(
        "teacher/letters.html",
        found=found,
        names=names,
        chosen=LettersForm(request.form).language.data or language(),
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page


def _join_url() -> str:
    base_url: str = current_app.config["SETTINGS"].base_url
    return f"{base_url}{url_for('account.invitation')}"


def _pdf(papers: tuple[PaperInvitation, ...], chosen: str) -> Response:
    from certificates.letters import letters_pdf  # ReportLab takes its time to load

    spoken: Language = "en" if chosen == "en" else "nl"
    made = letters_pdf(papers, language=spoken, join_url=_join_url(), now=clock.now())
    name = _("letter") if len(papers) == 1 else _("letters")
    answer = send_file(
        BytesIO(made), mimetype="application/pdf", download_name=f"{name}.pdf", as_attachment=True
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
