"""``mvo-scan test``: every check of the project in one command, and a browser for the journeys."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
"""The shell is Chromium without windows and menus: a journey takes half the time in it."""
PACKAGES = ("chromium-headless-shell", "chromium")
"""Of Debian, in the order in which they are asked for; older releases have only the second."""
CHECKS: tuple[tuple[str, ...], ...] = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)
COVERED = ("python", "-m", "slipcover")
# Tests marked xdist_group("…") stay together on one worker; any other goes to the worker that is free. The packages
# of the tests are imported first (-p): SlipCover 1.1.0 takes a package that pytest imports from its file for a module.
PYTEST = (*COVERED, "-m", "pytest", "-p", "tests.scan.importing", "-n", "2", "--dist", "loadgroup")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
def test(pytest_arguments: tuple[str, ...]) -> None:
    """Run every check: ruff, mypy, import contracts, tests.

    All of it runs, also when something fails early; then the exit code is 1. Whatever you add goes to pytest,
    for example: mvo-scan test tests/scoring -k bakery
    """
    if not (ROOT / "tests").is_dir() or importlib.util.find_spec("pytest") is None:
        raise click.ClickException(
            "Start this as 'python3 mvoscan.py test' in a checkout: that installs the tools."
        )
    prepare_browser()
    failed = [" ".join(command) for command in CHECKS if not passes(command)]
    if failed:
        click.echo(f"\nFailed so far: {', '.join(failed)}")
    if not passes((*PYTEST, *pytest_arguments)):
        failed.append("pytest")
    if failed:
        raise click.ClickException(f"Failed: {', '.join(failed)}")


def passes(command: Sequence[str]) -> bool:
    """Run a tool of this environment in the checkout, its output where ours goes; True if it ends with 0."""
    click.echo(f"\n$ {' '.join(command)}")
    tool = shutil.which(command[0], path=Path(sys.executable).parent)
    if tool is None:
        raise click.ClickException(
            f"{command[0]} is not in this environment. Start 'python3 mvoscan.py test'."
        )
    return subprocess.call([tool, *command[1:]], cwd=ROOT, stdin=subprocess.DEVNULL) == 0


def find_browser(playwright: "Playwright") -> Path | None:
    """The Chromium that the journeys run in: the system's, else the one Playwright fetched, else None."""
    found = (shutil.which(name) for name in BROWSERS)
    candidates = (Path(path) for path in (*found, playwright.chromium.executable_path) if path)
    return next((path for path in candidates if path.is_file()), None)


def prepare_browser() -> None:
    """Make sure of a Chromium: apt's when root, else Playwright's; else say which journeys are skipped."""
    if has_browser():
        return
    for command in ways_to_get_a_browser():
        click.echo(f"\nNo Chromium yet. $ {' '.join(command)}")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        if subprocess.call(command, stdin=subprocess.DEVNULL, env=environment) == 0 and has_browser():
            return
    journeys = ", ".join(path.name for path in sorted((ROOT / "tests" / "journeys").glob("test_*.py")))
    click.echo(f"\nThere is no Chromium and none could be had (see above). Skipped for that: {journeys}")


def has_browser() -> bool:
    from playwright.sync_api import sync_playwright  # only in the environment for development

    with sync_playwright() as playwright:
        return find_browser(playwright) is not None


def ways_to_get_a_browser() -> list[list[str]]:
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if sys.platform != "win32" and os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "-q", "install", "-y", "--no-install-recommends"]
        apt = [[*install, package] for package in PACKAGES]
        ways = [*apt, ["apt-get", "-q", "update"], *apt, *ways]
    return ways
