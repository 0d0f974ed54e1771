"""``mvo-scan``: a table of commands, each imported only when used; one place where errors become words."""

import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from questionnaires.errors import MvoScanError
from tests.project import ROOT
from web import cli


@pytest.fixture
def refusing(monkeypatch):
    @click.command()
    def refuse():
        raise MvoScanError("answers.yaml:3: there is no item called q_watr; did you mean q_water?")

    monkeypatch.setitem(cli.main.commands, "refuse", refuse)


def test_error_of_the_program_is_printed_as_one_sentence_with_exit_code_2(refusing):
    result = CliRunner().invoke(cli.main, ["refuse"])
    assert (result.exit_code, result.output) == (
        2,
        "Error: answers.yaml:3: there is no item called q_watr; did you mean q_water?\n",
    )


def test_unknown_command_is_named_with_exit_code_2():
    result = CliRunner().invoke(cli.main, ["tset"])
    assert result.exit_code == 2
    assert "No such command 'tset'." in result.output


def test_version_is_that_of_the_distribution():
    result = CliRunner().invoke(cli.main, ["--version"])
    assert (result.exit_code, result.output) == (0, f"mvo-scan, version {cli.__version__}\n")


def test_start_imports_no_command_that_it_does_not_run():
    start = "from web.cli import main; main(['--version'], standalone_mode=False)"
    code = f"import sys; {start}; print(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    ours = {name.partition(".")[0] for name in ran.stdout.split()}
    assert ours & {"flask", "numpy", "pydantic", "sqlalchemy", "reportlab", "questionnaires"} == set()
