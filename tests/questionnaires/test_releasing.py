"""Publishing a source: once and for all."""

import threading

import pytest

from questionnaires.faults import Place, QuestionnaireError, Words, fault
from questionnaires.faults.publishing import Publishing
from questionnaires.loading import load
from questionnaires.publishing import canonical_bytes, content_hash
from questionnaires.releasing import publish
from tests.questionnaires.sources import SOURCE, changed, write


def every_example_holds(_):
    return ()


def release(folder, *changes, verify=every_example_holds):
    return publish(write(folder, changed(SOURCE, *changes)), folder / "published", verify=verify)


def codes(folder, *changes, verify=every_example_holds):
    with pytest.raises(QuestionnaireError) as caught:
        release(folder, *changes, verify=verify)
    return [one.code for one in caught.value.faults]


def test_source_becomes_its_canonical_bytes(tmp_path):
    made = release(tmp_path)
    assert made.path == tmp_path / "published" / "trial@1.0.0.json"
    assert made.path.read_bytes() == canonical_bytes(made.questionnaire)
    assert (made.sha256, made.new) == (content_hash(made.questionnaire), True)
    assert load(made.path) == made.questionnaire == load(tmp_path / "trial.yaml")


def test_same_content_again_changes_nothing(tmp_path):
    first = release(tmp_path)
    written = first.path.stat().st_mtime_ns
    again = release(tmp_path)
    assert (again.new, again.sha256, again.path.stat().st_mtime_ns) == (False, first.sha256, written)


def test_published_version_is_never_written_over(tmp_path):
    before = release(tmp_path).path.read_bytes()
    assert codes(tmp_path, ("minutes: 5", "minutes: 6")) == ["P01"]
    assert (tmp_path / "published" / "trial@1.0.0.json").read_bytes() == before


def test_version_says_how_much_changed(tmp_path):
    release(tmp_path)
    reworded = (
        "nl: Is er een meter?, en: Is there a meter?",
        "nl: Hangt er een meter?, en: Does a meter hang there?",
    )
    assert codes(tmp_path, ("version: 1.0.0", "version: 1.0.1"), reworded) == ["P03"]
    assert release(tmp_path, ("version: 1.0.0", "version: 1.1.0"), reworded).new
    assert codes(tmp_path, ("version: 1.0.0", "version: 1.0.5")) == ["P02"]
    weighed = ("        type: yes_no\n", "        type: yes_no\n        weight: 2\n")
    assert codes(tmp_path, ("version: 1.0.0", "version: 1.2.0"), reworded, weighed) == ["P03"]
    assert release(tmp_path, ("version: 1.0.0", "version: 2.0.0"), reworded, weighed).new


def test_nothing_is_written_when_there_are_faults(tmp_path):
    assert codes(tmp_path, ("minutes: 5", "minutes: five")) == ["S03"]
    assert codes(tmp_path, ("slug: trial", "slug: other")) == ["M43"]
    source = SOURCE.partition("examples:\n")[0]
    with pytest.raises(QuestionnaireError) as caught:
        publish(write(tmp_path, source), tmp_path / "published", verify=every_example_holds)
    assert [one.code for one in caught.value.faults] == ["P04"]
    assert not (tmp_path / "published").exists()


def test_example_that_comes_out_otherwise_is_a_fault_at_its_line(tmp_path):
    def verify(questionnaire):
        place = Place(questionnaire.name, None, ("examples", 0, "total"))
        details = {"example": "best", "what": Words("het totaal", "the total"), "expected": 100, "found": 90}
        yield fault(Publishing.EXAMPLE_DIFFERS, place, **details)

    with pytest.raises(QuestionnaireError) as caught:
        release(tmp_path, verify=verify)
    (found,) = caught.value.faults
    line = SOURCE.splitlines().index("    total: 100") + 1
    assert (found.code, found.line, found.path) == ("P05", line, "examples[best].total")
    assert found.file == str(tmp_path / "trial.yaml")


def test_part_of_a_bank_is_not_published(tmp_path):
    write(tmp_path)
    with pytest.raises(QuestionnaireError) as caught:
        publish(tmp_path / "bank" / "energy.yaml", tmp_path / "published", verify=every_example_holds)
    assert [one.code for one in caught.value.faults] == ["P08"]


def test_two_who_publish_at_the_same_time_publish_the_same(tmp_path):
    path = write(tmp_path)
    made, barrier = [], threading.Barrier(4)

    def run():
        barrier.wait()
        made.append(publish(path, tmp_path / "published", verify=every_example_holds).sha256)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    assert [one.name for one in (tmp_path / "published").iterdir()] == ["trial@1.0.0.json"]
