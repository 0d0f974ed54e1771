"""The outbox: a letter goes in with its transaction, and comes out until it is sent or given up."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from scan.domain.errors import InvalidInput
from scan.domain.news import MOST_ATTEMPTS, LetterKind, MailError, wait_after
from scan.store.tables import AuditEvent, Invitation, Letter
from scan.use_cases import outbox
from scan.use_cases.invitations import read_invitation
from scan.use_cases.inviting import mail_invitation
from scan.use_cases.outbox import ClaimedLetter
from scan.use_cases.people import disable_account
from tests.scan.factories import Region

KEY = b"the secret of this installation."


@pytest.fixture
def region(sqlite_region: Region) -> Region:
    """On SQLite alone; what senders do to each other is tried on both in ``test_senders.py``."""
    return sqlite_region


def invite(region: Region, email: str = "new@bakery.example") -> None:
    region.do(
        "tess",
        mail_invitation,
        placement_id=region.ids["sam-placement"],
        email=email,
        language="nl",
        key=KEY,
    )


def confirm(region: Region, email: str = "stranger@example.org") -> int:
    with region.writing() as session:
        return outbox.send_address_confirmation(
            session,
            email=email,
            language="en",
            path="/register-company/a-token",
            expires_at=region.now + timedelta(days=2),
            key=KEY,
            now=region.now,
        )


def claim(region: Region, key: bytes = KEY) -> ClaimedLetter | None:
    with region.writing() as session:
        return outbox.claim_letter(session, key=key, now=region.now)


def fail(region: Region, letter_id: int, error: MailError = MailError.UNREACHABLE) -> bool:
    with region.writing() as session:
        return outbox.letter_failed(session, letter_id=letter_id, error=error, now=region.now)


def letter(region: Region) -> Letter:
    with region.reading() as session:
        return session.scalars(select(Letter)).one()


def given_up(region: Region) -> int | None:
    with region.reading() as session:
        events = select(func.count()).where(AuditEvent.action == "mail_given_up")
        return session.scalar(events)


# In and out


def test_an_invitation_by_mail_carries_a_code_that_works(region: Region) -> None:
    invite(region)
    found = claim(region)
    assert found is not None
    assert (found.kind, found.address, found.organisation, found.school) == (
        LetterKind.INVITATION,
        "new@bakery.example",
        "Bakery",
        "Noordcollege",
    )
    with region.reading() as session:
        info = read_invitation(session, code=found.secret or "", now=region.now)
    assert info is not None
    assert info.organisation == "Bakery"


def test_a_waiting_letter_keeps_its_code_sealed_and_a_sent_one_keeps_nothing(region: Region) -> None:
    invite(region)
    found = claim(region)
    assert found is not None
    assert found.secret is not None
    assert found.secret not in (letter(region).sealed_secret or "")
    with region.writing() as session:
        outbox.letter_sent(session, letter_id=found.id, now=region.now)
    row = letter(region)
    assert (row.email, row.sealed_secret, row.sent_at) == (None, None, region.now)


def test_a_transaction_that_fails_leaves_no_letter_and_rings_no_bell(region: Region) -> None:
    outbox.BELL.clear()

    def breaks_off() -> None:
        with region.writing() as session:
            outbox.send_address_confirmation(
                session, email="a@example.org", language="nl", path="/x", expires_at=region.now, key=KEY,
                now=region.now,
            )  # fmt: skip
            raise RuntimeError

    with pytest.raises(RuntimeError):
        breaks_off()
    assert (claim(region), outbox.BELL.is_set()) == (None, False)


def test_a_letter_rings_the_bell_once_it_is_safe(region: Region) -> None:
    outbox.BELL.clear()
    confirm(region)
    assert outbox.BELL.is_set()


@pytest.mark.parametrize("email", ["", "no address", "a@b", "a@b.nl\nBcc: c@d.nl", "a@b.nl, c@d.nl"])
def test_what_is_no_address_is_refused_and_nothing_is_made(region: Region, email: str) -> None:
    with pytest.raises(InvalidInput) as problem:
        invite(region, email)
    assert list(problem.value.fields) == ["email"]
    with region.reading() as session:
        made = select(func.count()).select_from(Invitation).where(Invitation.placement_id.is_not(None))
        assert (session.scalar(made), session.scalar(select(func.count()).select_from(Letter))) == (0, 0)


# When it does not go


def test_waits_grow_from_a_minute_to_half_a_day() -> None:
    minutes = [wait_after(attempts).total_seconds() / 60 for attempts in range(1, MOST_ATTEMPTS)]
    assert minutes == [1, 4, 16, 64, 256, 720, 720]


def test_a_failed_letter_waits_longer_each_time_and_is_given_up_with_an_event(region: Region) -> None:
    letter_id = confirm(region)
    tried = 0
    while (found := claim(region)) is not None:
        tried += 1
        if fail(region, found.id):
            break
        assert claim(region) is None
        region.later(seconds=wait_after(tried).total_seconds())
    assert (tried, given_up(region)) == (MOST_ATTEMPTS, 1)
    region.later(days=1)
    assert claim(region) is None
    row = letter(region)
    assert (row.id, row.last_error, row.email) == (letter_id, "unreachable", "stranger@example.org")


@pytest.mark.parametrize("error", [MailError.REFUSED, MailError.UNWRITABLE])
def test_what_can_never_go_is_given_up_at_once(region: Region, error: MailError) -> None:
    confirm(region)
    found = claim(region)
    assert found is not None
    assert fail(region, found.id, error) is True


def test_given_up_letters_are_tried_again_on_request(region: Region) -> None:
    letter_id = confirm(region)
    assert claim(region) is not None
    fail(region, letter_id, MailError.REFUSED)
    with region.writing() as session:
        assert outbox.retry_letters(session, letter_ids=(letter_id + 1,), now=region.now) == 0
        assert outbox.retry_letters(session, letter_ids=None, now=region.now) == 1
    again = claim(region)
    assert again is not None
    assert (again.secret, again.attempts) == ("/register-company/a-token", 1)


def test_a_letter_that_is_over_is_not_sent(region: Region) -> None:
    confirm(region)
    region.later(days=2)
    assert claim(region) is None
    assert letter(region).last_error == "void"


def test_a_letter_sealed_with_another_secret_is_given_up(region: Region) -> None:
    confirm(region)
    assert claim(region, b"another secret, also of 32 bytes") is None
    assert letter(region).last_error == "unwritable"


def test_a_closed_account_gets_nothing(region: Region) -> None:
    with region.writing() as session:
        session.add(
            Letter(
                kind="digest", person_id=region.ids["carla"], language="nl", data={},
                day=region.now.date(), created_at=region.now, not_before=region.now,
            )
        )  # fmt: skip
        disable_account(session, actor=None, person_id=region.ids["carla"], now=region.now)
    assert claim(region) is None
    assert letter(region).last_error == "void"
