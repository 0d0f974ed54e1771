"""Lists of a school: student numbers, start codes, imports that wait; and classes that take only who is on the list.

SQLite cannot change a table that others point to without making it anew: columns are only added, each with its check.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "intake"
down_revision: str | None = "offline"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_SOURCE = "ix_classes_institution_id_school_year_source_id"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE classes ADD COLUMN source_id VARCHAR(80)"
        " CONSTRAINT ck_classes_source_id_length CHECK (length(source_id) BETWEEN 1 AND 80)"
    )
    op.add_column("classes", sa.Column("by_list", sa.Boolean(), nullable=False, server_default=sa.false()))
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("classes", "by_list", server_default=None)
    op.create_index(_SOURCE, "classes", ["institution_id", "school_year", "source_id"], unique=True)
    op.create_index(op.f("ix_organisations_postcode"), "organisations", ["postcode"])
    _school_numbers()
    _start_codes()
    _pending_imports()


def _school_numbers() -> None:
    op.create_table(
        "school_numbers",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(number) BETWEEN 1 AND 80", name=op.f("ck_school_numbers_number_length")),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["organisations.id"],
            name=op.f("fk_school_numbers_institution_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_school_numbers_person_id_people")
        ),
        sa.PrimaryKeyConstraint("institution_id", "number", name=op.f("pk_school_numbers")),
        sa.UniqueConstraint(
            "institution_id", "person_id", name=op.f("uq_school_numbers_institution_id_person_id")
        ),
    )
    op.create_index(op.f("ix_school_numbers_person_id"), "school_numbers", ["person_id"])


def _start_codes() -> None:
    op.create_table(
        "start_codes",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_start_codes_ends_after_start")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_start_codes_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_start_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_start_codes_code_hash")),
    )


def _pending_imports() -> None:
    kinds = "'classes', 'students', 'enrolments', 'companies', 'placements'"
    op.create_table(
        "pending_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"kind IN ({kinds})", name=op.f("ck_pending_imports_kind")),
        sa.CheckConstraint("length(school_year) = 9", name=op.f("ck_pending_imports_school_year_form")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_pending_imports_sha256_form")),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_pending_imports_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["organisations.id"],
            name=op.f("fk_pending_imports_institution_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["people.id"], name=op.f("fk_pending_imports_created_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_imports")),
    )
    for column in ("institution_id", "created_by", "expires_at"):
        op.create_index(op.f(f"ix_pending_imports_{column}"), "pending_imports", [column])


def downgrade() -> None:
    for table in ("pending_imports", "start_codes", "school_numbers"):
        op.drop_table(table)
    op.drop_index(op.f("ix_organisations_postcode"), "organisations")
    op.drop_index(_SOURCE, "classes")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("ck_classes_source_id_length", "classes")
    for column in ("by_list", "source_id"):
        op.execute(f"ALTER TABLE classes DROP COLUMN {column}")
