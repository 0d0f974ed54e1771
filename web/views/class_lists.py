"""For teachers: students who are on the list before they come, and the cards with which they start."""

import segno
from flask import current_app, flash, redirect, render_template, request, url_for
from markupsafe import Markup

from scan.domain.errors import InvalidInput
from scan.use_cases import class_lists
from web import clock
from web.database import transaction
from web.errors import words
from web.forms.teacher import StudentForm
from web.i18n import gettext as _
from web.identity import actor
from web.views.classes import STAFF, Page
from web.views.teacher import teacher

__all__ = ["teacher"]


@teacher.post("/teacher/classes/<int:class_id>/students")
@STAFF
def add_student(class_id: int) -> Page:
    """Put one student on the list; a start card lets them in."""
    form = StudentForm(request.form)
    back = redirect(url_for("teacher.open_class", class_id=class_id))
    if not form.validate():
        flash(_("Fill in the name, in at most 80 characters."), "error")
        return back
    try:
        with transaction() as session:
            class_lists.add_student(
                session,
                actor=actor(),
                class_id=class_id,
                display_name=form.display_name.data or "",
                now=clock.now(),
            )
    except InvalidInput as problem:
        flash(words(problem.fields["display_name"]), "error")
        return back
    flash(_("The student is on the list. Print a start card now."), "ok")
    return back


@teacher.post("/teacher/classes/<int:class_id>/cards")
@STAFF
def start_cards(class_id: int) -> Page:
    """Cards to print and cut. The codes are shown this once, so this page is the answer itself."""
    with transaction() as session:
        made = class_lists.make_start_cards(session, actor=actor(), class_id=class_id, now=clock.now())
    base = current_app.config["SETTINGS"].base_url
    address = f"{base}{url_for('account.start')}"
    return render_template(
        "teacher/cards.html",
        made=made,
        class_id=class_id,
        address=address,
        join_address=f"{base}{url_for('account.join')}",
        drawn={card.code: _qr(f"{address}#{card.code}") for card in made.cards},
    )


def _qr(text: str) -> Markup:
    drawn = segno.make(text, micro=False).svg_inline(border=2, light="#fff", omitsize=True)
    return Markup(drawn)  # noqa: S704 - drawn by segno, no text in it
