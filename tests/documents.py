"""Run what a Markdown page shows, so that no page promises what the program does not do.

The fenced blocks of a page run from top to bottom, in one Python namespace, in an empty folder with a copy of
``examples/``. The first word after the fence is the language:

- ``python``: executed; with ``>>>`` prompts, what it prints must be what the page shows;
- ``console``: each line that begins with ``$ `` is a command, and the lines below it are just what it prints
  (``...`` stands for anything; no line at all: whatever it prints is fine);
- ``sh``, ``bash``: each line is a command.

A command begins with ``mvo-scan`` or ``python3 mvoscan.py`` and must end with exit code 0. More words after
the language say otherwise:

- ``exit=2``: the last command ends with that exit code;
- ``file=NAME``: any language; the block is not run but written to that file, for the blocks below it;
- ``no-run: REASON``: shown, not run; the test run lists it with its reason.
"""

import contextlib
import doctest
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.project import ROOT

COMMANDS = re.compile(r"(?:mvo-scan|python3 mvoscan\.py)(?=\s|$)")
RUN = {"python", "console", "sh", "bash", "shell"}
FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<language>[\w+-]*) *(?P<words>.*)$")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: where it begins, what its first line says, what is in it."""

    page: str
    line: int
    language: str
    words: str
    text: str

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"

    def option(self, name: str) -> str | None:
        found = re.search(rf"(?:^|\s){name}=(\S+)", self.words)
        return found[1] if found else None

    @property
    def not_run_because(self) -> str | None:
        found = re.match(r"no-run:? *(.*)$", self.words)
        return found[1] if found else None


@dataclass(frozen=True, slots=True)
class Command:
    """A command as the page shows it, with the lines below it that it should print."""

    line: int
    text: str
    expected: str


def blocks(page: str, text: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order; raises ValueError for one that is never closed."""
    lines = enumerate(text.splitlines(), start=1)
    for number, line in lines:
        opened = FENCE.match(line)
        if not opened:
            continue
        body: list[str] = []
        for _, inner in lines:
            if inner.strip() == opened["fence"]:
                break
            body.append(inner.removeprefix(opened["indent"]))
        else:
            raise ValueError(f"{page}:{number}: this block is never closed")
        yield Block(page, number, opened["language"], opened["words"].strip(), "\n".join(body) + "\n")


def commands(block: Block) -> list[Command]:
    """The commands of a block; raises ValueError for one that is not MVO-scan's and so is not run."""
    prompted = block.language == "console"
    found: list[Command] = []
    for number, line in enumerate(block.text.splitlines(), start=block.line + 1):
        if found and found[-1].text.endswith("\\"):
            found[-1] = Command(found[-1].line, found[-1].text[:-1] + line.strip(), "")
        elif line.startswith("$ ") or (not prompted and line.strip() and not line.startswith("#")):
            found.append(Command(number, line.removeprefix("$ "), ""))
        elif prompted and found:
            found[-1] = Command(found[-1].line, found[-1].text, f"{found[-1].expected}{line}\n")
    for command in found:
        if not COMMANDS.match(command.text):
            raise ValueError(
                f"{block.page}:{command.line}: {command.text!r} begins with neither 'mvo-scan' nor 'python3 "
                "mvoscan.py'. Show it in a block marked 'no-run: REASON'."
            )
    return found


class Runner:
    """Runs the blocks of one page in one folder and one namespace; raises AssertionError naming the line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.namespace: dict[str, object] = {"__name__": "__page__"}

    def run(self, block: Block) -> None:
        name = block.option("file")
        if name is not None:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(block.text, encoding="utf-8")
        elif block.not_run_because is not None or block.language not in RUN:
            return
        elif block.language == "python":
            self.run_python(block)
        else:
            self.run_commands(block)

    def run_python(self, block: Block) -> None:
        with contextlib.chdir(self.folder):
            if block.text.lstrip().startswith(">>>"):
                self.run_prompts(block)
            else:
                padded = "\n" * block.line + block.text  # so that a traceback names the line of the page
                exec(compile(padded, block.page, "exec"), self.namespace)

    def run_prompts(self, block: Block) -> None:
        example = doctest.DocTestParser().get_doctest(
            block.text, self.namespace, block.place, block.page, block.line
        )
        report = io.StringIO()
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        failed = runner.run(example, out=report.write, clear_globs=False).failed
        self.namespace.update(example.globs)
        assert not failed, report.getvalue()

    def run_commands(self, block: Block) -> None:
        shown = commands(block)
        for command in shown:
            expected = int(block.option("exit") or 0) if command is shown[-1] else 0
            ran = self.shell(command.text)
            place = f"{block.page}:{command.line}: {command.text}"
            assert ran.returncode == expected, f"{place}\nended with {ran.returncode}:\n{ran.stdout}"
            if command.expected.strip():
                assert_same(command.expected, ran.stdout, place)

    def shell(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run it as a shell would (pipes and redirections work), by this environment's own ``mvo-scan``."""
        ours = f"{shlex.quote(sys.executable)} -P -m web.cli"
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", "NO_COLOR": "1"}
        return subprocess.run(
            ["sh", "-c", COMMANDS.sub(lambda _: ours, command, count=1)],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )


def assert_same(expected: str, printed: str, place: str) -> None:
    want, got = (without_trailing_space(text) for text in (expected, printed))
    same = doctest.OutputChecker().check_output(want, got, doctest.ELLIPSIS)
    assert same, f"{place}\nshould print\n{want}\nbut prints\n{got}"


def without_trailing_space(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.rstrip().splitlines()) + "\n"
