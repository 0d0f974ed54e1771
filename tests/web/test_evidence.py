"""Showing something with an answer: a photo, a document or what somebody said, in a browser without JavaScript."""

import re
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from scan.store.session import read
from scan.store.tables import Evidence
from tests.web.people import ITEM
from tests.web.roles.visitors import Visitor
from web.database import EXTENSION

WRONG_KIND = (
    "Dit soort bestand kan niet. Kies een foto (jpg of png) of een document (pdf, Word, Excel of PowerPoint)."
)


def picture() -> bytes:
    """A small photo."""
    made = BytesIO()
    Image.new("RGB", (40, 30), "green").save(made, "JPEG")
    return made.getvalue()


def show(someone: Visitor, scan: str, **fields: object) -> object:
    """Press 'add this evidence' on the page of the question."""
    page = f"{scan}/questions/{ITEM}"
    sent = {"do": "evidence", f"v_{ITEM}": "0", "caption": "", "speaker_role": ""} | fields
    return someone.post(page, **sent)


def kept(app: Flask, scan: str) -> list[tuple[str, str]]:
    """(kind, form) of what is with this scan."""
    with read(app.extensions[EXTENSION]) as session:
        rows = session.execute(
            select(Evidence.kind, Evidence.form)
            .where(Evidence.scan_id == int(scan.rsplit("/", 1)[1]))
            .order_by(Evidence.id)
        )
        return [tuple(row) for row in rows]


def test_the_field_says_whether_a_picture_is_a_photo_or_a_document(
    app: Flask,
    student: Visitor,
    ready: str,
) -> None:
    """A photo of a bill is a document: it shows what is on paper, not what someone saw."""
    show(student, ready, photo=(BytesIO(picture()), "bakken.jpg"))
    show(student, ready, document=(BytesIO(picture()), "rekening.jpg"))
    show(student, ready, caption="We scheiden alles.", speaker_role="bedrijfsleider")
    assert kept(app, ready) == [("observation", "photo"), ("document", "document"), ("testimony", "note")]


def test_a_link_is_a_document_and_its_address_stands_on_the_page(
    app: Flask, student: Visitor, ready: str
) -> None:
    show(student, ready, url="https://bakkerij.example/stroom")
    show(student, ready, url="https://bakkerij.example/gas", caption="De rekening van het gas")
    assert kept(app, ready) == [("document", "link")] * 2
    page = student.client.get(f"{ready}/questions/{ITEM}").text
    assert re.findall(r'<p class="evidence-caption">([^<]*)</p>', page) == [
        "https://bakkerij.example/stroom",
        "De rekening van het gas",
    ]


def test_a_photo_and_a_link_are_kept_together(app: Flask, student: Visitor, ready: str) -> None:
    show(
        student,
        ready,
        photo=(BytesIO(picture()), "bakken.jpg"),
        url="https://bakkerij.example/",
        caption="Bakken",
    )
    assert kept(app, ready) == [("observation", "photo"), ("document", "link")]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Kies een foto of document, geef een link, of schrijf op wat iemand je vertelde."),
        ({"photo": (BytesIO(b""), "leeg.jpg"), "caption": "De nooduitgang"}, "Dit bestand is leeg."),
        (
            {"document": (BytesIO(b"MZ program"), "rekening.pdf"), "caption": "De rekening"},
            WRONG_KIND,
        ),
        ({"url": "http://bakkerij.example", "caption": "Hun site"}, "Een link begint met https://."),
        ({"url": f"https://bakkerij.example/{'x' * 1000}"}, "Een link heeft hooguit 1000 tekens."),
    ],
    ids=["nothing", "empty file", "program", "unsafe link", "long link"],
)
def test_what_cannot_be_kept_is_said_and_the_words_with_it_stay(
    app: Flask,
    student: Visitor,
    ready: str,
    fields: dict[str, object],
    said: str,
) -> None:
    answer = show(student, ready, **fields)
    assert answer.status_code == 422
    fault = re.search(
        r'<details class="help" open>.*?<p class="field-error" data-piece-fault role="alert">.*?<span>([^<]*)</span>',
        answer.text,
        re.DOTALL,
    )
    assert fault is not None
    assert fault[1] == said
    assert re.search(
        rf'<textarea [^>]*name="caption"[^>]*>{fields.get("caption", "")}</textarea>', answer.text
    )
    assert kept(app, ready) == []
