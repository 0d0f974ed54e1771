"""The letter to a company: what it says, a QR code that can be read, and names of any length."""

import io
from dataclasses import replace
from datetime import date

import pypdf
import pypdfium2
import pytest
import zxingcpp

from certificates.pdf.letter import LetterContent, render_letters

CONTENT = LetterContent(
    language="nl",
    issuer_name="MVO-Alliantie Noord Nederland",
    issuer_line="Maatschappelijk verantwoord ondernemen",
    company="Bakkerij De Halm",
    company_lines=("9711 AA Groningen",),
    school="ROC Voorbeeld",
    place_and_day=("Groningen", date(2026, 11, 26)),
    code="K7MP-2XQD-9BRT",
    valid_until=date(2026, 12, 26),
    join_url="https://mvo-scan.example/invitation#K7MP-2XQD-9BRT",
    short_address="mvo-scan.example/invitation",
)
LONG = "Coöperatieve Vereniging van Bloemenkwekers en Hoveniers " * 6


def text(*letters: LetterContent, page: int = 0) -> str:
    pdf = pypdf.PdfReader(io.BytesIO(render_letters(letters)))
    return " ".join(pdf.pages[page].extract_text().split())


def test_it_says_to_whom_who_asks_and_until_when() -> None:
    words = text(CONTENT)
    for part in (
        "Bakkerij De Halm Aan wie over mens en milieu gaat 9711 AA Groningen Groningen, 26 november 2026",
        "Bij Bakkerij De Halm loopt een student van ROC Voorbeeld stage.",
        "Scan de code of ga naar mvo-scan.example/invitation Jouw code K7MP-2XQD-9BRT",
        "De code werkt één keer, tot en met 26 december 2026.",
        "Met vriendelijke groet, ROC Voorbeeld",
    ):
        assert part in words


def test_it_is_english_where_that_is_asked() -> None:
    words = text(replace(CONTENT, language="en"))
    assert "Will you fill in the MVO-scan, too?" in words
    assert "The code works once, up to and including 26 December 2026." in words


@pytest.mark.parametrize("name", ["Bakkerij De Halm", LONG[:300]])
def test_its_qr_code_leads_to_the_page_that_takes_the_code(name: str) -> None:
    pdf = pypdfium2.PdfDocument(render_letters([replace(CONTENT, company=name, school=name)]))
    picture = pdf[0].render(scale=2).to_pil()
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [CONTENT.join_url]


def test_every_company_has_a_page_of_its_own() -> None:
    letters = [replace(CONTENT, code=f"AAAA-BBBB-CC{number}") for number in range(10, 13)]
    pdf = pypdf.PdfReader(io.BytesIO(render_letters(letters)))
    assert len(pdf.pages) == 3
    assert [f"AAAA-BBBB-CC{10 + page}" in text(*letters, page=page) for page in range(3)] == [True] * 3


def test_a_company_without_a_place_has_a_letter_too() -> None:
    assert "Bakkerij De Halm" in text(
        replace(CONTENT, company_lines=(), place_and_day=("", date(2026, 11, 26)))
    )


def test_the_same_letter_is_the_same_document() -> None:
    assert render_letters([CONTENT]) == render_letters([CONTENT])


def test_no_letter_is_no_document() -> None:
    with pytest.raises(ValueError, match="no letter"):
        render_letters([])
