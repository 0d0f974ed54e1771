"""What one wants mail about, and putting news away."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scan.use_cases import digests, mail_choices
from web import clock
from web.database import read, transaction
from web.entering import start_page
from web.forms.inviting import SeenForm, TopicsForm
from web.i18n import gettext as _
from web.identity import actor
from web.permissions import signed_in

news = Blueprint("news", __name__)
Page = str | Response | tuple[str, int]


@news.get("/me/mail")
@signed_in
def choose() -> Page:
    """What about. Every digest leads here."""
    with read() as session:
        chosen = mail_choices.my_mail(session, actor=actor())
    return render_template("account/mail.html", chosen=chosen)


@news.post("/me/mail")
@signed_in
def choose_post() -> Page:
    """Keep the choice."""
    wanted = TopicsForm(request.form).wanted
    with transaction() as session:
        mail_choices.choose_mail(session, actor=actor(), wanted=wanted, now=clock.now())
    flash(_("Saved. You get mail about this.") if wanted else _("Saved. You get no mail about news."), "ok")
    return redirect(url_for("news.choose"))


@news.post("/news/seen")
@signed_in
def put_away() -> Page:
    """The news on the start page has been seen."""
    form = SeenForm(request.form)
    if form.validate():
        with transaction() as session:
            digests.put_away(session, actor=actor(), up_to=form.up_to.data or 0, now=clock.now())
    return redirect(start_page(actor()))
