"""Importing a round for a whole college: 40 classes, 1,000 students, 600 companies, 1,000 internships, under 10 s.

    python benchmarks/import_round.py [DATABASE_URL]

An empty database (SQLite in a temporary folder, unless a URL is given) gets one school and its coordinator; then the
four lists go through upload, preview and confirmation as they do from the page, and once more to see that nothing is
there twice. Seconds and numbers of statements are printed; the exit status is 1 when the limit does not hold.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, event

from scan.domain.importing.columns import ImportKind
from scan.domain.importing.plan import Step
from scan.domain.roles import Actor, Membership, OrganisationKind, Role
from scan.store import schema
from scan.store.session import create_engine, transaction
from scan.use_cases.importing.pending import import_at_once
from scan.use_cases.organisations import OrganisationInput, register_organisation
from scan.use_cases.people import create_account

CLASSES, STUDENTS, COMPANIES = 40, 1_000, 600
YEAR = "2026-2027"
MOST_SECONDS = 10.0
NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


def lists(
    classes: int = CLASSES, students: int = STUDENTS, companies: int = COMPANIES
) -> Iterator[tuple[ImportKind, str]]:
    """The four lists of an invented college, as CSV, in the order in which they are imported."""
    yield ImportKind.CLASSES, "Klas;Klas-id\n" + "".join(f"Klas {n:02};K{n}\n" for n in range(classes))
    yield (
        ImportKind.STUDENTS,
        "Studentnummer;Roepnaam;Achternaam;Klas\n"
        + "".join(f"{100_000 + n};Student{n};Voorbeeld;Klas {n % classes:02}\n" for n in range(students)),
    )
    yield (
        ImportKind.COMPANIES,
        "Bedrijf;KvK-nummer;Postcode;Plaats;Gemeente\n"
        + "".join(
            f"Bedrijf {n} Voorbeeld;{90_100_000 + n};{9711 + n % 80} AB;Groningen;Groningen\n"
            for n in range(companies)
        ),
    )
    yield (
        ImportKind.PLACEMENTS,
        "Studentnummer;KvK-nummer;Begindatum;Einddatum\n"
        + "".join(
            f"{100_000 + n};{90_100_000 + n % companies};1-9-2026;31-1-2027\n" for n in range(students)
        ),
    )


def open_college(engine: Engine) -> tuple[int, Actor]:
    """A school with a coordinator in an empty database."""
    schema.upgrade(engine)
    with transaction(engine) as session:
        school_id = register_organisation(
            session,
            actor=None,
            kind=OrganisationKind.INSTITUTION,
            organisation=OrganisationInput(name="ROC Voorbeeld", place="Groningen"),
            now=NOW,
        )
        person_id = create_account(
            session,
            actor=None,
            display_name="Coördinator Voorbeeld",
            email="coordinator@roc-voorbeeld.example",
            password="vier-losse-woorden-2026",
            roles=[(Role.COORDINATOR, school_id)],
            now=NOW,
        )
    return school_id, Actor(
        person_id, (Membership(Role.COORDINATOR, school_id, OrganisationKind.INSTITUTION),)
    )


def import_lists(engine: Engine, school_id: int, coordinator: Actor, wanted: Step) -> float:
    """Import all four, each in a transaction of its own; gives the seconds. ``wanted``: what every row must be."""
    statements = 0

    def count(*_: object) -> None:
        nonlocal statements
        statements += 1

    event.listen(engine, "before_cursor_execute", count)
    total = 0.0
    for kind, text in lists():
        statements, began = 0, time.perf_counter()
        with transaction(engine) as session:
            done = import_at_once(
                session,
                actor=coordinator,
                institution_id=school_id,
                kind=kind,
                data=text.encode(),
                year=YEAR,
                now=NOW,
            )
        seconds = time.perf_counter() - began
        rows = sum(done.counts.values())
        print(f"  {kind.value:<11} {rows:>5} rows {seconds:6.2f} s {statements:>4} statements")
        if done.counts[wanted] != rows:
            raise SystemExit(f"{kind.value}: not every row is {wanted.value}: {dict(done.counts)}")
        total += seconds
    event.remove(engine, "before_cursor_execute", count)
    return total


def main(url: str | None) -> int:
    """Measure, print, and say whether the limit holds."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(url or f"sqlite:///{Path(folder, 'round.sqlite')}")
        college = open_college(engine)
        print(f"{engine.dialect.name}: a new round")
        first = import_lists(engine, *college, Step.NEW)
        print(f"{engine.dialect.name}: the same lists again")
        again = import_lists(engine, *college, Step.SAME)
        engine.dispose()
    holds = max(first, again) < MOST_SECONDS
    print(
        f"first {first:.2f} s, again {again:.2f} s; limit {MOST_SECONDS:.0f} s: {'holds' if holds else 'BROKEN'}"
    )
    return 0 if holds else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1] if len(sys.argv) > 1 else None))
