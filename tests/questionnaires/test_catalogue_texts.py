"""The words of the catalogue keep the rules that can be counted: length, one time frame, no unexplained jargon.

The rules are A1, A6 and A7 of the blueprint. What cannot be counted an editor reads.
"""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from questionnaires import load
from questionnaires.definition import Help, Item, Text
from tests.questionnaires.blueprint import AUDIENCES, INDICATORS

LANGUAGES = ("nl", "en")
ASKED = [(slug, item) for slug in AUDIENCES.values() for item in load(slug).items()]
IDS = [f"{slug}-{item.id}" for slug, item in ASKED]
OF_THE_BLUEPRINT = {row["action"] for row in INDICATORS.values()}  # its actions are taken word for word
SPEECH = re.compile(r"(?<!\w)['\"].*?['\"](?!\w)")
FRAMES = {
    "today": r"\bvandaag\b|koude dag",
    "a year": r"12 maanden|per jaar|in een jaar|één (?:gewone )?week|één jaar",
    "two years": r"24 maanden|twee jaar\b",
    "now": r"\bnu\b(?! anders)|schooljaar|laatste feest|één ochtend",
}
# A word in the answers, and what has to be in the help of that question.
JARGON = {
    "RI&E": "RI&E",
    "CO2": "CO2",
    "vertrouwenspersoon": "vertrouwenspersoon",
    "restwarmte": "estwarmte",
    "sluipverbruik": "luipverbruik",
    "hernieuwbaar": "ernieuwbaar",
    "lekbak": "lekbak",
    "praktijkverklaring": "praktijkverklaring",
    "fietsplan": "fietsplan",
    "klokprogramma": "klokprogramma",
    "herkomst is niet bekend": "stroometiket",
    "plantaardig": "lantaardig",
    "gedeelde opwek": "coöperatie",
    "pieken": "piek",
    "sociaal bedrijf": "ociaal bedrijf",
    "terugname": "erugname",
    "gebundeld": "ebundeld",
    "laden gebeurt slim": "Slim laden",
    "eerst fiets en ov": "Ov is",
    "fiets en ov zitten": "Ov is",
    "leergesprek": "leergesprek",
}


def words(text: str) -> int:
    return len(text.split())


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!;:])['\"]?\s+", text) if part]


def help_of(item: Item) -> Help:
    assert item.help is not None, f"{item.id} has no help"
    return item.help


def guidance(item: Item, language: str) -> str:
    help_ = help_of(item)
    return " ".join(part[language] for part in (help_.look, help_.ask, help_.counts))  # type: ignore[index]


def answers(item: Item) -> str:
    return " ".join(option.text["nl"] for option in getattr(item, "options", ()))


def texts_of(item: Item) -> Iterator[Text]:
    help_ = help_of(item)
    yield from (item.question, help_.look, help_.ask, help_.counts)
    yield from (text for text in (help_.example, item.evidence, item.dont_know) if text is not None)
    yield from (reason.text for reason in item.not_applicable)
    yield from (advice.text for advice in item.advice)


def texts_around(slug: str) -> Iterator[Text]:
    found = load(slug)
    yield from (found.title, found.summary, found.introduction)
    for field in found.profile:
        yield field.question
        yield from () if field.help is None else (field.help,)
        yield from (option.text for option in field.options)
    yield from (fact.title for fact in found.facts)
    yield from (check.message for check in found.double_checks)
    yield from (gate.message for gate in found.gates)
    yield from (rule.message for level in found.levels for rule in level.requires)


@pytest.mark.parametrize(("slug", "item"), ASKED, ids=IDS)
def test_question_is_short_enough(slug, item):
    """A stem has at most 14 words, the three kinds of help 45 together, the example 20 (A6)."""
    for language in LANGUAGES:
        assert words(item.question[language]) <= 14
        assert words(guidance(item, language)) <= 45
        example = help_of(item).example
        assert example is not None
        assert words(example[language]) <= 20


@pytest.mark.parametrize(("slug", "item"), ASKED, ids=IDS)
def test_answers_have_6_to_14_words(slug, item):
    """Of the five steps; the declarations and the answers of a class are as short as they can be."""
    if item.id in INDICATORS and slug != "primary-class":
        lengths = [words(option.text[language]) for option in item.options for language in LANGUAGES]
        assert [length for length in lengths if not 6 <= length <= 14] == []


@pytest.mark.parametrize(("slug", "item"), ASKED, ids=IDS)
def test_sentences_of_a_question_have_at_most_15_words(slug, item):
    long = {
        sentence
        for text in texts_of(item)
        for language in LANGUAGES
        for sentence in sentences(text[language])
        if words(sentence) > 15
    }
    assert long - OF_THE_BLUEPRINT == set()


@pytest.mark.parametrize("slug", AUDIENCES.values())
def test_sentences_around_the_questions_have_at_most_15_words(slug):
    long = [
        sentence
        for text in texts_around(slug)
        for language in LANGUAGES
        for sentence in sentences(text[language])
        if words(sentence) > 15
    ]
    assert long == []


@pytest.mark.parametrize(("slug", "item"), ASKED, ids=IDS)
def test_question_has_exactly_one_time_frame(slug, item):
    """A1.3: today, the past year, two years, or as it is now. A class looks today and thinks of a cold day."""
    told = f"{item.question['nl']} {guidance(item, 'nl')}"
    assert len([frame for frame, pattern in FRAMES.items() if re.search(pattern, told)]) == 1


@pytest.mark.parametrize(("slug", "item"), ASKED, ids=IDS)
def test_jargon_in_the_answers_is_explained_in_the_help(slug, item):
    told = f"{item.question['nl']} {answers(item)}".lower()
    unexplained = [
        word
        for word, explanation in JARGON.items()
        if word.lower() in told and not re.search(explanation, guidance(item, "nl"))
    ]
    assert unexplained == []


@pytest.mark.parametrize(("slug", "item"), ASKED, ids=IDS)
def test_reader_is_addressed_as_the_register_says(slug, item):
    """Students, pupils and classes: je. Companies and schools: u, also where they are told whom to ask (ADR 1)."""
    said = SPEECH.sub(
        "", f"{item.question['nl']} {guidance(item, 'nl')} {(item.evidence or {}).get('nl', '')}"
    )
    other = (
        r"\b(?:je|jij|jou|jouw|jullie)\b"
        if slug in ("company-self", "institution")
        else r"\b(?:u|uw|uzelf)\b"
    )
    assert re.findall(other, said, re.IGNORECASE) == []


@pytest.mark.parametrize("slug", AUDIENCES.values())
@pytest.mark.parametrize("part", ["look", "counts", "example"])
def test_no_guidance_stands_under_two_questions(slug, part):
    """What could stand under any question helps with none."""
    for language in LANGUAGES:
        said = Counter(getattr(help_of(item), part)[language] for item in load(slug).items())
        assert [text for text, times in said.items() if times > 1] == []


@pytest.mark.parametrize(("slug", "item"), ASKED, ids=IDS)
def test_evidence_is_told_from_the_step_that_asks_for_it(slug, item):
    options = getattr(item, "options", ())
    starts = [
        step
        for step, option in enumerate(options)
        if set(option.needs) - set(options[step - 1].needs if step else ())
    ]
    told = (item.evidence or {}).get("nl", "")
    if item.id in INDICATORS:
        assert sorted({int(step) for step in re.findall(r"[Ss]tap (\d)", told)}) == starts
