"""The fixed words of an agreement with a partner, in both languages."""

from certificates.wheel import Language
from scan.domain.partnering import Article

THEMES: dict[Language, dict[str, str]] = {
    "nl": {
        "social_enterprise": "Sociaal ondernemerschap",
        "sustainable_enterprise": "Duurzaam ondernemerschap",
        "smart_mobility": "Slimme mobiliteit",
        "clean_energy": "Schone energie",
        "education_development": "Onderwijs en ontwikkeling",
    },
    "en": {
        "social_enterprise": "Social enterprise",
        "sustainable_enterprise": "Sustainable enterprise",
        "smart_mobility": "Smart mobility",
        "clean_energy": "Clean energy",
        "education_development": "Education and development",
    },
}

ARTICLES: dict[Language, dict[Article, tuple[str, str]]] = {
    "nl": {
        Article.GOALS: (
            "Doelen",
            "De partner onderschrijft de doelen van de alliantie: een circulaire economie waarin iedereen meedoet.",
        ),
        Article.CONTRIBUTION: (
            "Eigen bijdrage",
            "De partner draagt zelf bij, binnen een of meer van de vijf thema's.",
        ),
        Article.VISIBILITY: (
            "Zichtbaarheid",
            "De partner laat in eigen kanalen zien dat hij meedoet.",
        ),
        Article.PLATFORM: (
            "Platform",
            "De partner doet mee in een lokaal platform, of begint er een.",
        ),
        Article.SUPPORT: (
            "Geld of natura",
            "De partner steunt het werk van de alliantie met geld of in natura.",
        ),
    },
    "en": {
        Article.GOALS: (
            "Goals",
            "The partner endorses the goals of the alliance: a circular economy in which everyone takes part.",
        ),
        Article.CONTRIBUTION: (
            "Own contribution",
            "The partner contributes itself, within one or more of the five themes.",
        ),
        Article.VISIBILITY: (
            "Visibility",
            "The partner shows through its own channels that it takes part.",
        ),
        Article.PLATFORM: (
            "Platform",
            "The partner takes part in a local platform, or starts one.",
        ),
        Article.SUPPORT: (
            "Money or kind",
            "The partner supports the work of the alliance with money or in kind.",
        ),
    },
}

WORDS: dict[Language, dict[str, str]] = {
    "nl": {
        "kind": "Partnerovereenkomst",
        "partner": "Partner",
        "kvk": "KvK-nummer",
        "edition": "Versie",
        "period": "Looptijd",
        "from to": "{first} tot en met {last}",
        "one year": "1 jaar, vanaf de dag dat beide kanten hebben getekend",
        "years": "{count} jaar, vanaf de dag dat beide kanten hebben getekend",
        "lead": "{partner} en {alliance} spreken dit met elkaar af.",
        "endorsed": "De partner onderschrijft deze doelen.",
        "not endorsed": "Nog niet ingevuld.",
        "nothing yet": "Nog niet ingevuld.",
        "in platform": "Platform {name}",
        "a year": "€ {amount} per jaar",
        "closing": "De partner vertelt elk jaar hoe het gaat met elke toezegging. Deze afspraken en verslagen zijn"
        " openbaar. Elke kant kan de overeenkomst beëindigen, met een reden.",
        "signed on": "Getekend op {day}, in MVO-scan",
        "page": "Pagina {page} van {pages}",
        "draft": "Dit is een ontwerp. Het geldt nog niet.",
        "offered": "De partner heeft getekend, de alliantie nog niet. Deze overeenkomst geldt nog niet.",
        "withdrawn": "Dit ontwerp is ingetrokken. Het heeft nooit gegolden.",
        "renewed": "Deze versie gold tot en met {day}. Er is een nieuwere versie.",
        "ended": "Deze overeenkomst is geëindigd op {day}.",
    },
    "en": {
        "kind": "Partner agreement",
        "partner": "Partner",
        "kvk": "KvK number",
        "edition": "Edition",
        "period": "Term",
        "from to": "{first} up to and including {last}",
        "one year": "1 year, from the day on which both sides have signed",
        "years": "{count} years, from the day on which both sides have signed",
        "lead": "{partner} and {alliance} agree on this.",
        "endorsed": "The partner endorses these goals.",
        "not endorsed": "Not filled in yet.",
        "nothing yet": "Not filled in yet.",
        "in platform": "Platform {name}",
        "a year": "€ {amount} a year",
        "closing": "The partner tells every year how each pledge is going. This agreement and its reports are public."
        " Either side can end the agreement, with a reason.",
        "signed on": "Signed on {day}, in MVO-scan",
        "page": "Page {page} of {pages}",
        "draft": "This is a draft. It is not in force yet.",
        "offered": "The partner has signed, the alliance has not. This agreement is not in force yet.",
        "withdrawn": "This draft was withdrawn. It never was in force.",
        "renewed": "This edition was in force up to and including {day}. There is a newer edition.",
        "ended": "This agreement ended on {day}.",
    },
}
