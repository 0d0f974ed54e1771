"""Good practices inside a platform: a company tells, its lead looks, and the company may take it away at any time."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import Form

from scan.domain.errors import InvalidInput, Stale
from scan.domain.policy import Permission
from scan.use_cases import platforms, practices
from scan.use_cases.practices import PracticeInput
from web import clock
from web.database import read, transaction
from web.forms.faults import Faults, refused, said, summary_of
from web.forms.platform import JudgeForm, PracticeForm, sentences
from web.i18n import gettext as _
from web.identity import actor
from web.listing import choices_asked, word_chosen
from web.network_words import choices, effort_names, practice_states, theme_names
from web.views.inside import MEMBERS

stories = Blueprint("stories", __name__)
Page = str | Response | tuple[str, int]


@stories.get("/platforms/<int:platform_id>/practices/new")
@MEMBERS
def tell(platform_id: int) -> Page:
    """The form for a story about an improvement."""
    return _tell_page(platform_id, {})


@stories.post("/platforms/<int:platform_id>/practices/new")
@MEMBERS
def tell_post(platform_id: int) -> Page:
    """Offer a story to the lead."""
    form = PracticeForm(request.form)
    if not form.validate():
        return _tell_page(platform_id, said(form, sentences())), 422
    try:
        with transaction() as session:
            practice_id = practices.offer_practice(
                session, actor=actor(), platform_id=platform_id, practice=_practice(form), now=clock.now()
            )
    except InvalidInput as problem:
        return _tell_page(platform_id, refused(problem)), 422
    flash(_("Your story is with the lead of the platform."), "ok")
    return redirect(url_for("stories.show", practice_id=practice_id))


@stories.get("/practices/<int:practice_id>/manage")
@MEMBERS
def show(practice_id: int) -> Page:
    """A story, for its company to change or take away, or for the lead to judge."""
    return _page(practice_id, {})


@stories.post("/practices/<int:practice_id>/manage")
@MEMBERS
def change_story(practice_id: int) -> Page:
    """Change a story and offer it again."""
    form = PracticeForm(request.form)

    def work(session: Any) -> None:
        practices.change_practice(
            session, actor=actor(), practice_id=practice_id, practice=_practice(form),
            version=form.version.data or 0, now=clock.now(),
        )  # fmt: skip

    return _do(practice_id, form, work, _("Your story is with the lead of the platform."))


@stories.post("/practices/<int:practice_id>/judge")
@MEMBERS
def judge_story(practice_id: int) -> Page:
    """The lead publishes a story, or gives it back."""
    form = JudgeForm(request.form)
    publishes = form.decision.data == "publish"

    def work(session: Any) -> None:
        version, now, reason = form.version.data or 0, clock.now(), form.reason.data or ""
        if publishes:
            practices.publish_practice(
                session, actor=actor(), practice_id=practice_id, version=version, now=now
            )
        else:
            practices.return_practice(
                session, actor=actor(), practice_id=practice_id, reason=reason, version=version, now=now
            )

    done = _("Everyone can read it now.") if publishes else _("It went back, with your words.")
    return _do(practice_id, form, work, done)


@stories.post("/practices/<int:practice_id>/withdraw")
@MEMBERS
def withdraw_story(practice_id: int) -> Page:
    """The company takes its story away; it is gone at once."""
    with transaction() as session:
        practices.withdraw_practice(session, actor=actor(), practice_id=practice_id, now=clock.now())
    flash(_("Your story is no longer public."), "ok")
    return redirect(url_for("stories.show", practice_id=practice_id))


def _do(practice_id: int, form: Form, work: Callable[[Any], None], done: str) -> Page:
    if not form.validate():
        return _page(practice_id, said(form, sentences())), 422
    try:
        with transaction() as session:
            work(session)
    except InvalidInput as problem:
        return _page(practice_id, refused(problem)), 422
    except Stale:
        return _page(practice_id, {"title": _stale()}), 409
    flash(done, "ok")
    return redirect(url_for("stories.show", practice_id=practice_id))


def _stale() -> str:
    return _("Someone else changed this in the meantime. Look at it again.")


def _practice(form: PracticeForm) -> PracticeInput:
    return PracticeInput(
        form.improvement.data or "", form.theme.data or "", form.title.data or "", form.story.data or "",
        form.effort.data or "", form.effect.data or "",
    )  # fmt: skip


def _tell_page(platform_id: int, faults: Faults) -> str:
    names = theme_names()
    with read() as session:
        platforms.find_platform(session, actor(), platform_id, Permission.TAKE_PART, clock.now())
        mine = platforms.own_member(session, actor(), platform_id) or 0
        found = practices.improvements(
            session, actor=actor(), organisation_id=mine, asked=choices_asked(),
            chosen=word_chosen(request.form, "improvement"),
        )  # fmt: skip
        about = platforms.show_platform(session, platform_id=platform_id)
    listed = [
        (
            one.key,
            one.text if one.theme is None or one.points is None else _better(names[one.theme], one.points),
        )
        for one in found.items
    ]
    return render_template(
        "platform/tell.html",
        platform=about,
        improvements=choices(listed, _("Choose an improvement")),
        any_improvement=bool(found.items) or bool(choices_asked().query),
        found=found,
        wanted=choices_asked().query,
        theme_choices=choices(names.items(), _("Choose a theme")),
        effort_choices=choices(effort_names().items(), _("Choose what it took")),
        values=request.form if faults else {},
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )


def _better(theme: str, points: tuple[int, int]) -> str:
    return _("%(theme)s: from %(before)s to %(after)s points", theme=theme, before=points[0], after=points[1])


def _page(practice_id: int, faults: Faults) -> str:
    with read() as session:
        found = practices.open_practice(session, actor=actor(), practice_id=practice_id, now=clock.now())
    values = request.form if faults and "title" in request.form else {
        "theme": found.theme, "title": found.title, "story": found.story, "effort": found.effort.value,
        "effect": found.effect,
    }  # fmt: skip
    return render_template(
        "platform/story.html",
        practice=found,
        state=practice_states()[found.state],
        themes=theme_names(),
        theme_choices=choices(theme_names().items(), _("Choose a theme")),
        effort_choices=choices(effort_names().items(), _("Choose what it took")),
        efforts=effort_names(),
        values=values,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
