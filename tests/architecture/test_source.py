"""What the sources may look like: small, named for what they are, and free of other people's addresses."""

import ast
import re
from pathlib import PurePosixPath

import pytest

from tests.project import PACKAGES, ROOT, project_files, python_files

FOLDERS = ("mvoscan.py", "benchmarks/", *(f"{package}/" for package in PACKAGES))
# A migration records what was done, table after table. Nobody changes it later: splitting wins nothing.
SOURCES = [name for name in python_files(*FOLDERS) if "/migrations/versions/" not in name]
MOST_LINES_OF_A_MODULE = 400
MOST_LINES_OF_A_FUNCTION = 60
NAMES_THAT_SAY_NOTHING = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}

# Written so that no pattern finds itself in this file.
ELSEWHERE = {
    "the host of a package registry or mirror": re.compile(
        r"\b(pypi|pythonhosted|npmjs|npmmirror|crates|rubygems|anaconda|nuget|packagist)\.(org|io|com|python)\b"
        r"|\b(deb|security|archive|ports|snapshot)\.(debian|ubuntu)\.(org|com)\b"
        r"|\b(proxy|sum)\.golang\.org\b|\brepo\d?\.maven\b"
    ),
    "a path of the machine it was written on": re.compile(
        r"(?<![\w./:-])/(home|mnt|opt|root|srv|tmp|Users|work)/[\w.]"
    ),
}


def test_modules_fit_in_the_head():
    """A module that grows past 400 lines does more than one thing: split it where its name stops fitting."""
    sizes = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in SOURCES}
    assert {name: size for name, size in sizes.items() if size > MOST_LINES_OF_A_MODULE} == {}


def test_functions_fit_on_a_screen():
    """A function past 50 lines is telling you something, past 60 it is shouting: give its steps names."""
    too_long = {
        f"{name}:{function.lineno} {function.name}": length
        for name in SOURCES
        for function in functions(name)
        if (length := lines_of_code(function)) > MOST_LINES_OF_A_FUNCTION
    }
    assert too_long == {}


def functions(name: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def lines_of_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines from ``def`` to the end; explaining yourself in a docstring costs nothing."""
    first = function.body[0]
    explained = ast.get_docstring(function) is not None
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if explained else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def test_names_say_what_is_inside():
    parts = {name: {PurePosixPath(part).stem for part in name.split("/")} for name in project_files()}
    assert [name for name, stems in parts.items() if stems & NAMES_THAT_SAY_NOTHING] == []


@pytest.mark.parametrize("what", ELSEWHERE)
def test_no_file_names(what):
    found = []
    for name in project_files():
        content = (ROOT / name).read_bytes()
        if b"\0" in content:  # a picture or a font
            continue
        for number, line in enumerate(content.decode("utf-8").splitlines(), start=1):
            if ELSEWHERE[what].search(line):
                found.append(f"{name}:{number}")
    assert found == []
