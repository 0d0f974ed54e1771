"""Sentences that help someone who wrote a name that does not exist."""

from collections.abc import Iterable
from difflib import get_close_matches

from questionnaires.faults import Words


def nearest(found: str, choices: Iterable[str]) -> Words:
    """'Did you mean …?' with the closest name, or what there is to choose from."""
    known = sorted(choices)
    close = get_close_matches(found[:100], known, n=1, cutoff=0.7)
    if close:
        return Words(f'Bedoel je "{close[0]}"?', f'Do you mean "{close[0]}"?')
    if not known:
        return Words(
            "Er is er nog geen. Voeg hem toe, of haal dit weg.", "There are none yet. Add it, or remove this."
        )
    listed = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    return Words(f"Kies uit: {listed}.", f"Choose from: {listed}.")
