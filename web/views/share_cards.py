"""For everyone: the pictures beside links on other sites, and the page of a school."""

from flask import Response, abort, render_template

from certificates import ambassador_register
from certificates import register as the_register
from certificates.number import InvalidNumber
from certificates.share_card import ShareCard, card_png
from certificates.share_texts import ambassador_card, certificate_card, school_card
from scan.domain.region import SchoolCount
from scan.use_cases.region import newest_picture
from web import clock
from web.api.answering import kept
from web.database import read
from web.permissions import public as for_everyone
from web.views.region import public

__all__ = ["public"]
KEPT_FOR = 300
"""Seconds: a card of a certificate that was suspended is not shown for long."""


@public.get("/c/<number>/card.png")
@for_everyone
def certificate_picture(number: str) -> Response:
    """Of a certificate, as its page is at this moment."""
    try:
        with read() as session:
            found = the_register.check(session, number=number, today=clock.today())
    except InvalidNumber:
        abort(404)
    return _picture(None if found is None else certificate_card(found))


@public.get("/a/<number>/card.png")
@for_everyone
def ambassador_picture(number: str) -> Response:
    """Of an ambassador, only while they choose to be seen."""
    try:
        with read() as session:
            found = ambassador_register.check(session, number=number, today=clock.today())
    except InvalidNumber:
        abort(404)
    response = _picture(None if found is None else ambassador_card(found))
    response.headers["Cache-Control"] = "no-store"  # a name stands in it, and the page may go at any moment
    return response


@public.get("/schools/<int:institution_id>")
@for_everyone
def school(institution_id: int) -> str:
    """A school that takes part, with counts that point at nobody."""
    return render_template("public/school.html", school=_school(institution_id))


@public.get("/schools/<int:institution_id>/card.png")
@for_everyone
def school_picture(institution_id: int) -> Response:
    """Of a school that takes part."""
    return _picture(school_card(_school(institution_id)))


def _school(institution_id: int) -> SchoolCount:
    with read() as session:
        picture = newest_picture(session)
    schools = () if picture is None else picture.schools
    found = next((one for one in schools if one.institution_id == institution_id), None)
    if found is None:
        abort(404)
    return found


def _picture(card: ShareCard | None) -> Response:
    if card is None:
        abort(404)
    response = Response(card_png(card), mimetype="image/png")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return kept(response, KEPT_FOR)
