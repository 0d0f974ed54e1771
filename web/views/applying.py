"""Applying for a certificate: what must be there, for what it holds, and who signs for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for

from certificates.results import level_named
from certificates.scheme import CertificateScheme, StatementScheme
from scan.domain.applications import ApplicationState
from scan.domain.entry import Entry, EntryCheck, field_of
from scan.domain.errors import InvalidInput
from scan.domain.states import DossierState
from scan.use_cases import applying
from scan.use_cases.applying import ApplicationInfo
from scan.use_cases.entry import own_checklist
from scan.use_cases.improving import standing
from web import clock
from web.database import read, transaction
from web.forms.company import ApplyForm
from web.forms.faults import refused, summary_of
from web.holder import SPEAKERS
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
        return _apply_page(form, on_the_page(problem, rules(), {})), 422
    flash(_("Your application is sent to the alliance."), "ok")
    return redirect(url_for("own.overview"))


def on_the_page(
    problem: InvalidInput, rules: CertificateScheme | StatementScheme, own_labels: Mapping[str, str]
) -> dict[str, str]:
    """What the use case refused, at the fields of these pages; each sentence names its field."""
    faults = refused(problem, {"activities": "activities_there"})
    names = (
        {**own_labels}
        | labels()
        | {
            f"declare-{one.id}": _("Declaration %(number)s", number=number)
            for number, one in enumerate(rules.declarations, start=1)
        }
    )
    return {field: f"{names[field]}: {fault}" if field in names else fault for field, fault in faults.items()}


def labels() -> dict[str, str]:
    """What a field of both forms is called in the list of what is not right yet."""
    return {
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
        checklist=checklist(entries, {one.id: text(one.text) for one in given_by.entry}),
        ready=all(entry.met is not False for entry in entries),
        level=level_named(stands.form.questionnaire, stands.outcome.level) if stands else None,
        last=last,
        running=last is not None and last.state is ApplicationState.OPEN,
        decided=mine.state is DossierState.DECIDED,
        condition=None if last is None else returned_condition(last),
        form=form or ApplyForm(data=last_time(last)),
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )


def last_time(last: ApplicationInfo | None) -> dict[str, object]:
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


def checklist(entries: tuple[Entry, ...], words: Mapping[str, str]) -> list[ChecklistLine]:
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
