"""Organisations, people and their roles, classes, placements and invitations."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from scan.domain.roles import ROLES_BY_KIND, OrganisationKind, Role
from scan.store.tables.base import Base, Code, Key, Line, Short, check, length, one_of


def _roles_fit_kinds() -> str:
    fits = (
        f"({kind_column} = '{kind}' AND role IN ({', '.join(repr(role.value) for role in sorted(roles))}))"
        for kind_column, (kind, roles) in (("organisation_kind", pair) for pair in ROLES_BY_KIND.items())
    )
    return " OR ".join(fits)


class Organisation(Base):
    """A company, a school, or the alliance and the bodies around it."""

    __tablename__ = "organisations"
    __table_args__ = (
        one_of("kind", OrganisationKind),
        length("name", 300),
        check("kvk_form", "length(kvk_number) = 8"),
        check("branch_form", "length(branch_number) = 12"),
        check("company_is_registered", "kind <> 'company' OR kvk_number IS NOT NULL"),
        check("branch_of_kvk", "branch_number IS NULL OR kvk_number IS NOT NULL"),
        check("staff_not_negative", "staff >= 0"),
        UniqueConstraint("id", "kind"),
        UniqueConstraint("kvk_number", "branch_number"),
        Index(
            "uq_organisations_kvk_without_branch",
            "kvk_number",
            unique=True,
            sqlite_where=text("branch_number IS NULL"),
            postgresql_where=text("branch_number IS NULL"),
        ),
    )

    id: Mapped[Key]
    kind: Mapped[Code]
    name: Mapped[Line]
    kvk_number: Mapped[str | None] = mapped_column(String(8))
    branch_number: Mapped[str | None] = mapped_column(String(12))
    place: Mapped[str | None] = mapped_column(String(80))
    municipality: Mapped[str | None] = mapped_column(String(80))
    postcode: Mapped[str | None] = mapped_column(String(10), index=True)
    sector: Mapped[str | None] = mapped_column(String(40))
    staff: Mapped[int | None]
    safety_contact: Mapped[str | None] = mapped_column(String(300))
    """School: whom to turn to when something is not safe (instrument A4.5)."""
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Person(Base):
    """Someone who can sign in: with e-mail and password, or with a class code and a pin."""

    __tablename__ = "people"
    __table_args__ = (
        length("display_name", 80),
        length("email", 254, 3),
        check("email_folded", "email = lower(email)"),
        one_of("locale", ("nl", "en")),
        check("one_way_in", "(email IS NULL) = (password_hash IS NULL)"),
        check(
            "erased_is_nobody",
            "erased_at IS NULL OR (email IS NULL AND pin_hash IS NULL AND disabled_at IS NOT NULL)",
        ),
    )

    id: Mapped[Key]
    display_name: Mapped[Short]
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str] = mapped_column(String(2), default="nl")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    """From here on the row is a number that answers and decisions hang on, and nobody in particular."""


class MembershipRow(Base):
    """One role of a person in an organisation; with the kind, so that the database can check the role."""

    __tablename__ = "memberships"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "organisation_kind"], ["organisations.id", "organisations.kind"]
        ),
        check("role_fits_kind", _roles_fit_kinds()),
        Index("ix_memberships_organisation_id_organisation_kind", "organisation_id", "organisation_kind"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True)
    organisation_kind: Mapped[Code]
    created_at: Mapped[datetime]


class SchoolClass(Base):
    """A class of a school in a school year; students join with its code."""

    __tablename__ = "classes"
    __table_args__ = (
        length("name", 80),
        check("school_year_form", "length(school_year) = 9"),
        length("code", 20, 8),
        length("source_id", 80),
        UniqueConstraint("institution_id", "school_year", "name"),
        Index(
            "ix_classes_institution_id_school_year_source_id",
            "institution_id",
            "school_year",
            "source_id",
            unique=True,
        ),
    )

    id: Mapped[Key]
    institution_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[Short]
    school_year: Mapped[str] = mapped_column(String(9))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    """Plain, because the teacher shows it to the class; it ends with ``code_expires_at``."""
    code_expires_at: Mapped[datetime]
    source_id: Mapped[Short | None]
    """Its number in the school's own system."""
    by_list: Mapped[bool] = mapped_column(default=False)
    """Only who is on the list gets in with the code, so that it tells nobody who is."""
    created_at: Mapped[datetime]


class ClassMember(Base):
    """A teacher or student of a class. Students of one class have different names."""

    __tablename__ = "class_members"
    __table_args__ = (
        one_of("role", (Role.TEACHER, Role.STUDENT)),
        check("student_has_name_key", "(role = 'student') = (name_key IS NOT NULL)"),
        UniqueConstraint("class_id", "name_key"),
    )

    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    role: Mapped[Code]
    name_key: Mapped[str | None] = mapped_column(String(160))
    joined_at: Mapped[datetime]


class Placement(Base):
    """One student's internship at one company."""

    __tablename__ = "placements"
    __table_args__ = (
        ForeignKeyConstraint(
            ["class_id", "student_id"], ["class_members.class_id", "class_members.person_id"]
        ),
        UniqueConstraint("class_id", "student_id", "company_id"),
        Index("uq_placements_id_student_id_company_id", "id", "student_id", "company_id", unique=True),
        check("ends_after_start", "ends_on > starts_on"),
    )

    id: Mapped[Key]
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    hold_back: Mapped[bool] = mapped_column(default=True)
    """The company sees the student's report only after the internship was assessed (design 6)."""
    assessed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Invitation(Base):
    """A code, used once, that gives someone a role in an organisation."""

    __tablename__ = "invitations"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "organisation_kind"], ["organisations.id", "organisations.kind"]
        ),
        check("role_fits_kind", _roles_fit_kinds()),
        check("used_by_someone", "(used_at IS NULL) = (used_by IS NULL)"),
        check("withdrawn_unused", "withdrawn_at IS NULL OR used_at IS NULL"),
        Index("ix_invitations_organisation_id_organisation_kind", "organisation_id", "organisation_kind"),
    )

    id: Mapped[Key]
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    organisation_id: Mapped[int]
    organisation_kind: Mapped[Code]
    role: Mapped[Code]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placements.id"), index=True)
    """The internship for which a company's contact was invited: its school sees the invitation, no other does."""
    withdrawn_at: Mapped[datetime | None]
