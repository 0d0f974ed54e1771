"""Mail through a real SMTP server: what it says, what it never says, and what happens when it does not go."""

import ipaddress
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask
from sqlalchemy import select, update

from scan.domain.messages import Message
from scan.domain.news import LetterKind, MailError, NewsKind
from scan.store.session import create_engine
from scan.store.tables import Letter, Person
from scan.use_cases import outbox
from scan.use_cases.digests import NewsLine
from scan.use_cases.inviting import mail_invitation
from scan.use_cases.outbox import BELL, ClaimedLetter
from scan.use_cases.reviewing import return_scan
from tests.applications import app_for
from tests.engines import migrated
from tests.scan.factories import NOW, Region, build_region
from tests.web.postbox import Postbox, postbox
from web.mail import words
from web.mail.postman import Delivered, Office, Postman, deliver, gather
from web.mail.statement_words import OF_STATEMENTS
from web.mail.transport import ConsoleTransport, Security, SmtpSettings, SmtpTransport
from web.mail.writing import UnwritableLetter, link_path, write_letter
from web.settings import Settings

SECRET = "a secret of thirty-two characters"
SENDER = "MVO-scan <post@scan.example>"
SITE = "https://scan.example"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Region]:
    file = tmp_path_factory.mktemp("mail") / "region.sqlite"
    engine = migrated(file)
    region = build_region(engine)
    engine.dispose()
    return file, region


@pytest.fixture
def region(template: tuple[Path, Region], tmp_path: Path) -> Iterator[Region]:
    shutil.copy(template[0], tmp_path / "region.sqlite")
    engine = create_engine(f"sqlite:///{tmp_path / 'region.sqlite'}")
    yield replace(template[1], engine=engine, ids=dict(template[1].ids))
    engine.dispose()


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as server:
        yield server


def office(region: Region, port: int, **smtp: object) -> Office:
    settings = {"host": "127.0.0.1", "port": port, "security": Security.NONE, **smtp}
    transport = SmtpTransport(SmtpSettings(**settings))  # type: ignore[arg-type]
    return Office(region.engine, transport, SENDER, SITE, SECRET.encode(), now=lambda: region.now)


def invite(region: Region, email: str = "new@bakery.example", language: str = "nl") -> None:
    region.do(
        "tess", mail_invitation, placement_id=region.ids["sam-placement"], email=email, language=language,
        key=SECRET.encode(),
    )  # fmt: skip


def confirm(region: Region, email: str = "stranger@example.org") -> None:
    with region.writing() as session:
        outbox.send_address_confirmation(
            session, email=email, language="nl", path="/register-company/a-token",
            expires_at=region.now + timedelta(days=2), key=SECRET.encode(), now=region.now,
        )  # fmt: skip


def stored(region: Region) -> Letter:
    with region.reading() as session:
        return session.scalars(select(Letter)).one()


def text_of(box: Postbox, number: int = 0) -> str:
    body = box.mails[number].get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


# What it says


def test_an_invitation_says_who_asks_what_to_do_and_until_when(region: Region, box: Postbox) -> None:
    invite(region)
    assert deliver(office(region, box.port)) == Delivered(sent=1)
    code = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", text_of(box))
    assert code is not None
    assert box.mails[0]["Subject"] == "Doe mee: de MVO-scan van Bakery"
    assert text_of(box) == (
        "Hallo,\n\n"
        "Bij Bakery loopt een student van Noordcollege stage. De student kijkt hoe jullie omgaan met mens en"
        " milieu. Dat heet de MVO-scan.\n\n"
        "Vul jij de zelfscan in? Daarna leggen we beide antwoorden naast elkaar. Je ziet wat goed gaat en wat"
        " beter kan.\n\n"
        "1. Open https://scan.example/invitation\n"
        f"2. Je code is {code[0]}\n"
        "3. Maak een account en begin.\n\n"
        "De code werkt één keer, tot en met 23 december 2026. Tussendoor stoppen mag: je antwoorden blijven"
        " staan.\n\n"
        "Ken je deze student niet? Dan hoef je niets te doen.\n\n"
        "MVO-scan. Je kunt op deze mail niet antwoorden. Hulp nodig? https://scan.example/help\n"
    )
    assert (box.recipients, box.mails[0]["From"]) == (["new@bakery.example"], SENDER)
    assert box.mails[0]["List-Unsubscribe"] is None


def test_a_mail_has_the_same_words_as_plain_text_and_as_html(region: Region, box: Postbox) -> None:
    invite(region, language="en")
    deliver(office(region, box.port))
    html = box.mails[0].get_body(("html",))
    assert html is not None
    page = html.get_content()
    assert '<html lang="en">' in page
    assert re.search(r'href="https://scan\.example/invitation#[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}"', page)
    assert "At Bakery a student of Noordcollege is an intern." in page
    assert "At Bakery a student of Noordcollege is an intern." in text_of(box)


def test_a_confirmation_repeats_nothing_that_a_visitor_typed(region: Region, box: Postbox) -> None:
    confirm(region)
    deliver(office(region, box.port))
    assert text_of(box) == (
        "Hallo,\n\n"
        "Iemand meldde met dit e-mailadres een bedrijf aan bij MVO-scan. Was jij dat? Open dan deze link:\n"
        "https://scan.example/register-company/a-token\n\n"
        "De link werkt tot 25 november 2026, 10.00 uur.\n\n"
        "Was jij het niet? Doe dan niets. Er gebeurt dan ook niets.\n\n"
        "MVO-scan. Je kunt op deze mail niet antwoorden. Hulp nodig? https://scan.example/help\n"
    )


def test_a_digest_tells_all_news_of_the_day_in_the_persons_language(region: Region, box: Postbox) -> None:
    with region.writing() as session:
        session.execute(update(Person).where(Person.id == region.ids["carla"]).values(locale="en"))
    region.student_scan()
    own = region.own_scan()
    region.do("tess", return_scan, scan_id=own, comment="Kijk.", deadline=date(2026, 12, 1))
    region.now = datetime(2026, 11, 24, 6, tzinfo=UTC)
    assert gather(office(region, box.port)) == 2  # Tess hears that Sam's scan is in
    deliver(office(region, box.port))
    number = [mail["To"] for mail in box.mails].index("carla@example.org")
    mail = box.mails[number]
    assert text_of(box, number) == (
        "Hello Carla,\n\n"
        "This is new for you.\n\n"
        "This scan came back\n"
        "- Bakery. Hand it in by 1 December 2026 at the latest.\n"
        f"  https://scan.example/scans/{own}\n\n"
        "You get one such mail a day at most. Less mail? Choose what about:\n"
        "https://scan.example/me/mail\n\n"
        "MVO-scan. You cannot reply to this mail. Need help? https://scan.example/help\n"
    )
    assert (mail["Subject"], mail["List-Unsubscribe"]) == (
        "New in MVO-scan",
        "<https://scan.example/me/mail>",
    )


def line(kind: NewsKind, number: int = 1, organisation_kind: str = "company") -> NewsLine:
    return NewsLine(number, kind, f"Bedrijf {number}", organisation_kind, 7, 9, None, NOW, 3, 4)


def digest(**values: object) -> ClaimedLetter:
    about: dict[str, object] = {
        "id": 5, "kind": LetterKind.DIGEST, "address": "a@example.org", "language": "nl", "created_at": NOW,
        "attempts": 1, "name": "Ans", "secret": None, "organisation": None, "school": None,
        "valid_until": None, "day": NOW.date(),
    }  # fmt: skip
    return ClaimedLetter(**about | values)  # type: ignore[arg-type]


def test_a_long_digest_names_twenty_and_counts_the_rest() -> None:
    mail = write_letter(
        digest(), [line(NewsKind.HANDED_IN, number) for number in range(33)], sender=SENDER, base_url=SITE,
        now=NOW,
    )  # fmt: skip
    body = mail.get_body(("plain",))
    assert body is not None
    listed = [row for row in body.get_content().splitlines() if row.startswith("- ")]
    assert (len(listed), listed[-1]) == (21, "- en nog 13")


@pytest.fixture(scope="module")
def pages(template: tuple[Path, Region], tmp_path_factory: pytest.TempPathFactory) -> Flask:
    settings = Settings("", tmp_path_factory.mktemp("var"), SECRET.encode(), SITE)
    return app_for(settings, template[1].engine)


@pytest.mark.parametrize("kind", NewsKind)
def test_every_link_in_a_digest_is_a_page_that_exists(pages: Flask, kind: NewsKind) -> None:
    lines = [line(kind, organisation_kind=one) for one in ("company", "institution")]
    for one in (*lines, *(replace(about, dossier_id=None) for about in lines)):
        path = link_path(one)
        if "None" in path:
            continue  # only of a dossier
        endpoint, _ = pages.url_map.bind("scan.example").match(path)
        assert endpoint != "static"


def test_every_kind_of_news_has_its_words() -> None:
    assert set(words.STORIES) == set(NewsKind)


def messages() -> list[Message]:
    stories = (*words.STORIES.values(), *OF_STATEMENTS.values())
    told = [message for story in stories for message in (story.heading, story.line)]
    alone = [one for one in vars(words).values() if isinstance(one, Message)]
    return [*told, *alone, *words.INVITATION_STEPS]


def test_dutch_is_plain() -> None:
    long = [
        sentence
        for message in messages()
        for sentence in re.split(r"(?<=[.?:]) ", message.nl)
        if len(sentence.split()) > 15
    ]
    assert long == []
    assert [one.key for one in messages() if "!" in one.nl + one.en or re.search(r"\b[Uu]w?\b", one.nl)] == []


# What nobody gets in


@pytest.mark.parametrize(
    "evil", ["Bakker\r\nBcc: spy@evil.example", "Bakker\n\nFree money", "Bak\u2028ker\x00"]
)
def test_a_name_adds_no_header_and_no_line(evil: str) -> None:
    letter = digest(
        kind=LetterKind.INVITATION, organisation=evil, school="School", secret="K7MP", valid_until=NOW
    )
    mail = write_letter(letter, (), sender=SENDER, base_url=SITE, now=NOW)
    raw = mail.as_bytes()
    headers = raw.partition(b"\n\n")[0]
    assert b"\nBcc:" not in headers
    assert mail.keys().count("Subject") == 1
    assert "\n" not in mail["Subject"]


def test_a_name_is_no_html() -> None:
    mail = write_letter(
        digest(name="<script>alert(1)</script>"),
        [line(NewsKind.ACCEPTED)],
        sender=SENDER,
        base_url=SITE,
        now=NOW,
    )
    html = mail.get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@", "a@b\r\nBcc: c@d.example", "a b@c.example", "a@" + "x" * 300 + ".example"]
)
def test_an_address_that_no_mail_can_have_is_unwritable(address: str) -> None:
    with pytest.raises(UnwritableLetter):
        write_letter(
            digest(address=address), [line(NewsKind.ACCEPTED)], sender=SENDER, base_url=SITE, now=NOW
        )


def test_an_address_with_a_foreign_domain_is_written_as_mail_knows_it(region: Region, box: Postbox) -> None:
    confirm(region, "bakker@café.example")
    assert deliver(office(region, box.port)) == Delivered(sent=1)
    assert box.recipients == ["bakker@xn--caf-dma.example"]


# When it does not go


def test_a_server_that_cannot_be_reached_costs_one_try_and_ends_the_round(region: Region) -> None:
    confirm(region)
    confirm(region, "second@example.org")
    with postbox() as closed:
        port = closed.port
    assert deliver(office(region, port)) == Delivered(later=1)
    with region.reading() as session:
        rows = session.execute(select(Letter.attempts, Letter.last_error).order_by(Letter.id)).all()
    assert [tuple(row) for row in rows] == [(1, "unreachable"), (0, None)]


@pytest.mark.parametrize(
    ("answers", "error", "ends"),
    [
        ({"RCPT": "550 no such user"}, MailError.REFUSED, "given_up"),
        ({"RCPT": "451 greylisted"}, MailError.BUSY, "later"),
        ({".": "554 spam"}, MailError.REFUSED, "given_up"),
        ({".": "452 disk full"}, MailError.BUSY, "later"),
        ({"MAIL": "550 not you"}, MailError.SIGN_IN, "later"),
        ({"RCPT": "hang up"}, MailError.UNREACHABLE, "later"),
        ({"DATA": "hang up"}, MailError.UNREACHABLE, "later"),
        ({"EHLO": "hang up"}, MailError.UNREACHABLE, "later"),
    ],
)
def test_what_a_server_answers_says_what_to_do(
    region: Region, answers: dict[str, str], error: MailError, ends: str
) -> None:
    confirm(region)
    with postbox(answers=answers) as box:
        done = deliver(office(region, box.port))
    assert (done, stored(region).last_error) == (Delivered(**{ends: 1}), error.value)


def test_one_refused_address_does_not_stop_the_others(region: Region) -> None:
    confirm(region)
    confirm(region, "second@example.org")
    with postbox(answers={".": "554 spam"}) as box:
        assert deliver(office(region, box.port)) == Delivered(given_up=2)
        assert box.commands.count("EHLO") == 1


def test_nothing_that_goes_wrong_shows_an_address(
    region: Region, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    confirm(region)
    with postbox(answers={"RCPT": "550 stranger@example.org is unknown"}) as box:
        deliver(office(region, box.port))
    confirm(region, "second@example.org")
    console = replace(office(region, 1), transport=ConsoleTransport())
    deliver(console)
    shown = caplog.text + "".join(capsys.readouterr())
    assert "Klopt dit e-mailadres?" in shown
    assert "refused; given up" in shown
    assert "example.org" not in shown


def test_a_letter_that_a_killed_sender_had_sent_goes_once_more_under_the_same_id(
    region: Region, tmp_path: Path
) -> None:
    """SIGKILL between the server's taking it and our writing that down: at least once, and shown once."""
    confirm(region)
    sender: list[subprocess.Popen[bytes]] = []
    started = threading.Event()

    def kill() -> None:
        assert started.wait(30)
        sender[0].send_signal(signal.SIGKILL)
        sender[0].wait(30)

    with postbox(on_mail=kill) as box:
        command = [
            sys.executable, "-m", "web.cli", "mail", "send", "--database-url", str(region.engine.url),
            "--smtp-host", "127.0.0.1", "--smtp-port", str(box.port), "--smtp-security", "none",
        ]  # fmt: skip
        with region.writing() as session:  # the command lives now, not at the region's time
            session.execute(update(Letter).values(void_after=datetime.now(UTC) + timedelta(days=1)))
        secret = {"MVO_SCAN_SECRET": SECRET, "MVO_SCAN_VAR": str(tmp_path / "var")}
        sender.append(subprocess.Popen(command, env=os.environ | secret))
        started.set()
        assert sender[0].wait(60) == -signal.SIGKILL
        assert stored(region).sent_at is None
        box.on_mail = lambda: None
        region.now = datetime.now(UTC)
        assert deliver(office(region, box.port)) == Delivered()  # it is claimed still
        region.later(minutes=6)
        assert deliver(office(region, box.port)) == Delivered(sent=1)
    first, second = (mail["Message-ID"].partition("@")[0] for mail in box.mails)
    assert first == second


# In private


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 that nobody but us trusts, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "postbox")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return folder / "cert.pem", folder / "key.pem"


def server_side(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def test_by_default_mail_goes_encrypted_and_signed_in(region: Region, certificate: tuple[Path, Path]) -> None:
    confirm(region)
    trust = ssl.create_default_context(cafile=certificate[0])
    with postbox(tls=server_side(certificate), user="scan") as box:
        done = deliver(
            office(region, box.port, security=Security.STARTTLS, user="scan", password="geheim", trust=trust)
        )
    assert (done, box.encrypted) == (Delivered(sent=1), [True])
    assert box.commands.index("STARTTLS") < box.commands.index("AUTH")


def test_a_server_without_tls_gets_nothing_and_no_password(region: Region, box: Postbox) -> None:
    confirm(region)
    done = deliver(office(region, box.port, security=Security.STARTTLS, user="scan", password="geheim"))
    assert (done, stored(region).last_error) == (Delivered(later=1), "not_secure")
    assert ("AUTH" in box.commands, "MAIL" in box.commands) == (False, False)


def test_a_server_with_a_wrong_certificate_gets_nothing(
    region: Region, certificate: tuple[Path, Path]
) -> None:
    confirm(region)
    with postbox(tls=server_side(certificate)) as box:
        deliver(office(region, box.port, security=Security.STARTTLS))
    assert (stored(region).last_error, box.mails) == ("not_secure", [])


def test_a_wrong_password_is_ours_to_mend(region: Region) -> None:
    confirm(region)
    with postbox(user="scan", answers={"AUTH": "535 no"}) as box:
        deliver(office(region, box.port, user="scan", password="fout"))
    assert (stored(region).last_error, box.mails) == ("sign_in", [])


def test_a_password_is_shown_nowhere() -> None:
    assert "geheim" not in repr(SmtpSettings("smtp.example", password="geheim"))


# By itself


def test_the_postman_sends_as_soon_as_a_letter_is_safe(region: Region) -> None:
    came = threading.Event()
    BELL.clear()
    with postbox(on_mail=came.set) as box:
        postman = Postman(office(region, box.port), look_every=3600)
        postman.start()
        try:
            confirm(region)
            assert came.wait(20)
        finally:
            postman.stop()
    assert stored(region).sent_at == region.now


def test_the_postman_survives_a_round_that_fails(region: Region, caplog: pytest.LogCaptureFixture) -> None:
    came = threading.Event()
    BELL.clear()
    with postbox(on_mail=came.set) as box:
        right = office(region, box.port)
        moments = iter([region.now, None])

        def now() -> datetime:
            moment = next(moments, region.now)
            if moment is None:
                raise ConnectionError("with words that name stranger@example.org")
            return moment

        postman = Postman(replace(right, now=now), look_every=0.05)
        confirm(region)
        postman.start()
        try:
            assert came.wait(20)
        finally:
            postman.stop()
    assert [record.getMessage() for record in caplog.records] == ["the post did not go: ConnectionError"]
