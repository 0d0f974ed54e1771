"""``mvo-scan test``: all checks run, the exit code tells, and a browser is looked for."""

import sys

import pytest
from click.testing import CliRunner

from web.cli import main, quality

GOOD = ("python", "-c", "print('checked')")
BAD = ("python", "-c", "print('at fault'); raise SystemExit(1)")
PYTEST = ("python", "-c", "import sys; print('pytest', *sys.argv[1:])")


@pytest.fixture
def run(monkeypatch, capfd):
    """Run ``mvo-scan test`` with stand-ins for the tools; returns the exit code and all that was printed."""

    def run(*arguments, checks=(GOOD,), tests=PYTEST, browser=True):
        monkeypatch.setattr(quality, "CHECKS", checks)
        monkeypatch.setattr(quality, "PYTEST", tests)
        monkeypatch.setattr(quality, "has_browser", lambda: browser)
        monkeypatch.setattr(sys, "stdout", sys.__stdout__)
        with pytest.raises(SystemExit) as ended:
            main(["test", *arguments], prog_name="mvo-scan")
        captured = capfd.readouterr()
        return ended.value.code, captured.out + captured.err

    return run


def test_runs_all_checks_and_ends_with_pytest_and_its_arguments(run):
    code, printed = run("tests/scoring", "-k", "bakery", "--lf")
    assert code == 0
    assert printed.splitlines()[-1] == "pytest tests/scoring -k bakery --lf"
    assert "checked" in printed


def test_goes_on_after_a_failed_check_and_then_fails(run):
    code, printed = run(checks=(BAD, GOOD))
    assert code == 1
    assert [line for line in printed.splitlines() if line in {"at fault", "checked", "pytest"}] == [
        "at fault",
        "checked",
        "pytest",
    ]
    assert printed.splitlines()[-1].startswith("Error: Failed: python -c")


def test_fails_when_pytest_fails(run):
    code, printed = run(tests=BAD)
    assert (code, printed.splitlines()[-1]) == (1, "Error: Failed: pytest")


def test_asks_apt_then_playwright_for_a_browser_and_else_names_the_journeys(run, monkeypatch):
    asked = []
    real = quality.subprocess.call

    def call(command, **options):
        if command[0] == "apt-get" or "playwright" in command:
            asked.append(" ".join(command[-3:]))
            return 100
        return real(command, **options)

    monkeypatch.setattr(quality.subprocess, "call", call)
    monkeypatch.setattr(quality.os, "geteuid", lambda: 0)
    monkeypatch.setattr(quality.shutil, "which", lambda name, path=None: f"{path or '/usr/bin'}/{name}")
    code, printed = run(browser=False)
    assert code == 0
    assert asked == [
        "-y --no-install-recommends chromium-headless-shell",
        "-y --no-install-recommends chromium",
        "apt-get -q update",
        "-y --no-install-recommends chromium-headless-shell",
        "-y --no-install-recommends chromium",
        "playwright install chromium",
    ]
    journeys = sorted(path.name for path in (quality.ROOT / "tests" / "journeys").glob("test_*.py"))
    assert f"Skipped for that: {', '.join(journeys)}" in printed


def test_outside_a_checkout_says_how_to_start_it(monkeypatch, tmp_path):
    monkeypatch.setattr(quality, "ROOT", tmp_path)
    result = CliRunner().invoke(main, ["test"])
    assert (result.exit_code, result.output) == (
        1,
        "Error: Start this as 'python3 mvoscan.py test' in a checkout: that installs the tools.\n",
    )
