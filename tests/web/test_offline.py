"""What the server gives a device for use without internet, and takes from its outbox."""

import gzip
import json
import re
from io import BytesIO
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from scan.store.session import read
from scan.store.tables import Evidence
from tests.web.people import ITEM, PROFILE, as_student
from tests.web.roles.visitors import Visitor
from tests.web.test_evidence import picture
from web.database import EXTENSION
from web.demo.region import COMPANIES
from web.static_files import FOLDER, build, module_url

SAM = COMPANIES[0].student


def packed(someone: Visitor, scan: str) -> dict[str, object]:
    answer = someone.get(f"{scan}/pack")
    assert answer.status_code == 200
    found: dict[str, object] = answer.get_json()
    return found


def sender(someone: Visitor) -> dict[str, str]:
    found: dict[str, str] = someone.get("/scans/sender").get_json()
    return found


def send(
    someone: Visitor, path: str, owner: str | None = None, **body: object
) -> tuple[int, dict[str, object]]:
    """As the outbox does: with the key of who it belongs to."""
    who = sender(someone)
    headers = {"X-CSRF-Token": who["csrf"], "X-Owner": owner or who["owner"], "Accept": "application/json"}
    answer = someone.client.post(path, headers=headers, **body)  # type: ignore[arg-type]
    return answer.status_code, answer.get_json()


def count(app: Flask) -> int:
    with read(app.extensions[EXTENSION]) as session:
        return session.scalar(select(func.count()).where(Evidence.sent_key.is_not(None))) or 0


# The worker and its scripts


def test_the_worker_is_served_above_the_scans_and_changes_with_the_build(
    app: Flask, student: Visitor
) -> None:
    answer = student.get("/scans/worker.js")
    with app.test_request_context():
        assert answer.text == f'import "{module_url("worker.js")}";\n'
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/javascript", "no-cache")
    assert build() in answer.text


def test_scripts_of_this_build_are_kept_and_those_of_another_are_not(student: Visitor) -> None:
    now = student.get(f"/static/js/v-{build()}/scan.js")
    before = student.get("/static/js/v-0123456789ab/scan.js")
    assert now.data == before.data == (FOLDER / "js" / "scan.js").read_bytes()
    assert now.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert before.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["js/v-0123456789ab/../../../app.py", "js/v-0123456789ab/nothing.js", "js/v-x/scan.js"]
)
def test_no_other_file_is_served_as_a_script(student: Visitor, name: str) -> None:
    assert student.get(f"/static/{name}").status_code == 404


# The pack


def test_a_pack_has_every_page_that_filling_in_needs(student: Visitor, ready: str) -> None:
    pages = packed(student, ready)["pages"]
    assert isinstance(pages, dict)
    questions = [path for path in pages if path.startswith(f"{ready}/questions/")]
    assert set(pages) == {ready, f"{ready}/profile", f"{ready}/offline", *questions}
    assert len(questions) == 40


def test_a_packed_page_is_the_page_of_its_own_address(student: Visitor, ready: str) -> None:
    pages = packed(student, ready)["pages"]
    assert isinstance(pages, dict)
    for path, page in pages.items():
        assert "<body data-packed>" in page
        assert "pack" not in re.findall(r'next=([^"]*)', page)[0], path
        assert set(re.findall(r"/language/nl\?next=([^\"]*)", page)) <= {path.replace("/", "%2F")}


def test_packed_pages_use_only_files_that_are_packed(student: Visitor, ready: str) -> None:
    pack = packed(student, ready)
    pages, files = pack["pages"], pack["files"]
    assert isinstance(pages, dict)
    assert isinstance(files, list)
    used = {found for page in pages.values() for found in re.findall(r'(?:href|src)="(/static/[^"]+)"', page)}
    assert used <= set(files)
    assert {student.get(file).status_code for file in files} == {200}


def test_a_packed_page_is_shown_under_the_same_policy(student: Visitor, ready: str) -> None:
    headers = packed(student, ready)["headers"]
    live = student.get(ready).headers
    assert isinstance(headers, dict)
    assert {name: live[name] for name in headers if name != "Content-Type"} == {
        name: value for name, value in headers.items() if name != "Content-Type"
    }


def test_a_pack_has_what_is_saved_and_what_conditions_read_and_no_more(student: Visitor, ready: str) -> None:
    send(student, f"{ready}/answers", json={ITEM: {"version": 0, "answer": "2"}})
    pack = packed(student, ready)
    assert pack["answers"] == {ITEM: {"version": 1, "answer": "2"}}
    assert pack["facts"] == PROFILE
    assert isinstance(pack["questionnaire"], dict)
    read_by_conditions = {"id", "type", "when", "options", "members", "theme"}
    for group in pack["questionnaire"]["groups"]:
        assert set(group) <= read_by_conditions
        assert {key for item in group["members"] for key in item} <= read_by_conditions


def test_a_pack_is_small_on_its_way(student: Visitor, ready: str) -> None:
    answer = student.client.get(f"{ready}/pack", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) < 80_000
    assert json.loads(gzip.decompress(answer.data))["scan"] == int(ready.rsplit("/", 1)[1])


def test_a_pack_leaves_a_notice_for_the_page_that_is_to_show_it(student: Visitor, ready: str) -> None:
    student.post(
        f"{ready}/questions/{ITEM}", do="evidence", caption="Gezien bij de ingang", **{f"v_{ITEM}": 0}
    )
    packed(student, ready)
    assert "Je bewijs is opgeslagen." in student.words(f"{ready}/questions/{ITEM}")


def test_a_scan_that_was_handed_in_is_not_packed(app: Flask) -> None:
    assert as_student(app, SAM).get("/scans/1/pack").status_code == 409


@pytest.mark.parametrize("part", ["pack", "offline"])
def test_the_scan_of_another_student_is_not_packed(app: Flask, ready: str, part: str) -> None:
    assert as_student(app, SAM).get(f"{ready}/{part}").status_code == 404


# Whose outbox


def test_the_key_of_a_person_is_the_same_every_time_and_says_nothing(app: Flask, student: Visitor) -> None:
    first, other = sender(student)["owner"], sender(as_student(app, SAM))["owner"]
    assert sender(student)["owner"] == first != other
    assert re.fullmatch(r"[0-9a-f]{32}", first)


def test_what_was_kept_for_somebody_else_is_refused_whatever_it_is(
    app: Flask, student: Visitor, ready: str
) -> None:
    other = sender(as_student(app, SAM))["owner"]
    for path in ("answers", "evidence", "profile"):
        status, told = send(student, f"{ready}/{path}", owner=other, data={})
        assert (status, told["error"]) == (403, "other_person")


def test_who_is_not_signed_in_is_told_so_first(app: Flask, student: Visitor, ready: str) -> None:
    who = sender(student)
    student.client.set_cookie("mvo_session", "ended")
    headers = {"X-CSRF-Token": who["csrf"], "X-Owner": who["owner"], "Accept": "application/json"}
    assert student.client.post(f"{ready}/answers", headers=headers, json={}).status_code == 401


# Evidence from the outbox


def test_a_photo_that_is_sent_twice_is_kept_once(app: Flask, student: Visitor, ready: str) -> None:
    key = str(uuid4())
    told = [
        send(
            student,
            f"{ready}/evidence",
            data={"item": ITEM, "key": key, "caption": "De ingang", "photo": (BytesIO(picture()), "photo")},
        )
        for _ in range(2)
    ]
    assert told[0] == told[1] == (200, {"evidence": told[0][1]["evidence"]})
    assert count(app) == 1


def test_a_link_that_is_sent_twice_is_kept_once(app: Flask, student: Visitor, ready: str) -> None:
    sent = {"item": ITEM, "key": str(uuid4()), "caption": "", "url": "https://bakkerij.example/stroom"}
    told = [send(student, f"{ready}/evidence", data=dict(sent)) for _ in range(2)]
    assert told[0] == told[1] == (200, {"evidence": told[0][1]["evidence"]})
    assert count(app) == 1


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"item": ITEM, "key": str(uuid4())}, {"caption"}),
        ({"item": ITEM, "key": "twice", "caption": "Gezien"}, {"sent_key"}),
        ({"item": "nothing", "key": str(uuid4()), "caption": "Gezien"}, {"item_id"}),
        ({"item": ITEM, "key": str(uuid4()), "caption": "x" * 501}, {"caption"}),
        ({"item": ITEM, "key": str(uuid4()), "url": "https://localhost/"}, {"url"}),
    ],
    ids=["nothing", "no key", "no question", "too long", "no host name"],
)
def test_a_piece_that_cannot_be_kept_says_why(
    app: Flask, student: Visitor, ready: str, fields: dict[str, str], faults: set[str]
) -> None:
    status, told = send(student, f"{ready}/evidence", data=fields)
    assert (status, set(told["fields"])) == (422, faults)  # type: ignore[call-overload]
    assert count(app) == 0


# Facts from the outbox


def test_facts_are_saved_for_a_script_and_sent_twice_are_no_conflict(student: Visitor, scan: str) -> None:
    sent = {**PROFILE, "version": "1"}
    assert send(student, f"{scan}/profile", data=sent) == (200, {"version": 2})
    assert send(student, f"{scan}/profile", data=sent) == (200, {"version": 2})


def test_facts_changed_elsewhere_are_a_conflict_and_the_page_shows_both(student: Visitor, ready: str) -> None:
    late = PROFILE | {"p_staff": "3", "version": "1"}
    assert send(student, f"{ready}/profile", data=late)[0] == 409
    page = student.post(f"{ready}/profile", **late)
    assert page.status_code == 409
    assert re.search(r'name="p_staff"[^>]* value="3"', page.text)
    assert "Ergens anders opgeslagen: 14." in page.text
    version = re.search(r'name="version" value="(\d+)"', page.text)
    assert version is not None
    assert student.post(f"{ready}/profile", **late | {"version": version[1]}).status_code == 302


def test_a_wrong_fact_is_told_by_its_field(student: Visitor, ready: str) -> None:
    status, told = send(student, f"{ready}/profile", data=PROFILE | {"p_staff": "veel", "version": "2"})
    assert (status, list(told["fields"])) == (422, ["staff"])  # type: ignore[call-overload]


# Signing out


def test_signing_out_can_be_asked_first(student: Visitor) -> None:
    assert "Blijf ingelogd" in student.words("/sign-out")
    assert student.post("/sign-out", page="/sign-out").status_code == 302
    assert student.get("/student").status_code == 302
