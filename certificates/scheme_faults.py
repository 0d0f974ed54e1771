"""Faults of a scheme beyond its form: code, what is wrong and how to mend it, in both languages."""

from enum import Enum

from questionnaires.faults.wording import Wording


class SchemeFault(Enum):
    """Codes R01 …."""

    NO_KIND = Wording(
        "R01",
        ("Dit bestand is geen regeling.", "This file is not a scheme."),
        (
            "Zet bovenaan kind: certificate, statement of ambassador.",
            "Put kind: certificate, statement or ambassador at the top.",
        ),
    )
    FILE_NAME = Wording(
        "R02",
        (
            'Het bestand heet "{file}", maar de regeling heet {name}.',
            'The file is called "{file}", but the scheme is called {name}.',
        ),
        ("Noem het bestand {name}.yaml.", "Call the file {name}.yaml."),
    )
    MISSING_TRANSLATION = Wording(
        "R03",
        ("Deze tekst is er niet in het {language}.", "This text is not there in {language}."),
        ("Voeg {key}: toe.", "Add {key}:."),
    )
    UNKNOWN_QUESTIONNAIRE = Wording(
        "R04",
        ('Er is geen vragenlijst "{name}" gepubliceerd.', 'No questionnaire "{name}" has been published.'),
        ("Kies uit: {choices}.", "Choose from: {choices}."),
    )
    UNKNOWN_LEVEL = Wording(
        "R05",
        ('De vragenlijst kent geen niveau "{level}".', 'The questionnaire has no level "{level}".'),
        ("Kies uit: {choices}.", "Choose from: {choices}."),
    )
    LEVEL_NOT_GIVEN = Wording(
        "R06",
        (
            'Het niveau "{level}" wordt onder deze regeling niet gegeven.',
            'The level "{level}" is not given under this scheme.',
        ),
        (
            "Zet het bij validity_months, of haal het hier weg.",
            "Put it under validity_months, or remove it here.",
        ),
    )
    SAID_TWICE = Wording(
        "R07",
        ('"{id}" staat hier twee keer.', '"{id}" stands here twice.'),
        ("Geef elk deel een eigen id.", "Give each part an id of its own."),
    )
    TERM_NOT_SAID = Wording(
        "R08",
        (
            "De tekst noemt de termijn van {weeks} weken niet (terms: {term}).",
            "The text does not name the term of {weeks} weeks (terms: {term}).",
        ),
        (
            'Schrijf "{weeks} weken" en "{weeks} weeks" in de tekst, of verander de termijn.',
            'Write "{weeks} weken" and "{weeks} weeks" in the text, or change the term.',
        ),
    )
    NOT_SAID = Wording(
        "R09",
        ("De regeling zegt niets over {what}.", "The scheme says nothing about {what}."),
        ("Voeg {what} toe.", "Add {what}."),
    )
    CONDITION_WITHOUT_FIELD = Wording(
        "R10",
        (
            'De voorwaarde "{check}" past niet bij deze soort regeling.',
            'The condition "{check}" does not fit this kind of scheme.',
        ),
        ("Kies uit: {choices}.", "Choose from: {choices}."),
    )
    MILESTONES = Wording(
        "R11",
        ("De stappen kloppen niet: {reason}.", "The milestones are not right: {reason}."),
        (
            "Zet elke stap er één keer in, in de vaste volgorde.",
            "Put each milestone in once, in the fixed order.",
        ),
    )
    CHANGED = Wording(
        "R12",
        (
            "{name} is al gepubliceerd, met een andere inhoud.",
            "{name} has been published already, with another content.",
        ),
        (
            "Wat gepubliceerd is, verandert nooit: zet het bestand terug en maak een nieuwe versie.",
            "What is published never changes: put the file back and make a new version.",
        ),
    )
    PROMISES_LABEL = Wording(
        "R13",
        (
            "Er is een steekproef van {share}% maar geen onafhankelijke toezichthouder, en de tekst zegt dat niet.",
            "There is a sample of {share}% but no independent monitor, and the text does not say so.",
        ),
        (
            "Schrijf in rules dat er geen keurmerk bij hoort (no label), of vul monitoring: body in.",
            "Write in rules that no label belongs to it, or fill in monitoring: body.",
        ),
    )
    SUSPENDS_UNSAID = Wording(
        "R14",
        (
            "Wie halverwege te laat antwoordt wordt geschorst, en de tekst zegt dat niet.",
            "Whoever answers late half-way is suspended, and the text does not say so.",
        ),
        (
            "Schrijf dat in surveillance: text, of zet when_late op visible.",
            "Write so in surveillance: text, or set when_late to visible.",
        ),
    )
