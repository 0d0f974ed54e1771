"""For teachers: checking a dossier side by side. Classes and ambassadors are in ``classes``."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scan.domain.errors import InvalidInput, Stale
from scan.domain.moderation import Verdict
from scan.domain.relations import alliance_reviewer
from scan.domain.roles import OrganisationKind, Role
from scan.domain.states import DossierState
from scan.use_cases import contributing, moderating, planning, remarks, reviewing, second_reviews
from scan.use_cases.moderating import Counted
from web import clock
from web.database import read, transaction
from web.forms.faults import refused, said
from web.forms.teacher import (
    CommentForm,
    EvidenceForm,
    ListForm,
    RemarkForm,
    ReturnForm,
    SecondViewForm,
    VerdictForm,
    VersionForm,
)
from web.i18n import gettext as _
from web.i18n import points
from web.identity import actor
from web.listing import links_of, part_asked
from web.permissions import allow
from web.review_pages import finish_page, read_review, return_page, review_page, review_url
from web.review_rows import chosen_filter, chosen_theme, following, shown, theme_rows
from web.views.classes import teacher

__all__ = ["teacher"]
Page = str | Response | tuple[str, int]
ON_A_PAGE = 50
REVIEWERS = allow(Role.TEACHER, Role.REVIEWER, Role.COORDINATOR)
READERS = allow(Role.TEACHER, Role.REVIEWER, Role.COORDINATOR, Role.CERTIFIER, Role.MONITOR)


@teacher.get("/teacher/review")
@REVIEWERS
def queue() -> Page:
    """Dossiers that wait for a reviewer, oldest first."""
    part = part_asked(size=ON_A_PAGE)
    page = part.page
    with read() as session:
        entries = reviewing.review_queue(
            session,
            actor=actor(),
            now=clock.now(),
            query=part.query,
            sort=part.sort,
            limit=ON_A_PAGE + 1,
            offset=(page - 1) * ON_A_PAGE,
        )
        second = second_reviews.my_second_reviews(session, actor=actor())
        asked = contributing.asked_of_me(session, actor=actor(), now=clock.now())
    more, entries = len(entries) > ON_A_PAGE, entries[:ON_A_PAGE]
    waiting = [one for one in entries if one.state is DossierState.COMPARING]
    collecting = [one for one in entries if one.state is DossierState.COLLECTING]
    blind = {one.dossier_id for one in second}
    return render_template(
        "teacher/queue.html",
        waiting=[one for one in waiting if one.dossier_id not in blind],
        collecting=collecting,
        second=second if page == 1 else (),
        asked=asked if page == 1 else (),
        page=page,
        more=more,
        links=links_of("teacher.queue"),
        me=actor().person_id,
        has_classes=actor().is_a(Role.TEACHER) or actor().is_a(Role.COORDINATOR),
        schools=sorted(
            {one.organisation_id for one in actor().memberships if one.kind is OrganisationKind.INSTITUTION}
        ),
    )


@teacher.post("/dossiers/<int:dossier_id>/open")
@REVIEWERS
def open_comparison(dossier_id: int) -> Page:
    """Compare although one side has not handed in: the set time has passed."""
    with transaction() as session:
        reviewing.open_comparison(session, actor=actor(), dossier_id=dossier_id, now=clock.now())
    return redirect(url_for("teacher.review", dossier_id=dossier_id))


@teacher.get("/dossiers/<int:dossier_id>/review")
@READERS
def review(dossier_id: int) -> Page:
    """Student next to company, question by question."""
    return review_page(read_review(dossier_id))


@teacher.post("/dossiers/<int:dossier_id>/items/<item_id>/verdict")
@REVIEWERS
def verdict(dossier_id: int, item_id: str) -> Page:
    """Settle one difference, and go on to the next question of the list."""
    form = VerdictForm(request.form)
    if not form.validate():
        sentences = {
            "verdict": _("Choose what is right."),
            "comment": _("Explain your choice, in 3 to 2,000 characters."),
            "version": _("Load the page again."),
        }
        return review_page(read_review(dossier_id), item_id, said(form, sentences))
    try:
        with transaction() as session:
            reviewing.settle(
                session,
                actor=actor(),
                dossier_id=dossier_id,
                item_id=item_id,
                verdict=Verdict(form.verdict.data or ""),
                comment=form.comment.data or "",
                version=form.version.data or 0,
                now=clock.now(),
            )
    except InvalidInput as problem:
        faults = refused(problem)
        return review_page(read_review(dossier_id), item_id, faults)
    except Stale:
        changed = _(
            "Someone else gave a verdict in the meantime. It stands below yours. Save again to replace it."
        )
        return review_page(read_review(dossier_id), item_id, {"comment": changed}, status=409)
    return _next(dossier_id, item_id)


@teacher.post("/evidence/<int:evidence_id>/decision")
@REVIEWERS
def decide_evidence(evidence_id: int) -> Page:
    """Accept or reject one piece of evidence."""
    form = EvidenceForm(request.form)
    if not form.validate():
        flash(_("Choose: accept or reject."), "error")
    else:
        accepted = form.decision.data == "accept"
        with transaction() as session:
            counted = moderating.decide_evidence_and_count(
                session, actor=actor(), evidence_id=evidence_id, accept=accepted, now=clock.now()
            )
        said_first = _("The evidence counts.") if accepted else _("The evidence does not count.")
        flash(f"{said_first} {_points_now(counted)}", "ok")
    came_from = ListForm(request.form)
    if not came_from.validate() or came_from.dossier.data is None:
        return redirect(url_for("teacher.queue"))
    return redirect(review_url(came_from.dossier.data, came_from, came_from.item.data))


@teacher.post("/dossiers/<int:dossier_id>/items/<item_id>/remark")
@REVIEWERS
def remark(dossier_id: int, item_id: str) -> Page:
    """Say something to a respondent about one answer."""
    form, came_from = RemarkForm(request.form), ListForm(request.form)
    if not form.validate():
        sentences = {"remark": _("Write 3 to 2,000 characters."), "scan": _("Choose for whom it is.")}
        return review_page(read_review(dossier_id), item_id, said(form, sentences))
    try:
        with transaction() as session:
            remarks.add_remark(
                session,
                actor=actor(),
                scan_id=form.scan.data or 0,
                item_id=item_id,
                text=form.remark.data or "",
                now=clock.now(),
            )
    except InvalidInput as problem:
        return review_page(read_review(dossier_id), item_id, refused(problem, {"text": "remark"}))
    flash(_("Saved. They read it when you send the scan back."), "ok")
    return redirect(review_url(dossier_id, came_from, item_id))


@teacher.get("/scans/<int:scan_id>/return")
@REVIEWERS
def return_scan(scan_id: int) -> Page:
    """The form to give a scan back."""
    return return_page(scan_id, {})


@teacher.post("/scans/<int:scan_id>/return")
@REVIEWERS
def return_scan_post(scan_id: int) -> Page:
    """Give a scan back, with what to do."""
    form = ReturnForm(request.form)
    if not form.validate():
        sentences = {
            "comment": _("Say what should change, in 3 to 2,000 characters."),
            "deadline": _("Fill in a day, such as 1-12-2026."),
        }
        return return_page(scan_id, said(form, sentences))
    try:
        with transaction() as session:
            reviewing.return_scan(
                session,
                actor=actor(),
                scan_id=scan_id,
                comment=form.comment.data or "",
                deadline=form.deadline.data,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return return_page(scan_id, refused(problem))
    flash(_("The scan has gone back, with your comment."), "ok")
    return redirect(url_for("teacher.queue"))


@teacher.get("/dossiers/<int:dossier_id>/finish")
@REVIEWERS
def finish(dossier_id: int) -> Page:
    """What closing would give, and what still stands in its way; once closed, the result."""
    return finish_page(dossier_id, {})


@teacher.post("/dossiers/<int:dossier_id>/finish")
@REVIEWERS
def finish_post(dossier_id: int) -> Page:
    """Accept the scans and send the result."""
    form = VersionForm(request.form)
    if not form.validate():
        return finish_page(dossier_id, {"version": _("Load the page again.")})
    try:
        with transaction() as session:
            moderating.close_dossier(
                session,
                actor=actor(),
                dossier_id=dossier_id,
                version=form.version.data or 0,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return finish_page(dossier_id, refused(problem))
    flash(_("The result is sent. Everyone concerned can see it now."), "ok")
    return redirect(url_for("teacher.finish", dossier_id=dossier_id))


@teacher.post("/dossiers/<int:dossier_id>/second-view")
@REVIEWERS
def second_view(dossier_id: int) -> Page:
    """Note who else had a look: the higher levels ask for it (instrument D2)."""
    form = SecondViewForm(request.form)
    if not form.validate():
        return finish_page(dossier_id, {"version": _("Load the page again.")})
    facts: dict[str, bool | str] = {"peer_visits": form.peer_visits.data or ""}
    if alliance_reviewer(actor(), None):
        facts["alliance_review"] = bool(form.alliance_review.data)
    try:
        with transaction() as session:
            planning.record_second_view(
                session,
                actor=actor(),
                dossier_id=dossier_id,
                facts=facts,
                version=form.version.data or 0,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return finish_page(dossier_id, refused(problem))
    flash(_("Saved. It counts for the level from now on."), "ok")
    return redirect(url_for("teacher.finish", dossier_id=dossier_id, _anchor="second-view"))


@teacher.post("/dossiers/<int:dossier_id>/reopen")
@REVIEWERS
def reopen(dossier_id: int) -> Page:
    """Open a closed dossier again, with a reason."""
    form = CommentForm(request.form)
    if not form.validate():
        return finish_page(dossier_id, {"comment": _("Say why, in 3 to 2,000 characters.")})
    try:
        with transaction() as session:
            reviewing.reopen_dossier(
                session, actor=actor(), dossier_id=dossier_id, reason=form.comment.data or "", now=clock.now()
            )
    except InvalidInput as problem:
        return finish_page(dossier_id, refused(problem, {"reason": "comment"}))
    flash(_("The dossier is open again."), "ok")
    return redirect(url_for("teacher.review", dossier_id=dossier_id))


def _points_now(counted: Counted) -> str:
    """What a decision did to the score that counts, in whole points."""
    before, after = points(counted.before, counted.decimals), points(counted.after, counted.decimals)
    if before == after:
        return _("%(points)s points count, as before.", points=after)
    return _("Now %(points)s points count; it was %(before)s.", points=after, before=before)


def _next(dossier_id: int, item_id: str) -> Response:
    """Back to the list where one was, at the question after this one."""
    found, came_from = read_review(dossier_id).review, ListForm(request.form)
    theme = chosen_theme(theme_rows(found), came_from.theme.data or "")
    rows = () if theme is None else shown(theme, chosen_filter(came_from.filter.data or ""))
    after = following(rows, item_id)
    flash(_("Your verdict is saved."), "ok")
    return redirect(review_url(dossier_id, came_from, item_id if after is None else after.entry.item.id))
