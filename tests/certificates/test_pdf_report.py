"""The report on paper: what stands on it, that it says it is no certificate, and that it always is the same."""

import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from certificates.pdf.report import render_report
from certificates.report import Point, ReportContent, ThemeResult
from certificates.wheel import Hub, Wheel
from questionnaires.definition import Level
from scan.domain.peers import PeerScores
from tests.certificates.test_pdf_certificate import CONTENT as CERTIFICATE
from tests.certificates.test_pdf_certificate import NAMES, embedded_fonts

ISSUER = "MVO-Alliantie Noord Nederland"
PEERS = PeerScores("clean_energy", 7, 40, 52, 61)
ACTIVE = Level(id="active", number=2, name={"nl": "Actief", "en": "Active"})
CONTENT = ReportContent(
    language="nl",
    organisation="Bakkerij De Halm",
    place="Groningen",
    kind="Uitkomst van de MVO-scan",
    heading="Uitkomst van de scan: niveau 2, Actief",
    lead="Gescand door een student van ROC Voorbeeld. De docent keek alles na op 12 juni 2026.",
    notice="Dit is een uitkomst. Het is geen certificaat en geen keurmerk.",
    verified=True,
    level=ACTIVE,
    levels=4,
    goal=None,
    wheel=Wheel(CERTIFICATE.scores, Hub("2", "Actief")),
    legend=(("verified", "nagekeken"), ("claimed", "zelf ingevuld, niet bevestigd")),
    total="Samen: 90 punten ingevuld, 64 punten aangetoond.",
    strong=(Point("energy-source", "clean_energy", "Herkomst van de stroom", "Alles groen.", "Goed voor 3,0 punten."),),
    to_show=(Point("water-use", "sustainable_enterprise", "Zuinig met water", "De meter.", "Nodig: een document."),),
    improve=(Point("long-life", "sustainable_enterprise", "Repareren", "Zoek een reparateur.", "Moeite 1 van 5."),),
    way=(Point("long-life", "sustainable_enterprise", "Repareren", "We repareren eerst.", ""),),
    way_title="De makkelijkste weg naar niveau 3, Gevorderd",
    themes=tuple(
        ThemeResult(
            theme, name, 90, points, 65.0, (f"Ingevuld: 90 punten. Aangetoond: {points} punten.",),
            PEERS if theme == "clean_energy" else None,
            "7 andere bedrijven: de middelste heeft 52 punten." if theme == "clean_energy" else "",
        )
        for (theme, name), points in zip(NAMES.items(), (72, 58, 46, 64, 81), strict=True)
    ),
    peers_lead="Bedrijven met 10 tot 50 mensen, in dezelfde sector: Voedsel maken. Stand van 1 oktober 2026.",
    day=date(2026, 6, 12),
    questionnaire="company-self@1.0.0",
    sha256="4f1c9ab20d77" + "0" * 52,
)  # fmt: skip


def reader(content: ReportContent) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(render_report(content, issuer=ISSUER)))


def lines(content: ReportContent) -> list[str]:
    return [line for page in reader(content).pages for line in page.extract_text().splitlines()]


def test_every_page_says_that_it_is_a_result_and_no_certificate() -> None:
    for page in reader(CONTENT).pages:
        assert "geen certificaat en geen keurmerk" in page.extract_text()


def test_it_says_what_was_found_theme_by_theme_and_beside_others() -> None:
    said = lines(CONTENT)
    for words in (
        ISSUER, "Bakkerij De Halm", "Uitkomst van de scan: niveau 2, Actief",
        "Samen: 90 punten ingevuld, 64 punten aangetoond.",
        "Wat goed gaat", "Herkomst van de stroom", "Nog te laten zien", "Nodig: een document.", "Wat beter kan",
        "De makkelijkste weg naar niveau 3, Gevorderd", "Per thema", CONTENT.peers_lead,
        "7 andere bedrijven: de middelste heeft 52 punten.",
    ):  # fmt: skip
        assert words in said, words
    assert sum("te weinig" in line for line in said) == 4, "four themes have too few others"


def test_the_file_names_itself_its_language_and_its_sections() -> None:
    pdf = reader(CONTENT)
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Uitkomst van de MVO-scan: Bakkerij De Halm"
    assert (pdf.metadata.author, pdf.metadata.subject) == (ISSUER, CONTENT.notice)
    assert pdf.trailer["/Root"]["/Lang"] == "nl"
    assert pdf.metadata["/CreationDate"] == "D:20260612000000+00'00'"
    assert [entry["/Title"] for entry in pdf.outline] == [
        "Wat goed gaat", "Nog te laten zien", "Wat beter kan", CONTENT.way_title, "Per thema",
    ]  # fmt: skip
    box = pdf.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)


def test_the_same_result_gives_the_same_bytes_with_its_fonts_in_it() -> None:
    assert render_report(CONTENT, issuer=ISSUER) == render_report(CONTENT, issuer=ISSUER)
    fonts = embedded_fonts(reader(CONTENT))
    assert set(fonts.values()) == {True}


def test_before_the_check_nothing_counts_and_no_level_is_shown() -> None:
    own = replace(
        CONTENT, verified=False, level=None, heading="Dit vulde het bedrijf zelf in", to_show=(), peers_lead="",
        themes=tuple(replace(theme, counted=None, peers=None, peer_words="") for theme in CONTENT.themes),
    )  # fmt: skip
    said = lines(own)
    assert "Dit vulde het bedrijf zelf in" in said
    assert not {"Aangetoond", "Anderen", "Nog te laten zien"} & set(said)


@pytest.mark.parametrize("count", [1, 30])
def test_a_long_report_goes_on_and_every_page_has_its_number(count: int) -> None:
    pdf = reader(replace(CONTENT, strong=CONTENT.strong * count))
    pages = len(pdf.pages)
    assert (pages > 3) is (count > 1)
    for number, page in enumerate(pdf.pages[1:], start=2):
        assert f"{number} van {pages}" in page.extract_text()


def test_a_result_without_a_wheel_is_a_report_too() -> None:
    assert "Per thema" in lines(replace(CONTENT, wheel=None, legend=(), strong=(), improve=(), way=()))
