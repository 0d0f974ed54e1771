"""What the share cards say (``share_card``): of a certificate, an ambassador who chose to be seen, and a school."""

from datetime import date

from babel.dates import format_date

from certificates.ambassador_register import Appointment, Standing
from certificates.badge import Badge
from certificates.register import Check
from certificates.results import has_wheel, level_named, wheel_of
from certificates.scheme import published
from certificates.share_card import ShareCard
from certificates.validity import Status
from certificates.wheel import Language
from questionnaires import read_published
from scan.domain.applications import CertificateKind, PublicDetail
from scan.domain.region import SchoolCount
from scoring import Outcome

_WORDS: dict[Language, dict[str, str]] = {
    "nl": {
        "level": "Niveau {number} · {name}",
        "until": "Geldig tot en met {day}",
        "suspended": "Geschorst: geldt nu niet",
        "withdrawn": "Ingetrokken: geldt niet meer",
        "expired": "Verlopen: geldt niet meer",
        "replaced": "Vervangen door een nieuw certificaat",
        "statement replaced": "Vervangen door een nieuwe verklaring",
    },
    "en": {
        "level": "Level {number} · {name}",
        "until": "Valid up to and including {day}",
        "suspended": "Suspended: it does not hold now",
        "withdrawn": "Withdrawn: it does not hold any more",
        "expired": "Expired: it does not hold any more",
        "replaced": "Replaced by a new certificate",
        "statement replaced": "Replaced by a new statement",
    },
}


def certificate_card(found: Check) -> ShareCard:
    """Of a certificate, in its own language: its level and the wheel that its holder shows; or why it does not hold."""
    language: Language = "en" if found.language == "en" else "nl"
    words, kicker = _WORDS[language], published(found.scheme).title[language]
    if found.status is not Status.VALID:
        of_a_statement = f"statement {found.status.value}"
        known = found.kind is CertificateKind.STATEMENT and of_a_statement in words
        return ShareCard(
            kicker, found.name, (words[of_a_statement if known else found.status.value], found.number)
        )
    until = words["until"].format(day=_day(found.valid_until, language))
    if found.document is None or found.outcome is None:  # a statement has no level and no score
        return ShareCard(kicker, found.name, (until, found.number))
    questionnaire = read_published(found.document)
    level = level_named(questionnaire, found.level)
    shows_wheel = found.public_detail is not PublicDetail.LEVEL and has_wheel(questionnaire)
    outcome = Outcome.from_json(found.outcome)
    return ShareCard(
        kicker,
        found.name,
        (
            found.level or ""
            if level is None
            else words["level"].format(number=level.number, name=level.name[language]),
            until,
            found.number,
        ),
        level=None if level is None else (level.number, len(questionnaire.levels)),
        wheel=wheel_of(questionnaire, outcome, language=language, verified=True, claims=False, limits=False)
        if shows_wheel
        else None,
    )


def ambassador_card(found: Appointment) -> ShareCard | None:
    """Of an ambassador who chose a public page; None of all others."""
    if found.page is None or found.standing is Standing.WITHDRAWN:
        return None
    year = found.page.appointed_on.year
    rules = found.rules
    until = f"Geldig tot en met {_day(found.valid_until, 'nl')}"
    past = f"Was ambassadeur tot en met {_day(found.valid_until, 'nl')}"
    return ShareCard(
        rules.title["nl"],
        found.page.public_name,
        tuple(filter(None, (found.page.school, until if found.standing is Standing.HOLDS else past))),
        badge=Badge(rules.title["nl"], rules.region, year),
    )


def school_card(found: SchoolCount) -> ShareCard:
    """Of a school, with counts of people only where they are shown."""
    counts = (
        (found.students, "student deed mee", "studenten deden mee"),
        (found.ambassadors, "junior ambassadeur", "junior ambassadeurs"),
    )
    lines = tuple(f"{count} {one if count == 1 else many}" for count, one, many in counts if count)
    return ShareCard("Doet mee met MVO-scan", found.name, lines)


def _day(day: date, language: Language) -> str:
    return format_date(day, "d MMMM y", locale=language)
