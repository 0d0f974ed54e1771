"""What a page of questions and saving its answers cost, next to bare hand-written Flask (design 10).

    python benchmarks/page.py [ROUNDS] [QUESTIONS]

The product is the whole application on a fresh SQLite copy of the demo region: session, permission, tenancy,
conditions, progress, frame, checks, versions and audit are all in its figures. The bare page is one Jinja template
(bare_page.html) that writes the same questions with all their words, reads the answers with one SELECT, and has no
frame, script or look; the bare save parses JSON, writes one multi-row upsert and commits, and checks nothing. Both run
in this process, through Flask's test client, on SQLite in WAL mode through SQLAlchemy Core; their requests alternate,
and a figure is the median CPU time. No theme of the bundled questionnaires has 15 questions, so a copy of the company's
own scan is published in which one theme has; with 10, the biggest theme as it is bundled (``page.py ROUNDS 10``), what
every page costs weighs more, and the ratio is about a quarter higher. The bare page shows exactly the questions that
the page shows. Saving sends 15 answers, each of which really changes. The exit status is 1 when a limit does not hold.
"""

import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from flask import Flask, render_template, request
from flask.testing import FlaskClient
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, event, select, text
from sqlalchemy.dialects.sqlite import insert

from questionnaires.definition import Group, Item, SingleChoice
from questionnaires.publishing import canonical_bytes
from scan.domain.roles import Actor, Membership, OrganisationKind, Role
from scan.store.session import create_engine, read, transaction
from scan.store.tables import MembershipRow, Organisation
from scan.use_cases import answering, opening, publishing, starting
from scan.use_cases.opening import OpenScan
from web.app import create_app
from web.cli.serve import prepare
from web.demo.answers import lifelike, profile_of
from web.demo.region import COMPANIES, PASSWORD
from web.settings import Settings

SECRET = b"a secret of thirty-two characters"
ROUNDS = 200
WARM_UP = 10
QUESTIONS = 15
BUNDLED = 10
SAVED = 15
MOST_TIMES = 3.0
MOST_STATEMENTS = {"page": 5, "save": 8}
COMPANY = COMPANIES[1]
"""Its contact has an account and has begun nothing."""
EMAIL = "contact@kapsalonknipcovoorbeeld.example"
PROFILE = COMPANIES[0].profile | {"sector": "food", "staff": "14"}
"""With a kitchen, goods, vehicles and interns: every question shows."""

BARE_ANSWERS = Table(
    "bare_answers",
    MetaData(),
    Column("scan_id", Integer, primary_key=True),
    Column("item_id", String, primary_key=True),
    Column("value", String),
    Column("version", Integer),
    Column("now", String),
)
BARE_READ = text("SELECT item_id, state, value, version FROM answers WHERE scan_id = :scan_id")


@dataclass(frozen=True, slots=True)
class Measured:
    """Median CPU milliseconds and statements of one request, the product's and the bare one's."""

    name: str
    questions: int
    product: float
    bare: float
    statements: int
    bare_statements: int

    @property
    def times(self) -> float:
        """How many times as much the product takes."""
        return self.product / self.bare

    @property
    def limit(self) -> int:
        """Most statements it may take."""
        return MOST_STATEMENTS[self.name]

    @property
    def holds(self) -> bool:
        """Whether both limits of design 10 hold."""
        return self.times <= MOST_TIMES and self.statements <= self.limit


class Counter:
    """Statements on an engine; BEGIN, COMMIT and the pragmas before them go past it."""

    def __init__(self, engine: Engine) -> None:
        self.count = 0
        event.listen(engine, "before_cursor_execute", self._seen)

    def _seen(self, *_: object) -> None:
        self.count += 1

    def during(self, work: Callable[[], object]) -> int:
        """How many ``work`` takes."""
        before = self.count
        work()
        return self.count - before


def publish_large(engine: Engine, questions: int) -> None:
    """A next version of the company's own scan, whose first theme takes choices of the second until it has so many."""
    with transaction(engine) as session:
        newest = publishing.newest_version(session, slug="company-self")
        bundled = publishing.read_version(session, sha256=newest.sha256).questionnaire
        first, second, *others = bundled.groups
        taken = questions - sum(isinstance(member, SingleChoice) for member in first.members)
        groups = (
            first.model_copy(update={"members": first.members + second.members[:taken]}),
            second.model_copy(update={"members": second.members[taken:]}),
            *others,
        )
        version = f"{int(bundled.version.split('.')[0]) + 1}.0.0"
        large = bundled.model_copy(update={"groups": groups, "version": version, "examples": ()})
        document = canonical_bytes(large)
        publishing.publish_questionnaire(session, actor=None, document=document, now=datetime.now(UTC))


def begin_scan(engine: Engine) -> OpenScan:
    """A scan of the company's own, with its profile and an answer to every question, not handed in."""
    now = datetime.now(UTC)
    with transaction(engine) as session:
        company_id, contact_id = session.execute(
            select(Organisation.id, MembershipRow.person_id)
            .join(MembershipRow, MembershipRow.organisation_id == Organisation.id)
            .where(Organisation.kvk_number == COMPANY.kvk, MembershipRow.role == Role.CONTACT.value)
        ).one()
        actor = Actor(contact_id, (Membership(Role.CONTACT, company_id, OrganisationKind.COMPANY),))
        scan_id = starting.start_own_scan(
            session, actor=actor, organisation_id=company_id, slug="company-self", now=now
        )
        scan = opening.open_scan(session, actor=actor, scan_id=scan_id, now=now)
        profile = profile_of(scan.questionnaire, PROFILE)
        answering.save_profile(
            session, actor=actor, scan_id=scan_id, profile=profile, version=scan.version, now=now
        )
        answers = lifelike(scan.questionnaire, profile, name=COMPANY.name, steps=COMPANY.steps, student=False)
        answering.save_answers(session, actor=actor, scan_id=scan_id, answers=answers, now=now)
    with read(engine) as session:
        return opening.open_scan(session, actor=actor, scan_id=scan_id, now=now)


def bare_app(engine: Engine, items: Sequence[Item]) -> Flask:
    """The hand-written page, the hand-written save, and a page that does nothing."""
    app = Flask("bare", template_folder=str(Path(__file__).parent))

    @app.get("/scans/<int:scan_id>")
    def page(scan_id: int) -> str:
        with engine.connect() as connection:
            answers = {row.item_id: row for row in connection.execute(BARE_READ, {"scan_id": scan_id})}
        return render_template("bare_page.html", items=items, answers=answers)

    @app.post("/scans/<int:scan_id>/answers")
    def save(scan_id: int) -> dict[str, bool]:
        sent = request.get_json()
        now = datetime.now(UTC).isoformat()
        rows = [
            {
                "scan_id": scan_id,
                "item_id": key,
                "value": one["answer"],
                "version": one["version"],
                "now": now,
            }
            for key, one in sent.items()
        ]
        statement = insert(BARE_ANSWERS).values(rows)
        with engine.begin() as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["scan_id", "item_id"],
                    set_={name: statement.excluded[name] for name in ("value", "version", "now")},
                )
            )
        return {"saved": True}

    @app.get("/empty")
    def empty() -> str:
        return ""

    return app


def signed_in(app: Flask) -> FlaskClient:
    """A browser in which the contact is signed in."""
    client = app.test_client()
    form = {"email": EMAIL, "password": PASSWORD, "csrf_token": token(client, "/sign-in")}
    answer = client.post("/sign-in", data=form)
    assert answer.status_code == 302, answer.status
    return client


def token(client: FlaskClient, page: str) -> str:
    """The proof for forms, as it stands on a page."""
    found = re.search(r'name="csrf[_-]token" (?:value|content)="([0-9a-f]+)"', client.get(page).text)
    assert found is not None, f"no token on {page}"
    return found[1]


def alternately(rounds: int, *works: Callable[[], object]) -> list[float]:
    """Median CPU milliseconds of each, taken in turns."""
    times: list[list[float]] = [[] for _ in works]
    for number in range(WARM_UP + rounds):
        for work, taken in zip(works, times, strict=True):
            began = time.process_time_ns()
            work()
            if number >= WARM_UP:
                taken.append((time.process_time_ns() - began) / 1e6)
    return [median(taken) for taken in times]


def measure_page(
    visit: FlaskClient, bare: FlaskClient, scan: OpenScan, count: Counter, rounds: int
) -> Measured:
    """The page of the largest theme."""
    group = largest(scan)
    url, bare_url = f"/scans/{scan.id}/themes/{group.id}", f"/scans/{scan.id}"
    questions = len(shown(scan, group))
    for answer in (visit.get(url), bare.get(bare_url)):
        assert answer.text.count("<fieldset") == questions, "both pages must show the same questions"
    product, plain = alternately(rounds, lambda: visit.get(url), lambda: bare.get(bare_url))
    counts = [count.during(lambda: visit.get(url)), count.during(lambda: bare.get(bare_url))]
    return Measured("page", questions, product, plain, *counts)


class Saver:
    """Sends the same questions again and again, each time with other answers, based on the versions it got back."""

    def __init__(self, client: FlaskClient, scan: OpenScan, csrf: str) -> None:
        items = [item for item in scan.questionnaire.items() if isinstance(item, SingleChoice)][:SAVED]
        self.client, self.url = client, f"/scans/{scan.id}/answers"
        self.headers = {"X-CSRF-Token": csrf, "Accept": "application/json"}
        self.options = {item.id: self._two_others(item, scan) for item in items}
        self.versions = {key: scan.answers[key].version if key in scan.answers else 0 for key in self.options}
        self.turn = 0

    @staticmethod
    def _two_others(item: SingleChoice, scan: OpenScan) -> list[str]:
        """Two options to choose in turns, not what is saved now: that again is no change and makes no version."""
        now = scan.answers[item.id].answer.value if item.id in scan.answers else None
        return [option.key for option in item.options if option.key != now][:2]

    def __call__(self) -> None:
        """One request; every answer in it differs from what is stored."""
        self.turn += 1
        sent = {
            key: {"version": self.versions[key], "answer": options[self.turn % 2]}
            for key, options in self.options.items()
        }
        answer = self.client.post(self.url, json=sent, headers=self.headers)
        assert answer.status_code == 200, answer.text
        self.versions = {key: version + 1 for key, version in self.versions.items()}


def measure_save(
    visit: FlaskClient, bare: FlaskClient, scan: OpenScan, count: Counter, rounds: int
) -> Measured:
    """Fifteen answers in one request."""
    save = Saver(visit, scan, token(visit, f"/scans/{scan.id}/themes/{largest(scan).id}"))
    plain = Saver(bare, scan, "")
    product, hand_written = alternately(rounds, save, plain)
    return Measured("save", SAVED, product, hand_written, count.during(save), count.during(plain))


def largest(scan: OpenScan) -> Group:
    """The theme with most questions that show."""
    return max(scan.questionnaire.groups, key=lambda group: len(shown(scan, group)))


def shown(scan: OpenScan, group: Group) -> list[Item]:
    """Its questions that show."""
    return [item for item in opening.items_of(group) if item.id in scan.visible]


def report(measured: Sequence[Measured], nothing: float) -> None:
    """The table, and what an empty Flask page costs through the same client."""
    print("work  questions  product ms  bare ms  times (most)  statements (most)  bare statements")
    for one in measured:
        print(
            f"{one.name:<5} {one.questions:>9} {one.product:>11.2f} {one.bare:>8.2f} "
            f"{one.times:>6.2f} ({MOST_TIMES:.0f}) {one.statements:>12} ({one.limit}) {one.bare_statements:>16}"
        )
    print(f"An empty Flask page through the same client takes {nothing:.2f} ms; it is in both figures.")


def main(rounds: int, questions: int) -> int:
    """Measure and print; 1 when a limit does not hold."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'region.sqlite'}"
        engine = create_engine(url)
        prepare(engine, demo=True, pepper=SECRET)
        BARE_ANSWERS.metadata.create_all(engine)
        if questions > BUNDLED:
            publish_large(engine, questions)
        scan = begin_scan(engine)
        count = Counter(engine)
        visit = signed_in(create_app(Settings(url, folder, SECRET, "http://localhost"), engine))
        bare = bare_app(engine, shown(scan, largest(scan))).test_client()
        measured = [measure(visit, bare, scan, count, rounds) for measure in (measure_page, measure_save)]
        (nothing,) = alternately(rounds, lambda: bare.get("/empty"))
        engine.dispose()
    report(measured, nothing)
    return 0 if all(one.holds for one in measured) else 1


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:3]]
    sys.exit(main(*given, *(ROUNDS, QUESTIONS)[len(given) :]))
