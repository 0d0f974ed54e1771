"""The audit chain. Rows are only ever added; triggers refuse changes, the chain shows them (design 6)."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from scan.store.tables.base import Base, Code, Json, check


class AuditEvent(Base):
    """One event. ``actor_id`` and ``subject_id`` have no foreign key: events outlive what they name."""

    __tablename__ = "audit_events"
    __table_args__ = (
        check("hash_form", "length(hash) = 64 AND length(previous_hash) = 64"),
        Index("ix_audit_events_subject_kind_subject_id", "subject_kind", "subject_id"),
    )

    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    action: Mapped[Code]
    subject_kind: Mapped[Code]
    subject_id: Mapped[int | None]
    data: Mapped[Any] = mapped_column(Json)
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
