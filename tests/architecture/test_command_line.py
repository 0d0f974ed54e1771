"""Every command is documented in docs/cli.md, and nothing there is made up."""

import re
from collections.abc import Iterator

import click
import pytest

from tests.project import ROOT
from web.cli import main


def walk(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Each command with the words that call it after ``mvo-scan``; groups are walked through, not listed."""
    if not isinstance(command, click.Group):
        yield " ".join(words), command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None, f"{name} is listed but not there"
        yield from walk(inner, (*words, name))


def sections() -> dict[str, str]:
    """docs/cli.md by its headings that name a command, such as: ## `mvo-scan score`."""
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    parts = re.split(r"^#{2,4} `mvo-scan (.+)`$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


COMMANDS = dict(walk(main))


def test_documentation_has_a_section_for_each_command_and_no_other():
    assert sorted(sections()) == sorted(COMMANDS)


@pytest.mark.parametrize("words", COMMANDS)
def test_section_tells_every_option_and_argument(words):
    section = sections()[words]
    told = [
        name
        for parameter in COMMANDS[words].params
        for name in (
            [option for option in (*parameter.opts, *parameter.secondary_opts) if option.startswith("--")]
            if isinstance(parameter, click.Option)
            else [parameter.human_readable_name]
        )
    ]
    assert [name for name in told if name not in section] == []


@pytest.mark.parametrize("words", COMMANDS)
def test_command_says_what_it_does(words):
    assert COMMANDS[words].help
