"""The invented demo region: who and what, as data. Every name, number and address is made up."""

from dataclasses import dataclass
from enum import IntEnum

PASSWORD = "vier-losse-woorden-2026"  # noqa: S105 - printed on the screen: it opens nothing but invented data
PIN = "271845"


class Stage(IntEnum):
    """How far a company is on the line; each stage includes those before it."""

    PLACED = 0
    STUDENT_STARTED = 1
    STUDENT_DONE = 2
    COMPARING = 3
    MODERATED = 4
    APPLIED = 5
    REFUSED = 6
    CERTIFIED = 7
    SUSPENDED = 8
    WITHDRAWN = 9


@dataclass(frozen=True, slots=True)
class School:
    """A college with a teacher and a class."""

    name: str
    place: str
    teacher: str
    email: str
    class_name: str
    safety_contact: str


@dataclass(frozen=True, slots=True)
class Company:
    """A company, its contact, its intern and how well it does (0–100: how often it stands a step higher)."""

    name: str
    kvk: str
    place: str
    postcode: str
    sector: str
    staff: int
    contact: str
    student: str
    school: int
    stage: Stage
    steps: int
    """The usual step, in hundredths: 215 is mostly step 2, sometimes 3."""
    profile: dict[str, str | bool]
    months_ago: int = 2
    classmates: tuple[str, ...] = ()
    """Students of other companies of the same class who scanned this one as well, each on their own."""


ALLIANCE = "MVO-Alliantie Noord Nederland"
HELP_DESK = "hulp@alliantie.example"
CERTIFIER = ("Certificeerder Voorbeeld", "certificeerder@alliantie.example")
SECOND_CERTIFIER = ("Tweede Certificeerder Voorbeeld", "tweede@alliantie.example")
MONITOR = ("Toezichthouder Voorbeeld", "toezicht@onafhankelijk.example")
"""Of an independent body; the demo lets it look at the alliance's decisions."""
COORDINATOR = ("Coördinator Voorbeeld", "coordinator@roc-voorbeeld.example")
"""Of the first school."""
ALLIANCE_REVIEWER = ("Beoordelaar Voorbeeld", "beoordelaar@alliantie.example")
"""Checks what schools fill in about themselves, and companies that want the highest level."""
COLLEAGUE = ("Collega Voorbeeld", "collega@roc-voorbeeld.example")
"""Reviewer at the first school, who has no class: the second pair of eyes."""
SCHOOLS = (
    School("ROC Voorbeeld", "Groningen", "Docent Voorbeeld", "docent@roc-voorbeeld.example", "BOL 3A Ondernemen",
           "vertrouwenspersoon ROC Voorbeeld, kamer 1.12"),
    School("College Voorbeeldzijl", "Leeuwarden", "Docente Zijlstra-Voorbeeld", "docent@voorbeeldzijl.example",
           "Groep 2B Techniek", "vertrouwenspersoon College Voorbeeldzijl, balie west"),
)  # fmt: skip


CERTIFIED_SCHOOL = SCHOOLS[1]
"""It scanned itself and has a certificate."""
SCHOOL_COORDINATOR = ("Coördinatrice Voorbeeldzijl", "coordinator@voorbeeldzijl.example")
"""Of that school."""
SCHOOL_KVK = "90000031"


def _shop(**more: str | bool) -> dict[str, str | bool]:
    base: dict[str, str | bool] = {
        "interns": True, "building": "own", "outdoor": True, "parking": "6", "vehicles": "2", "goods": True,
        "kitchen": True, "hazardous": True, "home_based": False,
    }  # fmt: skip
    return base | more


COMPANIES = (
    Company("Bakkerij De Halm", "90000001", "Groningen", "9711 AA", "food", 14, "Hanneke Halm", "Sam", 0,
            Stage.COMPARING, 225, _shop()),
    Company("Kapsalon Knip & Co Voorbeeld", "90000002", "Groningen", "9712 AB", "personal_services", 4, "Kees Knip",
            "Noor", 0, Stage.PLACED, 180, _shop(vehicles="0", kitchen=False, parking="0")),
    Company("Garage Kwartslag", "90000003", "Leeuwarden", "8911 AC", "transport", 9, "Karin Kwartslag", "Daan", 1,
            Stage.STUDENT_STARTED, 170, _shop(kitchen=False)),
    Company("Schildersbedrijf Kwast Voorbeeld", "90000004", "Assen", "9401 AD", "construction", 1, "Klaas Kwast",
            "Yara", 0, Stage.STUDENT_DONE, 165, _shop(building="tenant_no_influence", kitchen=False, outdoor=False,
                                                      parking="0", vehicles="1")),
    Company("Bloemenwinkel Voorbeeldbloem", "90000005", "Drachten", "9203 AE", "retail", 6, "Bloem Vos", "Lotte", 1,
            Stage.COMPARING, 205, _shop(kitchen=False, vehicles="1")),
    Company("Drukkerij Het Vel", "90000006", "Emmen", "7811 AF", "industry", 22, "Vera Vel", "Milan", 0,
            Stage.MODERATED, 235, _shop(kitchen=False)),
    Company("Lunchroom De Volle Stoel", "90000007", "Hoogeveen", "7901 AG", "hospitality", 8, "Stef Stoel", "Fenna", 1,
            Stage.APPLIED, 230, _shop(vehicles="0", parking="0")),
    Company("Rijwielhandel Het Wiel", "90000008", "Heerenveen", "8441 AH", "retail", 5, "Wil Wieler", "Jesse", 1,
            Stage.REFUSED, 150, _shop(kitchen=False, vehicles="1"), 4),
    Company("Hoveniersbedrijf Groenzoom", "90000009", "Assen", "9403 AJ", "agriculture", 12, "Gerda Groen", "Tess", 0,
            Stage.CERTIFIED, 285, _shop(kitchen=False), 6),
    Company("Installatiebureau Zonzij", "90000010", "Emmen", "7821 AK", "construction", 31, "Zeger Zon", "Ruben", 1,
            Stage.CERTIFIED, 270, _shop(kitchen=False, vehicles="9"), 8, ("Daan", "Lotte", "Fenna", "Jesse")),
    Company("Zorghoeve Wilgenrijk", "90000011", "Hoogeveen", "7909 AL", "care", 18, "Willy Wilg", "Iris", 1,
            Stage.SUSPENDED, 255, _shop(), 9),
    Company("Lunchroom De Lege Stoel", "90000012", "Assen", "9405 AM", "hospitality", 3, "Lea Leeg", "Bram", 0,
            Stage.WITHDRAWN, 240, _shop(vehicles="0", parking="0"), 11),
)  # fmt: skip
TWICE = COMPANIES[9]
"""Scanned itself a second time; also the company that five students scanned, and that has others like it."""
NEXT_STUDENT = "Pim"
"""Of its second round."""
SECOND_REVIEWED = (COMPANIES[5], COMPANIES[8])
"""A colleague judged their dossiers blind as well."""
TO_SECOND_REVIEW = COMPANIES[0]
"""A colleague was asked to judge its dossier blind."""
NEIGHBOURS = tuple(
    Company(name, kvk, place, postcode, "construction", staff, contact, student, 1, Stage.MODERATED, steps,
            _shop(kitchen=False, vehicles=vehicles), 9)
    for name, kvk, place, postcode, staff, contact, student, steps, vehicles in (
        ("Timmerbedrijf De Zwaluwstaart", "90000021", "Assen", "9404 BA", 12, "Zwaan Staart", "Bas", 215, "4"),
        ("Dakdekkers Boven Voorbeeld", "90000022", "Drachten", "9204 BC", 24, "Bo Boven", "Sanne", 180, "8"),
        ("Metselbedrijf Voeg & Zonen", "90000023", "Emmen", "7823 BD", 17, "Veerle Voeg", "Timo", 240, "5"),
        ("Loodgieters Lek Voorbeeld", "90000024", "Groningen", "9713 BE", 11, "Lex Lek", "Nadia", 205, "6"),
        ("Stukadoors Gladstrijk", "90000025", "Hoogeveen", "7903 BG", 38, "Glenn Strijk", "Wout", 190, "11"),
    )
)  # fmt: skip
"""Of the same sector and size as the one above, and settled before this quarter: it has enough others like it."""
FRONT_RUNNER = Company(
    "Fietskoeriers Volle Wind", "90000026", "Heerenveen", "8442 BH", "transport", 16, "Wanda Wind", "Linde", 1,
    Stage.CERTIFIED, 392, _shop(kitchen=False, hazardous=False, vehicles="2"), 14,
)  # fmt: skip
"""Has the highest level, so its certificate is looked at half-way, which is now."""
PUPILS_SCHOOL = School(
    "Scholengemeenschap Voorbeeldhorst", "Hoogeveen", "Mentor Voorbeeld", "docent@voorbeeldhorst.example",
    "Havo 3B", "vertrouwenspersoon Voorbeeldhorst, kamer 0.07",
)  # fmt: skip
PUPILS = ("Jip", "Amira", "Sven", "Lieke", "Yusuf", "Mees")
"""The last one is half way; the scans of the others were accepted."""
PRIMARY_SCHOOL = School(
    "Basisschool De Voorbeeldboom", "Assen", "Juf Voorbeeld", "juf@voorbeeldboom.example", "Groep 7",
    "intern begeleider De Voorbeeldboom",
)  # fmt: skip
CHILDREN = 24
AUTHORITY = ("Gemeente Voorbeelderveen", "90000030", "Voorbeelderveen")
"""Whom the alliance asked to become a partner."""
NEW_STUDENT = ("Eva", 1)
"""The student who has not begun: index of the company of the placement."""
