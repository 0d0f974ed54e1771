"""Words for refusals and faults, Dutch first; one place, so that they read through as a text (LOOK 5)."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["nl", "en"]


@dataclass(frozen=True, slots=True)
class Message:
    """A stable key with the same words in both languages."""

    key: str
    nl: str
    en: str

    def words(self, language: str) -> str:
        """The words in ``language``; Dutch for anything but ``en``."""
        return self.en if language == "en" else self.nl

    def fill(self, **values: object) -> "Message":
        """The same message with its ``{places}`` filled."""
        return Message(self.key, self.nl.format(**values), self.en.format(**values))


NOT_FOUND = Message("not_found", "Dit bestaat niet, of niet meer.", "This does not exist, or no longer.")
STALE = Message(
    "stale",
    "Iemand heeft dit ondertussen veranderd. Bekijk beide versies en kies.",
    "Someone changed this in the meantime. Look at both versions and choose.",
)
ILLEGAL_TRANSITION = Message(
    "illegal_transition",
    "Dit kan nu niet: de stand is '{state}'.",
    "This is not possible now: the state is '{state}'.",
)
INVALID = Message("invalid", "Er klopt iets niet. Kijk bij de velden.", "Something is wrong. See the fields.")
SIGN_IN_FAILED = Message(
    "sign_in_failed",
    "Inloggen lukt niet. Controleer wat je hebt ingevuld.",
    "Signing in did not work. Check what you filled in.",
)
TOO_MANY_ATTEMPTS = Message(
    "too_many_attempts",
    "Te veel pogingen. Wacht {minutes} min en probeer het opnieuw.",
    "Too many attempts. Wait {minutes} min and try again.",
)

REQUIRED = Message("required", "Vul dit in.", "Fill this in.")
TOO_LONG = Message(
    "too_long", "Maak dit korter: tot {limit} tekens.", "Make this shorter: up to {limit} characters."
)
TOO_SHORT = Message(
    "too_short",
    "Schrijf iets meer: {limit} tekens of meer.",
    "Write a little more: {limit} characters or more.",
)
UNREADABLE = Message(
    "unreadable", "Hier staan tekens in die we niet kunnen lezen.", "This has characters that we cannot read."
)
UNKNOWN_CHOICE = Message("unknown_choice", "Kies een van de mogelijkheden.", "Choose one of the options.")
EMAIL_WRONG = Message(
    "email_wrong",
    "Dit is geen e-mailadres. Een voorbeeld: naam@bedrijf.nl.",
    "This is not an e-mail address. An example: name@company.nl.",
)
EMAIL_TAKEN = Message(
    "email_taken", "Dit e-mailadres is al in gebruik.", "This e-mail address is already in use."
)
PASSWORD_SHORT = Message(
    "password_short",
    "Kies een wachtwoord van {limit} tekens of meer.",
    "Choose a password of {limit} characters or more.",
)
PASSWORD_LONG = Message(
    "password_long",
    "Kies een wachtwoord van hoogstens {limit} tekens.",
    "Choose a password of at most {limit} characters.",
)
PASSWORD_COMMON = Message(
    "password_common",
    "Dit wachtwoord is te makkelijk te raden. Kies bijvoorbeeld vier losse woorden.",
    "This password is too easy to guess. Choose four separate words, for example.",
)
PIN_WRONG_FORM = Message("pin_wrong_form", "Een pincode heeft 6 cijfers.", "A pin has 6 digits.")
PIN_EASY = Message(
    "pin_easy",
    "Deze pincode is te makkelijk te raden. Kies een andere.",
    "This pin is too easy to guess. Choose another one.",
)
CODE_UNKNOWN = Message(
    "code_unknown",
    "Deze code klopt niet, is al gebruikt of is verlopen. Vraag een nieuwe.",
    "This code is wrong, already used or expired. Ask for a new one.",
)
KVK_LENGTH = Message(
    "kvk_length", "Een KvK-nummer heeft 8 cijfers.", "A Chamber of Commerce (KvK) number has 8 digits."
)
KVK_ZERO = Message("kvk_zero", "Dit KvK-nummer bestaat niet.", "This KvK number does not exist.")
BRANCH_LENGTH = Message(
    "branch_length", "Een vestigingsnummer heeft 12 cijfers.", "A branch number has 12 digits."
)
DATES_ORDER = Message(
    "dates_order", "De einddatum ligt niet na de begindatum.", "The last day is not after the first day."
)
DEADLINE_PAST = Message(
    "deadline_past", "Kies een dag die nog komt: morgen of later.", "Choose a day to come: tomorrow or later."
)
DEADLINE_FAR = Message(
    "deadline_far", "Kies een dag binnen een jaar.", "Choose a day within a year from now."
)
DATE_FUTURE = Message("date_future", "Deze datum ligt in de toekomst.", "This date is in the future.")
ANSWER_WRONG = Message("answer_wrong", "{reason}", "{reason}")
NOT_AN_ITEM = Message(
    "not_an_item", "Deze vraag staat niet in de vragenlijst.", "This question is not in the questionnaire."
)
NO_ANSWERS = Message(
    "no_answers", "Beantwoord eerst een of meer vragen.", "Answer one or more questions first."
)
OPEN_QUESTIONS = Message(
    "open_questions",
    "Open vragen: {count}. Beantwoord ze, of bevestig dat ze open blijven.",
    "Open questions: {count}. Answer them, or confirm that they stay open.",
)
NO_TEXT_HERE = Message(
    "no_text_here",
    "Bij deze vraag hoort geen toelichting en geen bewijs. Zo blijft je antwoord anoniem.",
    "This question takes no note and no evidence. That keeps your answer anonymous.",
)
ADMINISTRATOR_THERE = Message(
    "administrator_there",
    "Er is al een beheerder. Die nodigt anderen uit, op de pagina ‘Accounts van collega’s’.",
    "there is an administrator already, who invites others on the page ‘Accounts of colleagues’",
)
ADMINISTRATOR_INVITED = Message(
    "administrator_invited",
    "Er is al een beheerder uitgenodigd, tot en met {day}. Is die code kwijt? Maak een nieuwe met --again.",
    "an administrator was invited already, until {day}; is the code lost, make a new one with --again",
)
OTHER_ALLIANCE = Message(
    "other_alliance",
    "Deze installatie is van {name}. Gebruik die naam.",
    "this installation is of {name}; use that name",
)
ALONE_ONLY = Message(
    "alone_only",
    "Jullie maken deze scan nu samen. Dan stellen we deze vraag niet, want de anderen zouden je antwoord zien.",
    "You share this scan now. Then we do not ask this question, because the others would see your answer.",
)
DECLARATION_NEEDED = Message(
    "declaration_needed",
    "Zet een vinkje bij de verklaring. Zonder kan de aanvraag niet weg.",
    "Tick the declaration. The application cannot be sent without it.",
)
ALREADY_APPLIED = Message("already_applied", "Er loopt al een aanvraag.", "There is an application already.")
UNSETTLED = Message(
    "unsettled",
    "Grote verschillen zonder oordeel: {count}. Kies bij elk een oordeel met uitleg.",
    "Large differences without a verdict: {count}. Choose a verdict with a comment for each.",
)
UNDECIDED_EVIDENCE = Message(
    "undecided_evidence",
    "Bewijs dat nog niet is bekeken: {count}. Keur het goed of wijs het af.",
    "Evidence not looked at yet: {count}. Accept or reject it.",
)
NOT_BETWEEN = Message(
    "not_between",
    "'Ertussenin' kan alleen als student en bedrijf allebei een stap kozen.",
    "'In between' is possible only when student and company both chose a step.",
)
LEVEL_TOO_HIGH = Message(
    "level_too_high",
    "Dit niveau is hoger dan de uitkomst toelaat. Het hoogste is nu: {level}.",
    "This level is higher than the outcome allows. The highest is now: {level}.",
)
NO_LEVEL = Message(
    "no_level",
    "De uitkomst geeft geen niveau. Een certificaat kan nog niet.",
    "The outcome gives no level. A certificate is not possible yet.",
)
FILE_EMPTY = Message("file_empty", "Dit bestand is leeg.", "This file is empty.")
FILE_TOO_BIG = Message(
    "file_too_big", "Te groot: kies een bestand tot 10 MB.", "Too big: choose a file up to 10 MB."
)
FILE_WRONG_TYPE = Message(
    "file_wrong_type",
    "Dit soort bestand kan niet. Kies een foto (jpg of png) of een document (pdf, Word, Excel of PowerPoint).",
    "This kind of file is not possible. Choose a photo (jpg or png) or a document (pdf, Word, Excel or PowerPoint).",
)
FILE_ACTIVE = Message(
    "file_active",
    "In dit bestand zit een programma. Sla het op zonder macro's of scripts.",
    "This file has a program in it. Save it without macros or scripts.",
)
FILE_BROKEN = Message(
    "file_broken", "Dit bestand is beschadigd. Kies een ander.", "This file is damaged. Choose another one."
)
PHOTO_TOO_LARGE = Message(
    "photo_too_large",
    "Deze foto heeft te veel beeldpunten. Maak hem kleiner.",
    "This photo has too many pixels. Make it smaller.",
)
TOO_MANY_PIECES = Message(
    "too_many_pieces",
    "Je hebt hier al {limit} bewijsstukken. Haal er eerst een weg.",
    "You have {limit} pieces of evidence here already. Remove one first.",
)
LINK_WRONG = Message("link_wrong", "Een link begint met https://.", "A link starts with https://.")
NOT_PUBLISHED = Message(
    "not_published",
    "Dit is geen gepubliceerde vragenlijst. Publiceer de bron eerst met 'mvo-scan questionnaires publish'.",
    "This is not a published questionnaire. Publish the source first with 'mvo-scan questionnaires publish'.",
)
VERSION_TAKEN = Message(
    "version_taken",
    "{name} bestaat al met een andere inhoud. Geef de vragenlijst een nieuw versienummer.",
    "{name} exists already with another content. Give the questionnaire a new version number.",
)
OTHER_AUDIENCE = Message(
    "other_audience",
    "Deze vragenlijst is voor anderen bedoeld.",
    "This questionnaire is meant for others.",
)
EVIDENCE_DECIDED = Message(
    "evidence_decided",
    "Dit bewijs is al bekeken door de docent en blijft staan.",
    "The teacher has looked at this evidence already, so it stays.",
)
NOTHING_HANDED_IN = Message("nothing_handed_in", "Nog niemand heeft ingeleverd.", "Nobody has handed in yet.")
NEWER_DOSSIER = Message(
    "newer_dossier",
    "Dit bedrijf heeft al een nieuwer dossier dat open is.",
    "This company has a newer dossier that is open.",
)
NOT_A_FACT = Message(
    "not_a_fact", "Dit gegeven kun je hier niet invullen.", "This figure cannot be filled in here."
)
NOT_A_NUMBER = Message("not_a_number", "Vul een getal in van 0 of meer.", "Fill in a number of 0 or more.")
ROLE_UNFIT = Message(
    "role_unfit", "Deze rol past niet bij deze organisatie.", "This role does not fit this organisation."
)
CLASS_EXISTS = Message(
    "class_exists",
    "Deze klas bestaat al in dit schooljaar.",
    "This class exists already in this school year.",
)
SCHOOL_YEAR_WRONG = Message(
    "school_year_wrong", "Schrijf het schooljaar als 2026-2027.", "Write the school year as 2026-2027."
)
TOO_MANY_CLASSES = Message(
    "too_many_classes", "Maak hoogstens {limit} klassen tegelijk.", "Make at most {limit} classes at once."
)
ABOUT_CLASS = Message("about_class", "{name}: {nl}", "{name}: {en}")
CODE_DATE_WRONG = Message(
    "code_date_wrong",
    "Kies een dag vanaf vandaag, hoogstens een jaar vooruit.",
    "Choose a day from today on, at most a year ahead.",
)
NAME_TAKEN = Message(
    "name_taken", "Deze naam is in de klas al in gebruik.", "This name is already in use in the class."
)
NOT_IN_CLASS = Message(
    "not_in_class", "Deze student zit niet in de klas.", "This student is not in the class."
)
NOT_A_COMPANY = Message("not_a_company", "Kies een bedrijf.", "Choose a company.")
PLACED_ALREADY = Message(
    "placed_already",
    "Deze student is al aan dit bedrijf gekoppeld.",
    "This student is linked to this company already.",
)
REGISTERED_ALREADY = Message(
    "registered_already", "Dit bedrijf staat al in de lijst.", "This company is in the list already."
)
NUMBER_TAKEN = Message(
    "number_taken",
    "Dit KvK-nummer hoort al bij een andere organisatie. Klopt dat niet? Vraag het de alliantie.",
    "This KvK number belongs to another organisation already. Is that not right? Ask the alliance.",
)
NUMBER_STANDS = Message(
    "number_stands",
    "Er staat al een ander KvK-nummer. Klopt dat niet? Vraag het de alliantie.",
    "There is another KvK number already. Is that not right? Ask the alliance.",
)
POSTCODE_WRONG = Message(
    "postcode_wrong", "Schrijf een postcode als 9711 AB.", "Write a postcode as 9711 AB."
)
NEEDS_ACCOUNT = Message(
    "needs_account",
    "Hiervoor is een account met e-mailadres nodig. Log eerst uit.",
    "This needs an account with an e-mail address. Sign out first.",
)
