"""The README and the documentation run: every block of code on their pages, from top to bottom."""

import re
import shutil
import traceback

import pytest

from tests.documents import Block, Runner, blocks, commands
from tests.project import ROOT, project_files

PAGES = [name for name in project_files() if re.fullmatch(r"(docs/.+|[^/]+)\.md", name)]


def blocks_of(page: str) -> list[Block]:
    return list(blocks(page, (ROOT / page).read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES)
def test_page_does_what_it_shows(page, tmp_path):
    if (ROOT / "examples").is_dir():
        shutil.copytree(ROOT / "examples", tmp_path / "examples")
    runner = Runner(tmp_path)
    for block in blocks_of(page):
        runner.run(block)


NOT_RUN = [block for page in PAGES for block in blocks_of(page) if block.not_run_because is not None]


@pytest.mark.parametrize("block", NOT_RUN, ids=lambda block: block.place)
def test_block_that_is_only_shown_says_why(block):
    assert block.not_run_because, f"{block.place}: write 'no-run: REASON'"
    pytest.skip(f"{block.place} is shown, not run: {block.not_run_because}")


# How the blocks of a page are read and run: what tests/documents.py promises to those who write pages.


def run_page(text, folder):
    runner = Runner(folder)
    for block in blocks("page.md", text):
        runner.run(block)
    return runner


def test_python_blocks_of_a_page_share_their_names(tmp_path):
    runner = run_page("```python\nanswer = 6\n```\n\n```python\nanswer *= 7\n```\n", tmp_path)
    assert runner.namespace["answer"] == 42


def test_python_block_with_prompts_must_print_what_the_page_shows(tmp_path):
    run_page("```python\n>>> 6 * 7\n42\n```\n", tmp_path)
    with pytest.raises(AssertionError, match=r"Expected:\s+43\s+Got:\s+42"):
        run_page("```python\n>>> 6 * 7\n43\n```\n", tmp_path)


def test_python_block_that_fails_names_the_line_of_the_page(tmp_path):
    with pytest.raises(ZeroDivisionError) as caught:
        run_page("# Title\n\n```python\nx = 1\n1 / 0\n```\n", tmp_path)
    last = traceback.extract_tb(caught.tb)[-1]
    assert (last.filename, last.lineno) == ("page.md", 5)


def test_console_block_must_print_what_the_page_shows(tmp_path):
    run_page("```console\n$ mvo-scan --version\nmvo-scan, version ...\n```\n", tmp_path)
    with pytest.raises(AssertionError, match=r"should print\s+something else"):
        run_page("```console\n$ python3 mvoscan.py --version\nsomething else\n```\n", tmp_path)


def test_console_block_without_output_only_asks_for_the_exit_code(tmp_path):
    run_page("```console\n$ mvo-scan --version\n```\n", tmp_path)
    run_page("```console exit=2\n$ mvo-scan no-such-command\n```\n", tmp_path)
    with pytest.raises(AssertionError, match="ended with 2"):
        run_page("```console\n$ mvo-scan no-such-command\n```\n", tmp_path)


def test_sh_block_is_all_commands_and_may_go_on_on_the_next_line(tmp_path):
    (block,) = blocks("page.md", "```sh\nmvo-scan --help \\\n  --version\n# why\nmvo-scan test\n```\n")
    assert [command.text for command in commands(block)] == ["mvo-scan --help --version", "mvo-scan test"]


def test_other_peoples_commands_are_refused_unless_marked(tmp_path):
    with pytest.raises(ValueError, match=r"page\.md:2: 'rm -rf /' begins with neither"):
        run_page("```sh\nrm -rf /\n```\n", tmp_path)
    run_page("```sh no-run: it removes everything\nrm -rf /\n```\n", tmp_path)


def test_block_with_a_file_name_is_written_for_the_blocks_below(tmp_path):
    run_page(
        "```yaml file=own/answers.yaml\na: 1\n```\n\n"
        '```python\nassert open("own/answers.yaml").read() == "a: 1\\n"\n```\n',
        tmp_path,
    )


def test_block_that_is_never_closed_is_a_fault():
    with pytest.raises(ValueError, match=r"page\.md:3: this block is never closed"):
        list(blocks("page.md", "text\n\n```python\n1\n"))
