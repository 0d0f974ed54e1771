"""The same page and the same save with 10,000 more scans in the database (design 10: at most 1.2 times).

    python benchmarks/many.py [ROUNDS]

Two copies of the demo region, one as it is and one filled with 10,000 companies that each have a dossier and a scan of
their own with 40 answers. The contact of ``page.py`` opens and saves the same scan in both; requests alternate, and a
figure is the median CPU time. The exit status is 1 when the limit does not hold.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from page import ROUNDS, SECRET, Saver, alternately, begin_scan, largest, signed_in, token
from sqlalchemy import Engine, func, insert, select

from questionnaires.definition import SingleChoice
from scan.store.session import create_engine, transaction
from scan.store.tables import AnswerRow, Dossier, Organisation, Scan
from scan.use_cases.opening import OpenScan
from web.app import create_app
from web.cli.serve import prepare
from web.settings import Settings

SCANS = 10_000
ANSWERS = 40
MOST_TIMES = 1.2


def companies(count: int, first: int, now: datetime) -> Iterator[dict[str, Any]]:
    """Companies that nobody of the demo has to do with."""
    for number in range(count):
        yield {
            "id": first + number,
            "kind": "company",
            "name": f"Bedrijf {number} Voorbeeld",
            "kvk_number": f"{10_000_000 + number}",
            "created_at": now,
            "version": 1,
        }


def fill(engine: Engine, scan: OpenScan) -> None:
    """Put the scans in, straight into the tables: all of them like ``scan``, with the first 40 choices answered."""
    now = datetime.now(UTC)
    choices = [item.id for item in scan.questionnaire.items() if isinstance(item, SingleChoice)][:ANSWERS]
    with transaction(engine) as session:
        first = 1 + max(
            session.scalar(select(func.max(table.id))) or 0 for table in (Organisation, Dossier, Scan)
        )
        row = session.get_one(Scan, scan.id)
        session.execute(insert(Organisation), list(companies(SCANS, first, now)))
        dossiers = [
            {
                "id": first + number,
                "organisation_id": first + number,
                "period": "2026-2027",
                "state": "collecting",
                "created_at": now,
                "opens_at": now + timedelta(weeks=6),
                "facts": {},
                "version": 1,
            }
            for number in range(SCANS)
        ]
        session.execute(insert(Dossier), dossiers)
        scans = [
            {
                "id": first + number,
                "dossier_id": first + number,
                "organisation_id": first + number,
                "questionnaire_version_id": row.questionnaire_version_id,
                "respondent_id": row.respondent_id + 1,
                "audience": row.audience,
                "state": "draft",
                "profile": row.profile,
                "started_at": now,
                "version": 2,
            }
            for number in range(SCANS)
        ]
        session.execute(insert(Scan), scans)
        for start in range(0, SCANS, 500):
            answers = [
                {
                    "scan_id": first + number,
                    "item_id": item,
                    "item_revision": 1,
                    "state": "answered",
                    "value": "2",
                    "version": 1,
                    "answered_by": row.respondent_id + 1,
                    "updated_at": now,
                }
                for number in range(start, start + 500)
                for item in choices
            ]
            session.execute(insert(AnswerRow), answers)


def visitor(file: Path) -> tuple[Engine, FlaskClient]:
    """The product on this database, with the contact signed in."""
    url = f"sqlite:///{file}"
    engine = create_engine(url)
    return engine, signed_in(create_app(Settings(url, file.parent, SECRET, "http://localhost"), engine))


def main(rounds: int) -> int:
    """Measure and print; 1 when the limit does not hold."""
    with tempfile.TemporaryDirectory() as name:
        few, many = Path(name) / "few.sqlite", Path(name) / "many.sqlite"
        engine = create_engine(f"sqlite:///{few}")
        prepare(engine, demo=True, pepper=SECRET)
        scan = begin_scan(engine)
        engine.dispose()
        shutil.copy(few, many)
        plain, before = visitor(few)
        filled, after = visitor(many)
        fill(filled, scan)
        address = f"/scans/{scan.id}/themes/{largest(scan).id}"
        pages = alternately(rounds, lambda: before.get(address), lambda: after.get(address))
        saves = alternately(rounds, *(Saver(one, scan, token(one, address)) for one in (before, after)))
        plain.dispose()
        filled.dispose()
    print(f"work  few ms  {SCANS:,} more ms  times (most)")
    for work, (alone, among) in (("page", pages), ("save", saves)):
        print(f"{work:<5} {alone:>6.2f} {among:>14.2f} {among / alone:>6.2f} ({MOST_TIMES})")
    return 0 if all(among <= MOST_TIMES * alone for alone, among in (pages, saves)) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
