"""``mvo-scan mail``: send what waits, see what did not go, try again; never an address."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scan.store.session import transaction
from scan.use_cases.outbox import send_address_confirmation
from tests.engines import migrated
from tests.web.postbox import postbox
from web.cli import main

SECRET = "a secret of thirty-two characters"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with one letter, made just now."""
    monkeypatch.setenv("MVO_SCAN_SECRET", SECRET)
    monkeypatch.setenv("MVO_SCAN_VAR", str(tmp_path))
    engine = migrated(tmp_path / "mail.sqlite")
    now = datetime.now(UTC)
    with transaction(engine) as session:
        send_address_confirmation(
            session, email="stranger@example.org", language="nl", path="/register-company/token",
            expires_at=now + timedelta(days=2), key=SECRET.encode(), now=now,
        )  # fmt: skip
    engine.dispose()
    return str(engine.url)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["mail", *words])


def smtp(port: int) -> tuple[str, ...]:
    return ("--smtp-host", "127.0.0.1", "--smtp-port", str(port), "--smtp-security", "none")


def test_without_a_server_mail_is_shown_without_its_address(url: str) -> None:
    done = run("send", "--database-url", url, "--base-url", "https://scan.example")
    assert done.exit_code == 0
    assert "Mail: Klopt dit e-mailadres?" in done.output
    assert "https://scan.example/register-company/token" in done.output
    assert done.output.splitlines()[-1] == "sent: 1, later: 0, given up: 0"
    assert "stranger" not in done.output
    assert run("list", "--database-url", url).output == "nothing waits\n"
    assert "address_confirmation" in run("list", "--all", "--database-url", url).output


def test_what_was_given_up_is_listed_with_the_reason_and_tried_again(url: str) -> None:
    with postbox(answers={"RCPT": "550 no"}) as box:
        done = run("send", "--database-url", url, *smtp(box.port))
        assert (done.exit_code, done.output) == (1, "sent: 0, later: 0, given up: 1\n")
        listed = run("list", "--database-url", url).output
        assert listed.endswith("given up after 1 (refused)\n")
        assert "stranger" not in listed
        assert run("retry", "1", "--database-url", url).output == "to be tried again: 1\n"
        box.answers.clear()
        done = run("send", "--database-url", url, *smtp(box.port))
    assert (done.exit_code, done.output, box.recipients[-1]) == (
        0,
        "sent: 1, later: 0, given up: 0\n",
        "stranger@example.org",
    )


def test_settings_may_stand_in_the_environment(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with postbox() as box:
        for name, value in (("HOST", "127.0.0.1"), ("PORT", str(box.port)), ("SECURITY", "none")):
            monkeypatch.setenv(f"MVO_SCAN_SMTP_{name}", value)
        monkeypatch.setenv("MVO_SCAN_MAIL_FROM", "De alliantie <post@alliantie.example>")
        assert run("send", "--database-url", url).exit_code == 0
    assert box.mails[0]["From"] == "De alliantie <post@alliantie.example>"


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("send", "--mail-from", "nobody"), "this is not a mail address"),
        (("send", "--smtp-security", "maybe"), "'maybe' is not one of"),
        (("send", "--smtp-port", "0"), "0 is not in the range"),
        (("retry",), "name the numbers of letters, or --all"),
        (("retry", "1", "--all"), "name the numbers of letters, or --all"),
    ],
)
def test_wrong_options_are_refused(url: str, words: tuple[str, ...], fault: str) -> None:
    done = run(*words, "--database-url", url)
    assert (done.exit_code, fault in done.output) == (2, True)
