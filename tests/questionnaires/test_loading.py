"""Finding a questionnaire, bundled or one's own."""

from pathlib import Path

import pytest

import questionnaires as package
from questionnaires.faults import QuestionnaireError
from questionnaires.loading import PUBLISHED, bundled_versions, load, load_published, versions_of
from questionnaires.publishing import canonical_bytes, content_hash
from tests.questionnaires.small import questionnaire, yes_no
from tests.questionnaires.sources import SOURCE, changed, write

SLUGS = ["company-self", "institution", "internship-company", "primary-class", "secondary-pupils"]


def save(folder, asked):
    path = folder / f"{asked.name}.json"
    path.write_bytes(canonical_bytes(asked))
    return path


def codes(name):
    with pytest.raises(QuestionnaireError) as caught:
        load(name)
    return [fault.code for fault in caught.value.faults]


def test_slug_is_its_newest_bundled_version():
    for slug in SLUGS:
        assert load(slug).name == versions_of(slug)[-1].name


def test_slug_with_a_version_is_that_version():
    for one in bundled_versions():
        assert load(one.name).name == one.name


def test_bundled_document_is_read_once():
    assert load("company-self") is load("company-self")


def test_path_is_a_source_or_a_published_document(tmp_path):
    source = write(tmp_path)
    assert load(source).slug == load(str(source)).slug == "trial"
    assert load(save(tmp_path, load(source))) == load(source)


def test_versions_are_ordered_as_numbers(tmp_path):
    for version in ("1.10.0", "1.9.0", "2.0.0", "1.9.10"):
        save(tmp_path, questionnaire(yes_no("a"), version=version))
    (tmp_path / "notes.json").write_text("{}")
    (tmp_path / "small@1.x.0.json").write_text("{}")
    assert [one.version for one in bundled_versions(tmp_path)] == ["1.9.0", "1.9.10", "1.10.0", "2.0.0"]
    assert [one.version for one in versions_of("small", tmp_path)] == ["1.9.0", "1.9.10", "1.10.0", "2.0.0"]
    assert versions_of("other", tmp_path) == ()


def test_name_of_nothing_says_what_there_is():
    assert codes("company-slef") == codes("company-self@9.9.9") == codes("") == ["P07"]


def test_file_with_faults_carries_all_of_them(tmp_path):
    path = write(
        tmp_path, changed(SOURCE, ("minutes: 5", "minutes: five"), ("audience: company", "audience: firm"))
    )
    assert codes(path) == ["S04", "S03"]
    with pytest.raises(QuestionnaireError, match=r"(?s)S04 .*audience.*S03 .*minutes"):
        load(path)


@pytest.mark.parametrize("name", ["nothing.yaml", "nothing.json", "folder/nothing.yaml"])
def test_file_that_is_not_there_says_so(tmp_path, name):
    assert codes(tmp_path / name) == ["Y01"]


def test_folder_is_not_a_questionnaire(tmp_path):
    assert codes(tmp_path) == ["Y01"]


def test_published_document_that_was_touched_is_refused(tmp_path):
    path = save(tmp_path, questionnaire(yes_no("a")))
    path.write_bytes(path.read_bytes() + b" ")
    assert codes(path) == ["P06"]


def test_catalogue_names_every_bundled_questionnaire():
    entries = package.catalogue()
    assert [entry.name.partition("@")[0] for entry in entries] == SLUGS
    for entry in entries:
        found = load(entry.name)
        assert entry.sha256 == content_hash(found)
        assert entry.title == found.title
        assert entry.items == len(list(found.items()))


def test_bundled_documents_are_their_own_canonical_bytes():
    documents = package.bundled()
    assert len(documents) == len(list(PUBLISHED.glob("*.json")))
    for document in documents:
        assert canonical_bytes(package.read_published(document)) == document


@pytest.mark.parametrize("slug", SLUGS)
def test_bundled_questionnaire_is_what_its_source_says(slug):
    """Whoever changes a source raises its version and publishes it."""
    source = load(Path(package.__file__).parent / "catalogue" / f"{slug}.yaml")
    assert content_hash(load(source.name)) == content_hash(source)


def test_published_document_is_read_from_its_file(tmp_path):
    path = save(tmp_path, questionnaire(yes_no("a")))
    assert load_published(path).slug == "small"
