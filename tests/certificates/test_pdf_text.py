"""Text on paper: letters the fonts lack, lines of a measured width, headings that kern."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.glyphs import outlines
from certificates.pdf.fonts import FOLDER, can_print, printed, spaced, width
from certificates.pdf.layout import fit_title, wrap

EUROPEAN = "0123456789 €éëïâ≥≤·’“”–…ŞşłŁğĞİıőąęćńśźżøåæœčžřđßĳþ"


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.ttf")), ids=lambda path: path.stem)
def test_every_font_has_the_letters_of_european_names(file: Path) -> None:
    font = outlines(file)
    assert [sign for sign in EUROPEAN if not font.has(sign)] == []


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        ("Bakkerij De Halm", "Bakkerij De Halm"),
        ("  twee \n woorden ", "twee woorden"),
        ("e\u0301te\u0301", "été"),
        ("ﬁets", "fiets"),
        ("Ａｂｃ", "Abc"),
        ("Ελληνική Ταβέρνα", "Elliniki Taverna"),
        ("Кафе Щука", "Kafe Shchuka"),
        ("Café ☕ De Kop 🍞", "Café De Kop"),
        ("株式会社 Sushi", "? Sushi"),
    ],
)
def test_text_is_written_with_the_letters_there_are(text: str, readable: str) -> None:
    assert printed(text, "heading") == readable


@pytest.mark.parametrize(
    ("name", "can"),
    [("Śliwa & Yıldız", True), ("Кафе", True), ("株式会社", False), ("株式会社 Sushi", False), ("☕", False)],
)
def test_a_name_that_loses_a_word_cannot_be_printed(name: str, *, can: bool) -> None:
    assert can_print(name) is can


@given(st.text(max_size=60))
def test_no_text_at_all_prints_as_an_empty_box(text: str) -> None:
    font = outlines(FOLDER / "MvoText-400.ttf")
    assert [sign for sign in printed(text, "text") if not font.has(sign)] == []


@given(
    st.text(alphabet="abc WMi", max_size=120), st.sampled_from([8.0, 20.0]), st.sampled_from([40.0, 250.0])
)
def test_wrapped_lines_fit_and_lose_no_letter(text: str, size: float, room: float) -> None:
    lines = wrap(text, "strong", size, room)
    assert [line for line in lines if width(line, "strong", size) > room] == []
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_headings_kern_pairs_and_stand_a_little_closer() -> None:
    assert spaced("AV", "heading", 1000) == [("A", -107.0), ("V", 0.0)]
    assert spaced("ÀV", "heading", 1000) == [("À", -107.0), ("V", 0.0)]
    assert spaced("AV", "text", 1000) == [("AV", 0.0)]
    assert width("AV", "heading", 100) < width("A", "heading", 100) + width("V", "heading", 100)


def test_an_empty_heading_has_no_width() -> None:
    assert (width("", "heading", 20), spaced("", "heading", 20)) == (0.0, [])


@pytest.mark.parametrize(
    ("name", "pixels", "lines"),
    [
        ("Bakkerij De Halm", 58, 1),
        ("Hoveniersbedrijf Groen", 44, 1),
        ("Installatiebureau Zonzij bv", 34, 1),
        ("Coöperatie Noordelijk Voorbeeld Nederland", 34, 2),
    ],
)
def test_a_title_goes_from_58_to_44_to_34_pixels_and_then_to_two_lines(
    name: str, pixels: int, lines: int
) -> None:
    title = fit_title(name, 350)
    assert (title.size, len(title.lines)) == (pixels * 0.75, lines)


def test_the_lines_of_a_long_title_are_about_as_long() -> None:
    assert fit_title("Hoveniersbedrijf Groenzoom Westerkwartier", 350).lines == (
        "Hoveniersbedrijf",
        "Groenzoom Westerkwartier",
    )
