"""The statement on paper: own words and deeds, no points, no level, no label (instrument D5)."""

import io
from dataclasses import replace
from datetime import date

import pypdf
import pypdfium2
import pytest
import zxingcpp

from certificates.pdf.sheet import Signatory
from certificates.pdf.statement import Deed, StatementContent, render_statement
from scan.domain.statements import MOST_ACTIVITIES, STEP_MAXIMUM, TITLE_MAXIMUM, WORDS_MAXIMUM

CONTENT = StatementContent(
    language="nl",
    issuer_name="MVO-Alliantie Noord Nederland",
    issuer_line="Maatschappelijk verantwoord ondernemen",
    organisation_name="Schildersbedrijf Kwast",
    registration="KvK 90000004",
    scope="Assen: binnen- en buitenschilderwerk",
    wants="Ik wil schilderen zonder sporen na te laten. Verfresten gaan nooit in het riool. Ik leid graag op.",
    deeds=(
        Deed("Stagiair begeleid", date(2026, 8, 31), ("People", "Profit")),
        Deed("Verf op waterbasis", date(2026, 8, 1), ("Planet",)),
    ),
    next_step="De bus vervangen door een elektrische",
    next_step_by=date(2027, 5, 28),
    valid_from=date(2026, 10, 7),
    valid_until=date(2028, 10, 6),
    decided_on=date(2026, 10, 7),
    text="Erkend om wil en activiteit. Dit is geen certificaat en geen keurmerk.",
    scheme="mvo-statement@1.0.0",
    signatories=(Signatory("Namens de alliantie", "MVO-Alliantie Noord Nederland"),),
    number="MVOV-NN-2026-0001-28",
    check_url="https://mvo-scan.example/c/MVOV-NN-2026-0001-28",
    short_address="mvo-scan.example/c",
)


def words(content: StatementContent) -> str:
    page = pypdf.PdfReader(io.BytesIO(render_statement(content))).pages[0]
    return " ".join(page.extract_text().split())


def test_it_says_what_they_want_did_and_will_do() -> None:
    told = words(CONTENT)
    for part in (
        "MVO-verklaring voor Schildersbedrijf Kwast",
        "Erkend om wil en activiteit",
        "Wat wij willen Ik wil schilderen",
        "Stagiair begeleid (31 augustus 2026; People, Profit)",
        "De bus vervangen door een elektrische, uiterlijk 28 mei 2027.",
        "7 oktober 2026 tot en met 6 oktober 2028",
        "Kijk of deze verklaring nog geldig is.",
        "Regeling mvo-statement 1.0.0",
    ):
        assert part in told


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_has_no_level_no_points_and_no_wheel(language: str) -> None:
    told = words(replace(CONTENT, language=language)).lower()
    for never in ("niveau", "level", "punten", "points", "schijf van vijf", "wheel", "vragenlijst", "sha256"):
        assert never not in told


def test_same_content_gives_the_same_bytes() -> None:
    assert render_statement(CONTENT) == render_statement(replace(CONTENT))


def test_code_on_paper_leads_to_its_public_page() -> None:
    picture = pypdfium2.PdfDocument(render_statement(CONTENT))[0].render(scale=3).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [CONTENT.check_url]


def test_longest_that_may_be_written_fits_on_the_page() -> None:
    long = "Mogelijkheden "
    fullest = replace(
        CONTENT,
        wants=(long * 60)[:WORDS_MAXIMUM],
        deeds=tuple(
            Deed((long * 9)[:TITLE_MAXIMUM], date(2026, 9, 30), ("People", "Planet", "Profit"))
            for _ in range(MOST_ACTIVITIES)
        ),
        next_step=(long * 20)[:STEP_MAXIMUM],
        scope=f"{(long * 20)[:140]}: {(long * 20)[:140]}",
    )
    assert "Onze volgende stap" in words(fullest)


def test_name_that_the_fonts_lack_is_printed_as_its_registration() -> None:
    assert "MVO-verklaring voor KvK 90000004" in words(replace(CONTENT, organisation_name="漢字"))
