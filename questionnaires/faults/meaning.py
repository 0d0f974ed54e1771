"""Faults in what a questionnaire says: each part is well formed, but together they do not fit (design 4)."""

from enum import Enum

from questionnaires.faults.wording import Wording


class Meaning(Enum):
    """Codes M01 …."""

    UNKNOWN_INDICATOR = Wording(
        "M01",
        ('De bank heeft geen indicator "{id}".', 'The bank has no indicator "{id}".'),
        ("{closest}", "{closest}"),
    )
    NO_BANK = Wording(
        "M02",
        ('"{id}" komt uit een bank, maar {reason}.', '"{id}" comes from a bank, but {reason}.'),
        (
            "Zet bank: met de naam van een map naast dit bestand, of schrijf het hier zelf uit.",
            "Put bank: with the name of a folder beside this file, or write it out here.",
        ),
    )
    UNKNOWN_LADDER = Wording(
        "M03",
        ('Er is geen puntenladder "{id}".', 'There is no ladder of points "{id}".'),
        ("{closest}", "{closest}"),
    )
    LADDER_LENGTH = Wording(
        "M04",
        (
            "Ladder {ladder} heeft punten voor {points} antwoorden, maar er zijn er {options}.",
            "Ladder {ladder} has points for {points} options, but there are {options}.",
        ),
        (
            "Kies een ladder met {options} getallen, of geef elk antwoord eigen points:.",
            "Choose a ladder with {options} numbers, or give each option its own points:.",
        ),
    )
    NO_POINTS = Wording(
        "M05",
        ('Vraag "{id}" kan geen punten opleveren.', 'Question "{id}" cannot earn any points.'),
        (
            "Geef een ladder: of points:. Telt de vraag niet mee? Schrijf scored: false.",
            "Give a ladder: or points:. Does the question not count? Write scored: false.",
        ),
    )
    SAID_TWICE = Wording(
        "M06",
        (
            '"{first}" en "{second}" zeggen hier allebei iets over hetzelfde.',
            '"{first}" and "{second}" both say something about the same here.',
        ),
        ("Houd er één over.", "Keep one of them."),
    )
    DUPLICATE_ID = Wording(
        "M07",
        ('De id "{id}" is al gebruikt voor {what}.', 'The id "{id}" is already used for {what}.'),
        ("Kies een andere id. Een id is van één ding.", "Choose another id. An id belongs to one thing."),
    )
    UNKNOWN_REFERENCE = Wording(
        "M08",
        ("{reference} bestaat niet in deze vragenlijst.", "There is no {reference} in this questionnaire."),
        ("{closest}", "{closest}"),
    )
    FORWARD_REFERENCE = Wording(
        "M09",
        (
            '"{id}" kijkt naar {reference}, maar die vraag komt pas later.',
            '"{id}" looks at {reference}, but that question comes later.',
        ),
        ('Zet "{later}" eerder dan "{id}".', 'Put "{later}" before "{id}".'),
    )
    CIRCULAR_REFERENCE = Wording(
        "M10",
        ("Deze vragen wachten op elkaar: {circle}.", "These questions wait for each other: {circle}."),
        ("Haal een van deze voorwaarden weg.", "Remove one of these conditions."),
    )
    UNKNOWN_OPTION = Wording(
        "M11",
        ('{reference} heeft geen antwoord "{found}".', '{reference} has no option "{found}".'),
        ("Kies uit: {choices}.", "Choose from: {choices}."),
    )
    NO_ORDER = Wording(
        "M12",
        (
            "{operator} vergelijkt groter en kleiner, maar {reference} is {kind}.",
            "{operator} compares larger and smaller, but {reference} is {kind}.",
        ),
        ("Gebruik is of in.", "Use is or in."),
    )
    WRONG_VALUE = Wording(
        "M13",
        (
            "{reference} is {kind}; daarmee is {found} niet te vergelijken.",
            "{reference} is {kind}; it cannot be compared with {found}.",
        ),
        ("Vergelijk met {example}.", "Compare it with {example}."),
    )
    NEVER_SHOWS = Wording(
        "M14",
        ('"{id}" kan nooit in beeld komen.', '"{id}" can never show.'),
        (
            "De voorwaarden spreken elkaar tegen. Kijk ook naar die van de groep en van de vragen waar ze naar kijken.",
            "The conditions contradict each other. Look also at those of the group and of the questions they look at.",
        ),
    )
    POINTS_FALL = Wording(
        "M15",
        (
            'Antwoord "{key}" geeft {points} punten, minder dan "{below}" met {points_below}.',
            'Option "{key}" gives {points} points, fewer than "{below}" with {points_below}.',
        ),
        (
            "Zet de antwoorden van laag naar hoog, met punten die nooit dalen.",
            "Put the options from low to high, with points that never fall.",
        ),
    )
    LEVEL_UNREACHABLE = Wording(
        "M16",
        ('Niveau "{id}" is niet te halen: {reason}.', 'Level "{id}" cannot be reached: {reason}.'),
        (
            "Verander deze eis, of de vragen waar hij op rust.",
            "Change this rule, or the questions it rests on.",
        ),
    )
    GATE_NEVER_MET = Wording(
        "M17",
        ('Aan grens "{id}" is nooit te voldoen.', 'Gate "{id}" can never be met.'),
        ("De voorwaarden in met: spreken elkaar tegen.", "The conditions in met: contradict each other."),
    )
    THRESHOLD_FALLS = Wording(
        "M18",
        (
            'Niveau "{id}" vraagt voor {what} {found}; het lagere niveau "{below}" vraagt {found_below}.',
            'Level "{id}" asks {found} for {what}; the lower level "{below}" asks {found_below}.',
        ),
        (
            "Een hoger niveau mag nooit makkelijker zijn. Pas een van de twee getallen aan.",
            "A higher level must never be easier. Change one of the two numbers.",
        ),
    )
    UNKNOWN_LEVEL = Wording(
        "M19",
        ('Er is geen niveau "{id}".', 'There is no level "{id}".'),
        ("{closest}", "{closest}"),
    )
    UNKNOWN_GROUP = Wording(
        "M20",
        ('Er is geen groep "{id}".', 'There is no group "{id}".'),
        ("{closest}", "{closest}"),
    )
    ENOUGH_TOO_MUCH = Wording(
        "M21",
        (
            'Groep "{id}" vraagt {asked} antwoorden, maar heeft {available} vragen die tellen.',
            'Group "{id}" asks for {asked} answers, but the number of questions that count is {available}.',
        ),
        ("Verlaag enough: of voeg vragen toe.", "Lower enough: or add questions."),
    )
    MISSING_TRANSLATION = Wording(
        "M22",
        ('Deze tekst mist de taal "{language}".', 'This text lacks the language "{language}".'),
        (
            'Voeg "{language}" met de vertaling toe, of haal "{language}" weg bij languages:.',
            'Add "{language}" with the translation, or remove "{language}" from languages:.',
        ),
    )
    EXTRA_LANGUAGE = Wording(
        "M23",
        (
            'Deze tekst is er ook in de taal "{language}", maar de vragenlijst niet.',
            'This text is also in the language "{language}", but the questionnaire is not.',
        ),
        (
            'Voeg "{language}" toe bij languages: of haal deze tekst weg.',
            'Add "{language}" to languages: or remove this text.',
        ),
    )
    BLANK_TEXT = Wording(
        "M24",
        ("Deze tekst is leeg.", "This text is blank."),
        ("Schrijf de tekst, of haal de sleutel weg.", "Write the text, or remove the key."),
    )
    LONG_TEXT = Wording(
        "M25",
        (
            "Deze tekst heeft {found} tekens; het mogen er {most} zijn.",
            "This text has {found} characters; {most} are allowed.",
        ),
        ("Maak de tekst korter.", "Make the text shorter."),
    )
    MARKUP = Wording(
        "M26",
        ('In deze tekst staat opmaak: "{found}".', 'This text has markup: "{found}".'),
        ("Schrijf gewone tekst, zonder HTML of Markdown.", "Write plain text, without HTML or Markdown."),
    )
    HIDDEN_CHARACTER = Wording(
        "M27",
        (
            "In deze tekst staat het onzichtbare teken {character}.",
            "This text has the invisible character {character}.",
        ),
        ("Haal het teken weg.", "Remove the character."),
    )
    RANGE_REVERSED = Wording(
        "M28",
        (
            "Het bereik begint bij {minimum} en eindigt bij {maximum}.",
            "The range begins at {minimum} and ends at {maximum}.",
        ),
        ("Zet het kleinste getal eerst.", "Put the smallest number first."),
    )
    PLAUSIBLE_OUTSIDE = Wording(
        "M29",
        (
            "plausible loopt van {low} tot {high}, maar antwoorden kunnen alleen van {minimum} tot {maximum}.",
            "plausible runs from {low} to {high}, but answers can only be from {minimum} to {maximum}.",
        ),
        ("Houd plausible binnen minimum en maximum.", "Keep plausible within minimum and maximum."),
    )
    BANDS_OUT_OF_ORDER = Wording(
        "M30",
        ("Na {before} komt {value}.", "{value} comes after {before}."),
        (
            "Zet de waarden van klein naar groot, elke waarde één keer. Ertussen lopen de punten in een rechte lijn.",
            "Put the values from small to large, each value once. Between them the points run in a straight line.",
        ),
    )
    BANDS_OUTSIDE_RANGE = Wording(
        "M31",
        (
            "Geen antwoord valt tussen de punten {low} en {high}: antwoorden gaan van {minimum} tot {maximum}.",
            "No answer falls between the points {low} and {high}: answers go from {minimum} to {maximum}.",
        ),
        (
            "Haal het punt buiten het bereik weg, of maak het bereik groter.",
            "Remove the point outside the range, or make the range larger.",
        ),
    )
    MORE_DECIMALS = Wording(
        "M32",
        (
            "{found} heeft meer cijfers achter de punt dan een antwoord mag hebben ({decimals}).",
            "{found} has more digits after the point than an answer may have ({decimals}).",
        ),
        ("Rond {found} af, of verhoog decimals:.", "Round {found}, or raise decimals:."),
    )
    REASON_MISSING = Wording(
        "M33",
        (
            "'Niet van toepassing' mag hier, maar er is geen reden om uit te kiezen.",
            "'Not applicable' is allowed here, but there is no reason to choose.",
        ),
        (
            "Voeg minstens één reden toe met id: en text:. Mag het niet? Haal not_applicable: weg.",
            "Add at least one reason with id: and text:. Is it not allowed? Remove not_applicable:.",
        ),
    )
    OTHER_MEANING = Wording(
        "M34",
        (
            '"{id}" met revision {revision} betekende in {published} iets anders ({what}).',
            '"{id}" with revision {revision} meant something else in {published} ({what}).',
        ),
        (
            "Verhoog revision: naar {next}. Is het een nieuwe vraag? Geef haar een nieuwe id.",
            "Raise revision: to {next}. Is it a new question? Give it a new id.",
        ),
    )
    COMPARE_DIFFERS = Wording(
        "M35",
        (
            '"{id}" heeft hier andere antwoorden dan in {other}, waarmee deze vragenlijst vergeleken wordt.',
            '"{id}" has other options here than in {other}, with which this questionnaire is compared.',
        ),
        (
            "Neem dezelfde antwoorden, of haal {other} weg bij compares_with:.",
            "Take the same options, or remove {other} from compares_with:.",
        ),
    )
    UNKNOWN_STEP = Wording(
        "M36",
        ('Geen antwoord heeft de sleutel "{found}".', 'No option has the key "{found}".'),
        ("Kies uit: {choices}.", "Choose from: {choices}."),
    )
    UNKNOWN_TABLE = Wording(
        "M37",
        ('Er is geen tabel "{id}" bij references:.', 'There is no table "{id}" at references:.'),
        ("{closest} Noem daar ook een tabel uit de bank.", "{closest} Name a table of the bank there too."),
    )
    NO_DEFAULT_ROW = Wording(
        "M38",
        (
            'De laatste rij van tabel "{id}" heeft een voorwaarde, dus soms past geen enkele rij.',
            'The last row of table "{id}" has a condition, so sometimes no row fits.',
        ),
        ("Sluit af met een rij zonder when:.", "End with a row without when:."),
    )
    ROW_NEVER_USED = Wording(
        "M39",
        (
            'Deze rij van tabel "{id}" past altijd, dus de rijen eronder gelden nooit.',
            'This row of table "{id}" always fits, so the rows below it never hold.',
        ),
        ("Zet de rij zonder when: onderaan.", "Put the row without when: last."),
    )
    FLOOR_MISSING = Wording(
        "M40",
        (
            "Een meetkundig gemiddelde heeft een ondergrens nodig, anders maakt één 0 alles 0.",
            "A geometric mean needs a floor, else a single 0 makes everything 0.",
        ),
        ("Voeg floor: toe, bijvoorbeeld floor: 1.", "Add floor:, for example floor: 1."),
    )
    FLOOR_UNUSED = Wording(
        "M41",
        (
            "floor doet niets bij aggregation: {aggregation}.",
            "floor does nothing with aggregation: {aggregation}.",
        ),
        (
            "Haal floor: weg, of kies aggregation: geometric.",
            "Remove floor:, or choose aggregation: geometric.",
        ),
    )
    SHARE_ALONE = Wording(
        "M42",
        (
            'Groep "{id}" mag hooguit {share}% tellen, maar ernaast telt niets zonder zo\'n grens.',
            'Group "{id}" may count at most {share}%, but nothing beside it counts without such a limit.',
        ),
        (
            "Zet er een vraag of groep naast zonder share_at_most:, of haal share_at_most: weg.",
            "Put a question or group without share_at_most: beside it, or remove share_at_most:.",
        ),
    )
    FILE_NAME = Wording(
        "M43",
        (
            'Het bestand heet "{file}", maar de slug is "{slug}".',
            'The file is called "{file}", but the slug is "{slug}".',
        ),
        (
            "Noem het bestand {slug}.yaml, of verbeter de slug.",
            "Call the file {slug}.yaml, or correct the slug.",
        ),
    )
    OTHER_THEME = Wording(
        "M44",
        (
            '"{id}" hoort bij thema {theme}, maar staat in een groep van thema {group_theme}.',
            '"{id}" belongs to theme {theme}, but is in a group of theme {group_theme}.',
        ),
        (
            "Zet de vraag in een groep van haar thema, of geef de indicator theme: {group_theme}.",
            "Put the question in a group of its theme, or give the indicator theme: {group_theme}.",
        ),
    )
    POOLED_EVIDENCE = Wording(
        "M45",
        (
            'Vraag "{id}" telt alleen samen met anderen; dan vragen we geen bewijs.',
            'Question "{id}" only counts together with others; then we ask no evidence.',
        ),
        (
            "Haal evidence: en needs: weg, of schrijf evidence_from: null.",
            "Remove evidence: and needs:, or write evidence_from: null.",
        ),
    )
    POOLED_IN_RULE = Wording(
        "M46",
        (
            "{reference} telt alleen samen met anderen en kan geen niveau bepalen.",
            "{reference} only counts together with others and cannot decide a level.",
        ),
        ("Kies een andere vraag, of haal pooled: weg.", "Choose another question, or remove pooled:."),
    )
    PROFILE_OPTIONS = Wording(
        "M47",
        (
            'Profielveld "{id}" is {kind} en heeft {found} antwoorden om uit te kiezen.',
            'Profile field "{id}" is {kind} and the number of its options is {found}.',
        ),
        (
            "Een keuze heeft minstens 2 options:, een ander veld heeft er geen.",
            "A choice has at least 2 options:, another field has none.",
        ),
    )
    NOT_THIS_TYPE = Wording(
        "M48",
        (
            '"{key}" past niet bij een vraag van type {type}.',
            '"{key}" does not fit a question of type {type}.',
        ),
        ('Haal "{key}" weg.', 'Remove "{key}".'),
    )
