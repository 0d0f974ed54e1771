"""Imports point one way, the core is pure, one place commits (design 3)."""

import ast
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.project import PACKAGES, ROOT, python_files

FRAMEWORKS = frozenset({"flask", "wtforms", "sqlalchemy", "reportlab"})

# Design 3, as pyproject.toml must say it to import-linter: who may not import what, and the layers.
FORBIDDEN = [
    ({"questionnaires", "scoring", "scan.domain"}, FRAMEWORKS),
    ({"questionnaires", "scoring", "scan", "certificates"}, {"flask", "wtforms"}),
    ({"questionnaires", "scoring", "scan", "web"}, {"reportlab"}),
]
LAYERS = [
    ["web", "certificates", "scan", "scoring", "questionnaires"],
    ["scan.use_cases", "scan.store", "scan.domain"],
]


@pytest.fixture(scope="module")
def contracts() -> list[dict]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["tool"]["importlinter"]["contracts"]


def test_contracts_are_kept():
    program = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run([program, "--no-logo"], cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("layers", LAYERS, ids=lambda layers: layers[0])
def test_contracts_hold_the_layers(contracts, layers):
    assert layers in [contract.get("layers") for contract in contracts]


@pytest.mark.parametrize(("sources", "targets"), FORBIDDEN, ids=lambda names: "+".join(sorted(names)))
def test_contracts_forbid(contracts, sources, targets):
    held = [contract for contract in contracts if contract["type"] == "forbidden"]
    assert any(
        sources <= set(contract["source_modules"]) and targets <= set(contract["forbidden_modules"])
        for contract in held
    )


def test_contracts_allow_no_exceptions(contracts):
    assert [contract["name"] for contract in contracts if contract.get("ignore_imports")] == []


IMPORT_ALL = """
import importlib, pkgutil, sys
for name in ("questionnaires", "scoring", "scan.domain"):
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, name + "."):
        importlib.import_module(module.name)
print(" ".join(sorted(set(sys.modules) & set(sys.argv[1:]))))
"""


def test_core_runs_without_any_framework_being_imported():
    """What import-linter reads off the sources, seen happening: also through a third package."""
    command = [sys.executable, "-P", "-c", IMPORT_ALL, *FRAMEWORKS]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert (ran.stderr, ran.stdout.strip()) == ("", "")


def test_only_the_session_commits():
    """Use cases never commit: views, commands and jobs open one transaction around one use case."""
    found = [
        f"{name}:{node.lineno}"
        for name in python_files(*(f"{package}/" for package in PACKAGES))
        if name != "scan/store/session.py"
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert found == []
