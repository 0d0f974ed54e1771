"""Start MVO-scan from a checkout: ``python3 mvoscan.py COMMAND …``. Standard library only.

The first start builds ``.venv`` from the pinned, hashed files in ``requirements/``; later starts only compare
its stamp and go on. It installs with uv, and gets uv from the configured package index; where uv is not to be
had, pip does the work. No index is named here: the address comes from UV_DEFAULT_INDEX, PIP_INDEX_URL, pip's
settings, or the installer's own default. Exit code 3: there is no environment, and nothing half of one.
"""

import base64
import configparser
import hashlib
import html
import importlib
import importlib.util
import io
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EXIT_NOT_INSTALLED = 3

if tuple(sys.version_info) < (3, 11):  # here, because older Pythons cannot evaluate what follows
    sys.stderr.write(
        f"mvoscan: {sys.executable} is Python {platform.python_version()}; 3.11 is needed, or newer.\n"
    )
    sys.exit(EXIT_NOT_INSTALLED)

ROOT = Path(__file__).resolve().parent
PYTHON = getattr(sys, "_base_executable", "") or sys.executable  # not the one in .venv, which may be replaced
VENV = ROOT / ".venv"
STAMP = VENV / "mvo-scan.stamp"
PRIVATE = ROOT / ".uv"  # uv itself, the lock, and the previous environment while a new one is made
PREVIOUS = PRIVATE / "previous-venv"
PIP_OPTIONS = ("-q", "--no-input", "--disable-pip-version-check", "--root-user-action=ignore", "--retries=1")
HOW_TO_REACH_AN_INDEX = (
    "set UV_DEFAULT_INDEX or PIP_INDEX_URL to the address of a package index (its simple API)"
)
NO_INSTALLER = f"""There is nothing here to install with: no uv, no pip, and no package index that has uv.
Do one of these, then start again:
  - {HOW_TO_REACH_AN_INDEX};
  - install uv or pip;
  - on Debian or Ubuntu: apt-get install python3-venv"""
NOT_INSTALLED = f"""The packages could not be installed; nothing of them is left behind. Above, {{}} says why.
If it could not reach the package index, check the network, or {HOW_TO_REACH_AN_INDEX}."""


class SetupError(Exception):
    """The environment could not be made; the message says why, and what to do about it."""


def main(arguments: list[str]) -> int:
    """Make sure of the environment, then become ``mvo-scan ARGUMENTS``."""
    kind = "development" if arguments[:1] == ["test"] else "runtime"
    try:
        if not is_ready(kind):
            with only_one_at_a_time():
                settle()
                if not is_ready(kind):
                    build(kind)
    except SetupError as error:
        say(str(error))
        return EXIT_NOT_INSTALLED
    except OSError as error:
        say(f"The environment in {ROOT} cannot be made: {error}")
        return EXIT_NOT_INSTALLED
    except KeyboardInterrupt:
        say("Stopped. Nothing has been installed.")
        return 130
    # -P: the folder you start it from is not searched for Python modules.
    command = [str(venv_program("python")), "-P", "-m", "web.cli", *arguments]
    if os.name == "posix":
        os.execv(command[0], command)
    return subprocess.call(command)  # on Windows, exec would return to the shell before the program ends


def say(message: str) -> None:
    print(f"mvoscan: {message}", file=sys.stderr, flush=True)


# --- The environment: whole, or not there ---


def requirements(kind: str) -> Path:
    return ROOT / "requirements" / f"{kind}.txt"


def venv_program(name: str) -> Path:
    return VENV / "Scripts" / f"{name}.exe" if sys.platform == "win32" else VENV / "bin" / name


def stamp(kind: str) -> str:
    """What an environment was made from and is bound to: the pins, this folder, this kind of Python."""
    pins = hashlib.sha256(requirements(kind).read_bytes()).hexdigest()
    return f"{kind} {pins}\n{ROOT} {sysconfig.get_config_var('EXT_SUFFIX')}\n"


def read_stamp() -> str:
    """The stamp of an environment that is whole and whose Python is still there, else ''."""
    return STAMP.read_text(encoding="utf-8") if STAMP.is_file() and venv_program("python").exists() else ""


def is_ready(kind: str) -> bool:
    """Whether ``.venv`` holds exactly the pinned packages; the development ones include those for running."""
    return read_stamp() in {stamp(kind), stamp("development")}


@contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Hold the checkout's lock, so that two first starts do not build over one another."""
    PRIVATE.mkdir(exist_ok=True)
    with (PRIVATE / "lock").open("w") as lock:
        if not try_lock(lock.fileno()):
            say("Another start is installing; waiting for it …")
            while not try_lock(lock.fileno()):
                time.sleep(0.2)
        yield


def try_lock(descriptor: int) -> bool:
    """Take the lock if it is free; the system lets go of it when the file is closed or this process ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def settle() -> None:
    """End an installation that failed or was cut off: without a stamp, the new one makes way for the old."""
    if STAMP.exists():
        shutil.rmtree(PREVIOUS, ignore_errors=True)
    elif PREVIOUS.exists():
        shutil.rmtree(VENV, ignore_errors=True)
        PREVIOUS.rename(VENV)


def build(kind: str) -> None:
    """Build ``.venv`` anew in its place; the old one is kept until the new one is whole, else put back."""
    if read_stamp().startswith("development "):
        kind = "development"
    say(f"Installing the packages pinned in requirements/{kind}.txt into {VENV} …")
    if VENV.exists():
        VENV.rename(PREVIOUS)
    try:
        install(kind)
        add_checkout()
        STAMP.write_text(stamp(kind), encoding="utf-8")
    finally:
        if not STAMP.exists():
            shutil.rmtree(VENV, ignore_errors=True)
        settle()


def add_checkout() -> None:
    """Put the checkout on the environment's path, and the command ``mvo-scan`` among its programs."""
    packages = sysconfig.get_path("purelib", "venv", {"base": str(VENV), "platbase": str(VENV)})
    Path(packages, "mvo-scan.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    python, command = venv_program("python"), venv_program("mvo-scan")
    if sys.platform == "win32":
        command.with_suffix(".cmd").write_text(f'@"{python}" -P -m web.cli %*\r\n', encoding="utf-8")
    else:
        command.write_text(
            f'#!/bin/sh\nexec {shlex.quote(str(python))} -P -m web.cli "$@"\n', encoding="utf-8"
        )
        command.chmod(0o755)


# --- Installing ---


def install(kind: str) -> None:
    """Fill ``.venv`` with uv, else with pip."""
    uv = find_uv() or uv_from_index()
    pip = None if uv else find_pip()
    uv = uv_from_pip(pip) if pip else uv
    if uv:
        run(uv, "venv", "--quiet", "--no-python-downloads", "--python", PYTHON, VENV)
        # Compiled here once: a start would take four times as long where Python may not keep what it compiles.
        options = ("--compile-bytecode", "--require-hashes", "--python", venv_program("python"))
        run(uv, "pip", "sync", *options, requirements(kind))
    elif pip:
        target = ("--python", venv_program("python"))
        run(PYTHON, "-P", "-m", "venv", "--without-pip", VENV)
        run(*pip, *target, "install", *PIP_OPTIONS, "--require-hashes", "-r", requirements(kind))
    else:
        raise SetupError(NO_INSTALLER)


def run(*command: object) -> None:
    """Run an installer with its words on standard error: standard output stays the command's own."""
    words = [str(word) for word in command]
    try:
        subprocess.run(words, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=for_installers())
    except (subprocess.CalledProcessError, OSError) as error:
        raise SetupError(NOT_INSTALLED.format(Path(words[0]).name)) from error


def for_installers() -> dict[str, str]:
    """The environment, in which uv and pip get one another's index, and uv the certificates set for pip."""
    index = index_url()
    found = {"UV_DEFAULT_INDEX": index, "PIP_INDEX_URL": index, "SSL_CERT_FILE": pip_setting("cert")}
    return {
        **os.environ,
        **{name: value for name, value in found.items() if value and not os.environ.get(name)},
    }


def index_url() -> str:
    """The address of the configured package index, or '' where only the installer's own default is left."""
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        if os.environ.get(name):
            return re.sub(r"^[\w.-]+=", "", os.environ[name])  # uv allows NAME=ADDRESS
    return pip_setting("index-url")


def pip_setting(name: str) -> str:
    """A setting as pip sees it: its variable, else the last of pip's files that has it, else ''."""
    value = ""
    for path in pip_files():
        settings = configparser.RawConfigParser(strict=False)
        try:
            settings.read(path, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError) as error:
            raise SetupError(f"pip's settings in {path} cannot be read: {error}") from error
        for section in ("global", "install"):
            value = settings.get(section, name, fallback=value)
    return os.environ.get("PIP_" + name.upper().replace("-", "_")) or value.strip()


def pip_files() -> list[Path]:
    """pip's files of settings in its order, the system's first: a later one overrules an earlier one."""
    given, home, name = os.environ.get("PIP_CONFIG_FILE"), Path.home(), "pip.conf"
    if given == os.devnull:
        return []
    if sys.platform == "win32":
        name, folders = "pip.ini", [Path(os.environ.get("PROGRAMDATA") or home, "pip"), home / "pip"]
        folders.append(Path(os.environ.get("APPDATA") or home, "pip"))
    else:
        folders = [Path(folder, "pip") for folder in os.environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")]
        folders += [Path("/etc"), home / "Library" / "Application Support" / "pip", home / ".pip"]
        folders.append(Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config", "pip"))
    folders.append(Path(sys.prefix))
    return [folder / name for folder in folders] + ([Path(given)] if given else [])


# --- Getting uv ---


def pinned_uv() -> tuple[str, set[str]]:
    """The version of uv in ``requirements/uv.txt``, and the sha256 of each of its files."""
    text = requirements("uv").read_text(encoding="utf-8")
    return text.partition("==")[2].split()[0], set(re.findall(r"sha256:([0-9a-f]{64})", text))


def uv_folder() -> Path:
    return PRIVATE / f"uv-{pinned_uv()[0]}"


def find_uv() -> Path | None:
    """A uv that runs: on the path, or fetched before into the checkout."""
    fetched = uv_folder().rglob("uv.exe" if sys.platform == "win32" else "uv")
    for found in (shutil.which("uv"), *(program for program in fetched if program.is_file())):
        try:
            if found and subprocess.run([found, "--version"], capture_output=True).returncode == 0:
                return Path(found)
        except OSError as error:
            say(f"{found} does not run here: {error}")
    return None


def uv_from_index() -> Path | None:
    """Fetch uv from the configured index and check its sha256. None, having said why, when that fails."""
    if not index_url():
        return None
    page = index_url().rstrip("/") + "/uv/"
    say(f"Getting uv from {without_credentials(page)} …")
    try:
        wheel = fetch(wheel_address(page, fetch(page).decode("utf-8", "replace")))
        if hashlib.sha256(wheel).hexdigest() not in pinned_uv()[1]:
            raise SetupError("the file there is not one whose sha256 is in requirements/uv.txt")
        with tempfile.TemporaryDirectory(dir=PRIVATE) as folder:
            keep_program(wheel, Path(folder))
    except (SetupError, OSError, ImportError, ValueError, zipfile.BadZipFile) as error:
        say(f"That failed: {error}")
        return None
    return find_uv()


def wheel_address(page: str, text: str) -> str:
    """The address, on an index's page of uv's files, of the pinned version for this machine."""
    system = {"win32": "win", "darwin": "macosx"}.get(sys.platform)
    if system is None:
        system = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    start, end = f"uv-{pinned_uv()[0]}-py3-none-{system}", f"_{platform.machine().lower()}.whl"
    for link in re.findall(r"""href\s*=\s*["']([^"'#]+)""", text):
        address = urllib.parse.urljoin(page, html.unescape(link))
        name = urllib.parse.unquote(urllib.parse.urlsplit(address).path.rpartition("/")[2])
        if name.startswith(start) and name.endswith(end):
            return address
    raise SetupError(f"it has no {start}…{end}")


def fetch(address: str) -> bytes:
    """Read an http(s) address, with the credentials in it and the certificates that pip would use."""
    import ssl  # a Python without it can still install in another way

    parts = urllib.parse.urlsplit(address)
    if parts.scheme not in {"http", "https"}:
        raise SetupError("it is not an http or https address")
    request = urllib.request.Request(without_credentials(address))
    if parts.username:
        account = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
        token = base64.b64encode(account.encode()).decode()
        request.add_unredirected_header("Authorization", f"Basic {token}")
    context = ssl.create_default_context(cafile=for_installers().get("SSL_CERT_FILE"))
    with urllib.request.urlopen(request, timeout=30, context=context) as answer:
        return bytes(answer.read())


def without_credentials(address: str) -> str:
    parts = urllib.parse.urlsplit(address)
    return urllib.parse.urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def keep_program(wheel: bytes, folder: Path) -> None:
    """Unpack the program that is in uv's wheel, whole or not at all, by way of another folder."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as files:
        for name in files.namelist():
            if re.search(r"\.data/scripts/uv(\.exe)?$", name):
                Path(files.extract(name, folder / "content")).chmod(0o755)
    shutil.rmtree(uv_folder(), ignore_errors=True)
    (folder / "content").rename(uv_folder())


def uv_from_pip(pip: list[str]) -> Path | None:
    """Let pip fetch uv, with its hash checked, into the checkout. None when it cannot; pip then said why."""
    say("Getting uv with pip …")
    options = [*PIP_OPTIONS, "--no-deps", "--require-hashes", "-r", str(requirements("uv"))]
    with tempfile.TemporaryDirectory(dir=PRIVATE) as folder:
        command = [*pip, "install", *options, "--target", f"{folder}/content"]
        if subprocess.call(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=for_installers()):
            return None
        shutil.rmtree(uv_folder(), ignore_errors=True)
        Path(folder, "content").rename(uv_folder())
    return find_uv()


# --- Finding pip ---


def find_pip() -> list[str] | None:
    """How to start pip, after asking apt for it where this Python has none. None when there is no way."""
    pip = pip_command()
    if pip or sys.platform == "win32" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return pip
    if Path(PYTHON).resolve().parent == Path("/usr/bin"):  # apt brings it to the system's own Python only
        say("This Python has no pip; asking apt for python3-venv, which brings it …")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update"], ["install", "-y", "python3-venv"]):
            command = ["apt-get", "-q", *arguments]
            subprocess.call(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environment)
    return pip_command()


def pip_command() -> list[str] | None:
    """pip as a module, else the wheel of it that comes with Python, which runs without being installed."""
    importlib.invalidate_caches()
    pip, ensurepip = (importlib.util.find_spec(name) for name in ("pip", "ensurepip"))
    if pip and pip.origin:  # without an origin it is only a folder that happens to be called pip
        return [PYTHON, "-P", "-m", "pip"]
    if not ensurepip or not ensurepip.origin:
        return None
    debian = sysconfig.get_config_var("WHEEL_PKG_DIR")
    folder = Path(debian) if debian else Path(ensurepip.origin).with_name("_bundled")
    wheels = sorted(folder.glob("pip-*.whl"))
    return [PYTHON, str(wheels[-1] / "pip")] if wheels else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
