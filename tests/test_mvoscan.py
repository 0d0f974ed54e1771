"""``python3 mvoscan.py``: from a bare Python to a running command, or a clear message and nothing half done.

Each test has a small checkout of its own, a package index of its own on this machine, and nothing else: no
settings of pip or uv, and of programs only those it names.
"""

import base64
import functools
import hashlib
import http.server
import os
import platform
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import mvoscan
from tests.project import ROOT

UV = Path(sys.executable).with_name("uv")
COMMAND = "import greeting, sys\nprint(greeting.WORD, *sys.argv[1:])\n"
HIDE_PIP = """
import importlib.machinery
real = importlib.machinery.PathFinder.find_spec
def find_spec(name, path=None, target=None):
    return None if name.partition(".")[0] in {"pip", "ensurepip", "venv"} else real(name, path, target)
importlib.machinery.PathFinder.find_spec = staticmethod(find_spec)
"""


class Index(http.server.SimpleHTTPRequestHandler):
    """The pages of a package index: a folder for each package, listed as links."""

    seen: list[str]
    account: str | None

    def do_GET(self) -> None:
        self.seen.append(self.path)
        if self.account and self.headers["Authorization"] != f"Basic {self.account}":
            self.send_error(401)
        else:
            super().do_GET()

    def log_message(self, *message: object) -> None:
        """Nothing on standard error."""


@pytest.fixture
def index(tmp_path: Path) -> Iterator[type[Index]]:
    """A running index with the package *greeting*; ``address`` is its address and ``seen`` what was asked."""
    folder = tmp_path / "index"
    handler = type("Handler", (Index,), {"seen": [], "account": None, "folder": folder, "address": ""})
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(handler, directory=folder)
    ) as server:
        handler.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        yield handler
        server.shutdown()


class Checkout:
    """A checkout with a command that prints a word out of the package *greeting* and its arguments."""

    def __init__(self, folder: Path, index: type[Index]) -> None:
        self.folder, self.index, self.home = folder, index, folder.parent / "home"
        self.programs = folder.parent / "programs"
        for path in (folder / "requirements", folder / "web" / "cli", self.home, self.programs):
            path.mkdir(parents=True)
        shutil.copy(ROOT / "mvoscan.py", folder)
        (folder / "web" / "cli" / "__main__.py").write_text(COMMAND)
        self.pin("uv", "uv==1.0", "0" * 64)
        for lock, version in (("runtime", "1.0"), ("development", "2.0")):
            self.pin(lock, f"greeting=={version}", publish_greeting(index, version))

    def pin(self, lock: str, requirement: str, sha256: str) -> None:
        text = f"{requirement} \\\n    --hash=sha256:{sha256}\n"
        (self.folder / "requirements" / f"{lock}.txt").write_text(text)

    def has_uv(self) -> "Checkout":
        (self.programs / "uv").symlink_to(UV)
        return self

    def has_no_pip(self) -> "Checkout":
        (self.home / "sitecustomize.py").write_text(HIDE_PIP)
        return self

    def environment(self, **more: str) -> dict[str, str]:
        return {
            "PATH": str(self.programs),
            "HOME": str(self.home),
            "PYTHONPATH": str(self.home),
            "PIP_CONFIG_FILE": os.devnull,
            "UV_CACHE_DIR": str(self.home / "cache"),
            "UV_HTTP_RETRIES": "0",
            **more,
        }

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        command = [mvoscan.PYTHON, str(self.folder / "mvoscan.py"), *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.environment(**more), stdout=pipe, stderr=pipe, text=True)

    def run(self, *arguments: str, **more: str) -> tuple[int, str, str]:
        """The exit code, standard output and standard error of ``python3 mvoscan.py ARGUMENTS``."""
        process = self.start(*arguments, **more)
        output, errors = process.communicate(timeout=60)
        return process.returncode, output, errors

    def run_offline(self, *arguments: str) -> tuple[int, str, str]:
        return self.run(*arguments, UV_OFFLINE="1", UV_CACHE_DIR=str(self.home / "empty"))

    @property
    def leftovers(self) -> set[str]:
        return {path.name for path in (*self.folder.glob(".venv*"), *(self.folder / ".uv").glob("prev*"))}


@pytest.fixture
def checkout(tmp_path: Path, index: type[Index]) -> Checkout:
    return Checkout(tmp_path / "a checkout", index)


def publish(index: type[Index], name: str, wheel: str, files: dict[str, bytes]) -> str:
    """Put a wheel on the index; returns its sha256."""
    path = index.folder / name / wheel
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for inner, content in files.items():
            archive.writestr(inner, content)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def publish_greeting(index: type[Index], version: str) -> str:
    info = f"greeting-{version}.dist-info"
    files = {
        "greeting.py": f"WORD = 'hello {version}'\n".encode(),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: greeting\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD")).encode()
    return publish(index, "greeting", f"greeting-{version}-py3-none-any.whl", files)


def publish_uv(index: type[Index], content: bytes | None = None) -> str:
    """Put this environment's own uv on the index, as uv 1.0, in a wheel for this machine."""
    system = "macosx_11_0" if sys.platform == "darwin" else "manylinux_2_17"
    wheel = f"uv-1.0-py3-none-{system}_{platform.machine().lower()}.whl"
    return publish(index, "uv", wheel, {"uv-1.0.data/scripts/uv": content or UV.read_bytes()})


def test_first_start_installs_and_runs_the_command(checkout, index):
    code, output, errors = checkout.has_uv().run("say", "--loud", PIP_INDEX_URL=index.address)
    assert (code, output) == (0, "hello 1.0 say --loud\n")
    assert f"Installing the packages pinned in requirements/runtime.txt into {checkout.folder}" in errors


def test_second_start_installs_nothing_and_says_nothing(checkout, index):
    checkout.has_uv().run(PIP_INDEX_URL=index.address)
    assert checkout.run_offline("again") == (0, "hello 1.0 again\n", "")


def test_uv_default_index_overrules_pip_index_url(checkout, index):
    dead = "http://127.0.0.1:9"
    code, output, _ = checkout.has_uv().run(PIP_INDEX_URL=dead, UV_DEFAULT_INDEX=index.address)
    assert (code, output) == (0, "hello 1.0\n")


def test_test_command_gets_the_development_packages_which_also_serve_the_others(checkout, index):
    checkout.has_uv().run(PIP_INDEX_URL=index.address)
    assert checkout.run("test", PIP_INDEX_URL=index.address)[1] == "hello 2.0 test\n"
    assert checkout.run_offline("say") == (0, "hello 2.0 say\n", "")


def test_environment_has_the_command_mvo_scan(checkout, index):
    checkout.has_uv().run(PIP_INDEX_URL=index.address)
    command = [checkout.folder / ".venv" / "bin" / "mvo-scan", "a b"]
    ran = subprocess.run(command, env=checkout.environment(), capture_output=True, text=True)
    assert (ran.stdout, ran.stderr) == ("hello 1.0 a b\n", "")


def test_index_out_of_reach_gives_a_message_and_leaves_nothing(checkout):
    code, output, errors = checkout.has_uv().run("say", PIP_INDEX_URL="http://127.0.0.1:9")
    assert (code, output, checkout.leftovers) == (3, "", set())
    assert (
        "The packages could not be installed; nothing of them is left behind. Above, uv says why." in errors
    )
    assert "set UV_DEFAULT_INDEX or PIP_INDEX_URL to the address of a package index" in errors


def test_package_with_another_hash_is_refused(checkout, index):
    checkout.has_uv().pin("runtime", "greeting==1.0", "f" * 64)
    code, output, errors = checkout.run(PIP_INDEX_URL=index.address)
    assert (code, output, checkout.leftovers) == (3, "", set())
    assert "Hash mismatch for `greeting==1.0`" in errors


def test_package_without_a_hash_is_refused(checkout, index):
    (checkout.has_uv().folder / "requirements" / "runtime.txt").write_text("greeting==1.0\n")
    code, output, errors = checkout.run(PIP_INDEX_URL=index.address)
    assert (code, output, checkout.leftovers) == (3, "", set())
    assert "greeting==1.0" in errors


def test_failed_update_leaves_the_old_environment_as_it_was(checkout, index):
    checkout.has_uv().run(PIP_INDEX_URL=index.address)
    assert checkout.run_offline("test")[0] == 3
    assert checkout.run_offline("say") == (0, "hello 1.0 say\n", "")


def test_changed_pins_are_installed_at_the_next_start(checkout, index):
    checkout.has_uv().run(PIP_INDEX_URL=index.address)
    checkout.pin("runtime", "greeting==3.0", publish_greeting(index, "3.0"))
    assert checkout.run(PIP_INDEX_URL=index.address)[:2] == (0, "hello 3.0\n")
    assert checkout.leftovers == {".venv"}


def test_environment_of_a_developer_stays_one_when_the_pins_change(checkout, index):
    checkout.has_uv().run("test", PIP_INDEX_URL=index.address)
    checkout.pin("runtime", "greeting==3.0", publish_greeting(index, "3.0"))
    checkout.pin("development", "greeting==4.0", publish_greeting(index, "4.0"))
    assert checkout.run("say", PIP_INDEX_URL=index.address)[:2] == (0, "hello 4.0 say\n")


def test_installation_that_was_cut_off_is_undone(checkout, index):
    checkout.has_uv().run(PIP_INDEX_URL=index.address)
    environment = checkout.folder / ".venv"
    environment.rename(checkout.folder / ".uv" / "previous-venv")
    (environment / "bin").mkdir(parents=True)  # what a power cut leaves of the new one
    assert checkout.run_offline("say") == (0, "hello 1.0 say\n", "")
    assert checkout.leftovers == {".venv"}


def test_moved_checkout_gets_an_environment_of_its_own(checkout, index):
    checkout.has_uv().run(PIP_INDEX_URL=index.address)
    checkout.folder = checkout.folder.rename(checkout.folder.with_name("moved"))
    code, output, errors = checkout.run("say", PIP_INDEX_URL=index.address)
    assert (code, output) == (0, "hello 1.0 say\n")
    assert f"into {checkout.folder}" in errors


def test_two_first_starts_at_once_both_succeed_and_install_once(checkout, index):
    checkout.has_uv()
    processes = [checkout.start(str(number), PIP_INDEX_URL=index.address) for number in range(2)]
    ended = [process.communicate(timeout=60) for process in processes]
    assert [output for output, _ in ended] == ["hello 1.0 0\n", "hello 1.0 1\n"]
    assert sum("Installing the packages" in errors for _, errors in ended) == 1


def test_bare_python_fetches_uv_from_the_index(checkout, index):
    checkout.has_no_pip().pin("uv", "uv==1.0", publish_uv(index))
    code, output, errors = checkout.run(PIP_INDEX_URL=f"{index.address}/")
    assert (code, output) == (0, "hello 1.0\n"), errors
    assert f"Getting uv from {index.address}/uv/ …" in errors
    assert list((checkout.folder / ".uv").rglob("uv")) != []


def test_bare_python_refuses_a_uv_with_another_hash(checkout, index):
    publish_uv(index, b"not uv at all")
    code, output, errors = checkout.has_no_pip().run(PIP_INDEX_URL=index.address)
    assert (code, output, checkout.leftovers) == (3, "", set())
    assert "the file there is not one whose sha256 is in requirements/uv.txt" in errors
    assert list((checkout.folder / ".uv").rglob("uv")) == []


def test_bare_python_without_an_index_says_what_to_do(checkout):
    code, output, errors = checkout.has_no_pip().run("say")
    assert (code, output, checkout.leftovers) == (3, "", set())
    assert errors.endswith(mvoscan.NO_INSTALLER + "\n")


def test_credentials_are_sent_to_the_index_and_never_shown(checkout, index):
    index.account = base64.b64encode(b"reader:s3cret@").decode()
    checkout.has_no_pip().pin("uv", "uv==1.0", publish_uv(index))
    address = index.address.replace("//", "//reader:s3cret%40@")
    code, output, errors = checkout.run(PIP_INDEX_URL=address)
    assert (code, output) == (0, "hello 1.0\n"), errors
    assert "s3cret" not in errors


def test_pip_works_where_the_index_has_no_uv(checkout, index):
    code, output, errors = checkout.run("say", PIP_INDEX_URL=index.address)
    assert (code, output) == (0, "hello 1.0 say\n"), errors
    assert "Getting uv with pip …" in errors


def test_index_of_pip_s_settings_is_used(checkout, index):
    settings = checkout.home / "pip.conf"
    settings.write_text(f"[global]\nindex-url = http://127.0.0.1:9\n[install]\nindex-url = {index.address}\n")
    code, output, errors = checkout.has_uv().run(PIP_CONFIG_FILE=str(settings))
    assert (code, output) == (0, "hello 1.0\n"), errors


def test_pip_s_settings_that_cannot_be_read_are_named(checkout):
    settings = checkout.home / "pip.conf"
    settings.write_text("index-url = somewhere\n")
    code, output, errors = checkout.has_uv().run(PIP_CONFIG_FILE=str(settings))
    assert (code, output, checkout.leftovers) == (3, "", set())
    assert f"pip's settings in {settings} cannot be read" in errors


def test_checkout_that_cannot_be_written_is_named(checkout):
    (checkout.folder / ".uv").write_text("a file where a folder should come")
    code, output, errors = checkout.has_uv().run()
    assert (code, output) == (3, "")
    assert f"The environment in {checkout.folder} cannot be made" in errors


def test_older_python_is_told_what_is_needed(checkout):
    pretend = (
        "import runpy, sys; sys.version_info = (3, 10, 13, 'final', 0); "
        f"runpy.run_path({str(checkout.folder / 'mvoscan.py')!r}, run_name='__main__')"
    )
    ran = subprocess.run([mvoscan.PYTHON, "-c", pretend], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (3, "")
    assert ran.stderr.endswith("3.11 is needed, or newer.\n")


PAGE = """<a href="uv-2.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl#sha256=1">newer</a>
<a data-requires-python="&gt;=3.8" href='../../files/uv-1.0-py3-none-macosx_11_0_arm64.whl#sha256=2'>mac</a>
<a href="uv-1.0-py3-none-musllinux_1_1_x86_64.whl">Alpine</a>
<a href="https://files.example/uv-1.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl?a=1&amp;b=2">Linux</a>
<a href="uv-1.0-py3-none-win_amd64.whl">Windows</a>"""


@pytest.mark.parametrize(
    ("system", "machine", "libc", "address"),
    [
        ("linux", "x86_64", "glibc", "https://files.example/uv-1.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl?a=1&b=2"),
        ("linux", "x86_64", "", "https://index.example/simple/uv/uv-1.0-py3-none-musllinux_1_1_x86_64.whl"),
        ("darwin", "arm64", "", "https://index.example/files/uv-1.0-py3-none-macosx_11_0_arm64.whl"),
        ("win32", "AMD64", "", "https://index.example/simple/uv/uv-1.0-py3-none-win_amd64.whl"),
    ],
)  # fmt: skip
def test_wheel_of_uv_is_the_one_for_this_machine(monkeypatch, system, machine, libc, address):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(platform, "libc_ver", lambda: (libc, ""))
    monkeypatch.setattr(mvoscan, "pinned_uv", lambda: ("1.0", set()))
    assert mvoscan.wheel_address("https://index.example/simple/uv/", PAGE) == address


def test_machine_that_uv_does_not_know_is_named(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "pdp11")
    with pytest.raises(mvoscan.SetupError, match=r"it has no uv-.*_pdp11\.whl"):
        mvoscan.wheel_address("https://index.example/simple/uv/", PAGE)
