"""The page on which a certifier decides: the file, the differences, and whether this certifier may (LOOK 4)."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request

from certificates.results import has_wheel, level_named
from certificates.scheme import scheme
from questionnaires import Questionnaire
from questionnaires.definition import Level
from scan.use_cases import deciding, publishing
from scan.use_cases.deciding import OpenApplication
from scan.use_cases.decision_file import Contents, LeftOut, What, decision_file
from web import clock
from web.database import read
from web.forms.faults import summary_of
from web.i18n import gettext as _
from web.i18n import text
from web.identity import actor
from web.results import caps, level_missing, theme_rows, wheels
from web.review_rows import Row, all_rows, verdict_given

Page = str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One question that the reviewer settled, or had to."""

    row: Row
    verdict: str
    comment: str


def decision_page(application_id: int, faults: Mapping[str, str]) -> Page:
    """The file of one application, and the form to decide for who may."""
    with read() as session:
        found = deciding.open_application(
            session, actor=actor(), application_id=application_id, now=clock.now()
        )
        file = decision_file(session, actor=actor(), application_id=application_id, now=clock.now())
        questionnaire = publishing.read_version(session, sha256=found.rescored.sha256).questionnaire
    page = render_template(
        "certifier/decision.html",
        application=found,
        scheme=scheme(),
        **file_parts(file.contents),
        checks=[(_check(name), stands) for name, stands in file.conflicts],
        open_levels=_open_levels(questionnaire, found),
        level=level_named(questionnaire, found.rescored.level),
        moderated_level=level_named(questionnaire, found.moderated.level),
        levels=len(questionnaire.levels),
        missing=level_missing(questionnaire, found.rescored),
        caps=caps(questionnaire, found.rescored),
        wheels=wheels(questionnaire, found.rescored, verified=True) if has_wheel(questionnaire) else None,
        scores=theme_rows(questionnaire, found.rescored),
        posted=request.form,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page


def file_parts(contents: Contents | None) -> dict[str, object]:
    """What ``certifier/_file.html`` shows of a file; nothing of one that is not for the reader."""
    return {
        "file": contents,
        "lines": () if contents is None else _lines(contents),
        "left_out": [] if contents is None else [_left_out(one) for one in contents.left_out],
        "happened": _happened(),
    }


def _lines(file: Contents) -> tuple[Line, ...]:
    """What was settled, the largest difference first."""
    wanted = {entry.item.id for entry in file.settled}
    rows = [row for row in all_rows(file.review) if row.entry.item.id in wanted]
    lines = [
        Line(row, verdict_given(row), "" if row.entry.verdict is None else row.entry.verdict.comment)
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: -(line.row.gap or 0)))


def _left_out(one: LeftOut) -> dict[str, object]:
    reasons = {reason.id: text(reason.text) for reason in one.item.not_applicable}
    return {
        "question": one.item.question,
        "number": one.number,
        "reason": reasons.get(one.answer.reason or "", ""),
        "note": one.answer.note,
    }


def _check(name: str) -> str:
    """What separation of duties asks, as something that holds for who may decide."""
    return {
        "own_organisation": _("You do not belong to this company."),
        "own_school": _("You do not belong to a school that took part."),
        "reviewed": _("You did not check this dossier."),
        "decided_before": _("You did not take the decision that an appeal set aside."),
    }[name]


def _happened() -> dict[What, str]:
    return {
        What.COMPANY_HANDED_IN: _("The company handed in its scan"),
        What.STUDENT_HANDED_IN: _("A student handed in the scan"),
        What.COMPANY_SENT_BACK: _("The company’s scan was sent back"),
        What.STUDENT_SENT_BACK: _("A student’s scan was sent back"),
        What.CLOSED: _("The check was finished"),
        What.REOPENED: _("The dossier was opened again"),
        What.APPLIED: _("The company applied"),
        What.APPLICATION_SENT_BACK: _("The application was sent back"),
        What.GRANTED: _("A certificate was given"),
        What.REFUSED: _("The application was refused"),
    }


def _open_levels(questionnaire: Questionnaire, found: OpenApplication) -> tuple[Level, ...]:
    """The levels that both the result and the scheme allow, lowest first."""
    given = scheme().validity_months
    return tuple(level for level in questionnaire.levels if level.id in found.levels and level.id in given)
