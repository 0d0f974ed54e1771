"""``mvo-scan certificates show``: what the register knows of a number."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from certificates.issuing import issue
from certificates.scheme import scheme
from scan.domain.states import CertificateState
from scan.store.schema import upgrade
from scan.store.session import create_engine
from scan.store.tables import Certificate
from scan.use_cases.deciding import decide_application
from tests.scan.factories import Region, build_region
from web.cli import main


@pytest.fixture(scope="module")
def granted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Region, str]]:
    """The address of a database with one certificate, the region, and the certificate's number."""
    url = f"sqlite:///{tmp_path_factory.mktemp('granted') / 'region.sqlite'}"
    engine = create_engine(url)
    upgrade(engine)
    region = build_region(engine)
    application = region.applied()
    decision = region.do(
        "certa", decide_application, application_id=application, outcome="grant", level="aware",
        reason="Alles klopt.", scheme=scheme().name,
    )  # fmt: skip
    with region.writing() as session:
        number = issue(session, decision_id=decision, scheme=scheme(), language="nl", now=region.now).number
    yield url, region, number
    engine.dispose()


def show(number: str, url: str, *options: str) -> Result:
    return CliRunner().invoke(main, ["certificates", "show", number, "--database-url", url, *options])


def lines(result: Result) -> list[list[str]]:
    assert result.exit_code == 0, result.output
    return [line.split(maxsplit=1) for line in result.output.splitlines()]


def test_a_certificate_is_told_line_by_line(granted: tuple[str, Region, str]) -> None:
    url, region, number = granted
    with region.reading() as session:
        sha256 = session.query(Certificate).one().questionnaire_sha256
    assert CliRunner().invoke(main, ["certificates", "show", number, "--database-url", url]).output == (
        "Status       geldig\n"
        "Houder       Bakery\n"
        "Niveau       1 van 2: Bewust\n"
        "Geldt voor   De bakkerij aan de Brink\n"
        "Geldig       23 november 2026 tot en met 23 november 2027\n"
        "Regeling     mvo-certificate@1.0.0\n"
        "Vragenlijst  try-company@1.0.0\n"
        f"sha256       {sha256}\n"
    )


def test_it_speaks_english_too(granted: tuple[str, Region, str]) -> None:
    assert lines(show(granted[2], granted[0], "--language", "en"))[:3] == [
        ["Status", "valid"], ["Holder", "Bakery"], ["Level", "1 of 2: Bewust (en)"],
    ]  # fmt: skip


def test_small_letters_and_spaces_are_fine(granted: tuple[str, Region, str]) -> None:
    assert lines(show(f" {granted[2].lower()} ", granted[0]))[0] == ["Status", "geldig"]


def test_a_suspended_certificate_says_so(granted: tuple[str, Region, str]) -> None:
    url, region, number = granted
    with region.writing() as session:
        session.query(Certificate).update({"state": CertificateState.SUSPENDED.value})
    assert lines(show(number, url))[0] == ["Status", "geschorst"]
    with region.writing() as session:
        session.query(Certificate).update({"state": CertificateState.ISSUED.value})


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("MVO-NN-2026-0417-57", "there is no certificate with this number"),
        ("MVO-NN-2026-0417-58", "the last two digits do not fit"),
        ("bakkerij", "this is not a certificate number"),
    ],
)
def test_a_number_that_is_not_ours_gives_exit_code_2(
    granted: tuple[str, Region, str], number: str, message: str
) -> None:
    result = show(number, granted[0])
    assert (result.exit_code, message in result.output) == (2, True)


def test_a_database_that_cannot_be_gives_exit_code_2() -> None:
    result = show("MVO-NN-2026-0417-57", "mysql://somewhere")
    assert (result.exit_code, "sqlite:///path/to/file" in result.output) == (2, True)


def test_without_a_database_it_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MVO_SCAN_DATABASE_URL", raising=False)
    monkeypatch.setenv("MVO_SCAN_VAR", str(tmp_path))
    result = CliRunner().invoke(main, ["certificates", "show", "MVO-NN-2026-0417-57"])
    assert (result.exit_code, "mvo-scan serve" in result.output) == (2, True)
