"""What people may ask: a copy, being erased, and to know who reads; and terms that are held to (GDPR 5, 15, 17, 20)."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from certificates import ambassador_hearings, ambassadors
from certificates.ambassador_log import note_activity
from certificates.ambassador_publicity import ADULT, choose_publicity
from certificates.issuing import issue
from certificates.scheme import programme, scheme
from questionnaires.answers import State
from scan.domain.errors import InvalidInput, NotAllowed, NotFound
from scan.domain.refusals import Reason
from scan.domain.retention import ScheduleError, load_schedule
from scan.domain.roles import Role
from scan.domain.states import ScanState
from scan.store.files import FileStore
from scan.store.tables import (
    Activity,
    Ambassador,
    AmbassadorHearing,
    AnswerRow,
    Base,
    ClassMember,
    Evidence,
    MembershipRow,
    Milestone,
    Person,
    Scan,
    SignInSession,
    StoredFile,
)
from scan.use_cases.answering import AnswerInput, save_answers
from scan.use_cases.deciding import decide_application
from scan.use_cases.erasing import ERASED, erase_myself, erase_person
from scan.use_cases.evidence import add_file, add_note
from scan.use_cases.exporting import columns_about_people, export_person
from scan.use_cases.joining import join_class
from scan.use_cases.people import disable_account
from scan.use_cases.readers import Reader, who_reads_my_scans
from scan.use_cases.retaining import Kept, apply_schedule
from scan.use_cases.sharing import group_student
from tests.scan.factories import ADDRESS, PASSWORD, PEPPER, PIN, Region
from tests.scan.test_evidence import kept, picture

NOTHING = Kept(sign_in=0, unfinished_scans=0, students=0, staff=0, evidence=0, lists=0)
WHAT_BECOMES_OF_IT = {
    "memberships.person_id": "deleted",
    "class_members.person_id": "name taken off",
    "placements.student_id": "stays: which company a number went to",
    "invitations.created_by": "stays: someone invited",
    "invitations.used_by": "deleted",
    "school_numbers.person_id": "deleted",
    "start_codes.person_id": "deleted",
    "pending_imports.created_by": "deleted",
    "contribution_givers.person_id": "deleted",
    "sessions.person_id": "deleted",
    "outbox.person_id": "deleted",
    "news.person_id": "deleted",
    "muted_topics.person_id": "deleted",
    "authenticator_apps.person_id": "deleted",
    "passkeys.person_id": "deleted",
    "recovery_codes.person_id": "deleted",
    "dossiers.moderated_by": "stays: a decision others rely on",
    "dossiers.second_view_by": "stays: a decision others rely on",
    "scan_members.student_id": "leaves a scan that goes on with others; stays in what was handed in",
    "scans.respondent_id": "stays when handed in; else withdrawn and emptied",
    "answers.answered_by": "coded answers stay; notes and words go",
    "evidence.created_by": "words, speaker, link and file go",
    "evidence.decided_by": "stays: a decision others rely on",
    "returns.returned_by": "stays: a decision others rely on",
    "verdicts.reviewer_id": "stays: a decision others rely on",
    "settlements.settled_by": "stays: a decision others rely on",
    "remarks.written_by": "stays; the words about an erased student's answers, and replies, go",
    "second_reviews.reviewer_id": "stays: how well reviewers agree",
    "second_reviews.asked_by": "stays: someone asked",
    "reopenings.reopened_by": "stays: a decision others rely on",
    "actions.created_by": "stays: the plan is the company's",
    "applications.applied_by": "stays: a declaration others rely on",
    "statement_drafts.saved_by": "stays: the text is the company's, and has not who signs",
    "activity_photos.created_by": "goes, unless a statement rests on it that holds",
    "decisions.certifier_id": "stays: a decision others rely on",
    "decisions.proposed_by": "stays: a decision others rely on",
    "proposals.proposed_by": "stays: a decision others rely on",
    "proposals.answered_by": "stays: a decision others rely on",
    "certificate_events.acted_by": "stays: a decision others rely on",
    "surveillances.declared_by": "stays: a declaration others rely on",
    "surveillances.closed_by": "stays: a decision others rely on",
    "hearings.proposed_by": "stays: a decision others rely on",
    "hearings.answered_by": "stays: the answer is the company's",
    "hearings.closed_by": "stays: a decision others rely on",
    "scope_changes.asked_by": "stays: the request is the company's",
    "scope_changes.closed_by": "stays: a decision others rely on",
    "appeals.filed_by": "stays: the appeal is the company's",
    "appeals.handler_id": "stays: a decision others rely on",
    "complaints.asked_by": "stays: someone asked",
    "complaints.answered_by": "stays: the answer is the company's, and goes with the complaint",
    "complaints.closed_by": "stays: a decision others rely on",
    "samples.drawn_by": "stays: a decision others rely on",
    "sample_entries.found_by": "stays: a decision others rely on",
    "sample_entries.responded_by": "stays: a decision others rely on",
    "ambassadors.person_id": "name and page go, the number stays",
    "ambassadors.nominated_by": "stays: a decision others rely on",
    "ambassadors.appointed_by": "stays: a decision others rely on",
    "milestones.confirmed_by": "stays: a decision others rely on",
    "partner_agreements.drafted_by": "stays: who drafted it did not sign it",
    "partner_agreements.partner_signed_by": "stays: a signature others rely on; the name goes by the schedule",
    "partner_agreements.alliance_signed_by": "stays: a signature others rely on; the name goes by the schedule",
    "ceremonies.created_by": "stays: a decision others rely on",
    "ambassador_activities.decided_by": "stays: a decision others rely on",
    "ambassador_hearings.opened_by": "stays: a decision others rely on",
    "ambassador_hearings.closed_by": "stays: a decision others rely on",
}
"""Every column that points at a person, and what erasing does with it."""


@pytest.fixture
def region(sqlite_region: Region) -> Region:
    """On SQLite alone; what erasing and the schedule do on PostgreSQL is in ``test_erasing.py``."""
    return sqlite_region


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore.at(tmp_path / "files")


@pytest.fixture
def certified(region: Region) -> Region:
    """The bakery has a certificate, on Sam's scan and its own, with evidence that was accepted."""
    application = region.applied()
    decision = region.do(
        "certa", decide_application, application_id=application, outcome="grant", level="aware",
        reason="Alles klopt.", scheme=scheme().name,
    )  # fmt: skip
    with region.writing() as session:
        issue(session, decision_id=decision, scheme=scheme(), language="nl", now=region.now)
        for who, scan_id in session.execute(select(Scan.respondent_id, Scan.id)):
            session.add(
                Evidence(
                    scan_id=scan_id, item_id="safe-work", kind="observation", form="note", caption="Gezien.",
                    state="offered", created_by=who, created_at=region.now,
                )
            )  # fmt: skip
    return region


@pytest.fixture
def appointed(region: Region) -> Region:
    """Sam is an ambassador with a public page."""
    sam = region.ids["sam"]
    for day, key in enumerate(programme().needed):
        region.do(
            "tess", ambassadors.confirm, student_id=sam, key=key, achieved_on=date(2026, 9, 1 + day),
            proof="Gezien in de les.",
        )  # fmt: skip
    region.do("tess", ambassadors.nominate, student_id=sam, version=1)
    region.do("certa", ambassadors.appoint, ambassador_id=1, version=2)
    region.do("sam", choose_publicity, is_public=True, public_name="Sam", age=ADULT, version=3)
    return region


def person(region: Region, name: str) -> Person:
    with region.reading() as session:
        return session.get_one(Person, region.ids[name])


def erase(region: Region, name: str, files: FileStore) -> None:
    with region.writing() as session:
        erase_person(session, actor=None, person_id=region.ids[name], files=files, now=region.now)


def export(region: Region, name: str) -> dict[str, Any]:
    with region.reading() as session:
        return export_person(session, person_id=region.ids[name], now=region.now).document


def with_evidence(region: Region, files: FileStore) -> int:
    """Sam's draft, with a photo and a note."""
    scan_id = region.start("sam")
    region.fill("sam", scan_id)
    about = {"scan_id": scan_id, "item_id": "safe-work"}
    region.do("sam", add_file, form="photo", data=picture(), caption="Nooduitgang", files=files, **about)
    region.do("sam", add_note, text="Wij oefenen elk jaar.", speaker_role="bedrijfsleider", **about)
    return scan_id


def test_every_column_that_points_at_a_person_was_thought_of() -> None:
    found = {f"{table.name}.{column.name}" for table, column in columns_about_people()}
    assert found == set(WHAT_BECOMES_OF_IT)


def test_erased_student_leaves_a_number_with_nobody_behind_it(region: Region, files: FileStore) -> None:
    scan_id = region.student_scan()
    with region.reading() as session:
        before = session.get_one(Scan, scan_id).outcome
    erase(region, "sam", files)
    row = person(region, "sam")
    assert (row.display_name, row.email, row.pin_hash, row.erased_at) == (ERASED, None, None, region.now)
    with region.reading() as session:
        for table in (MembershipRow, SignInSession):
            assert session.scalars(select(table).where(table.person_id == row.id)).all() == []
        member = session.scalars(select(ClassMember).where(ClassMember.person_id == row.id)).one()
        assert member.name_key == f"{ERASED} {row.id}"
        scan = session.get_one(Scan, scan_id)
        assert (scan.state, scan.outcome) == (ScanState.SUBMITTED, before)


def test_erased_student_cannot_come_back_in_with_the_old_name_and_pin(
    region: Region, files: FileStore
) -> None:
    old = region.ids["sam"]
    erase(region, "sam", files)
    with region.writing() as session:
        began = join_class(
            session, code=region.code("groen", "tess"), display_name="Sam", pin=PIN, address=ADDRESS,
            pepper=PEPPER, now=region.now,
        )  # fmt: skip
    assert began.person_id != old


def test_scan_that_was_not_handed_in_goes_whole(region: Region, files: FileStore, tmp_path: Path) -> None:
    scan_id = with_evidence(region, files)
    assert kept(tmp_path) == 1
    erase(region, "sam", files)
    with region.reading() as session:
        scan = session.get_one(Scan, scan_id)
        assert (scan.state, scan.profile) == (ScanState.WITHDRAWN, {})
        assert session.scalars(select(AnswerRow).where(AnswerRow.scan_id == scan_id)).all() == []
        assert session.scalars(select(StoredFile)).all() == []
    assert kept(tmp_path) == 0


def test_words_and_files_of_a_scan_that_was_handed_in_go_but_their_count_stays(
    region: Region, files: FileStore, tmp_path: Path
) -> None:
    scan_id = with_evidence(region, files)
    note = AnswerInput(1, State.ANSWERED, "2", note="Volgens mij klopt dit.")
    region.do("sam", save_answers, scan_id=scan_id, answers={"energy-source": note})
    region.submit("sam", scan_id)
    erase(region, "sam", files)
    with region.reading() as session:
        pieces = session.scalars(
            select(Evidence).where(Evidence.scan_id == scan_id).order_by(Evidence.id)
        ).all()
        assert [(one.kind, one.form, one.caption, one.speaker_role, one.file_sha256) for one in pieces] == [
            ("observation", "note", ERASED, None, None),
            ("testimony", "note", ERASED, ERASED, None),
        ]
        notes = select(AnswerRow.note).where(AnswerRow.scan_id == scan_id, AnswerRow.note.is_not(None))
        assert session.scalars(notes).all() == []
        answers = session.scalars(select(AnswerRow).where(AnswerRow.scan_id == scan_id)).all()
        assert all(one.value is not None for one in answers if one.state == "answered")
    assert kept(tmp_path) == 0


def test_file_that_someone_else_has_too_stays(region: Region, files: FileStore, tmp_path: Path) -> None:
    with_evidence(region, files)
    own = region.start_own()
    about = {"scan_id": own, "item_id": "safe-work", "form": "photo", "data": picture()}
    region.do("carla", add_file, files=files, **about)
    erase(region, "sam", files)
    assert kept(tmp_path) == 1


def test_evidence_of_a_certificate_that_holds_stays(certified: Region, files: FileStore) -> None:
    with certified.reading() as session:
        pieces = select(Evidence.id, Evidence.caption, Evidence.form).order_by(Evidence.id)
        before = session.execute(pieces).all()
    erase(certified, "sam", files)
    erase(certified, "carla", files)
    with certified.reading() as session:
        assert session.execute(pieces).all() == before != []


def test_erased_ambassador_is_no_longer_public(appointed: Region, files: FileStore) -> None:
    erase(appointed, "sam", files)
    with appointed.reading() as session:
        row = session.scalars(select(Ambassador)).one()
        assert (row.is_public, row.public_name, row.is_adult, row.number is None) == (
            False,
            None,
            None,
            False,
        )
        assert set(session.scalars(select(Milestone.proof))) == {None}


def test_erased_ambassador_leaves_no_words_in_log_or_hearing(appointed: Region, files: FileStore) -> None:
    told(appointed)
    erase(appointed, "sam", files)
    with appointed.reading() as session:
        assert session.scalars(select(Activity.words)).all() == ["(gewist)"]
        assert session.execute(select(AmbassadorHearing.concern, AmbassadorHearing.answer)).all() == [
            ("(gewist) (gewist)", "(gewist)")
        ]


def test_ambassador_gets_log_and_hearing_in_the_export(appointed: Region) -> None:
    told(appointed)
    about = export(appointed, "sam")["about"]
    assert [one["words"] for one in about["ambassador_activities.ambassador_id"]] == ["Les over afval"]
    assert [(one["concern"], one["answer"]) for one in about["ambassador_hearings.ambassador_id"]] == [
        ("Het bedrijf kent de foto niet.", "Dat klopt niet.")
    ]


def told(region: Region) -> None:
    """Sam wrote in the log, and answered the alliance."""
    region.do("sam", note_activity, kind="guest_lesson", done_on=date(2026, 11, 23), words="Les over afval")
    region.do(
        "certa", ambassador_hearings.open_hearing, ambassador_id=1, ground="made_up_evidence",
        concern="Het bedrijf kent de foto niet.", answer_until=date(2026, 12, 20),
    )  # fmt: skip
    region.do("sam", ambassador_hearings.answer_hearing, answer="Dat klopt niet.")


def test_erasing_twice_changes_nothing(region: Region, files: FileStore) -> None:
    erase(region, "sam", files)
    first = person(region, "sam").erased_at
    region.now += timedelta(days=3)
    erase(region, "sam", files)
    assert person(region, "sam").erased_at == first


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("tess", NotAllowed), ("theo", NotFound), ("carla", NotFound), ("certa", NotFound)],
)
def test_others_do_not_erase_a_student(
    region: Region, files: FileStore, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        region.do(who, erase_person, person_id=region.ids["sam"], files=files)
    assert person(region, "sam").erased_at is None


def test_who_erases_oneself_shows_the_pin_or_the_password(region: Region, files: FileStore) -> None:
    about = {"address": ADDRESS, "pepper": PEPPER, "files": files}
    for name, wrong, right in (("sam", PASSWORD, PIN), ("carla", PIN, PASSWORD)):
        with pytest.raises(InvalidInput) as problem:
            region.do(name, erase_myself, secret=wrong, **about)
        assert list(problem.value.fields) == ["secret"]
        region.do(name, erase_myself, secret=right, **about)
        assert person(region, name).display_name == ERASED


def test_company_keeps_its_own_scan_when_its_contact_is_erased(region: Region, files: FileStore) -> None:
    scan_id = region.start_own()
    region.fill("carla", scan_id)
    erase(region, "carla", files)
    with region.reading() as session:
        assert session.get_one(Scan, scan_id).state == ScanState.DRAFT
        assert session.scalars(select(AnswerRow).where(AnswerRow.scan_id == scan_id)).all() != []


def test_export_has_everything_of_a_student_and_no_secret(region: Region, files: FileStore) -> None:
    scan_id = with_evidence(region, files)
    found = export(region, "sam")
    about = found["about"]
    assert [row["display_name"] for row in about["people.id"]] == ["Sam"]
    assert {row["scan_id"] for row in about["answers.answered_by"]} == {scan_id}
    assert [row["caption"] for row in about["evidence.created_by"]] == [
        "Nooduitgang",
        "Wij oefenen elk jaar.",
    ]
    assert found["names"]["company_id"] == {region.ids["bakery"]: "Bakery"}
    columns = {column for rows in about.values() for row in rows for column in row}
    assert {one for one in columns if one.endswith(("_hash", "_key", "code"))} == set()
    json.dumps(found)


def test_export_says_nothing_of_others(region: Region) -> None:
    region.moderated()
    found = json.dumps(export(region, "sam"))
    others = {name for name in region.ids if name in ("tess", "carla", "certa", "zoe")}
    assert {name for name in others if f'"{name.title()}"' in found} == set()
    tables = {table.name: table for table in Base.metadata.sorted_tables}
    numbers = {column.name for name, column in columns_about_people() if name.name in tables}
    about = export(region, "tess")["about"]
    assert {column for rows in about.values() for row in rows for column in row} & (numbers - {"id"}) == set()


def test_export_of_nobody_is_not_found(region: Region) -> None:
    with region.reading() as session, pytest.raises(NotFound):
        export_person(session, person_id=99_999, now=region.now)


def test_page_of_readers_says_what_the_policy_says(region: Region) -> None:
    scan_id = region.start("sam")
    alone = [one for one in Reader if one is not Reader.FELLOW]
    draft = dict.fromkeys(alone, (False, Reason.NO_ROLE)) | {
        Reader.TEACHER: (False, Reason.NOT_OPEN),
        Reader.COMPANY: (False, Reason.NOT_OPEN),
        Reader.ALLIANCE_REVIEWER: (False, Reason.NOT_OPEN),
    }
    assert readings(region, "sam") == {scan_id: draft}
    region.fill("sam", scan_id)
    region.submit("sam", scan_id)
    region.own_scan()
    handed_in = draft | {
        Reader.TEACHER: (True, Reason.ALLOWED),
        Reader.COMPANY: (False, Reason.HELD_BACK),
        Reader.ALLIANCE_REVIEWER: (True, Reason.ALLOWED),
    }
    assert readings(region, "sam") == {scan_id: handed_in}


def test_page_of_readers_names_those_who_share_the_scan(region: Region) -> None:
    region.add_student("noa", "groen", "tess", "bakery")
    scan_id = region.start("sam")
    placement_id = region.ids["noa-placement"]
    region.do("tess", group_student, placement_id=placement_id, scan_id=scan_id)
    for who in ("sam", "noa"):
        assert readings(region, who)[scan_id][Reader.FELLOW] == (True, Reason.ALLOWED)


def readings(region: Region, name: str) -> dict[int, dict[Reader, tuple[bool, Reason]]]:
    found = region.look(name, who_reads_my_scans)
    return {one.scan_id: {r.reader: (r.allowed, r.reason) for r in one.readings} for one in found}


def apply(region: Region, files: FileStore, *, rehearse: bool = False) -> Kept:
    with region.writing() as session:
        return apply_schedule(
            session, schedule=load_schedule(), files=files, now=region.now, rehearse=rehearse
        )


def test_nothing_goes_before_its_time(region: Region, files: FileStore) -> None:
    with_evidence(region, files)
    region.own_scan()
    assert apply(region, files) == NOTHING


def test_unfinished_scan_goes_a_year_after_its_last_answer(region: Region, files: FileStore) -> None:
    scan_id = with_evidence(region, files)
    region.now += timedelta(days=364)
    assert apply(region, files).unfinished_scans == 0
    region.now += timedelta(days=3)
    assert apply(region, files, rehearse=True).unfinished_scans == 1
    assert apply(region, files).unfinished_scans == 1
    assert apply(region, files).unfinished_scans == 0
    assert region.scan_state(scan_id) is ScanState.WITHDRAWN


def test_students_go_a_year_after_the_school_year_of_their_last_class(
    region: Region, files: FileStore
) -> None:
    region.student_scan()
    region.now = region.now.replace(year=2028, month=7, day=31)
    assert apply(region, files).students == 0
    region.now = region.now.replace(month=8, day=2)
    gone = apply(region, files).students
    assert gone >= 1
    assert person(region, "sam").display_name == ERASED
    assert person(region, "tess").display_name == "Tess"
    assert apply(region, files).students == 0


def test_student_whose_appointment_runs_stays(appointed: Region, files: FileStore) -> None:
    appointed.now = appointed.now.replace(year=2028, month=9)
    apply(appointed, files)
    assert person(appointed, "sam").display_name == "Sam"


def test_closed_accounts_go_after_two_years(region: Region, files: FileStore) -> None:
    with region.writing() as session:
        disable_account(session, actor=None, person_id=region.ids["carla"], now=region.now)
    region.now += timedelta(days=365)
    assert apply(region, files).staff == 0
    region.now += timedelta(days=368)
    assert apply(region, files).staff == 1
    assert person(region, "carla").email is None


def test_evidence_goes_a_year_after_the_school_year_where_there_is_no_certificate(
    region: Region, files: FileStore, tmp_path: Path
) -> None:
    scan_id = with_evidence(region, files)
    region.submit("sam", scan_id)
    region.now = region.now.replace(year=2028, month=8, day=2)
    assert apply(region, files).evidence == 2
    assert apply(region, files).evidence == 0
    assert kept(tmp_path) == 0


def test_evidence_for_a_certificate_waits_for_its_end(certified: Region, files: FileStore) -> None:
    certified.now = certified.now.replace(year=2028, month=8, day=2)
    assert apply(certified, files).evidence == 0
    certified.now = certified.now.replace(year=2035)
    assert apply(certified, files).evidence > 0


def test_sessions_and_invitations_go_a_month_after_they_expired(region: Region, files: FileStore) -> None:
    with region.writing() as session:
        session.execute(update(SignInSession).values(expires_at=region.now + timedelta(days=1)))
    region.now += timedelta(days=31)
    assert apply(region, files).sign_in == 0
    region.now += timedelta(days=3)
    assert apply(region, files).sign_in > 0
    assert apply(region, files).sign_in == 0


def test_terms_of_ones_own_are_read_and_faults_are_told(tmp_path: Path) -> None:
    path = tmp_path / "terms.yaml"
    path.write_text("students: {months: -1}\nsurprise: 3\n")
    with pytest.raises(ScheduleError) as problem:
        load_schedule(path)
    message = str(problem.value)
    assert "students.months: Input should be greater than or equal to 0" in message
    assert "surprise: Extra inputs are not permitted" in message
    with pytest.raises(ScheduleError):
        load_schedule(tmp_path / "nothing.yaml")


def test_roles_of_the_actor_do_not_matter_to_oneself(region: Region, files: FileStore) -> None:
    region.do("carla", erase_person, person_id=region.ids["carla"], files=files)
    assert not region.actor("carla").is_a(Role.CONTACT)
