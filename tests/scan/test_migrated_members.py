"""Scans from before students could share one: each comes to have its one member."""

from alembic import command
from sqlalchemy import select

from scan.store.schema import config, upgrade
from scan.store.tables import ScanMember
from scan.use_cases.submitting import withdraw_scan
from tests.scan.factories import Region


def test_upgrade_gives_every_scan_of_a_student_its_member(region: Region) -> None:
    region.do("sam", withdraw_scan, scan_id=region.start("sam"))
    scan_id, other = region.student_scan("sam"), region.start("zoe")
    region.start_own()
    with region.engine.begin() as connection:
        command.downgrade(config(connection), "together-1")
    upgrade(region.engine)
    with region.reading() as session:
        rows = session.execute(select(ScanMember.scan_id, ScanMember.student_id, ScanMember.seat)).all()
    assert sorted(rows) == [(scan_id, region.ids["sam"], 1), (other, region.ids["zoe"], 1)]
