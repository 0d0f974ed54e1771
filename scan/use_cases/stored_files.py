"""Files that rows point to: kept once under their hash, and gone with the last row that shows them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scan.store.files import FileStore
from scan.store.media import Media
from scan.store.session import after_commit
from scan.store.tables import ActivityPhoto, Evidence, StoredFile
from scan.store.upsert import dialect_of, insert_into

_SHOWN_BY = (Evidence, ActivityPhoto)


@dataclass(frozen=True, slots=True)
class FileContent:
    """A stored file for someone who may see it. Send it with this type, ``nosniff`` and, unless it is a picture,
    as an attachment."""

    media_type: str
    data: bytes
    name: str


def keep_file(session: Session, media: Media, files: FileStore, now: datetime) -> str:
    """Write the bytes first, then note them; gives their hash. Without a commit the file is an orphan."""
    sha256 = files.put(media.data)
    file = {"sha256": sha256, "media_type": media.media_type, "size": len(media.data), "created_at": now}
    session.execute(insert_into(dialect_of(session), StoredFile).values(file).on_conflict_do_nothing())
    return sha256


def drop_file(session: Session, sha256: str, files: FileStore) -> None:
    """Take a file away after the commit, unless something else still shows it."""
    for table in _SHOWN_BY:
        if session.scalar(select(table.id).where(table.file_sha256 == sha256).limit(1)) is not None:
            return
    session.execute(delete(StoredFile).where(StoredFile.sha256 == sha256))
    after_commit(session, lambda: files.delete(sha256))
