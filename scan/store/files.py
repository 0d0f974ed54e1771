"""Bytes of evidence, under their own hash: a folder now, another store behind the same interface later (design 8)."""

import hashlib
import os
import re
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol

_SHA256 = re.compile(r"[0-9a-f]{64}")


class FileStore(Protocol):
    """Where files are kept. Writing is safe before the transaction commits: an orphan harms nobody."""

    def put(self, data: bytes) -> str:
        """Keep these bytes and give their sha256 in hexadecimal; twice the same is once."""
        ...

    def get(self, sha256: str) -> bytes:
        """The bytes with this hash. Raises FileNotFoundError."""
        ...


class LocalFiles:
    """Files in a folder, as ``ab/cd/abcd…``. A file appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Keep these bytes and give their sha256 in hexadecimal."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self._path(sha256)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=target.parent, prefix=".new-", delete=False) as new:
                new.write(data)
                new.flush()
                os.fsync(new.fileno())
            Path(new.name).replace(target)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes with this hash. Raises FileNotFoundError; OSError when the disk changed them."""
        data = self._path(sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise OSError(f"the stored file {sha256} is damaged")
        return data

    def _path(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise FileNotFoundError(sha256)
        return self.folder / sha256[:2] / sha256[2:4] / sha256
