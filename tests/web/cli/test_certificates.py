"""``mvo-scan certificates show``: what the register knows of a number."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from certificates import ambassador_hearings, validity
from certificates import ambassadors as appointing
from certificates.ambassador_publicity import ADULT, choose_publicity
from certificates.scheme import programme
from scan.domain.states import CertificateAction
from scan.store.tables import Certificate
from tests.scan.factories import Region
from web.cli import main


@pytest.fixture(autouse=True)
def soon_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is two days after the certificate was given, whenever this test is run."""
    monkeypatch.setattr("web.cli.certificates.today", lambda: date(2026, 11, 25))


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
        f"Nummer       {number}\n"
        "Houder       Bakery\n"
        "Niveau       1 van 2: Bewust\n"
        "Geldt voor   De bakkerij aan de Brink: brood bakken\n"
        "Geldig       23 november 2026 tot en met 22 november 2027\n"
        "Regeling     mvo-certificate@1.1.0\n"
        "Vragenlijst  try-company@1.0.0\n"
        f"sha256       {sha256}\n"
    )


def test_it_speaks_english_too(granted: tuple[str, Region, str]) -> None:
    assert lines(show(granted[2], granted[0], "--language", "en"))[:4] == [
        ["Status", "valid"], ["Number", granted[2]], ["Holder", "Bakery"], ["Level", "1 of 2: Bewust (en)"],
    ]  # fmt: skip


def test_small_letters_and_spaces_are_fine(granted: tuple[str, Region, str]) -> None:
    assert lines(show(f" {granted[2].lower()} ", granted[0]))[0] == ["Status", "geldig"]


@pytest.mark.parametrize(("action", "status"), [("suspend", "geschorst"), ("withdraw", "ingetrokken")])
def test_a_certificate_that_does_not_hold_says_since_when_and_why(
    granted: tuple[str, Region, str], action: str, status: str
) -> None:
    url, region, number = granted
    with region.writing() as session:
        certificate = session.query(Certificate).one()
        validity.move(
            session, certificate, CertificateAction(action), reason="Het bewijs bleek niet echt.",
            version=1, actor=region.actor("certa"), now=region.now,
        )  # fmt: skip
    told = show(number, url).output.splitlines()
    assert told[0] == f"Status       {status}"
    assert told[5:8] == [
        "Was geldig   23 november 2026 tot en met 22 november 2027",
        "Sinds        23 november 2026",
        "Reden        Het bewijs bleek niet echt.",
    ]


def test_a_certificate_past_its_last_day_has_expired(granted: tuple[str, Region, str]) -> None:
    url, region, number = granted
    with region.writing() as session:
        session.query(Certificate).update({"valid_from": date(2020, 1, 1), "valid_until": date(2020, 12, 31)})
    told = show(number, url).output.splitlines()
    assert (told[0], told[5]) == (
        "Status       verlopen", "Was geldig   1 januari 2020 tot en met 31 december 2020",
    )  # fmt: skip


def test_an_ambassadors_number_is_told_without_a_name(granted: tuple[str, Region, str]) -> None:
    url, region, _number = granted
    for key in programme().needed:
        region.do(
            "tess", appointing.confirm, student_id=region.ids["sam"], key=key.value,
            achieved_on=date(2026, 11, 1), proof=None,
        )  # fmt: skip
    region.do("tess", appointing.nominate, student_id=region.ids["sam"], version=1)
    number = region.do("certa", appointing.appoint, ambassador_id=1, version=2)
    assert show(number, url).output.splitlines() == [
        "Status    geldig",
        f"Nummer    {number}",
        "Houder    privé: alleen de ambassadeur kiest of hier een naam staat",
        "Geldig    tot en met 22 november 2028",
        "Regeling  mvo-ambassador@1.1.0",
    ]
    region.do("sam", choose_publicity, is_public=True, public_name="Sam", age=ADULT, version=3)
    assert lines(show(number, url))[2] == ["Houder", "Sam"]
    region.do(
        "certa", ambassador_hearings.open_hearing, ambassador_id=1, ground="made_up_evidence",
        concern="Het bedrijf kent de foto niet.", answer_until=date(2026, 12, 14),
    )  # fmt: skip
    region.do("sam", ambassador_hearings.answer_hearing, answer="Dat klopt niet.")
    region.do("certa", ambassador_hearings.withdraw, ambassador_id=1, version=4)
    told = lines(show(number, url))
    assert told[0] == ["Status", "ingetrokken"]
    assert told[2] == ["Sinds", "23 november 2026"]
    assert "Sam" not in show(number, url).output


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("MVO-NN-2026-0417-57", "nothing was given under this number"),
        ("JA-2026-0034-17", "nothing was given under this number"),
        ("MVO-NN-2026-0417-58", "the last two digits do not fit"),
        ("JA-2026-0034-71", "the last two digits do not fit"),
        ("bakkerij", "this is no number of ours"),
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


# The calendar


def expire(url: str) -> list[str]:
    result = CliRunner().invoke(main, ["certificates", "expire", "--database-url", url])
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_expire_closes_what_is_past_its_last_day_and_twice_does_nothing_more(
    granted: tuple[str, Region, str],
) -> None:
    url, region, number = granted
    with region.writing() as session:
        session.query(Certificate).update({"valid_from": date(2025, 1, 1), "valid_until": date(2025, 12, 31)})
    nothing = ["half-way checks opened: 0, late: 0", "told that the end is near: 0"]
    assert expire(url) == ["expired: 1", *nothing]
    assert expire(url) == ["expired: 0", *nothing]
    with region.reading() as session:
        assert session.query(Certificate).one().state == "expired"
    assert show(number, url).output.splitlines()[0] == "Status       verlopen"


def test_expire_opens_half_way_checks_and_tells_of_the_end(granted: tuple[str, Region, str]) -> None:
    url, region, _number = granted
    with region.writing() as session:
        session.query(Certificate).update(
            {"level": "front_runner", "valid_from": date(2025, 2, 1), "valid_until": date(2027, 1, 31)}
        )
    assert expire(url) == [
        "expired: 0",
        "half-way checks opened: 1, late: 0",
        "told that the end is near: 1",
    ]
