"""The fixed words on certificates, in both languages. What belongs to a scheme comes with the content."""

from certificates.wheel import Language

WORDS: dict[Language, dict[str, str]] = {
    "nl": {
        "certificate for": "MVO-certificaat voor",
        "statement for": "MVO-verklaring voor",
        "certificate": "MVO-certificaat",
        "statement": "MVO-verklaring",
        "level": "Niveau {number} van {count}: {name}",
        "scope": "Geldt voor",
        "valid": "Geldig",
        "from to": "{first} tot en met {last}",
        "decided": "Besluit op",
        "scanned by": "Gescand door",
        "wheel": "Schijf van vijf: bevestigde punten per thema, van 0 tot 100",
        "still valid": "Kijk of dit certificaat nog geldig is.",
        "scan or go": "Scan de code of ga naar",
        "versions": "Regeling {scheme} · Vragenlijst {questionnaire} · sha256 {fingerprint}",
        "scheme": "Regeling {scheme}",
        "certificate of": "Dit certificaat is van",
        "school": "School",
    },
    "en": {
        "certificate for": "MVO certificate for",
        "statement for": "MVO statement for",
        "certificate": "MVO certificate",
        "statement": "MVO statement",
        "level": "Level {number} of {count}: {name}",
        "scope": "Covers",
        "valid": "Valid",
        "from to": "{first} up to and including {last}",
        "decided": "Decided on",
        "scanned by": "Scanned by",
        "wheel": "Wheel of five: confirmed points per theme, from 0 to 100",
        "still valid": "Check whether this certificate is still valid.",
        "scan or go": "Scan the code or go to",
        "versions": "Scheme {scheme} · Questionnaire {questionnaire} · sha256 {fingerprint}",
        "scheme": "Scheme {scheme}",
        "certificate of": "This certificate belongs to",
        "school": "School",
    },
}
