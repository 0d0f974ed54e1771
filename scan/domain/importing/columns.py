"""Which columns each list may have: the one place that reading, templates, the pages and ``docs/import.md`` go by.

A column is found by its Dutch or English name, by its name in OneRoster 1.2 (1EdTech, CSV binding), or by another name
that student administrations use. Capitals, spaces, accents, hyphens and underscores do not count. Every other column
is left unread and is not kept: lists of schools have more in them than this needs.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from scan.domain.importing import cells
from scan.domain.importing.cells import Reader
from scan.domain.messages import Message


class ImportKind(StrEnum):
    """What a list is of, in the order in which a school imports them."""

    CLASSES = "classes"
    STUDENTS = "students"
    ENROLMENTS = "enrolments"
    COMPANIES = "companies"
    PLACEMENTS = "placements"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its names, what may stand in it, and an invented example."""

    key: str
    nl: str
    en: str
    read: Reader
    example: str
    about: Message
    oneroster: str = ""
    others: tuple[str, ...] = ()
    required: bool = False

    def name(self, language: str) -> str:
        """The name in ``language``; Dutch for anything but ``en``."""
        return self.en if language == "en" else self.nl

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every name under which the column is found."""
        return tuple(name for name in (self.nl, self.en, self.oneroster, *self.others) if name)


@dataclass(frozen=True)
class Layout:
    """The columns of one kind of list. ``needs``: of each group at least one must be there, and filled in."""

    columns: tuple[Column, ...]
    needs: tuple[tuple[str, ...], ...]

    @cached_property
    def by_key(self) -> Mapping[str, Column]:
        """The columns by their key."""
        return {column.key: column for column in self.columns}

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The columns by each of their names, as ``header_key`` writes it."""
        return {header_key(name): column for column in self.columns for name in column.accepted}


def header_key(name: str) -> str:
    """What makes two names of columns the same."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[^a-z0-9]", "", plain)


def _about(nl: str, en: str) -> Message:
    return Message("import_column", nl, en)


_SOURCE_ID = "Het nummer in het systeem van de school. Zo herkennen we de rij een volgende keer."
_SOURCE_ID_EN = "The number in the school's own system. It lets us know the row next time."
_SCHOOL_YEAR = Column(
    "school_year", "Schooljaar", "School year", cells.school_year, "2026-2027",
    _about("Leeg: het jaar dat je bij het importeren kiest.", "Empty: the year that you choose when importing."),
)  # fmt: skip
_STATUS = Column(
    "status", "Status", "Status", cells.line(40), "active",
    _about("Bij 'tobedeleted' slaan we de rij over.", "With 'tobedeleted' we leave the row out."), oneroster="status",
)  # fmt: skip
_ROLE = Column(
    "role", "Rol", "Role", cells.line(40), "student",
    _about("Alles wat geen student of leerling is, slaan we over.", "Whoever is no student is left out."),
    oneroster="role",
)  # fmt: skip
_CLASS_NAME = Column(
    "class_name", "Klas", "Class", cells.line(80), "BOL 3A Ondernemen",
    _about("De naam van een klas die er al is.", "The name of a class that is there already."),
    others=("Klasnaam", "Groep", "Class name"),
)  # fmt: skip
_CLASS_ID = Column(
    "class_id", "Klas-id", "Class ID", cells.identifier, "K-3A",
    _about("Het id van een klas die er al is.", "The ID of a class that is there already."),
    oneroster="classSourcedId",
)  # fmt: skip
_NUMBER = Column(
    "student_number", "Studentnummer", "Student number", cells.identifier, "100234",
    _about(_SOURCE_ID, _SOURCE_ID_EN), oneroster="sourcedId",
    others=("Leerlingnummer", "Deelnemernummer", "Stamnummer"), required=True,
)  # fmt: skip
_KVK = Column(
    "kvk_number", "KvK-nummer", "KvK number", cells.kvk_number, "90000001",
    _about("8 cijfers. Hieraan herkennen we het bedrijf.", "8 digits. By this we know the company."),
    others=("KvK", "KvKnr", "Kamer van Koophandel", "Chamber of Commerce number"),
)  # fmt: skip
_BRANCH = Column(
    "branch_number", "Vestigingsnummer", "Branch number", cells.branch_number, "",
    _about("12 cijfers, alleen bij meer vestigingen.", "12 digits, only with several branches."),
    others=("Vestiging", "Vestigingsnr"),
)  # fmt: skip

LAYOUTS: Mapping[ImportKind, Layout] = {
    ImportKind.CLASSES: Layout(
        (
            Column("name", "Klas", "Class", cells.line(80), "BOL 3A Ondernemen",
                   _about("De naam, elk schooljaar een keer.", "The name, once in each school year."),
                   oneroster="title", others=("Klasnaam", "Groep", "Naam", "Class name", "Name"), required=True),
            _SCHOOL_YEAR,
            Column("class_id", "Klas-id", "Class ID", cells.identifier, "K-3A",
                   _about(_SOURCE_ID, _SOURCE_ID_EN), oneroster="sourcedId"),
            Column("teacher", "Docent", "Teacher", cells.email, "docent@roc-voorbeeld.example",
                   _about("Het e-mailadres van een docent die al een account heeft.",
                          "The e-mail address of a teacher who has an account already."),
                   others=("E-mail docent", "Mentor", "Teacher e-mail")),
            _STATUS,
        ),
        needs=(("name",),),
    ),
    ImportKind.STUDENTS: Layout(
        (
            _NUMBER,
            Column("display_name", "Weergavenaam", "Display name", cells.line(80), "",
                   _about("Hoe de docent de student kent. Leeg: roepnaam en eerste letter achternaam.",
                          "How the teacher knows the student. Empty: given name and first letter of family name."),
                   others=("Naam", "Name")),
            Column("given_name", "Roepnaam", "Given name", cells.line(80), "Noor",
                   _about("Voor de weergavenaam.", "For the display name."), oneroster="givenName",
                   others=("Voornaam", "First name")),
            Column("preferred_name", "Voorkeursnaam", "Preferred name", cells.line(80), "",
                   _about("Gaat voor de roepnaam.", "Goes before the given name."), oneroster="preferredGivenName"),
            Column("prefix", "Tussenvoegsel", "Prefix", cells.line(40), "de",
                   _about("Alleen bij twee gelijke namen in een klas.", "Only with two equal names in one class."),
                   others=("Voorvoegsel", "Voorvoegsels", "Tussenvoegsels")),
            Column("family_name", "Achternaam", "Family name", cells.line(80), "Voorbeeld",
                   _about("Alleen de eerste letter, of meer bij twee gelijke namen.",
                          "Only its first letter, or more with two equal names."), oneroster="familyName",
                   others=("Last name", "Surname")),
            _CLASS_NAME, _CLASS_ID, _SCHOOL_YEAR, _ROLE,
            Column("enabled", "Actief", "Enabled", cells.yes_no, "true",
                   _about("Bij 'nee' slaan we de rij over.", "With 'no' we leave the row out."),
                   oneroster="enabledUser"),
            _STATUS,
        ),
        needs=(("student_number",), ("display_name", "given_name", "preferred_name")),
    ),
    ImportKind.ENROLMENTS: Layout(
        (
            Column("student_number", "Studentnummer", "Student number", cells.identifier, "100234",
                   _about("Het nummer van een student die er al is.", "The number of a student who is there already."),
                   oneroster="userSourcedId", others=_NUMBER.others, required=True),
            _CLASS_ID, _CLASS_NAME, _SCHOOL_YEAR, _ROLE, _STATUS,
        ),
        needs=(("student_number",), ("class_id", "class_name")),
    ),
    ImportKind.COMPANIES: Layout(
        (
            Column("name", "Bedrijf", "Company", cells.line(300), "Bakkerij De Halm",
                   _about("De naam van het bedrijf.", "The name of the company."),
                   others=("Bedrijfsnaam", "Naam", "Leerbedrijf", "Company name", "Name"), required=True),
            _KVK, _BRANCH,
            Column("postcode", "Postcode", "Postcode", cells.postcode, "9711 AA",
                   _about("Hiermee vinden we een bedrijf dat er misschien al is.",
                          "With this we find a company that may be there already.")),
            Column("place", "Plaats", "Place", cells.line(80), "Groningen",
                   _about("De vestigingsplaats.", "The place where it is."), others=("Vestigingsplaats", "Woonplaats")),
            Column("municipality", "Gemeente", "Municipality", cells.line(80), "Groningen",
                   _about("Voor het overzicht van de regio.", "For the overview of the region.")),
        ),
        needs=(("name",),),
    ),
    ImportKind.PLACEMENTS: Layout(
        (
            Column("student_number", "Studentnummer", "Student number", cells.identifier, "100234",
                   _about("Of: de klas en de naam van de student.", "Or: the class and the name of the student."),
                   others=_NUMBER.others),
            Column("student_name", "Student", "Student", cells.line(80), "",
                   _about("De weergavenaam, als er geen studentnummer is.",
                          "The display name, where there is no student number."),
                   others=("Weergavenaam", "Naam student", "Display name", "Student name")),
            _CLASS_NAME, _SCHOOL_YEAR,
            Column(_KVK.key, _KVK.nl, _KVK.en, _KVK.read, _KVK.example, _KVK.about, others=_KVK.others,
                   required=True),
            _BRANCH,
            Column("starts_on", "Begindatum", "First day", cells.day, "2026-09-01",
                   _about("De eerste dag van de stage.", "The first day of the internship."),
                   others=("Startdatum", "Begin", "Start date"), required=True),
            Column("ends_on", "Einddatum", "Last day", cells.day, "2027-01-31",
                   _about("De laatste dag van de stage.", "The last day of the internship."),
                   others=("Eind", "End date"), required=True),
        ),
        needs=(("student_number", "student_name"), ("kvk_number",), ("starts_on",), ("ends_on",)),
    ),
}  # fmt: skip
