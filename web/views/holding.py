"""For who holds a certificate: the half-way check, a hearing, another scope, questions of the alliance, appeals."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import Form

from certificates import appeals, complaints, hearings, register, scope_changes, surveillance
from certificates.contested import contestable
from certificates.number import InvalidNumber
from scan.domain.errors import InvalidInput, NotFound
from scan.store.paging import Asked
from web import clock
from web.database import read, transaction
from web.follow_up_cases import states_of_appeal, words_of_contested
from web.forms.faults import refused, said, summary_of
from web.forms.follow_up import AnswerForm, AppealForm, DeclarationForm, ScopeForm
from web.holder import SPEAKERS, holder_pages, organisation_id, spoken_for
from web.i18n import gettext as _
from web.identity import actor
from web.listing import Links, page_asked

holding = holder_pages("holding")
Page = str | Response | tuple[str, int]


@holding.get("/certificates/<number>")
@SPEAKERS
def certificate(number: str) -> Page:
    """One certificate with everything that is asked or can be asked about it."""
    return _page(number, {})


@holding.post("/certificates/<number>/check")
@SPEAKERS
def declare(number: str) -> Page:
    """The light check half-way."""
    form = DeclarationForm(request.form)
    return _done(
        number,
        form,
        lambda session: surveillance.declare(
            session,
            actor=actor(),
            number=number,
            changes=form.changes.data or "",
            conditions=form.conditions.data or "",
            now=clock.now(),
        ),
    )


@holding.post("/certificates/<number>/hearing")
@SPEAKERS
def answer_hearing(number: str) -> Page:
    """Answer a proposal to withdraw."""
    form = AnswerForm(request.form)
    return _done(
        number,
        form,
        lambda session: hearings.answer(
            session, actor=actor(), number=number, words=form.answer.data or "", now=clock.now()
        ),
    )


@holding.post("/certificates/<number>/scope")
@SPEAKERS
def ask_scope(number: str) -> Page:
    """Ask for a certificate that holds for something else."""
    form = ScopeForm(request.form)

    def work(session: Session) -> None:
        scope_changes.ask(
            session,
            actor=actor(),
            number=number,
            scope=form.scope.data or "",
            why=form.why.data or "",
            now=clock.now(),
        )

    return _done(number, form, work)


@holding.post("/certificates/<number>/questions/<int:complaint_id>")
@SPEAKERS
def answer_question(number: str, complaint_id: int) -> Page:
    """Answer a question of the alliance."""
    form = AnswerForm(request.form)
    return _done(
        number,
        form,
        lambda session: complaints.answer(
            session,
            actor=actor(),
            number=number,
            complaint_id=complaint_id,
            words=form.answer.data or "",
            now=clock.now(),
        ),
        field=f"answer-{complaint_id}",
    )


@holding.get("/appeals")
@SPEAKERS
def appeals_page() -> Page:
    """What one can appeal against, and the appeals that were made."""
    return _appeals_page({})


@holding.post("/appeals")
@SPEAKERS
def appeal() -> Page:
    """Appeal."""
    form = AppealForm(request.form)
    if not form.validate():
        return _appeals_page(said(form, _sentences()), 422)
    kind, _dash, number = (form.against.data or "").partition("-")
    try:
        with transaction() as session:
            appeals.file(
                session,
                actor=actor(),
                decision_id=int(number) if kind == "decision" else None,
                event_id=int(number) if kind == "event" else None,
                grounds=form.grounds.data or "",
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _appeals_page(refused(problem), 422)
    flash(_("Your appeal is sent to the alliance."), "ok")
    return redirect(url_for("holding.appeals_page"))


@holding.post("/appeals/<int:appeal_id>/take-back")
@SPEAKERS
def take_back(appeal_id: int) -> Page:
    """Take an appeal back."""
    with transaction() as session:
        appeals.withdraw(session, actor=actor(), appeal_id=appeal_id, now=clock.now())
    flash(_("You took the appeal back."), "ok")
    return redirect(url_for("holding.appeals_page"))


def _done(number: str, form: Form, work: Callable[[Session], None], *, field: str = "") -> Page:
    """Do the work of a form; or show the page again with what is wrong. ``field``: the id of the answer's field."""
    renamed = {"answer": field} if field else {}
    if not form.validate():
        faults = said(form, _sentences())
        return _page(number, {renamed.get(name, name): words for name, words in faults.items()}, 422)
    try:
        with transaction() as session:
            work(session)
    except InvalidInput as problem:
        return _page(number, refused(problem, renamed), 422)
    flash(_("Saved. The alliance reads it."), "ok")
    return redirect(url_for("holding.certificate", number=number))


def _sentences() -> dict[str, str]:
    return {
        "changes": _("Write what has changed, in 3 to 2,000 characters."),
        "conditions": _("Write how it stands with what was still open, in 3 to 2,000 characters."),
        "answer": _("Write your answer, in 3 to 4,000 characters."),
        "scope": _("Say for which place and activities, in 3 to 300 characters."),
        "why": _("Write why, in 10 to 2,000 characters."),
        "against": _("Choose what you disagree with."),
        "grounds": _("Write why you disagree, in 10 to 4,000 characters."),
    }


def _page(number: str, faults: Mapping[str, str], status: int = 200) -> Page:
    about: dict[str, Any] = {"actor": actor(), "number": number, "now": clock.now()}
    with read() as session:
        check = surveillance.of_certificate(session, **about)  # raises NotFound for others' certificates
        try:
            found = register.check(session, number=number, today=clock.today())
        except InvalidNumber as problem:
            raise NotFound from problem
        if found is None or found.organisation_id not in spoken_for():
            raise NotFound
        proposals = hearings.of_certificate(session, **about)
        requests = scope_changes.of_certificate(session, **about)
        asked = complaints.questions(session, **about)
    page = render_template(
        "own/holding.html",
        certificate=found,
        check=check,
        today=clock.today(),
        proposals=proposals,
        requests=requests,
        asked=asked,
        posted=request.form,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return page, status


def _appeals_page(faults: Mapping[str, str], status: int = 200) -> Page:
    with read() as session:
        things = contestable(session, organisation_id=organisation_id(), now=clock.now())
        found = appeals.of_organisation(
            session, actor=actor(), organisation_id=organisation_id(), asked=Asked(page=page_asked())
        )
    page = render_template(
        "own/appeals.html",
        things=things,
        found=found,
        links=Links("holding.appeals_page", {}),
        words_of_contested=words_of_contested,
        states=states_of_appeal(),
        posted=request.form,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return page, status
