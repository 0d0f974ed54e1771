"""For everyone: the register of certificates that hold, to search, to sort and to take away."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from certificates import register as the_register
from certificates.register import Sort, Wanted
from certificates.results import level_named, profile_options, theme_groups
from certificates.scheme import scheme
from questionnaires import load
from questionnaires.definition import Questionnaire
from scan.domain.applications import CertificateKind
from scan.use_cases import publishing
from web import clock
from web.database import read
from web.exports import export
from web.i18n import gettext as _
from web.i18n import language
from web.listing import Links, page_asked, word_asked
from web.permissions import public as for_everyone
from web.views.checking import public

__all__ = ["public"]
SOON = 90
"""Days before its last day from which a certificate is said to expire soon."""


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One certificate in the list, in the reader's language."""

    entry: the_register.Entry
    level_number: int
    level_name: str
    levels: int
    theme_name: str
    sector_name: str
    soon: bool


@public.get("/register")
@for_everyone
def register() -> str:
    """Certificates that hold today."""
    wanted = wanted_of_address()
    newest = load(scheme().questionnaire)
    with read() as session:
        found = the_register.search(
            session,
            today=clock.today(),
            wanted=wanted,
            levels=[level.id for level in newest.levels],
            page=page_asked(),
        )
        places = the_register.municipalities(session, today=clock.today())
        lines = list(lines_of(session, found.entries))
    return render_template(
        "public/register.html",
        found=found,
        lines=lines,
        wanted=wanted,
        chosen_level=level_word(wanted),
        links=Links("public.register", asked(wanted)),
        download=Links("public.register_file", asked(wanted)),
        place_choices=[(place, place) for place in places],
        level_choices=[
            *((level.id, level.name[language()]) for level in newest.levels),
            (CertificateKind.STATEMENT.value, _("MVO statement")),
        ],
        sector_choices=list(profile_options(newest, "sector", language()).items()),
        theme_choices=[(group.theme, group.title[language()]) for group in theme_groups(newest)],
    )


@public.get("/register.csv")
@for_everyone
def register_file() -> Response:
    """The same certificates as a list to take away, all of them, in the same order."""
    wanted = wanted_of_address()
    head = (_("Number"), _("Organisation"), _("Place"), _("Municipality"), _("Sector"), _("Level"),
            _("Strongest theme"), _("Holds for"), _("Valid from"), _("Valid up to and including"),
            _("Rules"))  # fmt: skip
    newest = load(scheme().questionnaire)
    with read() as session:
        found = the_register.everything(
            session, today=clock.today(), wanted=wanted, levels=[level.id for level in newest.levels]
        )
        rows = [head, *(_row(line) for line in lines_of(session, found))]
    return export(rows, "register", "csv")


def wanted_of_address() -> Wanted:
    """What the address of this request searches for; what cannot be searched for asks nothing."""
    order = word_asked("sort", 20)
    known = order.removeprefix("-") in set(Sort)
    level = word_asked("level", 60)
    statements = level == CertificateKind.STATEMENT.value
    return Wanted(
        query=word_asked("q"),
        municipality=word_asked("municipality", 80),
        sector=word_asked("sector", 40),
        level="" if statements else level,
        kind=CertificateKind.STATEMENT if statements else None,
        theme=word_asked("theme", 40),
        sort=Sort(order.removeprefix("-")) if known else Sort.NAME,
        descending=known and order.startswith("-"),
    )


def asked(wanted: Wanted) -> dict[str, str | int]:
    """The same as it stands in an address."""
    order = f"-{wanted.sort}" if wanted.descending else str(wanted.sort)
    return {
        "q": wanted.query,
        "municipality": wanted.municipality,
        "sector": wanted.sector,
        "level": level_word(wanted),
        "theme": wanted.theme,
        "sort": order,
    }


def level_word(wanted: Wanted) -> str:
    """A level, or the word for statements, which have none."""
    return wanted.level if wanted.kind is None else wanted.kind.value


def lines_of(session: Session, entries: Iterable[the_register.Entry]) -> Iterator[RegisterLine]:
    """In the words of the questionnaire that each certificate names; each questionnaire is read once."""
    forms: dict[str, Questionnaire] = {}
    for entry in entries:
        sha256 = entry.questionnaire_sha256
        if sha256 is None:
            yield _statement_line(entry)
            continue
        if sha256 not in forms:
            forms[sha256] = publishing.read_version(session, sha256=sha256).questionnaire
        yield _line(forms[sha256], entry)


def _statement_line(entry: the_register.Entry) -> RegisterLine:
    """A statement rests on no questionnaire; the sector is named as the newest one names it."""
    sectors = profile_options(load(scheme().questionnaire), "sector", language())
    return RegisterLine(
        entry, 0, _("MVO statement"), 0, "", sectors.get(entry.sector or "", ""), _is_soon(entry)
    )


def _is_soon(entry: the_register.Entry) -> bool:
    return (entry.valid_until - clock.today()).days < SOON


def _line(questionnaire: Questionnaire, entry: the_register.Entry) -> RegisterLine:
    level = level_named(questionnaire, entry.level)
    names = {str(group.theme): group.title[language()] for group in theme_groups(questionnaire)}
    sectors = profile_options(questionnaire, "sector", language())
    return RegisterLine(
        entry=entry,
        level_number=level.number if level else 0,
        level_name=level.name[language()] if level else entry.level or "",
        levels=len(questionnaire.levels),
        theme_name=names.get(entry.strongest_theme or "", ""),
        sector_name=sectors.get(entry.sector or "", ""),
        soon=_is_soon(entry),
    )


def _row(line: RegisterLine) -> tuple[str, ...]:
    entry = line.entry
    return (
        entry.number,
        entry.name,
        entry.place or "",
        entry.municipality or "",
        line.sector_name,
        f"{line.level_number}. {line.level_name}" if line.level_number else line.level_name,
        line.theme_name,
        entry.scope,
        entry.valid_from.isoformat(),
        entry.valid_until.isoformat(),
        entry.scheme,
    )
