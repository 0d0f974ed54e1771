"""The ambassador's certificate: the same family, with the badge (pictures 07 and 08a)."""

import io
from dataclasses import replace
from datetime import date

import pypdf
import pypdfium2
import pytest
import zxingcpp

from certificates.badge import Badge
from certificates.pdf.ambassador import AmbassadorContent, render_ambassador_certificate
from certificates.pdf.sheet import Signatory

CONTENT = AmbassadorContent(
    language="nl",
    issuer_name="MVO-Alliantie Noord Nederland",
    issuer_line="Maatschappelijk verantwoord ondernemen",
    holder_name="Noa Voorbeeld",
    school="ROC Voorbeeld",
    appointed_on=date(2026, 7, 1),
    valid_until=date(2028, 6, 30),
    milestones=("De MVO-scan afgemaakt", "Advies gegeven aan het bedrijf"),
    text="De school droeg deze student voor. De alliantie benoemde de student.",
    scheme="mvo-ambassador@1.0.0",
    badge=Badge("Junior MVO-ambassadeur", "Noord-Nederland", 2026),
    signatories=(
        Signatory("Voorzitter", "MVO-Alliantie Noord Nederland"),
        Signatory("Directeur", "ROC Voorbeeld"),
    ),
    number="JA-2026-0034-17",
    check_url="https://mvo-scan.example/a/JA-2026-0034-17",
    short_address="mvo-scan.example/a",
)


def lines(content: AmbassadorContent) -> list[str]:
    pdf = pypdf.PdfReader(io.BytesIO(render_ambassador_certificate(content)))
    return pdf.pages[0].extract_text().splitlines()


def test_it_says_who_what_and_until_when() -> None:
    assert lines(CONTENT) == [
        "MVO-Alliantie Noord Nederland",
        "Maatschappelijk verantwoord ondernemen",
        "Dit certificaat is van",
        "Noa Voorbeeld",
        "Junior MVO-ambassadeur",
        "De MVO-scan afgemaakt",
        "Advies gegeven aan het bedrijf",
        "School ROC Voorbeeld",
        "Geldig 1 juli 2026 tot en met 30 juni 2028",
        "De school droeg deze student voor. De alliantie benoemde de student.",
        "Voorzitter",
        "MVO-Alliantie Noord Nederland",
        "Directeur",
        "ROC Voorbeeld",
        "JA-2026-0034-17",
        "Kijk of dit certificaat nog geldig is.",
        "Scan de code of ga naar",
        "mvo-scan.example/a",
        "Regeling mvo-ambassador 1.0.0",
    ]


def test_it_speaks_english_too() -> None:
    english = replace(CONTENT, language="en", badge=replace(CONTENT.badge, title="Junior MVO ambassador"))
    assert lines(english)[2:9] == [
        "This certificate belongs to",
        "Noa Voorbeeld",
        "Junior MVO ambassador",
        "De MVO-scan afgemaakt",
        "Advies gegeven aan het bedrijf",
        "School ROC Voorbeeld",
        "Valid 1 July 2026 up to and including 30 June 2028",
    ]


def test_the_same_content_gives_the_same_bytes() -> None:
    assert render_ambassador_certificate(CONTENT) == render_ambassador_certificate(CONTENT)


@pytest.mark.parametrize("grey", [False, True], ids=["colour", "grey"])
def test_the_qr_code_leads_to_the_public_page(*, grey: bool) -> None:
    page = pypdfium2.PdfDocument(render_ambassador_certificate(CONTENT))[0]
    (code,) = zxingcpp.read_barcodes(page.render(scale=2, grayscale=grey).to_pil())
    assert code.text == CONTENT.check_url


def test_a_name_the_fonts_cannot_write_becomes_the_number() -> None:
    assert lines(replace(CONTENT, holder_name="مريم"))[3] == "JA-2026-0034-17"


def test_six_milestones_are_printed_whole() -> None:
    six = tuple(f"Mijlpaal {n} is gehaald, met een toelichting die wat langer is" for n in range(1, 7))
    found = lines(replace(CONTENT, milestones=six))
    assert found[5:11] == list(six)


def test_milestones_that_cannot_fit_are_refused_with_what_to_do() -> None:
    with pytest.raises(ValueError, match="milestones or the text are too long"):
        render_ambassador_certificate(replace(CONTENT, milestones=("Dit deed ik ook nog",) * 20))
