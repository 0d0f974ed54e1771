"""Decisions and certificates can be told from the audit chain alone (issue: keeping it honest)."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from certificates import validity
from certificates.issuing import issue
from certificates.scheme import scheme
from scan.domain.states import CertificateAction
from scan.use_cases import replaying
from scan.use_cases.deciding import decide_application
from scan.use_cases.replaying import Difference, replay
from tests.scan.factories import Region


@pytest.fixture
def certified(region: Region) -> Region:
    """A region with one certificate, suspended and reinstated."""
    application = region.applied()
    decision = region.do(
        "certa", decide_application, application_id=application, outcome="grant", level="aware",
        reason="Alles klopt.", scheme=scheme().name,
    )  # fmt: skip
    with region.writing() as session:
        number = issue(session, decision_id=decision, scheme=scheme(), language="nl", now=region.now).number
    for version, action in enumerate((CertificateAction.SUSPEND, CertificateAction.REINSTATE), start=1):
        region.do(
            "certa", validity.change, number=number, action=action, reason="Na een melding.", version=version
        )
    return region


def differences(region: Region) -> list[Difference]:
    with region.reading() as session:
        return list(replay(session))


def test_what_is_stored_is_what_the_chain_tells(certified: Region) -> None:
    assert differences(certified) == []


def test_batches_of_one_give_the_same(certified: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "BATCH", 1)
    assert differences(certified) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("UPDATE certificates SET level = 'active'", "level"),
        ("UPDATE certificates SET valid_until = '2030-01-01'", "valid_until"),
        ("UPDATE certificates SET state = 'withdrawn'", "state"),
        ("UPDATE certificates SET number = 'MVO-NN-2026-0099-00'", "number"),
        ("UPDATE decisions SET level = 'active'", "level"),
        ("UPDATE decisions SET scheme = 'mvo-certificate@9.9.9'", "scheme"),
    ],
)
def test_a_row_that_was_changed_behind_the_back_of_the_chain_is_found(
    certified: Region, change: str, field: str
) -> None:
    with certified.engine.begin() as connection:
        connection.execute(text(change))
    assert [(one.kind, one.field) for one in differences(certified)] == [
        (change.split()[1].removesuffix("s"), field)
    ]


def test_a_certificate_without_an_event_and_one_without_a_row_are_found(certified: Region) -> None:
    def remove(connection: Connection) -> None:
        connection.execute(text("DELETE FROM certificate_events"))
        connection.execute(text("DELETE FROM certificates"))

    _do(certified, remove)
    assert [(one.kind, one.field, one.by_row) for one in differences(certified)] == [
        ("certificate", "row", replaying.MISSING)
    ]


def _do(region: Region, work: Callable[[Connection], None]) -> None:
    with region.engine.begin() as connection:
        work(connection)
