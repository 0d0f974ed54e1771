"""Erasing and the retention schedule on both databases, with everything a person can have."""

from datetime import timedelta
from pathlib import Path

from scan.domain.retention import load_schedule
from scan.store.files import FileStore
from scan.store.tables import Person
from scan.use_cases.erasing import ERASED, erase_person
from scan.use_cases.evidence import add_note
from scan.use_cases.exporting import export_person
from scan.use_cases.retaining import apply_schedule
from tests.scan.factories import Region


def test_person_is_exported_and_erased_with_everything(region: Region, tmp_path: Path) -> None:
    region.applied()
    files = FileStore.at(tmp_path / "files")
    for name in ("sam", "carla", "tess", "cor"):
        number = region.ids[name]
        with region.reading() as session:
            before = export_person(session, person_id=number, now=region.now).document["about"]
        with region.writing() as session:
            erase_person(session, actor=None, person_id=number, files=files, now=region.now)
            assert session.get_one(Person, number).display_name == ERASED
        with region.reading() as session:
            after = export_person(session, person_id=number, now=region.now).document["about"]
        assert set(before) - set(after) >= {"memberships.person_id"}


def test_schedule_takes_what_is_over(region: Region, tmp_path: Path) -> None:
    files = FileStore.at(tmp_path / "files")
    scan_id = region.start("sam")
    region.do("sam", add_note, scan_id=scan_id, item_id="safe-work", text="Wij oefenen elk jaar.")
    region.now += timedelta(days=3 * 365)
    with region.writing() as session:
        gone = apply_schedule(session, schedule=load_schedule(), files=files, now=region.now)
    assert (gone.unfinished_scans, gone.evidence, gone.students, gone.staff) == (1, 1, 2, 0)
    with region.writing() as session:
        again = apply_schedule(session, schedule=load_schedule(), files=files, now=region.now)
    assert (again.sign_in, again.unfinished_scans, again.evidence, again.students, again.staff) == (0,) * 5
