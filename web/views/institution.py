"""For coordinators: who contributes to the school's scan of itself, and settling what they say together."""

from collections.abc import Mapping
from datetime import date, timedelta

import segno
from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from scan.domain.contributing import SMALLEST
from scan.domain.errors import InvalidInput, Stale
from scan.domain.roles import Role
from scan.use_cases import combining
from scan.use_cases.combining import Collection, CombinedQuestion
from scan.use_cases.own_organisation import OwnDossier, own_dossier
from web import clock
from web.contribution_words import group_name
from web.database import read, transaction
from web.forms.faults import refused, said, summary_of
from web.forms.institution import AskForm, SettleForm
from web.i18n import gettext as _
from web.identity import actor
from web.permissions import allow

institution = Blueprint("institution", __name__, url_prefix="/institution")
Page = str | Response | tuple[str, int]
COORDINATORS = allow(Role.COORDINATOR)
USUAL_PERIOD = timedelta(days=14)
SHOWN = ("all", "apart", "open")


@institution.get("/contributions")
@COORDINATORS
def contributions() -> Page:
    """Who is asked, and every question with what the groups said."""
    return _contributions_page(_scan_id(), {})


@institution.post("/contributions")
@COORDINATORS
def ask() -> Page:
    """Ask a group, or give it more places or another last day."""
    scan_id, form = _scan_id(), AskForm(request.form)
    if not form.validate():
        sentences = {
            "group": _("Choose a group."),
            "people": _("Fill in how many people you ask."),
            "until": _("Choose the last day."),
        }
        return _contributions_page(scan_id, said(form, sentences))
    try:
        with transaction() as session:
            call_id = combining.ask_group(
                session,
                actor=actor(),
                scan_id=scan_id,
                group=form.group.data or "",
                people=form.people.data or 0,
                until=form.until.data or date.min,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _contributions_page(scan_id, refused(problem, {"profile": "group"}))
    return redirect(url_for("institution.call", call_id=call_id))


@institution.get("/contributions/<int:call_id>")
@COORDINATORS
def call(call_id: int) -> Page:
    """The code of a group with its QR code, to send or to print."""
    found = _collection(_scan_id())
    one = next((each for each in found.calls if each.id == call_id), None)
    if one is None:
        abort(404)
    base = current_app.config["SETTINGS"].base_url
    address = f"{base}{url_for('contributing.form', code=one.code)}"
    drawn = segno.make(address, micro=False).svg_inline(scale=6, border=4, light="#fff")
    return render_template(
        "institution/call.html",
        found=found,
        call=one,
        name=group_name(one.group),
        address=address,
        entrance=f"{base}{url_for('contributing.enter')}",
        last_day=one.closes_at - timedelta(minutes=1),
        qr=Markup(drawn),  # noqa: S704 - drawn by segno, no text in it
    )


@institution.post("/contributions/<int:call_id>/end")
@COORDINATORS
def end(call_id: int) -> Page:
    """The code of this group stops now."""
    with transaction() as session:
        combining.end_call(session, actor=actor(), scan_id=_scan_id(), call_id=call_id, now=clock.now())
    flash(_("This group can no longer take part. What came in stays."), "ok")
    return redirect(url_for("institution.contributions"))


@institution.post("/contributions/items/<item_id>")
@COORDINATORS
def settle(item_id: str) -> Page:
    """Take one combined answer over, or another one with a reason."""
    scan_id, form = _scan_id(), SettleForm(request.form)
    if not form.validate():
        sentences = {
            "option": _("Choose an answer."),
            "reason": _("Keep it under 1,000 characters."),
            "version": _("Load the page again."),
        }
        return _contributions_page(scan_id, _at(item_id, said(form, sentences)), item_id)
    try:
        with transaction() as session:
            combining.settle_answer(
                session,
                actor=actor(),
                scan_id=scan_id,
                item_id=item_id,
                option=form.option.data or "",
                reason=form.reason.data or "",
                version=form.version.data or 0,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _contributions_page(scan_id, _at(item_id, refused(problem, {item_id: "option"})), item_id)
    except Stale:
        changed = _("Someone changed this answer in the meantime. Look at it, and save again.")
        return _contributions_page(scan_id, _at(item_id, {"option": changed}), item_id, status=409)
    flash(_("The answer is in the scan."), "ok")
    return redirect(
        url_for("institution.contributions", show=form.show.data or None, _anchor=f"item-{item_id}")
    )


@institution.post("/contributions/agreed")
@COORDINATORS
def take_over() -> Page:
    """Take over every answer on which the groups agree."""
    with transaction() as session:
        count = combining.take_over_agreed(session, actor=actor(), scan_id=_scan_id(), now=clock.now())
    flash(_("Taken over: %(count)s answers.", count=count), "ok")
    return redirect(url_for("institution.contributions"))


def _school() -> int:
    """The school the person coordinates; of several the first."""
    return actor().organisations(Role.COORDINATOR)[0]


def _own() -> OwnDossier:
    with read() as session:
        return own_dossier(session, actor=actor(), organisation_id=_school())


def _scan_id() -> int:
    """The school's scan of itself. Not found as long as there is none."""
    own = _own()
    if own.scan_id is None:
        abort(404)
    return own.scan_id


def _collection(scan_id: int) -> Collection:
    with read() as session:
        return combining.collection(session, actor=actor(), scan_id=scan_id, now=clock.now())


def _at(item_id: str, faults: Mapping[str, str]) -> dict[str, str]:
    """The faults of one question, by the field on the page."""
    return {f"{field}-{item_id}": fault for field, fault in faults.items()}


def _shown(one: CombinedQuestion, show: str) -> bool:
    if show == "apart":
        return one.combined.needs_reason
    return show == "all" or not one.settled


def _contributions_page(
    scan_id: int, faults: Mapping[str, str], opened: str = "", *, status: int = 422
) -> Page:
    found, wanted = _collection(scan_id), request.values.get("show", "all")
    show = wanted if wanted in SHOWN else "all"
    page = render_template(
        "institution/contributions.html",
        found=found,
        questions=[one for one in found.questions if _shown(one, show) or one.question.item.id == opened],
        counts={each: sum(_shown(one, each) for one in found.questions) for each in SHOWN},
        show=show,
        agreed=sum(one.agreed for one in found.questions),
        group_name=group_name,
        smallest=SMALLEST,
        usual=clock.today() + USUAL_PERIOD,
        opened=opened,
        posted=request.form,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, status) if faults else page
