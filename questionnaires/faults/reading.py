"""Faults in a file as text: nothing has been understood yet."""

from enum import Enum

from questionnaires.faults.wording import Wording


class Reading(Enum):
    """Codes Y01 …: the file and its YAML (or JSON)."""

    UNREADABLE = Wording(
        "Y01",
        ("Dit bestand is niet te lezen: {reason}.", "This file cannot be read: {reason}."),
        ("Controleer de naam, de map en de rechten.", "Check the name, the folder and the permissions."),
    )
    TOO_LARGE = Wording(
        "Y02",
        ("Het bestand is groter dan {most} bytes.", "The file is larger than {most} bytes."),
        ("Verdeel het over meer bestanden in de bank.", "Divide it over more files in the bank."),
    )
    NOT_UTF8 = Wording(
        "Y03",
        (
            "Het bestand is geen UTF-8: byte {byte} past niet.",
            "The file is not UTF-8: byte {byte} does not fit.",
        ),
        ("Bewaar het bestand opnieuw als UTF-8.", "Save the file again as UTF-8."),
    )
    CONTROL_CHARACTER = Wording(
        "Y04",
        ("Hier staat het onzichtbare teken {character}.", "Here is the invisible character {character}."),
        ("Haal het teken weg.", "Remove the character."),
    )
    EMPTY = Wording(
        "Y05",
        ("Het bestand is leeg.", "The file is empty."),
        (
            "Begin met een voorbeeld uit docs/questionnaires.md.",
            "Start with an example from docs/questionnaires.md.",
        ),
    )
    NOT_PARSED = Wording(
        "Y06",
        ("Hier stopt het lezen van de {format}.", "Here reading the {format} stops."),
        ("{hint}", "{hint}"),
    )
    SEVERAL_DOCUMENTS = Wording(
        "Y07",
        ("Na --- begint een tweede document.", "After --- a second document begins."),
        ("Zet elk document in een eigen bestand.", "Put each document into a file of its own."),
    )
    DUPLICATE_KEY = Wording(
        "Y08",
        (
            'De sleutel "{key}" staat hier voor de tweede keer; de eerste staat op regel {first}.',
            'The key "{key}" stands here for the second time; the first is on line {first}.',
        ),
        ("Houd er één over.", "Keep one of them."),
    )
    YES_OR_NO = Wording(
        "Y09",
        (
            '"{word}" zonder aanhalingstekens: is dit een woord, of waar/onwaar?',
            '"{word}" without quotes: is this a word, or true/false?',
        ),
        (
            'Schrijf true of false, of zet er aanhalingstekens om: "{word}".',
            'Write true or false, or put it in quotes: "{word}".',
        ),
    )
    ANCHOR = Wording(
        "Y10",
        ("Verwijzen met {sign} kan hier niet.", "Anchors and aliases ({sign}) cannot be used here."),
        (
            "Schrijf de inhoud uit. Begint een tekst met {sign}? Zet er dan aanhalingstekens om.",
            "Write the content out. Does a text begin with {sign}? Then put it in quotes.",
        ),
    )
    TAG = Wording(
        "Y11",
        ('Het label "{tag}" kan hier niet.', 'The tag "{tag}" cannot be used here.'),
        (
            "Haal het label weg. Begint een tekst met een uitroepteken? Zet er dan aanhalingstekens om.",
            "Remove the tag. Does a text begin with an exclamation mark? Then put it in quotes.",
        ),
    )
    TOO_DEEP = Wording(
        "Y12",
        ("Dit zit meer dan {most} lagen diep.", "This is more than {most} layers deep."),
        ("Maak de opbouw platter.", "Make the structure flatter."),
    )
    EMPTY_VALUE = Wording(
        "Y13",
        ('Achter "{key}" staat niets.', 'There is nothing after "{key}".'),
        (
            "Vul een waarde in, of schrijf null voor 'niets'. Bij een komma in tekst tussen {{ }}: aanhalingstekens.",
            "Fill in a value, or write null for 'nothing'. A comma in a text inside {{ }} asks for quotes.",
        ),
    )
    ODD_NUMBER = Wording(
        "Y14",
        ('"{number}" is geen getal zoals wij het schrijven.', '"{number}" is not a number as we write it.'),
        (
            "Schrijf gewone cijfers met een punt, zoals 1200 of 0.5. Is het een tekst? Zet er aanhalingstekens om.",
            "Write plain digits with a point, such as 1200 or 0.5. Is it a text? Put it in quotes.",
        ),
    )
    KEY_NOT_TEXT = Wording(
        "Y15",
        ("Een sleutel moet een woord zijn, geen lijst.", "A key must be a word, not a list."),
        ("Schrijf één woord voor de dubbele punt.", "Write one word before the colon."),
    )
    NO_FILES = Wording(
        "Y16",
        ("In deze map staat geen enkel .yaml-bestand.", "There is no .yaml file in this folder."),
        (
            "Geef de map waar je vragenlijst staat, of laat de naam van het bestand eindigen op .yaml.",
            "Give the folder your questionnaire is in, or let the name of the file end in .yaml.",
        ),
    )
