"""Every page and every save with 10,000 more scans in the database (at most 1.2 times what it costs without).

    PYTHONPATH=. python benchmarks/scale.py [ROUNDS]

Two copies of the demo region, one as it is and one filled with 10,000 companies that each have a dossier and a scan of
their own with 40 answers, half of them with a result that is in the picture of the region; on SQLite, and on a
PostgreSQL of its own. Every page that a visitor, a student, a company, a teacher and a certifier can open without a
number in its address is opened in both, and a theme of questions, a review and a class; the contact of ``page.py``
saves the same 15 answers in both. Requests alternate; a figure is the median (CPU time on SQLite, elapsed time on
PostgreSQL, which works in processes of its own). SQL statements are counted. The exit status is 1 when a page takes
more than 1.2 times as long and 1 ms more, or more statements.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from page import SECRET, Counter, Saver, begin_scan, largest, signed_in, token
from sqlalchemy import Engine, delete, func, insert, select, update
from sqlalchemy.orm import Session

from questionnaires.definition import SingleChoice
from scan.domain.one_time_codes import code_of_step, step_at
from scan.domain.region import THEMES
from scan.store.session import create_engine, read, transaction
from scan.store.tables import AnswerRow, Dossier, DossierScore, Organisation, RegionPicture, Scan, SchoolClass
from scan.use_cases.opening import OpenScan
from scan.use_cases.region import refresh_picture
from tests.postgresql import running_postgres
from web.app import create_app
from web.cli.serve import prepare
from web.database import EXTENSION
from web.demo.region import CERTIFIER, PASSWORD, PIN, SCHOOLS
from web.demo.second_step import SECRET as SECOND_STEP
from web.settings import Settings

ROUNDS = 30
WARM_UP = 3
SCANS = 10_000
ANSWERS = 40
MOST_TIMES = 1.2
NOISE = 1.0
"""Milliseconds that a busy machine may add to one of two equal requests."""
NO_PAGES = {"static", "public.health", "preferences.choose_language", "preferences.choose_theme"}
DATABASES: dict[str, Callable[[], int]] = {
    "SQLite": time.process_time_ns,
    "PostgreSQL": time.perf_counter_ns,
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One request without and with the many scans: median milliseconds, and statements."""

    name: str
    few: float
    many: float
    statements: tuple[int, int]

    @property
    def holds(self) -> bool:
        """Whether it costs the same in both."""
        slower = self.many > MOST_TIMES * self.few and self.many > self.few + NOISE
        return not slower and self.statements[0] == self.statements[1]


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
        _close(session, first, now)
    with transaction(engine) as session:
        session.execute(delete(RegionPicture))  # results come in once a quarter; this one is to have them all
        refresh_picture(session, now=now)


def _close(session: Session, first: int, now: datetime) -> None:
    """Every second dossier has its result, of half a year ago, so that the picture of the region is made of them."""
    like = session.scalars(select(Dossier).where(Dossier.moderated_outcome.is_not(None))).first()
    if like is None:
        raise RuntimeError("the demo has no closed dossier to copy")
    at = now - timedelta(days=180)
    closed = range(first, first + SCANS, 2)
    session.execute(
        update(Dossier)
        .where(Dossier.id.in_(closed))
        .values(
            state="decided",
            moderated_outcome=like.moderated_outcome,
            moderated_answers=like.moderated_answers,
            moderated_by=like.moderated_by,
            moderated_at=at,
            questionnaire_version_id=like.questionnaire_version_id,
        )
    )
    scores = [
        {
            "dossier_id": number,
            "theme": theme,
            "organisation_id": number,
            "basis": "company-self@1",
            "sector": f"sector_{number % 12}",
            "size": "micro",
            "counted": number % 10_000,
            "moderated_at": at,
        }
        for number in closed
        for theme in THEMES
    ]
    session.execute(insert(DossierScore), scores)


@dataclass(frozen=True, slots=True)
class Place:
    """The product on one database: browsers of everyone, and a count of its statements."""

    app: Flask
    count: Counter
    visitors: dict[str, FlaskClient]
    contact: FlaskClient

    @classmethod
    def on(cls, url: str, folder: Path) -> "Place":
        """Serve this database to one browser for each role."""
        engine = create_engine(url)
        app = create_app(Settings(url, folder, SECRET, "http://localhost"), engine)
        contact = signed_in(app)
        visitors = {
            "visitor": app.test_client(),
            "company": contact,
            "student": _student(app, engine),
            "teacher": _staff(app, SCHOOLS[0].email),
            "certifier": _staff(app, CERTIFIER[1]),
        }
        return cls(app, Counter(engine), visitors, contact)


def _staff(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    form = {"email": email, "password": PASSWORD, "csrf_token": token(client, "/sign-in")}
    answer = client.post("/sign-in", data=form)
    if answer.location.startswith("/sign-in/second"):
        code = code_of_step(SECOND_STEP, step_at(datetime.now(UTC)))
        client.post("/sign-in/second", data={"code": code, "csrf_token": token(client, "/sign-in/second")})
    return client


def _student(app: Flask, engine: Engine) -> FlaskClient:
    client = app.test_client()
    with read(engine) as session:
        code = session.scalars(select(SchoolClass.code).order_by(SchoolClass.id)).first()
    form = {"code": code, "name": "Sam", "pin": PIN, "csrf_token": token(client, "/join")}
    client.post("/join", data=form)
    return client


def settle(engine: Engine) -> None:
    """Let PostgreSQL know how much there is, as its autovacuum does within a minute."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")


def pages(place: Place, scan: OpenScan) -> Iterator[tuple[str, str]]:
    """(who, address) of every page to open."""
    addresses = sorted(
        rule.rule
        for rule in place.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.endpoint not in NO_PAGES
    )
    seen: set[str] = set()  # what a visitor can open is the same page for everyone
    for who, client in place.visitors.items():
        for address in addresses:
            answer = client.get(address)
            if address not in seen and answer.status_code == 200 and answer.mimetype == "text/html":
                yield who, address
                seen |= {address} if who == "visitor" else set()
    yield "company", f"/scans/{scan.id}/themes/{largest(scan).id}"
    yield "teacher", "/teacher/classes/1"
    yield "teacher", "/dossiers/1/review"


def compare(
    rounds: int, clock: Callable[[], int], name: str, *works: tuple[Counter, Callable[[], object]]
) -> Compared:
    """Both in turns, after a few rounds that warm up."""
    times: list[list[float]] = [[] for _ in works]
    for number in range(WARM_UP + rounds):
        for (_, work), taken in zip(works, times, strict=True):
            began = clock()
            work()
            if number >= WARM_UP:
                taken.append((clock() - began) / 1e6)
    few, many = [count.during(work) for count, work in works]
    return Compared(name, median(times[0]), median(times[1]), (few, many))


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Two fresh databases of this kind."""
    if kind == "SQLite":
        yield f"sqlite:///{folder / 'few.sqlite'}", f"sqlite:///{folder / 'many.sqlite'}"
        return
    with running_postgres(folder / "lock") as server:
        yield server.create("few"), server.create("many")


def measure(kind: str, rounds: int, folder: Path) -> list[Compared]:
    """Every page and the save, on one kind of database."""
    clock, found = DATABASES[kind], []
    with databases(kind, folder) as urls:
        for number, url in enumerate(urls):
            engine = create_engine(url)
            prepare(engine, demo=True, pepper=SECRET)
            scan = begin_scan(engine)
            if number:
                fill(engine, scan)
            settle(engine)
            engine.dispose()
        few, many = [Place.on(url, folder) for url in urls]
        for who, address in pages(few, scan):
            works = [(one.count, _opening(one.visitors[who], address)) for one in (few, many)]
            found.append(compare(rounds, clock, f"{who} {address}", *works))
        theme = f"/scans/{scan.id}/themes/{largest(scan).id}"
        savers = [(one.count, Saver(one.contact, scan, token(one.contact, theme))) for one in (few, many)]
        found.append(compare(rounds, clock, "company saves 15 answers", *savers))
        for place in (few, many):
            place.app.extensions[EXTENSION].dispose()
    return found


def _opening(client: FlaskClient, address: str) -> Callable[[], object]:
    return lambda: client.get(address)


def main(rounds: int) -> int:
    """Measure and print; 1 when a limit does not hold."""
    held = True
    for kind in DATABASES:
        with tempfile.TemporaryDirectory() as name:
            found = measure(kind, rounds, Path(name))
        print(f"{kind:<60} few ms  {SCANS:,} more ms  times  statements")
        for one in sorted(found, key=lambda one: one.few / one.many):
            mark = "" if one.holds else "  MISSED"
            print(
                f"{one.name:<60} {one.few:>6.2f} {one.many:>14.2f} {one.many / one.few:>6.2f}"
                f" {one.statements[0]:>5} {one.statements[1]:>5}{mark}"
            )
        held = held and all(one.holds for one in found)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
