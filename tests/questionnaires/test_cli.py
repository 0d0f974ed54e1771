"""``mvo-scan questionnaires``: readable, in two languages, exit code 2 when there is something to mend."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from questionnaires.loading import PUBLISHED, load
from questionnaires.publishing import canonical_bytes
from tests.questionnaires.sources import SOURCE, changed, write
from web.cli import main


def run(*arguments, language="en"):
    result = CliRunner().invoke(main, ["questionnaires", *map(str, arguments)], env={"LC_ALL": language})
    return result.exit_code, result.output


def sound(folder, *changes):
    """A source whose example holds: two people work here, so that every question shows."""
    answers = ("answers: {answers:", "answers: {profile: {staff: 2}, answers:")
    evidence = ("accepted: [document]", "accepted: [observation, document]")
    return write(folder, changed(SOURCE, answers, evidence, *changes))


def test_list_names_every_bundled_questionnaire():
    code, output = run("list")
    assert code == 0
    for one in PUBLISHED.glob("*.json"):
        assert one.stem in output
    assert "MVO self-scan for companies" in output


def test_check_says_that_nothing_is_wrong(tmp_path):
    assert run("check", sound(tmp_path)) == (0, "No faults in 1 file.\n")
    assert run("check", tmp_path, language="nl_NL.UTF-8") == (0, "Geen fouten in 2 bestanden.\n")


def test_check_shows_every_fault_and_ends_with_two(tmp_path):
    path = sound(tmp_path, ("minutes: 5", "minutes: five"))
    code, output = run("check", path)
    assert code == 2
    assert output == (
        f'S03 {path}:8 minutes\n  This should be a whole number, but it is "five".\n  → Write a whole number here.\n\n'
        "1 fault in 1 file.\n"
    )


def test_check_speaks_the_language_that_is_asked(tmp_path):
    path = sound(tmp_path, ("minutes: 5", "minutes: five"))
    assert "Schrijf hier een geheel getal." in run("check", path, "--language", "nl")[1]
    assert "Schrijf hier een geheel getal." in run("check", path, language="C.UTF-8")[1]


def test_check_of_a_file_that_is_not_there_is_a_fault(tmp_path):
    code, output = run("check", tmp_path / "nothing.yaml")
    assert (code, "Y01" in output) == (2, True)


def test_show_is_an_overview():
    code, output = run("show", "company-self")
    assert code == 0
    for part in (
        "company-self@",
        "MVO self-scan for companies",
        "energy-source: ",
        "(weight 3)",
        "4 Front-runner",
    ):
        assert part in output


def test_show_json_is_the_canonical_document():
    result = CliRunner().invoke(main, ["questionnaires", "show", "primary-class", "--json"])
    assert result.stdout_bytes == canonical_bytes(load("primary-class"))


def test_show_of_nothing_says_what_there_is():
    code, output = run("show", "company")
    assert code == 2
    assert 'There is no questionnaire "company".' in output
    assert "company-self" in output


def test_publish_writes_once_and_refuses_another_content(tmp_path):
    target = tmp_path / "published"
    target.mkdir()
    code, output = run("publish", sound(tmp_path), "--directory", target)
    assert (code, output.splitlines()[0]) == (0, f"trial@1.0.0 is published: {target / 'trial@1.0.0.json'}")
    code, output = run("publish", sound(tmp_path), "--directory", target)
    assert (code, "had been published already" in output) == (0, True)
    code, output = run("publish", sound(tmp_path, ("minutes: 5", "minutes: 6")), "--directory", target)
    assert (code, "P01" in output) == (2, True)


def test_publish_works_out_the_examples(tmp_path):
    code, output = run("publish", sound(tmp_path, ("total: 100", "total: 99")), "--directory", tmp_path)
    assert code == 2
    assert 'Example "best": the total should be 99 according to the example, but is 100.00.' in output


def test_diff_says_what_changed(tmp_path):
    old = sound(tmp_path / "old")
    new = sound(tmp_path / "new", ("        type: yes_no\n", "        type: yes_no\n        weight: 2\n"))
    code, output = run("diff", old, new)
    assert code == 0
    assert output.splitlines() == [
        "Rescored",
        "  meter: weight (1 → 2) [major]",
        "",
        "Scores of trial@1.0.0 and trial@1.0.0 can only be compared by a bridge: the part that stayed the same.",
        "  energy: unchanged weight 60%",
        "This asks for at least version 2.0.0 (major).",
    ]
    assert run("diff", old, old) == (0, "Nothing has changed.\n")
    assert run("diff", old, old, language="nl") == (0, "Er is niets veranderd.\n")


@pytest.mark.parametrize("kind", ["questionnaire", "bank"])
def test_schema_is_json(kind):
    code, output = run("schema", kind)
    assert code == 0
    assert json.loads(output)["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("command", ["list", "check", "show", "publish", "diff", "schema"])
def test_every_command_has_help(command):
    code, output = run(command, "--help")
    assert code == 0
    assert output.strip()


def test_catalogue_is_sound():
    catalogue = Path(PUBLISHED).parent / "catalogue"
    code, output = run("check", catalogue)
    assert (code, output.startswith("No faults in ")) == (0, True), output
