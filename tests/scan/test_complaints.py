"""Complaints: by anyone, without an account or a name; followed with a code, erased in time (design 7)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from certificates import complaining, complaints
from certificates.complaining import Receipt
from certificates.number import IssuedNumber
from certificates.validity import Status
from scan.domain.disputes import ComplaintOutcome
from scan.domain.errors import InvalidInput, NotAllowed, NotFound, Stale, TooManyAttempts
from scan.domain.news import LetterKind, NewsKind
from scan.domain.retention import load_schedule
from scan.domain.roles import Role
from scan.domain.states import ComplaintState
from scan.store.files import FileStore
from scan.store.paging import Asked
from scan.store.tables import AuditEvent, Complaint, Letter
from scan.use_cases.erasing import ERASED
from scan.use_cases.retaining import apply_schedule
from tests.scan.factories import ADDRESS, PEPPER, Region
from tests.scan.test_hearings import status
from tests.scan.test_surveillance import events, told

WORDS = "De winkel gooit nog elke dag brood weg."
REPLY = "Wij zijn gaan kijken. Dank voor de melding."


def complain(region: Region, number: str, **changed: Any) -> Receipt:
    about = {"words": WORDS, "name": "Iris", "email": "iris@voorbeeld.example", "language": "nl"}
    with region.writing() as session:
        return complaining.complain(
            session, number=number, address=ADDRESS, pepper=PEPPER, now=region.now, **(about | changed)
        )


def follow(region: Region, code: str) -> complaining.Followed:
    with region.writing() as session:
        return complaining.follow(session, code=code, address=ADDRESS, pepper=PEPPER, now=region.now)


def close(region: Region, complaint_id: int, outcome: str, version: int = 1, **changed: Any) -> None:
    about = {"reply": REPLY, "reason": ""}
    region.do(
        "cees", complaints.close, complaint_id=complaint_id, outcome=outcome, version=version,
        **(about | changed),
    )  # fmt: skip


def rows(region: Region, table: Any) -> Any:
    with region.reading() as session:
        return session.scalars(select(table).order_by(table.id)).all()


def test_complaint_gives_a_code_and_a_term_and_reaches_the_certifiers(region: Region) -> None:
    number = region.certified()
    receipt = complain(region, number)
    assert receipt.answer_by == region.now.date() + timedelta(weeks=4)
    assert told(region, "certa") == told(region, "cees") == [NewsKind.CERTIFICATE_WORK]
    found = follow(region, receipt.code.lower().replace("-", " "))
    assert (found.state, found.words, found.answer) == (ComplaintState.RECEIVED, WORDS, None)


def test_code_is_nowhere_in_the_database_and_nobody_is_named_in_the_audit_trail(region: Region) -> None:
    receipt = complain(region, region.certified())
    (row,) = rows(region, Complaint)
    (letter,) = [one for one in rows(region, Letter) if one.kind == LetterKind.COMPLAINT_RECEIPT]
    assert receipt.code not in (row.code_hash, letter.sealed_secret)
    with region.reading() as session:
        logged = session.scalars(select(AuditEvent).where(AuditEvent.action == "complaint_received")).one()
    assert (logged.actor_id, dict(logged.data)) == (None, {"complaint": row.id})


def test_name_and_address_are_optional_and_without_an_address_no_mail_goes(region: Region) -> None:
    complain(region, region.certified(), name=" ", email="")
    (row,) = rows(region, Complaint)
    assert (row.name, row.email) == (None, None)
    close(region, row.id, "no_ground")
    assert [one.kind for one in rows(region, Letter)] == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"words": "fout"}, "words"),
        ({"words": "x" * 4001}, "words"),
        ({"words": "onleesbaar \u202e teken"}, "words"),
        ({"email": "geen adres"}, "email"),
        ({"name": "x" * 121}, "name"),
    ],
)
def test_complaint_that_cannot_be_read_is_refused(
    region: Region, changed: dict[str, str], field: str
) -> None:
    number = region.certified()
    with pytest.raises(InvalidInput) as refused:
        complain(region, number, **changed)
    assert set(refused.value.fields) == {field}
    assert rows(region, Complaint) == []


def test_too_many_complaints_from_one_place_have_to_wait(region: Region) -> None:
    number = region.certified()
    for _ in range(complaining.VISITOR_LIMIT):
        complain(region, number)
    with pytest.raises(TooManyAttempts):
        complain(region, number)
    region.later(minutes=16)
    complain(region, number)


def test_guessing_codes_is_slow(region: Region) -> None:
    region.certified()
    for _ in range(complaining.FOLLOW_LIMIT):
        with pytest.raises(NotFound):
            follow(region, "AAAA-BBBB-CCCC")
    with pytest.raises(TooManyAttempts):
        follow(region, "AAAA-BBBB-CCCC")


@pytest.mark.parametrize(
    ("outcome", "reason", "after"),
    [
        ("no_ground", "", Status.VALID),
        ("settled", "", Status.VALID),
        ("suspended", "Er loopt een onderzoek naar eten weggooien.", Status.SUSPENDED),
    ],
)
def test_complaint_is_closed_with_an_answer(region: Region, outcome: str, reason: str, after: Status) -> None:
    number = region.certified()
    receipt = complain(region, number)
    close(region, receipt.complaint_id, outcome, reason=reason)
    assert status(region, number) is after
    assert [event[1] for event in events(region)] == ([reason] if reason else [])
    found = follow(region, receipt.code)
    assert (found.state, found.outcome, found.answer) == (
        ComplaintState.CLOSED,
        ComplaintOutcome(outcome),
        REPLY,
    )
    assert [one.kind for one in rows(region, Letter)] == [
        LetterKind.COMPLAINT_RECEIPT,
        LetterKind.COMPLAINT_ANSWER,
    ]


def test_suspending_needs_a_public_reason_and_a_certificate_that_holds(region: Region) -> None:
    number = region.certified()
    first, second = complain(region, number), complain(region, number)
    with pytest.raises(InvalidInput) as refused:
        close(region, first.complaint_id, "suspended")
    assert set(refused.value.fields) == {"reason"}
    close(region, first.complaint_id, "suspended", reason="Er loopt een onderzoek.")
    with pytest.raises(InvalidInput) as refused:
        close(region, second.complaint_id, "suspended", reason="Er loopt een onderzoek.")
    assert refused.value.fields["outcome"].key == "not_valid_now"


def test_company_is_asked_without_hearing_who_complained(region: Region) -> None:
    number = region.certified()
    receipt = complain(region, number)
    region.do(
        "cees", complaints.ask, complaint_id=receipt.complaint_id, version=1,
        question="Wat gebeurt er met brood dat over is?",
    )  # fmt: skip
    assert told(region, "carla")[-1] == NewsKind.COMPLAINT_ASKED
    (asked,) = region.look("carla", complaints.questions, number=number)
    assert (asked.question, asked.answer, asked.is_open) == (
        "Wat gebeurt er met brood dat over is?",
        None,
        True,
    )
    about = {"number": number, "complaint_id": receipt.complaint_id}
    with pytest.raises(NotFound):
        region.do("gerrit", complaints.answer, words="Dat gaat naar de voedselbank.", **about)
    region.do("carla", complaints.answer, words="Dat gaat naar de voedselbank.", **about)
    with pytest.raises(NotFound):
        region.do("carla", complaints.answer, words="Nog iets.", **about)
    found = region.look("cees", complaints.one, complaint_id=receipt.complaint_id)
    assert (found.state, found.company_answer) == (
        ComplaintState.ANSWERED,
        "Dat gaat naar de voedselbank.",
    )


def test_who_decided_or_belongs_to_the_company_neither_handles_nor_reads_it(region: Region) -> None:
    receipt = complain(region, region.certified())
    region.add_person("cato", (Role.CERTIFIER, "alliance"), (Role.CONTACT, "bakery"))
    for who, why in (("certa", "decided_it"), ("cato", "own_organisation")):
        found = region.look(who, complaints.one, complaint_id=receipt.complaint_id)
        assert (found.words, found.name, found.may_handle.message.key) == ("", None, why)
        with pytest.raises(NotAllowed):
            region.do(
                who, complaints.ask, complaint_id=receipt.complaint_id, question="Klopt dit wel?", version=1
            )
    for who in ("carla", "tess", "mona", "ada"):
        with pytest.raises(NotAllowed):
            region.look(who, complaints.one, complaint_id=receipt.complaint_id)


def test_old_page_closes_nothing(region: Region) -> None:
    receipt = complain(region, region.certified())
    with pytest.raises(Stale):
        close(region, receipt.complaint_id, "no_ground", version=2)


def test_complaint_about_a_number_that_is_not_there_is_not_found(region: Region) -> None:
    region.certified()
    with pytest.raises(NotFound):
        complain(region, str(IssuedNumber("MVO-NN", 2031, 1)))


def test_words_name_and_address_go_by_the_schedule_and_the_outcome_stays(
    region: Region, tmp_path: Any
) -> None:
    number = region.certified()
    receipt, waiting = complain(region, number), complain(region, number)
    close(region, receipt.complaint_id, "no_ground")

    def applied(*, rehearse: bool) -> int:
        with region.writing() as session:
            return apply_schedule(
                session, schedule=load_schedule(), files=FileStore.at(tmp_path), now=region.now,
                rehearse=rehearse,
            ).complaints  # fmt: skip

    region.later(days=360)
    assert (applied(rehearse=True), applied(rehearse=False), applied(rehearse=False)) == (0, 0, 0)
    region.later(days=40)
    assert (applied(rehearse=True), applied(rehearse=False), applied(rehearse=False)) == (1, 1, 0)
    gone, kept = rows(region, Complaint)
    assert (gone.words, gone.name, gone.email, gone.answer, gone.question) == (
        ERASED, None, None, ERASED, None,
    )  # fmt: skip
    assert (gone.outcome, kept.id, kept.words) == ("no_ground", waiting.complaint_id, WORDS)


def test_list_of_complaints_takes_as_many_statements_for_many(region: Region, count_statements: Any) -> None:
    number = region.certified()
    complain(region, number)
    with count_statements(region.engine) as few:
        region.look("cees", complaints.listing)
    for _ in range(7):
        region.later(minutes=16)
        for _ in range(4):
            complain(region, number)
    with count_statements(region.engine) as many:
        found = region.look("cees", complaints.listing, asked=Asked(page=2, size=25))
    assert (found.total, len(found.items)) == (29, 4)
    assert len(few) == len(many)
