"""The agreement with a partner on paper: everything that was agreed, by whom, and whether it holds."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdf
import pytest

from certificates.agreement import on_paper
from certificates.pdf.agreement import render_agreement
from scan.domain.partnering import AgreementState, Article, PartnerKind
from scan.use_cases.partners import Agreement, PledgeInfo, Signature
from tests.certificates.test_pdf_certificate import embedded_fonts

SIGNED_AT = datetime(2026, 7, 1, 9, tzinfo=UTC)
AGREEMENT = Agreement(
    id=1,
    version=5,
    organisation_id=1,
    organisation="Waterbedrijf De Bron Voorbeeld",
    place="Assen",
    kvk_number="90000021",
    edition=1,
    state=AgreementState.IN_FORCE,
    partner_kind=PartnerKind.COMPANY,
    language="nl",
    goals_endorsed=True,
    years=2,
    valid_from=date(2026, 7, 1),
    valid_until=date(2028, 6, 30),
    partner=Signature("Bea Bron", "directeur", SIGNED_AT),
    alliance=Signature("Alex Alliantie", "voorzitter", SIGNED_AT),
    return_reason=None,
    ended_on=None,
    end_reason=None,
    pledges=(
        PledgeInfo(
            1, Article.CONTRIBUTION, "clean_energy", "Drie rondleidingen voor klassen.", None, None, None, ()
        ),
        PledgeInfo(
            2, Article.VISIBILITY, None, "Een blok op onze site en in de nieuwsbrief.", None, None, None, ()
        ),
        PledgeInfo(3, Article.PLATFORM, None, "Elk kwartaal een gastheer.", None, 4, "Drenthe Midden", ()),
        PledgeInfo(4, Article.SUPPORT, None, "Voor het werk van het platform.", 2500, None, None, ()),
    ),
    report_years=(1,),
)


def words_of(document: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(document)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def pages_of(document: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(document)).pages)


def test_paper_has_parties_articles_pledges_and_both_signatures() -> None:
    words = words_of(render_agreement(on_paper(AGREEMENT)))
    for expected in (
        "Waterbedrijf De Bron Voorbeeld",
        "90000021",
        "1 juli 2026 tot en met 30 juni 2028",
        "De partner onderschrijft deze doelen.",
        "Schone energie",
        "Drie rondleidingen voor klassen.",
        "Platform Drenthe Midden",
        "€ 2.500 per jaar",
        "Bea Bron",
        "Alex Alliantie",
        "Getekend op 1 juli 2026, in MVO-scan",
    ):
        assert expected in words


def test_same_content_gives_the_same_bytes() -> None:
    assert render_agreement(on_paper(AGREEMENT)) == render_agreement(on_paper(AGREEMENT))


@pytest.mark.parametrize(
    ("state", "ended_on", "said"),
    [
        (AgreementState.DRAFT, None, "Dit is een ontwerp. Het geldt nog niet."),
        (AgreementState.OFFERED, None, "De partner heeft getekend, de alliantie nog niet."),
        (AgreementState.ENDED, date(2027, 3, 1), "Deze overeenkomst is geëindigd op 1 maart 2027."),
        (AgreementState.RENEWED, date(2027, 3, 1), "Deze versie gold tot en met 1 maart 2027."),
    ],
)
def test_paper_says_when_it_does_not_hold(state: AgreementState, ended_on: date | None, said: str) -> None:
    content = on_paper(replace(AGREEMENT, state=state, ended_on=ended_on))
    assert said in words_of(render_agreement(content))


def test_english_agreement_has_no_dutch_of_ours() -> None:
    words = words_of(render_agreement(on_paper(replace(AGREEMENT, language="en"))))
    assert "€ 2,500 a year" in words
    assert "Getekend" not in words


def test_long_pledges_go_on_on_numbered_pages() -> None:
    long = tuple(
        replace(AGREEMENT.pledges[0], id=number, text="Een lange toezegging met veel woorden. " * 25)
        for number in range(9)
    )
    document = render_agreement(on_paper(replace(AGREEMENT, pledges=long + AGREEMENT.pledges[1:])))
    assert pages_of(document) == 4
    assert "Pagina 2 van 4" in words_of(document)


def test_names_of_other_scripts_and_of_great_length_are_printed_or_left_out() -> None:
    render_agreement(on_paper(replace(AGREEMENT, organisation="水" * 40)))
    render_agreement(on_paper(replace(AGREEMENT, organisation="Samenwerkende ondernemers " * 10)))


def test_every_font_is_in_the_file() -> None:
    found = embedded_fonts(pypdf.PdfReader(io.BytesIO(render_agreement(on_paper(AGREEMENT)))))
    assert found
    assert set(found.values()) == {True}


def test_short_agreement_is_one_page_with_its_signatures() -> None:
    second = replace(AGREEMENT.pledges[0], id=5, theme="education_development")
    for pledges in (AGREEMENT.pledges, (second, *AGREEMENT.pledges)):
        assert pages_of(render_agreement(on_paper(replace(AGREEMENT, pledges=pledges)))) == 1


@pytest.mark.parametrize("words", range(20, 200, 20))
def test_signatures_never_stand_on_a_page_without_words_above_them(words: int) -> None:
    long = replace(AGREEMENT.pledges[0], text="Een toezegging. " * words)
    document = render_agreement(on_paper(replace(AGREEMENT, pledges=(long, *AGREEMENT.pledges[1:]))))
    last = pypdf.PdfReader(io.BytesIO(document)).pages[-1].extract_text()
    assert [part in last for part in ("vertelt elk jaar", "Bea Bron", "Alex Alliantie")] == [True] * 3
