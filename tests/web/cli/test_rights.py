"""``mvo-scan people`` and ``mvo-scan retention``: what the administrator does for people's rights."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scan.store.tables import Person
from scan.use_cases.erasing import ERASED
from tests.engines import migrated
from tests.scan.factories import Region, build_region
from web.cli import main


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Region, tuple[str, ...]]]:
    """A region, and the options that lead a command to it."""
    engine = migrated(tmp_path / "region.sqlite")
    yield build_region(engine), ("--database-url", str(engine.url), "--files", str(tmp_path / "files"))
    engine.dispose()


def run(*words: str, fed: str = "") -> Result:
    return CliRunner().invoke(main, words, input=fed)


def name_of(region: Region, who: str) -> str:
    with region.reading() as session:
        return session.get_one(Person, region.ids[who]).display_name


def test_copy_is_written_as_json_and_as_zip(place: tuple[Region, tuple[str, ...]], tmp_path: Path) -> None:
    _, options = place
    for ending in ("json", "zip"):
        path = tmp_path / f"copy.{ending}"
        done = run("people", "export", "Carla@example.org", str(path), *options)
        assert (done.exit_code, done.output) == (0, f"written: {path}\n")
    whole = json.loads((tmp_path / "copy.json").read_text(encoding="utf-8"))
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        assert archive.namelist() == ["data.json"]
        assert json.loads(archive.read("data.json"))["about"] == whole["about"]
    assert whole["about"]["people.id"][0]["email"] == "carla@example.org"


def test_copy_of_nobody_or_under_another_name_is_refused(
    place: tuple[Region, tuple[str, ...]], tmp_path: Path
) -> None:
    _, options = place
    for words, fault in (
        (("nobody@example.org", str(tmp_path / "x.zip")), "there is no such person"),
        (("1", str(tmp_path / "x.pdf")), "the name ends in .zip or .json"),
    ):
        done = run("people", "export", *words, *options)
        assert done.exit_code == 2
        assert fault in done.output
    assert list(tmp_path.glob("x.*")) == []


def test_erasing_asks_first(place: tuple[Region, tuple[str, ...]]) -> None:
    region, options = place
    number = str(region.ids["sam"])
    assert run("people", "erase", number, *options, fed="n\n").exit_code == 1
    assert name_of(region, "sam") == "Sam"
    done = run("people", "erase", number, *options, fed="y\n")
    assert done.output.splitlines()[-1] == f"erased: person {number}"
    assert name_of(region, "sam") == ERASED


def test_schedule_is_rehearsed_and_applied(place: tuple[Region, tuple[str, ...]], tmp_path: Path) -> None:
    _, options = place
    path = tmp_path / "terms.yaml"
    reason = "reason: {nl: Om te proberen., en: To try.}"
    kinds = (
        "sign_in", "unfinished_scans", "students", "staff", "evidence", "class_rounds", "contributions", "agreements",
        "complaints",
    )  # fmt: skip
    path.write_text("\n".join(f"{kind}: {{months: 240, {reason}}}" for kind in kinds))
    shown = run("retention", "show", "--schedule", str(path))
    assert (
        shown.output.splitlines()[0]
        == "sessions, invitations, start codes, news and mail: 240 months. To try."
    )
    nothing = [f"{words}: 0" for words in (
        "sessions, invitations, start codes, news and mail",
        "scans that were not handed in, applications that were not sent", "students",
        "closed accounts",
        "pieces of evidence and photos of activities", "rounds of votes in a class", "contributions to a school's scan",
        "names under agreements with partners",
        "complaints about certificates and statements",
        "appointments of ambassadors",
        "uploaded lists that nobody confirmed",
    )]  # fmt: skip
    for extra, ending in ((("--rehearse",), " would go"), ((), " gone")):
        done = run("retention", "apply", "--schedule", str(path), *options, *extra)
        assert done.output.splitlines() == [line + ending for line in nothing]


def test_schedule_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    path = tmp_path / "terms.yaml"
    path.write_text("students: twelve\n")
    done = run("retention", "show", "--schedule", str(path))
    assert done.exit_code == 2
    assert "students: Input should be a valid dictionary" in done.output
