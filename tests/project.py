"""The project as its own tests see it: where it is, what belongs to it."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("certificates", "questionnaires", "scan", "scoring", "web")


@cache
def project_files() -> tuple[str, ...]:
    """The paths, from the root, of all files that are in git or about to be: what is ignored is not ours."""
    if not (ROOT / ".git").exists():
        pytest.skip("only a git checkout knows which files are the project's", allow_module_level=True)
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(sorted(name for name in listed.split("\0") if name and (ROOT / name).is_file()))


def package_files() -> list[str]:
    """The files, Python and data, of the five packages."""
    return [name for name in project_files() if name.partition("/")[0] in PACKAGES]


def python_files(*folders: str) -> list[str]:
    return [name for name in project_files() if name.endswith(".py") and name.startswith(folders)]
