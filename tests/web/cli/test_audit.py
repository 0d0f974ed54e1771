"""``mvo-scan audit``: does the chain hold, and is what is stored what it tells?"""

from click.testing import CliRunner, Result
from sqlalchemy import text

from tests.scan.factories import Region
from web.cli import main


def run(url: str, *words: str) -> Result:
    return CliRunner().invoke(main, ["audit", *words, "--database-url", url])


def test_a_chain_that_holds_is_told_with_its_head(granted: tuple[str, Region, str]) -> None:
    url, _, _ = granted
    answer = run(url, "verify")
    events, head = answer.output.splitlines()
    assert answer.exit_code == 0
    assert events.endswith(" events hold")
    assert run(url, "verify", "--head", head.removeprefix("head ")).exit_code == 0


def test_what_was_changed_and_removed_is_named_and_the_exit_code_says_so(
    granted: tuple[str, Region, str],
) -> None:
    url, region, _ = granted
    head = run(url, "verify").output.splitlines()[-1].removeprefix("head ")
    newest = int(head.partition(":")[0])
    with region.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_events_no_update"))
        connection.execute(text("DROP TRIGGER audit_events_no_delete"))
        connection.execute(text("UPDATE audit_events SET actor_id = 99 WHERE sequence = 3"))
        connection.execute(text("DELETE FROM audit_events WHERE sequence IN (5, 6)"))
        connection.execute(text(f"DELETE FROM audit_events WHERE sequence = {newest}"))
    answer = run(url, "verify", "--head", head)
    assert answer.exit_code == 1
    assert answer.output.splitlines()[:4] == [
        "event 3: it was changed after it was written",
        "event 7: events 5 up to and including 6 were removed",
        f"the event {head} is not in the chain: newer events were removed, or all were written anew",
        f"{newest - 1} events read: the chain does NOT hold",
    ]


def test_a_head_that_is_none_is_refused(granted: tuple[str, Region, str]) -> None:
    answer = run(granted[0], "verify", "--head", "yesterday")
    assert answer.exit_code == 2
    assert "64 hexadecimal digits" in answer.output


def test_a_certificate_that_was_changed_outside_the_product_is_named(
    granted: tuple[str, Region, str],
) -> None:
    url, region, _ = granted
    assert run(url, "replay").output == "every decision, certificate and statement is as the chain tells it\n"
    with region.engine.begin() as connection:
        connection.execute(text("UPDATE certificates SET level = 'front_runner'"))
    answer = run(url, "replay")
    assert answer.exit_code == 1
    assert answer.output == "certificate or statement 1: level is front_runner, the chain says aware\n"
