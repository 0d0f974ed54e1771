"""Text the bundled fonts can print. They hold Latin with every European accent, no other script.

Dutch trade names are registered in Latin letters, so this is for the rare rest: a name in Greek or
Cyrillic is written in Latin letters (the tables of ISO 843 and ISO 9 without their accents), a letter
with an unknown accent loses it, other signs are left out, and letters that remain become one "?". Nothing
prints as an empty box.
"""

import unicodedata
from collections.abc import Callable, Iterator

# fmt: off
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k",
    "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
    "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "ђ": "dj", "е": "e", "є": "je", "ё": "jo",
    "ж": "zh", "з": "z", "и": "i", "і": "i", "ї": "ji", "й": "j", "ј": "j", "к": "k", "л": "l", "љ": "lj",
    "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c", "у": "u",
    "ў": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "џ": "dz", "ш": "sh", "щ": "shch", "ъ": "",
    "ы": "y", "ь": "", "э": "e", "ю": "ju", "я": "ja",
}
# fmt: on
_SIGNS = {"‐": "-", "‑": "-", "―": "–", "\u00a0": " ", "\u2007": " ", "\u202f": " ", "≠": "/=", "≈": "~"}
_LATIN = {**_GREEK, **_CYRILLIC, **_SIGNS}


def readable(text: str, has: Callable[[str], bool]) -> str:
    """`text` in characters for which `has` holds; runs of white space become one space."""
    whole = unicodedata.normalize("NFC", " ".join(text.split()))
    printed = "".join(_printed(whole, has))
    return " ".join(printed.split())


def is_printable(text: str, has: Callable[[str], bool]) -> bool:
    """Whether `readable` keeps something, and at least one letter or digit of every word that had one."""
    words = [word for word in text.split() if any(sign.isalnum() for sign in word)]
    return bool(readable(text, has)) and all(
        any(sign.isalnum() for sign in readable(word, has)) for word in words
    )


def _printed(text: str, has: Callable[[str], bool]) -> Iterator[str]:
    unknown = False
    for character in text:
        written = _written(character, has)
        if written is None:
            if not unknown:
                yield "?"
            unknown = True
        else:
            unknown = unknown and not written
            yield written


def _written(character: str, has: Callable[[str], bool]) -> str | None:
    if has(character):
        return character
    latin = _in_latin(character)
    if latin is None:
        base = [part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)]
        latins = [part if has(part) else _in_latin(part) for part in base]
        latin = None if None in latins else "".join(part for part in latins if part)
    if latin is not None and all(has(sign) for sign in latin):
        return latin
    return None if character.isalnum() else ""


def _in_latin(character: str) -> str | None:
    latin = _LATIN.get(character.lower())
    if latin is None or character.islower() or not character.isalpha():
        return latin
    return latin[:1].upper() + latin[1:]
