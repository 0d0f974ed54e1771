"""The pins: whole, hashed, from nowhere in particular, and those that pyproject.toml asks for."""

import re
import tomllib
from dataclasses import dataclass

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project import ROOT

LOCKS = ("runtime", "development", "uv")


@dataclass(frozen=True, slots=True)
class Pin:
    requirement: Requirement
    version: str
    hashes: frozenset[str]


def text_of(lock: str) -> str:
    return (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")


def pins(lock: str) -> dict[str, Pin]:
    found = {}
    lines = re.sub(r"\s*#.*", "", text_of(lock)).replace("\\\n", " ").splitlines()
    for line in filter(str.strip, lines):
        written, *hashes = line.split(" --hash=")
        requirement = Requirement(written.strip())
        (exact,) = requirement.specifier
        assert exact.operator == "=="
        pin = Pin(requirement, exact.version, frozenset(value.strip() for value in hashes))
        assert found.setdefault(canonicalize_name(requirement.name), pin) is pin, f"{line!r} is there twice"
    return found


@pytest.fixture(scope="module")
def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_sha256_hashes(lock):
    for name, pin in pins(lock).items():
        assert pin.hashes, f"{name} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in pin.hashes), name


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_address_and_sets_no_option(lock):
    text = text_of(lock)
    assert re.findall(r"^\s*-.*|.*://.*|.* @ .*", text.replace("    --hash=", "")) == []


def test_runtime_lock_satisfies_the_dependencies(pyproject):
    assert unmet(pyproject["project"]["dependencies"], "runtime") == []


def test_development_lock_satisfies_the_dependencies_and_the_group(pyproject):
    wanted = [*pyproject["project"]["dependencies"], *pyproject["dependency-groups"]["development"]]
    assert unmet(wanted, "development") == []


def unmet(wanted: list[str], lock: str) -> list[str]:
    pinned = pins(lock)
    requirements = [Requirement(text) for text in wanted]
    return [
        str(requirement)
        for requirement in requirements
        if (pin := pinned.get(canonicalize_name(requirement.name))) is None
        or not requirement.specifier.contains(pin.version, prereleases=True)
    ]


def test_development_lock_holds_the_runtime_lock():
    """mvoscan.py runs every command in an environment for development: it must be the same, and more."""
    development = pins("development")
    assert {name: development.get(name) for name in pins("runtime")} == pins("runtime")


def test_uv_that_mvoscan_fetches_is_the_one_that_developers_use():
    assert pins("uv") == {"uv": pins("development")["uv"]}
