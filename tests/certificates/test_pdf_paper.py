"""The blank scan on paper: every question, to tick, with nothing that should not be in the company."""

import re
from functools import cache

import pypdfium2
import pytest
import zxingcpp

from certificates.pdf.flow import BOTTOM, TOP, lines, pages
from certificates.pdf.paper import PaperScan, render_paper_scan
from certificates.pdf.paper_words import WORDS, ConditionWords
from certificates.wheel import Language
from questionnaires import load
from questionnaires.definition import Questionnaire

URL = "https://mvo.example/scans/12"


@cache
def document(slug: str, language: Language = "nl") -> bytes:
    return render_paper_scan(PaperScan(load(slug), language, "Bakkerij De Halm", URL))


@cache
def texts(slug: str, language: Language = "nl") -> tuple[str, ...]:
    """The words of each page."""
    found = pypdfium2.PdfDocument(document(slug, language))
    return tuple(" ".join(page.get_textpage().get_text_range().split()) for page in found)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("slug", ["internship-company", "company-self", "institution", "secondary-pupils"])
def test_every_question_and_every_option_is_on_paper(slug: str) -> None:
    paper = squeezed("".join(texts(slug)))
    for item in load(slug).items():
        assert squeezed(item.question["nl"]) in paper
        for option in getattr(item, "options", ()):
            assert squeezed(option.text["nl"]) in paper
    for field in load(slug).profile:
        assert squeezed(field.question["nl"]) in paper


def test_same_content_gives_the_same_bytes() -> None:
    again = render_paper_scan(PaperScan(load("internship-company"), "nl", "Bakkerij De Halm", URL))
    assert again == document("internship-company")


def test_pooled_questions_stand_on_the_last_sheet_alone_and_say_so() -> None:
    found = texts("internship-company")
    pooled = [item for item in load("internship-company").items() if item.pooled]
    with_them = {
        number
        for number, page in enumerate(found)
        if any(squeezed(item.question["nl"]) in squeezed(page) for item in pooled)
    }
    assert with_them == {len(found) - 1}
    assert "Het bedrijf ziet jouw antwoord op deze vragen niet." in found[-1]
    assert "Bewijs of notitie" not in found[-1]
    assert "Vraag 7, 8 en 9: zie het laatste blad." in " ".join(found)


def test_a_shared_scan_has_no_pooled_questions_on_paper_and_numbers_go_on() -> None:
    form = load("internship-company")
    pooled = frozenset(item.id for item in form.items() if item.pooled)
    made = render_paper_scan(PaperScan(form, "nl", "Bakkerij", "https://scan.example/1", pooled))
    found = pypdfium2.PdfDocument(made)
    printed = squeezed(" ".join(page.get_textpage().get_text_range() for page in found))
    for item in form.items():
        assert (squeezed(item.question["nl"]) in printed) == (item.id not in pooled), item.id
    assert squeezed(WORDS["nl"]["alone"]) not in printed
    assert "ziehetlaatsteblad" not in printed


def test_pages_are_numbered_and_name_the_questionnaire() -> None:
    found = texts("internship-company")
    for number, page in enumerate(found, 1):
        assert f"bladzijde {number} van {len(found)}" in page
        assert load("internship-company").name.replace("@", " ") in page


def test_code_leads_back_to_the_scan_and_holds_nothing_else() -> None:
    page = pypdfium2.PdfDocument(document("internship-company"))[0].render(scale=3).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [URL]


def test_english_paper_is_english() -> None:
    paper = " ".join(texts("internship-company", "en"))
    assert "page 1 of" in paper
    assert "bladzijde" not in paper
    assert "Only if you fill in ‘yes’ at ‘" in paper


CONDITIONS = [
    ({"is": ["profile.kitchen", True]}, "je ‘ja’ invult bij ‘Keuken?’"),
    ({"not": {"is": ["profile.kitchen", True]}}, "je niet ‘ja’ invult bij ‘Keuken?’"),
    ({"in": ["profile.sector", ["food", "care"]]}, "je ‘Voedsel’ of ‘Zorg’ invult bij ‘Sector?’"),
    ({"ge": ["profile.staff", "2"]}, "je 2 of meer invult bij ‘Hoeveel?’"),
    ({"gt": ["profile.staff", "2"]}, "je meer dan 2 invult bij ‘Hoeveel?’"),
    ({"le": ["profile.staff", "2.5"]}, "je 2,5 of minder invult bij ‘Hoeveel?’"),
    ({"lt": ["profile.staff", "2"]}, "je minder dan 2 invult bij ‘Hoeveel?’"),
    ({"answered": "answers.first"}, "je iets invult bij vraag 1"),
    ({"is": ["answers.first", "1"]}, "je ‘Een stap’ invult bij vraag 1"),
    (
        {"not": {"all": [{"ge": ["profile.staff", "2"]}, {"is": ["profile.kitchen", True]}]}},
        "het niet zo is dat je 2 of meer invult bij ‘Hoeveel?’ en je ‘ja’ invult bij ‘Keuken?’",
    ),
    (
        {"all": [{"any": [{"ge": ["profile.staff", "2"]}, {"is": ["profile.kitchen", True]}]},
                 {"answered": "answers.first"}]},
        "(je 2 of meer invult bij ‘Hoeveel?’ of je ‘ja’ invult bij ‘Keuken?’) en je iets invult bij vraag 1",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "words"), CONDITIONS, ids=[str(number) for number in range(len(CONDITIONS))]
)
def test_condition_in_words(condition: dict[str, object], words: str) -> None:
    form = _form(condition)
    when = form.groups[0].members[1].when
    assert when is not None
    assert ConditionWords(form, "nl").only_if(when) == f"Alleen als {words}."


def test_questions_of_every_type_are_printed() -> None:
    form = _form({"answered": "answers.first"})
    paper = render_paper_scan(PaperScan(form, "nl", "Ω" * 3, URL))
    found = pypdfium2.PdfDocument(paper)
    words = " ".join(" ".join(page.get_textpage().get_text_range() for page in found).split())
    for said in (
        "Je mag meer antwoorden aankruisen.",
        "kWh",
        "Weet ik niet",
        "Past hier niet, want:",
        "Geen gebouw",
    ):
        assert said in words


def test_what_is_longer_than_a_page_goes_on_on_the_next() -> None:
    unit = [lines(f"regel {number}", 10) for number in range(200)]
    found = pages([unit])
    assert sum(len(page) for page in found) == 200
    assert all(y >= TOP and y + piece.height <= BOTTOM for page in found for y, piece in page)


def _text(words: str) -> dict[str, str]:
    return {"nl": words}


def _form(when: dict[str, object]) -> Questionnaire:
    options = [
        {"key": str(step), "text": _text(words), "points": str(step)}
        for step, words in enumerate(("Geen", "Een stap"))
    ]
    common = {
        "dont_know": _text("Geen probleem."),
        "not_applicable": [{"id": "none", "text": _text("Geen gebouw")}],
    }
    members = [
        {"id": "first", "type": "single_choice", "question": _text("Eerste?"), "options": options, **common},
        {"id": "second", "type": "multiple_choice", "question": _text("Tweede?"), "options": options, "when": when},
        {"id": "third", "type": "yes_no", "question": _text("Derde?")},
        {"id": "fourth", "type": "number", "question": _text("Vierde?"), "unit": _text("kWh"),
         "minimum": "0", "maximum": "9"},
        {"id": "fifth", "type": "text", "question": _text("Vijfde?")},
        {"id": "sixth", "type": "date", "question": _text("Zesde?")},
    ]  # fmt: skip
    return Questionnaire.model_validate(
        {
            "slug": "small", "version": "1.0.0", "languages": ("nl",), "title": _text("Klein"),
            "summary": _text("Klein"), "introduction": _text("Welkom"), "audience": "other", "minutes": 1,
            "scoring": {"dont_know": "left_out", "dont_know_for_level": "left_out"},
            "profile": [
                {"id": "kitchen", "type": "yes_no", "question": _text("Keuken?")},
                {"id": "staff", "type": "number", "question": _text("Hoeveel?")},
                {"id": "sector", "type": "choice", "question": _text("Sector?"), "options": [
                    {"id": "food", "text": _text("Voedsel")}, {"id": "care", "text": _text("Zorg")}]},
            ],
            "groups": [{"id": "all", "type": "group", "title": _text("Alles"), "members": members}],
        },
        strict=False,
    )  # fmt: skip
