"""For teachers: a round of votes with the class, on a digital board, and what came of it."""

import hashlib
from collections.abc import Mapping

import segno
from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from scan.domain.classroom import MOST_CHILDREN, Devices, RoundState, shown_round_code
from scan.domain.errors import InvalidInput
from scan.domain.roles import Role
from scan.use_cases import classes as school_classes
from scan.use_cases import classroom as rounds
from scan.use_cases import pupils
from scan.use_cases.classroom import OpenRound
from web import clock
from web.class_results import actions, answers_of, class_wheels
from web.database import read, transaction
from web.forms.classroom import ChildrenForm, QuestionForm, RoundForm, posted_hands
from web.forms.faults import refused, said, summary_of
from web.i18n import gettext as _
from web.identity import actor
from web.permissions import allow
from web.results import theme_rows

classroom = Blueprint("classroom", __name__)
Page = str | Response | tuple[str, int]
STAFF = allow(Role.TEACHER, Role.COORDINATOR)
QUESTIONNAIRE = "primary-class"
HIDDEN = "hidden"
"""The board shows no bars, so that nobody votes as the others do."""


@classroom.get("/teacher/classes/<int:class_id>/own-school")
@STAFF
def own_school(class_id: int) -> Page:
    """How this class looks at its own school: voting together, or each pupil a scan."""
    return _own_school_page(class_id, {})


@classroom.post("/teacher/classes/<int:class_id>/rounds")
@STAFF
def open_round(class_id: int) -> Page:
    """Open a round, and show the board."""
    form = RoundForm(request.form)
    if not form.validate():
        sentences = {
            "children": _("Fill in how many children take part."),
            "devices": _("Choose who holds a device."),
        }
        return _own_school_page(class_id, said(form, sentences))
    try:
        with transaction() as session:
            round_id = rounds.open_round(
                session,
                actor=actor(),
                class_id=class_id,
                slug=QUESTIONNAIRE,
                children=form.children.data or 0,
                devices=form.devices.data or "",
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _own_school_page(class_id, refused(problem))
    return redirect(url_for("classroom.board", round_id=round_id))


@classroom.get("/teacher/rounds/<int:round_id>")
@STAFF
def board(round_id: int) -> Page:
    """The digital board: the question, the answers with live bars, and the code."""
    found = _round(round_id)
    if found.state is RoundState.CLOSED:
        return redirect(url_for("classroom.result", round_id=round_id))
    return _board_page(found, {})


@classroom.get("/teacher/rounds/<int:round_id>/bars")
@STAFF
def bars(round_id: int) -> Page:
    """The bars alone, for the board to fetch again; 304 as long as nothing was counted."""
    found = _round(round_id)
    answer = make_response(render_template("classroom/_bars.html", found=found, hidden=_hides()))
    answer.set_etag(hashlib.sha256(answer.get_data()).hexdigest()[:20])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer


@classroom.post("/teacher/rounds/<int:round_id>/question")
@STAFF
def question(round_id: int) -> Page:
    """Put another question on the board."""
    form = QuestionForm(request.form)
    if not form.validate():
        return _board_page(_round(round_id), {"item": _("Choose a question.")})
    try:
        with transaction() as session:
            rounds.show_question(
                session, actor=actor(), round_id=round_id, item_id=form.item.data or "", now=clock.now()
            )
    except InvalidInput as problem:
        return _board_page(_round(round_id), refused(problem))
    return redirect(_board_url(round_id))


@classroom.post("/teacher/rounds/<int:round_id>/hands")
@STAFF
def hands(round_id: int) -> Page:
    """Count hands instead of, or beside, the votes of devices."""
    form, found = QuestionForm(request.form), _round(round_id)
    one = next((each for each in found.questions if each.item.id == form.item.data), None)
    if one is None:
        return _board_page(found, {"item": _("Choose a question.")})
    counted = posted_hands(one.tally.hands, request.form)
    wrong = {
        f"h_{key}": _("Fill in a number of 0 or more.") for key, count in counted.items() if count is None
    }
    if wrong:
        return _board_page(found, wrong)
    try:
        with transaction() as session:
            rounds.count_hands(
                session,
                actor=actor(),
                round_id=round_id,
                item_id=one.item.id,
                hands={key: count or 0 for key, count in counted.items()},
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _board_page(found, refused(problem, {"hands": f"h_{next(iter(counted))}"}))
    return redirect(_board_url(round_id))


@classroom.post("/teacher/rounds/<int:round_id>/children")
@STAFF
def children(round_id: int) -> Page:
    """Another number of children takes part: one came late, or went home."""
    form = ChildrenForm(request.form)
    if not form.validate():
        return _board_page(_round(round_id), {"children": _("Fill in a number.")})
    try:
        with transaction() as session:
            rounds.change_children(
                session,
                actor=actor(),
                round_id=round_id,
                children=form.children.data or 0,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _board_page(_round(round_id), refused(problem))
    return redirect(_board_url(round_id))


@classroom.post("/teacher/rounds/<int:round_id>/again")
@STAFF
def again(round_id: int) -> Page:
    """Take the votes on a question away and vote on it again."""
    form = QuestionForm(request.form)
    if not form.validate():
        return _board_page(_round(round_id), {"item": _("Choose a question.")})
    try:
        with transaction() as session:
            rounds.vote_again(
                session, actor=actor(), round_id=round_id, item_id=form.item.data or "", now=clock.now()
            )
    except InvalidInput as problem:
        return _board_page(_round(round_id), refused(problem))
    return redirect(_board_url(round_id))


@classroom.get("/teacher/rounds/<int:round_id>/close")
@STAFF
def close(round_id: int) -> Page:
    """Ask before closing: after that nobody can vote any more."""
    return _close_page(round_id, {})


@classroom.post("/teacher/rounds/<int:round_id>/close")
@STAFF
def close_post(round_id: int) -> Page:
    """Close the round and show the result."""
    try:
        with transaction() as session:
            rounds.close_round(session, actor=actor(), round_id=round_id, now=clock.now())
    except InvalidInput as problem:
        return _close_page(round_id, refused(problem))
    flash(_("The round is closed. This is what your class found."), "ok")
    return redirect(url_for("classroom.result", round_id=round_id))


@classroom.get("/teacher/rounds/<int:round_id>/result")
@STAFF
def result(round_id: int) -> Page:
    """The wheel and every question with what the class said."""
    return _result_page("classroom/result.html", round_id)


@classroom.get("/teacher/rounds/<int:round_id>/poster")
@STAFF
def poster(round_id: int) -> Page:
    """One sheet for the wall, with room for the action that the class chooses."""
    return _result_page("classroom/poster.html", round_id)


def _round(round_id: int) -> OpenRound:
    with read() as session:
        return rounds.read_round(session, actor=actor(), round_id=round_id, now=clock.now())


def _hides() -> bool:
    return request.values.get("bars") == HIDDEN


def _board_url(round_id: int) -> str:
    return url_for("classroom.board", round_id=round_id, bars=HIDDEN if _hides() else None)


def _board_page(found: OpenRound, faults: Mapping[str, str]) -> Page:
    place, questions = found.place, found.questions
    address = f"{current_app.config['SETTINGS'].base_url}{url_for('voting.ballot', code=found.code)}"
    drawn = segno.make(address, micro=False).svg_inline(border=4, light="#fff", omitsize=True)
    page = render_template(
        "classroom/board.html",
        found=found,
        shared=found.devices is Devices.SHARED,
        hidden=_hides(),
        code=shown_round_code(found.code),
        address=f"{current_app.config['SETTINGS'].base_url}{url_for('voting.enter')}",
        qr=Markup(drawn),  # noqa: S704 - drawn by segno, no text in it
        before=questions[place - 1].item.id if place else None,
        after=questions[place + 1].item.id if place + 1 < len(questions) else None,
        faults=faults,
        posted=request.form,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page


def _own_school_page(class_id: int, faults: Mapping[str, str]) -> Page:
    with read() as session:
        found = school_classes.open_class(session, actor=actor(), class_id=class_id, now=clock.now())
        held = rounds.rounds_of(session, actor=actor(), class_id=class_id, now=clock.now())
        scans = pupils.class_scans(session, actor=actor(), class_id=class_id, now=clock.now())
    page = render_template(
        "classroom/own_school.html",
        found=found,
        rounds=held,
        scans=scans,
        most=MOST_CHILDREN,
        faults=faults,
        posted=request.form,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page


def _close_page(round_id: int, faults: Mapping[str, str]) -> Page:
    found = _round(round_id)
    page = render_template(
        "classroom/close.html",
        found=found,
        open_questions=[one for one in found.questions if one.answer is None],
        summary=[{"field": "main", "text": fault} for fault in faults.values()],
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page


def _result_page(template: str, round_id: int) -> Page:
    found = _round(round_id)
    if found.outcome is None:
        return redirect(url_for("classroom.board", round_id=round_id))
    return render_template(
        template,
        found=found,
        answers=answers_of(found),
        wheels=class_wheels(found, found.outcome),
        scores=theme_rows(found.questionnaire, found.outcome),
        actions=actions(found),
    )
