"""Inside a platform: for its members, its lead and the alliance."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import Form

from scan.domain.errors import InvalidInput, Stale
from scan.domain.roles import Role
from scan.use_cases import help_notices, meetings, platform_lists, platforms, practices
from scan.use_cases.meetings import MeetingInput
from scan.use_cases.platforms import PlatformInput
from web import clock
from web.database import read, transaction
from web.forms.faults import Faults, refused, said, summary_of
from web.forms.platform import (
    ComingForm,
    MeetingForm,
    NoticeForm,
    PlatformForm,
    sentences,
)
from web.i18n import ZONE
from web.i18n import gettext as _
from web.identity import actor
from web.listing import Links, choices_asked, links_of, part_asked, piece_asked
from web.network_words import choices, help_names, theme_names
from web.permissions import allow

inside = Blueprint("inside", __name__)
Page = str | Response | tuple[str, int]
PIECE = 10
"""Of each of the lists on the members' page."""
MEMBERS = allow(Role.CONTACT, Role.COORDINATOR, Role.CERTIFIER, Role.ADMINISTRATOR)


@inside.get("/platforms/<int:platform_id>/inside")
@MEMBERS
def show(platform_id: int) -> Page:
    """Meetings, help, and for the lead the stories that wait."""
    return _page(platform_id, {})


@inside.post("/platforms/<int:platform_id>/meetings")
@MEMBERS
def plan_meeting(platform_id: int) -> Page:
    """Plan a meeting."""
    form = MeetingForm(request.form)

    def work(session: Any) -> None:
        meetings.plan_meeting(
            session, actor=actor(), platform_id=platform_id, meeting=_meeting(form), now=clock.now()
        )

    return _do(platform_id, form, work, _("The meeting is planned."), suffix="-meeting")


@inside.get("/meetings/<int:meeting_id>")
@MEMBERS
def meeting(meeting_id: int) -> Page:
    """One meeting, to change it or to write down what was said."""
    return _meeting_page(meeting_id, {})


@inside.post("/meetings/<int:meeting_id>")
@MEMBERS
def change_meeting(meeting_id: int) -> Page:
    """Change a meeting."""
    form = MeetingForm(request.form)
    if not form.validate():
        return _meeting_page(meeting_id, said(form, sentences())), 422
    try:
        with transaction() as session:
            meetings.change_meeting(
                session, actor=actor(), meeting_id=meeting_id, meeting=_meeting(form),
                notes=form.notes.data or "", version=form.version.data or 0, now=clock.now(),
            )  # fmt: skip
    except InvalidInput as problem:
        return _meeting_page(meeting_id, refused(problem)), 422
    except Stale:
        return _meeting_page(meeting_id, {"notes": _stale()}), 409
    flash(_("Saved."), "ok")
    return redirect(url_for("inside.meeting", meeting_id=meeting_id))


@inside.post("/meetings/<int:meeting_id>/cancel")
@MEMBERS
def cancel_meeting(meeting_id: int) -> Page:
    """It does not go on."""
    try:
        with transaction() as session:
            platform_id = meetings.cancel_meeting(
                session, actor=actor(), meeting_id=meeting_id, now=clock.now()
            )
    except InvalidInput as problem:
        return _meeting_page(meeting_id, refused(problem)), 422
    flash(_("The meeting is cancelled."), "ok")
    return redirect(url_for("inside.show", platform_id=platform_id))


@inside.post("/meetings/<int:meeting_id>/coming")
@MEMBERS
def say_coming(meeting_id: int) -> Page:
    """How many come."""
    form = ComingForm(request.form)
    people = form.people.data if form.validate() and form.people.data is not None else -1
    try:
        with transaction() as session:
            platform_id = meetings.say_coming(
                session, actor=actor(), meeting_id=meeting_id, people=people, now=clock.now()
            )
    except InvalidInput as problem:
        flash(next(iter(refused(problem).values())), "warn")
        return redirect(url_for("partner.overview"))
    flash(_("Noted. See you there.") if people else _("Noted. You do not come."), "ok")
    return redirect(url_for("inside.show", platform_id=platform_id))


@inside.post("/platforms/<int:platform_id>/notices")
@MEMBERS
def place_notice(platform_id: int) -> Page:
    """Ask for help, or offer it."""
    form = NoticeForm(request.form)

    def work(session: Any) -> None:
        help_notices.place_notice(
            session, actor=actor(), platform_id=platform_id, kind=form.kind.data or "",
            theme=form.theme.data or "", text=form.text.data or "", expires_on=form.expires_on.data,
            now=clock.now(),
        )  # fmt: skip

    return _do(platform_id, form, work, _("Your notice stands there."))


@inside.post("/notices/<int:notice_id>/close")
@MEMBERS
def close_notice(notice_id: int) -> Page:
    """It is settled."""
    with transaction() as session:
        platform_id = help_notices.close_notice(session, actor=actor(), notice_id=notice_id, now=clock.now())
    flash(_("The notice is gone."), "ok")
    return redirect(url_for("inside.show", platform_id=platform_id))


@inside.post("/platforms/<int:platform_id>/about")
@MEMBERS
def change_platform(platform_id: int) -> Page:
    """What the platform says of itself."""
    form = PlatformForm(request.form)

    def work(session: Any) -> None:
        about = PlatformInput(form.name.data or "", form.place.data or "", form.summary.data or "")
        platforms.change_platform(
            session, actor=actor(), platform_id=platform_id, platform=about,
            version=form.version.data or 0, now=clock.now(),
        )  # fmt: skip

    return _do(platform_id, form, work, _("Saved."), suffix="-about")


def _do(platform_id: int, form: Form, work: Callable[[Any], None], done: str, *, suffix: str = "") -> Page:
    """Check the form, do the work in one transaction, and say so; or show the page with what is wrong."""
    if not form.validate():
        return _page(platform_id, _behind(said(form, sentences()), suffix)), 422
    try:
        with transaction() as session:
            work(session)
    except InvalidInput as problem:
        return _page(platform_id, _behind(refused(problem), suffix)), 422
    except Stale:
        return _page(platform_id, {f"summary{suffix}": _stale()}), 409
    flash(done, "ok")
    return redirect(url_for("inside.show", platform_id=platform_id))


def _behind(faults: Faults, suffix: str) -> Faults:
    return {f"{field}{suffix}": fault for field, fault in faults.items()}


def _stale() -> str:
    return _("Someone else changed this in the meantime. Look at it again.")


def _meeting(form: MeetingForm) -> MeetingInput:
    """Times are those of the region."""
    local: datetime | None = form.starts_at.data
    moment = None if local is None else local.replace(tzinfo=ZONE)
    return MeetingInput(form.title.data or "", moment, form.place.data or "", form.agenda.data or "")


def _page(platform_id: int, faults: Faults) -> str:
    now = clock.now()
    about: dict[str, Any] = {"actor": actor(), "platform_id": platform_id, "now": now}
    with read() as session:
        coming = meetings.meetings_of(session, **about, asked=piece_asked("meetings", size=PIECE))
        past = meetings.meetings_of(session, **about, over=True, asked=piece_asked("past", size=PIECE))
        notices = help_notices.notices_of(session, **about, asked=piece_asked("notices", size=PIECE))
        runs = platforms.leads(session, actor(), platform_id)
        waiting = (
            practices.waiting_practices(session, **about, asked=piece_asked("waiting", size=PIECE))
            if runs
            else None
        )
        found = platforms.show_platform(session, platform_id=platform_id)
        mine = platform_lists.own_membership(session, actor=actor(), platform_id=platform_id)
        members = (
            platform_lists.members_of(session, platform_id=platform_id, asked=choices_asked())
            if mine is None
            else None
        )
    return render_template(
        "platform/inside.html",
        platform=found,
        meetings=coming,
        past=past,
        notices=notices,
        pages={
            name: Links("inside.show", {"platform_id": platform_id}, name)
            for name in ("waiting", "meetings", "past", "notices")
        },
        members=members,
        wanted=choices_asked().query,
        waiting=waiting,
        runs=runs,
        mine=mine,
        people=[("0", _("Nobody"))] + [(str(count), str(count)) for count in range(1, 10)],
        helps=help_names(),
        help_choices=choices(help_names().items()),
        themes=theme_names(),
        theme_choices=choices(theme_names().items()),
        posted=request.form if faults else {},
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )


def _meeting_page(meeting_id: int, faults: Faults) -> str:
    with read() as session:
        found = meetings.open_meeting(session, actor=actor(), meeting_id=meeting_id, now=clock.now())
        coming = meetings.who_comes(
            session, actor=actor(), meeting_id=meeting_id, now=clock.now(), asked=part_asked()
        )
    values = request.form if faults and "title" in request.form else {
        "title": found.title, "starts_at": found.starts_at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M"),
        "place": found.place, "agenda": found.agenda, "notes": found.notes or "",
    }  # fmt: skip
    return render_template(
        "platform/meeting.html",
        meeting=found,
        coming=coming,
        links=links_of("inside.meeting", meeting_id=meeting_id),
        values=values,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
