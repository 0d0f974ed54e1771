"""Dutch first, English complete: words, dates and numbers as people write them (LOOK 5)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from flask import Flask, g, request
from markupsafe import Markup

from scan.domain.periods import local_day

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")
LANGUAGE_COOKIE = "mvo_language"
TRANSLATIONS = Path(__file__).parent / "translations"
ZONE = ZoneInfo("Europe/Amsterdam")


class Catalogue(NullTranslations):
    """The words of one language, read from its .po files; code and templates carry the English."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.messages: dict[str, str | tuple[str, ...]] = {}
        for path in sorted((TRANSLATIONS / language).glob("*.po")):
            with path.open("rb") as file:
                for message in read_po(file, locale=language):
                    if message.id and message.string:
                        key = message.id if isinstance(message.id, str) else message.id[0]
                        self.messages[key] = (
                            message.string if isinstance(message.string, str) else tuple(message.string)
                        )

    def gettext(self, message: str) -> str:
        """The words in this language; the English where a translation is missing (a test forbids that)."""
        found = self.messages.get(message, message)
        return found if isinstance(found, str) else found[0]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Singular or plural; Dutch and English share the rule."""
        found = self.messages.get(msgid1)
        if not isinstance(found, tuple):
            return msgid1 if n == 1 else msgid2
        return found[0] if n == 1 else found[-1]


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language; English has none of its own."""
    return Catalogue(language)


def language() -> Language:
    """The language of this request: what was chosen on this browser, else Dutch."""
    known: Language | None = g.get("language")
    if known is not None:
        return known
    chosen: Language = "en" if request.cookies.get(LANGUAGE_COOKIE) == "en" else "nl"
    g.language = chosen
    return chosen


def gettext(message: str, **values: object) -> str:
    """The words of ``message`` (English) in the language of this request, with its ``%(places)s`` filled."""
    words = catalogue(language()).gettext(message)
    return words % values if values else words


def ngettext(singular: str, plural: str, count: int, **values: object) -> str:
    """As ``gettext``, by number; ``%(num)s`` is the number."""
    return catalogue(language()).ngettext(singular, plural, count) % {"num": count, **values}


def _markup_gettext(message: str, **values: object) -> Markup:
    """As Jinja's newstyle gettext, in one call instead of three: the words are ours, what is filled in is escaped."""
    return Markup(catalogue(language()).gettext(message)) % values  # noqa: S704 - the words of our own catalogue


def _markup_ngettext(singular: str, plural: str, num: int, **values: object) -> Markup:
    words = catalogue(language()).ngettext(singular, plural, num)
    return Markup(words) % {"num": num, **values}  # noqa: S704 - the words of our own catalogue


def text(words: Mapping[Language, str]) -> str:
    """The words of a questionnaire or scheme in the language of this request, else in one it has."""
    return words.get(language()) or next(iter(words.values()))


_kept: dict[tuple[str, Language, str], Markup] = {}


def kept(name: str, caller: Callable[[], Markup]) -> Markup:
    """A part of every page that depends on nothing but the language: rendered once. ``{% call kept("foot") %}``."""
    key = (name, language(), request.script_root)
    if key not in _kept:
        _kept[key] = caller()
    return _kept[key]


def day(value: date | datetime) -> str:
    """``1 juli 2026``; a moment is shown as the day it is in the Netherlands."""
    local = local_day(value) if isinstance(value, datetime) else value
    return format_date(local, "d MMMM y", locale=language())


def clock(value: datetime) -> str:
    """``14.05 uur`` or ``14:05``."""
    local = value.astimezone(ZONE)
    return f"{local:%H.%M} uur" if language() == "nl" else f"{local:%H:%M}"


def points(units: int | None, decimals: int) -> str:
    """A score as whole points, rounded down: a limit that is not reached never looks reached (instrument D4)."""
    return "–" if units is None else str(units // 10**decimals)


def number(value: float) -> str:
    """A number with the language's own signs."""
    return str(format_decimal(value, locale=language()))


def install(app: Flask) -> None:
    """Give the templates their words."""
    env = app.jinja_env
    env.globals.update(_=_markup_gettext, gettext=_markup_gettext, ngettext=_markup_ngettext)
    env.globals["language"] = language
    env.globals["kept"] = kept
    env.filters.update(text=text, day=day, clock=clock, points=points, number=number)
