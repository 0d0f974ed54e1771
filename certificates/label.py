"""The label that a holder may show to consumers: only where an independent monitor stands behind the scheme.

Directive (EU) 2024/825 forbids a sustainability label without such a scheme. What is given out is an image that lives
with us: it says what the certificate is worth at the moment someone looks, so that a suspended one shows.
"""

from certificates.badge import Badge, Seal, badge_svg, seal_svg
from certificates.register import Check
from certificates.results import level_named
from certificates.scheme import scheme
from certificates.validity import Status
from certificates.wheel import Language
from questionnaires import read_published

WHY_NOT = {
    "nl": "Bij dit certificaat hoort geen keurmerk: er is nog geen onafhankelijke toezichthouder.",
    "en": "This certificate comes without a label: there is no independent monitor yet.",
}
_NOT_VALID = {
    Status.SUSPENDED: {"nl": "geschorst", "en": "suspended"},
    Status.WITHDRAWN: {"nl": "ingetrokken", "en": "withdrawn"},
    Status.EXPIRED: {"nl": "verlopen", "en": "expired"},
    Status.REPLACED: {"nl": "vervangen", "en": "replaced"},
}


def label_svg(found: Check) -> str | None:
    """The label as an SVG file, in the language of the certificate; None where the scheme gives none."""
    rules = scheme(found.scheme)
    if not rules.gives_label or found.document is None:
        return None
    language: Language = "en" if found.language == "en" else "nl"
    if found.status is not Status.VALID:
        word = _NOT_VALID[found.status][language]
        text = f"{rules.title[language]} {found.number}, {found.name}: {word}"
        return seal_svg(Seal(f"{rules.title[language]} {word}", found.number), label=text)
    level = level_named(read_published(found.document), found.level)
    name = found.level or "" if level is None else level.name[language]
    drawn = Badge(f"{rules.title[language]} · {name}", rules.region, found.valid_from.year)
    text = f"{rules.title[language]}, {name}: {found.name}, {found.valid_from.year}, {rules.issuer}"
    return badge_svg(drawn, label=text, prefix="label")
