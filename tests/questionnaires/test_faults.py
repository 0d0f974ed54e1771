"""Every code has one file that shows it, and that file shows nothing else (design 4, 11)."""

import re
import shutil
from collections.abc import Sequence
from enum import Enum
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from string import Formatter

import pytest

from questionnaires import faults
from questionnaires.answers_file import load_answers
from questionnaires.checking import check_file, check_paths
from questionnaires.faults import ALL, AnswersError, Fault, QuestionnaireError
from questionnaires.loading import load, versions_of
from questionnaires.releasing import publish
from questionnaires.yaml_source import read_yaml
from scoring.examples import check_examples
from tests.project import ROOT

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


def in_folder(path: Path) -> Sequence[Fault]:
    return check_paths([path])[path].faults


def unwritable(path: Path) -> Sequence[Fault]:
    with pytest.raises(QuestionnaireError) as caught:
        publish(path, Path("support/answered.yaml"), verify=check_examples)
    return caught.value.faults


WAYS = {
    "Y02": too_large,
    "Y16": in_folder,
    "P09": unwritable,
    "P06": loaded,
    "P07": named,
    "P08": loaded,
    "P": published,
    "A": answered,
}


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


def test_every_kind_of_fault_in_the_code_is_in_the_table():
    """A new table of faults, or a code used twice, would show nowhere else."""
    defined = [
        one
        for module in iter_modules(faults.__path__)
        for table in vars(import_module(f"questionnaires.faults.{module.name}")).values()
        if isinstance(table, type) and issubclass(table, Enum) and table is not Enum
        for one in table
    ]
    assert sorted(kind.value.code for kind in set(defined)) == sorted({kind.value.code for kind in ALL})
    assert len({kind.value.code for kind in ALL}) == len(ALL) >= 35


def test_every_kind_of_fault_is_found_somewhere_in_the_code():
    """And never by hand: a fault is made from the table, so that its words are in both languages."""
    code = "".join(path.read_text() for path in (ROOT / "questionnaires").rglob("*.py"))
    code += "".join(path.read_text() for path in (ROOT / "scoring").rglob("*.py"))
    assert [kind for kind in ALL if f"{type(kind).__name__}.{kind.name}" not in code] == []


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.value.code)
def test_words_of_a_fault_differ_by_language_and_tell_the_same_details(kind):
    for nl, en in (kind.value.message, kind.value.mend):
        details = [sorted(part[1] for part in Formatter().parse(words) if part[1]) for words in (nl, en)]
        assert details[0] == details[1]
        assert nl.strip()
        assert en.strip()
        assert nl != en or not re.sub(r"{\w+}", "", nl).strip()


def test_fixtures_are_named_after_their_fault():
    names = {kind.value.code: kind.name.lower().replace("_", "-") for kind in ALL}
    assert {path.stem[:3]: path.stem[4:] for path in FIXTURES} == names


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
def test_fixture_shows_exactly_its_fault(fixture, invalid):
    found = faults_of(Path(fixture.name))
    assert [fault.code for fault in found] == [fixture.name[:3]]
    shown = "".join(fault.written(language) + "\n\n" for language in ("nl", "en") for fault in found)
    assert shown == fixture.with_suffix(".txt").read_text()
