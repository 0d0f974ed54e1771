"""Lists as text, and short ways to import them into the invented region."""

from collections.abc import Mapping

from scan.domain.importing.columns import ImportKind
from scan.domain.importing.plan import Step
from scan.use_cases.importing.pending import Imported, Preview, confirm, import_at_once, preview, upload
from tests.scan.factories import Region

YEAR = "2026-2027"
CLASSES = "Klas;Klas-id\nBlok A;KA\nBlok B;KB\n"
STUDENTS = """Studentnummer;Roepnaam;Tussenvoegsel;Achternaam;Klas
101;Noor;de;Vries;Blok A
102;Noor;;Visser;Blok A
103;Daan;;Zand;Blok B
"""
COMPANIES = """Bedrijf;KvK;Vestigingsnummer;Postcode;Plaats
Drukkerij Het Vel;90000001;;9711 AA;Groningen
Garage Kwartslag;90000002;;8911 AC;Leeuwarden
"""
PLACEMENTS = """Studentnummer;KvK;Begindatum;Einddatum
101;90000001;1-9-2026;31-1-2027
102;90000001;1-9-2026;31-1-2027
103;90000002;1-9-2026;31-1-2027
"""


def put(region: Region, kind: ImportKind, text: str, who: str = "cor", year: str = YEAR) -> int:
    """Upload a list; gives the import's id."""
    return int(
        region.do(
            who, upload, institution_id=region.ids["noordcollege"], kind=kind, data=text.encode(), year=year
        )
    )


def shown(region: Region, kind: ImportKind, text: str) -> Preview:
    """Upload a list and look at it."""
    found: Preview = region.look("cor", preview, import_id=put(region, kind, text))
    return found


def say_yes(region: Region, found: Preview, **more: object) -> Imported:
    done: Imported = region.do("cor", confirm, import_id=found.id, fingerprint=found.plan.fingerprint, **more)
    return done


def load(region: Region, kind: ImportKind, text: str, year: str = YEAR) -> Mapping[Step, int]:
    """Import a list at once; gives the counts that are not 0."""
    done: Imported = region.do(
        "cor",
        import_at_once,
        institution_id=region.ids["noordcollege"],
        kind=kind,
        data=text.encode(),
        year=year,
    )
    return {step: count for step, count in done.counts.items() if count}


def load_round(region: Region) -> None:
    """Two classes, three students, two companies, three internships."""
    load(region, ImportKind.CLASSES, CLASSES)
    load(region, ImportKind.STUDENTS, STUDENTS)
    load(region, ImportKind.COMPANIES, COMPANIES)
    load(region, ImportKind.PLACEMENTS, PLACEMENTS)
