"""What comes from a school's own lists: numbers of students, start codes, and imports that wait for a yes."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scan.domain.importing.columns import ImportKind
from scan.store.tables.base import Base, Code, Hash, Key, check, length, one_of


class SchoolNumber(Base):
    """The number of a student in the school's own system, so that the same list again makes nobody twice."""

    __tablename__ = "school_numbers"
    __table_args__ = (length("number", 80), UniqueConstraint("institution_id", "person_id"))

    institution_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(80), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)


class StartCode(Base):
    """A code, used once, with which a student on a class list takes the place and chooses a pin."""

    __tablename__ = "start_codes"
    __table_args__ = (check("ends_after_start", "expires_at > created_at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    code_hash: Mapped[Hash] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class PendingImport(Base):
    """An uploaded list between preview and confirmation; only the columns that are used, and for a day at most."""

    __tablename__ = "pending_imports"
    __table_args__ = (
        one_of("kind", ImportKind),
        check("school_year_form", "length(school_year) = 9"),
        check("sha256_form", "length(sha256) = 64"),
        check("ends_after_start", "expires_at > created_at"),
    )

    id: Mapped[Key]
    institution_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[Code]
    school_year: Mapped[str] = mapped_column(String(9))
    """For rows that do not say so themselves."""
    sha256: Mapped[Hash]
    content: Mapped[bytes] = mapped_column(deferred=True)
    created_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
