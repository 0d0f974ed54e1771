"""Applying for a statement: the draft, photos of its activities, and sending what is signed (instrument D5)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from certificates.scheme import statement_scheme
from scan.domain.applications import ApplicationState
from scan.domain.entry import Activity, Tag
from scan.domain.errors import Clash, InvalidInput, NotFound, Stale
from scan.domain.evidence import MAX_PER_ITEM
from scan.domain.renewal import Compared, Shown, compare
from scan.domain.statements import MOST_ACTIVITIES, WORDS_MAXIMUM, ActivityInput, DraftInput
from scan.use_cases import activity_photos, applying, stating
from scan.use_cases.applying import ApplicationInfo
from scan.use_cases.entry import own_checklist
from scan.use_cases.statement_drafts import Draft, draft_of
from scan.use_cases.statements_on_file import Earlier, own_earlier_statement
from web import clock
from web.database import read, transaction
from web.files import files
from web.forms.company import StatementForm
from web.forms.faults import refused, summary_of
from web.holder import SPEAKERS, organisation_id
from web.i18n import gettext as _
from web.i18n import text
from web.identity import actor
from web.views.applying import checklist, labels, last_time, on_the_page, own
from web.views.own import Page, returned_condition

__all__ = ["own"]

_TO_PHOTOS = re.compile(r"photos-([0-9])")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that somebody else saved otherwise."""

    label: str
    saved: str
    typed: str


@own.get("/apply/statement")
@SPEAKERS
def statement_form() -> Page:
    """Apply for a statement; what was saved, or else written last time, stands there again."""
    return _statement_page(None, {})


@own.post("/apply/statement")
@SPEAKERS
def statement_post() -> Page:
    """Send the application; or keep it as a draft, and go on to the photos of an activity."""
    form = StatementForm(request.form)
    onward = form.next.data or ""
    try:
        if onward:
            return _save(form, onward)
        with transaction() as session:
            stating.apply_for_statement(
                session,
                actor=actor(),
                organisation_id=organisation_id(),
                application=form.application(),
                statement=form.statement(),
                rules=statement_scheme().application,
                now=clock.now(),
                version=form.version.data or 0,
            )
    except InvalidInput as problem:
        return _statement_page(form, on_the_page(problem, statement_scheme(), _labels())), 422
    except Stale as stale:
        return _statement_page(form, {}, stale), 409
    flash(_("Your application is sent to the alliance."), "ok")
    return redirect(url_for("own.certificate"))


def _save(form: StatementForm, onward: str) -> Page:
    with transaction() as session:
        stating.save_draft(
            session,
            actor=actor(),
            organisation_id=organisation_id(),
            typed=form.draft(),
            version=form.version.data or 0,
            now=clock.now(),
        )
    photos = _TO_PHOTOS.fullmatch(onward)
    if photos:
        return redirect(url_for("own.activity_photos_page", activity=int(photos[1]) + 1))
    flash(_("Saved. It is not sent yet: you can go on later."), "ok")
    return redirect(url_for("own.statement_form"))


@own.get("/apply/statement/activities/<int:activity>/photos")
@SPEAKERS
def activity_photos_page(activity: int) -> Page:
    """Photos of one activity of the draft, counted from 1."""
    return _photos_page(activity, {})


@own.post("/apply/statement/activities/<int:activity>/photos")
@SPEAKERS
def add_activity_photo(activity: int) -> Page:
    """Add a photo."""
    upload = request.files.get("photo")
    if upload is None or not upload.filename:
        return _photos_page(activity, {"photo": _("Choose a photo.")}), 422
    try:
        with transaction() as session:
            activity_photos.add_photo(
                session,
                actor=actor(),
                organisation_id=organisation_id(),
                activity=activity - 1,
                data=upload.read(),
                files=files(),
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _photos_page(activity, refused(problem)), 422
    flash(_("The photo is saved."), "ok")
    return redirect(url_for("own.activity_photos_page", activity=activity))


@own.post("/apply/statement/photos/<int:photo_id>/remove")
@SPEAKERS
def remove_activity_photo(photo_id: int) -> Page:
    """Take a photo out of the draft."""
    try:
        with transaction() as session:
            place = activity_photos.remove_photo(
                session, actor=actor(), photo_id=photo_id, files=files(), now=clock.now()
            )
    except InvalidInput as problem:
        flash(" ".join(refused(problem).values()), "warn")
        return redirect(url_for("own.statement_form"))
    flash(_("The photo is gone."), "ok")
    return redirect(url_for("own.activity_photos_page", activity=place + 1))


def _photos_page(activity: int, faults: Mapping[str, str]) -> str:
    with read() as session:
        about: dict[str, Any] = {"actor": actor(), "organisation_id": organisation_id()}
        draft = draft_of(session, **about)
        photos = stating.photos_to_send(session, **about)
    if draft is None or not 1 <= activity <= MOST_ACTIVITIES:
        raise NotFound
    written = draft.typed.statement.activities
    return render_template(
        "own/activity_photos.html",
        activity=activity,
        title_typed=written[activity - 1].title if activity <= len(written) else "",
        photos=photos.get(activity - 1, ()),
        most=MAX_PER_ITEM,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )


def _labels() -> dict[str, str]:
    """What a field is called in the list of what is not right yet."""
    of_an_activity = {
        "title": _("what did you do"),
        "done_on": _("when"),
        "tags": _("what is it good for"),
        "result": _("what came of it"),
        "link": _("where can one see it"),
    }
    activities = {
        f"activities-{place}-{field}": f"{_('Activity %(number)s', number=place + 1)}, {label}"
        for place in range(MOST_ACTIVITIES)
        for field, label in of_an_activity.items()
    }
    return activities | {
        "words": _("What you want"),
        "next_step": _("Your next step"),
        "next_step_by": _("The day of your next step"),
        "sharing": _("How you share"),
    }


def _statement_page(form: StatementForm | None, faults: Mapping[str, str], stale: Stale | None = None) -> str:
    rules = statement_scheme()
    with read() as session:
        about: dict[str, Any] = {"actor": actor(), "organisation_id": organisation_id()}
        entries = own_checklist(session, **about, dossier_id=None, rules=rules.application, now=clock.now())
        sent = applying.statements_of(session, **about)
        draft = draft_of(session, **about)
        photos = stating.photos_to_send(session, **about)
        earlier = own_earlier_statement(session, **about)
    last = sent[0] if sent else None
    version = draft.version if draft else 0
    if form is None:
        form = StatementForm(data=_written_before(last, draft))
    elif stale is None:
        version = form.version.data or 0  # what was seen: a colleague may have saved since
    return render_template(
        "own/apply_statement.html",
        scheme=rules,
        checklist=checklist(entries, {one.id: text(one.text) for one in rules.entry}),
        ready=all(entry.met is not False for entry in entries),
        new_after=next((entry.new_after for entry in entries if entry.new_after), None),
        compared=_compared(form, earlier),
        last=last,
        running=last is not None and last.state is ApplicationState.OPEN,
        condition=None if last is None else returned_condition(last),
        form=form,
        draft=draft,
        version=version,
        photos=photos,
        stale=stale is not None,
        differences=[] if stale is None else _differences(stale.clashes),
        tags=_tags(),
        words_maximum=WORDS_MAXIMUM,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )


def _tags() -> list[tuple[str, str]]:
    return [
        (Tag.PEOPLE.value, _("People: for people")),
        (Tag.PLANET.value, _("Planet: for nature and environment")),
        (Tag.PROFIT.value, _("Profit: what it brings us and society")),
    ]


def _differences(clashes: Sequence[Clash]) -> list[Difference]:
    names = _labels() | labels()
    shared = {key.value: text(words) for key, words in statement_scheme().sharing.items()}

    def said(value: object) -> str:
        return shared.get(str(value), str(value)) or _("nothing")

    return [
        Difference(
            names["activities_there" if one.subject == "activities" else one.subject],
            said(one.current),
            said(one.offered),
        )
        for one in clashes
    ]


def _compared(form: StatementForm, earlier: Earlier | None) -> dict[int, Compared]:
    """Each activity that has a title and a day beside the earlier statement, by its place in the form."""
    if earlier is None:
        return {}
    typed = {
        place: activity
        for place, one in enumerate(form.statement().activities)
        if (activity := _activity(one)) is not None
    }
    words_alone = [Shown(one, None) for one in typed.values()]
    beside = compare(words_alone, earlier.activities, earlier.since)
    return dict(zip(typed, beside.activities, strict=True))


def _activity(typed: ActivityInput) -> Activity | None:
    if typed.done_on is None or not typed.title.strip():
        return None
    return Activity(
        title=" ".join(typed.title.split()),
        done_on=typed.done_on,
        tags=tuple(tag for tag in Tag if tag.value in typed.tags),
        result=" ".join(typed.result.split()),
        link=typed.link.strip() or None,
    )


def _written_before(last: ApplicationInfo | None, draft: Draft | None) -> dict[str, object]:
    """What the form begins with: the draft, else what was sent last; who signs stands there as last time."""
    signed = {} if last is None or last.statement is None else last_time(last)
    if draft is not None:
        return signed | _fields(draft.typed)
    if last is None or last.statement is None:
        return {}
    written = last.statement
    return signed | {
        "words": written.words,
        "activities": [
            {
                "title": one.title,
                "done_on": one.done_on,
                "tags": [tag.value for tag in one.tags],
                "result": one.result,
                "link": one.link or "",
            }
            for one in written.activities
        ],
        "next_step": written.next_step,
        "next_step_by": written.next_step_by,
        "sharing": written.sharing.value,
    }


def _fields(typed: DraftInput) -> dict[str, object]:
    written = typed.statement
    return {
        "words": written.words,
        "activities": [
            {
                "title": one.title,
                "done_on": one.done_on,
                "tags": list(one.tags),
                "result": one.result,
                "link": one.link,
            }
            for one in written.activities
        ],
        "next_step": written.next_step,
        "next_step_by": written.next_step_by,
        "sharing": written.sharing,
        "sites": typed.sites,
        "activities_there": typed.work,
    }
