"""Colleagues' accounts: a coordinator or administrator closes one at once, and opens it again."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scan.domain.roles import Role
from scan.use_cases import people
from scan.use_cases import staff as use_cases
from web import clock
from web.database import read, transaction
from web.forms.account import AccountAccessForm
from web.i18n import gettext as _
from web.identity import actor
from web.listing import Links, part_asked
from web.permissions import allow

staff = Blueprint("staff", __name__)
Page = str | Response | tuple[str, int]
MANAGERS = allow(Role.COORDINATOR, Role.ADMINISTRATOR)


@staff.get("/staff")
@MANAGERS
def colleagues() -> Page:
    """Everyone who works at the organisations that one coordinates or runs."""
    with read() as session:
        places = [
            use_cases.staff_of(
                session, actor=actor(), organisation_id=place, now=clock.now(), asked=part_asked()
            )
            for place in use_cases.workplaces(actor())
        ]
    longest = max((place.part for place in places), key=lambda part: part.total, default=None)
    links = Links("staff.colleagues", {"q": part_asked().query})
    return render_template("account/staff.html", places=places, longest=longest, links=links)


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
