"""An agreement with a partner, for its two sides: filling it in, signing it, the paper, and the yearly word."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response
from wtforms import Form

from certificates.agreement import on_paper
from certificates.pdf.agreement import render_agreement
from scan.domain.errors import InvalidInput, NotFound, Stale
from scan.domain.partnering import PLEDGED, AgreementState, Article
from scan.domain.policy import Permission
from scan.domain.roles import Role
from scan.use_cases import agreements, pledges
from scan.use_cases.agreements import Officer, Terms
from scan.use_cases.partners import OpenAgreement, PledgeInfo, open_agreement
from scan.use_cases.platform_lists import platforms_to_choose
from scan.use_cases.pledges import PledgeInput, ReportInput
from web import clock
from web.database import read, transaction
from web.forms.faults import Faults, refused, said, summary_of
from web.forms.partner import (
    PledgeForm,
    ReasonForm,
    ReportForm,
    SignForm,
    TermsForm,
    VersionForm,
    sentences,
)
from web.i18n import gettext as _
from web.identity import actor
from web.listing import choices_asked, number_chosen
from web.network_words import (
    agreement_states,
    article_names,
    choices,
    kind_names,
    pledge_states,
    theme_names,
)
from web.permissions import allow

agreement = Blueprint("agreement", __name__, url_prefix="/agreements")
Page = str | Response | tuple[str, int]
BOTH_SIDES = allow(Role.CONTACT, Role.COORDINATOR, Role.CERTIFIER, Role.ADMINISTRATOR)
PARTNERS = allow(Role.CONTACT, Role.COORDINATOR)
ALLIANCE = allow(Role.CERTIFIER, Role.ADMINISTRATOR)


@agreement.get("/<int:agreement_id>")
@BOTH_SIDES
def show(agreement_id: int) -> Page:
    """What it says, where it stands, and what the reader can do now."""
    return _page(agreement_id, {})


@agreement.get("/<int:agreement_id>.pdf")
@BOTH_SIDES
def paper(agreement_id: int) -> Response:
    """The agreement on paper, also while it is a draft: it says so itself."""
    with read() as session:
        found = open_agreement(session, actor=actor(), agreement_id=agreement_id, now=clock.now())
    document = render_agreement(on_paper(found.agreement))
    name = f"partner-{found.agreement.organisation_id}-{found.agreement.edition}.pdf"
    response = send_file(BytesIO(document), mimetype="application/pdf", download_name=name)
    response.headers["Cache-Control"] = "no-store"  # who signed it is in it
    return response


@agreement.post("/<int:agreement_id>/terms")
@PARTNERS
def change_terms(agreement_id: int) -> Page:
    """What the partner is, whether it endorses the goals, and for how long."""
    form = TermsForm(request.form)

    def work(session: Any) -> None:
        terms = Terms(
            form.partner_kind.data or "",
            form.goals_endorsed.data,
            form.years.data or 0,
            form.language.data or "",
        )
        agreements.change_agreement(
            session, actor=actor(), agreement_id=agreement_id, terms=terms,
            version=form.version.data or 0, now=clock.now(),
        )  # fmt: skip

    return _do(agreement_id, form, work, _("Saved."))


@agreement.post("/<int:agreement_id>/pledges")
@PARTNERS
def add_pledge(agreement_id: int) -> Page:
    """Put a pledge under an article."""
    form = PledgeForm(request.form)

    def work(session: Any) -> None:
        pledges.add_pledge(
            session, actor=actor(), agreement_id=agreement_id, pledge=_pledge(form), now=clock.now()
        )

    article = form.article.data if form.article.data in PLEDGED else Article.CONTRIBUTION.value
    return _do(agreement_id, form, work, _("The pledge is in it."), suffix=f"-{article}")


@agreement.get("/pledges/<int:pledge_id>")
@PARTNERS
def pledge(pledge_id: int) -> Page:
    """One pledge of a draft, to change it or take it out."""
    return _pledge_page(pledge_id, {})


@agreement.post("/pledges/<int:pledge_id>")
@PARTNERS
def change_pledge(pledge_id: int) -> Page:
    """Change what a pledge says."""
    form = PledgeForm(request.form)
    if not form.validate():
        return _pledge_page(pledge_id, said(form, sentences())), 422
    try:
        with transaction() as session:
            pledges.change_pledge(
                session, actor=actor(), pledge_id=pledge_id, pledge=_pledge(form),
                version=form.version.data or 0, now=clock.now(),
            )  # fmt: skip
            agreement_id = pledges.agreement_of(session, pledge_id)
    except InvalidInput as problem:
        return _pledge_page(pledge_id, refused(problem)), 422
    except Stale:
        return _pledge_page(pledge_id, {"text": _changed()}), 409
    flash(_("Saved."), "ok")
    return redirect(url_for("agreement.show", agreement_id=agreement_id))


@agreement.post("/pledges/<int:pledge_id>/remove")
@PARTNERS
def remove_pledge(pledge_id: int) -> Page:
    """Take a pledge out of a draft."""
    with transaction() as session:
        agreement_id = pledges.remove_pledge(session, actor=actor(), pledge_id=pledge_id, now=clock.now())
    flash(_("The pledge is taken out."), "ok")
    return redirect(url_for("agreement.show", agreement_id=agreement_id))


@agreement.post("/<int:agreement_id>/sign")
@PARTNERS
def sign(agreement_id: int) -> Page:
    """The partner signs."""
    form = SignForm(request.form)
    officer = Officer(form.officer.data or "", form.office.data or "")
    work = _step(agreements.offer_agreement, agreement_id, form, officer=officer)
    return _do(agreement_id, form, work, _("Signed. Now it is the alliance's turn."))


@agreement.post("/<int:agreement_id>/take-back")
@PARTNERS
def take_back(agreement_id: int) -> Page:
    """The partner wants to change something."""
    form = VersionForm(request.form)
    work = _step(agreements.take_back_agreement, agreement_id, form)
    return _do(agreement_id, form, work, _("You can change it again. Your signature no longer counts."))


@agreement.post("/<int:agreement_id>/withdraw")
@PARTNERS
def withdraw(agreement_id: int) -> Page:
    """Drop a draft."""
    form = VersionForm(request.form)
    work = _step(agreements.withdraw_agreement, agreement_id, form)
    return _do(agreement_id, form, work, _("The draft is dropped."))


@agreement.post("/<int:agreement_id>/return")
@ALLIANCE
def give_back(agreement_id: int) -> Page:
    """The alliance asks for a change."""
    form = ReasonForm(request.form)
    work = _step(agreements.return_agreement, agreement_id, form, reason=form.reason.data or "")
    return _do(agreement_id, form, work, _("It went back, with your words."), suffix="-return")


@agreement.post("/<int:agreement_id>/confirm")
@ALLIANCE
def confirm(agreement_id: int) -> Page:
    """The alliance signs."""
    form = SignForm(request.form)
    officer = Officer(form.officer.data or "", form.office.data or "")
    work = _step(agreements.confirm_agreement, agreement_id, form, officer=officer)
    return _do(agreement_id, form, work, _("Signed. The agreement is in force."))


@agreement.post("/<int:agreement_id>/end")
@BOTH_SIDES
def end(agreement_id: int) -> Page:
    """Either side ends it."""
    form = ReasonForm(request.form)
    work = _step(agreements.end_agreement, agreement_id, form, reason=form.reason.data or "")
    return _do(agreement_id, form, work, _("The agreement has ended."), suffix="-end")


@agreement.get("/<int:agreement_id>/report/<int:year>")
@PARTNERS
def report(agreement_id: int, year: int) -> Page:
    """How each pledge went in one year."""
    return _report_page(agreement_id, year, 0, {})


@agreement.post("/pledges/<int:pledge_id>/report/<int:year>")
@PARTNERS
def report_pledge(pledge_id: int, year: int) -> Page:
    """Say how one pledge went."""
    form = ReportForm(request.form)
    with read() as session:
        agreement_id = pledges.agreement_of(session, pledge_id)
    if not form.validate():
        return _report_page(agreement_id, year, pledge_id, said(form, sentences())), 422
    given = ReportInput(form.state.data or "", form.text.data or "", form.evidence_url.data or None)
    try:
        with transaction() as session:
            pledges.report_pledge(
                session, actor=actor(), pledge_id=pledge_id, year=year, report=given,
                version=form.version.data or 0, now=clock.now(),
            )  # fmt: skip
    except InvalidInput as problem:
        return _report_page(agreement_id, year, pledge_id, refused(problem)), 422
    except Stale:
        return _report_page(agreement_id, year, pledge_id, {"text": _changed()}), 409
    flash(_("Saved. Everyone can read it now."), "ok")
    return redirect(
        url_for("agreement.report", agreement_id=agreement_id, year=year) + f"#pledge-{pledge_id}"
    )


def _step(
    use_case: Callable[..., None], agreement_id: int, form: Any, **given: object
) -> Callable[[Any], None]:
    """One step in the life of an agreement, based on the version that the page showed."""

    def work(session: Any) -> None:
        use_case(
            session, actor=actor(), agreement_id=agreement_id, version=form.version.data or 0,
            now=clock.now(), **given,
        )  # fmt: skip

    return work


def _do(agreement_id: int, form: Form, work: Callable[[Any], None], done: str, *, suffix: str = "") -> Page:
    """Check the form, do the work in one transaction, and say so; or show the page with what is wrong.

    ``suffix``: what stands behind the names of this form's fields on the page, where several are alike.
    """
    if not form.validate():
        return _page(agreement_id, _behind(said(form, sentences()), suffix)), 422
    try:
        with transaction() as session:
            work(session)
    except InvalidInput as problem:
        return _page(agreement_id, _behind(refused(problem), suffix)), 422
    except Stale:
        return _page(agreement_id, {"agreement": _changed()}), 409
    flash(done, "ok")
    return redirect(url_for("agreement.show", agreement_id=agreement_id))


def _behind(faults: Mapping[str, str], suffix: str) -> Faults:
    return {f"{field}{suffix}": fault for field, fault in faults.items()}


def _changed() -> str:
    return _("Someone else changed this in the meantime. Look at it again.")


def _pledge(form: PledgeForm) -> PledgeInput:
    return PledgeInput(
        form.article.data or "", form.text.data or "", form.theme.data or None, form.amount.data,
        form.platform_id.data or None,
    )  # fmt: skip


def _page(agreement_id: int, faults: Faults) -> str:
    with read() as session:
        found = open_agreement(session, actor=actor(), agreement_id=agreement_id, now=clock.now())
        choice = platforms_to_choose(
            session, asked=choices_asked(), chosen=number_chosen(request.form, "platform_id")
        )
    own = actor().belongs_to(found.agreement.organisation_id)
    return render_template(
        "partner/agreement.html",
        found=found,
        agreement=found.agreement,
        own=own,
        may={one.value for one in found.may},
        refused_to_sign=None if own else found.refused.get(Permission.CONFIRM_AGREEMENT),
        steps=_steps(found),
        state=agreement_states()[found.agreement.state],
        articles=article_names(),
        pledged=PLEDGED,
        kinds=choices(kind_names().items()),
        kind=kind_names()[found.agreement.partner_kind],
        themes=theme_names(),
        theme_choices=choices(theme_names().items(), _("Choose a theme")),
        choice=choice,
        wanted=choices_asked().query,
        platform_choices=choices(
            ((number, name) for number, name, _place in choice.items), _("None of these: we start one")
        ),
        pledge_states=pledge_states(),
        values=request.form if faults else {},
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )


def _steps(found: OpenAgreement) -> list[dict[str, str]]:
    """The way from draft to in force; nothing where it has ended or was dropped."""
    state = found.agreement.state
    at = {AgreementState.DRAFT: 0, AgreementState.OFFERED: 1, AgreementState.IN_FORCE: 3}.get(state)
    if at is None:
        return []
    names = (
        (_("Fill in and sign"), _("the partner")),
        (_("Sign"), _("the alliance")),
        (_("In force"), _("tell every year how it goes")),
    )
    stands = ["done" if place < at else "now" if place == at else "later" for place in range(len(names))]
    return [
        {"title": title, "note": note, "state": stand}
        for (title, note), stand in zip(names, stands, strict=True)
    ]


def _pledge_page(pledge_id: int, faults: Faults) -> str:
    with read() as session:
        agreement_id = pledges.agreement_of(session, pledge_id)
        found = open_agreement(session, actor=actor(), agreement_id=agreement_id, now=clock.now())
        if Permission.WRITE_AGREEMENT not in found.may:
            raise NotFound
        one = next(one for one in found.agreement.pledges if one.id == pledge_id)
        values: Mapping[str, object] = request.form if faults else _values(one)
        choice = platforms_to_choose(
            session, asked=choices_asked(), chosen=number_chosen(values, "platform_id")
        )
    return render_template(
        "partner/pledge.html",
        agreement=found.agreement,
        pledge=one,
        articles=article_names(),
        theme_choices=choices(theme_names().items(), _("Choose a theme")),
        choice=choice,
        wanted=choices_asked().query,
        platform_choices=choices(
            ((number, name) for number, name, _place in choice.items), _("None of these: we start one")
        ),
        values=values,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )


def _values(one: PledgeInfo) -> dict[str, object]:
    return {
        "text": one.text,
        "theme": one.theme or "",
        "amount": one.amount or "",
        "platform_id": one.platform_id or "",
    }


def _report_page(agreement_id: int, year: int, pledge_id: int, faults: Faults) -> str:
    """``pledge_id``: the pledge that the faults are about."""
    with read() as session:
        found = open_agreement(session, actor=actor(), agreement_id=agreement_id, now=clock.now())
    if year not in found.agreement.report_years or Permission.REPORT_PLEDGE not in found.may:
        raise NotFound
    named = {f"{field}-{pledge_id}": fault for field, fault in faults.items()}
    return render_template(
        "partner/report.html",
        agreement=found.agreement,
        year=year,
        articles=article_names(),
        themes=theme_names(),
        states=choices(pledge_states().items(), _("Choose how it went")),
        wrong=pledge_id,
        values=request.form if faults else {},
        faults=named,
        summary=summary_of(named),
        has_errors=bool(named),
    )
