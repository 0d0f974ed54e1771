"""The fixed words of the monitor's report, in both languages."""

from certificates.wheel import Language
from scan.domain.monitoring import FindingGrade

GRADES: dict[Language, dict[FindingGrade | None, str]] = {
    "nl": {
        FindingGrade.SOUND: "In orde",
        FindingGrade.MINOR: "Kleine bevinding",
        FindingGrade.MAJOR: "Grote bevinding",
        None: "Nog niet bekeken",
    },
    "en": {
        FindingGrade.SOUND: "Sound",
        FindingGrade.MINOR: "Minor finding",
        FindingGrade.MAJOR: "Major finding",
        None: "Not looked at yet",
    },
}
WORDS: dict[Language, dict[str, str]] = {
    "nl": {
        "kind": "Jaarverslag van de toezichthouder",
        "title": "Toezicht op besluiten in {year}: {scheme}",
        "lead": "De toezichthouder bekeek een steekproef van de besluiten. Dit is de stand van {day}.",
        "body": "Het toezicht is van {body}. Die is onafhankelijk van de alliantie en van de bedrijven.",
        "no body": "Deze regeling heeft nog geen onafhankelijke toezichthouder. Zij geeft daarom geen keurmerk.",
        "numbers": "In getallen",
        "candidates": "Besluiten in dit jaar",
        "certain": "Waarvan op het hoogste niveau: altijd bekeken",
        "drawn": "Bekeken, of nog te bekijken",
        "draw": "Zo is er geloot",
        "how": (
            "Elk besluit op het hoogste niveau is bekeken. Van de andere is {share} procent geloot. Een besluit met"
            " meer risico had meer kans: na een klacht, een schorsing of intrekking, of als één persoon alles nakeek."
            " De methode is die van Efraimidis en Spirakis (2006)."
        ),
        "seed": "Er is geloot met een uitslag die iedereen kan opzoeken: {seed} ({source}).",
        "findings": "Wat er is gevonden",
        "none": "Er zijn geen besluiten geloot.",
        "refused": "Afgewezen aanvraag (besluit {number})",
        "decided": "Besluit van {day}",
        "response": "Wat de alliantie deed: {words}",
        "again": "Nadoen kan: in het csv-bestand staan alle besluiten met hun gewicht. De uitslag was: {seed}.",
        "page": "{page} van {pages}",
    },
    "en": {
        "kind": "Yearly report of the monitor",
        "title": "Monitoring of decisions in {year}: {scheme}",
        "lead": "The monitor looked at a sample of the decisions. This is how it stands on {day}.",
        "body": "The monitor is {body}, independent of the alliance and of the companies.",
        "no body": "This scheme has no independent monitor yet. That is why it gives no label.",
        "numbers": "In numbers",
        "candidates": "Decisions in this year",
        "certain": "Of these at the highest level: always looked at",
        "drawn": "Looked at, or still to be",
        "draw": "How it was drawn",
        "how": (
            "Every decision at the highest level was looked at. Of the others {share} per cent was drawn. A decision"
            " with more risk had more chance: after a complaint, a suspension or withdrawal, or when one person checked"
            " everything. The method is that of Efraimidis and Spirakis (2006)."
        ),
        "seed": "It was drawn with a result that anyone can look up: {seed} ({source}).",
        "findings": "What was found",
        "none": "No decisions were drawn.",
        "refused": "Refused application (decision {number})",
        "decided": "Decision of {day}",
        "response": "What the alliance did: {words}",
        "again": "Do it again: the csv file has every decision with its weight. The result was: {seed}.",
        "page": "{page} of {pages}",
    },
}
