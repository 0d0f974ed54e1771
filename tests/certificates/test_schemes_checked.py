"""Checking a scheme: each fault has a code, a place and how to mend it; what was published never changes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from certificates.scheme import SCHEMES, names, published
from certificates.scheme_check import check_file, check_paths, published_hashes
from certificates.scheme_faults import SchemeFault
from web.cli import main

CERTIFICATE = (SCHEMES / "mvo-certificate@1.1.0.yaml").read_text(encoding="utf-8")
STATEMENT = (SCHEMES / "mvo-statement@1.1.0.yaml").read_text(encoding="utf-8")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """A source in a file of its own."""

    def written(text: str, name: str) -> Path:
        file = tmp_path / f"{name}.yaml"
        file.write_text(text, encoding="utf-8")
        return file

    return written


def test_schemes_that_come_along_have_no_faults() -> None:
    checked = check_paths([SCHEMES])
    assert [fault.written("en") for one in checked.values() for fault in one.faults] == []
    assert len(checked) == len(names())


def test_every_published_scheme_is_listed_with_its_hash() -> None:
    assert set(published_hashes()) == set(names())


def new(source: str) -> str:
    """The same source as a version that was not published."""
    return source.replace("version: 1.1.0", "version: 1.2.0").replace("version: 1.0.0", "version: 1.2.0")


CASES: list[tuple[str, str, str, str]] = [
    ("R01", "kind: certificate", "kind: label", ""),
    ("R03", "  en: MVO certificate\n", "", "title"),
    ("R04", "questionnaire: company-self", "questionnaire: company-selfie", "questionnaire"),
    ("R05", "  front_runner: 24", "  frontrunner: 24", "validity_months.frontrunner"),
    ("R06", "two_persons: [front_runner]", "two_persons: [gold]", "two_persons"),
    ("R07", "  - id: pay\n", "  - id: all-true\n", "declarations[all-true]"),
    ("R08", "binnen 4 weken antwoord van", "snel antwoord van", "complaints"),
    ("R10", "    check: level\n", "    check: sharing\n", "entry[level].check"),
    ("R13", "geen keurmerk of logo", "geen logo", "rules"),
    ("R14", "dan wordt het certificaat geschorst.", "dan hoort het van ons.", "surveillance.text"),
    ("S01", "issuer: MVO-Alliantie Noord Nederland\n", "", ""),
    ("S02", "two_persons:", "two_people:", "two_people"),
    ("S04", "  moment: half_way", "  moment: at_the_end", "surveillance.moment"),
    ("S06", "  share_percent: 10", "  share_percent: 110", "monitoring.share_percent"),
    ("S03", "  decide_within: 6", "  decide_within: soon", "terms.decide_within"),
]


@pytest.mark.parametrize(("code", "before", "after", "path"), CASES, ids=[case[0] for case in CASES])
def test_each_fault_has_its_code_and_its_path(
    write: Callable[[str, str], Path], code: str, before: str, after: str, path: str
) -> None:
    source = new(CERTIFICATE)
    assert before in source
    faults = check_file(write(source.replace(before, after), "mvo-certificate@1.2.0")).faults
    assert (code, path) in {(fault.code, fault.path) for fault in faults}
    assert all(
        fault.message(language) and fault.mend(language) for fault in faults for language in ("nl", "en")
    )


def test_file_is_called_after_its_scheme(write: Callable[[str, str], Path]) -> None:
    faults = check_file(write(new(CERTIFICATE), "mvo-certificate@1.3.0")).faults
    assert [fault.code for fault in faults] == ["R02"]


@pytest.mark.parametrize("block", ["terms", "declarations", "risk", "surveillance"])
def test_new_version_must_state_its_terms_declarations_and_limits(
    write: Callable[[str, str], Path], block: str
) -> None:
    """Only the first version of the certificate, from before there were any, may go without."""
    lines, kept, skipping = new(CERTIFICATE).splitlines(), [], False
    for line in lines:
        skipping = line.startswith(f"{block}:") or (skipping and line.startswith(" "))
        if not skipping:
            kept.append(line)
    faults = check_file(write("\n".join(kept) + "\n", "mvo-certificate@1.2.0")).faults
    assert ("R09", f"The scheme says nothing about {block}.") in {
        (fault.code, fault.message("en")) for fault in faults
    }


def test_published_version_that_was_changed_is_found(write: Callable[[str, str], Path]) -> None:
    faults = check_file(write(CERTIFICATE.replace("24", "36"), "mvo-certificate@1.1.0")).faults
    assert [fault.code for fault in faults] == ["R12"]


def test_hearing_is_as_long_as_the_rules_say(write: Callable[[str, str], Path]) -> None:
    source = new(CERTIFICATE).replace("hearing_weeks: 2", "hearing_weeks: 3")
    faults = check_file(write(source, "mvo-certificate@1.2.0")).faults
    assert [(fault.code, fault.path) for fault in faults] == [("R08", "rules")]


def test_milestones_out_of_order_are_told(write: Callable[[str, str], Path]) -> None:
    programme = (SCHEMES / "mvo-ambassador@1.0.0.yaml").read_text(encoding="utf-8")
    swapped = programme.replace("key: scanner", "key: x").replace("key: start", "key: scanner")
    faults = check_file(write(swapped.replace("key: x", "key: start"), "mvo-ambassador@1.0.0")).faults
    assert [fault.code for fault in faults] == ["R11"]


def test_condition_that_a_certificate_has_does_not_fit_a_statement(
    write: Callable[[str, str], Path],
) -> None:
    source = new(STATEMENT).replace("check: sharing", "check: level")
    faults = check_file(write(source, "mvo-statement@1.2.0")).faults
    assert [(fault.code, fault.path) for fault in faults] == [("R10", "entry[sharing].check")]


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("new_at_renewal: 1", "new_at_renewal: 0", "new_at_renewal"),
        ("check: new_activities", "check: activities", "new_activities"),
    ],
)
def test_new_activities_are_asked_where_the_checklist_says_so(
    write: Callable[[str, str], Path], before: str, after: str, what: str
) -> None:
    faults = check_file(write(new(STATEMENT).replace(before, after), "mvo-statement@1.2.0")).faults
    assert [fault.message("en") for fault in faults] == [f"The scheme says nothing about {what}."]


@pytest.mark.parametrize("text", ["", "a: [", "a: 1\na: 2\n", "\x00", "- x\n"])
def test_what_is_no_yaml_is_refused_without_a_crash(write: Callable[[str, str], Path], text: str) -> None:
    assert check_file(write(text, "x@1.0.0")).faults


def test_every_kind_of_fault_is_shown_by_a_case() -> None:
    elsewhere = {"R02", "R09", "R11", "R12"}
    assert {kind.value.code for kind in SchemeFault} == {
        code for code, *_ in CASES if code[0] == "R"
    } | elsewhere


# The commands


def test_check_says_what_is_wrong_and_how_to_mend_it(write: Callable[[str, str], Path]) -> None:
    file = write(
        new(CERTIFICATE).replace("two_persons: [front_runner]", "two_persons: [gold]"),
        "mvo-certificate@1.2.0",
    )
    answer = CliRunner().invoke(main, ["schemes", "check", str(file), "--language", "en"])
    assert answer.exit_code == 2
    line = next(number for number, text in enumerate(file.read_text().splitlines(), 1) if "[gold]" in text)
    assert answer.output == (
        f"R06 {file}:{line} two_persons\n"
        '  The level "gold" is not given under this scheme.\n'
        "  → Put it under validity_months, or remove it here.\n\n"
        "1 fault in 1 file.\n"
    )


def test_list_shows_the_version_that_holds_first() -> None:
    answer = CliRunner().invoke(main, ["schemes", "list", "--language", "en"])
    lines = answer.output.splitlines()
    assert [line.split()[0] for line in lines[::2]] == list(names())
    assert [" ".join(line.split()[:2]) for line in lines[1::2]] == [
        "holds now", "earlier version", "holds now", "earlier version", "holds now", "holds now", "earlier version",
    ]  # fmt: skip


@pytest.mark.parametrize("name", names())
def test_show_tells_each_scheme_in_both_languages(name: str) -> None:
    for language in ("nl", "en"):
        answer = CliRunner().invoke(main, ["schemes", "show", name, "--language", language])
        assert (answer.exit_code, answer.output.splitlines()[0]) == (
            0,
            f"{name}  {published(name).title[language]}",
        )


def test_show_names_what_there_is_to_choose_from() -> None:
    answer = CliRunner().invoke(main, ["schemes", "show", "mvo-label", "--language", "en"])
    assert (answer.exit_code, answer.output) == (2, f"Error: Choose from: {', '.join(names())}\n")
