"""Applying for a certificate or a statement: what must be there, for what it holds, and who signs for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for

from certificates.results import level_named
from certificates.scheme import CertificateScheme, StatementScheme, statement_scheme
from scan.domain.applications import ApplicationState
from scan.domain.entry import Entry, EntryCheck, Tag, field_of
from scan.domain.errors import InvalidInput
from scan.domain.statements import MOST_ACTIVITIES, WORDS_MAXIMUM
from scan.domain.states import DossierState
from scan.use_cases import applying, stating
from scan.use_cases.applying import ApplicationInfo
from scan.use_cases.entry import own_checklist
from scan.use_cases.improving import standing
from web import clock
from web.database import read, transaction
from web.forms.company import ApplyForm, StatementForm
from web.forms.faults import refused, summary_of
from web.holder import SPEAKERS, organisation_id
from web.i18n import gettext as _
from web.i18n import text
from web.identity import actor
from web.views.own import Page, newest_dossier, returned_condition, rules
from web.views.plan import own

__all__ = ["own"]


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """One entry condition on the page; ``met`` is None for what is filled in below it."""

    field: str
    text: str
    met: bool | None
    mend: str
    url: str


@own.get("/apply")
@SPEAKERS
def apply_form() -> Page:
    """Apply for a certificate; what was filled in last time stands there again."""
    return _apply_page(None, {})


@own.post("/apply")
@SPEAKERS
def apply_post() -> Page:
    """Send the application for a certificate."""
    mine = newest_dossier()
    form = ApplyForm(request.form)
    if mine.dossier_id is None:
        return _apply_page(form, {})
    try:
        with transaction() as session:
            applying.apply(
                session,
                actor=actor(),
                dossier_id=mine.dossier_id,
                application=form.application(),
                rules=rules().application,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _apply_page(form, _on_the_page(problem, rules())), 422
    flash(_("Your application is sent to the alliance."), "ok")
    return redirect(url_for("own.overview"))


@own.get("/apply/statement")
@SPEAKERS
def statement_form() -> Page:
    """Apply for a statement; what was written last time stands there again."""
    return _statement_page(None, {})


@own.post("/apply/statement")
@SPEAKERS
def statement_post() -> Page:
    """Send the application for a statement."""
    form = StatementForm(request.form)
    try:
        with transaction() as session:
            stating.apply_for_statement(
                session,
                actor=actor(),
                organisation_id=organisation_id(),
                application=form.application(),
                statement=form.statement(),
                rules=statement_scheme().application,
                now=clock.now(),
            )
    except InvalidInput as problem:
        return _statement_page(form, _on_the_page(problem, statement_scheme())), 422
    flash(_("Your application is sent to the alliance."), "ok")
    return redirect(url_for("own.certificate"))


def _on_the_page(problem: InvalidInput, rules: CertificateScheme | StatementScheme) -> dict[str, str]:
    """What the use case refused, at the fields of these pages; each sentence names its field."""
    faults = refused(problem, {"activities": "activities_there"})
    labels = _labels() | {
        f"declare-{one.id}": _("Declaration %(number)s", number=number)
        for number, one in enumerate(rules.declarations, start=1)
    }
    return {
        field: f"{labels[field]}: {fault}" if field in labels else fault for field, fault in faults.items()
    }


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
        "sites": _("The places"),
        "activities_there": _("The work there"),
        "signed_by_name": _("Who signs"),
        "signed_by_role": _("The role of who signs"),
        "public_detail": _("What everyone may see"),
    }


def _apply_page(form: ApplyForm | None, faults: Mapping[str, str]) -> str:
    mine, given_by = newest_dossier(), rules()
    with read() as session:
        entries = own_checklist(
            session,
            actor=actor(),
            organisation_id=mine.organisation_id,
            dossier_id=mine.dossier_id,
            rules=given_by.application,
            now=clock.now(),
        )
        sent: tuple[ApplicationInfo, ...] = ()
        if mine.dossier_id is not None:
            sent = applying.applications_of(
                session, actor=actor(), dossier_id=mine.dossier_id, now=clock.now()
            )
        stands = None
        if mine.moderated and mine.scan_id is not None:
            stands = standing(session, actor=actor(), scan_id=mine.scan_id, now=clock.now())
    last = sent[0] if sent else None
    return render_template(
        "own/apply.html",
        scheme=given_by,
        checklist=_checklist(entries, {one.id: text(one.text) for one in given_by.entry}),
        ready=all(entry.met is not False for entry in entries),
        level=level_named(stands.form.questionnaire, stands.outcome.level) if stands else None,
        last=last,
        running=last is not None and last.state is ApplicationState.OPEN,
        decided=mine.state is DossierState.DECIDED,
        condition=None if last is None else returned_condition(last),
        form=form or ApplyForm(data=_last_time(last)),
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )


def _statement_page(form: StatementForm | None, faults: Mapping[str, str]) -> str:
    given_by = statement_scheme()
    with read() as session:
        entries = own_checklist(
            session,
            actor=actor(),
            organisation_id=organisation_id(),
            dossier_id=None,
            rules=given_by.application,
            now=clock.now(),
        )
        sent = applying.statements_of(session, actor=actor(), organisation_id=organisation_id())
    last = sent[0] if sent else None
    return render_template(
        "own/apply_statement.html",
        scheme=given_by,
        checklist=_checklist(entries, {one.id: text(one.text) for one in given_by.entry}),
        ready=all(entry.met is not False for entry in entries),
        new_after=next((entry.new_after for entry in entries if entry.new_after), None),
        last=last,
        running=last is not None and last.state is ApplicationState.OPEN,
        condition=None if last is None else returned_condition(last),
        form=form or StatementForm(data=_written_last_time(last)),
        tags=[(Tag.PEOPLE.value, _("People: for people")), (Tag.PLANET.value, _("Planet: for nature and environment")),
              (Tag.PROFIT.value, _("Profit: what it brings us and society"))],
        words_maximum=WORDS_MAXIMUM,
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )  # fmt: skip


def _last_time(last: ApplicationInfo | None) -> dict[str, object]:
    """Who signed for what before; nobody is made to type it again, and every declaration is ticked anew."""
    if last is None:
        return {"public_detail": "themes"}
    return {
        "sites": last.sites or last.scope[:140],
        "activities_there": last.activities,
        "signed_by_name": last.signed_by_name,
        "signed_by_role": last.signed_by_role,
        "public_detail": last.public_detail.value,
    }


def _written_last_time(last: ApplicationInfo | None) -> dict[str, object]:
    if last is None or last.statement is None:
        return {}
    written = last.statement
    return _last_time(last) | {
        "words": written.words,
        "activities": [
            {
                "title": one.title,
                "done_on": one.done_on,
                "tags": [tag.value for tag in one.tags],
                "result": one.result,
                "link": one.link,
            }
            for one in written.activities
        ],
        "next_step": written.next_step,
        "next_step_by": written.next_step_by,
        "sharing": written.sharing.value,
    }


def _checklist(entries: tuple[Entry, ...], words: Mapping[str, str]) -> list[ChecklistLine]:
    """Each condition with where to mend it."""
    help_page = url_for("public.help_page")
    mends = {
        EntryCheck.REGISTERED: (_("Fill in the number"), url_for("own.certificate", _anchor="number")),
        EntryCheck.SELF_SCAN: (_("To the self-scan"), url_for("own.overview")),
        EntryCheck.STUDENT_SCAN: (_("Ask for a student"), help_page),
        EntryCheck.REVIEWED: (_("See how far it is"), url_for("own.overview")),
        EntryCheck.LEVEL: (_("To the plan"), url_for("own.plan")),
    }
    return [
        ChecklistLine(
            field_of(entry.condition),
            words[entry.condition.id],
            entry.met,
            *mends.get(entry.condition.check, ("", "")),
        )
        for entry in entries
    ]
