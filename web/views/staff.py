"""Colleagues' accounts: a coordinator or administrator closes one at once, and opens it again; new schools."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import Form, IntegerField, StringField, validators

from scan.domain.errors import InvalidInput
from scan.domain.roles import OrganisationKind, Role
from scan.use_cases import invitations, people
from scan.use_cases import staff as use_cases
from scan.use_cases.organisations import OrganisationInput, register_organisation
from web import clock
from web.database import read, transaction
from web.forms.account import AccountAccessForm
from web.forms.faults import Faults, refused, said, summary_of
from web.i18n import gettext as _
from web.identity import actor
from web.listing import Links, part_asked
from web.permissions import allow

staff = Blueprint("staff", __name__)
Page = str | Response | tuple[str, int]
MANAGERS = allow(Role.COORDINATOR, Role.ADMINISTRATOR)
ADMINISTRATORS = allow(Role.ADMINISTRATOR)
INVITED = (Role.REVIEWER, Role.CERTIFIER, Role.MONITOR, Role.ADMINISTRATOR)
"""Whom an administrator invites into the alliance."""


class MemberForm(Form):
    """A colleague at one of the alliances that one runs."""

    organisation = IntegerField(validators=[validators.InputRequired()])
    role = StringField(validators=[validators.AnyOf(tuple(one.value for one in INVITED))])


class SchoolForm(Form):
    """A new school."""

    name = StringField(validators=[validators.InputRequired(), validators.Length(1, 300)])
    place = StringField(validators=[validators.Length(max=80)])
    kvk_number = StringField()


@staff.get("/staff")
@MANAGERS
def colleagues() -> Page:
    """Everyone who works at the organisations that one coordinates or runs."""
    return _page({})


def _page(faults: Faults) -> Page:
    with read() as session:
        places = [
            use_cases.staff_of(
                session, actor=actor(), organisation_id=place, now=clock.now(), asked=part_asked()
            )
            for place in use_cases.workplaces(actor())
        ]
    longest = max((place.part for place in places), key=lambda part: part.total, default=None)
    page = render_template(
        "account/staff.html",
        places=places,
        longest=longest,
        links=Links("staff.colleagues", {"q": part_asked().query}),
        runs=actor().organisations(Role.ADMINISTRATOR),
        invited=INVITED,
        faults=faults,
        posted=request.form,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page


@staff.post("/staff/invitations")
@ADMINISTRATORS
def invite() -> Page:
    """A code for a colleague at the alliance. It is shown this once, so this page is the answer itself."""
    form = MemberForm(request.form)
    if not form.validate():
        return _page(said(form, {"role": _("Choose what your colleague will do.")}))
    with transaction() as session:
        made = invitations.invite_member(
            session,
            actor=actor(),
            organisation_id=form.organisation.data or 0,
            role=Role(form.role.data or ""),
            now=clock.now(),
        )
    return _invited(made)


@staff.post("/staff/schools")
@ADMINISTRATORS
def add_school() -> Page:
    """Register a school, with a code for its first coordinator."""
    form = SchoolForm(request.form)
    if not form.validate():
        return _page(said(form, {"name": _("Fill in the name of the school.")}))
    given = OrganisationInput(
        name=form.name.data or "", place=form.place.data or None, kvk_number=form.kvk_number.data or None
    )
    kind = OrganisationKind.INSTITUTION
    try:
        with transaction() as session:
            number = register_organisation(
                session, actor=actor(), kind=kind, organisation=given, now=clock.now()
            )
            made = invitations.invite_member(
                session, actor=actor(), organisation_id=number, role=Role.COORDINATOR, now=clock.now()
            )
    except InvalidInput as problem:
        return _page(refused(problem))
    return _invited(made)


def _invited(made: invitations.NewInvitation) -> Page:
    address = f"{current_app.config['SETTINGS'].base_url}{url_for('account.invitation')}"
    return render_template("account/invited.html", made=made, address=address)


@staff.post("/staff/<int:person_id>/access")
@MANAGERS
def set_access(person_id: int) -> Page:
    """Close an account, from the next request on, or open it again."""
    form = AccountAccessForm(request.form)
    if not form.validate():
        flash(_("Choose whether the account is open."), "error")
        return redirect(url_for("staff.colleagues"))
    enabled = form.access.data == "open"
    change = people.enable_account if enabled else people.disable_account
    with transaction() as session:
        change(session, actor=actor(), person_id=person_id, now=clock.now())
    flash(_("The account is open again.") if enabled else _("The account is closed, from this moment."), "ok")
    return redirect(url_for("staff.colleagues"))
