"""Publishing a new version of a scheme touches nothing that was given under an older one (design 7)."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from certificates import scheme as schemes


def given(app: Flask) -> list[str]:
    """Numbers of every certificate and statement in the register of the demo."""
    return sorted(set(re.findall(r"/c/(MVOV?-NN-[0-9-]+)", app.test_client().get("/register").text)))


def seen(app: Flask, number: str) -> tuple[bytes, bytes]:
    """The PDF and the public page."""
    client = app.test_client()
    answers = [client.get(address) for address in (f"/certificates/{number}.pdf", f"/c/{number}")]
    assert [answer.status_code for answer in answers] == [200, 200]
    return answers[0].data, answers[1].data


def publish(folder: Path, name: str) -> None:
    """A next major version with other words, declarations and terms."""
    source = (folder / f"{name}.yaml").read_text(encoding="utf-8")
    source = re.sub(r"version: .*", "version: 9.0.0", source)
    for before, after in (("24", "36"), ("MVO-", "XYZ-"), ("keurmerk", "stempel"), ("6 weken", "9 weken")):
        source = source.replace(before, after)
    (folder / f"{name.partition('@')[0]}@9.0.0.yaml").write_text(source, encoding="utf-8")


def test_new_versions_change_no_byte_of_what_was_given(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = datetime.now(UTC)
    app.config["NOW"] = lambda: moment
    numbers = given(app)
    assert {number.partition("-NN-")[0] for number in numbers} == {"MVO", "MVOV"}
    before = {number: seen(app, number) for number in numbers}
    folder = tmp_path / "schemes"
    shutil.copytree(schemes.SCHEMES, folder)
    for name in ("mvo-certificate@1.1.0", "mvo-statement@1.1.0"):
        publish(folder, name)
    monkeypatch.setattr(schemes, "SCHEMES", folder)
    assert (schemes.scheme().version, schemes.statement_scheme().version) == ("9.0.0", "9.0.0")
    assert {number: seen(app, number) for number in numbers} == before
