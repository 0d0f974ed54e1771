"""The page on which a certifier decides: the file, the differences, and whether this certifier may (LOOK 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request
from markupsafe import Markup
from sqlalchemy.orm import Session

from certificates.results import has_wheel, level_named
from certificates.scheme import CertificateScheme, StatementScheme, scheme
from questionnaires.definition import Level
from scan.domain.states import ProposalState
from scan.use_cases import deciding, proposing, publishing
from scan.use_cases.deciding import OpenApplication
from scan.use_cases.decision_file import Contents, LeftOut, What, decision_file
from scoring import Outcome
from web import clock
from web.database import read
from web.forms.faults import summary_of
from web.i18n import gettext as _
from web.i18n import text
from web.identity import actor
from web.results import caps, level_missing, theme_rows, wheels
from web.review_rows import Row, all_rows, verdict_given
from web.risk_words import flag_words, sure_words

Page = str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One question that the reviewer settled, or had to."""

    row: Row
    verdict: str
    comment: str


def decision_page(application_id: int, faults: Mapping[str, str]) -> Page:
    """The file of one application, and the form to decide or to answer a proposal for who may."""
    who, now = actor(), clock.now()
    with read() as session:
        found = deciding.open_application(session, actor=who, application_id=application_id, now=now)
        rules = scheme(found.scheme)
        limits = rules.application.thresholds
        file = decision_file(session, actor=who, application_id=application_id, limits=limits, now=now)
        proposals = proposing.proposals_of(session, actor=who, application_id=application_id, now=now)
        result = None if found.rescored is None else _result(session, found, found.rescored, rules)
    waiting = next((one for one in proposals if one.state is ProposalState.PROPOSED), None)
    page = render_template(
        "certifier/decision.html",
        application=found,
        scheme=rules,
        declared=[text(one.text) for one in rules.declarations if one.id in found.declared],
        conditions=[(one.id, text(one.text)) for one in rules.entry],
        **file_parts(file.contents),
        checks=[
            (_check(name), stands)
            for name, stands in file.conflicts
            if found.dossier_id is not None or name in ("own_organisation", "decided_before")
        ],
        result=result,
        sure=None if file.risk is None else sure_words(file.risk.certainty),
        flags=() if file.risk is None else [flag_words(one) for one in file.risk.flags],
        previous=file.previous,
        older=file.older,
        proposals=proposals,
        waiting=waiting,
        overdue=found.decide_by is not None and clock.today() > found.decide_by,
        posted=request.form,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page


@dataclass(frozen=True, slots=True)
class Result:
    """What there is to see of the outcome that is decided on; a statement has none."""

    level: Level | None
    moderated_level: Level | None
    changed: bool
    """Plans and facts of today give another level than the check did."""
    levels: int
    open_levels: tuple[Level, ...]
    """What both the result and the scheme allow, lowest first."""
    names: Mapping[str, Level]
    two_persons: frozenset[str]
    missing: Sequence[str]
    caps: Sequence[str]
    wheels: tuple[Markup, Markup] | None
    scores: Sequence[Mapping[str, object]]


def _result(
    session: Session, found: OpenApplication, rescored: Outcome, rules: CertificateScheme | StatementScheme
) -> Result:
    questionnaire = publishing.read_version(session, sha256=rescored.sha256).questionnaire
    moderated = None if found.moderated is None else found.moderated.level
    given = rules.validity_months if isinstance(rules, CertificateScheme) else {}
    return Result(
        level=level_named(questionnaire, rescored.level),
        moderated_level=level_named(questionnaire, moderated),
        changed=moderated != rescored.level,
        levels=len(questionnaire.levels),
        open_levels=tuple(
            level for level in questionnaire.levels if level.id in found.levels and level.id in given
        ),
        names={level.id: level for level in questionnaire.levels},
        two_persons=frozenset(rules.two_persons if isinstance(rules, CertificateScheme) else ()),
        missing=level_missing(questionnaire, rescored),
        caps=caps(questionnaire, rescored),
        wheels=wheels(questionnaire, rescored, verified=True) if has_wheel(questionnaire) else None,
        scores=theme_rows(questionnaire, rescored),
    )


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
        "proposed": _("You did not propose this level."),
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
