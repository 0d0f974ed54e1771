"""Whether two entries of companies are likely about the same one: by name, where the number does not tell."""

import re
import unicodedata
from difflib import SequenceMatcher

_LEGAL_FORMS = {"bv", "nv", "vof", "cv", "eenmanszaak", "stichting", "maatschap", "holding"}
_SMALL_WORDS = {"de", "het", "en", "van", "der", "den"}
_ALIKE = 0.85


def company_key(name: str) -> str:
    """The name without legal form, small words, accents and signs: ``De Halm B.V.`` and ``Halm`` are the same."""
    plain = unicodedata.normalize("NFKD", name).casefold().replace(".", "").replace("'", "")
    words = re.findall(r"[a-z0-9]+", plain)
    telling = [word for word in words if word not in _LEGAL_FORMS | _SMALL_WORDS]
    return " ".join(telling or words)


def likeness(one: str, other: str) -> float:
    """How much two names look alike, 0 to 1: 1 for the same key, and nearly so when one has all words of the other."""
    first, second = company_key(one), company_key(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    shorter, longer = sorted((set(first.split()), set(second.split())), key=len)
    if shorter <= longer:
        return 0.95
    return SequenceMatcher(None, first, second).ratio()


def is_likely_same(one: str, other: str) -> bool:
    """Whether to ask somebody: mistyped names are alike too."""
    return likeness(one, other) >= _ALIKE
