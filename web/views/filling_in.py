"""Filling in a scan: profile, questions one by one or a theme at a time, evidence. ``handing_in`` has what follows."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from questionnaires.answers import State
from questionnaires.definition import Item
from scan.domain.errors import Clash, InvalidInput, Stale
from scan.domain.evidence import MAX_PER_ITEM
from scan.domain.messages import ALONE_ONLY
from scan.domain.roles import Role
from scan.use_cases import answering, opening
from scan.use_cases.following import following_of
from scan.use_cases.opening import OpenScan
from web import clock
from web.conflicts import conflict_page
from web.database import read, transaction
from web.errors import wants_json, words
from web.forms.answers import answer_from_json, answer_to_json, posted_answers
from web.forms.scanning import EvidenceForm, posted_profile, posted_text, profile_form
from web.i18n import gettext as _
from web.i18n import text
from web.identity import actor
from web.new_evidence import keep_piece
from web.permissions import allow
from web.question_cards import Filled, as_posted, as_saved, card
from web.scan_order import items_in, neighbour, next_url, order_of, steps
from web.together import following_part, theme_lines

scanning = Blueprint("scanning", __name__, url_prefix="/scans/<int:scan_id>")
Page = str | Response | tuple[str, int]
Given = Mapping[str, answering.AnswerInput]
START_PAGES = {
    "student": "student.start",
    "secondary": "pupil.start",
}
RESPONDENTS = allow(Role.STUDENT, Role.CONTACT, Role.COORDINATOR)


def opened(scan_id: int) -> OpenScan:
    """The scan, for someone who may read it."""
    with read() as session:
        return opening.open_scan(session, actor=actor(), scan_id=scan_id, now=clock.now())


def start_url(scan: OpenScan) -> str:
    """Where this respondent came from."""
    if scan.audience in START_PAGES:
        return url_for(START_PAGES[scan.audience])
    return url_for("own.overview", holder=scan.audience)


@scanning.get("")
@RESPONDENTS
def overview(scan_id: int) -> Page:
    """How far one is, theme by theme, and the list of questions still to ask."""
    scan = opened(scan_id)
    return overview_page(scan, to_ask(scan))


def overview_page(
    scan: OpenScan, asking: Sequence[str], *, started: bool = False, reply: Mapping[str, object] | None = None
) -> str:
    """The page, with these on the list 'Nog navragen'. ``started``: also with nothing saved; ``reply``: one refused."""
    items = {item.id: item for item in scan.questionnaire.items()}
    return render_template(
        "scanning/overview.html",
        scan=scan,
        steps=steps(scan, None),
        to_ask=[items[key] for key in asking],
        started=started or bool(scan.answers) or not scan.missing_profile,
        next_url=next_url(scan),
        has_errors=bool(reply),
        **(reply or {}),
        **_together(scan),
    )


def to_ask(scan: OpenScan) -> list[str]:
    """The questions on the list 'Nog navragen': said not to know."""
    unsure = {key for key, saved in scan.answers.items() if saved.answer.state is State.DONT_KNOW}
    return [key for key in scan.open_items if key in unsure]


def _together(scan: OpenScan) -> dict[str, object]:
    """What the overview of a shared scan says of the others."""
    if not (scan.is_shared and scan.is_respondent):
        return {"shared_by": None}
    seen = following_of(scan)
    by = {line.name: line.by for line in theme_lines(seen)}
    return {"shared_by": by, **following_part(seen, people_only=True)}


@scanning.get("/profile")
@RESPONDENTS
def profile(scan_id: int) -> Page:
    """The facts that decide which questions fit."""
    scan = opened(scan_id)
    return profile_page(scan, facts_of(scan), {})


def facts_of(scan: OpenScan) -> dict[str, str]:
    """The facts as their fields hold them."""
    return {key: field_value(value) for key, value in scan.profile.items()}


@scanning.post("/profile")
@RESPONDENTS
def profile_post(scan_id: int) -> Page:
    """Save the facts and go on to the first question."""
    scan = opened(scan_id)
    form = profile_form(scan.questionnaire.profile)(request.form)
    if not form.validate():
        return profile_page(scan, posted_text(form), {"version": _("Load the page again.")}), 422
    given = posted_profile(scan.questionnaire.profile, form)
    try:
        with transaction() as session:
            version = answering.save_profile(
                session,
                actor=actor(),
                scan_id=scan_id,
                profile=given,
                version=form.version.data or 0,
                now=clock.now(),
            )
        if wants_json():
            return jsonify(version=version)
        missing = [field.id for field in scan.questionnaire.profile if field.id not in given]
        if not missing:
            return redirect(next_url(opened(scan_id)))
        faults = dict.fromkeys(missing, _("Fill this in."))
    except InvalidInput as problem:
        if wants_json():
            raise
        faults = {key.removeprefix("profile."): words(message) for key, message in problem.fields.items()}
    except Stale:
        if wants_json():
            raise
        return _changed_elsewhere(opened(scan_id), posted_text(form)), 409
    return profile_page(opened(scan_id), posted_text(form), faults), 422


def _changed_elsewhere(scan: OpenScan, posted: Mapping[str, str]) -> str:
    """What was filled in, now based on what is saved, with what is saved where that differs."""
    labels = {"yes": _("Yes"), "no": _("No")} | {
        option.id: text(option.text) for field in scan.questionnaire.profile for option in field.options
    }
    there = facts_of(scan)
    faults = {
        field.id: _(
            "Saved elsewhere: %(value)s. What is filled in here replaces it.", value=labels.get(value, value)
        )
        for field in scan.questionnaire.profile
        if (value := there.get(field.id, "")) != posted.get(field.id, "")
    }
    return profile_page(scan, posted, faults)


def profile_page(scan: OpenScan, values: Mapping[str, str], faults: Mapping[str, str]) -> str:
    """The page with the facts that are asked first."""
    questions = {field.id: text(field.question) for field in scan.questionnaire.profile}
    summary = [
        {"field": f"p_{key}", "text": f"{questions[key]} {fault}" if key in questions else fault}
        for key, fault in faults.items()
    ]
    return render_template(
        "scanning/profile.html",
        scan=scan,
        values=values,
        faults=faults,
        summary=summary,
        has_errors=bool(faults),
        start_url=start_url(scan),
    )


@scanning.get("/questions/<item_id>")
@RESPONDENTS
def question(scan_id: int, item_id: str) -> Page:
    """One question, one screen, one main button."""
    scan = opened(scan_id)
    return question_page(scan, item_id) if item_id in scan.visible else redirect(next_url(scan))


@scanning.post("/questions/<item_id>")
@RESPONDENTS
def question_post(scan_id: int, item_id: str) -> Page:
    """Save the answer (and a piece of evidence), then the next question."""
    scan = opened(scan_id)
    item = next((one for one in scan.questionnaire.items() if one.id == item_id), None)
    if item is None or item_id in scan.left_out:
        return _not_asked(scan)
    given, piece = posted_answers([item], request.form), EvidenceForm(request.form)
    try:
        clashes = _save(scan_id, given)
    except InvalidInput as problem:
        scan = opened(scan_id)
        if item_id in scan.left_out:
            return _not_asked(scan)
        return question_page(scan, item_id, given, error=words(problem.fields[item_id])), 422
    if clashes:
        return conflict_page(opened(scan_id), clashes, {item.id: item}, request.path), 409
    if piece.is_asked:
        return _add_evidence(scan_id, item_id, piece)
    scan = opened(scan_id)
    following = neighbour(scan, item_id, 1)
    if following is None:
        return redirect(url_for("scanning.overview", scan_id=scan_id))
    return redirect(url_for("scanning.question", scan_id=scan_id, item_id=following))


def _not_asked(scan: OpenScan) -> Response:
    """A classmate joined while the page of a question stood open that is not asked any more."""
    if scan.left_out:
        flash(words(ALONE_ONLY), "warn")
    return redirect(url_for("scanning.overview", scan_id=scan.id))


def _save(scan_id: int, given: Given) -> list[Clash]:
    """Save every answer that nobody else changed; the clashes of the others, with both values."""
    clashes: list[Clash] = []
    while given:
        try:
            with transaction() as session:
                answering.save_answers(
                    session, actor=actor(), scan_id=scan_id, answers=given, now=clock.now()
                )
        except Stale as stale:
            clashes += stale.clashes
            late = {clash.subject for clash in stale.clashes}
            given = {key: value for key, value in given.items() if key not in late}
        else:
            break
    return clashes


def question_page(
    scan: OpenScan,
    item_id: str,
    given: Given | None = None,
    error: str = "",
    piece: EvidenceForm | None = None,
    evidence_error: str = "",
) -> str:
    """The page of a question, with what was ``given`` or offered as evidence where that could not be saved."""
    item = next(one for one in scan.questionnaire.items() if one.id == item_id)
    order = order_of(scan)
    saved = scan.answers.get(item_id)
    group = next(one for one in scan.questionnaire.groups if item in opening.items_of(one))
    before, after = neighbour(scan, item_id, -1), neighbour(scan, item_id, 1)
    overview_url = url_for("scanning.overview", scan_id=scan.id)
    return render_template(
        "scanning/question.html",
        scan=scan,
        item=item,
        group=group,
        seen=following_part(following_of(scan), item_id) if scan.is_shared and scan.is_respondent else None,
        card=card(scan.sha256, item, _filled(scan, item, given or {}), single=True, error=error),
        version=saved.version if saved else 0,
        pieces=scan.evidence.get(item_id, ()),
        steps=steps(scan, group.id),
        number=order.index(item_id) + 1,
        total=len(order),
        error=error,
        piece=piece or EvidenceForm(),
        most_pieces=MAX_PER_ITEM,
        evidence_error=evidence_error,
        has_errors=bool(error or evidence_error),
        back_url=url_for("scanning.question", scan_id=scan.id, item_id=before) if before else overview_url,
        next_url=url_for("scanning.question", scan_id=scan.id, item_id=after) if after else overview_url,
    )


@scanning.get("/themes/<group_id>")
@RESPONDENTS
def theme(scan_id: int, group_id: str) -> Page:
    """All questions of one theme on one page, for the laptop."""
    return theme_page(opened(scan_id), group_id, {}, {}) or redirect(
        url_for("scanning.overview", scan_id=scan_id)
    )


@scanning.post("/themes/<group_id>")
@RESPONDENTS
def theme_post(scan_id: int, group_id: str) -> Page:
    """Save the answers of the page, then the next theme."""
    scan = opened(scan_id)
    items = {item.id: item for item in items_in(scan, group_id)}
    posted = posted_answers(items.values(), request.form)
    given = {key: answer for key, answer in posted.items() if key not in scan.left_out}
    if given.keys() != posted.keys():
        flash(words(ALONE_ONLY), "warn")
    try:
        clashes = _save(scan_id, given)
    except InvalidInput as problem:
        faults = {key: words(message) for key, message in problem.fields.items()}
        return theme_page(opened(scan_id), group_id, given, faults) or "", 422
    if clashes:
        return conflict_page(opened(scan_id), clashes, items, request.path), 409
    return redirect(_after(scan, group_id))


def _after(scan: OpenScan, group_id: str) -> str:
    """The address of the theme that follows, or of the overview."""
    ids = [group.id for group in scan.questionnaire.groups]
    following = ids[ids.index(group_id) + 1 :] if group_id in ids else []
    if following:
        return url_for("scanning.theme", scan_id=scan.id, group_id=following[0])
    return url_for("scanning.overview", scan_id=scan.id)


def theme_page(scan: OpenScan, group_id: str, given: Given, faults: Mapping[str, str]) -> str | None:
    """The page of a theme, with what was ``given`` where that could not be saved; None for an unknown theme."""
    group = next((one for one in scan.questionnaire.groups if one.id == group_id), None)
    if group is None:
        return None
    cards = []
    for item in opening.items_of(group):
        if item.id in scan.visible:
            saved = scan.answers.get(item.id)
            cards.append(
                {
                    "item_id": item.id,
                    "version": saved.version if saved else 0,
                    "card": card(
                        scan.sha256,
                        item,
                        _filled(scan, item, given),
                        single=False,
                        pieces=len(scan.evidence.get(item.id, ())),
                        error=faults.get(item.id, ""),
                    ),
                }
            )
    return render_template(
        "scanning/theme.html",
        scan=scan,
        group=group,
        cards=cards,
        steps=steps(scan, group_id),
        faults=[{"field": f"item-{key}", "text": fault} for key, fault in faults.items()],
        has_errors=bool(faults),
        back_url=url_for("scanning.overview", scan_id=scan.id),
        next_url=_after(scan, group_id),
    )


def _filled(scan: OpenScan, item: Item, given: Given) -> Filled:
    if item.id in given:
        return as_posted(item, given[item.id])
    saved = scan.answers.get(item.id)
    return as_saved(item, saved.answer if saved else None)


@scanning.post("/answers")
@RESPONDENTS
def autosave(scan_id: int) -> tuple[dict[str, object], int]:
    """Save answers for a script: {item: {version, answer | dont_know | not_applicable, note}} gives the versions.

    A stale answer is a 409 with both values of every clash, in the same form; nothing of the request is saved then.
    """
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not all(isinstance(value, dict) for value in sent.values()):
        raise BadRequest
    given = {key: answer_from_json(value) for key, value in sent.items()}
    try:
        with transaction() as session:
            versions = answering.save_answers(
                session, actor=actor(), scan_id=scan_id, answers=given, now=clock.now()
            )
    except Stale as stale:
        clashes = {
            clash.subject: {
                "version": clash.current_version,
                "current": answer_to_json(clash.current),
                "offered": answer_to_json(clash.offered),
            }
            for clash in stale.clashes
        }
        return {"error": stale.message.key, "message": words(stale.message), "conflicts": clashes}, 409
    return {"versions": versions}, 200


def _add_evidence(scan_id: int, item_id: str, piece: EvidenceForm) -> Page:
    _kept, faults = keep_piece(scan_id, item_id, piece)
    if faults:
        return question_page(
            opened(scan_id), item_id, piece=piece, evidence_error=" ".join(faults.values())
        ), 422
    flash(_("Your evidence is saved."), "ok")
    return redirect(url_for("scanning.question", scan_id=scan_id, item_id=item_id))


def field_value(value: object) -> str:
    """A fact as its field holds it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
