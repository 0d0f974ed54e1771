"""Where the product runs and where it keeps its things."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

SECRET_BYTES = 32
LOCAL_ADDRESS = "http://localhost:8000"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment decides; everything else is in the code or in the data.

    ``base_url`` is the public address without a trailing slash: it stands in QR codes and mails. ``contact`` is the
    mail address of the alliance, for questions and complaints; empty where there is none yet. ``demo`` is set by
    ``serve`` alone, when it found or made the invented region in the database: pages then show what elsewhere comes by
    app or mail. ``file_place`` is where photos and documents are kept: a folder, or ``s3://bucket/prefix``; empty for
    the folder in ``var``.
    """

    database_url: str
    var: Path
    secret: bytes
    base_url: str = LOCAL_ADDRESS
    contact: str = ""
    demo: bool = False
    file_place: str = ""

    @property
    def secure_cookies(self) -> bool:
        """Cookies go over https only, wherever the public address is https."""
        return self.base_url.startswith("https://")

    @property
    def files(self) -> Path | str:
        """Where the object store keeps photos and documents."""
        return self.file_place or self.var / "files"


def load_settings(
    *,
    var: Path,
    database_url: str | None = None,
    base_url: str | None = None,
    contact: str | None = None,
    file_place: str | None = None,
) -> Settings:
    """Settings from arguments, then the environment (``MVO_SCAN_*``), then the embedded defaults in ``var``.

    The secret is made once and kept in ``var/secret``, readable by its owner alone.
    """
    var.mkdir(parents=True, exist_ok=True)
    return Settings(
        database_url=database_url
        or os.environ.get("MVO_SCAN_DATABASE_URL")
        or f"sqlite:///{(var / 'mvo-scan.sqlite').absolute()}",
        var=var,
        secret=_secret(var / "secret"),
        base_url=(base_url or os.environ.get("MVO_SCAN_BASE_URL") or LOCAL_ADDRESS).rstrip("/"),
        contact=contact or os.environ.get("MVO_SCAN_CONTACT", ""),
        file_place=file_place or os.environ.get("MVO_SCAN_FILES", ""),
    )


def _secret(path: Path) -> bytes:
    from_environment = os.environ.get("MVO_SCAN_SECRET")
    if from_environment:
        return from_environment.encode()
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(SECRET_BYTES).encode())
    return path.read_bytes()
