"""Every word on our pages has its Dutch, and the Dutch keeps to the rules of the look (LOOK 5)."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from web.i18n import TRANSLATIONS, Catalogue

WEB = Path(__file__).parents[2] / "web"
CALLS = {"_", "gettext", "ngettext"}
FILES = sorted((TRANSLATIONS / "nl").glob("*.po"))


@dataclass(frozen=True, slots=True)
class Words:
    """The English of one message as a page asks for it, and where; ``plural`` is empty for most."""

    singular: str
    plural: str
    place: str

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.singular, self.plural) if self.plural else (self.singular,)


def asked_for() -> Iterator[Words]:
    """Every message in the code and the templates of ``web``; a template that cannot be read is an error."""
    found = extract_from_dir(
        WEB,
        [("**.py", "python"), ("templates/**.html", "jinja2")],
        options_map={"templates/**.html": {"silent": "false"}},
        keywords={"_": None, "gettext": None, "ngettext": (1, 2)},
    )
    for file, line, message, *_ in found:
        forms = [message] if isinstance(message, str) else list(message or ())
        yield Words(forms[0], "".join(forms[1:]), f"{file}:{line}")


ASKED = tuple(asked_for())
DUTCH = Catalogue("nl")


def translated(file: Path) -> Catalog:
    with file.open("rb") as opened:
        return read_po(opened, locale="nl")


def entries() -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The English and the Dutch forms of every message in the .po files."""
    return [
        (
            (entry.id,) if isinstance(entry.id, str) else tuple(entry.id),
            (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ()),
        )
        for file in FILES
        for entry in translated(file)
        if entry.id
    ]


def places(words: str) -> list[str]:
    """The ``%(places)s`` to be filled, in alphabetical order."""
    return sorted(re.findall(r"%\(\w+\)s", words))


# Complete


def test_every_message_of_a_page_has_its_dutch() -> None:
    assert {words.singular: words.place for words in ASKED if words.singular not in DUTCH.messages} == {}


def test_every_dutch_message_is_on_a_page() -> None:
    assert set(DUTCH.messages) - {words.singular for words in ASKED} == set()


def test_every_message_with_a_plural_has_both_forms_in_dutch() -> None:
    counted = {words for words in ASKED if words.plural}
    without = {
        words.singular: words.place
        for words in counted
        if not isinstance(DUTCH.messages.get(words.singular), tuple)
        or len([form for form in DUTCH.messages[words.singular] if form]) != 2
    }
    assert counted
    assert without == {}


def test_the_plural_of_a_page_is_the_plural_that_was_translated() -> None:
    known = {forms for forms, _dutch in entries()}
    assert {words.forms: words.place for words in ASKED if words.plural and words.forms not in known} == {}


def test_no_message_waits_for_a_second_look() -> None:
    assert [entry.id for file in FILES for entry in translated(file) if entry.id and entry.fuzzy] == []


# Each message once


def test_a_message_stands_in_one_file_only() -> None:
    times = Counter(english[0] for english, _dutch in entries())
    assert {message: count for message, count in times.items() if count > 1} == {}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_message_stands_in_its_file_once(file: Path) -> None:
    written = re.findall(r"^msgid ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(written) - len(translated(file)) == 1, "the heading is the only entry besides the messages"


# The same places


def test_english_and_dutch_have_the_same_places_in_each_form() -> None:
    differing = {
        english: dutch
        for english, dutch in entries()
        if [places(form) for form in english] != [places(form) for form in dutch]
    }
    assert differing == {}


def test_a_per_cent_sign_only_begins_a_place_since_every_message_of_a_template_is_filled() -> None:
    forms = [form for english, dutch in entries() for form in english + dutch]
    assert [form for form in forms if form.count("%") != len(places(form))] == []


def test_words_are_written_out_where_they_are_asked_for_so_that_none_is_missed() -> None:
    assert [*computed_in_code(), *computed_in_templates()] == []


def computed_in_code() -> Iterator[str]:
    """Calls in Python whose words are not written there; ``i18n.py`` defines the calls."""
    for file in sorted(WEB.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CALLS:
                wanted = call.args[: 2 if call.func.id == "ngettext" else 1]
                if not all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in wanted):
                    yield f"{file.relative_to(WEB)}:{call.lineno}"


def computed_in_templates() -> Iterator[str]:
    env = jinja2.Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    for file in sorted((WEB / "templates").rglob("*.html")):
        for call in env.parse(file.read_text(encoding="utf-8")).find_all(jinja2.nodes.Call):
            if isinstance(call.node, jinja2.nodes.Name) and call.node.name in CALLS:
                wanted = call.args[: 2 if call.node.name == "ngettext" else 1]
                if not all(
                    isinstance(one, jinja2.nodes.Const) and isinstance(one.value, str) for one in wanted
                ):
                    yield f"{file.relative_to(WEB)}:{call.lineno}"


# Dutch as the look asks for it


@pytest.mark.parametrize(
    ("english", "dutch"),
    [
        ("Save and continue", "Opslaan en verder"),
        ("I don’t know", "Weet ik niet"),
        (
            "No problem. We put this question on your To ask list.",
            "Geen probleem. We zetten deze vraag op je lijstje Nog navragen.",
        ),
        ("Why does this question not fit here?", "Waarom past deze vraag hier niet?"),
        ("Begin the scan", "Begin met de scan"),
        ("To ask", "Nog navragen"),
        ("Hand in your scan?", "Scan inleveren?"),
        ("Hand in", "Lever in"),
        ("Self-scan", "Zelfscan"),
        ("This certificate was withdrawn", "Dit certificaat is ingetrokken"),
        ("Something is not safe", "Er is iets niet veilig"),
        ("Need help?", "Hulp nodig?"),
    ],
)
def test_fixed_wordings_are_those_of_the_look(english: str, dutch: str) -> None:
    assert DUTCH.gettext(english) == dutch


@pytest.mark.parametrize(
    ("count", "dutch"),
    [
        (0, "Er staan nog %(num)s vragen open"),
        (1, "Er staat nog %(num)s vraag open"),
        (2, "Er staan nog %(num)s vragen open"),
    ],
)
def test_dutch_has_its_singular_for_one_only(count: int, dutch: str) -> None:
    singular, plural = "%(num)s question is still open", "%(num)s questions are still open"
    assert DUTCH.ngettext(singular, plural, count) == dutch


def test_nobody_is_shouted_at() -> None:
    assert [form for english, dutch in entries() for form in english + dutch if "!" in form] == []


def test_everyone_is_je_and_nobody_is_u() -> None:
    assert [form for _english, dutch in entries() for form in dutch if re.search(r"\b[Uu]w?\b", form)] == []


def test_sentences_have_at_most_fifteen_words() -> None:
    long = [
        sentence
        for _english, dutch in entries()
        for form in dutch
        for sentence in re.split(r"(?<=[.?:]) ", form)
        if len(sentence.split()) > 15
    ]
    assert long == []
