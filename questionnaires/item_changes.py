"""What changed of one item between two versions."""

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from questionnaires.changes import Change, Field, field_changes, text_changes, values
from questionnaires.definition import Item, MultipleChoice, Number, Option, SingleChoice, YesNo
from questionnaires.faults import Words
from questionnaires.rewording import repaired_text, same_text

_COMMON: Mapping[str, Field] = {
    "revision": ("rescored", "major", Words("herziening (revision)", "revision")),
    "weight": ("rescored", "major", Words("gewicht", "weight")),
    "when": ("rescored", "major", Words("voorwaarde", "condition")),
    "pooled": (
        "rescored",
        "major",
        Words("telt alleen samen met anderen", "counts only together with others"),
    ),
    "private_when": (
        "other",
        "minor",
        Words("wanneer het antwoord besloten is", "when the answer is private"),
    ),
    "pillar": ("other", "patch", Words("pijler", "pillar")),
    "mappings": ("other", "patch", Words("plaats in andere kaders", "place in other frames")),
    "route": ("other", "patch", Words("waar je het antwoord vindt", "where to find the answer")),
}
_MULTIPLE: Mapping[str, Field] = {
    "combine": ("rescored", "major", Words("optellen of beste", "sum or best")),
    "cap": ("rescored", "major", Words("meeste punten", "most points")),
}
_YES_NO: Mapping[str, Field] = {
    "yes_points": ("rescored", "major", Words("punten voor ja", "points for yes")),
    "no_points": ("rescored", "major", Words("punten voor nee", "points for no")),
    "scored": ("rescored", "major", Words("telt mee", "counts")),
    "needs": ("rescored", "major", Words("gevraagd bewijs", "evidence asked")),
    "effort": ("other", "minor", Words("inspanning", "effort")),
}
_NUMBER: Mapping[str, Field] = {
    "score": ("rescored", "major", Words("punten", "points")),
    "minimum": ("other", "minor", Words("kleinste getal", "smallest number")),
    "maximum": ("other", "minor", Words("grootste getal", "largest number")),
    "decimals": ("other", "minor", Words("cijfers achter de punt", "digits after the point")),
    "plausible": ("other", "patch", Words("grenzen van 'klopt dit?'", "limits of 'is this right?'")),
}
_POINTS = Words("punten", "points")
_ANSWERS = Words("antwoorden", "options")
_OPTION_TEXT = Words("tekst van een antwoord", "text of an option")


def item_changes(older: Item, newer: Item) -> Iterator[Change]:
    """Every change of one item."""
    subject = newer.id
    yield from _words(older, newer)
    yield from field_changes(subject, older, newer, _COMMON)
    yield from meaning_changes(older, newer)
    if isinstance(older, SingleChoice | MultipleChoice) and isinstance(newer, SingleChoice | MultipleChoice):
        yield from _option_details(subject, older.options, newer.options)
    if isinstance(older, Number) and isinstance(newer, Number):
        others = {key: field for key, field in _NUMBER.items() if key != "score"}
        yield from field_changes(subject, older, newer, others)
    if isinstance(older, YesNo) and isinstance(newer, YesNo):
        details = {key: _YES_NO[key] for key in ("needs", "effort")}
        yield from field_changes(subject, older, newer, details)


def meaning_changes(older: Item, newer: Item) -> Iterator[Change]:
    """Changes of type, options or points: with them the item means something else (instrument E4)."""
    subject = newer.id
    if older.type != newer.type:
        yield Change("rescored", subject, Words("soort vraag", "type of question"), "major")
    elif isinstance(older, SingleChoice | MultipleChoice) and isinstance(
        newer, SingleChoice | MultipleChoice
    ):
        yield from _options(subject, older.options, newer.options)
        if isinstance(older, MultipleChoice):
            yield from field_changes(subject, older, newer, _MULTIPLE)
    elif isinstance(older, YesNo):
        scores = {key: _YES_NO[key] for key in ("yes_points", "no_points", "scored")}
        yield from field_changes(subject, older, newer, scores)
    elif isinstance(older, Number) and isinstance(newer, Number):
        yield from field_changes(subject, older, newer, {"score": _NUMBER["score"]})
        if not repaired_text(older.unit, newer.unit):
            yield Change("rescored", subject, Words("eenheid", "unit"), "major")


def _options(subject: str, older: tuple[Option, ...], newer: tuple[Option, ...]) -> Iterator[Change]:
    if [option.key for option in older] != [option.key for option in newer]:
        yield Change("rescored", subject, _ANSWERS, "major")
        return
    before, after = (tuple(option.points for option in options) for options in (older, newer))
    if before != after:
        yield Change("rescored", subject, _POINTS, "major", values(before, after))
    if not all(repaired_text(old.text, new.text) for old, new in zip(older, newer, strict=True)):
        yield Change("reworded", subject, _OPTION_TEXT, "major")


def _option_details(subject: str, older: tuple[Option, ...], newer: tuple[Option, ...]) -> Iterator[Change]:
    """What does not change the meaning of the options: repairs, titles, efforts; and the evidence they ask."""
    pairs = [(old, new) for old, new in zip_longest(older, newer) if old is not None and new is not None]
    texts = [(old.text, new.text) for old, new in pairs if not same_text(old.text, new.text)]
    if texts and all(repaired_text(*pair) for pair in texts):
        yield Change("reworded", subject, _OPTION_TEXT, "patch")
    if any(old.needs != new.needs for old, new in pairs):
        yield Change("rescored", subject, Words("gevraagd bewijs", "evidence asked"), "major")
    if any(not same_text(old.title, new.title) for old, new in pairs):
        yield Change("reworded", subject, Words("titel van een antwoord", "title of an option"), "minor")
    if any(old.effort != new.effort for old, new in pairs):
        yield Change("other", subject, Words("inspanning", "effort"), "minor")


def _words(older: Item, newer: Item) -> Iterator[Change]:
    subject = newer.id
    yield from text_changes(subject, older.question, newer.question, Words("vraag", "question"))
    yield from text_changes(subject, older.concept, newer.concept, Words("begrip", "concept"), "patch")
    yield from text_changes(
        subject, older.evidence, newer.evidence, Words("woorden over bewijs", "words on evidence")
    )
    yield from text_changes(
        subject, older.dont_know, newer.dont_know, Words("'weet ik niet'", "'don't know'")
    )
    for part, what in (("look", "kijk"), ("ask", "vraag"), ("counts", "wat telt")):
        old, new = getattr(older.help, part, None), getattr(newer.help, part, None)
        yield from text_changes(subject, old, new, Words(f"uitleg ({what})", f"help ({part})"))
    old, new = getattr(older.help, "example", None), getattr(newer.help, "example", None)
    yield from text_changes(subject, old, new, Words("voorbeeld", "example"), "patch")
    yield from _reasons(older, newer)
    if older.advice != newer.advice:
        yield Change("reworded", subject, Words("advies", "advice"), "minor")
    if isinstance(older, Number) and isinstance(newer, Number) and repaired_text(older.unit, newer.unit):
        yield from text_changes(subject, older.unit, newer.unit, Words("eenheid", "unit"))


def _reasons(older: Item, newer: Item) -> Iterator[Change]:
    what = Words("redenen voor 'niet van toepassing'", "reasons for 'not applicable'")
    if bool(older.not_applicable) != bool(newer.not_applicable):
        yield Change("rescored", newer.id, what, "major")
    elif older.not_applicable != newer.not_applicable:
        yield Change("reworded", newer.id, what, "minor")
