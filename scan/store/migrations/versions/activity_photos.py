"""Drafts of applications for a statement, and photos of activities."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "activity_photos"
down_revision: str | None = "ambassadors"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _drafts()
    _photos()


def _drafts() -> None:
    table = "statement_drafts"
    typed = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
    op.create_table(
        table,
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("typed", typed, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f(f"fk_{table}_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["people.id"], name=op.f(f"fk_{table}_saved_by_people")),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_saved_by"), table, ["saved_by"])


def _photos() -> None:
    table = "activity_photos"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("activity", sa.Integer(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("activity BETWEEN 0 AND 3", name=op.f(f"ck_{table}_one_of_the_activities")),
        sa.CheckConstraint(
            "application_id IS NOT NULL OR file_sha256 IS NOT NULL", name=op.f(f"ck_{table}_draft_has_file")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f(f"fk_{table}_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f(f"fk_{table}_application_id_applications")
        ),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["files.sha256"], name=op.f(f"fk_{table}_file_sha256_files")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f(f"fk_{table}_created_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("organisation_id", "file_sha256", "created_by"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_index(
        "uq_activity_photos_application_id_activity_file_sha256",
        table,
        ["application_id", "activity", "file_sha256"],
        unique=True,
    )
    draft = sa.text("application_id IS NULL")
    op.create_index(
        "uq_activity_photos_of_draft",
        table,
        ["organisation_id", "activity", "file_sha256"],
        unique=True,
        sqlite_where=draft,
        postgresql_where=draft,
    )


def downgrade() -> None:
    op.drop_table("activity_photos")
    op.drop_table("statement_drafts")
