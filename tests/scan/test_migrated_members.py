"""Scans from before students could share one: each comes to have its one member."""

from alembic import command
from sqlalchemy import select

from scan.store.schema import config, upgrade
from scan.store.tables import AnswerRow, ScanMember
from scan.use_cases.sharing import group_student
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


def test_upgrade_takes_away_what_who_left_said_of_sensitive_questions(region: Region) -> None:
    """From before students who share a scan were not asked these any more (ADR 18)."""
    region.add_student("noa", "groen", "tess", "bakery")
    scan_id, other = region.start("sam"), region.start("zoe")
    region.do("tess", group_student, placement_id=region.ids["noa-placement"], scan_id=scan_id)
    with region.writing() as session:
        for item, by, where in (
            ("respect", "zoe", scan_id),
            ("safe-work", "zoe", scan_id),
            ("respect", "zoe", other),
        ):
            session.add(
                AnswerRow(
                    scan_id=where,
                    item_id=item,
                    item_revision=1,
                    state="answered",
                    value="1",
                    version=1,
                    answered_by=region.ids[by],
                    updated_at=region.now,
                )
            )
    with region.engine.begin() as connection:
        command.downgrade(config(connection), "schools")
    upgrade(region.engine)
    with region.reading() as session:
        rows = session.execute(select(AnswerRow.scan_id, AnswerRow.item_id)).all()
    assert sorted(rows) == [(scan_id, "safe-work"), (other, "respect")]
