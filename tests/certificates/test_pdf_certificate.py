"""The certificate on paper (LOOK.md 3, pictures 07 and 07b): what stands on it, and that it can be checked."""

import io
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from certificates.pdf.certificate import CertificateContent, Level, render_certificate
from certificates.pdf.sheet import QR_SIZE, Signatory
from certificates.wheel import ThemeScore

MM = 72 / 25.4
NAMES = {
    "social_enterprise": "Sociaal ondernemerschap",
    "sustainable_enterprise": "Duurzaam ondernemerschap",
    "smart_mobility": "Slimme mobiliteit",
    "clean_energy": "Schone energie",
    "education_development": "Onderwijs en ontwikkeling",
}
CONTENT = CertificateContent(
    language="nl",
    kind="certificate",
    issuer_name="MVO-Alliantie Noord Nederland",
    issuer_line="Maatschappelijk verantwoord ondernemen",
    organisation_name="Bakkerij De Halm",
    registration="KvK 12345674",
    scope="Winkel en bakkerij in Groningen",
    level=Level(2, 4, "Actief"),
    valid_from=date(2026, 7, 1),
    valid_until=date(2028, 6, 30),
    decided_on=date(2026, 7, 1),
    scanned_by="een student van ROC Voorbeeld, juni 2026",
    scheme_text="Dit certificaat is een verklaring van de alliantie. Dit is geen wettelijk keurmerk.",
    scheme="mvo-certificate@1.0.0",
    questionnaire="company-self@1.0.0",
    questionnaire_hash="4f1c9ab20d77" + "0" * 52,
    scores=tuple(
        ThemeScore(theme, name, 90, points, 65)
        for (theme, name), points in zip(NAMES.items(), (72, 58, 46, 64, 81), strict=True)
    ),
    signatories=(
        Signatory("Voorzitter", "MVO-Alliantie Noord Nederland"),
        Signatory("Directeur", "ROC Voorbeeld"),
    ),
    number="MVO-NN-2026-0417-58",
    check_url="https://mvo-scan.example/c/MVO-NN-2026-0417-58",
    short_address="mvo-scan.example/c",
)
LONG_NAME = (
    "Coöperatieve Vereniging voor Duurzame Łódź-Diyarbakır İnşaat- en Bouwmaterialen Westerkwartier "
    "Şahinoğlu & Zonen U.A. gevestigd te Leeuwarden"
)


def reader(content: CertificateContent) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(render_certificate(content)))


def lines(content: CertificateContent) -> list[str]:
    return reader(content).pages[0].extract_text().splitlines()


def picture(content: CertificateContent, *, grey: bool = False, scale: float = 2.0) -> Image.Image:
    page = pypdfium2.PdfDocument(render_certificate(content))[0]
    return page.render(scale=scale, grayscale=grey).to_pil()


def embedded_fonts(pdf: pypdf.PdfReader) -> dict[str, bool]:
    """Font name without its subset tag, and whether the font file is in the PDF."""
    fonts = pdf.pages[0]["/Resources"]["/Font"].values()
    found = {}
    for font in (reference.get_object() for reference in fonts):
        descriptor = font.get("/FontDescriptor")
        found[str(font["/BaseFont"])] = descriptor is not None and "/FontFile2" in descriptor.get_object()
    return found


def test_it_says_all_there_is_to_say_in_dutch() -> None:
    assert lines(CONTENT) == [
        "MVO-Alliantie Noord Nederland",
        "Maatschappelijk verantwoord ondernemen",
        "MVO-certificaat voor",
        "Bakkerij De Halm",
        "Niveau 2 van 4: Actief",
        "Geldt voor Winkel en bakkerij in Groningen",
        "Geldig 1 juli 2026 tot en met 30 juni 2028",
        "Besluit op 1 juli 2026",
        "Gescand door een student van ROC Voorbeeld, juni 2026",
        "Dit certificaat is een verklaring van de alliantie. Dit is geen wettelijk",
        "keurmerk.",
        "Voorzitter",
        "MVO-Alliantie Noord Nederland",
        "Directeur",
        "ROC Voorbeeld",
        *["2", "Actief"],
        *["72", "Sociaal", "ondernemerschap"],
        *["58", "Duurzaam", "ondernemerschap"],
        *["46", "Slimme", "mobiliteit"],
        *["64", "Schone", "energie"],
        *["81", "Onderwijs en", "ontwikkeling"],
        "Schijf van vijf: bevestigde punten per thema, van 0 tot 100",
        "MVO-NN-2026-0417-58",
        "Kijk of dit certificaat nog geldig is.",
        "Scan de code of ga naar",
        "mvo-scan.example/c",
        "Regeling mvo-certificate 1.0.0 · Vragenlijst company-self 1.0.0 · sha256 4f1c9ab20d77",
    ]


def test_it_speaks_english_too() -> None:
    english = lines(replace(CONTENT, language="en", scope="Shop", scanned_by="a student"))
    assert english[2:9] == [
        "MVO certificate for",
        "Bakkerij De Halm",
        "Level 2 of 4: Actief",
        "Covers Shop",
        "Valid 1 July 2026 up to and including 30 June 2028",
        "Decided on 1 July 2026",
        "Scanned by a student",
    ]
    assert english[-4:-1] == [
        "Check whether this certificate is still valid.",
        "Scan the code or go to",
        "mvo-scan.example/c",
    ]


def test_a_statement_is_called_a_statement_and_needs_no_level() -> None:
    statement = lines(replace(CONTENT, kind="statement", level=None))
    assert statement[2:5] == [
        "MVO-verklaring voor",
        "Bakkerij De Halm",
        "Geldt voor Winkel en bakkerij in Groningen",
    ]


def test_claims_and_limits_are_not_printed() -> None:
    text = "\n".join(lines(CONTENT))
    assert ("zelf" in text, "90" in text, "65" in text) == (False, False, False)


def test_the_same_content_gives_the_same_bytes() -> None:
    assert render_certificate(CONTENT) == render_certificate(CONTENT)


def test_another_process_gives_the_same_bytes_too() -> None:
    """No set order, clock or counter of this process is in it."""
    script = (
        "import hashlib; from tests.certificates.test_pdf_certificate import CONTENT, render_certificate;"
        "print(hashlib.sha256(render_certificate(CONTENT)).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_its_only_date_is_the_decision() -> None:
    info = reader(CONTENT).metadata
    assert info is not None
    assert (info["/CreationDate"], info["/ModDate"]) == ("D:20260701000000+00'00'",) * 2


def test_it_names_itself_and_its_language() -> None:
    pdf = reader(CONTENT)
    assert pdf.metadata is not None
    assert pdf.metadata.title == "MVO-certificaat MVO-NN-2026-0417-58: Bakkerij De Halm"
    assert pdf.metadata.author == "MVO-Alliantie Noord Nederland"
    assert pdf.trailer["/Root"]["/Lang"] == "nl"
    assert pdf.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"].value is True


def test_it_is_one_a4_page_on_its_side() -> None:
    pdf = reader(CONTENT)
    box = pdf.pages[0].mediabox
    assert (len(pdf.pages), round(box.width / MM), round(box.height / MM)) == (1, 297, 210)


def test_all_fonts_are_in_the_file() -> None:
    """Also those that a page only names: a reader without them would refuse, or put others in their place."""
    fonts = embedded_fonts(reader(CONTENT))
    assert len(fonts) > 4
    assert [name for name, embedded in fonts.items() if not embedded] == []


@pytest.mark.parametrize("grey", [False, True], ids=["colour", "grey"])
def test_the_qr_code_is_read_from_the_picture(*, grey: bool) -> None:
    (code,) = zxingcpp.read_barcodes(picture(CONTENT, grey=grey))
    assert (code.text, code.format) == (CONTENT.check_url, zxingcpp.BarcodeFormat.QRCode)


def test_the_qr_code_is_25_mm_with_a_quiet_zone_and_error_level_m() -> None:
    scale = 4.0
    image = picture(CONTENT, grey=True, scale=scale)
    (code,) = zxingcpp.read_barcodes(image)
    left, right = code.position.top_left.x, code.position.top_right.x
    size = (right - left) / scale
    assert size >= 25 * MM * 0.99
    assert QR_SIZE >= 25 * MM
    assert code.ec_level in {"M", "Q", "H"}
    modules = 33  # version 4 for this address; one of its 33 modules is `size / 33` wide
    quiet = int(4 * size / modules * scale) - 2
    around = image.crop(
        (left - quiet, code.position.top_left.y - quiet, right + quiet, code.position.top_left.y - 2)
    )
    assert around.getextrema() == (255, 255)


def test_nothing_is_drawn_in_the_printers_margin_of_5_mm() -> None:
    image = picture(CONTENT, grey=True)
    margin = int(5 * MM * 2) - 1
    frame = image.copy()
    frame.paste(255, (margin, margin, image.width - margin, image.height - margin))
    assert frame.getextrema() == (255, 255)


def test_the_signatures_have_20_mm_to_write_in() -> None:
    image = picture(replace(CONTENT, organisation_name=LONG_NAME), grey=True)
    line = 456 * 2
    room = image.crop((42 * 2, line - int(20 * MM * 2) + 4, 390 * 2, line - 2))
    assert room.getextrema() == (255, 255)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Bakkerij De Halm", ["Bakkerij De Halm"]),
        ("Hoveniersbedrijf Groenzoom", ["Hoveniersbedrijf Groenzoom"]),
        ("Hoveniersbedrijf Groenzoom Westerkwartier", ["Hoveniersbedrijf", "Groenzoom Westerkwartier"]),
        ("Śliwa & Yıldız", ["Śliwa & Yıldız"]),
        ("Fryslân Café’s ≥ 5", ["Fryslân Café’s ≥ 5"]),
        ("Кафе Щука", ["Kafe Shchuka"]),
        ("株式会社", ["KvK 12345674"]),
        ("🍞", ["KvK 12345674"]),
    ],
)
def test_names_are_printed_readable(name: str, printed: list[str]) -> None:
    found = lines(replace(CONTENT, organisation_name=name))
    assert found[3 : 3 + len(printed)] == printed


def test_a_very_long_name_and_scope_are_printed_whole_on_one_page() -> None:
    scope = "Hoofdkantoor, magazijn, showroom en werkplaats aan de Voorbeeldkade in Leeuwarden, zonder Dokkum"
    content = replace(CONTENT, organisation_name=LONG_NAME, scope=scope)
    text = " ".join(lines(content))
    assert len(reader(content).pages) == 1
    assert (LONG_NAME in text, scope in text) == (True, True)


def test_text_that_cannot_fit_is_refused_with_what_to_do() -> None:
    with pytest.raises(ValueError, match="too long for the certificate; shorten it"):
        render_certificate(replace(CONTENT, scheme_text="Een lange regel. " * 200))
    with pytest.raises(ValueError, match="name of 2000 characters does not fit"):
        render_certificate(replace(CONTENT, organisation_name="abcdefghi " * 200))
