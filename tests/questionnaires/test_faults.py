"""Every code has one file that shows it, and that file shows nothing else (design 4, 11)."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from questionnaires.answers_file import load_answers
from questionnaires.checking import check_file
from questionnaires.faults import ALL, AnswersError, Fault, QuestionnaireError
from questionnaires.loading import load, versions_of
from questionnaires.releasing import publish
from questionnaires.yaml_source import read_yaml
from scoring.examples import check_examples

INVALID = Path(__file__).parent / "invalid"
FIXTURES = sorted(path for path in INVALID.glob("*-*.*") if path.suffix in (".yaml", ".json"))


def checked(path: Path) -> Sequence[Fault]:
    return check_file(path, lambda slug: versions_of(slug, Path("published"))).faults


def too_large(path: Path) -> Sequence[Fault]:
    return read_yaml(path, maximum=100)[1]


def loaded(path: Path) -> Sequence[Fault]:
    with pytest.raises(QuestionnaireError) as caught:
        load(path)
    return caught.value.faults


def named(path: Path) -> Sequence[Fault]:
    with pytest.raises(QuestionnaireError) as caught:
        load(path.read_text().strip())
    return caught.value.faults


def published(path: Path) -> Sequence[Fault]:
    with pytest.raises(QuestionnaireError) as caught:
        publish(path, Path("published"), verify=check_examples)
    return caught.value.faults


def answered(path: Path) -> Sequence[Fault]:
    with pytest.raises(AnswersError) as caught:
        load_answers(load("support/answered.yaml"), path)
    return caught.value.faults


WAYS = {"Y02": too_large, "P06": loaded, "P07": named, "P08": loaded, "P": published, "A": answered}


def faults_of(path: Path) -> Sequence[Fault]:
    """The faults in a fixture, found the way they are found in use."""
    code = path.name[:3]
    return WAYS.get(code, WAYS.get(code[0], checked))(path)


@pytest.fixture
def invalid(tmp_path, monkeypatch) -> Path:
    """A copy of the fixtures to work in, so that messages name files without a folder."""
    folder = tmp_path / "invalid"
    shutil.copytree(INVALID, folder)
    monkeypatch.chdir(folder)
    return folder


def test_every_code_has_one_fixture():
    assert [path.name[:3] for path in FIXTURES] == sorted(kind.value.code for kind in ALL)


def test_fixtures_are_named_after_their_fault():
    names = {kind.value.code: kind.name.lower().replace("_", "-") for kind in ALL}
    assert {path.stem[:3]: path.stem[4:] for path in FIXTURES} == names


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
def test_fixture_shows_exactly_its_fault(fixture, invalid):
    faults = faults_of(Path(fixture.name))
    assert [fault.code for fault in faults] == [fixture.name[:3]]
    shown = "".join(fault.written(language) + "\n\n" for language in ("nl", "en") for fault in faults)
    assert shown == fixture.with_suffix(".txt").read_text()
