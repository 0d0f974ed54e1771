"""Faults in answers to a questionnaire."""

from enum import Enum

from questionnaires.faults.wording import Wording


class Answering(Enum):
    """Codes A01 …."""

    UNKNOWN_ITEM = Wording(
        "A01",
        ('De vragenlijst heeft geen vraag "{id}".', 'The questionnaire has no question "{id}".'),
        ("{closest}", "{closest}"),
    )
    UNKNOWN_OPTION = Wording(
        "A02",
        ('Deze vraag heeft geen antwoord "{found}".', 'This question has no option "{found}".'),
        ("Kies uit: {choices}.", "Choose from: {choices}."),
    )
    UNKNOWN_PROFILE_FIELD = Wording(
        "A03",
        ('Het profiel heeft geen veld "{id}".', 'The profile has no field "{id}".'),
        ("{closest}", "{closest}"),
    )
    UNKNOWN_FACT = Wording(
        "A04",
        ('De vragenlijst kent het feit "{id}" niet.', 'The questionnaire does not know the fact "{id}".'),
        ("{closest}", "{closest}"),
    )
    UNKNOWN_REASON = Wording(
        "A05",
        ('"{found}" is geen reden uit de lijst.', '"{found}" is not a reason from the list.'),
        ("Kies uit: {choices}.", "Choose from: {choices}."),
    )
    UNKNOWN_EVIDENCE = Wording(
        "A06",
        ('"{found}" is geen soort bewijs.', '"{found}" is not a kind of evidence.'),
        ("Kies uit: {choices}.", "Choose from: {choices}."),
    )
    OUT_OF_RANGE = Wording(
        "A07",
        ("{found} is te groot of te klein.", "{found} is too large or too small."),
        (
            "Kies een getal van {minimum} tot en met {maximum}.",
            "Choose a number from {minimum} to {maximum}.",
        ),
    )
    TOO_MANY_DECIMALS = Wording(
        "A08",
        ("{found} heeft te veel cijfers achter de punt.", "{found} has too many digits after the point."),
        ("Rond af: hooguit {decimals} achter de punt.", "Round it: at most {decimals} after the point."),
    )
    NOT_APPLICABLE_NOT_ALLOWED = Wording(
        "A09",
        ("Deze vraag is altijd van toepassing.", "This question always applies."),
        ("Kies een antwoord, of haal de regel weg.", "Choose an answer, or remove the line."),
    )
    REASON_MISSING = Wording(
        "A10",
        (
            "Waarom past deze vraag hier niet? De reden ontbreekt.",
            "Why does this question not fit? The reason is missing.",
        ),
        ("Schrijf not_applicable: met een van: {choices}.", "Write not_applicable: with one of: {choices}."),
    )
    WRONG_VALUE = Wording(
        "A11",
        ("Hier hoort {expected}, maar er staat {found}.", "This should be {expected}, but it is {found}."),
        ("Schrijf hier {expected}.", "Write {expected} here."),
    )
    NOT_FINITE = Wording(
        "A12",
        ('"{found}" is geen gewoon getal.', '"{found}" is not an ordinary number.'),
        ("Schrijf gewone cijfers, zoals 1200 of 0.5.", "Write plain digits, such as 1200 or 0.5."),
    )
    TWO_STATES = Wording(
        "A13",
        ("Hier staat meer dan één van: {states}.", "More than one of these is here: {states}."),
        ("Houd er één over.", "Keep one of them."),
    )
    NO_STATE = Wording(
        "A14",
        ("Hier staat geen antwoord.", "There is no answer here."),
        (
            "Schrijf answer:, not_applicable: of dont_know: true. Nog niet beantwoord? Haal de vraag dan weg.",
            "Write answer:, not_applicable: or dont_know: true. Not answered yet? Then remove the question.",
        ),
    )
    DONT_KNOW_NOT_OFFERED = Wording(
        "A15",
        ("Bij deze vraag kan 'weet ik niet' niet.", "This question does not offer 'don't know'."),
        ("Kies een antwoord, of haal de regel weg.", "Choose an answer, or remove the line."),
    )
    UNKNOWN_KEY = Wording(
        "A16",
        ('De sleutel "{key}" bestaat hier niet.', 'There is no key "{key}" here.'),
        ("Kies uit: {choices}. Of haal de sleutel weg.", "Choose from: {choices}. Or remove the key."),
    )
    TOO_LONG = Wording(
        "A17",
        ("Deze tekst heeft {found} tekens.", "This text has {found} characters."),
        ("Maak er hooguit {most} van.", "Use at most {most}."),
    )
    OTHER_QUESTIONNAIRE = Wording(
        "A18",
        (
            'Deze antwoorden horen bij "{found}", niet bij {name}.',
            'These answers belong to "{found}", not to {name}.',
        ),
        (
            "Gebruik de vragenlijst die erbij hoort, of verbeter de regel questionnaire:.",
            "Use the questionnaire they belong to, or correct the line questionnaire:.",
        ),
    )
    OPTION_TWICE = Wording(
        "A19",
        ('"{found}" staat er twee keer.', '"{found}" is there twice.'),
        ("Houd er één over.", "Keep one of them."),
    )
    HIDDEN_CHARACTER = Wording(
        "A20",
        (
            "In deze tekst staat het onzichtbare teken {character}.",
            "This text has the invisible character {character}.",
        ),
        ("Haal het teken weg.", "Remove the character."),
    )
    NOT_ON_POOLED = Wording(
        "A21",
        (
            "Bij een vraag die alleen samen met anderen telt, kan geen {key}.",
            "A question that only counts together with others takes no {key}.",
        ),
        ("Haal {key} weg.", "Remove {key}."),
    )
