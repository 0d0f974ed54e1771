"""Faults in the form of a source: keys, types and bounds, each judged by itself."""

from enum import Enum

from questionnaires.faults.wording import Wording


class Shape(Enum):
    """Codes S01 …."""

    MISSING_KEY = Wording(
        "S01",
        ('De sleutel "{key}" ontbreekt.', 'The key "{key}" is missing.'),
        ('Voeg "{key}" toe.', 'Add "{key}".'),
    )
    UNKNOWN_KEY = Wording(
        "S02",
        ('De sleutel "{key}" bestaat hier niet.', 'There is no key "{key}" here.'),
        ("{closest} Of haal de sleutel weg.", "{closest} Or remove the key."),
    )
    WRONG_TYPE = Wording(
        "S03",
        ("Hier hoort {expected}, maar er staat {found}.", "This should be {expected}, but it is {found}."),
        ("Schrijf hier {expected}.", "Write {expected} here."),
    )
    NOT_ONE_OF = Wording(
        "S04",
        ('"{found}" kan hier niet.', '"{found}" is not possible here.'),
        ("Kies uit: {choices}.", "Choose from: {choices}."),
    )
    BAD_ID = Wording(
        "S05",
        ('"{found}" is geen goede id.', '"{found}" is not a good id.'),
        (
            "Gebruik kleine letters en cijfers, met losse streepjes ertussen, zoals energy-source.",
            "Use lower-case letters and digits with single dashes between, such as energy-source.",
        ),
    )
    OUT_OF_BOUNDS = Wording(
        "S06",
        ("{found} is te groot of te klein.", "{found} is too large or too small."),
        ("Kies een getal {bounds}.", "Choose a number {bounds}."),
    )
    LIST_LENGTH = Wording(
        "S07",
        ("Deze lijst heeft dit aantal delen: {found}.", "The number of parts in this list is {found}."),
        ("Maak er {bounds} van.", "Make it {bounds}."),
    )
    NOT_A_CONDITION = Wording(
        "S08",
        ("Dit is geen voorwaarde.", "This is not a condition."),
        (
            "Schrijf één van: all, any, not, is, in, ge, gt, le, lt, answered. Zoals {{ge: [profile.staff, 2]}}.",
            "Write one of: all, any, not, is, in, ge, gt, le, lt, answered. Such as {{ge: [profile.staff, 2]}}.",
        ),
    )
    BAD_VERSION = Wording(
        "S09",
        ('"{found}" is geen versie.', '"{found}" is not a version.'),
        ("Schrijf drie getallen met punten, zoals 1.0.0.", "Write three numbers with points, such as 1.0.0."),
    )
    BAD_REFERENCE = Wording(
        "S10",
        ('"{found}" verwijst nergens naar.', '"{found}" does not refer to anything.'),
        (
            "Schrijf profile.<id>, facts.<id> of answers.<id van een vraag>.",
            "Write profile.<id>, facts.<id> or answers.<id of a question>.",
        ),
    )
    NOT_WHOLE = Wording(
        "S11",
        (
            "Hier hoort een geheel getal, maar er staat {found}.",
            "This should be a whole number, but it is {found}.",
        ),
        ("Rond af op een geheel getal.", "Round it to a whole number."),
    )
    WORD_LENGTH = Wording(
        "S12",
        ("Deze tekst heeft {found} tekens.", "This text has {found} characters."),
        ("Maak er {bounds} van.", "Make it {bounds}."),
    )
    NOT_A_MEMBER = Wording(
        "S13",
        (
            "Dit is geen vraag uit de bank, geen eigen vraag en geen groep.",
            "This is not a question from the bank, not an own question and not a group.",
        ),
        (
            "Begin met indicator: <id>, of met id: en type:, of met id: en members:.",
            "Begin with indicator: <id>, or with id: and type:, or with id: and members:.",
        ),
    )
    NOT_A_DOCUMENT = Wording(
        "S14",
        (
            "Dit bestand is geen vragenlijst en geen deel van een bank.",
            "This file is neither a questionnaire nor part of a bank.",
        ),
        (
            "Begin een vragenlijst met slug: en een deel van een bank met indicators:, ladders: of references:.",
            "Begin a questionnaire with slug: and a part of a bank with indicators:, ladders: or references:.",
        ),
    )
    NO_YEAR = Wording(
        "S15",
        ('Bij de bron "{source}" staat geen jaar.', 'The source "{source}" has no year.'),
        (
            "Zet het jaar achter de bron, zoals: Voorbeeldbureau, Water in cijfers, 2024.",
            "Put the year behind the source, such as: Voorbeeldbureau, Water in cijfers, 2024.",
        ),
    )
