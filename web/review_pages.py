"""The pages of checking a dossier: side by side, giving back, closing. The views post to them and come back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from certificates.results import has_wheel, level_named
from scan.domain.facts import SECOND_VIEWS
from scan.domain.relations import alliance_reviewer
from scan.domain.roles import Role
from scan.domain.states import DossierState
from scan.use_cases import comparing, moderating, opening, planning
from scan.use_cases.agreeing import agreements
from scan.use_cases.comparing import Review
from scan.use_cases.moderating import Preview
from scan.use_cases.pooling import PooledItem, pooled_answers
from scan.use_cases.remarks import RemarkLine, remarks_of
from web import clock
from web.agreement_words import agreement_lines
from web.database import read
from web.forms.faults import summary_of
from web.forms.teacher import CommentForm, ListForm, ReturnForm
from web.i18n import gettext as _
from web.identity import actor
from web.results import caps, ladder, level_missing, wheels
from web.results import theme_rows as score_rows
from web.review_rows import chosen_filter, chosen_theme, filter_counts, following, shown, theme_rows

Page = str | Response | tuple[str, int]
_FIELDS = ("verdict", "comment", "remark")


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A dossier as its page shows it."""

    review: Review
    counted: Preview | None
    """What counts at this moment; None for one of the sides, and while nothing was handed in."""
    remarks: Mapping[str, tuple[RemarkLine, ...]]
    """What was said about answers, by item."""
    pool: tuple[PooledItem, ...]
    """What students together say of sensitive questions; empty for one of the sides."""


def read_review(dossier_id: int) -> SideBySide:
    """The dossier side by side, as the person who asks may see it."""
    now = clock.now()
    with read() as session:
        review = comparing.open_review(session, actor=actor(), dossier_id=dossier_id, now=now)
        counts = review.reads_review and review.claim is not None
        return SideBySide(
            review,
            moderating.preview_of(session, review, now=now) if counts else None,
            remarks_of(session, [side.scan_id for side in review.sides]) if counts else {},
            pooled_answers(session, organisation_id=review.organisation_id, now=now) if counts else (),
        )


def review_page(
    shows: SideBySide, item_id: str = "", faults: Mapping[str, str] | None = None, *, status: int = 422
) -> Page:
    """The page of one theme and filter; ``item_id`` and what was posted come back when something was wrong."""
    found = shows.review
    themes = theme_rows(found)
    theme = chosen_theme(themes, request.values.get("theme", ""))
    wanted = chosen_filter(request.values.get("filter", ""))
    rows = () if theme is None else shown(theme, wanted)
    opened = item_id or request.values.get("item", "")
    if not opened:
        opened = next((row.entry.item.id for row in rows if not row.settled), "")
    faults, decides = faults or {}, _only_decides()
    page = render_template(
        "teacher/review.html",
        review=found,
        counted=shows.counted.outcome if shows.counted else None,
        remarks=shows.remarks,
        pool=shows.pool,
        numbers={side.scan_id: side.number for side in found.sides},
        agreement=agreement_lines(agreements(found)),
        came_from=(_("Decisions"), url_for("certifier.queue"))
        if decides
        else (_("To check"), url_for("teacher.queue")),
        may_finish=not decides,
        themes=themes,
        theme=theme,
        wanted=wanted,
        counts={} if theme is None else filter_counts(theme),
        rows=rows,
        opened=opened,
        following=following(rows, opened),
        settled=sum(one.settled for one in themes),
        faults=faults,
        posted=request.form if faults else {},
        summary=[
            {"field": f"{field if field in _FIELDS else 'item'}-{opened}", "text": fault}
            for field, fault in faults.items()
        ],
        has_errors=bool(faults),
    )
    return (page, status) if faults else page


def _only_decides() -> bool:
    """A certifier looks at what others check."""
    person = actor()
    return person.is_a(Role.CERTIFIER) and not (person.is_a(Role.TEACHER) or person.is_a(Role.REVIEWER))


def review_url(dossier_id: int, came_from: ListForm, item_id: str | None) -> str:
    """The review page with the list that the posted form came from, open at a question."""
    return url_for(
        "teacher.review",
        dossier_id=dossier_id,
        theme=came_from.theme.data or None,
        filter=came_from.filter.data or None,
        item=item_id or None,
        _anchor=f"item-{item_id}" if item_id else None,
    )


def return_page(scan_id: int, faults: Mapping[str, str]) -> Page:
    """The form to give a scan back, with what is wrong in it."""
    with read() as session:
        scan = opening.open_scan(session, actor=actor(), scan_id=scan_id, now=clock.now())
    written = ReturnForm(request.form)
    page = render_template(
        "teacher/return.html",
        scan=scan,
        comment=written.comment.data or "",
        deadline=written.deadline_as_written,
        tomorrow=clock.today() + timedelta(days=1),
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page


def finish_page(dossier_id: int, faults: Mapping[str, str]) -> Page:
    """What closing gives, and what stands in its way; the stored result once it is closed."""
    now = clock.now()
    with read() as session:
        found = comparing.open_review(session, actor=actor(), dossier_id=dossier_id, now=now)
        preview = moderating.preview(session, actor=actor(), dossier_id=dossier_id, now=now)
        plan = planning.open_plan(session, actor=actor(), dossier_id=dossier_id, now=now)
        closed = found.state in (DossierState.MODERATED, DossierState.DECIDED)
        outcome = (
            moderating.moderated_outcome(session, actor=actor(), dossier_id=dossier_id, now=now)
            if closed
            else preview.outcome
        )
    if found.claim is None:
        return redirect(url_for("teacher.review", dossier_id=dossier_id))
    questionnaire = found.claim.view.questionnaire
    questions = {one.item.id: one.item for one in found.items}
    page = render_template(
        "teacher/finish.html",
        review=found,
        closed=closed,
        outcome=outcome,
        unsettled=[questions[item_id] for item_id in preview.unsettled if item_id in questions],
        undecided=preview.undecided_evidence,
        groups={row.entry.item.id: theme.group.id for theme in theme_rows(found) for row in theme.rows},
        level=level_named(questionnaire, outcome.level),
        levels=ladder(questionnaire),
        missing=level_missing(questionnaire, outcome),
        caps=caps(questionnaire, outcome),
        wheels=wheels(questionnaire, outcome, verified=True) if has_wheel(questionnaire) else None,
        scores=score_rows(questionnaire, outcome),
        second_views=SECOND_VIEWS & {fact.id for fact in questionnaire.facts}
        if found.reads_review
        else frozenset(),
        declared=plan.declared,
        for_the_alliance=alliance_reviewer(actor(), None),
        posted=request.form,
        comment=CommentForm(request.form).comment.data or "",
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page
