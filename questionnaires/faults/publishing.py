"""Faults that show when a questionnaire is published or loaded."""

from enum import Enum

from questionnaires.faults.wording import Wording


class Publishing(Enum):
    """Codes P01 …."""

    ALREADY_PUBLISHED = Wording(
        "P01",
        (
            "{name} is al gepubliceerd, met een andere inhoud ({sha256}).",
            "{name} has been published already, with another content ({sha256}).",
        ),
        (
            "Wat gepubliceerd is, verandert nooit. Verhoog de versie naar minstens {version}.",
            "What is published never changes. Raise the version to at least {version}.",
        ),
    )
    VERSION_NOT_NEWER = Wording(
        "P02",
        (
            "Versie {found} is lager dan de gepubliceerde versie {newest}.",
            "Version {found} is lower than the published version {newest}.",
        ),
        ("Kies minstens versie {version}.", "Choose at least version {version}."),
    )
    VERSION_TOO_SMALL = Wording(
        "P03",
        (
            "Versie {found} is een te kleine stap na {newest}. Dit is nieuw: {reasons}.",
            "Version {found} is too small a step after {newest}. This is new: {reasons}.",
        ),
        ("Maak er minstens versie {version} van.", "Make it at least version {version}."),
    )
    NO_EXAMPLE = Wording(
        "P04",
        ("De vragenlijst heeft geen uitgewerkt voorbeeld.", "The questionnaire has no worked example."),
        (
            "Voeg onder examples: minstens één stel antwoorden toe, met de score die erbij hoort.",
            "Add at least one set of answers under examples:, with the score that belongs to it.",
        ),
    )
    EXAMPLE_DIFFERS = Wording(
        "P05",
        (
            'Voorbeeld "{example}": {what} moet {expected} zijn volgens het voorbeeld, maar wordt {found}.',
            'Example "{example}": {what} should be {expected} according to the example, but is {found}.',
        ),
        (
            "Reken het voorbeeld na. Klopt het? Verbeter dan de punten, gewichten of antwoorden.",
            "Work the example again. Is it right? Then correct the points, weights or answers.",
        ),
    )
    DAMAGED = Wording(
        "P06",
        (
            "Dit gepubliceerde document is beschadigd: {reason}.",
            "This published document is damaged: {reason}.",
        ),
        (
            "Haal het bestand terug uit de oorspronkelijke bron. Verander het nooit met de hand.",
            "Restore the file from where it came. Never change it by hand.",
        ),
    )
    UNKNOWN_QUESTIONNAIRE = Wording(
        "P07",
        ('Er is geen vragenlijst "{name}".', 'There is no questionnaire "{name}".'),
        (
            "Kies uit: {choices}. Of geef het pad van een bestand.",
            "Choose from: {choices}. Or give the path of a file.",
        ),
    )
    NO_QUESTIONNAIRE = Wording(
        "P08",
        (
            "Dit bestand is geen bron van een vragenlijst.",
            "This file is not the source of a questionnaire.",
        ),
        (
            "Kies het .yaml-bestand met slug: en groups:, geen deel van een bank en geen gepubliceerd document.",
            "Choose the .yaml file with slug: and groups:, no part of a bank and no published document.",
        ),
    )
    NOT_WRITTEN = Wording(
        "P09",
        (
            "Het document is niet te schrijven: {reason}.",
            "The document cannot be written: {reason}.",
        ),
        (
            "Kies een map waarin je mag schrijven, met --directory. Er is niets gepubliceerd.",
            "Choose a folder you may write in, with --directory. Nothing has been published.",
        ),
    )
