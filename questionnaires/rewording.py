"""Is a changed text a repair, or does it say something else? (instrument E4)

A repair leaves the words as they were but for spelling, capitals, punctuation and layout. Whatever could change the
meaning is no repair: another number, a short word (not, no, nor), a word put in or left out, or a word with something
set before it (safe, unsafe).
"""

import re
from difflib import SequenceMatcher

from questionnaires.definition import Text

_WORD = re.compile(r"\w+")
_SHORTEST = 4
_LEAST_ALIKE = 0.75


def is_repair(older: str, newer: str) -> bool:
    """Whether the newer text says the same, with its spelling or layout repaired."""
    old, new = _WORD.findall(older.casefold()), _WORD.findall(newer.casefold())
    return len(old) == len(new) and all(_same_word(*pair) for pair in zip(old, new, strict=True))


def _same_word(old: str, new: str) -> bool:
    if old == new:
        return True
    if min(len(old), len(new)) < _SHORTEST or any(character.isdigit() for character in old + new):
        return False
    if old.endswith(new) or new.endswith(old):
        return False
    return SequenceMatcher(None, old, new).ratio() >= _LEAST_ALIKE


def same_text(older: Text | None, newer: Text | None) -> bool:
    """Whether a text is the same in every language."""
    return (older or {}) == (newer or {})


def repaired_text(older: Text | None, newer: Text | None) -> bool:
    """Whether a text says the same: repaired in the languages both have; a new translation is a repair too."""
    if older is None or newer is None:
        return older is newer
    return all(is_repair(older[language], newer[language]) for language in older.keys() & newer.keys())
