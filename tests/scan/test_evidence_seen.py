"""Who opens photos and documents: the respondents, and those who judge or decide on the dossier (design 6)."""

from pathlib import Path

import pytest

from scan.domain.errors import NotAllowed, NotFound
from scan.domain.roles import Role
from scan.store.files import FileStore
from scan.store.tables import Evidence
from scan.use_cases.applying import apply
from scan.use_cases.evidence import add_file, read_file
from scan.use_cases.reviewing import reopen_dossier, return_scan
from tests.scan.factories import APPLICATION, RULES, Region
from tests.scan.test_evidence import pdf, picture

pytestmark = pytest.mark.parametrize("region", ["sqlite"], indirect=True)


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore.at(tmp_path / "files")


@pytest.fixture
def shown(region: Region, files: FileStore) -> dict[str, int]:
    """A dossier with a photo of a student of each school and a document of the company, handed in and compared."""
    region.add_student("zed", "blauw", "theo", "bakery")
    pieces: dict[str, int] = {"dossier": 0}
    scans = {"sam": region.start("sam"), "zed": region.start("zed"), "carla": region.start_own()}
    for who, scan_id in scans.items():
        region.fill(who, scan_id)
        data, form = (pdf(), "document") if who == "carla" else (picture(), "photo")
        pieces[who] = region.do(
            who, add_file, scan_id=scan_id, item_id="safe-work", form=form, data=data, files=files
        )
        region.submit(who, scan_id)
    pieces["dossier"] = region.dossier_of(scans["sam"]).id
    return pieces


def seen(region: Region, files: FileStore, who: str, shown: dict[str, int]) -> list[str]:
    """Whose evidence this person can open."""
    found = []
    for owner in ("sam", "zed", "carla"):
        try:
            region.look(who, read_file, evidence_id=shown[owner], files=files)
        except (NotFound, NotAllowed):
            continue
        found.append(owner)
    return found


def apply_for(region: Region, shown: dict[str, int]) -> None:
    for owner in ("sam", "zed", "carla"):
        region.accept_evidence(shown[owner])
    region.close(shown["dossier"])
    region.do(
        "carla",
        apply,
        dossier_id=shown["dossier"],
        application=APPLICATION,
        rules=RULES,
    )


def test_certifier_opens_evidence_of_a_dossier_only_once_there_is_an_application(
    region: Region, files: FileStore, shown: dict[str, int]
) -> None:
    assert seen(region, files, "certa", shown) == []
    apply_for(region, shown)
    assert seen(region, files, "certa", shown) == ["sam", "zed", "carla"]


def test_certifier_of_a_school_concerned_or_of_the_company_opens_nothing(
    region: Region, files: FileStore, shown: dict[str, int]
) -> None:
    region.add_person("colin", (Role.CERTIFIER, "alliance"), (Role.TEACHER, "noordcollege"))
    region.add_person("casper", (Role.CERTIFIER, "alliance"), (Role.CONTACT, "garage"))
    apply_for(region, shown)
    assert (seen(region, files, "colin", shown), seen(region, files, "casper", shown)) == (
        [],
        ["sam", "zed", "carla"],
    )


def test_certifier_opens_nothing_of_a_scan_that_went_back(
    region: Region, files: FileStore, shown: dict[str, int]
) -> None:
    apply_for(region, shown)
    region.do("tess", reopen_dossier, dossier_id=shown["dossier"], reason="Nog eens kijken.")
    with region.reading() as session:
        scan_id = session.get_one(Evidence, shown["sam"]).scan_id
    region.do("tess", return_scan, scan_id=scan_id, comment="Vul vraag 1 aan.")
    assert seen(region, files, "certa", shown) == []


def test_reviewer_opens_evidence_of_all_students_in_the_dossier(
    region: Region, files: FileStore, shown: dict[str, int]
) -> None:
    assert seen(region, files, "tess", shown) == ["sam", "zed", "carla"]


def test_monitor_administrator_and_others_open_nothing(
    region: Region, files: FileStore, shown: dict[str, int]
) -> None:
    apply_for(region, shown)
    assert [seen(region, files, who, shown) for who in ("mona", "ada", "gerrit")] == [[], [], []]
