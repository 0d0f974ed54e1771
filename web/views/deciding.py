"""For certifiers: the queue, one decision, the second certifier's answer, and several clear cases at once."""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from certificates import granting
from certificates.clear_cases import ClearCase, clear_cases
from certificates.granting import Result, Settled
from certificates.number import is_statement
from scan.domain.applications import DecisionOutcome
from scan.domain.errors import InvalidInput, NotAllowed, NotFound
from scan.use_cases import queueing
from web import clock
from web.database import read, transaction
from web.decision_pages import decision_page
from web.errors import words
from web.forms.certifier import RETURN, AnswerForm, CaseForm, ChosenForm, DecisionForm, TogetherForm
from web.forms.faults import refused, said
from web.i18n import gettext as _
from web.identity import actor
from web.listing import links_of, part_asked
from web.views.ambassador_hearings import certifier
from web.views.certifier import CERTIFIERS, Page

__all__ = ["certifier"]


@certifier.get("/decisions")
@CERTIFIERS
def queue() -> Page:
    """Applications that wait for a decision: the oldest or the riskiest first, or by name, a page at a time."""
    with read() as session:
        found = queueing.decision_queue(session, actor=actor(), now=clock.now(), asked=part_asked())
    links = links_of("certifier.queue")
    return render_template("certifier/queue.html", found=found, links=links, today=clock.today())


@certifier.get("/decisions/<int:application_id>")
@CERTIFIERS
def decision(application_id: int) -> Page:
    """The file of one application, and the form to decide."""
    return decision_page(application_id, {})


@certifier.post("/decisions/<int:application_id>")
@CERTIFIERS
def decide(application_id: int) -> Page:
    """Grant and issue in one transaction, propose what two people decide, refuse, or give back."""
    form = DecisionForm(request.form)
    if not form.validate():
        sentences = {
            "outcome": _("Choose what you decide."),
            "reason": _("Give the reason, in 3 to 4,000 characters."),
            "language": _("Choose the language."),
        }
        return decision_page(application_id, said(form, sentences))
    try:
        if form.outcome.data == RETURN:
            return _sent_back(application_id, form)
        with transaction() as session:
            settled = granting.settle(
                session,
                actor=actor(),
                application_id=application_id,
                outcome=form.outcome.data or "",
                level=form.level.data or None,
                reason=form.reason.data or "",
                language=form.language.data or "nl",
                now=clock.now(),
            )
    except InvalidInput as problem:
        return decision_page(application_id, refused(problem))
    return _told(settled)


@certifier.post("/decisions/<int:application_id>/answer")
@CERTIFIERS
def answer(application_id: int) -> Page:
    """The second certifier confirms a proposed level, or refuses it."""
    form = AnswerForm(request.form)
    if not form.validate():
        sentences = {
            "answer": _("Choose whether you confirm the level."),
            "reason": _("Give the reason, in 3 to 4,000 characters."),
        }
        return decision_page(application_id, said(form, sentences))
    try:
        with transaction() as session:
            settled = granting.answer_proposal(
                session,
                actor=actor(),
                application_id=application_id,
                confirms=form.answer.data == "confirm",
                reason=form.reason.data or "",
                now=clock.now(),
            )
    except InvalidInput as problem:
        return decision_page(application_id, refused(problem))
    return _told(settled)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several cases; ``number`` of what was issued, ``why`` of what was not decided."""

    organisation: str
    number: str | None
    why: str


@certifier.get("/decisions/together")
@CERTIFIERS
def together() -> Page:
    """The clear cases, each with its level and room for its own reason, before anything is decided."""
    form = ChosenForm(request.args)
    if not form.validate() or not form.application.data:
        flash(_("Tick the applications that you want to decide on together."), "warn")
        return redirect(url_for("certifier.queue"))
    return _together_page(tuple(form.application.data), {}, {})


@certifier.post("/decisions/together")
@CERTIFIERS
def decide_together() -> Page:
    """Each case a decision of its own, in a transaction of its own; what is refused is told with the rest."""
    form = TogetherForm(request.form)
    if not form.validate() or not form.cases:
        abort(400)
    cases = [entry.form for entry in form.cases]
    taken = [one for one in cases if one.take.data]
    shown = tuple(one.application.data or 0 for one in cases)
    typed = {one.application.data or 0: one for one in cases}
    faults = {
        f"reason-{one.application.data}": _("Give the reason, in 3 to 4,000 characters.")
        for one in taken
        if not 3 <= len(one.reason.data or "") <= 4_000
    }
    if not taken:
        faults["take"] = _("Tick at least one application.")
    if faults:
        return _together_page(shown, faults, typed)
    with read() as session:
        known = {one.id: one for one in clear_cases(session, actor=actor(), ids=shown, now=clock.now())}
    language = form.language.data or "nl"
    outcomes = [_decide_one(known.get(one.application.data or 0), one, language) for one in taken]
    return render_template("certifier/together_done.html", outcomes=outcomes)


def _decide_one(case: ClearCase | None, form: CaseForm, language: str) -> Outcome:
    """Decide on one case as it is now: what stopped being clear since the page was made is left alone."""
    if case is None:
        return Outcome(
            _("Application %(number)s", number=form.application.data), None, _("It is not there any more.")
        )
    if case.why_not is not None:
        return Outcome(case.organisation, None, words(case.why_not))
    level = None if case.level is None else case.level.id
    if (form.level.data or None) != level:
        return Outcome(case.organisation, None, _("The level changed since you looked. Look at it again."))
    try:
        with transaction() as session:
            settled = granting.settle(
                session,
                actor=actor(),
                application_id=case.id,
                outcome=DecisionOutcome.GRANT.value,
                level=level,
                reason=form.reason.data or "",
                language=language,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return Outcome(case.organisation, None, " ".join(refused(problem).values()))
    except (NotAllowed, NotFound) as problem:
        return Outcome(case.organisation, None, words(problem.message))
    return Outcome(case.organisation, settled.number, "")


def _together_page(ids: tuple[int, ...], faults: dict[str, str], typed: dict[int, CaseForm]) -> Page:
    with read() as session:
        cases = clear_cases(session, actor=actor(), ids=ids, now=clock.now())
    page = render_template(
        "certifier/together.html",
        cases=[one for one in cases if one.why_not is None],
        others=[one for one in cases if one.why_not is not None],
        typed=typed,
        faults=faults,
        summary=[{"field": field, "text": fault} for field, fault in faults.items()],
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page


def _sent_back(application_id: int, form: DecisionForm) -> Response:
    with transaction() as session:
        granting.send_back(
            session,
            actor=actor(),
            application_id=application_id,
            condition=form.condition.data or "",
            reason=form.reason.data or "",
            now=clock.now(),
        )
    flash(_("The application has gone back."), "ok")
    return redirect(url_for("certifier.queue"))


def _told(settled: Settled) -> Response:
    """Say what became of it, and go to what was issued or to the queue."""
    if settled.number is not None:
        issued = (
            _("The statement is there. Its number is %(number)s.", number=settled.number)
            if is_statement(settled.number)
            else _("The certificate is there. Its number is %(number)s.", number=settled.number)
        )
        flash(issued, "ok")
        return redirect(url_for("public.certificate", number=settled.number))
    flash(
        {
            Result.REFUSED: _("The application is refused."),
            Result.PROPOSED: _("Your proposal is noted. A second certifier decides."),
            Result.PROPOSAL_REFUSED: _("The proposal is refused. The application is open again."),
        }[settled.result],
        "ok",
    )
    return redirect(url_for("certifier.queue"))
