"""The read-only API under ``/api/v1``, its description, and the page about it."""

import json
from typing import cast

from flask import Blueprint, Response, current_app, render_template

from certificates import label
from certificates import register as the_register
from certificates.number import AMBASSADOR_PREFIX, InvalidNumber, IssuedNumber
from certificates.register import Check, Entry, Wanted
from certificates.results import level_named, points_of, theme_groups
from certificates.scheme import scheme
from certificates.validity import Status
from questionnaires import load, read_published
from questionnaires.definition import Questionnaire, Theme
from scan.domain.applications import CertificateKind, PublicDetail
from scan.use_cases.publishing import read_version
from scan.use_cases.region import newest_picture
from scoring import Outcome
from web import clock
from web.addresses import public_url
from web.api import models
from web.api.answering import ApiProblem, answer, asked, kept, problem
from web.api.description import description
from web.api.endpoints import BASE, ENDPOINTS
from web.api.models import CertificateQuery
from web.database import read
from web.permissions import public as for_everyone

api = Blueprint("api", __name__)
_KEPT_FOR = {one.name: one.kept_for for one in ENDPOINTS}


@api.errorhandler(ApiProblem)
def refuse(found: ApiProblem) -> Response:
    """A problem, in the form that all problems have."""
    return problem(found)


@api.get("/api")
@for_everyone
def reference() -> str:
    """The description for people: what one can ask, and what comes back."""
    server = current_app.config["SETTINGS"].base_url
    return render_template("public/api.html", endpoints=ENDPOINTS, base=BASE, described=description(server))


@api.get(f"{BASE}/openapi.json")
@for_everyone
def openapi() -> Response:
    """The description for programs."""
    described = json.dumps(description(current_app.config["SETTINGS"].base_url), indent=2)
    return kept(Response(described, mimetype="application/json"), 3600)


@api.get(f"{BASE}/certificates")
@for_everyone
def certificates() -> Response:
    """Search certificates that hold today."""
    query = cast(CertificateQuery, asked(CertificateQuery))
    sort, descending = query.order
    with read() as session:
        found = the_register.search(
            session,
            today=clock.today(),
            wanted=Wanted(
                query.q,
                query.place,
                query.sector,
                query.level,
                CertificateKind(query.kind) if query.kind else None,
                query.theme,
                sort,
                descending,
            ),
            levels=[level.id for level in load(scheme().questionnaire).levels],
            page=query.page,
            size=query.per_page,
        )
        shas = {one.questionnaire_sha256 for one in found.entries if one.questionnaire_sha256 is not None}
        forms = {sha256: read_version(session, sha256=sha256).questionnaire for sha256 in shas}
    items = tuple(_summary(entry, forms.get(entry.questionnaire_sha256 or "")) for entry in found.entries)
    following = None
    if found.page < found.pages:
        given = query.model_dump(exclude_defaults=True) | {"page": found.page + 1}
        following = public_url("api.certificates", **given)
    listed = models.CertificateList(
        items=items, total=found.total, page=found.page, pages=found.pages, next=following
    )
    return answer(listed, _KEPT_FOR["certificates"])


@api.get(f"{BASE}/certificates/<number>")
@for_everyone
def certificate(number: str) -> Response:
    """One certificate, whatever its status."""
    asked(models.NoQuery)
    found = _found(number)
    questionnaire = None if found.document is None else read_published(found.document)
    detail = models.CertificateDetail(
        **_summary_of_check(found, questionnaire).model_dump(),
        decided_at=found.decided_on,
        questionnaire=found.questionnaire,
        questionnaire_sha256=found.questionnaire_sha256,
        schools=found.schools,
        themes=_themes(found, questionnaire),
        events=tuple(
            models.CertificateEvent(action=one.action, reason=one.reason, at=one.at) for one in found.events
        ),
    )
    return answer(detail, _KEPT_FOR["certificate"])


@api.get(f"{BASE}/certificates/<number>/badge.svg")
@for_everyone
def badge(number: str) -> Response:
    """The label of a certificate, only where its scheme gives one."""
    asked(models.NoQuery)
    found = _found(number)
    drawn = label.label_svg(found)
    if drawn is None:
        raise ApiProblem(404, "no_label", label.WHY_NOT["en"])
    return kept(Response(drawn, mimetype="image/svg+xml"), _KEPT_FOR["badge"])


@api.get(f"{BASE}/region")
@for_everyone
def region() -> Response:
    """The picture of the region."""
    asked(models.NoQuery)
    with read() as session:
        picture = newest_picture(session)
    if picture is None:
        raise ApiProblem(
            404, "not_made_yet", "The picture of the region was not made yet. It is made every day."
        )
    return answer(picture, _KEPT_FOR["region"])


def _found(number: str) -> Check:
    try:
        if IssuedNumber.parse(number).prefix == AMBASSADOR_PREFIX:
            raise ApiProblem(404, "not_found", "This is the number of an ambassador, not of a certificate.")
        with read() as session:
            found = the_register.check(session, number=number, today=clock.today())
    except InvalidNumber as wrong:
        mend = "the last two digits do not fit" if wrong.typing_error else "it has another form"
        raise ApiProblem(422, "invalid_number", f"This is no number of ours: {mend}.") from wrong
    if found is None:
        raise ApiProblem(404, "not_found", "No certificate was given under this number.")
    return found


def _level(questionnaire: Questionnaire | None, level_id: str | None) -> models.Level | None:
    if questionnaire is None or level_id is None:
        return None
    found = level_named(questionnaire, level_id)
    return models.Level(
        id=level_id,
        number=None if found is None else found.number,
        levels=len(questionnaire.levels),
        name=None if found is None else models.Words(nl=found.name["nl"], en=found.name["en"]),
    )


def _summary(entry: Entry, questionnaire: Questionnaire | None) -> models.CertificateSummary:
    return models.CertificateSummary(
        number=entry.number,
        kind=entry.kind,
        name=entry.name,
        place=entry.place,
        municipality=entry.municipality,
        sector=entry.sector,
        level=_level(questionnaire, entry.level),
        scope=entry.scope,
        strongest_theme=cast(Theme | None, entry.strongest_theme),
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
        status=entry.status,
        scheme=entry.scheme,
        url=public_url("public.certificate", number=entry.number),
    )


def _summary_of_check(found: Check, questionnaire: Questionnaire | None) -> models.CertificateSummary:
    return models.CertificateSummary(
        number=found.number,
        kind=found.kind,
        name=found.name,
        place=found.place,
        municipality=found.municipality,
        sector=found.sector,
        level=_level(questionnaire, found.level),
        scope=found.scope,
        strongest_theme=cast(Theme | None, found.strongest_theme),
        valid_from=found.valid_from,
        valid_until=found.valid_until,
        status=found.status,
        scheme=found.scheme,
        url=public_url("public.certificate", number=found.number),
    )


def _themes(found: Check, questionnaire: Questionnaire | None) -> tuple[models.ThemePoints, ...] | None:
    if questionnaire is None or found.outcome is None:
        return None
    if found.status is not Status.VALID or found.public_detail is PublicDetail.LEVEL:
        return None
    outcome = Outcome.from_json(found.outcome)
    counted = {group.id: points_of(group.counted, outcome.decimals) for group in outcome.groups}
    return tuple(
        models.ThemePoints(theme=cast(Theme, group.theme), points=_whole(counted[group.id]))
        for group in theme_groups(questionnaire)
    )


def _whole(points: float | None) -> int | None:
    return None if points is None else int(points)
