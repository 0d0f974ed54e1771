"""For certifiers: what came in about certificates that were given, list by list, and closing it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import Form

from certificates import appeals, complaints, hearings, monitoring, scope_changes, surveillance
from scan.domain.errors import InvalidInput, Stale
from scan.domain.roles import Role
from scan.store.paging import Asked
from web import clock
from web.database import read, transaction
from web.follow_up_cases import (
    LISTS,
    Case,
    appeal_case,
    check_case,
    complaint_case,
    hearing_case,
    lines,
    scope_case,
    titles,
)
from web.forms.faults import refused, said, summary_of
from web.forms.follow_up import ComplaintOutcomeForm, OutcomeForm, QuestionForm, ResponseForm
from web.i18n import gettext as _
from web.identity import actor
from web.listing import links_of, part_asked
from web.permissions import allow

follow_up = Blueprint("follow_up", __name__, url_prefix="/follow-up")
Page = str | Response | tuple[str, int]
CERTIFIERS = allow(Role.CERTIFIER)


@follow_up.get("")
@CERTIFIERS
def overview() -> Page:
    """How much waits in each list."""
    with read() as session:
        waiting = {
            what: lister(session, actor=actor(), now=clock.now(), asked=Asked(size=1)).total
            for what, lister in LISTS.items()
        }
    return render_template("certifier/follow_up.html", waiting=waiting, titles=titles())


@follow_up.get("/<what>")
@CERTIFIERS
def listed(what: str) -> Page:
    """One list: searched, sorted and cut by the database."""
    if what not in LISTS:
        abort(404)
    with read() as session:
        found = LISTS[what](session, actor=actor(), now=clock.now(), asked=part_asked())
    return render_template(
        "certifier/follow_up_list.html",
        what=what,
        found=found,
        lines=lines(what, found),
        links=links_of("follow_up.listed", what=what),
        titles=titles(),
    )


@follow_up.get("/checks/<int:check_id>")
@CERTIFIERS
def check(check_id: int) -> Page:
    """The light check of one certificate."""
    return _case_page(_check(check_id), {})


@follow_up.post("/checks/<int:check_id>")
@CERTIFIERS
def close_check(check_id: int) -> Page:
    """Fine, suspend, or propose to withdraw."""
    form = OutcomeForm(request.form)
    return _closed(
        form,
        lambda session: surveillance.close(
            session,
            actor=actor(),
            check_id=check_id,
            outcome=form.outcome.data or "",
            note=form.reason.data or "",
            now=clock.now(),
        ),
        lambda: _check(check_id),
        renamed={"note": "reason"},
    )


@follow_up.get("/hearings/<int:hearing_id>")
@CERTIFIERS
def hearing(hearing_id: int) -> Page:
    """A proposal to withdraw."""
    return _case_page(_hearing(hearing_id), {})


@follow_up.post("/hearings/<int:hearing_id>")
@CERTIFIERS
def close_hearing(hearing_id: int) -> Page:
    """Withdraw after all, or drop it."""
    form = OutcomeForm(request.form)
    return _closed(
        form,
        lambda session: hearings.conclude(
            session,
            actor=actor(),
            hearing_id=hearing_id,
            outcome=form.outcome.data or "",
            reason=form.reason.data or "",
            now=clock.now(),
        ),
        lambda: _hearing(hearing_id),
    )


@follow_up.get("/scopes/<int:request_id>")
@CERTIFIERS
def scope(request_id: int) -> Page:
    """A request for another scope."""
    return _case_page(_scope(request_id), {})


@follow_up.post("/scopes/<int:request_id>")
@CERTIFIERS
def close_scope(request_id: int) -> Page:
    """Give a new certificate in place of this one, or refuse."""
    form = OutcomeForm(request.form)
    return _closed(
        form,
        lambda session: scope_changes.decide(
            session,
            actor=actor(),
            request_id=request_id,
            outcome=form.outcome.data or "",
            reason=form.reason.data or "",
            now=clock.now(),
        ),
        lambda: _scope(request_id),
    )


@follow_up.get("/appeals/<int:appeal_id>")
@CERTIFIERS
def appeal(appeal_id: int) -> Page:
    """One appeal."""
    return _appeal_page(appeal_id, {})


@follow_up.post("/appeals/<int:appeal_id>/take-up")
@CERTIFIERS
def take_up(appeal_id: int) -> Page:
    """Handle it from now on."""
    with transaction() as session:
        appeals.take_up(session, actor=actor(), appeal_id=appeal_id, now=clock.now())
    flash(_("You handle this appeal now."), "ok")
    return redirect(url_for("follow_up.appeal", appeal_id=appeal_id))


@follow_up.post("/appeals/<int:appeal_id>")
@CERTIFIERS
def close_appeal(appeal_id: int) -> Page:
    """Uphold or reject."""
    form = OutcomeForm(request.form)
    return _closed(
        form,
        lambda session: appeals.settle(
            session,
            actor=actor(),
            appeal_id=appeal_id,
            outcome=form.outcome.data or "",
            reason=form.reason.data or "",
            version=form.version.data or 0,
            now=clock.now(),
        ),
        lambda: _appeal(appeal_id),
        page=lambda faults, status: _appeal_page(appeal_id, faults, status),
    )


@follow_up.get("/complaints/<int:complaint_id>")
@CERTIFIERS
def complaint(complaint_id: int) -> Page:
    """One complaint."""
    return _case_page(_complaint(complaint_id), {})


@follow_up.post("/complaints/<int:complaint_id>/ask")
@CERTIFIERS
def ask_company(complaint_id: int) -> Page:
    """Ask the company about it."""
    form = QuestionForm(request.form)
    return _closed(
        form,
        lambda session: complaints.ask(
            session,
            actor=actor(),
            complaint_id=complaint_id,
            question=form.question.data or "",
            version=form.version.data or 0,
            now=clock.now(),
        ),
        lambda: _complaint(complaint_id),
        done=_("The organisation reads your question."),
    )


@follow_up.post("/complaints/<int:complaint_id>")
@CERTIFIERS
def close_complaint(complaint_id: int) -> Page:
    """Close it with an answer."""
    form = ComplaintOutcomeForm(request.form)
    return _closed(
        form,
        lambda session: complaints.close(
            session,
            actor=actor(),
            complaint_id=complaint_id,
            outcome=form.outcome.data or "",
            reply=form.reply.data or "",
            reason=form.reason.data or "",
            version=form.version.data or 0,
            now=clock.now(),
        ),
        lambda: _complaint(complaint_id),
    )


@follow_up.get("/findings/<int:entry_id>")
@CERTIFIERS
def finding(entry_id: int) -> Page:
    """A finding of the monitor."""
    return _finding_page(entry_id, {})


@follow_up.post("/findings/<int:entry_id>")
@CERTIFIERS
def respond(entry_id: int) -> Page:
    """Say what was done with it."""
    form = ResponseForm(request.form)
    if not form.validate():
        return _finding_page(entry_id, said(form, _sentences()), 422)
    try:
        with transaction() as session:
            monitoring.respond(
                session, actor=actor(), entry_id=entry_id, response=form.response.data or "", now=clock.now()
            )
    except InvalidInput as problem:
        return _finding_page(entry_id, refused(problem), 422)
    flash(_("Saved. The monitor reads it."), "ok")
    return redirect(url_for("follow_up.listed", what="findings"))


def _closed(
    form: Form,
    work: Callable[[Session], object],
    case: Callable[[], Case],
    *,
    renamed: Mapping[str, str] | None = None,
    done: str = "",
    page: Callable[[Mapping[str, str], int], Page] | None = None,
) -> Page:
    """Do the work of a form and go back to the list; or show the case again with what is wrong."""

    def again(faults: Mapping[str, str], status: int) -> Page:
        return page(faults, status) if page is not None else _case_page(case(), faults, status)

    what = case().what
    if not form.validate():
        return again(said(form, _sentences()), 422)
    try:
        with transaction() as session:
            work(session)
    except InvalidInput as problem:
        return again(refused(problem, renamed), 422)
    except Stale:
        return again({"outcome": _("Someone else changed this in the meantime. Look at it again.")}, 409)
    flash(done or _("Saved. The organisation gets a message."), "ok")
    return redirect(url_for("follow_up.listed", what=what))


def _sentences() -> dict[str, str]:
    return {
        "outcome": _("Choose what should happen."),
        "reason": _("Give the reason, in 10 to 4,000 characters."),
        "reply": _("Write the answer, in 10 to 4,000 characters."),
        "question": _("Write your question, in 10 to 2,000 characters."),
        "response": _("Write what you did, in 10 to 4,000 characters."),
        "version": _("Load the page again."),
    }


def _check(check_id: int) -> Case:
    with read() as session:
        return check_case(surveillance.one(session, actor=actor(), check_id=check_id, now=clock.now()))


def _hearing(hearing_id: int) -> Case:
    with read() as session:
        return hearing_case(hearings.one(session, actor=actor(), hearing_id=hearing_id, now=clock.now()))


def _scope(request_id: int) -> Case:
    with read() as session:
        return scope_case(scope_changes.one(session, actor=actor(), request_id=request_id, now=clock.now()))


def _complaint(complaint_id: int) -> Case:
    with read() as session:
        return complaint_case(
            complaints.one(session, actor=actor(), complaint_id=complaint_id, now=clock.now())
        )


def _appeal(appeal_id: int) -> Case:
    with read() as session:
        return appeal_case(appeals.one(session, actor=actor(), appeal_id=appeal_id, now=clock.now()))


def _appeal_page(appeal_id: int, faults: Mapping[str, str], status: int = 200) -> Page:
    with read() as session:
        found = appeals.one(session, actor=actor(), appeal_id=appeal_id, now=clock.now())
    may_take_up = found.may_take_up.allowed and not found.may_decide.allowed
    return _case_page(appeal_case(found), faults, status, may_take_up=may_take_up)


def _case_page(case: Case, faults: Mapping[str, str], status: int = 200, **more: Any) -> Page:
    page = render_template(
        "certifier/case.html",
        case=case,
        titles=titles(),
        posted=request.form,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
        **more,
    )
    return page, status


def _finding_page(entry_id: int, faults: Mapping[str, str], status: int = 200) -> Page:
    with read() as session:
        found = monitoring.open_entry(session, actor=actor(), entry_id=entry_id, now=clock.now())
    page = render_template(
        "certifier/finding.html",
        found=found,
        titles=titles(),
        posted=request.form,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return page, status
