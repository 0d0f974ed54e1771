"""Bytes of evidence, under their own hash, in an object store: a folder by default, S3 by setting (design 8)."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_SHA256 = re.compile(r"[0-9a-f]{64}")


class FileStore:
    """Where files are kept, as ``ab/cd/abcd…``. A file appears whole or not at all.

    Writing is safe before the transaction commits: an orphan harms nobody.
    """

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @classmethod
    def at(cls, place: Path | str) -> FileStore:
        """The store in this folder, made when it is not there, or at this ``s3://bucket/prefix``.

        The keys of S3 and an address of its own come from the usual ``AWS_…`` variables. Raises ValueError for another
        kind of address.
        """
        import obstore.store  # takes a moment to load, and a start needs no files

        if isinstance(place, str) and place.startswith("s3://"):
            return cls(obstore.store.S3Store.from_url(place))
        if "://" in str(place):
            raise ValueError("files are kept in a folder, or at s3://bucket/prefix")
        return cls(obstore.store.LocalStore(Path(place).absolute(), mkdir=True, automatic_cleanup=True))

    def put(self, data: bytes) -> str:
        """Keep these bytes and give their sha256 in hexadecimal; twice the same is once."""
        import obstore

        sha256 = hashlib.sha256(data).hexdigest()
        obstore.put(self._store, _path(sha256), data)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes with this hash. Raises FileNotFoundError; OSError when the store changed them."""
        import obstore

        data = bytes(obstore.get(self._store, _path(sha256)).bytes())
        if hashlib.sha256(data).hexdigest() != sha256:
            raise OSError(f"the stored file {sha256} is damaged")
        return data

    def delete(self, sha256: str) -> None:
        """Take the bytes with this hash away; harmless when they are gone already."""
        import obstore

        try:
            obstore.delete(self._store, _path(sha256))
        except FileNotFoundError:
            return


def _path(sha256: str) -> str:
    if not _SHA256.fullmatch(sha256):
        raise FileNotFoundError(sha256)
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
