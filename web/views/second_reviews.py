"""Blind second reviews: asking for one, judging, handing in; and how well a school's reviewers agree."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scan.domain.errors import InvalidInput
from scan.domain.roles import Role
from scan.use_cases import calibration, second_reviews
from web import clock
from web.agreement_words import line, steps_apart
from web.database import read, transaction
from web.forms.dossier import AskForm, NextForm, scores
from web.forms.faults import refused
from web.i18n import gettext as _
from web.identity import actor
from web.listing import choices_asked
from web.permissions import allow
from web.review_rows import chosen_theme, theme_rows

second = Blueprint("second", __name__)
REVIEWERS = allow(Role.TEACHER, Role.REVIEWER, Role.COORDINATOR)
SCORERS = allow(Role.TEACHER, Role.REVIEWER)
Page = str | Response | tuple[str, int]


@second.get("/dossiers/<int:dossier_id>/second-reviews")
@REVIEWERS
def asked(dossier_id: int) -> Page:
    """Who judges this dossier a second time, and who could be asked."""
    return _asked_page(dossier_id, {})


@second.post("/dossiers/<int:dossier_id>/second-reviews")
@REVIEWERS
def ask(dossier_id: int) -> Page:
    """Ask a colleague, or offer to do it oneself."""
    form = AskForm(request.form)
    if not form.validate() or form.reviewer.data is None:
        return _asked_page(dossier_id, {"reviewer": _("Choose a colleague.")})
    try:
        with transaction() as session:
            second_reviews.ask_second_review(
                session,
                actor=actor(),
                dossier_id=dossier_id,
                reviewer_id=form.reviewer.data,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _asked_page(dossier_id, refused(problem))
    if form.reviewer.data == actor().person_id:
        return redirect(url_for("second.blind", dossier_id=dossier_id))
    flash(_("Your colleague finds the request under To check."), "ok")
    return redirect(url_for("second.asked", dossier_id=dossier_id))


@second.post("/second-reviews/<int:second_review_id>/stop")
@REVIEWERS
def stop(second_review_id: int) -> Page:
    """Take a second review back that was not handed in."""
    with transaction() as session:
        second_reviews.stop_second_review(
            session, actor=actor(), second_review_id=second_review_id, now=clock.now()
        )
    flash(_("The second review has been taken back."), "ok")
    return redirect(url_for("teacher.queue"))


@second.get("/dossiers/<int:dossier_id>/blind")
@SCORERS
def blind(dossier_id: int) -> Page:
    """The questions of one theme, to be judged without the first reviewer's verdicts."""
    return _blind_page(dossier_id, {})


@second.post("/dossiers/<int:dossier_id>/blind")
@SCORERS
def blind_post(dossier_id: int) -> Page:
    """Keep the steps of this theme, and go on to the next."""
    form = NextForm(request.form)
    try:
        with transaction() as session:
            second_reviews.save_scores(
                session, actor=actor(), dossier_id=dossier_id, scores=scores(request.form), now=clock.now()
            )
    except InvalidInput as problem:
        return _blind_page(dossier_id, refused(problem))
    flash(_("Saved."), "ok")
    return redirect(url_for("second.blind", dossier_id=dossier_id, theme=form.next.data or None))


@second.post("/dossiers/<int:dossier_id>/blind/hand-in")
@SCORERS
def hand_in(dossier_id: int) -> Page:
    """Done with judging blind."""
    try:
        with transaction() as session:
            second_reviews.hand_in_second_review(
                session, actor=actor(), dossier_id=dossier_id, now=clock.now()
            )
    except InvalidInput as problem:
        return _blind_page(dossier_id, {"scores": refused(problem)["scores"]})
    flash(_("Handed in. Thank you: this is how the school sees how well reviewers agree."), "ok")
    return redirect(url_for("teacher.queue"))


@second.get("/schools/<int:institution_id>/agreement")
@REVIEWERS
def agreement(institution_id: int) -> Page:
    """How well the reviewers of a school agree."""
    with read() as session:
        found = calibration.school_calibration(
            session, actor=actor(), institution_id=institution_id, now=clock.now()
        )
    return render_template(
        "teacher/agreement.html",
        found=found,
        line=line(found.institution, found.agreement),
        spread=[(one, steps_apart(one.mean)) for one in found.spread],
        least=calibration.FEWEST_FOR_A_QUESTION,
        newest=calibration.NEWEST,
    )


def _asked_page(dossier_id: int, faults: Mapping[str, str]) -> Page:
    with read() as session:
        so_far, colleagues = second_reviews.second_reviews_of(
            session, actor=actor(), dossier_id=dossier_id, now=clock.now(), part=choices_asked()
        )
    page = render_template(
        "teacher/second_reviews.html",
        dossier_id=dossier_id,
        asked=so_far,
        found=colleagues,
        wanted=choices_asked().query,
        colleagues=[(one.person_id, one.display_name) for one in colleagues.items],
        faults=faults,
        summary=[{"field": "reviewer", "text": text} for text in faults.values()],
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page


def _blind_page(dossier_id: int, faults: Mapping[str, str]) -> Page:
    with read() as session:
        found = second_reviews.open_blind_review(
            session, actor=actor(), dossier_id=dossier_id, now=clock.now()
        )
    themes = theme_rows(found.review)
    done = {theme.group.id: sum(row.entry.item.id in found.scores for row in theme.rows) for theme in themes}
    wanted = request.values.get("theme", "") or next(
        (theme.group.id for theme in themes if done[theme.group.id] < len(theme.rows)), ""
    )
    theme = chosen_theme(themes, wanted)
    ids = [one.group.id for one in themes]
    after = ids[(ids.index(theme.group.id) + 1) % len(ids)] if theme else ""
    page = render_template(
        "teacher/blind.html",
        blind=found,
        review=found.review,
        themes=themes,
        theme=theme,
        done=done,
        after=after,
        posted=scores(request.form),
        faults=faults,
        summary=[
            {"field": "hand-in" if field == "scores" else f"item-{field}", "text": text}
            for field, text in faults.items()
        ],
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page
