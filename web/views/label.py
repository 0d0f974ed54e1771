"""For who holds a certificate: the label of a certificate, to put on the own website."""

from flask import abort, render_template

from certificates import label, register
from certificates.number import InvalidNumber
from certificates.scheme import scheme
from web import clock
from web.addresses import public_url
from web.database import read
from web.holder import SPEAKERS, spoken_for
from web.views.stating import own

__all__ = ["own"]


@own.get("/certificates/<number>/label")
@SPEAKERS
def label_code(number: str) -> str:
    """The code to copy, where the scheme gives a label; else why there is none."""
    try:
        with read() as session:
            found = register.check(session, number=number, today=clock.today())
    except InvalidNumber:
        abort(404)
    if found is None or found.organisation_id not in spoken_for():
        abort(404)
    return render_template(
        "own/label.html",
        certificate=found,
        scheme=scheme(found.scheme),
        given=label.label_svg(found) is not None,
        page=public_url("public.certificate", number=found.number),
        image=public_url("api.badge", number=found.number),
    )
