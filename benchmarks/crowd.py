"""A crowd of students with phones, each in the middle of a scan of their own, and the server they talk to."""

import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select

from scan.domain.roles import Actor, Membership, OrganisationKind, Role
from scan.domain.secrets import name_key
from scan.store.session import transaction
from scan.store.tables import ClassMember, MembershipRow, Organisation, Person, Placement, SchoolClass
from scan.use_cases import answering, opening, starting
from scan.use_cases.sign_in import begin_session
from web.demo.answers import profile_of
from web.demo.region import COMPANIES
from web.identity import SESSION_COOKIE

PATIENCE = 30
"""Seconds to wait for one answer of the server, or for its start."""


@dataclass(slots=True)
class Phone:
    """One student's phone: what it sends, and what the server said it has."""

    scan_id: int
    token: str
    items: tuple[str, ...]
    """Questions with an option ``1`` and ``2``."""
    sent: int = 0
    acknowledged: dict[str, tuple[int, str]] = field(default_factory=dict)
    """(version, option) of each answer that the server said it has."""
    _cookie: str = ""
    _csrf: str = ""

    def open(self, port: int) -> None:
        """Load a page, as a phone does before it can send: it brings the proof for forms."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        headers = {"Cookie": f"{SESSION_COOKIE}={self.token}"}
        connection.request("GET", f"/scans/{self.scan_id}/questions/{self.items[0]}", headers=headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        found = re.search(r'name="csrf-token" content="([0-9a-f]+)"', page)
        if answer.status != 200 or found is None:
            raise AssertionError(f"the page of scan {self.scan_id} gave {answer.status}")
        browser = next((one.split(";")[0] for one in answer.headers.get_all("Set-Cookie") or ()), "")
        self._cookie, self._csrf = f"{SESSION_COOKIE}={self.token}; {browser}", found[1]

    def save(self, port: int) -> float:
        """Send one answer, and note it when the server has it; gives the seconds it took.

        Raises OSError or HTTPException when there is no server, AssertionError when it refuses.
        """
        item = self.items[self.sent % len(self.items)]
        version, option = self.acknowledged.get(item, (0, "2"))
        chosen = "1" if option == "2" else "2"
        headers = {
            "Cookie": self._cookie,
            "X-CSRF-Token": self._csrf,
            "Accept": "application/json",
            "Content-Type": "application/json",
        }
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        body = json.dumps({item: {"version": version, "answer": chosen}})
        connection.request("POST", f"/scans/{self.scan_id}/answers", body, headers)
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        if answer.status != 200:
            raise AssertionError(f"scan {self.scan_id}: {answer.status} {said[:200]!r}")
        self.acknowledged[item] = (version + 1, chosen)
        self.sent += 1
        return time.perf_counter() - began


def gather(engine: Engine, count: int) -> list[Phone]:
    """So many students in the first class, each at a company of their own, with a scan and its profile."""
    now = datetime.now(UTC)
    phones = []
    with transaction(engine) as session:
        school = session.scalars(select(SchoolClass).order_by(SchoolClass.id)).first()
        if school is None:
            raise LookupError("the database has no class")
        first = 1 + (session.scalar(select(func.max(Organisation.id))) or 0)
        for number in range(count):
            company = Organisation(
                id=first + number, kind="company", name=f"Bedrijf {number} Voorbeeld",
                kvk_number=f"{20_000_000 + number}", created_at=now,
            )  # fmt: skip
            person = Person(display_name=f"Student {number}", locale="nl", created_at=now)
            session.add_all((company, person))
            session.flush()
            student, school_kind = Role.STUDENT.value, OrganisationKind.INSTITUTION
            session.add_all(
                (
                    ClassMember(
                        class_id=school.id, person_id=person.id, role=student, joined_at=now,
                        name_key=name_key(person.display_name),
                    ),
                    MembershipRow(
                        person_id=person.id, organisation_id=school.institution_id, role=student,
                        organisation_kind=school_kind.value, created_at=now,
                    ),
                )
            )  # fmt: skip
            session.flush()
            placement = Placement(
                class_id=school.id, student_id=person.id, company_id=company.id, starts_on=now.date(),
                ends_on=now.date() + timedelta(days=100), created_at=now,
            )  # fmt: skip
            session.add(placement)
            session.flush()
            actor = Actor(person.id, (Membership(Role.STUDENT, school.institution_id, school_kind),))
            scan_id = starting.start_scan(
                session, actor=actor, placement_id=placement.id, slug="internship-company", now=now
            )
            scan = opening.open_scan(session, actor=actor, scan_id=scan_id, now=now)
            answering.save_profile(
                session, actor=actor, scan_id=scan_id, version=scan.version, now=now,
                profile=profile_of(scan.questionnaire, COMPANIES[0].profile | {"sector": "food", "staff": "14"}),
            )  # fmt: skip
            items = tuple(
                item.id for item in scan.questionnaire.items()
                if item.type == "single_choice" and {"1", "2"} <= {option.key for option in item.options}
            )  # fmt: skip
            began = begin_session(session, person_id=person.id, replaces=None, now=now)
            phones.append(Phone(scan_id, began.token, items))
    return phones


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def server(url: str, folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """``mvo-scan serve`` on this database, in a process of its own; killed at the end."""
    command = [sys.executable, "-m", "web.cli", "serve", "--no-demo", "--port", str(port)]
    options = ["--database-url", url, "--var", str(folder)]
    with (folder / "serve.log").open("ab") as log:
        process = subprocess.Popen([*command, *options], stdout=log, stderr=log)
        try:
            _wait_for(port, process)
            yield process
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait(PATIENCE)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not start")
